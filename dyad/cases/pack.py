"""A case as the engine sees it: one fictional patient's story, answers, lines and key, all read-only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from dyad.cases.variants import BASE, Variant
from dyad.patterns import Pattern, load_pattern


@dataclass(frozen=True)
class Line:
    """Something the patient can say, with what it demands of the reply to it (clinical brief 3.1)."""

    id: str
    text: str
    tags: tuple[str, ...] = ()
    reveals: str | None = None
    shows: tuple[str, ...] = ()  # mistrust, demand, noncompliance: what stress brings out (R14)


@dataclass(frozen=True)
class Beat(Line):
    """A line said unasked at its stage of the visit; `about` is a word of the pattern's `tests`."""

    stage: str = "opening"
    kind: str = "test"
    request: str | None = None
    about: str | None = None


@dataclass(frozen=True)
class Earned:
    """A hidden fact and what earns it: one of these codes in the reply, at this trust (0 to 10) or more."""

    fact: str
    by: tuple[str, ...]
    trust: int
    line: Line


@dataclass(frozen=True)
class Answer:
    """What the patient says to one topic: wary, open, hidden, and when asked again."""

    topic: str
    gist: str
    guarded: tuple[Line, ...]
    open: tuple[Line, ...]
    earned: tuple[Earned, ...] = ()
    again: tuple[Line, ...] = ()
    asked_as: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fact:
    """Something hidden: its kind, what it is, and the kind of question that brings it out."""

    id: str
    kind: str
    text: str
    question: str


@dataclass(frozen=True)
class Exemplar:
    """A reply that shows how the case is meant, with the codes a careful coder would give it."""

    reply: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class ReturnVisit:
    """What a patient says who comes back: by how the first visit ended, about promises and doses, and unasked.

    `taken` is also what a wary patient claims; `missed` is the truth, told when it may be.
    """

    openings: dict[str, tuple[Line, ...]]
    kept: tuple[Line, ...]
    broken: tuple[Line, ...]
    taken: tuple[Line, ...]
    missed: tuple[Line, ...]
    beats: tuple[Beat, ...]


@dataclass(frozen=True, eq=False)
class Case:
    """One patient, complete, read once and compared by identity. `sheet` is case.yml itself: the chart, the agenda and the debrief key.

    Attributes:
        variant: the letter of the person who plays the script, whose name and pronouns stand in the sheet.
        variants: everybody who may play it, the base first.
        another_doctor: what is said when somebody else is asked for: `asks`, `stays`, `goes`.
        risk_cues: a hint of danger, `first` and `clearer`, what is `told` when asked, and the last word at the `stop`; mostly empty.
    """

    slug: str
    case_type: str
    title: str
    sheet: dict[str, Any]
    facts: dict[str, Fact]
    answers: dict[str, Answer]
    opening: tuple[Line, ...]
    beats: tuple[Beat, ...]
    reactions: dict[str, tuple[Line, ...]]
    escalation: dict[str, tuple[Line, ...]]
    softening: tuple[Line, ...]
    lists: dict[str, tuple[Line, ...]]
    endings: dict[str, tuple[Line, ...]]
    exemplars: dict[str, tuple[Exemplar, ...]] = field(default_factory=dict)
    variant: str = BASE
    variants: tuple[Variant, ...] = ()
    another_doctor: dict[str, tuple[Line, ...]] = field(default_factory=dict)
    risk_cues: dict[str, tuple[Line, ...]] = field(default_factory=dict)
    return_visit: ReturnVisit | None = None

    @property
    def is_control(self) -> bool:
        """Tell whether nothing is transferred in this case."""
        return self.pattern.control

    @property
    def is_concrete(self) -> bool:
        """Tell whether this patient is too ill for reflective questions and answers them concretely (R03)."""
        return self.sheet.get("reflection") == "concrete"

    @property
    def pattern(self) -> Pattern:
        """Return what this patient shares with others of the type."""
        return load_pattern(self.case_type)

    def lines(self) -> list[Line]:
        """Return every line of the pack, in the order of its files."""
        found: list[Line] = list(self.opening)
        for answer in self.answers.values():
            found += [*answer.guarded, *answer.open, *(earned.line for earned in answer.earned), *answer.again]
        found += self.beats
        groups = (self.reactions, self.escalation, {"softening": self.softening}, self.lists, self.endings)
        for group in (*groups, self.another_doctor, self.risk_cues):
            for lines in group.values():
                found += lines
        if back := self.return_visit:
            for lines in (*back.openings.values(), back.kept, back.broken, back.taken, back.missed, back.beats):
                found += lines
        return found
