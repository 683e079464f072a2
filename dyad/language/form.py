"""A thought passes through here and comes out as features of form: question, negation, person, modality, permission, hedging.

An encoder hears the subject of a sentence better than its form; these features carry the form (cue lists in form.yml).
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import yaml
from numpy.typing import NDArray

if TYPE_CHECKING:
    from spacy.tokens import Span  # 100 MB that the web app, which only asks for cues, has no use for

_SYNTAX = (
    "asks", "wh_first", "inverted", "wh_inside", "tag_question", "negated", "i_subject", "you_subject", "we_subject", "they_subject",
    "imperative", "past", "future", "quoted", "exclaims", "has_number", "one_word", "short", "length", "long",
)  # fmt: skip
_WH = {"what", "how", "why", "when", "where", "who", "which", "whose"}
_TAG = re.compile(
    r"(,? (right|isn't it|aren't you|don't you|won't you|do you|ok|okay|yes|no|eh|haven't you|didn't you))\s*\?\s*$", re.I
)


@lru_cache(maxsize=1)
def _cues() -> dict[str, re.Pattern[str]]:
    lists = yaml.safe_load((Path(__file__).parent / "form.yml").read_text(encoding="utf-8"))
    return {
        name: re.compile(
            r"(?<![\w'])(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + r")(?![\w'])"
        )
        for name, words in lists.items()
    }


@lru_cache(maxsize=1)
def feature_names() -> tuple[str, ...]:
    """Return the names of the features, in the order of `form_features`."""
    return _SYNTAX + tuple(_cues())


def form_features(span: Span) -> NDArray[np.float32]:
    """Return the form of one thought, shape (len(feature_names()),), each between 0 and 1."""
    text = span.text.lower().replace("\u2019", "'")
    tokens = [token for token in span if not token.is_space]
    words = [token for token in tokens if token.is_alpha or "'" in token.text]
    first = next((token for token in tokens if token.is_alpha), None)
    subjects = {token.lower_ for token in tokens if token.dep_ in ("nsubj", "nsubjpass")}
    length = len(words)
    syntax = (
        text.rstrip(" )\"'").endswith("?"),
        first is not None and first.lower_ in _WH,
        first is not None and (first.pos_ == "AUX" or first.lower_ in ("can", "could", "would", "do", "did", "any")),
        any(token.lower_ in _WH for token in tokens[1:]),
        bool(_TAG.search(text)),
        any(token.dep_ == "neg" or token.lower_ in ("not", "no", "never", "dont", "cant", "wont") for token in tokens),
        "i" in subjects or text.startswith(("i ", "i'")),
        "you" in subjects,
        "we" in subjects or text.startswith(("let's", "lets", "shall we")),
        bool(subjects & {"he", "she", "they"}),
        first is not None and first.tag_ == "VB" and first.dep_ in ("ROOT", "conj", "ccomp"),
        any(token.tag_ in ("VBD", "VBN") for token in tokens),
        any(token.lower_ in ("will", "'ll", "shall", "gonna") for token in tokens),
        any(token.text in ('"', "\u201c", "\u201d") for token in tokens),
        "!" in text,
        any(token.like_num for token in tokens),
        length <= 1,
        length <= 4,
        min(1.0, math.log1p(length) / 4.0),
        length > 25,
    )
    cues = [min(1.0, len(pattern.findall(text)) / 2.0 + 0.5) if pattern.search(text) else 0.0 for pattern in _cues().values()]
    return np.array([float(value) for value in syntax] + cues, dtype=np.float32)


def has_cue(text: str, name: str) -> bool:
    """Tell whether a text holds a word or phrase of one cue list of form.yml."""
    return bool(_cues()[name].search(text.lower().replace("\u2019", "'")))
