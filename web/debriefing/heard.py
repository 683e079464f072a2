"""The replies of a report go in; what the comparison shows of each comes out: its codes, the pin, and where the trainee disagrees."""

from __future__ import annotations

from dataclasses import dataclass

from dyad.debrief import MarkedReply, Report
from web.debriefing.models import Disagreement
from web.training.models import TrainingSession


@dataclass(frozen=True)
class Heard:
    """One reply with what the trainee made of it."""

    reply: MarkedReply
    pinned: bool
    codes: tuple[tuple[str, str], ...]  # name and plain words, those that nobody has disagreed with
    disagreements: tuple[tuple[str, Disagreement], ...]  # the code in plain words


def heard(visit: TrainingSession, report: Report) -> tuple[Heard, ...]:
    """Return every reply of a visit in order."""
    pins = set(visit.pins.values_list("number", flat=True))
    disagreed: dict[int, list[Disagreement]] = {}
    for one in visit.disagreements.all():
        disagreed.setdefault(one.number, []).append(one)
    rows = []
    for reply in report.replies:
        labels = {piece.code: piece.label for piece in (*reply.pieces, *reply.omissions) if piece.code}
        no = disagreed.get(reply.turn.number, [])
        taken = {one.code for one in no}
        left = tuple((code, label) for code, label in labels.items() if code not in taken)
        told = tuple((labels.get(one.code, one.code), one) for one in no)
        rows.append(Heard(reply, reply.turn.number in pins, left, told))
    return tuple(rows)
