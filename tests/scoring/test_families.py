"""Every code that earns or costs belongs to one family of skill."""

from __future__ import annotations

from collections import Counter

from dyad.scoring.families import load_families
from dyad.scoring.rubric import load_rubric


def test_every_code_but_the_neutral_ones_has_exactly_one_family() -> None:
    counts = Counter(code for family in load_families().values() for code in family.codes)
    assert counts == Counter(name for name, code in load_rubric().codes.items() if code.weight)


def test_a_family_builds_as_its_codes_do() -> None:
    codes = load_rubric().codes
    assert all(codes[code].builds == family.builds for family in load_families().values() for code in family.codes)
