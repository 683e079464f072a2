"""Reads texts.yml, which holds every sentence of the debrief, and sets its small words: numbers, turns, lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path

import yaml

TEXTS_FILE = Path(__file__).parent / "texts.yml"
_QUOTE_CHARACTERS = 240


@dataclass(frozen=True)
class Texts:
    """The sentences, by section."""

    endings: dict[str, str]
    risk_stop: dict[str, str]
    frame_stop: dict[str, str]
    better: str
    reactions: dict[str, str]
    counted_above: str
    moments: dict[str, str]
    counts: dict[str, str]
    words: dict[str, str]
    patient: dict[str, str]
    you: dict[str, str]
    labels: dict[str, str]
    praise: dict[str, str]
    moves: dict[str, dict[str, str]]


@lru_cache(maxsize=1)
def load_texts(file: Path = TEXTS_FILE) -> Texts:
    """Read the sentences once a process."""
    raw = yaml.safe_load(file.read_text(encoding="utf-8"))
    return Texts(**{item.name: raw[item.name] for item in fields(Texts)})


def sentence(text: str) -> str:
    """Return content as a sentence: a capital first, an end mark last."""
    text = text.strip()
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?", "\u201d")) else f"{text}."


def quote(text: str) -> str:
    """Return a text short enough to quote, cut between words."""
    text = " ".join(text.split())
    if len(text) <= _QUOTE_CHARACTERS:
        return text
    return text[:_QUOTE_CHARACTERS].rsplit(" ", 1)[0].rstrip(",;:") + " \u2026"


def number(value: float) -> str:
    """Return 3 for 3.0 and 3.5 for 3.5."""
    return f"{value:g}"


def in_turns(turns: Sequence[int]) -> str:
    """Return "turn 4" or "turns 2, 4 and 7"."""
    words = load_texts().words
    return f"{words['turns' if len(turns) > 1 else 'turn']} {listed([str(turn) for turn in turns])}"


def times(n: int) -> str:
    """Return "once", "twice" or "3 times"."""
    words = load_texts().words
    return {1: words["once"], 2: words["twice"]}.get(n, words["many_times"].format(n=n))


def listed(items: Sequence[str]) -> str:
    """Return items as a list in a sentence."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {load_texts().words['and']} {items[-1]}"
