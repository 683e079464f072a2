"""The notice that everyone reads before their first visit, and again when it or their cohort's terms have changed."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from web.cohorts.models import Acceptance, CohortRules, SiteText
from web.cohorts.texts import Wording, current
from web.training.models import Cohort


def terms_of(cohort: Cohort | None) -> str:
    """Return how long a cohort keeps visits, as it is stored beside an acceptance."""
    if cohort is None:
        return ""
    rules = CohortRules.of(cohort)
    return f"{rules.keep_days} {rules.after}"


def wording() -> Wording:
    """Return the notice that counts now."""
    return current(SiteText.Kind.NOTICE)


def missing(person: User) -> list[Cohort | None]:
    """Return the cohorts whose notice a person has not read as it now stands; None stands for having no cohort."""
    version = wording().version
    accepted = set(Acceptance.objects.filter(person=person, version=version).values_list("cohort_id", "terms"))
    cohorts: list[Cohort | None] = list(Cohort.objects.filter(trainees=person).select_related("rules"))
    return [cohort for cohort in cohorts or [None] if (cohort.pk if cohort else None, terms_of(cohort)) not in accepted]


def accept(person: User, version: int) -> None:
    """Store that a person has read this version, for each of their cohorts that lacks it."""
    with transaction.atomic():
        for cohort in missing(person):
            Acceptance.objects.create(person=person, cohort=cohort, version=version, terms=terms_of(cohort))


def ask(request: HttpRequest) -> HttpResponse:
    """Lead to the notice and, from there, back to where the person was going."""
    return redirect(f"{reverse('cohorts:notice')}?{urlencode({'next': request.path})}")
