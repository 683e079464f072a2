"""The visit begins: the patient comes in and speaks first."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.visit import Events, VisitAction, answer, metadata_of, refuse
from dyad.cases import BASE, CaseError, load_case
from dyad.patient import BadMemory, Memory, prepare, start_visit


class ActionStartVisit(VisitAction):
    """Loads the case that the channel names and says its opening line."""

    def name(self) -> str:
        return "action_start_visit"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, message_id: str) -> Events:
        metadata = metadata_of(tracker)
        try:
            case = load_case(str(metadata.get("case")), variant=str(metadata.get("variant") or BASE))
            before = Memory.from_dict(metadata["before"]) if metadata.get("before") else None
            prepare(case)
            state, turn = start_visit(case, int(metadata.get("seed") or 0), before)
        except (CaseError, BadMemory) as error:
            return refuse(dispatcher, str(error))
        return answer(dispatcher, message_id, state, turn, None)
