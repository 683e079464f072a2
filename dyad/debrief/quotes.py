"""Words that a trainee quotes go in; the place of the visit where they were said comes out, or None."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dyad.cases import Case
from dyad.debrief.formulation import Match
from dyad.debrief.guide import load_guide
from dyad.debrief.likeness import Likeness, sentences, words
from dyad.debrief.texts import quote
from dyad.debrief.types import PlayedTurn


def find_quote(text: str, case: Case, turns: Sequence[PlayedTurn], like: Likeness) -> Match | None:
    """Find a quotation in what was said or in the chart: word for word, or nearly so from memory."""
    guide = load_guide()
    said = words(text)
    if len(said) < guide.quote_words:
        return None
    sources = list(_sources(case, turns))
    for where, source in sources:
        if f" {' '.join(said)} " in f" {' '.join(words(source))} ":
            return Match(quote(text), quote(source), where)
    spoken = [(where, part) for where, source in sources for part in sentences(source) if len(words(part)) >= guide.quote_words]
    likeness, _, fits = like.best([text], [part for _, part in spoken])
    if likeness < guide.thresholds["quote"]:
        return None
    return Match(quote(text), quote(fits), next(where for where, part in spoken if part == fits))


def _sources(case: Case, turns: Sequence[PlayedTurn]) -> Iterator[tuple[str, str]]:
    """Yield each place with its words, what was said before what was written."""
    where = load_guide().where
    for turn in turns:
        yield where["turn"].format(n=turn.number), turn.line_before
        yield where["turn"].format(n=turn.number), turn.reply
    if turns:
        yield where["turn"].format(n=turns[-1].number), turns[-1].line
    for entry in case.sheet["chart"]:
        yield where["chart"], entry["text"]
