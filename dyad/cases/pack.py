"""A case as the engine sees it: one fictional patient's story, answers, lines and key, all read-only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Line:
    """Something the patient can say, with what it demands of the reply to it (clinical brief 3.1)."""

    id: str
    text: str
    tags: tuple[str, ...] = ()
    reveals: str | None = None


@dataclass(frozen=True)
class Beat(Line):
    """A line said unasked at its stage of the visit."""

    stage: str = "opening"
    kind: str = "test"
    request: str | None = None


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


@dataclass(frozen=True, eq=False)
class Case:
    """One patient, complete, read once and compared by identity. `sheet` is case.yml itself: the chart, the agenda and the debrief key."""

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

    @property
    def is_control(self) -> bool:
        """Tell whether nothing is transferred in this case."""
        return self.case_type.startswith("C")

    def lines(self) -> list[Line]:
        """Return every line of the pack, in the order of its files."""
        found: list[Line] = list(self.opening)
        for answer in self.answers.values():
            found += [*answer.guarded, *answer.open, *(earned.line for earned in answer.earned), *answer.again]
        found += self.beats
        for group in (self.reactions, self.escalation, {"softening": self.softening}, self.lists, self.endings):
            for lines in group.values():
                found += lines
        return found
