"""The visit begins: the case named by the channel says its opening line, and the slots hold the patient's state."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import start_visit as module
from actions.start_visit import ActionStartVisit
from dyad.cases import Case
from dyad.patient import start_visit
from tests.toys import SLUG

TrackerAt = Callable[..., Tracker]


@pytest.fixture(autouse=True)
def _only_the_toy(monkeypatch: pytest.MonkeyPatch, toy: Case) -> None:
    real = module.load_case
    monkeypatch.setattr(module, "load_case", lambda slug, variant: toy if slug == SLUG else real(slug))


def run(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]]:
    """Run the action."""
    return asyncio.run(ActionStartVisit().run(dispatcher, tracker, {}))


def test_the_patient_speaks_first(dispatcher: CollectingDispatcher, tracker_at: TrackerAt, toy: Case) -> None:
    events = run(dispatcher, tracker_at("/start_visit", case=SLUG, seed=1))
    state, turn = start_visit(toy, 1)
    assert events == [SlotSet("visit", state.as_dict()), SlotSet("score", None)]
    (message,) = dispatcher.messages
    assert (message["text"], turn.line) == ("opening 2.", "opening 2.")
    assert message["custom"] == {"message_id": "m1", "line": "opening 2.", "turn": turn.as_dict(), "score": None}


def test_without_a_seed_the_first_wording_is_used(dispatcher: CollectingDispatcher, tracker_at: TrackerAt) -> None:
    run(dispatcher, tracker_at("/start_visit", case=SLUG, seed=None))
    assert dispatcher.messages[0]["text"] == "opening 1."


def test_an_unknown_case_is_refused_with_the_known_ones(dispatcher: CollectingDispatcher, tracker_at: TrackerAt) -> None:
    assert run(dispatcher, tracker_at("/start_visit", case="nobody")) == []
    error = dispatcher.messages[0]["custom"]["error"]
    assert error.startswith("cases/nobody: there is no such case. Known cases: ") and "blue-notebook" in error


@pytest.mark.parametrize("case", [None, "", ".."])
def test_a_name_that_is_no_case_is_refused_as_unknown(
    dispatcher: CollectingDispatcher, tracker_at: TrackerAt, case: object
) -> None:
    assert run(dispatcher, tracker_at("/start_visit", case=case)) == []
    assert "there is no such case" in dispatcher.messages[0]["custom"]["error"]


def test_the_same_start_twice_is_answered_twice_and_starts_once(dispatcher: CollectingDispatcher, tracker_at: TrackerAt) -> None:
    earlier = {"message_id": "m1", "line": "opening 2.", "turn": {}, "score": None}
    events = [{"event": "bot", "text": "opening 2.", "data": {"custom": earlier}}]
    assert run(dispatcher, tracker_at("/start_visit", case=SLUG, seed=1, events=events)) == []
    assert dispatcher.messages[0]["custom"] == earlier


def test_a_seed_that_is_no_number_fails_without_a_transcript(dispatcher: CollectingDispatcher, tracker_at: TrackerAt) -> None:
    assert run(dispatcher, tracker_at("/start_visit", case=SLUG, seed="x")) == []
    assert dispatcher.messages[0]["custom"] == {"error": "failed"}
