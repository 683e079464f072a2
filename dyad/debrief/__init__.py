"""A finished visit goes in; the debrief comes out: best, worst and turning point, what was hidden, domains, outcome."""

from dyad.debrief.report import DomainSuggestion, HiddenFact, MarkedReply, Outcome, PlayedTurn, Report, make_report

__all__ = ["DomainSuggestion", "HiddenFact", "MarkedReply", "Outcome", "PlayedTurn", "Report", "make_report"]
