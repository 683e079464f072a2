"""Two texts go in; how alike they are in meaning comes out, with names, pronouns and openings set aside, the same on every run."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Protocol

import numpy as np

from dyad.debrief.guide import load_guide
from dyad.language.encoder import Vectors

_SENTENCE_END = re.compile(r"(?<=[.!?;\n])\s+|\n+")
_CLAUSE = re.compile(r"[;:,.\n]|\band\b|\bor\b|\bbut\b")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")


class Encodes(Protocol):
    """Anything that turns a text into a unit vector."""

    def encode(self, text: str) -> Vectors:
        """Return the unit vector of one text."""
        ...


def sentences(text: str) -> list[str]:
    """Return the sentences of a text.

    A formulation is short prose or a list, and it is the web app that asks: spaCy would have to be loaded there for a cut at the full stops.
    """
    return [part for raw in _SENTENCE_END.split(text) if (part := raw.strip(" \t-*\u2022")) and _WORD.search(part)]


def clauses(text: str) -> list[str]:
    """Return a text whole, and each part of it that could stand for itself."""
    parts = [part.strip() for part in _CLAUSE.split(text)]
    return [text, *(part for part in parts if len(part.split()) > 1 and part != text)]


def words(text: str) -> list[str]:
    """Return the words of a text in small letters."""
    return [word.replace("\u2019", "'").lower() for word in _WORD.findall(text)]


def holds(text: str, phrases: Iterable[str]) -> str | None:
    """Return the first of some words or phrases that a text holds as whole words."""
    spaced = f" {' '.join(words(text))} "
    return next((phrase for phrase in phrases if f" {' '.join(words(phrase))} " in spaced), None)


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return a text with its pronouns made neutral and its opening set aside, so that the wish is compared and not the person."""
    guide = load_guide()
    neutral = _WORD.sub(lambda m: guide.pronouns.get(m.group().lower(), m.group()), text).strip()
    for opening in sorted(guide.openings, key=len, reverse=True) * 2:  # "I think he wants to"
        if neutral.lower().startswith(f"{opening} "):
            neutral = neutral[len(opening) + 1 :].lstrip()
    return neutral or text


class Likeness:
    """Compares texts by the cosine of their vectors, from -1 to 1."""

    def __init__(self, encoder: Encodes) -> None:
        self._encoder = encoder

    def between(self, said: str, target: str) -> float:
        """Return how alike two texts are."""
        return float(np.dot(self._encoder.encode(plain(said)), self._encoder.encode(plain(target))))

    def best(self, said: Iterable[str], targets: Iterable[str]) -> tuple[float, str, str]:
        """Return the likeness of the closest pair, and the pair; (-1, "", "") when one side is empty."""
        goals = list(targets)
        pairs = [(self.between(one, other), one, other) for one in said for other in goals]
        return max(pairs, key=lambda pair: pair[0], default=(-1.0, "", ""))
