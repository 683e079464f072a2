"""Visits come in and go: deleted, or kept without a name. Their counts stay, and Rasa's copy goes too."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.auth.models import User
from django.db import transaction

from web.cohorts.holdings import holdings
from web.cohorts.kept import keep_counts
from web.cohorts.models import AccessRecord, AssignedVisit
from web.cohorts.tracker_copy import forget
from web.training.models import TrainingSession, Turn, random_seed

log = logging.getLogger(__name__)
NOBODY = "former-trainee"


def delete_visits(visits: Sequence[TrainingSession]) -> None:
    """Delete visits with all that hangs on them; counts and finished places stay."""
    with transaction.atomic():
        _leave(visits)
        keep_counts(visits)
        TrainingSession.objects.filter(pk__in=[visit.pk for visit in visits]).delete()
    forget([visit.sender for visit in visits])
    log.info("visits deleted: %s", len(visits))


def take_names_off(visits: Sequence[TrainingSession]) -> None:
    """Keep visits without a name: another owner, a month for a date, no draft, no private writing, and no way back.

    What a trainee typed stays as it is, so words that name somebody still do; docs/privacy.md says so.
    """
    nobody = nobody_at_all()
    with transaction.atomic():
        _leave(visits)
        AccessRecord.objects.filter(visit__in=[visit.pk for visit in visits]).delete()
        for visit in visits:
            month = visit.started.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
            TrainingSession.objects.filter(pk=visit.pk).update(
                trainee=nobody, started=month, ended=month if visit.ended else None, draft="", seed=random_seed()
            )
        Turn.objects.filter(session__in=visits).exclude(status=Turn.Status.ANSWERED).delete()
        for visit in visits:
            visit.turns.update(created=visit.started.replace(day=1, hour=0, minute=0, second=0, microsecond=0), answered=None)
    forget([visit.sender for visit in visits])
    log.info("visits made anonymous: %s", len(visits))


def delete_account(person: User) -> None:
    """Delete a person with their visits, and the traces of their sign-ins; counts stay."""
    visits = list(TrainingSession.objects.of(person))
    with transaction.atomic():
        delete_visits(visits)
        for traces in (AccessAttempt, AccessFailureLog, AccessLog):
            traces.objects.filter(username=person.get_username()).delete()
        person.delete()


def nobody_at_all() -> User:
    """Return the account to which nameless visits belong; nobody can sign in to it."""
    nobody, new = User.objects.get_or_create(username=NOBODY, defaults={"is_active": False})
    if new:
        nobody.set_unusable_password()
        nobody.save(update_fields=["password"])
    return nobody


def _leave(visits: Sequence[TrainingSession]) -> None:
    """Let other rooms forget what is private, and let what was done for an assignment stay done."""
    for holding in holdings():
        holding.erase([visit.pk for visit in visits])
    AssignedVisit.objects.filter(visit__in=[visit.pk for visit in visits if visit.is_complete]).update(finished=True)
    AssignedVisit.objects.filter(visit__in=[visit.pk for visit in visits]).update(visit=None)
