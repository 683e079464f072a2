"""A case goes in; how often each of its lines was said, not understood or flagged comes out, for who writes cases."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import add

from django.contrib.auth.models import User
from django.db.models import Count, F, Q, Sum

from dyad.cases import Case
from web.review.models import LineSaid, VisitCard
from web.review.settling import BANDS
from web.training.charts import title_of
from web.training.models import Cohort, TrainingSession

SORTS = ("trouble", "said", "pack")


@dataclass(frozen=True)
class LineCount:
    """One line of a pack and what came of it."""

    line_id: str
    text: str
    said: int
    not_understood: int
    flagged: int


def line_counts(case: Case, person: User, sort: str) -> list[LineCount]:
    """Return every line of a pack, those never said included; a line that the pack has lost keeps its counts."""
    cohorts = Cohort.objects.filter(educators=person.pk)
    said = LineSaid.objects.filter(case_slug=case.slug, visit__cohort__in=cohorts).order_by()
    rows = said.values_list("line_id").annotate(
        n=Count("pk"), missed=Count("pk", filter=Q(not_understood=True)), marked=Count("pk", filter=Q(flagged=True))
    )
    counts = {line: (n, missed, flagged) for line, n, missed, flagged in rows}
    texts = {line.id: line.text for line in case.lines()}
    found = [LineCount(line, texts.get(line, ""), *counts.get(line, (0, 0, 0))) for line in dict.fromkeys([*texts, *counts])]
    if sort == "said":
        return sorted(found, key=lambda line: -line.said)
    if sort == "pack":
        return found
    return sorted(found, key=lambda line: (-line.flagged - line.not_understood, -line.said))


@dataclass(frozen=True)
class CaseCount:
    """One case in the educator's cohorts."""

    slug: str
    title: str
    visits: int
    replies: int
    unscored: int
    flags: int


def case_counts(person: User) -> list[CaseCount]:
    """Return the cases that the educator's cohorts have played."""
    own = TrainingSession.objects.taught_by(person).opened().order_by()
    replies = reduce(add, (F(band) for band in (*BANDS, "unscored")))
    rows = VisitCard.objects.filter(visit__in=own).values_list("visit__case_slug")
    counted = rows.annotate(n=Count("pk"), said=Sum(replies), silent=Sum("unscored"), marked=Sum("flags"))
    found = [CaseCount(slug, title_of(slug), *numbers) for slug, *numbers in counted]
    return sorted(found, key=lambda case: case.title.lower())
