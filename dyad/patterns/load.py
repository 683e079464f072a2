"""A folder of pattern files goes in; checked, read-only patterns come out, in the order P1 to P10, C1 to C3."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema
import yaml

PATTERNS_FOLDER = Path(os.environ.get("DYAD_PATTERNS", Path(__file__).resolve().parents[2] / "patterns"))
_SCHEMA_FILE = Path(__file__).parent / "pattern.schema.json"


class PatternError(ValueError):
    """A pattern file cannot be used; the message names the file, the place and what would do."""


@dataclass(frozen=True)
class PatternMove:
    """A rule of trust and tension of this pattern alone; `condition` is written as in dyad/patient/rules.yml."""

    rule: str
    condition: dict[str, Any]
    trust: float
    tension: float


@dataclass(frozen=True)
class Pace:
    """How fast trust is won and lost beside other patients; 1 is as fast."""

    trust_up: float = 1.0
    trust_down: float = 1.0


@dataclass(frozen=True)
class Need:
    """One of these codes must have been earned, or one of these topics raised, before the patient gives way."""

    codes: frozenset[str]
    topics: frozenset[str]


@dataclass(frozen=True)
class Pattern:
    """What all patients of one pattern share (clinical brief, table 2.2).

    Attributes:
        like: the built-in pattern whose place it takes in what was trained (itself, for those).
        tests: what a case's beats must hold, by the word of their `about`.
        key, worst: codes that count double when they build, and when they harm.
        counts_nothing: building codes that give 0 here, as `code`, `when`, `reason`.
        needs: what must have happened in the visit before softening is possible.
        leaves_by: how this patient goes when there is no way back: `left_early` or `another_doctor`.
    """

    id: str
    name: str
    control: bool
    opt_in: bool
    like: str
    looks_like: tuple[str, ...]
    neighbours: tuple[str, ...]
    stands_for: str
    covert_agenda: str
    signature: str
    drug: str
    pull: str
    rupture_style: str
    leaves_by: str
    tests: dict[str, str]
    key: frozenset[str]
    worst: frozenset[str]
    counts_nothing: tuple[dict[str, str], ...] = ()
    moves: tuple[PatternMove, ...] = ()
    pace: Pace = Pace()
    needs: tuple[Need, ...] = ()
    debrief: dict[str, Any] = field(default_factory=dict)


@lru_cache(maxsize=8)
def load_patterns(folder: Path = PATTERNS_FOLDER) -> dict[str, Pattern]:
    """Read every pattern of a folder.

    Raises:
        PatternError: a file is no YAML, breaks the schema, or names a pattern that there is not.
    """
    patterns = {file.stem: _read(file) for file in sorted(folder.glob("*.yml"), key=lambda file: _order(file.stem))}
    if not patterns:
        raise PatternError(f"{folder}: there is no pattern file; P1.yml and the others belong there.")
    for pattern in patterns.values():
        for other in (pattern.like, *pattern.looks_like, *pattern.neighbours):
            if other not in patterns:
                raise PatternError(
                    f"patterns/{pattern.id}.yml: names {other}, which is no pattern. Known: {', '.join(patterns)}."
                )
    return patterns


def load_pattern(name: str) -> Pattern:
    """Return one pattern.

    Raises:
        PatternError: there is no such pattern.
    """
    patterns = load_patterns()
    if name not in patterns:
        raise PatternError(f"patterns/{name}.yml: there is no such pattern. Known: {', '.join(patterns)}.")
    return patterns[name]


def _order(name: str) -> tuple[bool, int, str]:
    """Sort patterns before controls, and P2 before P10."""
    number = re.search(r"\d+", name)
    return not name.startswith("P"), int(number[0]) if number else 0, name


def _read(file: Path) -> Pattern:
    place = f"patterns/{file.name}"
    try:
        raw = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise PatternError(f"{place}: {error}") from error
    for problem in jsonschema.Draft7Validator(_schema()).iter_errors(raw):
        path = ".".join(str(part) for part in problem.absolute_path) or "top"
        raise PatternError(f"{place}, {path}: {problem.message[:300]}")
    if raw["id"] != file.stem:
        raise PatternError(f"{place}, id: is {raw['id']}; it must be the file's name, {file.stem}.")
    plain = {name: raw[name] for name in ("id", "name", "control", "stands_for", "covert_agenda", "signature", "drug", "pull")}
    return Pattern(
        **plain,
        opt_in=raw.get("opt_in", False),
        like=raw.get("like", raw["id"]),
        looks_like=tuple(raw["looks_like"]),
        neighbours=tuple(raw["neighbours"]),
        rupture_style=raw["rupture_style"],
        leaves_by=raw["leaves_by"],
        tests=raw["tests"],
        key=frozenset(raw["key"]),
        worst=frozenset(raw["worst"]),
        counts_nothing=tuple(raw.get("counts_nothing", ())),
        moves=tuple(PatternMove(m["rule"], m["if"], m.get("trust", 0), m.get("tension", 0)) for m in raw.get("moves", ())),
        pace=Pace(**raw.get("pace", {})),
        needs=tuple(
            Need(frozenset(need.get("codes", ())), frozenset(need.get("topics", ())))
            for need in raw.get("softening", {}).get("needs", ())
        ),
        debrief=raw["debrief"],
    )


@lru_cache(maxsize=1)
def _schema() -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(_SCHEMA_FILE.read_text(encoding="utf-8"))
    return schema
