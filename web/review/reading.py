"""A stored turn goes in as plain data; what the room keeps of it in rows of its own comes out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

LONGEST_BECAUSE = 300


def marks_in(score: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """Return the codes that a score gave, each with its words and its rule."""
    return [
        {
            "code": coded["code"],
            "words": coded["words"],
            "start": coded["start"],
            "end": coded["end"],
            "because": coded["because"][:LONGEST_BECAUSE],
        }
        for coded in (score or {}).get("codes", ())
    ]


def lines_in(turn: Mapping[str, Any] | None) -> list[str]:
    """Return the names of the pack's lines that a patient's answer is made of, each once."""
    return list(dict.fromkeys((turn or {}).get("line_ids", ())))


def left_in(score: Mapping[str, Any] | None) -> int:
    """Return how many thoughts the machine left to the educator (clinical brief 3.1, rule 4)."""
    return len((score or {}).get("abstained", ()))


def understood(turn: Mapping[str, Any] | None) -> bool:
    """Tell whether the patient made anything of the reply."""
    return bool((turn or {}).get("understood", True))


def text_of(opening: str, turns: Iterable[tuple[str, str]], closing: str) -> str:
    """Return all that was said in a visit, for the search in text."""
    return "\n".join([opening, *(part for turn in turns for part in turn), closing])
