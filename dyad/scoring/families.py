"""Reads families.yml: which family of skill each code belongs to (clinical brief 3.7)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

FAMILIES_FILE = Path(__file__).parent / "families.yml"


@dataclass(frozen=True)
class Family:
    """Some codes that are one skill, or one way of failing."""

    name: str
    builds: bool
    codes: tuple[str, ...]


@lru_cache(maxsize=1)
def load_families(file: Path = FAMILIES_FILE) -> tuple[Family, ...]:
    """Return the families, those that build first, read once a process."""
    raw = yaml.safe_load(file.read_text(encoding="utf-8"))["families"]
    return tuple(Family(name, item["builds"], tuple(item["codes"])) for name, item in raw.items())


def family_of() -> dict[str, str]:
    """Return the family's name by code; neutral codes have none."""
    return {code: family.name for family in load_families() for code in family.codes}
