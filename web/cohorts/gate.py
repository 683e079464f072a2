"""Who may play which case: all of them, but for the patient who flirts, who is off unless two people turned it on.

An educator turns it on for a cohort and the trainee opts in again (clinical brief 5.1). Declining leaves no trace, so the
answer to somebody who may not is the same as for a case that does not exist.
"""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import QuerySet

from dyad.cases import Case
from web.cohorts.models import OptIn
from web.training.cast import all_met_by
from web.training.charts import Chart, all_cases, chart_of
from web.training.models import Cohort

Person = AbstractBaseUser | AnonymousUser


def opted_in(person: Person) -> QuerySet[Cohort]:
    """Return the cohorts in which a person may meet the optional case: offered there, joined, and chosen."""
    yes = OptIn.objects.filter(person_id=person.pk).values("cohort_id")
    return Cohort.objects.filter(rules__offers_p6=True, trainees=person.pk, pk__in=yes)


def may_play(person: Person, case: Case) -> bool:
    """Tell whether a person may play a case, and so whether it exists for them at all."""
    return not case.pattern.opt_in or (person.pk is not None and opted_in(person).exists())


def cohorts_for(person: Person, case: Case) -> QuerySet[Cohort]:
    """Return the cohorts for which a person may play a case."""
    return opted_in(person) if case.pattern.opt_in else Cohort.objects.filter(trainees=person.pk)


def charts_for(person: Person) -> list[Chart]:
    """Return the chart of every case that a person may play, by title."""
    cases = all_cases()
    shut = any(case.pattern.opt_in for case in cases) and not opted_in(person).exists()
    shown = [case for case in cases if not (shut and case.pattern.opt_in)]
    return sorted((chart_of(case) for case in all_met_by(person, shown)), key=lambda chart: chart.title.lower())
