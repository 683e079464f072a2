"""Reads rules.yml: how replies move trust, tension and the visit's clock."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from dyad.patterns import Pattern, load_patterns


@dataclass(frozen=True)
class Move:
    """One rule: when it holds, and what it does to trust and tension."""

    rule: str
    condition: dict[str, Any]
    trust: float
    tension: float

    def holds(self, facts: dict[str, Any]) -> bool:
        """Tell whether every condition of the rule is met by the facts of this turn."""
        for name, wanted in self.condition.items():
            if name == "bands" and facts["band"] not in wanted:
                return False
            if name == "codes" and not set(wanted) & set(facts["codes"]):
                return False
            if name in _TOLD and facts[name] is not wanted:
                return False
        return True


@dataclass(frozen=True)
class Rules:
    """All rules of the patient."""

    version: int
    moves: tuple[Move, ...]
    stages: dict[str, int]
    limits: dict[str, int]
    same_move: dict[str, tuple[str, ...]]
    manners: frozenset[str]
    hurtful: frozenset[str]
    escalating: frozenset[str]
    asking: frozenset[str]
    ear: dict[str, float]
    asks_by: tuple[str, ...]
    short: int
    back: dict[str, Any]

    def of(self, pattern: Pattern) -> tuple[Move, ...]:
        """Return the rules of one pattern, which are read after these."""
        return tuple(Move(own.rule, own.condition, own.trust, own.tension) for own in pattern.moves)


_TOLD = ("worst", "key", "mixed", "softened", "repaired", "other_asked")
CONDITIONS = {"bands", "codes", *_TOLD}


RULES_FILE = Path(os.environ.get("DYAD_RULES", Path(__file__).parent / "rules.yml"))


@lru_cache(maxsize=1)
def load_rules(file: Path = RULES_FILE) -> Rules:
    """Read the rules once a process; DYAD_RULES names another file than the one beside this module.

    Raises:
        ValueError: a rule, here or of a pattern, uses a condition that no turn has.
    """
    raw = yaml.safe_load(file.read_text(encoding="utf-8"))
    conditions = [("rules.yml", item["rule"], item["if"]) for item in raw["moves"]]
    for pattern in load_patterns().values():
        conditions += [(f"patterns/{pattern.id}.yml", own.rule, own.condition) for own in pattern.moves]
    for place, rule, condition in conditions:
        if unknown := set(condition) - CONDITIONS:
            raise ValueError(f"{place}, '{rule}': unknown condition {', '.join(sorted(unknown))}.")
    return Rules(
        version=raw["version"],
        moves=tuple(Move(m["rule"], m["if"], m.get("trust", 0), m.get("tension", 0)) for m in raw["moves"]),
        stages=raw["stages"],
        limits=raw["limits"],
        same_move={topic: tuple(codes) for topic, codes in raw["same_move"].items()},
        manners=frozenset(raw["manners"]),
        hurtful=frozenset(raw["hurtful"]),
        escalating=frozenset(raw["escalating"]),
        asking=frozenset(raw["asking"]),
        ear=raw["ear"],
        asks_by=tuple(raw["asks_by"]),
        short=raw["short"],
        back=raw["return_visit"],
    )
