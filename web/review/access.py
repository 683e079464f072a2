"""A request goes in; the visits that this educator may read come out, and for everybody else there is no such page."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from web.training.models import TrainingSession, Turn
from web.training.people import EDUCATOR, has_role


def educator(request: HttpRequest) -> User:
    """Return the educator who asks.

    Raises:
        Http404: whoever asks is none, so that nobody learns what there is.
    """
    if not isinstance(request.user, User) or not has_role(request.user, EDUCATOR):
        raise Http404("There is no such page.")
    return request.user


def own_visits(person: User) -> QuerySet[TrainingSession]:
    """Return the visits of this educator's cohorts, each with its card."""
    return TrainingSession.objects.taught_by(person).opened().select_related("trainee", "cohort", "card", "assigned__assignment")


def own_visit(person: User, visit_id: uuid.UUID) -> TrainingSession:
    """Return one of them, or answer that there is none."""
    return get_object_or_404(own_visits(person), pk=visit_id)


def turn_of(visit: TrainingSession, number: int) -> Turn:
    """Return an answered turn of a visit, or answer that there is none."""
    return get_object_or_404(visit.turns, number=number, status=Turn.Status.ANSWERED)
