"""The visit begins: the patient comes in and speaks first."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.visit import Events, VisitAction, answer, metadata_of, refuse
from dyad.cases import CaseError, load_case
from dyad.patient import prepare, start_visit


class ActionStartVisit(VisitAction):
    """Loads the case that the channel names and says its opening line."""

    def name(self) -> str:
        return "action_start_visit"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, message_id: str) -> Events:
        metadata = metadata_of(tracker)
        try:
            case = load_case(str(metadata.get("case")))
        except CaseError as error:
            return refuse(dispatcher, str(error))
        prepare(case)
        state, turn = start_visit(case, int(metadata.get("seed") or 0))
        return answer(dispatcher, message_id, state, turn, None)
