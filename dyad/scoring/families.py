"""Reads families.yml: which family of skill each code belongs to (clinical brief 3.7)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

FAMILIES_FILE = Path(__file__).parent / "families.yml"


@dataclass(frozen=True)
class Family:
    """Some codes that are one skill, or one way of straining a visit."""

    name: str
    label: str
    builds: bool
    codes: frozenset[str]


@lru_cache(maxsize=1)
def load_families(file: Path = FAMILIES_FILE) -> dict[str, Family]:
    """Return the families by name, those that build first, read once a process."""
    raw = yaml.safe_load(file.read_text(encoding="utf-8"))
    return {
        name: Family(name, item["label"], side == "builds", frozenset(item["codes"]))
        for side in ("builds", "strains")
        for name, item in raw[side].items()
    }
