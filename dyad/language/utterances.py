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
MAX_PIECES = 6


def clean(message: str) -> str:
    """Return a message without invisible characters and control codes; line breaks stay."""
    return _INVISIBLE.sub("", message).strip()


def split_utterances(message: str) -> list[str]:
    """Return the pieces of a message in order, at most six; a piece has a letter or digit in it."""
    pieces = [piece.strip() for sentence in _SENTENCE.split(clean(message)) for piece in _NEW_QUESTION.split(sentence)]
    return [piece for piece in pieces if any(char.isalnum() for char in piece)][:MAX_PIECES]
