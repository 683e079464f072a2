"""Turns what happened in a visit into what a trainee can learn from it: praise first, one example per kind of error."""

from __future__ import annotations

from dyad.cases import Case
from dyad.debrief import examples
from dyad.debrief.brought import patient_brought, you_brought
from dyad.debrief.counts import count
from dyad.debrief.marking import mark
from dyad.debrief.outcome import hidden_facts, outcome_of
from dyad.debrief.reading import read_visit
from dyad.debrief.types import DomainSuggestion, Example, HiddenFact, MarkedReply, Outcome, Piece, PlayedTurn, Report
from dyad.scoring.domains import suggest_levels

__all__ = [
    "DomainSuggestion",
    "Example",
    "HiddenFact",
    "MarkedReply",
    "Outcome",
    "Piece",
    "PlayedTurn",
    "Report",
    "make_report",
]


def make_report(case: Case, turns: list[PlayedTurn], ending: str) -> Report:
    """Build the debrief of a finished visit; the same turns always give the same report.

    Raises:
        ValueError: there is no such ending.
    """
    visit = read_visit(case, turns)
    start = case.sheet["start"]
    return Report(
        case_title=case.title,
        replies=tuple(mark(turn, before) for turn, before in zip(visit.turns, visit.before, strict=True)),
        praise=examples.praise(visit),
        errors=examples.errors(visit),
        best=examples.best(visit),
        worst=examples.worst(visit),
        turning_point=examples.turning_point(visit),
        hidden=hidden_facts(case, visit.turns),
        outcome=outcome_of(case, ending),
        domains=tuple(
            DomainSuggestion(d.id, d.name, d.level, d.anchor, d.reasons)
            for d in suggest_levels(case.case_type, visit.facts, concrete=case.is_concrete)
        ),
        patient_brought=patient_brought(case),
        you_brought=you_brought(visit),
        alliance=((0, float(start["trust"]), float(start["tension"])), *((t.number, t.trust, t.tension) for t in visit.turns)),
        counts=count(visit),
    )
