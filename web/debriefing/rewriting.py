"""A reply of an ended visit written again goes in; the patient's answer to it comes out, scored beside the first one, which never changes."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from dyad.debrief.marking import mark
from dyad.debrief.types import MarkedReply, PlayedTurn, Report
from dyad.scoring.score import TurnScore
from web.debriefing.models import Rewrite
from web.training import rasa
from web.training.models import TrainingSession, Turn
from web.training.rasa import PatientUnavailable, TrackerLost
from web.training.visits import replay

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Second:
    """A second version beside the first: both marked, both with the line that came back."""

    first: MarkedReply
    again: MarkedReply
    gained: tuple[str, ...]  # codes by their plain names
    lost: tuple[str, ...]


def say_again(visit: TrainingSession, number: int, message_id: str, reply: str, *, meant: bool = False) -> Rewrite:
    """Ask the patient what they would have said; a new conversation stands where the visit stood before this reply.

    Raises:
        OwnDistress: the words are about the trainee; nothing is kept.
        PatientUnavailable: no answer came; nothing is kept, and the words can be sent again.
    """
    known = visit.rewrites.filter(message_id=message_id).first()
    if known:
        return known
    before = visit.turns.filter(status=Turn.Status.ANSWERED, number__lt=number).order_by("number")
    try:
        conversation = replay(visit, before)
        answer = rasa.reply(conversation, message_id, number, reply, meant=meant)
    except TrackerLost as error:
        raise PatientUnavailable(f"lost while a reply was tried again: {error}") from error
    except PatientUnavailable as error:
        log.warning("visit %s, turn %s could not be tried again: %s", visit.pk, number, error)
        raise
    try:
        with transaction.atomic():
            return visit.rewrites.create(
                number=number, message_id=message_id, reply=reply, line=answer.line, turn=answer.turn, score=answer.score
            )
    except IntegrityError:  # the same press of the button, twice at once
        return visit.rewrites.get(message_id=message_id)


def beside(rewrite: Rewrite, report: Report) -> Second:
    """Put a second version beside the first."""
    first = next(reply for reply in report.replies if reply.turn.number == rewrite.number)
    before = next((trust, tension) for turn, trust, tension in reversed(report.alliance) if turn < rewrite.number)
    turn = rewrite.turn
    again = mark(
        PlayedTurn(
            number=rewrite.number,
            line_before=first.turn.line_before,
            tags_before=first.turn.tags_before,
            reply=rewrite.reply,
            score=TurnScore.from_dict(rewrite.score),
            line=rewrite.line,
            stage=turn["stage"],
            trust=turn["trust"],
            tension=turn["tension"],
            understood=turn["understood"],
            unlocked=tuple(turn["unlocked"]),
        ),
        before,
    )
    had, has = _labels(first), _labels(again)
    return Second(first, again, tuple(x for x in has if x not in had), tuple(x for x in had if x not in has))


def _labels(reply: MarkedReply) -> list[str]:
    pieces = [*reply.pieces, *reply.omissions]
    return list(dict.fromkeys(piece.label for piece in pieces if piece.code))
