"""The pictures of an educator's cohorts: drawn once for each state of the visits, each with a sentence, a table and its n.

A group of fewer than ten is left out and says so (clinical brief 5.6 and R23 for fairness; the same limit everywhere).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.contrib.auth.models import User
from django.core.cache import cache
from django.db.models import Count, Max, Q, QuerySet, Sum
from django.utils.translation import get_language

from web.debriefing.models import Formulation
from web.review.access import own_visits
from web.review.models import Review, State, VisitCard
from web.review.pictures_data import courses, played
from web.review.pictures_shown import Picture, alliance, fairness, mistakes, skills, types
from web.training.models import Cohort, TrainingSession

REMEMBERED_S = 24 * 3600


@dataclass(frozen=True)
class Wall:
    """All pictures of some visits."""

    visits: int
    trainees: int
    rated: int
    pictures: tuple[Picture, ...] = field(default=())


def ended_visits(person: User, cohort: Cohort | None) -> QuerySet[TrainingSession]:
    """Return the visits that are over, of one of the educator's cohorts or of all."""
    visits = own_visits(person).exclude(ending="").filter(card__isnull=False).select_related(None)
    return visits.filter(cohort=cohort) if cohort else visits


def pictures_of(person: User, cohort: Cohort | None) -> Wall:
    """Return the pictures, remembered until a visit ends or goes, a rating is done or changed, or a formulation is submitted."""
    visits = ended_visits(person, cohort)
    key = "pictures-" + sha256(f"{_cohorts(person, cohort)} {get_language()} {_state(visits)}".encode()).hexdigest()
    found: Wall | None = cache.get(key)
    if found is None:
        found = _hang(visits)
        cache.set(key, found, REMEMBERED_S)
    return found


def _cohorts(person: User, cohort: Cohort | None) -> list[int]:
    return [cohort.pk] if cohort else sorted(Cohort.objects.filter(educators=person.pk).values_list("pk", flat=True))


def _state(visits: QuerySet[TrainingSession]) -> list[Iterable[Any]]:
    """Return what is different as soon as anything in the pictures is."""
    chosen = visits.order_by()
    cards = VisitCard.objects.filter(visit__in=chosen)
    reviews = Review.objects.filter(visit__in=chosen, status=Review.Status.DONE).order_by()
    formulations = Formulation.objects.filter(visit__in=chosen, submitted__isnull=False)
    return [
        sorted(cards.aggregate(n=Count("pk"), done=Count("pk", filter=Q(state=State.DONE)), last=Max("visit__ended"), points=Sum("points")).items()),
        sorted(reviews.aggregate(n=Count("pk"), last=Max("done"), newest=Max("pk")).items()),
        sorted(formulations.aggregate(n=Count("pk"), last=Max("submitted")).items()),
    ]  # fmt: skip


def _hang(visits: QuerySet[TrainingSession]) -> Wall:
    rows = played(visits)
    drawn = types(rows), alliance(courses(visits)), skills(rows), mistakes(rows), fairness(rows)
    rated = VisitCard.objects.filter(visit__in=visits.order_by(), state=State.DONE).count()
    return Wall(len(rows), len({row.trainee for row in rows}), rated, drawn)
