"""What the three actions share: reading slots and metadata of a tracker, and uttering one line with its data."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from dyad.patient import Turn, VisitState
from dyad.scoring import TurnScore

Metadata = dict[str, Any]
Events = list[dict[str, Any]]


def metadata_of(tracker: Tracker) -> Metadata:
    """Return what the channel said about the last message: kind, case, seed, message_id, turn."""
    metadata: Metadata = (tracker.latest_message or {}).get("metadata") or {}
    return metadata


def state_of(tracker: Tracker) -> VisitState | None:
    """Return the patient's state after the last turn, or None before the visit."""
    raw = tracker.get_slot("visit")
    return VisitState.from_dict(raw) if raw else None


def repeated_answer(tracker: Tracker, message_id: str) -> dict[str, Any] | None:
    """Return what a message id was answered with, if it was answered before: from the slot, else from the events."""
    last = tracker.get_slot("last_answer")
    if last and last.get("message_id") == message_id:
        found: dict[str, Any] = last
        return found
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
    return [SlotSet("visit", state.as_dict()), SlotSet("last_answer", data)]


def repeat(dispatcher: CollectingDispatcher, earlier: dict[str, Any]) -> Events:
    """Utter an earlier answer again; nothing is scored and nothing changes."""
    dispatcher.utter_message(text=earlier["line"], json_message=earlier)
    return []


def refuse(dispatcher: CollectingDispatcher, error: str, **more: Any) -> Events:
    """Tell the channel that this message cannot be taken, and why; nothing changes."""
    dispatcher.utter_message(json_message={"error": error, **more})
    return []
