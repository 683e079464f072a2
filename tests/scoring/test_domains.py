"""Hand-built turns go in; each expected level is derived beside it: 3, plus ups, minus downs, then ceilings, 1 to 5."""

from __future__ import annotations

from typing import Any

import pytest

from dyad.scoring import domains
from dyad.scoring.domains import DomainLevel, TurnFacts, repairs, suggest_levels
from dyad.scoring.rubric import load_rubric
from dyad.scoring.score import CodedThought, TurnContext, score_turn


def turn(number: int, *codes: str, case_type: str = "P3", reply: str = "A reply.", **facts: Any) -> TurnFacts:
    coded = [CodedThought(code, reply, 0, len(reply), "by hand") for code in codes]
    context = TurnContext(case_type, tags=facts.get("tags", ()), turn=number)
    return TurnFacts(number, reply, score_turn(coded, context), **facts)


def level(domain: str, *turns: TurnFacts, case_type: str = "P3") -> DomainLevel:
    return next(found for found in suggest_levels(case_type, turns) if found.id == domain)


def test_seven_domains_come_in_order_each_with_an_anchor_for_its_level() -> None:
    found = suggest_levels("P3", [turn(1, "closed_question", tags=("attack", "risk"))])
    assert [domain.id for domain in found] == ["D1", "D2", "D3", "D4", "D5", "D6", "D7"]
    assert [domain.level for domain in found] == [3] * 7  # a fact question moves nothing; attack and risk make D5 and D7 rateable
    assert all(domain.anchor and domain.reasons for domain in found)


def test_a_visit_without_a_scored_reply_is_rated_nowhere() -> None:
    unread = turn(1, understood=False)
    unscored = TurnFacts(2, "Hm.", turn(2, "shaming").score.left_unscored("The scorer was away."))
    for turns in ([], [unread, unscored]):
        assert [domain.level for domain in suggest_levels("P3", turns)] == [None] * 7


def test_every_third_reflection_lifts_understanding_one_step_and_names_its_turn() -> None:
    found = level("D1", *(turn(n, "empathic_reflection") for n in range(1, 6)))
    assert found.level == 4  # five reflections: one step at the third, none for the rest
    assert [at for _, at in found.reasons] == [3]


def test_more_than_half_of_the_feelings_unmet_keeps_understanding_at_two() -> None:
    affect: dict[str, Any] = {"tags": ("affect",)}
    unmet = [turn(1, "ignore_affect", **affect), turn(2, "ignore_affect", **affect)]
    met = [turn(3, "explore_meaning", **affect), turn(4, "explore_meaning", **affect)]
    assert level("D1", *unmet, met[0]).level == 2  # 3 +1 (meaning) -1 (two ignored) = 3; two of three unmet: at most 2
    assert level("D1", *unmet, *met).level == 4  # 3 +2 -1 = 4; two of four are not more than half


def test_five_replies_of_fact_questions_in_a_row_cost_partnership_and_four_do_not() -> None:
    asked = [turn(n, "closed_question") for n in range(1, 6)]
    broken = [*asked[:4], turn(5, "open_question"), turn(6, "closed_question")]
    assert level("D2", *asked).level == 2
    assert level("D2", *broken).level == 3


def test_an_ultimatum_taken_back_in_time_lifts_the_ceiling_from_partnership() -> None:
    sharing = [turn(n, "collaborative_decision") for n in range(1, 7)]  # +3
    threat = turn(7, "ultimatum")  # -1, and in P3 -2 points: straining, no rupture
    assert level("D2", *sharing, threat).level == 2
    assert level("D2", *sharing, threat, turn(9, "own_mistake_repair")).level == 5  # 3 +3 -1 = 5
    assert level("D2", *sharing, threat, turn(10, "own_mistake_repair")).level == 2  # three turns later is too late


def test_medication_talk_stays_at_three_without_both_meaning_and_rationale() -> None:
    explained = turn(1, "explain_rationale", reply="It helps with sleep because it calms; nausea for a week.")
    closing = turn(2, "plan_followup")
    assert level("D3", explained, closing).level == 3  # 3 +1 +1 = 5, no meaning asked: at most 3 (R09)
    assert level("D3", explained, closing, turn(3, "explore_meaning")).level == 5  # 3 +1 +1 +1 = 6, at most 5


def test_a_rationale_with_too_few_parts_gives_no_step_and_the_reason_says_how_parts_were_found() -> None:
    meaning = turn(1, "explore_meaning")
    bare = turn(2, "explain_rationale", reply="It helps.")
    full = turn(2, "explain_rationale", reply="It helps with sleep, because it builds up over weeks.")
    assert level("D3", meaning, bare).level == 4  # +1 for the meaning only: one part is fewer than three
    found = level("D3", meaning, full)
    assert found.level == 5
    assert any("value, targets, rationale, time" in sentence and "by their words" in sentence for sentence, _ in found.reasons)


def test_a_plan_repeated_gives_one_step_only() -> None:
    talk = [turn(1, "explore_meaning"), turn(2, "explain_rationale"), turn(3, "false_promise")]
    plans = [turn(n, "plan_followup") for n in (4, 5, 6)]
    assert level("D3", *talk, *plans).level == 4  # 3 +1 (meaning) -1 (promise) +1 (a plan, however often)


def test_an_adherence_question_lifts_only_when_the_truth_came_out() -> None:
    both = [turn(1, "explore_meaning"), turn(2, "explain_rationale")]  # 4, and no ceiling
    assert level("D3", *both, turn(3, "adherence_inquiry")).level == 4
    assert level("D3", *both, turn(3, "adherence_inquiry", unlocked=("adherence",))).level == 5


def test_a_limit_held_at_the_request_and_again_when_pressed_is_the_highest_frame() -> None:
    held = turn(9, "warm_limit", asked=True)
    again = turn(10, "warm_limit", asked=True, pressed=True)
    assert level("D4", turn(2, "warm_limit")).level == 3  # nothing was asked yet
    assert level("D4", held, again).level == 5
    assert level("D4", held, again, turn(11, "capitulation", asked=True)).level == 2  # 3 +2 -1 = 4, granted: at most 2


def test_flirting_back_leaves_the_frame_at_one() -> None:
    turns = [turn(1, "warm_limit", asked=True), turn(2, "flirting_back")]
    assert level("D4", *turns).level == 1


def test_plain_thanks_in_a_grateful_control_cost_no_frame() -> None:
    thanks = turn(1, "accept_idealization", case_type="C1")  # contraindicated there: 0 points
    assert level("D4", thanks, case_type="C1").level == 3
    assert level("D4", turn(1, "accept_idealization"), case_type="P3").level == 2


def test_rupture_and_repair_is_not_rated_where_neither_rupture_nor_attack_occurred() -> None:
    assert level("D5", turn(1, "tolerate_anger")).level is None
    assert level("D5", turn(1, "tolerate_anger", tags=("attack",))).level == 4


def test_a_rupture_repaired_within_two_turns_counts_and_a_later_one_does_not() -> None:
    rupture = turn(1, "capitulation")  # P3's worst, -4: a rupture
    in_time, late = turn(3, "own_mistake_repair"), turn(4, "own_mistake_repair")
    assert repairs([rupture, in_time]) == {1: 3}
    assert repairs([rupture, late]) == {1: None}
    assert level("D5", rupture, in_time).level == 4
    assert level("D5", rupture, late).level == 3


def test_the_highest_level_is_not_given_beside_a_rupture() -> None:
    anger = [turn(n, "tolerate_anger", tags=("attack",)) for n in (1, 2)]
    assert level("D5", *anger).level == 5
    found = level("D5", *anger, turn(3, "capitulation"))
    assert found.level == 4
    assert found.reasons[-1][1] == 3


def test_a_turn_that_was_not_understood_moves_no_domain() -> None:
    lost = turn(2, "defensive_justification", tags=("attack",), understood=False)
    assert level("D5", turn(1, "tolerate_anger", tags=("attack",)), lost).level == 4  # +1, and nothing for the lost turn


def test_reading_the_relationship_stops_at_four_because_a_person_reads_the_rest() -> None:
    fair = [turn(n, "own_mistake_repair", case_type="C2a") for n in (1, 2)]
    found = level("D6", *fair, case_type="C2a")
    assert found.level == 4  # 3 +1 (key move twice) +1 (fair treatment) = 5, at most 4
    assert level("D6", *fair, case_type="P3").level == 3  # not a key move there, and no control


def test_fair_treatment_lifts_only_in_a_control_and_only_without_a_worst_move() -> None:
    owned = turn(1, "own_mistake_repair", case_type="C2a")
    defended = turn(2, "defensive_justification", case_type="C2a")  # -1 doubled: straining, no rupture
    assert level("D6", owned, case_type="C2a").level == 4
    assert level("D6", owned, defended, case_type="C2a").level == 2  # no step for fairness, one down
    assert level("D6", turn(1, "warm_limit")).level == 3  # a key move in P3, once: not twice, and no control


def test_a_control_explained_as_something_hidden_stays_at_two() -> None:
    fair = [turn(n, "own_mistake_repair", case_type="C2a") for n in (1, 2)]
    pathologised = turn(3, "premature_interpretation", case_type="C2a")
    # 3 +1 (key twice) -1 (interpretation) = 3; no step for fairness once a worst code occurred; at most 2
    assert level("D6", *fair, pathologised, case_type="C2a").level == 2


def test_an_interpretation_costs_one_step_even_where_it_is_also_the_worst_move() -> None:
    assert level("D6", turn(1, "premature_interpretation", case_type="P2"), case_type="P2").level == 2
    assert level("D6", turn(1, "lecturing", case_type="P2"), case_type="P2").level == 2


def test_safety_is_not_rated_without_danger_or_harm_except_where_harm_is_the_case() -> None:
    assert level("D7", turn(1, "open_question")).level is None
    assert level("D7", turn(1, "open_question", tags=("side_effect",))).level == 3
    assert level("D7", turn(1, "side_effect_inquiry", case_type="P8"), case_type="P8").level == 4


def test_a_question_about_danger_counts_at_the_first_hint_and_costs_when_late() -> None:
    risk: dict[str, Any] = {"tags": ("risk",)}
    assert level("D7", turn(1, "risk_inquiry", **risk)).level == 4
    assert level("D7", turn(1, "open_question", **risk), turn(2, "risk_inquiry", **risk)).level == 2


def test_danger_passed_over_for_good_leaves_safety_at_one() -> None:
    passed = turn(1, "ignore_risk", tags=("risk",))
    assert level("D7", passed).level == 1
    assert level("D7", passed, turn(2, "risk_inquiry", tags=("risk",))).level == 2  # taken up, but late: 3 -1


def test_levels_stay_between_one_and_five() -> None:
    given = [turn(n, "capitulation", "indecision", "withholding") for n in range(1, 5)]  # twelve steps down
    assert level("D4", *given).level == 1


def test_every_code_that_the_domains_name_is_a_code_of_the_rubric() -> None:
    named = {
        code
        for domain in domains._book().raw["domains"]
        for rule in [*domain["up"], *domain["down"], *domain.get("ceilings", ())]
        for part in (rule.get("when", {}), rule.get("never", {}), rule.get("are", {}), *rule.get("lacking", ()))
        for code in [*part.get("codes", ()), *part.get("not_codes", ())]
    }
    assert len(named) > 15
    assert named <= load_rubric().codes.keys()


def test_an_unknown_condition_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="moonlight"):
        domains._when({"moonlight": ["full"]})
    with pytest.raises(ValueError, match="moonlit"):
        domains._when({"holds": ["moonlit"]})


def test_a_patient_too_ill_to_reflect_does_not_hold_medication_talk_down() -> None:
    turns = [
        turn(1, "explain_rationale", reply="It helps sleep because it calms; it takes two weeks."),
        turn(2, "plan_followup"),
    ]
    held, free = (
        next(d for d in suggest_levels("P9", turns, concrete=concrete) if d.id == "D3").level for concrete in (False, True)
    )
    assert (held, free) == (3, 5)  # start 3, the explanation +1, the plan +1; R09 holds it at 3, R03 lets it go
