"""The trainee ends the visit: the patient has the last word."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.visit import Events, answer, metadata_of, refuse, repeat, repeated_answer, state_of
from dyad.cases import load_case
from dyad.patient import end_visit


class ActionEndVisit(Action):
    """Closes a visit that has begun, with the ending it has come to."""

    def name(self) -> str:
        return "action_end_visit"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        message_id = str(metadata_of(tracker).get("message_id"))
        if earlier := repeated_answer(tracker, message_id):
            return repeat(dispatcher, earlier)
        state = state_of(tracker)
        if state is None:
            return refuse(dispatcher, "lost", have=-1)
        after, turn = end_visit(load_case(state.case), state)
        return answer(dispatcher, message_id, after, turn, None)
