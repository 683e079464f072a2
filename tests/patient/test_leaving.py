"""How a visit can go wrong: stress shows, another clinician is asked for, danger that nobody takes up stops it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from dyad.cases import Case, Line
from dyad.patient import Memory, is_sexual, start_visit, stop_visit
from tests.toys import PlayedVisit

CUES = {
    "first": (Line("risk-first", "Some days I would not mind not waking.", ("risk",)),),
    "clearer": (Line("risk-clearer", "I meant it, I think of being dead.", ("risk",)),),
    "told": (Line("risk-told", "Thoughts, no more than that."),),
    "stop": (Line("risk-stop", "Right. I will be off."),),
}


@pytest.fixture
def hinting(toy_of: Callable[..., Case]) -> PlayedVisit:
    """A visit at the turn in which the first hint falls."""
    visit = PlayedVisit(replace(toy_of("P10"), risk_cues=CUES))
    visit.at(turn=8).says("empathic_reflection")
    assert "risk-first" in visit.turns[-1].line_ids
    return visit


def test_stress_shows_from_the_second_hurt_in_a_row_on(visit: PlayedVisit) -> None:
    first, second = visit.says("lecturing"), visit.says("shaming")
    assert [any(part.startswith("escalation") for part in turn.line_ids) for turn in (first, second)] == [False, True]


def test_good_replies_bring_no_stress(visit: PlayedVisit) -> None:
    turns = [visit.says(code) for code in ("empathic_reflection", "warm_limit", "affirmation")]
    assert not any(part.startswith("escalation") for turn in turns for part in turn.line_ids)


def test_danger_asked_about_is_told(hinting: PlayedVisit) -> None:
    assert hinting.says("risk_inquiry").line_ids == ("risk-told",)
    assert hinting.says("empathic_reflection").ended is None


def test_danger_passed_by_is_hinted_at_more_clearly_and_then_stops_the_visit(hinting: PlayedVisit) -> None:
    assert hinting.says("ignore_risk", ask=["ask_sleep"]).line_ids == ("risk-clearer",)
    assert hinting.says("ignore_risk", ask=["ask_sleep"]).ended == "risk_stop"


def test_danger_asked_about_at_the_clearer_hint_is_in_time(hinting: PlayedVisit) -> None:
    hinting.says("ignore_risk", ask=["ask_sleep"])
    assert hinting.says("risk_inquiry").ended is None
    assert hinting.state.risk == "told"


def test_who_asked_before_there_was_a_hint_needs_none(toy_of: Callable[..., Case]) -> None:
    visit = PlayedVisit(replace(toy_of("P10"), risk_cues=CUES))
    visit.says("risk_inquiry")
    visit.at(turn=8).says("empathic_reflection")
    assert visit.state.risk == ""


def test_the_hint_falls_once_and_not_again_when_the_patient_comes_back(hinting: PlayedVisit) -> None:
    hinting.says("risk_inquiry")
    memory = Memory.of(hinting.ends() and hinting.state)
    visit = PlayedVisit(hinting.case)
    visit.state, _ = start_visit(hinting.case, 0, memory)
    visit.at(turn=9)
    lines = [visit.says("closed_question", ask=["ask_sleep"]).line for _ in range(4)]
    assert all(lines)
    assert visit.state.risk == ""


def test_a_case_without_a_hint_never_drops_one(visit: PlayedVisit) -> None:
    visit.at(turn=8).says("empathic_reflection")
    assert visit.state.risk == ""


def losing(toy_of: Callable[..., Case]) -> PlayedVisit:
    """A visit in which somebody else has just been asked for."""
    visit = PlayedVisit(toy_of("P9"))
    turn = visit.at(turn=6, ruptures=[5], trust=2, tension=6).says("siding")
    assert "another-doctor-asks-1" in turn.line_ids
    return visit


def test_a_wish_for_another_clinician_that_is_heard_keeps_the_patient(toy_of: Callable[..., Case]) -> None:
    visit = losing(toy_of)
    before = visit.state.tension
    turn = visit.says("tolerate_anger")
    assert "another-doctor-stays-1" in turn.line_ids
    assert (turn.ended, visit.state.ruptures) == (None, ())
    assert visit.state.tension < before


def test_a_wish_for_another_clinician_that_is_fought_is_the_end(toy_of: Callable[..., Case]) -> None:
    turn = losing(toy_of).says("defensive_justification")
    assert (turn.ended, turn.line_ids) == ("another_doctor", ("another-doctor-goes-1",))


def test_a_patient_who_walks_out_is_not_heard_to_ask_for_somebody_else(toy_of: Callable[..., Case]) -> None:
    visit = PlayedVisit(toy_of("P4")).at(turn=6, ruptures=[5], trust=1, tension=6)
    assert not any(part.startswith("another") for part in visit.says("siding").line_ids)


def test_trust_is_won_slowly_and_lost_fast_where_the_pattern_says_so(toy_of: Callable[..., Case]) -> None:
    quick, slow = (PlayedVisit(toy_of(kind)).at(trust=5) for kind in ("P1", "P7"))
    quick.says("realistic_hope")  # key for P1: +0.5
    slow.says("tolerate_anger")  # key for P7: +0.5, halved
    assert (quick.state.trust, slow.state.trust) == (5.5, 5.25)
    assert PlayedVisit(toy_of("P7")).at(trust=5).says("shaming").trust == 5 - 3  # rupture -1, worst -1, half as much again


def test_a_kept_symptom_gives_way_only_once_its_meaning_is_honoured_and_another_way_is_talked_of(
    toy_of: Callable[..., Case],
) -> None:
    visit = PlayedVisit(toy_of("P10")).at(trust=6, tension=2)
    for _ in range(3):
        assert "softening-1" not in visit.says("empathic_reflection").line_ids
    visit.says("explore_meaning", ask=["propose_self_help"])
    assert visit.state.softened == 1


def test_more_medicine_alone_leaves_a_kept_symptom_where_it_is(toy_of: Callable[..., Case]) -> None:
    visit = PlayedVisit(toy_of("P10"))
    before = (visit.state.trust, visit.state.tension)
    visit.says("neutral_information", ask=["propose_increase"])
    assert (visit.state.trust, visit.state.tension, visit.state.softened) == (*before, 0)  # R29


@pytest.mark.parametrize("reply", ["you're so sexy", "You\u2019re so  sexy.", "Send me nudes", "come on, kiss me"])
def test_sexual_words_of_a_reply_are_heard(reply: str) -> None:
    assert is_sexual(reply)


@pytest.mark.parametrize(
    "reply",
    [
        "Has it changed anything in your sex life?",
        "Some people find it harder to come on these tablets. Has that happened to you?",
        "I can't kiss goodbye to the blood test.",
        "Do you sleep with the light on?",
    ],
)
def test_clinical_questions_about_sex_are_not(reply: str) -> None:
    assert not is_sexual(reply)


def test_a_visit_that_left_the_frame_stops_at_once(toy_of: Callable[..., Case]) -> None:
    visit = PlayedVisit(toy_of("P6"))
    state, turn = stop_visit(visit.case, visit.state)
    assert (turn.ended, turn.number, turn.line_ids) == ("frame_stop", 1, ("ending-left_early-1",))
    with pytest.raises(ValueError, match="is over"):
        stop_visit(visit.case, state)


def test_an_order_raises_tension_and_the_same_as_a_choice_lowers_it(toy_of: Callable[..., Case]) -> None:
    ordered, offered = (PlayedVisit(toy_of("P2")).at(tension=5) for _ in range(2))
    ordered.says("lecturing")
    offered.says("collaborative_decision")
    assert ordered.state.tension > 5 > offered.state.tension  # R19
    other = PlayedVisit(toy_of("P1")).at(tension=5).says("lecturing")
    assert ordered.state.tension > other.tension  # one more than with a patient who does not bristle
