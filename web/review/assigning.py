"""A visit goes in; how many people rate it, and whether they see the name, comes out.

This is the one place to ask. Both follow the site's settings; a plan for a cohort's assignments that sets its own share of second
ratings, or its own rule on names, is to be asked here and nowhere else.
"""

from __future__ import annotations

from hashlib import sha256

from django.conf import settings

from web.training.models import TrainingSession

SCALE = 2**32


def second_rater_share(visit: TrainingSession) -> float:
    """Return the share, 0 to 1, of visits like this one that two people rate."""
    return float(settings.SECOND_RATER_SHARE)


def names_hidden(visit: TrainingSession) -> bool:
    """Tell whether a rater sees a stand-in for the trainee's name until the rating is done."""
    return bool(settings.HIDE_NAMES)


def raters_for(visit: TrainingSession) -> int:
    """Return how many people rate this visit; the same visit always falls on the same side, and one educator alone is asked once."""
    place = int.from_bytes(sha256(visit.pk.bytes).digest()[:4], "big") / SCALE
    if place >= second_rater_share(visit) or visit.cohort is None:
        return 1
    return 2 if visit.cohort.educators.filter(is_active=True).count() > 1 else 1
