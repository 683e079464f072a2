"""How a score moves trust, tension and the visit's clock: softening is earned, harm escalates, repair has a window.

The toy is a P3: trust 3, tension 4; key codes warm_limit and empathic_reflection; worst capitulation, retaliate_withdraw, indecision.
"""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from dyad.cases import Case
from dyad.patient import VisitState
from dyad.patient.rules import load_rules
from dyad.patient.state import stage_at
from tests.toys import PlayedVisit


def mood(visit: PlayedVisit) -> tuple[float, float]:
    """Return trust and tension."""
    return visit.state.trust, visit.state.tension


def test_the_first_helpful_reply_with_a_key_code_does_not_soften(visit: PlayedVisit) -> None:
    visit.says("empathic_reflection")  # helpful -0.5 tension, key +0.5 trust
    assert (mood(visit), visit.state.softened) == ((3.5, 3.5), 0)


def test_two_helpful_replies_with_a_key_code_soften(visit: PlayedVisit) -> None:
    visit.says("empathic_reflection")
    visit.says("open_question")  # helpful -0.5; softened +0.5 trust, -0.5 tension
    assert (mood(visit), visit.state.softened) == ((4.0, 2.5), 1)


def test_two_helpful_replies_without_a_key_code_do_not_soften(visit: PlayedVisit) -> None:
    visit.says("open_question")
    visit.says("affirmation")
    assert (mood(visit), visit.state.softened) == ((3.0, 3.0), 0)


def test_a_straining_reply_in_between_starts_the_run_again(visit: PlayedVisit) -> None:
    for code in ("empathic_reflection", "lecturing", "empathic_reflection"):
        visit.says(code)
    assert visit.state.softened == 0


def test_after_softening_the_next_one_needs_two_replies_again(visit: PlayedVisit) -> None:
    softened = []
    for _ in range(4):
        visit.says("empathic_reflection")
        softened.append(visit.state.softened)
    assert softened == [0, 1, 1, 2]


def test_a_damaging_code_raises_tension_and_leaves_the_stage(visit: PlayedVisit) -> None:
    visit.says("shaming")  # -2: straining, tension +1
    assert (mood(visit), visit.state.stage) == ((3.0, 5.0), "opening")


def test_a_breach_costs_trust_and_leaves_the_stage_if_it_is_not_a_worst_code(visit: PlayedVisit) -> None:
    visit.says("shaming", "siding")  # -4: rupture, tension +2, trust -1
    assert (mood(visit), visit.state.stage, visit.state.ruptures) == ((2.0, 6.0), "opening", (1,))


def test_a_key_damaging_code_costs_more_and_jumps_a_stage_each_time(visit: PlayedVisit) -> None:
    stages = []
    for _ in range(3):
        visit.says("capitulation")
        stages.append(visit.state.stage)
    assert stages == ["first_tests", "peak", "turn"]


def test_one_capitulation_costs_two_of_trust_and_three_of_tension(visit: PlayedVisit) -> None:
    visit.says("capitulation")  # rupture: tension +2, trust -1; worst: tension +1, trust -1
    assert mood(visit) == (1.0, 7.0)


@pytest.mark.parametrize(("between", "mended"), [(0, True), (1, True), (2, False)])
def test_a_mistake_owned_within_two_turns_mends_the_rupture_and_later_does_not(
    visit: PlayedVisit, between: int, mended: bool
) -> None:
    visit.says("shaming", "siding")
    for _ in range(between):
        visit.says("closed_question", ask=["ask_sleep"])
    visit.says("own_mistake_repair")
    assert (visit.state.repaired, visit.state.ruptures) == ((1, ()) if mended else (0, (1,)))


def test_repair_wins_back_half_of_what_the_breach_cost(visit: PlayedVisit) -> None:
    visit.says("shaming", "siding")  # trust 3 - 1, tension 4 + 2
    visit.says("own_mistake_repair")  # half back: trust +0.5, tension -1; and -0.5 for a helpful reply
    assert mood(visit) == (2.5, 4.5)


def test_an_apology_inside_another_breach_repairs_nothing(visit: PlayedVisit) -> None:
    visit.says("shaming", "siding")
    visit.says("own_mistake_repair", "capitulation", "siding")  # 2 - 4 - 2 = -4: rupture
    assert (visit.state.repaired, visit.state.ruptures) == (0, (1, 2))


def test_a_mistake_owned_without_a_rupture_repairs_nothing(visit: PlayedVisit) -> None:
    visit.says("own_mistake_repair")
    assert visit.state.repaired == 0


def test_a_neutral_reply_moves_nothing_but_the_clock(visit: PlayedVisit) -> None:
    visit.says("closed_question", ask=["ask_sleep"])
    assert (mood(visit), visit.state.turn, visit.state.clock) == ((3.0, 4.0), 1, 1)


def test_trust_and_tension_stay_between_zero_and_ten(toy: Case) -> None:
    harsh, kind = PlayedVisit(toy), PlayedVisit(toy)
    for _ in range(3):
        harsh.says("capitulation")
    for _ in range(16):
        kind.says("empathic_reflection")
    assert (mood(harsh), mood(kind)) == ((0.0, 10.0), (10.0, 0.0))


def test_the_clock_runs_with_the_turns_and_softening_brings_it_forward(visit: PlayedVisit) -> None:
    clocks = []
    for _ in range(4):
        visit.says("empathic_reflection")
        clocks.append(visit.state.clock)
    assert clocks == [1, 3, 4, 6]  # turns 2 and 4 soften: one more each


@pytest.mark.parametrize(
    ("clock", "stage"),
    [(0, "opening"), (3, "opening"), (4, "first_tests"), (8, "first_tests"), (9, "peak"), (15, "turn"), (19, "turn"), (20, "close"), (40, "close")],
)  # fmt: skip
def test_a_stage_begins_at_its_turn(clock: int, stage: str) -> None:
    assert stage_at(clock, load_rules()) == stage


@pytest.mark.parametrize("case_type", ["C2a", "C2b"])
def test_fair_anger_falls_within_two_turns_of_a_repair(toy_of: Callable[..., Case], case_type: str) -> None:
    visit = PlayedVisit(toy_of(case_type, trust=5, tension=7))
    visit.says("own_mistake_repair")  # good -0.5; put right -2, trust +0.5; key +0.5
    assert mood(visit) == (6.0, 4.5)


def test_a_patterns_anger_does_not_fall_as_fast_by_an_apology(toy_of: Callable[..., Case]) -> None:
    visit = PlayedVisit(toy_of("P2", trust=5, tension=7))
    visit.says("own_mistake_repair")  # good -0.5; not key in P2
    assert mood(visit) == (5.0, 6.5)


def test_a_state_survives_json_and_passes_over_fields_it_does_not_know(visit: PlayedVisit) -> None:
    visit.says("capitulation", ask=["ask_sleep", "ask_mood"])
    raw = json.loads(json.dumps(visit.state.as_dict()))
    assert VisitState.from_dict({**raw, "of_another_version": 1}) == visit.state


def test_the_next_reply_is_scored_against_what_the_patient_just_said(visit: PlayedVisit, toy: Case) -> None:
    turn = visit.says("affirmation", ask=["ask_sleep"])
    context = visit.state.context(toy)
    assert (context.line, context.tags, context.turn, context.earlier) == (turn.line, turn.tags, 2, (("affirmation",),))
