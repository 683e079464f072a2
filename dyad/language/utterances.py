"""A message passes through here and comes out as the things it asks or tells, for hearing; scoring splits more carefully.

Split by punctuation and at "and" before a new question, since "how are you sleeping and are you eating" asks two things.
"""

from __future__ import annotations

import re

_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\x00-\x08\x0b-\x1f\x7f]")
_SENTENCE = re.compile(r"(?<![Mm]r\.)(?<![DdMm][rs]\.)(?<!Mrs\.)(?<=[.!?;])\s+|\n+|(?<=\w)\s+[-\u2013\u2014]\s+(?=\w)")
_NEW_QUESTION = re.compile(
    r",?\s+(?:and|but|also|or)\s+(?=(?:also\s+)?(?:how|what|when|where|who|why|which|are you|are there|is there|do you|did you|have you|has|can you|could you|would you|any)\b)",
    re.IGNORECASE,
)
# What people say on the way to what they ask. "Great, and what do you do?" asks; "Great." by itself stays.
_LEAD_IN = re.compile(
    r"^(?:(?:ok(?:ay)?|al+ ?right|right|righto|great|good|fine|sure|yeah|yep|perfect|lovely|um+|uh+|er+m?|ah|oh)\b[\s,.\u2026-]*)+"
    r"(?:(?:so|and|well|now|then|um+|uh+)\b[\s,.\u2026-]*)*",
    re.IGNORECASE,
)
_LEAST_LEFT = 3
MAX_PIECES = 6


def clean(message: str) -> str:
    """Return a message without invisible characters and control codes; line breaks stay."""
    return _INVISIBLE.sub("", message).strip()


def split_utterances(message: str) -> list[str]:
    """Return the pieces of a message in order, at most six; a piece has a letter or digit in it."""
    pieces = [
        _without_lead_in(piece.strip()) for sentence in _SENTENCE.split(clean(message)) for piece in _NEW_QUESTION.split(sentence)
    ]
    return [piece for piece in pieces if any(char.isalnum() for char in piece)][:MAX_PIECES]


def _without_lead_in(piece: str) -> str:
    """Return a piece without "okay, um, so" before it, if enough is left to be heard by itself."""
    rest = _LEAD_IN.sub("", piece)
    return rest if len(rest.split()) >= _LEAST_LEFT else piece
