"""A reply is scored once and answered; the event list is exact, and nothing of the reply reaches the log."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import take_turn as module
from actions.take_turn import ActionTakeTurn
from dyad.cases import Case
from dyad.patient import Heard, start_visit, take_turn
from dyad.scoring import TurnContext, TurnScore, score_turn
from dyad.scoring.score import NOT_UNDERSTOOD
from tests.toys import FixedScorer, coded

TrackerAt = Callable[..., Tracker]
SLEEP = [{"text": "How are you sleeping?", "intent": "ask_sleep", "confidence": 0.9}]
MOOD = {"text": "And your mood?", "intent": "ask_mood", "confidence": 0.9}
SECRET = "my neighbour Ottilie told me"


class BrokenScorer:
    """Fails as a broken model would, quoting the reply."""

    def score(self, reply: str, context: TurnContext) -> TurnScore:
        """Fail."""
        raise RuntimeError(f"cannot score: {reply}")


@pytest.fixture(autouse=True)
def _only_the_toy(monkeypatch: pytest.MonkeyPatch, toy: Case) -> None:
    monkeypatch.setattr(module, "load_case", lambda slug, variant: toy)


@pytest.fixture
def begun(toy: Case) -> dict[str, Any]:
    """The slot of a visit that has begun."""
    return start_visit(toy)[0].as_dict()


def run(dispatcher: CollectingDispatcher, tracker: Tracker, *codes: str, scorer: Any = None) -> list[dict[str, Any]]:
    """Run the action with a scorer by rote."""
    return asyncio.run(ActionTakeTurn(scorer or FixedScorer(*codes)).run(dispatcher, tracker, {}))


def test_a_reply_is_scored_and_answered(
    dispatcher: CollectingDispatcher, tracker_at: TrackerAt, toy: Case, begun: dict[str, Any]
) -> None:
    events = run(dispatcher, tracker_at(visit=begun, heard=SLEEP, turn=1), "empathic_reflection")
    state = start_visit(toy)[0]
    score = score_turn(coded("empathic_reflection"), state.context(toy))
    after, turn = take_turn(toy, state, [Heard(SLEEP[0]["text"], "ask_sleep", 0.9)], score)
    brief = {"message_id": "m1", "points": 2, "band": "helpful", "codes": ("empathic_reflection",)}  # +1, doubled in P3
    assert events == [SlotSet("visit", after.as_dict()), SlotSet("score", brief)]
    assert dispatcher.messages[0]["text"] == turn.line
    assert dispatcher.messages[0]["custom"] == {
        "message_id": "m1",
        "line": turn.line,
        "turn": turn.as_dict(),
        "score": score.as_dict(),
    }


class Worried:
    """Hears the trainee's own distress in every reply that was not meant for the patient."""

    def score(self, reply: str, context: TurnContext) -> TurnScore:
        """Ask for help, or score by rote."""
        return score_turn(coded("affirmation"), context) if context.meant else TurnScore(unscored_because="own", help=True)


def test_own_distress_leaves_the_role_and_the_patient_hears_nothing(
    dispatcher: CollectingDispatcher, tracker_at: TrackerAt, begun: dict[str, Any]
) -> None:
    assert run(dispatcher, tracker_at(visit=begun, heard=SLEEP, turn=1), scorer=Worried()) == []
    assert dispatcher.messages[0]["custom"] == {"error": "help"}


def test_words_that_were_meant_for_the_patient_are_taken(
    dispatcher: CollectingDispatcher, tracker_at: TrackerAt, begun: dict[str, Any]
) -> None:
    events = run(dispatcher, tracker_at(visit=begun, heard=SLEEP, turn=1, meant=True), scorer=Worried())
    assert [event["name"] for event in events] == ["visit", "score"]


def test_both_questions_of_a_message_are_answered(
    dispatcher: CollectingDispatcher, tracker_at: TrackerAt, begun: dict[str, Any]
) -> None:
    run(dispatcher, tracker_at(visit=begun, heard=[*SLEEP, MOOD], turn=1), "closed_question")
    assert dispatcher.messages[0]["custom"]["turn"]["topics"] == ("ask_sleep", "ask_mood")


def test_without_pieces_the_whole_message_is_heard(
    dispatcher: CollectingDispatcher, tracker_at: TrackerAt, begun: dict[str, Any]
) -> None:
    run(dispatcher, tracker_at(visit=begun, intent="ask_sleep", turn=1))
    assert dispatcher.messages[0]["custom"]["turn"]["topics"] == ("ask_sleep",)


def test_the_same_message_id_again_gets_the_same_answer_and_no_second_score(
    dispatcher: CollectingDispatcher, tracker_at: TrackerAt, begun: dict[str, Any]
) -> None:
    earlier = {"message_id": "m1", "line": "As it was.", "turn": {"number": 1}, "score": {"points": 2}}
    later = {"message_id": "m2", "line": "Another.", "turn": {}, "score": {}}
    said = [{"event": "bot", "text": data["line"], "data": {"custom": data}} for data in (earlier, later)]
    scorer = FixedScorer("capitulation")
    assert run(dispatcher, tracker_at(visit=begun, heard=SLEEP, turn=1, events=said), scorer=scorer) == []
    assert (scorer.asked, dispatcher.messages[0]["text"], dispatcher.messages[0]["custom"]) == (0, "As it was.", earlier)


def test_a_refusal_is_no_answer_to_repeat(dispatcher: CollectingDispatcher, tracker_at: TrackerAt, begun: dict[str, Any]) -> None:
    refused = [{"event": "bot", "data": {"custom": {"error": "failed"}}}, {"event": "bot", "data": None}]
    assert len(run(dispatcher, tracker_at(visit=begun, heard=SLEEP, turn=1, events=refused))) == 2


@pytest.mark.parametrize(("visit", "turn", "have"), [(False, 1, -1), (True, 3, 0), (True, 2, 0)])
def test_a_tracker_that_stands_elsewhere_says_that_it_is_lost(
    dispatcher: CollectingDispatcher, tracker_at: TrackerAt, begun: dict[str, Any], visit: bool, turn: int, have: int
) -> None:
    scorer = FixedScorer()
    assert run(dispatcher, tracker_at(visit=begun if visit else None, heard=SLEEP, turn=turn), scorer=scorer) == []
    assert (scorer.asked, dispatcher.messages[0]["custom"]) == (0, {"error": "lost", "have": have})


def test_a_visit_that_is_over_takes_no_reply(
    dispatcher: CollectingDispatcher, tracker_at: TrackerAt, begun: dict[str, Any]
) -> None:
    assert run(dispatcher, tracker_at(visit={**begun, "ended": "plan_unlikely"}, heard=SLEEP, turn=1)) == []
    assert dispatcher.messages[0]["custom"] == {"error": "The visit is over."}


def test_a_reply_that_was_not_understood_is_not_scored(
    dispatcher: CollectingDispatcher, tracker_at: TrackerAt, begun: dict[str, Any]
) -> None:
    run(dispatcher, tracker_at("xq zzv", visit=begun, heard=[], turn=1))
    data = dispatcher.messages[0]["custom"]
    assert (data["line"], data["turn"]["understood"]) == ("asks back 1.", False)
    assert data["score"]["unscored_because"] == NOT_UNDERSTOOD


def test_null_bytes_and_the_mark_of_the_channel_do_not_reach_the_scorer(
    dispatcher: CollectingDispatcher, tracker_at: TrackerAt, begun: dict[str, Any]
) -> None:
    seen: list[str] = []

    class Listening(FixedScorer):
        def score(self, reply: str, context: TurnContext) -> TurnScore:
            seen.append(reply)
            return super().score(reply, context)

    run(dispatcher, tracker_at("\u200b/restart\x00 now", visit=begun, heard=SLEEP, turn=1), scorer=Listening())
    assert seen == ["/restart now"]


def test_an_exception_inside_gives_failed_and_the_log_holds_no_word_of_the_reply(
    dispatcher: CollectingDispatcher, tracker_at: TrackerAt, begun: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        assert run(dispatcher, tracker_at(SECRET, visit=begun, heard=SLEEP, turn=1), scorer=BrokenScorer()) == []
    assert dispatcher.messages[0]["custom"] == {"error": "failed"}
    assert "Ottilie" not in caplog.text
    assert "action_take_turn failed in visit visit-0001: RuntimeError at " in caplog.text


def test_the_slots_fit_into_json_and_go_on_from_there(
    dispatcher: CollectingDispatcher, tracker_at: TrackerAt, begun: dict[str, Any]
) -> None:
    import json

    first = run(dispatcher, tracker_at(visit=begun, heard=SLEEP, turn=1), "empathic_reflection")
    through_json = json.loads(json.dumps(first[0]["value"]))
    second = run(dispatcher, tracker_at(visit=through_json, heard=[MOOD], turn=2, message_id="m2"), "open_question")
    assert (second[0]["value"]["turn"], second[0]["value"]["softened"]) == (2, 1)
