"""The trainee ends the visit: the patient has the last word."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.visit import Events, VisitAction, answer, refuse, state_of
from dyad.cases import load_case
from dyad.patient import end_visit


class ActionEndVisit(VisitAction):
    """Closes a visit that has begun, with the ending it has come to."""

    def name(self) -> str:
        return "action_end_visit"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, message_id: str) -> Events:
        state = state_of(tracker)
        if state is None:
            return refuse(dispatcher, "lost", have=-1)
        if state.ended:
            return refuse(dispatcher, "The visit is over.")
        after, turn = end_visit(load_case(state.case, variant=state.variant), state)
        return answer(dispatcher, message_id, after, turn, None)
