"""A trainee and a case go in; which of the people of its script they will meet comes out, by lot but the same at every look."""

from __future__ import annotations

import hashlib
from collections import Counter

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from dyad.cases import Case
from web.training.charts import case_or_404
from web.training.models import TrainingSession

Person = AbstractBaseUser | AnonymousUser


def met_by(person: Person, slug: str) -> Case:
    """Return a case as this person's next visit with it will play it.

    Raises:
        Http404: there is no such case.
    """
    seen = TrainingSession.objects.of(person).firsts().opened().filter(case_slug=slug, follows=None).count()
    return _drawn(person, case_or_404(slug), seen)


def all_met_by(person: Person, cases: list[Case]) -> list[Case]:
    """Return cases as this person's next visits will play them, with one question to the database for all."""
    own = TrainingSession.objects.of(person).firsts().opened().filter(follows=None)
    seen = Counter(own.order_by().values_list("case_slug", flat=True))
    return [_drawn(person, case, seen[case.slug]) for case in cases]


def _drawn(person: Person, case: Case, seen: int) -> Case:
    """Draw a person of the script: by trainee, case and how often they met, so that nobody can choose and everybody is met."""
    lot = int(hashlib.sha256(f"{person.pk} {case.slug}".encode()).hexdigest(), 16)
    return case_or_404(case.slug, case.variants[(lot + seen) % len(case.variants)].id) if case.variants else case
