"""The rules file: read whole, refused where it names what no turn has, and without a rule that can never hold."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from dyad.cases import Case
from dyad.cases.check import known_intents
from dyad.patient.rules import RULES_FILE, Move, load_rules
from dyad.patterns import load_patterns
from dyad.scoring import load_rubric
from tests.toys import PlayedVisit

FACTS = {
    "band": "strong",
    "codes": ("warm_limit",),
    "worst": False,
    "key": True,
    "softened": False,
    "repaired": False,
}


def spoilt(folder: Path, **condition: object) -> Path:
    """Write the rules with one condition more in the first of them."""
    raw = yaml.safe_load(RULES_FILE.read_text(encoding="utf-8"))
    raw["moves"][0]["if"] |= condition
    file = folder / "rules.yml"
    file.write_text(yaml.safe_dump(raw), encoding="utf-8")
    return file


def test_every_rule_can_hold(toy_of: Callable[..., Case]) -> None:
    fired: set[str] = set()
    visits = {
        "P3": [
            ("warm_limit",),
            ("empathic_reflection",),
            ("indecision",),
            ("siding", "shaming"),
            ("own_mistake_repair",),
            ("capitulation",),
            ("siding", "warm_limit"),  # +4 and -2: mixed, at most neutral
        ],
        "C2a": [("own_mistake_repair",)],
        "P2": [("lecturing",), ("tolerate_anger", "collaborative_decision")],
        "P4": [("support_agency",)],
        "P9": [("empathic_reflection",)],
    }
    for case_type, replies in visits.items():
        visit = PlayedVisit(toy_of(case_type))
        for codes in replies:
            fired |= {change.rule for change in visit.says(*codes, ask=["ask_sleep"]).changes}
    other = PlayedVisit(toy_of("P3")).at(other_asked=True)
    fired |= {change.rule for change in other.says("tolerate_anger").changes}
    rules = load_rules()
    own = {move.rule for pattern in load_patterns().values() for move in rules.of(pattern)}
    assert fired == {move.rule for move in rules.moves} | own


def test_an_unknown_condition_is_refused_with_its_rule(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="A breach raises tension and costs trust.*unknown condition weather"):
        load_rules.__wrapped__(spoilt(tmp_path, weather="fair"))


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ({"bands": ["strong", "helpful"]}, True),
        ({"bands": ["rupture"]}, False),
        ({"codes": ["siding", "warm_limit"]}, True),
        ({"codes": ["siding"]}, False),
        ({"key": True}, True),
        ({"key": False}, False),
        ({"key": True, "softened": True}, False),
        ({}, True),
    ],
)
def test_a_rule_holds_when_all_its_conditions_do(condition: dict[str, object], holds: bool) -> None:
    assert Move("r", condition, 0, 0).holds(FACTS) is holds


def test_rules_name_only_known_codes_bands_and_topics() -> None:
    rules, rubric = load_rules(), load_rubric()
    for move in (*rules.moves, *(own for pattern in load_patterns().values() for own in rules.of(pattern))):
        assert set(move.condition.get("codes", ())) <= set(rubric.codes)
        assert set(move.condition.get("bands", ())) <= {name for name, _ in rubric.bands}
    assert {code for codes in rules.same_move.values() for code in codes} | rules.asking <= set(rubric.codes)
    assert set(rules.same_move) | rules.manners <= known_intents()


def test_stages_come_in_the_order_and_at_the_turns_of_the_brief() -> None:
    # Brief 2.1: opening 1-3, first tests 4-8, peak 9-14, turn 15-19, close 20-25.
    assert load_rules().stages == {"opening": 1, "first_tests": 4, "peak": 9, "turn": 15, "close": 20}
