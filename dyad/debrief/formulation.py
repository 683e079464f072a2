"""What a trainee made of a visit, as plain answers to the seven questions of the debrief, and the marks suggested for them.

The questions are asked in plain words on purpose: formulations written without technical terms were rated reliably (clinical
brief 4.2, L22). Marks are formative only; a reflective-writing rubric with good first results fell to an ICC of 0.35 to 0.45 when it was
tried again (L35), so questions 2, 4, 5 and 6 are left to the educator.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

HIGHEST = 3


@dataclass(frozen=True)
class Formulation:
    """The answers, all of them optional. Nothing personal is here: what a trainee writes for themself is never graded."""

    nature: str = ""  # 1: real, pattern or both
    quote_for: str = ""
    quote_against: str = ""
    treated: str = ""  # 2
    figure: str = ""
    nobody: bool = False  # nobody from before is needed
    underneath: str = ""  # 3
    touched: str = ""  # how it touched the medicine
    nothing: bool = False  # nothing underneath is needed
    feelings: tuple[str, ...] = ()  # 4
    urges: tuple[str, ...] = ()
    pull_turn: int | None = None
    pull: str = ""  # what was done with it, and what it told
    drug: str = ""  # 5
    stakes: tuple[str, ...] = ()  # 6: power, control, trust
    stake_turn: int | None = None
    better: str = ""
    unsafe: str = ""  # 7

    @property
    def is_blank(self) -> bool:
        """Tell whether no question was answered."""
        return self == Formulation()

    def as_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return asdict(self)

    @classmethod
    def from_dict(cls, raw: dict[str, Any]) -> Formulation:
        """Rebuild answers that went through JSON; fields of an older version are left out."""
        known = {item.name for item in fields(cls)}
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in raw.items() if name in known
        }
        return cls(**values)


@dataclass(frozen=True)
class Match:
    """Words of the trainee and the words that they fit, with the place of these: a turn, the chart, or the key."""

    said: str
    fits: str
    where: str


@dataclass(frozen=True)
class ItemMark:
    """What is suggested for one question: 0 to 3, or no number where an educator reads it, and the words that it rests on."""

    item: str
    points: int | None
    because: str
    matches: tuple[Match, ...] = ()
    missed: tuple[str, ...] = ()  # points of the key that were not named

    def as_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return asdict(self)

    @classmethod
    def from_dict(cls, raw: dict[str, Any]) -> ItemMark:
        """Rebuild a mark that went through JSON."""
        matches = tuple(Match(**match) for match in raw["matches"])
        return cls(raw["item"], raw["points"], raw["because"], matches, tuple(raw["missed"]))
