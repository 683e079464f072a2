"""A visit goes in; how many people rate it, and whether they see the name, comes out.

This is the one place to ask. Both follow the assignment that the visit was made for, and the site's settings where there is none.
"""

from __future__ import annotations

from hashlib import sha256

from django.conf import settings

from web.cohorts.assigned import assignment_of
from web.training.models import TrainingSession

SCALE = 2**32


def second_rater_share(visit: TrainingSession) -> float:
    """Return the share, 0 to 1, of visits like this one that two people rate."""
    assignment = assignment_of(visit)
    return float(settings.SECOND_RATER_SHARE) if assignment is None else assignment.second_rater_percent / 100


def names_hidden(visit: TrainingSession) -> bool:
    """Tell whether a rater sees a stand-in for the trainee's name until the rating is done."""
    assignment = assignment_of(visit)
    return bool(settings.HIDE_NAMES) if assignment is None else assignment.names_hidden


def raters_for(visit: TrainingSession) -> int:
    """Return how many people rate this visit; the same visit always falls on the same side, and one educator alone is asked once."""
    place = int.from_bytes(sha256(visit.pk.bytes).digest()[:4], "big") / SCALE
    if place >= second_rater_share(visit) or visit.cohort is None:
        return 1
    return 2 if visit.cohort.educators.filter(is_active=True).count() > 1 else 1
