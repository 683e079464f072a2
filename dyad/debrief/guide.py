"""Reads formulation.yml, which holds how a formulation is marked: right answers, neighbours, words, thresholds, sentences."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from dyad.cases import Case

GUIDE_FILE = Path(__file__).parent / "formulation.yml"


@dataclass(frozen=True)
class Guide:
    """The marking guide, by section."""

    items: dict[str, str]
    nature: dict[str, list[str]]
    near: dict[str, list[str]]
    near_points: int
    none_needed: dict[str, int]
    none_words: list[str]
    negators: list[str]
    past_figures: list[list[str]]
    agendas: dict[str, list[str]]
    neighbours: list[dict[str, Any]]
    medicine_words: list[str]
    touched_words: int
    next_steps: list[str]
    risk_words: list[str]
    all_flagged: float
    thresholds: dict[str, float]
    quote_words: int
    pronouns: dict[str, str]
    openings: list[str]
    says: dict[str, Any]
    where: dict[str, str]

    def shared(self, pattern: str, other: str | None = None) -> str:
        """Return what a pattern has in common with its neighbours, or with one of them; "" if it has none."""
        for group in self.neighbours:
            if pattern in group["patterns"] and (other is None or other in group["patterns"]):
                return str(group["share"])
        return ""

    def nature_of(self, case: Case) -> str:
        """Return the right answer to the first question: real, pattern or both.

        Raises:
            ValueError: the key of the case begins with none of the known words.
        """
        if case.is_control:
            return "real"
        begins = str(case.sheet["key"]["reality_or_pattern"]).lower()
        for nature, words in self.nature.items():
            if begins.startswith(tuple(words)):
                return nature
        raise ValueError(
            f"cases/{case.slug}, key.reality_or_pattern: begin it with one of {', '.join(sum(self.nature.values(), []))}."
        )


@lru_cache(maxsize=1)
def load_guide(file: Path = GUIDE_FILE) -> Guide:
    """Read the guide once a process."""
    raw = yaml.safe_load(file.read_text(encoding="utf-8"))
    return Guide(**{item.name: raw[item.name] for item in fields(Guide)})
