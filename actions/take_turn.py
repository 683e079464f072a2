"""A trainee's reply is scored and the patient answers it, once for each message id."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.visit import Events, VisitAction, answer, metadata_of, refuse, state_of
from dyad.cases import load_case
from dyad.language.utterances import clean
from dyad.patient import Heard, is_sexual, stop_visit, take_turn
from dyad.scoring.score import NOT_UNDERSTOOD, TurnScore
from dyad.scoring.scorer import ReplyScorer, Scorer

FRAME_LEFT = "This reply held sexual words, so the visit was stopped and the reply was not scored."


class ActionTakeTurn(VisitAction):
    """Scores a reply against the patient's last line and lets the patient take the next one."""

    def __init__(self, scorer: Scorer | None = None) -> None:
        """Load the scorer at start, never in the middle of a visit."""
        self._scorer = scorer or ReplyScorer.load()

    def name(self) -> str:
        return "action_take_turn"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, message_id: str) -> Events:
        metadata = metadata_of(tracker)
        state = state_of(tracker)
        have = state.turn if state else -1
        if state is None or have != int(metadata.get("turn") or have + 1) - 1:
            return refuse(dispatcher, "lost", have=have)
        if state.ended:
            return refuse(dispatcher, "The visit is over.")
        case = load_case(state.case, variant=state.variant)
        reply = clean((tracker.latest_message or {}).get("text") or "")
        score = self._scorer.score(reply, replace(state.context(case), meant=bool(metadata.get("meant"))))
        if is_sexual(reply):
            return answer(dispatcher, message_id, *stop_visit(case, state), TurnScore(unscored_because=FRAME_LEFT))
        if score.help:
            return refuse(dispatcher, "help")  # out of the role at once: the patient has heard nothing (clinical brief 5.2)
        after, turn = take_turn(case, state, _heard(tracker, reply), score)
        if not turn.understood and score.scored:
            score = score.left_unscored(NOT_UNDERSTOOD)
        return answer(dispatcher, message_id, after, turn, score)


def _heard(tracker: Tracker, reply: str) -> list[Heard]:
    """Return what the pipeline heard in each piece of the reply, or in the whole where it left no pieces."""
    message = tracker.latest_message or {}
    pieces = message.get("heard")
    if pieces:
        return [Heard(piece["text"], piece["intent"], piece["confidence"]) for piece in pieces]
    intent = message.get("intent") or {}
    return [Heard(reply, intent.get("name"), float(intent.get("confidence") or 0.0))]
