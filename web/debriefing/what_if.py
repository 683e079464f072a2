"""A visit and a turn of it go in; a branch comes out that goes on from there. The visit it came from is never changed.

A branch keeps a copy of the first turns as they were said and scored. Its conversation in Rasa is new and therefore lost to begin with; the
first reply rebuilds it from those turns, as for any visit whose conversation was lost (web/training/visits.py).
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.http import Http404

from dyad.debrief.types import MarkedReply
from web.training.debriefs import report_of
from web.training.models import TrainingSession, Turn

Alliance = tuple[tuple[int, float, float], ...]
_COPIED = ("number", "message_id", "reply", "status", "line", "tags", "score", "turn", "points", "band", "answered")


@dataclass(frozen=True)
class Node:
    """A visit or branch in the tree of what was tried."""

    visit: TrainingSession
    replies: int
    first_words: str  # what was said where it went another way
    trust: float
    branches: tuple[Node, ...]


@dataclass(frozen=True)
class Row:
    """One turn of two courses; a course that was shorter has nothing there."""

    number: int
    first: MarkedReply | None
    second: MarkedReply | None


@dataclass(frozen=True)
class SideBySide:
    """Two courses of one visit: what they share, and turn by turn what they do not."""

    shared: tuple[MarkedReply, ...]
    rows: tuple[Row, ...]
    first: Alliance
    second: Alliance


def go_back(visit: TrainingSession, number: int, branch_id: uuid.UUID) -> TrainingSession:
    """Open a branch in which reply `number` is still to come; opened twice by one press, it is one branch.

    Raises:
        Http404: the visit has no such turn.
    """
    with transaction.atomic():
        known = TrainingSession.objects.filter(pk=branch_id).first()
        if known:
            if known.branch_of_id != visit.pk:
                raise Http404("There is no such branch.")
            return known
        turns = visit.answered()
        if not 1 <= number <= len(turns):
            raise Http404("The visit has no such turn.")
        branch = TrainingSession.objects.create(
            pk=branch_id,
            trainee_id=visit.trainee_id,
            case_slug=visit.case_slug,
            variant=visit.variant,
            before=visit.before,
            follows=visit.follows,
            seed=visit.seed,
            opening_line=visit.opening_line,
            opening_tags=visit.opening_tags,
            opening_turn=visit.opening_turn,
            branch_of=visit,
            branch_at=number - 1,
        )
        Turn.objects.bulk_create(
            Turn(session=branch, **{name: getattr(turn, name) for name in _COPIED}) for turn in turns[: number - 1]
        )
    return branch


def tree_of(visit: TrainingSession) -> Node:
    """Return the first visit with all that branched from it; all of them share its seed, so one question finds them."""
    family = list(
        TrainingSession.objects.filter(trainee_id=visit.trainee_id, case_slug=visit.case_slug, seed=visit.seed)
        .prefetch_related("turns")
        .order_by("started", "pk")
    )
    root = next(member for member in family if not member.is_branch and _is_root_of(member, visit, family))
    return _node(root, family)


def _is_root_of(root: TrainingSession, visit: TrainingSession, family: list[TrainingSession]) -> bool:
    """Tell whether a visit is where another began, should two visits ever draw the same seed."""
    by_id = {member.pk: member for member in family}
    while visit.branch_of_id is not None:
        visit = by_id[visit.branch_of_id]
    return visit.pk == root.pk


def _node(visit: TrainingSession, family: list[TrainingSession]) -> Node:
    turns = [turn for turn in visit.turns.all() if turn.status == Turn.Status.ANSWERED]
    parted = [turn.reply for turn in turns if turn.number > (visit.branch_at or 0)]
    last = (turns[-1].turn if turns else visit.opening_turn) or {}
    below = sorted((member for member in family if member.branch_of_id == visit.pk), key=lambda m: m.branch_at or 0)
    return Node(visit, len(turns), parted[0] if parted else "", last.get("trust", 0.0), tuple(_node(b, family) for b in below))


def side_by_side(branch: TrainingSession) -> SideBySide:
    """Lay a branch beside the visit that it came from.

    Raises:
        Http404: this visit is no branch.
    """
    parent = branch.branch_of
    if parent is None:
        raise Http404("This visit is no branch.")
    first, second = report_of(parent), report_of(branch)
    one, two = (first.replies if first else ()), (second.replies if second else ())
    kept = branch.branch_at or 0
    left, right = ({reply.turn.number: reply for reply in replies if reply.turn.number > kept} for replies in (one, two))
    rows = tuple(Row(number, left.get(number), right.get(number)) for number in sorted({*left, *right}))
    return SideBySide(one[:kept], rows, first.alliance if first else (), second.alliance if second else ())
