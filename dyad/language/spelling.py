"""A text goes in as it was typed and comes out in plain spelling, with the way from the places typed to the new ones.

Spelling must neither earn nor cost a code. Only words that no dictionary has are mended, and only to words that the corpus knows.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from symspellpy import SymSpell, Verbosity

from dyad.language.encoder import package_file

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_OPENS = re.compile(r"(?:^|\n|(?<!\b[MD]r)(?<!\bM[sx])(?<!\bMrs)[.!?])[\s\"'(\u201c]*$")  # a sentence begins after this
_COMMON = 200_000  # how often a word stands in the dictionary's books to be taken for one; rarer ones are often slips
_SHORTEST = 4
_REACH = 2  # letters wrong, missing, too many or swapped that are still mended
_REACH_SHORT = 1  # in words of four letters


@dataclass(frozen=True)
class Mended:
    """A text in plain spelling; `steps` holds, for each mended word, where it ends as typed and how far all that follows has moved."""

    text: str
    steps: tuple[tuple[int, int], ...] = ()

    def place(self, typed: int) -> int:
        """Return where a place of the text as typed, at the edge of a word, stands in the mended one."""
        before = bisect_right([end for end, _ in self.steps], typed)
        return typed + (self.steps[before - 1][1] if before else 0)


class Speller:
    """Mends slips of spelling by the nearest known word (SymSpell; Damerau-Levenshtein distance)."""

    def __init__(self, words: Iterable[str]) -> None:
        counts = _dictionary()
        self._known = frozenset(words)
        self._english = frozenset(word for word, count in counts.items() if count >= _COMMON)
        self._nearest = SymSpell(max_dictionary_edit_distance=_REACH, prefix_length=7)
        for word in sorted(self._known):
            if len(word) >= _SHORTEST - 1:
                self._nearest.create_dictionary_entry(word, counts.get(word, 1))

    def mend(self, text: str) -> Mended:
        """Return a text with its slips mended; names (capitals within a sentence) and real words are left alone."""
        parts: list[str] = []
        steps: list[tuple[int, int]] = []
        done = moved = 0
        for match in _WORD.finditer(text):
            word = self._word(match[0], opens=bool(_OPENS.search(text, 0, match.start())))
            if word != match[0]:
                parts += [text[done : match.start()], word]
                done = match.end()
                moved += len(word) - len(match[0])
                steps.append((done, moved))
        return Mended("".join([*parts, text[done:]]), tuple(steps))

    def _word(self, typed: str, *, opens: bool) -> str:
        plain = typed.lower()
        if len(plain) < _SHORTEST or plain in self._known or plain in self._english or not plain.isalpha():
            return typed
        if typed[0].isupper() and not opens:
            return typed
        found = self._nearest.lookup(
            plain, Verbosity.CLOSEST, max_edit_distance=_REACH if len(plain) > _SHORTEST else _REACH_SHORT
        )
        if not found:
            return typed
        nearest: str = found[0].term
        return nearest.capitalize() if typed[0].isupper() else nearest


@lru_cache(maxsize=1)
def _dictionary() -> dict[str, int]:
    file = package_file("symspellpy", "frequency_dictionary_en_82_765.txt")
    pairs = (line.split() for line in file.read_text(encoding="utf-8-sig").splitlines())
    return {word: int(count) for word, count in pairs}
