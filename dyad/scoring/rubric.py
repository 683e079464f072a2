"""Reads rubric.yml, what each code means and weighs, and from patterns/ what each case type doubles."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from dyad.patterns import PatternError, load_patterns

TAGS = (
    "affect",
    "question",
    "request",
    "test",
    "praise",
    "attack",
    "disclosure",
    "side_effect",
    "risk",
    "boundary",
    "split",
    "error",
)
RUBRIC_FILE = Path(__file__).parent / "rubric.yml"


@dataclass(frozen=True)
class Code:
    """One of the 39 reply codes (clinical brief 3.3 to 3.5)."""

    name: str
    kind: str
    weight: int
    means: str
    not_: str
    says: str

    @property
    def builds(self) -> bool:
        """Tell whether the code earns."""
        return self.weight > 0


@dataclass(frozen=True)
class CaseRule:
    """The codes that a case type doubles."""

    key: frozenset[str]
    worst: frozenset[str]


@dataclass(frozen=True)
class Omission:
    """A code earned by silence: the patient's line has `tag`, and the reply has none of `met_by`."""

    code: str
    tag: str
    met_by: frozenset[str]


@dataclass(frozen=True)
class Contraindication:
    """A building code that gives 0 `when` something holds, in these case types (all, if empty)."""

    code: str
    when: str
    case_types: frozenset[str]
    reason: str


@dataclass(frozen=True)
class Rubric:
    """The whole rule set for one reply."""

    version: int
    codes: dict[str, Code]
    cases: dict[str, CaseRule]
    bands: tuple[tuple[str, int], ...]
    limits: dict[str, int]
    doubling: int
    mixed_at_most: str
    omissions: tuple[Omission, ...]
    contraindicated: tuple[Contraindication, ...]

    def band(self, points: int) -> str:
        """Return the band of a number of points."""
        for name, lowest in self.bands:
            if points >= lowest:
                return name
        return self.bands[-1][0]

    def rank(self, band: str) -> int:
        """Return a band's place, 0 for rupture to 4 for strong."""
        names = [name for name, _ in self.bands]
        return len(names) - 1 - names.index(band)


@lru_cache(maxsize=1)
def load_rubric(file: Path = RUBRIC_FILE) -> Rubric:
    """Read the rubric once a process.

    Raises:
        PatternError: a pattern doubles or voids a code that the rubric has not.
    """
    raw = yaml.safe_load(file.read_text(encoding="utf-8"))
    patterns = load_patterns()
    for pattern in patterns.values():
        named = pattern.key | pattern.worst | {rule["code"] for rule in pattern.counts_nothing}
        if unknown := sorted(named - set(raw["codes"])):
            raise PatternError(f"patterns/{pattern.id}.yml: {', '.join(unknown)} is no code of rubric.yml.")
    codes = {
        name: Code(name, item["class"], raw["classes"][item["class"]]["weight"], item["means"], item["not"], item["says"])
        for name, item in raw["codes"].items()
    }
    return Rubric(
        version=raw["version"],
        codes=codes,
        cases={name: CaseRule(pattern.key, pattern.worst) for name, pattern in patterns.items()},
        bands=tuple((band["name"], band["from"]) for band in raw["bands"]),
        limits={name: item["number"] for name, item in raw["limits"].items()},
        doubling=raw["doubling"]["factor"],
        mixed_at_most=raw["mixed"]["at_most"],
        omissions=tuple(Omission(code, o["tag"], frozenset(o["met_by"])) for code, o in raw["omissions"].items()),
        contraindicated=(
            *(Contraindication(c["code"], c["when"], frozenset(), c["reason"]) for c in raw["contraindicated"]),
            *(
                Contraindication(c["code"], c["when"], frozenset({name}), c["reason"])
                for name, pattern in patterns.items()
                for c in pattern.counts_nothing
            ),
        ),
    )
