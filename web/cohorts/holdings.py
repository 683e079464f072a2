"""What other rooms keep about a person joins here, so that a download holds it and a deletion takes it along.

A room calls `register` in its `AppConfig.ready`:

    register(Holding("debriefing", collect=what_we_keep, erase=forget_visits))
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User


def _nothing(visits: Sequence[UUID]) -> None:
    """Leave deletion to the database, which follows foreign keys by itself."""


@dataclass(frozen=True)
class Holding:
    """What one room keeps: how to hand it to its owner, in plain JSON and in clear, and how to forget it.

    Args:
        name: of the file in the download, in letters, digits and hyphens.
        collect: returns what is kept about a person; it must leave out what others wrote for themselves.
        erase: forgets what is private in these visits; called in one transaction, before they are deleted *and* before they
            lose their name, because an anonymous visit must not keep private writing. A row with a foreign key to the visit
            is deleted with it anyway.
    """

    name: str
    collect: Callable[[User], Any]
    erase: Callable[[Sequence[UUID]], None] = _nothing


_holdings: dict[str, Holding] = {}


def register(holding: Holding) -> None:
    """Add a room's holding; registering a name again replaces it."""
    if not holding.name.replace("-", "").isalnum():
        raise ValueError(f'"{holding.name}" cannot name a file; use letters, digits and hyphens.')
    _holdings[holding.name] = holding


def holdings() -> list[Holding]:
    """Return all holdings by name."""
    return [_holdings[name] for name in sorted(_holdings)]
