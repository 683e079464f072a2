"""A house full of small cases, and toy packs on disk, for tests that need more than one patient."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from dyad.cases import Case, load_case
from tests import toys
from tests.web import hand_built
from web.cohorts.forms import AssignmentForm
from web.cohorts.models import Assignment
from web.training import charts
from web.training.models import Cohort

TYPES = ("P1", "P2", "P3", "P9", "C1", "C2a", "C3")


def open_house(monkeypatch: pytest.MonkeyPatch, *types: str) -> None:
    """Fill the house with one case of each type, named after it: p1-case, c2a-case."""
    cases = {f"{name.lower()}-case": name for name in types or TYPES}
    made = {
        slug: replace(hand_built.case(), slug=slug, case_type=name, title=f"Title {slug[::-1]}") for slug, name in cases.items()
    }
    _serve(monkeypatch, made)


def open_toy_house(monkeypatch: pytest.MonkeyPatch, folder: Path, *types: str) -> dict[str, Case]:
    """Write a real pack of each type, read it as any pack is read, and serve it; return the cases by type."""
    made = {}
    for name in types:
        slug, pack = f"toy-{name.lower()}", toys.toy_pack(name)
        pack["case.yml"] |= {"slug": slug, "title": f"Toy {name[::-1]}"}
        toys.write_pack(folder, pack, slug)
        made[slug] = load_case(slug, folder)
    _serve(monkeypatch, made)
    return {case.case_type: case for case in made.values()}


def assign(cohort: Cohort, *chosen: str, visits: int = 4, **more: object) -> Assignment:
    """Make an assignment the way the educator's form does."""
    data = {"title": "Week one", "visits": visits, "types": [c for c in chosen if c in TYPES], "second_rater_percent": 20}
    form = AssignmentForm(data | more, cohort=cohort)
    assert form.is_valid(), form.errors
    assignment: Assignment = form.save()
    return assignment


def members(cohort: Cohort, count: int) -> list[User]:
    """Add trainees to a cohort."""
    people = [User.objects.create(username=f"trainee-{number:02}") for number in range(count)]
    cohort.trainees.add(*people)
    return people


def _serve(monkeypatch: pytest.MonkeyPatch, cases: dict[str, Case]) -> None:
    monkeypatch.setattr(charts, "case_slugs", lambda *_: sorted(cases))
    monkeypatch.setattr(charts, "load_case", lambda slug, *_: cases[slug])
