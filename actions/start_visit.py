"""The visit begins: the patient comes in and speaks first."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.visit import Events, answer, metadata_of, refuse, repeat, repeated_answer
from dyad.cases import CaseError, load_case
from dyad.patient import start_visit


class ActionStartVisit(Action):
    """Loads the case that the channel names and says its opening line."""

    def name(self) -> str:
        return "action_start_visit"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        metadata = metadata_of(tracker)
        message_id = str(metadata.get("message_id"))
        if earlier := repeated_answer(tracker, message_id):
            return repeat(dispatcher, earlier)
        try:
            case = load_case(str(metadata.get("case")))
        except CaseError as error:
            return refuse(dispatcher, str(error))
        state, turn = start_visit(case, int(metadata.get("seed") or 0))
        return answer(dispatcher, message_id, state, turn, None)
