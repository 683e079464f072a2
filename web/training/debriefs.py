"""The record of a visit goes in; the debrief comes out, as dyad makes it, with the picture of the alliance."""

from __future__ import annotations

from collections.abc import Mapping

from dyad.debrief import PlayedTurn, Report, make_report
from dyad.scoring.score import TurnScore
from web.training.charts import case_of
from web.training.models import Ending, TrainingSession


def played_turns(visit: TrainingSession, scores: Mapping[int, TurnScore] | None = None) -> list[PlayedTurn]:
    """Return the visit as dyad reads it: each reply with the line it met, under the machine's scores or under these, by turn."""
    scores = scores or {}
    played: list[PlayedTurn] = []
    line, tags = visit.opening_line, tuple(visit.opening_tags)
    for stored in visit.answered():
        turn = stored.turn or {}
        played.append(
            PlayedTurn(
                number=stored.number,
                line_before=line,
                tags_before=tags,
                reply=stored.reply,
                score=scores.get(stored.number) or TurnScore.from_dict(stored.score or {}),
                line=stored.line,
                stage=turn["stage"],
                trust=turn["trust"],
                tension=turn["tension"],
                understood=turn["understood"],
                unlocked=tuple(turn["unlocked"]),
                changes=tuple((change["rule"], change["trust"], change["tension"]) for change in turn["changes"]),
            )
        )
        line, tags = stored.line, tuple(stored.tags)
    return played


def report_of(visit: TrainingSession, scores: Mapping[int, TurnScore] | None = None) -> Report | None:
    """Return the debrief of a visit, or None when no reply was made; `scores` are those of people, where there are any.

    A visit still open is read as if it stopped here without a plan, for the educator's transcript.
    """
    turns = played_turns(visit, scores)
    if not turns:
        return None
    return make_report(case_of(visit), turns, visit.ending or Ending.PLAN_UNLIKELY.value)
