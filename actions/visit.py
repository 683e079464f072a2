"""What the three actions share: reading slots and metadata of a tracker, and uttering one line with its data."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from dyad.faults import place_of
from dyad.patient import Turn, VisitState
from dyad.scoring import TurnScore

Metadata = dict[str, Any]
Events = list[dict[str, Any]]

logger = logging.getLogger(__name__)


class VisitAction(Action, ABC):
    """An action that answers each message id once and fails without telling the log what was typed."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        message_id = str(metadata_of(tracker).get("message_id"))
        if earlier := repeated_answer(tracker, message_id):
            return repeat(dispatcher, earlier)
        try:
            return self.act(dispatcher, tracker, message_id)
        except Exception as error:  # the action server would answer with the whole transcript, and Rasa would log it
            logger.error("%s failed in visit %s: %s", self.name(), tracker.sender_id, place_of(error))
            return refuse(dispatcher, "failed")

    @abstractmethod
    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, message_id: str) -> Events:
        """Do the action's work for a message that was not answered yet."""


def metadata_of(tracker: Tracker) -> Metadata:
    """Return what the channel said about the last message: kind, case, seed, message_id, turn."""
    metadata: Metadata = (tracker.latest_message or {}).get("metadata") or {}
    return metadata


def state_of(tracker: Tracker) -> VisitState | None:
    """Return the patient's state after the last turn, or None before the visit."""
    raw = tracker.get_slot("visit")
    return VisitState.from_dict(raw) if raw else None


def repeated_answer(tracker: Tracker, message_id: str) -> dict[str, Any] | None:
    """Return what a message id was answered with, if it was answered before."""
    for event in reversed(tracker.events):
        if event.get("event") == "bot":
            custom = (event.get("data") or {}).get("custom") or {}
            if custom.get("message_id") == message_id:
                answer: dict[str, Any] = custom
                return answer
    return None


def answer(dispatcher: CollectingDispatcher, message_id: str, state: VisitState, turn: Turn, score: TurnScore | None) -> Events:
    """Utter the patient's line with turn and score, and return the events that keep them."""
    data = {
        "message_id": message_id,
        "line": turn.line,
        "turn": turn.as_dict(),
        "score": score.as_dict() if score else None,
    }
    dispatcher.utter_message(text=turn.line, json_message=data)
    brief = {"message_id": message_id, "points": score.points, "band": score.band, "codes": score.code_names()} if score else None
    return [SlotSet("visit", state.as_dict()), SlotSet("score", brief)]


def repeat(dispatcher: CollectingDispatcher, earlier: dict[str, Any]) -> Events:
    """Utter an earlier answer again; nothing is scored and nothing changes."""
    dispatcher.utter_message(text=earlier["line"], json_message=earlier)
    return []


def refuse(dispatcher: CollectingDispatcher, error: str, **more: Any) -> Events:
    """Tell the channel that this message cannot be taken, and why; nothing changes."""
    dispatcher.utter_message(json_message={"error": error, **more})
    return []
