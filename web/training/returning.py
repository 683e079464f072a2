"""A visit goes in; whether its patient comes back, and what they would remember, come out."""

from __future__ import annotations

from django.http import Http404

from dyad.patient import Memory
from web.training.charts import case_of
from web.training.models import TrainingSession


def memory_of(visit: TrainingSession) -> Memory:
    """Return what the patient remembers of a visit that is over.

    Raises:
        Http404: the visit goes on.
    """
    turns = visit.answered()
    if not visit.is_over or not turns:
        raise Http404("Nobody comes back from this visit.")
    last = turns[-1].turn or {}
    codes = [coded["code"] for turn in turns for coded in (turn.score or {}).get("codes", ())]
    parts = [visit.opening_turn, *(turn.turn or {} for turn in turns)]
    return Memory(
        ending=visit.ending,
        trust=float(last["trust"]),
        tension=float(last["tension"]),
        codes=tuple(dict.fromkeys(codes)),
        unlocked=tuple(dict.fromkeys(fact for part in parts for fact in part.get("unlocked", ()))),
        said=tuple(line for part in parts for line in part.get("line_ids", ())),
    )


def may_come_back(visit: TrainingSession) -> bool:
    """Tell whether this patient can be seen again: after a first visit whose debrief was read or skipped."""
    first = visit.is_complete and not visit.is_branch and visit.follows_id is None
    return first and case_of(visit).return_visit is not None
