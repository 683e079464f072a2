"""A reply goes in with the line it answers; how likely each code is, for each thought and for the whole reply, comes out.

The tuned encoder reads line and reply together. One linear head judges each thought (its word pieces, the whole reply, its form), a
second one the reply as a whole, since a move often takes more than one sentence. Both were fitted together with the encoder (tuning/).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dyad.language.encoder import Encoder, Pair, shared_encoder, shared_tokenizer
from dyad.language.form import form_features
from dyad.language.spelling import Speller
from dyad.language.thoughts import Thought
from dyad.patterns import load_pattern, load_patterns
from dyad.scoring.corpus import NONE
from dyad.scoring.rubric import TAGS, load_rubric
from dyad.scoring.score import TurnContext

Matrix = NDArray[np.float32]
CODES: tuple[str, ...] = tuple(load_rubric().codes)
SPOKEN: tuple[str, ...] = (*(code for code in CODES if code not in {o.code for o in load_rubric().omissions}), NONE)
DISTRESS = "distress"  # the trainee speaks of their own distress; no code, but heard from the same row
WHOLE: tuple[str, ...] = (*CODES, DISTRESS)
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


class ModelMissing(RuntimeError):
    """The code heads are not where they should be."""


@dataclass(frozen=True)
class Reading:
    """How one reply was read, all between 0 and 1.

    Attributes:
        thoughts: shape (thoughts, len(SPOKEN)); each row sums to 1.
        reply: shape (len(CODES),); each code by itself.
        distress: how likely the trainee speaks of their own distress rather than to the patient.
    """

    thoughts: Matrix
    reply: Matrix
    distress: float = 0.0


class ReplyClassifier:
    """Two linear heads on the shared encoder: 37 codes and `none` for each thought, all 39 codes for the reply."""

    def __init__(self, thought_head: Matrix, reply_head: Matrix, words: Iterable[str], encoder: Encoder | None = None) -> None:
        self._thought_head, self._reply_head = thought_head, reply_head  # the last row of each is the bias
        self._words = frozenset(words)
        self._speller = Speller(self._words)
        self._encoder = encoder or shared_encoder()

    def read(self, reply: str, thoughts: Sequence[Thought], context: TurnContext) -> Reading:
        """Return the odds of every code for every thought and for the reply."""
        mended = self._speller.mend(reply)
        pair = shared_tokenizer().pair(context_text(context), mended.text)
        hidden = self._encoder.read(pair)
        places = [(mended.place(thought.start), mended.place(thought.end)) for thought in thoughts]
        spans = np.array([tokens_between(start, end, pair) for start, end in places], dtype=np.int64)
        form = np.stack([form_features(thought.span) for thought in thoughts])
        rows = thought_rows(hidden, pair.first, spans, form, beside(context))
        odds = _softmax(_linear(rows, self._thought_head))
        whole = 1 / (1 + np.exp(-_linear(reply_row(hidden, pair.first, beside(context))[None], self._reply_head)[0]))
        return Reading(odds, whole[: len(CODES)], float(whole[-1]))

    def knows(self, reply: str) -> bool:
        """Tell whether at least half of the words of a reply were met in training: keys hit at random or another language were not."""
        words = words_of(self._speller.mend(reply).text)
        return bool(words) and 2 * sum(word in self._words for word in words) >= len(words)

    @classmethod
    def load(cls, file: Path) -> ReplyClassifier:
        """Read the heads.

        Raises:
            ModelMissing: the file does not exist, or was fitted for other codes than the rubric's.
        """
        if not file.is_file():
            raise ModelMissing(f"{file} is missing; it is part of the repository, and tuning/tune.sh makes it anew.")
        arrays = np.load(file, allow_pickle=False)
        names = json.loads(str(arrays["names"]))
        if tuple(names["codes"]) != CODES or tuple(names["spoken"]) != SPOKEN:
            raise ModelMissing(f"{file} was fitted for other codes than rubric.yml has; tuning/tune.sh fits them anew.")
        return cls(arrays["thought_head"], arrays["reply_head"], names["words"])


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower case, without punctuation and numbers."""
    return _WORD.findall(text.lower().replace("\u2019", "'"))


def context_text(context: TurnContext) -> str:
    """Return what the reply is read beside: the patient's demand tags in words, then the line."""
    tags = " ".join(tag.replace("_", " ") for tag in TAGS if tag in context.tags)
    return f"{tags}: {context.line}" if tags else context.line


@lru_cache(maxsize=256)
def _beside(case_type: str, tags: tuple[str, ...]) -> Matrix:
    like = load_pattern(case_type).like
    known = [tag in tags for tag in TAGS] + [like == name for name, pattern in load_patterns().items() if pattern.like == name]
    return np.array(known, dtype=np.float32)


def beside(context: TurnContext) -> Matrix:
    """Return what is known of the line besides its words: tags, then case type, each 0 or 1."""
    return _beside(context.case_type, context.tags)


def tokens_between(first: int, last: int, pair: Pair) -> tuple[int, int]:
    """Return the word pieces of a thought, from character `first` to `last`, among the reply's own; the whole reply's if it was cut off."""
    inside = [i for i, (start, end) in enumerate(pair.offsets) if start < last and end > first]
    return (inside[0], inside[-1] + 1) if inside else (0, len(pair.offsets))


def thought_rows(hidden: Matrix, first: int, spans: NDArray[np.int64], form: Matrix, known: Matrix) -> Matrix:
    """Return one row a thought: its mean vector, the reply's, its form, its place, what is known of the line."""
    own = hidden[first:-1]
    whole = own.mean(axis=0)
    rows = []
    for number, (start, end) in enumerate(spans):
        place = (number == 0, number == len(spans) - 1, len(spans) == 1, min(1.0, len(spans) / 4))
        rows.append(np.concatenate([own[start:end].mean(axis=0), whole, form[number], np.array(place, np.float32), known]))
    return np.stack(rows)


def reply_row(hidden: Matrix, first: int, known: Matrix) -> Matrix:
    """Return the row of the whole reply: mean and highest of its vectors, the opening mark's vector, what is known of the line."""
    own = hidden[first:-1]
    return np.concatenate([own.mean(axis=0), own.max(axis=0), hidden[0], known])


def _linear(rows: Matrix, head: Matrix) -> Matrix:
    scores: Matrix = np.einsum("ij,jk->ik", rows, head[:-1]) + head[-1]  # no BLAS: its sums depend on the thread count
    return scores


def _softmax(scores: Matrix) -> Matrix:
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    total: Matrix = odds / odds.sum(axis=1, keepdims=True)
    return total
