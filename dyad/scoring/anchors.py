"""Reads the seven session domains with their anchors from domains.yml, for a person who rates (clinical brief 3.7)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from dyad.scoring.domains import domain_texts

LEVELS = (1, 2, 3, 4, 5)


@dataclass(frozen=True)
class Domain:
    """One domain: what each level from 1 to 5 looks like, and when it cannot be rated ("" where it always can)."""

    id: str
    name: str
    anchors: tuple[tuple[int, str], ...]
    not_rated: str


@lru_cache(maxsize=1)
def load_domains() -> tuple[Domain, ...]:
    """Return D1 to D7, read once a process."""
    return tuple(
        Domain(raw["id"], raw["name"], tuple((level, raw["anchors"][level]) for level in LEVELS), raw.get("not_rated", ""))
        for raw in domain_texts()
    )
