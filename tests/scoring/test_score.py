"""The seven worked examples of clinical brief 3.6, and each rule of 3.2 on its own."""

from __future__ import annotations

import json
from itertools import product

import pytest

from dyad.scoring import TurnContext, TurnScore, load_rubric, score_turn
from tests.toys import coded


def score_of(case_type: str, *codes: str, **context: object) -> TurnScore:
    """Score codes against a context."""
    return score_turn(coded(*codes), TurnContext(case_type, **context))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("case_type", "codes", "points", "band"),
    [
        # warm_limit 2x2 + empathic_reflection 1x2 + collaborative_decision 1 = 7, limited to 4
        ("P3", ("warm_limit", "empathic_reflection", "collaborative_decision"), 4, "strong"),
        ("P3", ("capitulation",), -4, "rupture"),  # -2x2
        ("P8", ("dismiss_harm", "collaborative_decision"), -2, "straining"),  # -2x2 + 1x2
        ("P1", ("open_question",), 1, "helpful"),  # no key code of P1
        ("C2a", ("premature_interpretation",), -4, "rupture"),  # -2x2
        ("P10", ("ignore_risk", "premature_reassurance"), -6, "rupture"),  # -4 + -1x2
        ("P7", ("professional_frame", "open_question"), 3, "strong"),  # 1x2 + 1
    ],
)
def test_the_worked_examples_of_the_brief_come_out_as_written(
    case_type: str, codes: tuple[str, ...], points: int, band: str
) -> None:
    score = score_of(case_type, *codes)
    assert (score.points, score.band) == (points, band)


def test_the_p8_example_is_shown_as_mixed_and_the_p10_one_is_not() -> None:
    assert score_of("P8", "dismiss_harm", "collaborative_decision").mixed
    assert not score_of("P10", "ignore_risk", "premature_reassurance").mixed


def test_only_the_best_three_building_weights_count() -> None:
    # C1: affirmation, open_question, realistic_hope and plan_followup at 1 each; three of them count: 3, not 4.
    assert score_of("C1", "affirmation", "open_question", "realistic_hope", "plan_followup").points == 3


def test_all_negative_weights_count() -> None:
    # P4: premature_reassurance -1, lecturing -1, indecision -1, ignore_affect -1; none is worst there.
    assert score_of("P4", "premature_reassurance", "lecturing", "indecision", "ignore_affect").points == -4


def test_a_turn_never_goes_below_minus_six_or_above_four() -> None:
    assert score_of("P2", "ultimatum", "premature_interpretation", "lecturing").points == -6  # -4 -4 -2 = -10
    assert score_of("P8", "explore_meaning", "side_effect_inquiry", "collaborative_decision").points == 4  # 4 + 2 + 2 = 8


def test_each_code_counts_once_however_often_it_was_earned() -> None:
    once, thrice = score_of("P1", "open_question"), score_of("P1", "open_question", "open_question", "open_question")
    assert (thrice.points, len(thrice.codes), len(thrice.weights)) == (once.points, 3, 1)


@pytest.mark.parametrize("case_type", ["P1", "C1"])
def test_a_damaging_code_beside_pluses_cannot_rank_above_neutral(case_type: str) -> None:
    # siding -2 + own_mistake_repair 2 + tolerate_anger 2 = 2 points, which alone would be helpful
    score = score_of(case_type, "siding", "own_mistake_repair", "tolerate_anger")
    assert (score.points, score.band, score.mixed) == (2, "neutral", True)


def test_a_straining_code_beside_pluses_is_not_mixed() -> None:
    score = score_of("P1", "lecturing", "own_mistake_repair", "open_question")  # -1 + 2 + 1
    assert (score.points, score.band, score.mixed) == (2, "helpful", False)


@pytest.mark.parametrize("critical", ["flirting_back", "ignore_risk"])
def test_a_critical_code_makes_the_turn_a_rupture_whatever_else_is_in_it(critical: str) -> None:
    # P2: -4 + tolerate_anger 2x2 + collaborative_decision 1x2 + own_mistake_repair 2 = 4 points, and still a rupture
    score = score_of("P2", critical, "tolerate_anger", "collaborative_decision", "own_mistake_repair")
    assert (score.points, score.band) == (4, "rupture")


@pytest.mark.parametrize(("turn", "points"), [(1, 0), (5, 0), (6, 2), (20, 2)])
def test_a_remark_on_the_relationship_earns_nothing_before_turn_six(turn: int, points: int) -> None:
    assert score_of("P3", "here_and_now", turn=turn).points == points


def test_a_remark_on_the_relationship_earns_nothing_during_a_risk_disclosure() -> None:
    assert score_of("P3", "here_and_now", turn=8, tags=("risk",)).points == 0


def test_affirmation_earns_twice_and_then_nothing() -> None:
    once, twice = (("affirmation",),), (("affirmation",), ("open_question",), ("affirmation",))
    assert [score_of("P3", "affirmation", earlier=earlier).points for earlier in ((), once, twice)] == [1, 1, 0]


@pytest.mark.parametrize("case_type", ["C2a", "C2b"])
def test_a_limit_before_the_error_is_owned_earns_nothing_and_afterwards_its_two_points(case_type: str) -> None:
    assert score_of(case_type, "warm_limit").points == 0
    assert score_of(case_type, "warm_limit", earlier=(("own_mistake_repair",),)).points == 2


def test_a_contraindicated_code_says_why_it_earned_nothing() -> None:
    (weight,) = score_of("P3", "here_and_now", turn=2).weights
    assert (weight.weight, "turn 6" in weight.note) == (0, True)


def test_taking_thanks_is_no_error_with_a_fairly_grateful_patient() -> None:
    assert (score_of("C1", "accept_idealization").points, score_of("P1", "accept_idealization").points) == (0, -2)


def test_a_contraindicated_plus_does_not_make_a_reply_mixed() -> None:
    assert not score_of("C2a", "warm_limit", "siding").mixed


def test_an_empty_reply_is_neutral_and_scored() -> None:
    score = score_of("P3")
    assert (score.points, score.band, score.scored) == (0, "neutral", True)


def test_a_score_left_without_a_number_says_why_and_earns_and_costs_nothing() -> None:
    score = score_of("P3", "capitulation").left_unscored("not understood")
    assert (score.scored, score.points, score.band, score.code_names()) == (False, 0, "neutral", ())


def test_a_score_survives_json() -> None:
    score = score_turn(coded("warm_limit", "siding"), TurnContext("P3"), abstained=["hmm"])
    assert TurnScore.from_dict(json.loads(json.dumps(score.as_dict()))) == score


def test_no_pair_of_codes_leaves_the_scale_in_any_case() -> None:
    rubric = load_rubric()
    for case_type, first, second in product(rubric.cases, rubric.codes, rubric.codes):
        score = score_of(case_type, first, second, turn=8)
        assert -6 <= score.points <= 4
        if score.mixed:
            assert rubric.rank(score.band) <= rubric.rank("neutral")
