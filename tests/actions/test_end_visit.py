"""The trainee ends the visit: the patient has the last word, once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import end_visit as module
from actions.end_visit import ActionEndVisit
from dyad.cases import Case
from dyad.patient import end_visit, start_visit

TrackerAt = Callable[..., Tracker]


@pytest.fixture(autouse=True)
def _only_the_toy(monkeypatch: pytest.MonkeyPatch, toy: Case) -> None:
    monkeypatch.setattr(module, "load_case", lambda slug, variant: toy)


def run(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]]:
    """Run the action."""
    return asyncio.run(ActionEndVisit().run(dispatcher, tracker, {}))


def test_the_patient_has_the_last_word(dispatcher: CollectingDispatcher, tracker_at: TrackerAt, toy: Case) -> None:
    state = start_visit(toy)[0]
    events = run(dispatcher, tracker_at("/end_visit", visit=state.as_dict()))
    after, turn = end_visit(toy, state)
    assert events == [SlotSet("visit", after.as_dict()), SlotSet("score", None)]
    assert dispatcher.messages[0]["text"] == "ends false_compliance 1."  # nothing told, no rupture, no alliance
    assert dispatcher.messages[0]["custom"]["turn"] == turn.as_dict()


def test_a_visit_that_never_began_is_lost(dispatcher: CollectingDispatcher, tracker_at: TrackerAt) -> None:
    assert run(dispatcher, tracker_at("/end_visit", visit=None)) == []
    assert dispatcher.messages[0]["custom"] == {"error": "lost", "have": -1}


def test_a_visit_that_is_over_is_not_ended_in_silence(dispatcher: CollectingDispatcher, tracker_at: TrackerAt, toy: Case) -> None:
    state, _ = end_visit(toy, start_visit(toy)[0])
    run(dispatcher, tracker_at("/end_visit", visit=state.as_dict(), message_id="m2"))
    data = dispatcher.messages[0]["custom"]
    assert data.get("error") or data["line"]
