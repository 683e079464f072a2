"""A blind mix is always the same, holds its quarter of controls, and tells nothing about who chose what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dyad.cases.mix import Card, TooFewCases, controls_for, controls_needed, mix

PATTERNS = [Card(f"{kind}-{letter}".lower(), kind) for kind in ("P1", "P2", "P3", "P9") for letter in "ab"]
CONTROLS = [Card(f"{kind}-{letter}".lower(), kind) for kind in ("C1", "C2a", "C3") for letter in "ab"]
FLIRT = [Card("p6-a", "P6")]
ALTERNATIVES = [card for card in PATTERNS if card.case_type == "P9"]
EXPECTED = ("p1-a", "p3-a", "c2a-a", "p2-b")
TYPES = {card.slug: card.case_type for card in [*PATTERNS, *CONTROLS, *FLIRT]}


def controls_in(slugs: tuple[str, ...]) -> int:
    return sum(TYPES[slug].startswith("C") for slug in slugs)


@given(visits=st.integers(2, 12), seed=st.text(max_size=20), p6=st.booleans(), opted_in=st.booleans())
def test_whatever_the_seed_a_quarter_are_controls_and_no_case_comes_twice(visits, seed, p6, opted_in):
    optional, instead = (FLIRT, ALTERNATIVES) if p6 else ((), ())
    slugs = mix(PATTERNS, CONTROLS, visits=visits, seed=seed, optional=optional, instead=instead, opted_in=opted_in)
    assert len(slugs) == len(set(slugs)) == visits
    assert controls_in(slugs) * 4 >= visits


@pytest.mark.parametrize(("visits", "controls"), [(2, 1), (4, 1), (5, 2), (8, 2), (9, 3), (12, 3)])
def test_a_quarter_is_rounded_up(visits, controls):
    assert controls_needed(visits) == controls


def test_the_same_seed_gives_the_same_visits_and_another_seed_others():
    # Written down once, so that a change of the mixing cannot reorder the visits of assignments that are running.
    first = mix(PATTERNS, CONTROLS, visits=4, seed="seed-1")
    assert first == mix(list(reversed(PATTERNS)), CONTROLS, visits=4, seed="seed-1") == EXPECTED
    assert len({mix(PATTERNS, CONTROLS, visits=4, seed=f"seed-{n}") for n in range(50)}) > 40


def test_the_place_of_the_control_cannot_be_guessed():
    places = [[TYPES[slug][0] for slug in mix(PATTERNS, CONTROLS, visits=4, seed=f"{n}")].index("C") for n in range(200)]
    # 50 are expected at each of four places; with p = 1/4 and n = 200 the standard deviation is 6, so 25 is four of them away.
    assert all(places.count(place) > 25 for place in range(4))


def test_each_pattern_comes_once_before_one_comes_twice():
    for n in range(30):
        slugs = mix(PATTERNS, CONTROLS, visits=5, seed=str(n))
        kinds = [TYPES[slug] for slug in slugs if slug.startswith("p")]
        assert len(kinds) == len(set(kinds)) == 3  # two controls of five visits, and three of the four patterns


def test_without_a_yes_the_optional_case_never_comes_and_its_place_is_an_alternative():
    for n in range(100):
        slugs = mix(PATTERNS, CONTROLS, visits=4, seed=str(n), optional=FLIRT, instead=ALTERNATIVES)
        assert "p6-a" not in slugs and any(TYPES[slug] == "P9" for slug in slugs)


def test_with_a_yes_it_comes_about_half_of_the_time_exactly_where_the_alternative_would_be():
    met = 0
    for n in range(200):
        without = mix(PATTERNS, CONTROLS, visits=4, seed=str(n), optional=FLIRT, instead=ALTERNATIVES)
        with_yes = mix(PATTERNS, CONTROLS, visits=4, seed=str(n), optional=FLIRT, instead=ALTERNATIVES, opted_in=True)
        met += "p6-a" in with_yes
        differ = [(a, b) for a, b in zip(without, with_yes, strict=True) if a != b]
        assert differ == [] or ([b for _, b in differ] == ["p6-a"] and TYPES[differ[0][0]] == "P9")
    assert 70 < met < 130  # 100 expected, standard deviation 7


def test_controls_are_those_chosen_else_the_pairs_else_all():
    house = [*PATTERNS, *CONTROLS]
    own = [card for card in house if card.case_type in ("P3", "C3")]
    assert {card.case_type for card in controls_for(own, house, 4)} == {"C3"}
    paired = [card for card in house if card.case_type in ("P1", "P2")]
    assert {card.case_type for card in controls_for(paired, house, 4)} == {"C1", "C2a"}
    lonely = [card for card in house if card.case_type == "P3"]
    assert controls_for(lonely, house, 4) == CONTROLS


def test_where_the_pairs_do_not_suffice_all_controls_come_in():
    house, chosen = [*PATTERNS, *CONTROLS], PATTERNS[:2]  # two of P1, whose pair C1 has two cases
    assert {card.case_type for card in controls_for(chosen, house, 4)} == {"C1"}
    assert controls_for(chosen, house, 5) == CONTROLS


def test_more_visits_than_cases_are_refused_with_the_numbers():
    with pytest.raises(TooFewCases, match="3 cases, 1 of them controls"):
        mix(PATTERNS[:2], CONTROLS[:1], visits=4, seed="x")
    with pytest.raises(TooFewCases, match="9 cases, 1 of them controls"):
        mix(PATTERNS, CONTROLS[:1], visits=5, seed="x")
