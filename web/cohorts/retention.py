"""The rules of each cohort and a moment go in; the visits whose time is up come out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from web.cohorts.models import CohortRules
from web.cohorts.models.cohorts import After
from web.cohorts.removal import NOBODY, delete_visits, take_names_off
from web.training.models import Cohort, TrainingSession

SIGN_IN_DAYS = 90


@dataclass(frozen=True)
class Retired:
    """The visits of one cohort that are kept no longer, and what becomes of them."""

    cohort: Cohort
    rules: CohortRules
    visits: tuple[TrainingSession, ...]

    def carry_out(self) -> None:
        """Do what the cohort's rules say."""
        remove = take_names_off if self.rules.after == After.ANONYMISE else delete_visits
        remove(self.visits)


def old_sign_ins(now: datetime) -> list[QuerySet[Any]]:
    """Return the records of sign-ins, right and wrong, that are kept no longer; they hold names and network addresses."""
    before = now - timedelta(days=SIGN_IN_DAYS)
    return [kind.objects.filter(attempt_time__lt=before) for kind in (AccessAttempt, AccessFailureLog, AccessLog)]


def retired(now: datetime) -> Iterator[Retired]:
    """Yield each cohort's visits that ended, or if they never ended began, more days ago than it keeps them."""
    for cohort in Cohort.objects.select_related("rules"):
        rules = CohortRules.of(cohort)
        last = TrainingSession.objects.filter(cohort=cohort).exclude(trainee__username=NOBODY)
        due = last.annotate(last=Coalesce("ended", "started")).filter(last__lt=now - timedelta(days=rules.keep_days))
        if visits := tuple(due.order_by("started", "pk")):
            yield Retired(cohort, rules, visits)
