"""What a debrief is made of: the turns that go in and the report that comes out."""

from __future__ import annotations

from dataclasses import dataclass

from dyad.scoring.score import TurnScore


@dataclass(frozen=True)
class PlayedTurn:
    """One stored turn: the line that was met, the reply, its score, and where it left the patient (trust and tension 0 to 10)."""

    number: int
    line_before: str
    tags_before: tuple[str, ...]
    reply: str
    score: TurnScore
    line: str
    stage: str
    trust: float
    tension: float
    understood: bool = True
    unlocked: tuple[str, ...] = ()
    changes: tuple[tuple[str, float, float], ...] = ()  # rule, trust, tension


@dataclass(frozen=True)
class Piece:
    """A stretch of a reply; with a code if it earned one."""

    text: str
    code: str | None = None
    label: str = ""  # the code in plain words
    kind: str = ""  # strong, building, neutral, straining, damaging, critical
    says: str = ""  # one sentence why
    because: str = ""  # the rule or model that gave it
    weight: int = 0


@dataclass(frozen=True)
class MarkedReply:
    """A turn for display: the reply in pieces, its omissions, and what it did to the patient in words."""

    turn: PlayedTurn
    pieces: tuple[Piece, ...]
    omissions: tuple[Piece, ...]  # earned by silence, so without words
    reaction: str  # e.g. "The patient grew more guarded: trust 3 (-1), tension 7 (+2)."


@dataclass(frozen=True)
class Example:
    """A comment that quotes one turn."""

    turn: int
    title: str
    quote: str
    comment: str


@dataclass(frozen=True)
class DomainSuggestion:
    """A session domain with a suggested level, 1 to 5, or none where it cannot be rated; every step with the turn that gave it."""

    id: str
    name: str
    level: int | None
    anchor: str
    reasons: tuple[tuple[str, int | None], ...]  # sentence, turn


@dataclass(frozen=True)
class HiddenFact:
    """Something the patient kept back, whether and when it came out, and the kind of question that earns it."""

    id: str
    kind: str
    text: str
    question: str
    turn: int | None


@dataclass(frozen=True)
class Outcome:
    """The ending and its three lines (R37)."""

    ending: str
    title: str
    alliance: str
    decision: str
    course: str


@dataclass(frozen=True)
class Report:
    """The whole debrief of one visit."""

    case_title: str
    replies: tuple[MarkedReply, ...]
    praise: tuple[Example, ...]
    errors: tuple[Example, ...]
    best: Example | None
    worst: Example | None
    turning_point: Example | None
    hidden: tuple[HiddenFact, ...]
    outcome: Outcome
    domains: tuple[DomainSuggestion, ...]
    patient_brought: tuple[str, ...]
    you_brought: tuple[str, ...]
    alliance: tuple[tuple[int, float, float], ...]  # turn, trust, tension; turn 0 is the start
    counts: tuple[tuple[str, str], ...]  # e.g. ("Reflections to questions", "4 to 6")
