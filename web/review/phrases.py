"""A phrase that a rater chose goes in; its place in the reply as the scorer counts it comes out."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from dyad.language.utterances import clean
from dyad.scoring.rubric import load_rubric
from web.review.judging import JudgedCode


class BadPhrase(ValueError):
    """The code or the words will not do; the message is for the rater."""


def by_silence() -> frozenset[str]:
    """Return the codes that are earned by saying nothing, so that they stand on no words."""
    return frozenset(omission.code for omission in load_rubric().omissions)


def place_of(reply: str, code: str, words: str) -> tuple[int, int, str]:
    """Return start, end and the very words; white space and capitals need not match.

    Raises:
        BadPhrase: the code is unknown, words are missing, or the reply does not hold them.
    """
    if code not in load_rubric().codes:
        raise BadPhrase(_("Choose a code from the list."))
    if code in by_silence():
        return 0, 0, ""
    said, sought = clean(reply), words.split()
    if not sought:
        raise BadPhrase(_("Choose the words that earn the code: select them in the reply, or type them."))
    found = re.search(r"\s+".join(re.escape(word) for word in sought), said, re.IGNORECASE)
    if found is None:
        raise BadPhrase(_("These words are not in the reply. Copy them from it."))
    return found.start(), found.end(), found[0]


def overlap(coded: JudgedCode, code: str, start: int, end: int) -> bool:
    """Tell whether a code stands on some of the same words; those by silence meet only themselves."""
    if not coded.words or start == end:
        return coded.code == code and not coded.words
    return coded.start < end and start < coded.end
