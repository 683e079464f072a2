"""One visit turn by turn, with the toy patient (P3, trust 3, tension 4, so wary): what is said, and how it ends."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dyad.cases import Case
from dyad.patient import Heard, take_turn
from dyad.scoring import TurnContext, score_turn
from tests.toys import EARNED, UNKNOWN, PlayedVisit, coded

PLAN = (("plan_followup", "collaborative_decision"),)


def test_the_patient_speaks_first_and_the_seed_varies_the_wording(toy: Case) -> None:
    assert [PlayedVisit(toy, seed).turns[0].line for seed in range(4)] == ["opening 1.", "opening 2.", "opening 3.", "opening 1."]


def test_the_same_visit_played_twice_is_the_same(toy: Case) -> None:
    def play() -> list[str]:
        visit = PlayedVisit(toy, seed=5)
        return [visit.says(code, ask=["ask_sleep"]).line for code in ("affirmation", "capitulation", "warm_limit")]

    assert play() == play()


def test_what_was_asked_is_answered_before_anything_else(visit: PlayedVisit) -> None:
    assert visit.says("closed_question", ask=["ask_sleep"]).line_ids[0] == "ask_sleep-guarded-1"


def test_two_questions_in_one_message_are_both_answered(visit: PlayedVisit) -> None:
    turn = visit.says("closed_question", ask=["ask_sleep", "ask_mood"])
    assert turn.line_ids[:2] == ("ask_sleep-guarded-1", "ask_mood-guarded-1")


def test_a_wary_patient_answers_guardedly_and_a_trusting_one_openly(visit: PlayedVisit) -> None:
    assert visit.at(trust=4.5).says(ask=["ask_sleep"]).line_ids[0] == "ask_sleep-guarded-1"
    assert visit.at(trust=5).says(ask=["ask_sleep"]).line_ids[0] == "ask_sleep-open-1"
    assert visit.at(trust=9, tension=7).says(ask=["ask_mood"]).line_ids[0] == "ask_mood-guarded-1"


def test_asked_again_the_patient_says_so_and_never_the_same_line(visit: PlayedVisit) -> None:
    firsts = [visit.says(ask=["ask_sleep"]).line_ids[0] for _ in range(4)]
    assert firsts[:3] == ["ask_sleep-guarded-1", "again-1-ask_sleep", "again-2-ask_sleep"]
    assert len(set(firsts)) == 4


def test_asked_again_the_gist_is_said(visit: PlayedVisit) -> None:
    visit.says(ask=["ask_sleep"])
    assert "As said 1, the gist of ask_sleep." in visit.says(ask=["ask_sleep"]).line


def test_another_question_on_the_same_topic_gets_another_answer(visit: PlayedVisit) -> None:
    visit.says(ask=["ask_sleep"], words="How many hours do you get?")
    assert visit.says(ask=["ask_sleep"], words="Any bad dreams lately?").line_ids[0] == "ask_sleep-guarded-2"


def test_a_question_the_case_knows_nothing_of_is_met_in_character(visit: PlayedVisit) -> None:
    turn = visit.says("closed_question", ask=[UNKNOWN])
    assert (turn.topics, turn.understood, turn.line_ids[0]) == (("talk_off_topic",), True, "talk_off_topic-guarded-1")


def test_what_is_not_understood_is_asked_back_differently_each_time_and_moves_nothing(visit: PlayedVisit) -> None:
    turns = [visit.says() for _ in range(12)]
    assert [turn.line_ids for turn in turns] == [(f"not_understood-{number}",) for number in range(1, 13)]
    assert {(turn.understood, turn.trust, turn.tension) for turn in turns} == {(False, 3.0, 4.0)}


def test_readable_words_that_earned_no_code_are_not_asked_back(toy: Case, visit: PlayedVisit) -> None:
    unsure = score_turn((), TurnContext("P3"), abstained=["the weather has turned"])
    _, turn = take_turn(toy, visit.state, [Heard("the weather has turned", None, 0.0)], unsure)
    assert turn.understood and turn.line


@pytest.mark.parametrize("topic", EARNED)
def test_a_hidden_fact_comes_out_by_its_code_at_its_trust(visit: PlayedVisit, topic: str) -> None:
    fact, code, trust = EARNED[topic]
    turn = visit.at(trust=trust).says(code, ask=[topic])
    assert (turn.unlocked, turn.line_ids[0]) == ((fact,), f"{topic}-earned-1")


@pytest.mark.parametrize("topic", EARNED)
def test_a_hidden_fact_stays_in_below_its_trust(visit: PlayedVisit, topic: str) -> None:
    fact, code, trust = EARNED[topic]
    assert visit.at(trust=trust - 1).says(code, ask=[topic]).unlocked == ()


@pytest.mark.parametrize("code", ["closed_question", "shaming", "neutral_information", "affirmation"])
@pytest.mark.parametrize("topic", EARNED)
def test_a_hidden_fact_stays_in_for_any_other_code(visit: PlayedVisit, topic: str, code: str) -> None:
    assert EARNED[topic][0] not in visit.at(trust=8).says(code, ask=[topic]).unlocked


def test_closed_questions_alone_unlock_nothing(toy: Case, visit: PlayedVisit) -> None:
    questions = [topic for topic in toy.answers if topic.startswith("ask_")]
    for first, second in zip(questions[:30], [*EARNED, *questions[30:]], strict=False):
        if not visit.state.ended:
            visit.says("closed_question", ask=[first, second])
    assert visit.state.unlocked == ()


def test_softening_gives_a_softer_line_once_the_patient_is_not_wary(visit: PlayedVisit) -> None:
    visit.at(trust=6, tension=2).says("empathic_reflection")
    turn = visit.says("warm_limit")
    assert ("softening-1" in turn.line_ids, turn.unlocked) == (True, ("clue-two",))


def test_a_harmful_code_is_met_by_its_reaction(visit: PlayedVisit) -> None:
    assert visit.says("lecturing").line_ids == ("reaction-lecturing-1",)


def test_reactions_used_up_escalate_in_the_patients_style(visit: PlayedVisit) -> None:
    lines = [visit.at(tension=4, ruptures=[], bad_run=0).says("shaming").line_ids[0] for _ in range(4)]
    assert lines == [*(f"reaction-shaming-{n}" for n in (1, 2, 3)), "escalation-confrontation-1"]


def test_a_repaired_rupture_is_accepted_in_words(visit: PlayedVisit) -> None:
    visit.says("shaming", "siding")
    assert "repair_accepted-1" in visit.says("own_mistake_repair").line_ids


def test_the_big_ask_is_pressed_at_most_twice_against_a_limit(visit: PlayedVisit) -> None:
    visit.at(request="the second kite", turn=9, clock=9, trust=1)
    lines = [line_id for _ in range(6) for line_id in visit.at(trust=1).says("warm_limit").line_ids]
    assert [line_id for line_id in lines if line_id.startswith("pressed")] == ["pressed-1", "pressed-2"]


def test_a_limit_before_the_big_ask_is_not_pressed_against(visit: PlayedVisit) -> None:
    assert not any(line_id.startswith("pressed") for line_id in visit.says("warm_limit").line_ids)


def test_giving_in_to_the_big_ask_is_remembered(visit: PlayedVisit) -> None:
    visit.at(request="the second kite").says("capitulation")
    assert visit.state.granted


def test_the_patient_goes_only_after_a_warning(visit: PlayedVisit) -> None:
    visit.at(turn=6, ruptures=[5, 6], tension=9)
    warned = visit.says("closed_question", ask=["ask_sleep"])
    assert ("leaving_warning-1" in warned.line_ids, warned.ended) == (True, None)
    assert visit.says("closed_question", ask=["ask_mood"]).ended == "left_early"


def test_the_patient_does_not_go_after_one_rupture_however_tense(visit: PlayedVisit) -> None:
    visit.at(turn=6, ruptures=[6], tension=10)
    for topic in ("ask_sleep", "ask_mood", "ask_work"):
        assert visit.at(tension=10).says("closed_question", ask=[topic]).ended is None
    assert not any(line_id.startswith("leaving") for line_id in visit.part_ids())


def test_a_mistake_owned_in_time_keeps_the_patient(visit: PlayedVisit) -> None:
    turn = visit.at(turn=6, ruptures=[5, 6], tension=10).says("own_mistake_repair")
    assert not any(line_id.startswith("leaving") for line_id in turn.line_ids)


def test_three_breaches_at_once_do_not_send_the_patient_out_before_turn_four(toy_of: Callable[..., Case]) -> None:
    visit = PlayedVisit(toy_of("P4"))  # a patient who walks out rather than ask for somebody else
    turns = [visit.says("capitulation") for _ in range(5)]
    warned = [any(line_id.startswith("leaving") for line_id in turn.line_ids) for turn in turns]
    assert warned == [False, False, False, True, False]
    assert [turn.ended for turn in turns] == [None, None, None, None, "left_early"]


def test_the_first_goodbye_meets_the_doorknob_and_the_second_the_end(visit: PlayedVisit) -> None:
    first = visit.says(ask=["say_goodbye"])
    assert (first.line_ids, first.ended) == (("close-beat-2",), None)
    assert visit.says(ask=["say_goodbye"]).ended == "false_compliance"  # nothing told, no plan, no rupture


def test_a_plan_after_the_doorknob_ends_the_visit(visit: PlayedVisit) -> None:
    visit.says(ask=["say_goodbye"])
    assert visit.says("plan_followup").ended is not None


@pytest.mark.parametrize(
    ("state", "ending"),
    [
        ({"trust": 6, "tension": 5, "codes": PLAN}, "plan_followed"),
        ({"trust": 6, "tension": 5, "codes": []}, "plan_unlikely"),  # a good alliance without a plan (R04)
        (
            {"trust": 5, "tension": 5, "codes": PLAN, "unlocked": ["fear-heart"]},
            "plan_unlikely",
        ),  # a plan without an alliance (R04)
        ({"trust": 9, "tension": 0, "codes": PLAN, "ruptures": [3]}, "plan_followed"),  # one breach, outweighed since
        ({"trust": 9, "tension": 0, "codes": PLAN, "ruptures": [3, 5]}, "plan_unlikely"),
        ({"trust": 9, "tension": 0, "codes": PLAN, "granted": True, "unlocked": ["fear-heart"]}, "plan_unlikely"),
        ({"trust": 3, "tension": 4, "codes": PLAN}, "false_compliance"),  # flat agreement, nothing told
        ({"trust": 3, "tension": 4, "codes": PLAN, "unlocked": ["clue-one"]}, "plan_unlikely"),
    ],
)
def test_the_ending_needs_the_alliance_and_the_plan(visit: PlayedVisit, state: dict[str, object], ending: str) -> None:
    turn = visit.at(**state).ends()
    assert (turn.ended, turn.line_ids) == (ending, (f"ending-{ending}-1",))


def test_a_visit_that_is_over_takes_no_reply(toy: Case, visit: PlayedVisit) -> None:
    visit.ends()
    with pytest.raises(ValueError, match="is over"):
        take_turn(toy, visit.state, [], score_turn(coded("affirmation"), TurnContext("P3")))


def test_the_patient_gets_up_at_turn_thirty(visit: PlayedVisit) -> None:
    assert visit.at(turn=29, clock=29).says("closed_question", ask=["ask_sleep"]).ended is not None


def test_the_patient_gets_up_at_turn_thirty_even_if_nothing_was_understood(visit: PlayedVisit) -> None:
    assert visit.at(turn=29, clock=29).says().ended is not None


def test_a_reply_to_which_the_pack_has_no_reaction_left_is_still_answered(visit: PlayedVisit) -> None:
    for _ in range(20):
        assert visit.at(tension=4, ruptures=[], turn=5, clock=5).says("neutral_information").line


def test_a_told_topic_is_met_with_its_answer(visit: PlayedVisit) -> None:
    turn = visit.hears([Heard("We could go up to fifty.", "propose_increase", 1.0)], "neutral_information")
    assert turn.line_ids[0] == "propose_increase-guarded-1"


@pytest.mark.parametrize("topic", ["grant_request", "explain_stopping_risk"])
def test_a_fair_move_is_answered_although_the_scorer_found_no_fault_in_it(visit: PlayedVisit, topic: str) -> None:
    # Signing a refill that is owed and explaining the risk of a sudden stop are no errors, and every pack answers them.
    turn = visit.hears([Heard("I will sign it now, because stopping suddenly is hard.", topic, 1.0)], "neutral_information")
    assert turn.line_ids[0] == f"{topic}-guarded-1"


def test_a_question_that_was_not_caught_is_asked_back_and_its_score_stays(visit: PlayedVisit) -> None:
    turn = visit.hears([Heard("Which fingers feel numb?", None, 0.0)], "closed_question")
    assert turn.understood and turn.line == "asks back 1."
