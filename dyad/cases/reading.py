"""A pack's texts go in; how hard they are to read, and which clues lead nowhere, come out."""

from __future__ import annotations

import re
import warnings

from dyad.cases.pack import Case

HARDEST = 8.0  # years of school (Flesch-Kincaid grade, Kincaid et al. 1975)
SHARED_WORDS = 2  # that a clue has in common with the past figure or the origin, at least
_WORD = re.compile(r"[a-z]{3,}")
_EMPTY = frozenset(
    "the and for with who whom that was were been from his her their they them she not never but had has have him one when only out all "
    "did could would any into than then this there what where which while you your after before over under because about again".split()
)


def grade(case: Case) -> float:
    """Return the reading grade of everything the patient can say."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library's way of finding its own version is old
        import textstat
    return float(textstat.flesch_kincaid_grade(" ".join(line.text for line in case.lines())))


def lost_clues(case: Case) -> list[str]:
    """Return the clues from which nobody could work out the past figure: hardly a word in common with it or with the origin."""
    agenda = case.sheet["covert_agenda"]
    if agenda == "none":
        return []
    key = _words(f"{case.sheet['past_figure']} {agenda['origin']}")
    return [
        fact.id
        for fact in case.facts.values()
        if fact.kind == "clue"
        and len(key & _words(" ".join([fact.text, *(line.text for line in case.lines() if line.reveals == fact.id)])))
        < SHARED_WORDS
    ]


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.lower())) - _EMPTY
