"""The only place that talks to Rasa: a reply goes out, the patient's line with its score comes back, or PatientUnavailable."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import httpx
from django.conf import settings

from dyad.cases import BASE
from dyad.scoring.score import TurnScore

TURN_FIELDS = ("number", "line", "tags", "line_ids", "stage", "trust", "tension", "understood", "unlocked", "changes", "ended")


class PatientUnavailable(Exception):
    """The patient could not answer; the message is for the log and never holds a reply."""


class TrackerLost(Exception):
    """The bot no longer stands where the record stands."""


class OwnDistress(Exception):
    """The trainee spoke of their own distress: the patient has heard nothing, and help is due."""


@dataclass(frozen=True)
class Conversation:
    """What the bot must know of a visit: its sender, chosen by the server, and what fixes its course."""

    sender: uuid.UUID
    case: str
    seed: int
    variant: str = BASE
    before: dict[str, Any] | None = None


@dataclass(frozen=True)
class Answer:
    """The patient's line, the turn that explains it, and the reply's score (none for the first and the last word)."""

    line: str
    turn: dict[str, Any]
    score: dict[str, Any] | None


@lru_cache(maxsize=1)
def client() -> httpx.Client:
    """Return the one connection pool of this process."""
    return httpx.Client(timeout=settings.RASA_TIMEOUT_S, trust_env=False)


def start(conversation: Conversation) -> Answer:
    """Let the patient come in."""
    return _call(conversation, "start", "start", 0)


def reply(conversation: Conversation, message_id: str, number: int, text: str, *, meant: bool = False) -> Answer:
    """Say one reply to the patient; `meant` tells that the trainee was asked, and these words are for the patient.

    Raises:
        OwnDistress: the words are about the trainee; nothing was said to the patient.
        PatientUnavailable: no usable answer came.
        TrackerLost: the conversation must be replayed first.
    """
    return _call(conversation, "reply", message_id, number, text, meant)


def end(conversation: Conversation, number: int) -> Answer:
    """Let the patient say a last word; `number` is the reply that would have come next."""
    return _call(conversation, "end", "end", number)


def _call(
    conversation: Conversation, kind: str, message_id: str, number: int, text: str | None = None, meant: bool = False
) -> Answer:
    body: dict[str, Any] = {
        "kind": kind,
        "sender": str(conversation.sender),
        "case": conversation.case,
        "seed": conversation.seed,
        "variant": conversation.variant,
        "before": conversation.before,
        "message_id": message_id,
        "turn": number,
    }
    if text is not None:
        body |= {"message": text, "meant": meant}
    try:
        response = client().post(
            f"{settings.RASA_URL}/webhooks/trainer/webhook",
            json=body,
            headers={"Authorization": f"Bearer {settings.CHANNEL_SECRET}"},
        )
        content = response.json()
    except httpx.HTTPError as error:
        raise PatientUnavailable(f"{type(error).__name__} while asking Rasa") from error
    except ValueError as error:
        raise PatientUnavailable(f"Rasa answered {response.status_code} without JSON") from error
    if response.status_code == 409 and isinstance(content, dict) and content.get("error") == "lost":
        raise TrackerLost(f"the bot has {content.get('have')} turns, the record {number - 1}")
    if response.status_code == 422 and isinstance(content, dict) and content.get("error") == "help":
        raise OwnDistress
    if response.status_code != 200:
        raise PatientUnavailable(f"Rasa answered {response.status_code}")
    return _checked(content, kind, message_id)


def _checked(content: Any, kind: str, message_id: str) -> Answer:
    """Refuse an answer with which a visit could not go on: silence, a missing score, or another message's answer."""
    if not isinstance(content, dict) or content.get("message_id") != message_id:
        raise PatientUnavailable("the answer belongs to no message that was sent")
    line, turn, score = content.get("line"), content.get("turn"), content.get("score")
    if not isinstance(line, str) or not line.strip():
        raise PatientUnavailable("the answer has no line")
    if not isinstance(turn, dict) or any(name not in turn for name in TURN_FIELDS):
        raise PatientUnavailable("the answer has no whole turn")
    if kind == "reply":
        try:
            TurnScore.from_dict(score or {})
        except (KeyError, TypeError) as error:
            raise PatientUnavailable("the answer has no whole score") from error
    return Answer(line, turn, score)
