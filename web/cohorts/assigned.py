"""A visit goes in; what its assignment allows comes out, for the rooms that coach, debrief and rate."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from uuid import UUID

from web.cohorts.models import AssignedVisit, Assignment
from web.training.models import TrainingSession


def assignment_of(visit: TrainingSession) -> Assignment | None:
    """Return the assignment that a visit was made for, if any."""
    try:
        row = visit.assigned
    except AssignedVisit.DoesNotExist:
        return None
    return row.assignment if row else None


def coaching_allowed(visit: TrainingSession) -> bool:
    """Tell whether hints may be given during this visit; never outside an assignment that says so."""
    assignment = assignment_of(visit)
    return assignment is not None and assignment.coaching


def name_hidden(visit: TrainingSession) -> bool:
    """Tell whether educators should not see whose visit this is until they have rated it."""
    assignment = assignment_of(visit)
    return assignment is not None and assignment.names_hidden


def hidden_names(visits: Iterable[UUID]) -> set[UUID]:
    """Return those of many visits whose trainee is not to be named before the rating."""
    rows = AssignedVisit.objects.filter(visit__in=list(visits), assignment__names_hidden=True)
    return {found for found in rows.values_list("visit_id", flat=True) if found is not None}


def wants_second_rater(visit: TrainingSession) -> bool:
    """Tell whether this visit belongs to the assignment's share for two raters; the visit's own number decides, once for all."""
    assignment = assignment_of(visit)
    if assignment is None:
        return False
    lot = int.from_bytes(hashlib.sha256(f"{assignment.seed} {visit.pk}".encode()).digest()[:4], "big") % 100
    return lot < assignment.second_rater_percent
