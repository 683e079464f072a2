"""A trainee goes in; the name that may be shown comes out: their own, or a stand-in that is the same on every page."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from web.review.assigning import names_hidden
from web.review.models import State
from web.training.models import TrainingSession


def stand_in(person_id: int | None) -> str:
    """Return a name that tells nothing, made with the site's secret so that nobody can work it back."""
    return f"T-{salted_hmac('web.review.names', str(person_id)).hexdigest()[:8]}"


def name_of(person: User | None) -> str:
    """Return a person's name as pages show it."""
    return (person.get_full_name() or person.username) if person else _("somebody who has left")


def shown_name(visit: TrainingSession, *, rated: bool) -> str:
    """Return the trainee's name for one educator; `rated` tells that this educator's own rating is done."""
    if names_hidden(visit) and not rated and visit.card.state != State.DONE:
        return stand_in(visit.trainee_id)
    return name_of(visit.trainee)
