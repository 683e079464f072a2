"""Visits that are about to be deleted come in; their counts stay, in a table in which no person stands."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import Sum

from web.cohorts.models import KeptCount
from web.training.models import Cohort, TrainingSession, Turn

Kind = tuple[int | None, str, date, str]  # cohort, case, first day of the month, ending


def keep_counts(visits: Sequence[TrainingSession]) -> None:
    """Add visits to the table of counts; call this in the transaction that deletes them."""
    opened = [visit for visit in visits if visit.opening_line]
    bands: dict[UUID, Counter[str]] = defaultdict(Counter)
    answered = Turn.objects.filter(session__in=opened, status=Turn.Status.ANSWERED)
    for visit_id, band in answered.values_list("session_id", "band"):
        bands[visit_id][band] += 1
    kinds: dict[Kind, list[Counter[str]]] = defaultdict(list)
    for visit in opened:
        kinds[visit.cohort_id, visit.case_slug, visit.started.date().replace(day=1), visit.ending].append(bands[visit.pk])
    for kind, counted in kinds.items():
        _add(kind, len(counted), sum(counted, Counter[str]()))


def visits_made(cohort: Cohort) -> int:
    """Return how many visits a cohort has ever made, those that were deleted included."""
    gone = KeptCount.objects.filter(cohort=cohort).aggregate(n=Sum("visits"))["n"] or 0
    return int(gone) + TrainingSession.objects.opened().filter(cohort=cohort).count()


def _add(kind: Kind, visits: int, bands: Counter[str]) -> None:
    cohort_id, slug, month, ending = kind
    known = KeptCount.objects.select_for_update()
    cohort = Cohort.objects.filter(pk=cohort_id).first() if cohort_id else None
    row, _ = known.get_or_create(cohort=cohort, case_slug=slug, month=month, ending=ending)
    row.visits += visits
    row.replies += sum(bands.values())
    row.bands = dict(Counter(row.bands) + bands)
    row.save()
