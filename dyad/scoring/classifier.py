"""Thoughts go in with the line they answer; for each, the most likely code, how sure, and the runner-up come out.

A linear model on meaning (the sentence encoder's vectors of thought and line) beside form (person, mood, modality and cue lists).
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from dyad.language.encoder import Encoder, Vectors, shared_encoder
from dyad.language.form import form_features
from dyad.language.thoughts import Thought, shared_nlp
from dyad.scoring.corpus import NONE, CorpusReply
from dyad.scoring.rubric import TAGS, load_rubric
from dyad.scoring.score import TurnContext

Matrix = NDArray[np.float32]
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


class ModelMissing(RuntimeError):
    """The code heads have not been trained."""


@dataclass(frozen=True)
class Guess:
    """What a thought most likely earns, with confidences from 0 to 1; `none` means that it earns nothing."""

    code: str
    confidence: float
    runner_up: str
    runner_up_confidence: float


class ThoughtClassifier:
    """Multinomial logistic regression over 37 codes and `none`; the two omissions are rules, not guesses."""

    def __init__(
        self, labels: Sequence[str], weights: Matrix, bias: Matrix, words: Iterable[str], encoder: Encoder | None = None
    ) -> None:
        self.labels = tuple(labels)
        self._words = frozenset(words)
        self._weights, self._bias = weights, bias
        self._encoder = encoder or shared_encoder()

    def guess(self, thoughts: Sequence[Thought], context: TurnContext) -> list[Guess]:
        """Return one guess a thought, in order."""
        guesses = []
        for row in featurize(thoughts, context, self._encoder):
            scores = np.einsum("ij,j->i", self._weights, row) + self._bias  # no BLAS: its sums depend on the thread count
            odds = np.exp(scores - scores.max())
            odds /= odds.sum()
            best, second = (int(i) for i in np.argsort(-odds, kind="stable")[:2])
            guesses.append(Guess(self.labels[best], float(odds[best]), self.labels[second], float(odds[second])))
        return guesses

    def expect(self, reply: str, context: TurnContext) -> None:
        """Begin with what needs no parsing, while spaCy splits the reply."""
        self._encoder.prefetch([reply, context.line])

    def knows(self, reply: str) -> bool:
        """Tell whether at least half of the words of a reply were met in training: keys hit at random or another language were not."""
        words = words_of(reply)
        return bool(words) and 2 * sum(word in self._words for word in words) >= len(words)

    def save(self, file: Path) -> None:
        """Write labels and weights as plain arrays."""
        file.parent.mkdir(parents=True, exist_ok=True)
        names = json.dumps({"labels": self.labels, "words": sorted(self._words)})
        np.savez(file, weights=self._weights, bias=self._bias, names=np.array(names))

    @classmethod
    def load(cls, file: Path) -> ThoughtClassifier:
        """Read a classifier.

        Raises:
            ModelMissing: the file does not exist.
        """
        if not file.is_file():
            raise ModelMissing(f"{file} is missing; `make model` trains the code heads.")
        arrays = np.load(file, allow_pickle=False)
        names = json.loads(str(arrays["names"]))
        return cls(names["labels"], arrays["weights"], arrays["bias"], names["words"])


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower case, without punctuation and numbers."""
    return _WORD.findall(text.lower().replace("\u2019", "'"))


def featurize(thoughts: Sequence[Thought], context: TurnContext, encoder: Encoder) -> Matrix:
    """Return one row a thought: its vector, its product with the line's, the whole reply's, form, place, tags, case type."""
    texts = [*(thought.text for thought in thoughts), context.line, *(thought.span.doc.text for thought in thoughts[:1])]
    return _rows(thoughts, dict(zip(texts, encoder.encode_all(texts), strict=True)), context)


def _rows(thoughts: Sequence[Thought], vectors: Mapping[str, Vectors], context: TurnContext) -> Matrix:
    line = vectors[context.line]
    known = [tag in context.tags for tag in TAGS] + [context.case_type == name for name in load_rubric().cases]
    rows = [
        np.concatenate(
            [
                vectors[thought.text] * 4.0,
                (vectors[thought.text] * line) * 8.0,
                vectors[thought.span.doc.text] * 4.0,
                form_features(thought.span),
                np.array(
                    [number == 0, number == len(thoughts) - 1, len(thoughts) == 1, min(1.0, len(thoughts) / 4), *known],
                    dtype=np.float32,
                ),
            ]
        )
        for number, thought in enumerate(thoughts)
    ]
    return np.array(rows, dtype=np.float32)


def corpus_rows(replies: Sequence[CorpusReply], encoder: Encoder) -> tuple[Matrix, list[str]]:
    """Return the features and codes of all labelled thoughts of the corpus."""
    texts = sorted(
        {text for reply in replies for text in (reply.line, reply.text, *(thought.text for thought in reply.thoughts))}
    )
    vectors = dict(zip(texts, encoder.encode_corpus(texts), strict=True))
    rows = []
    for reply, doc in zip(replies, shared_nlp().pipe((reply.text for reply in replies), batch_size=64), strict=True):
        context = TurnContext(reply.case_type, reply.line, reply.tags)
        rows.append(_rows(_labelled(reply, doc), vectors, context))
    return np.concatenate(rows), [thought.code for reply in replies for thought in reply.thoughts]


def _labelled(reply: CorpusReply, doc: Doc) -> list[Thought]:
    """Return a corpus reply's thoughts as its author divided it, parsed within the whole reply."""
    thoughts, start = [], 0
    for part in reply.thoughts:
        end = start + len(part.text)
        thoughts.append(Thought(part.text, start, end, doc.char_span(start, end, alignment_mode="expand")))
        start = end + 1
    return thoughts


def train(replies: Sequence[CorpusReply], utterances: Iterable[str] = (), *, strength: float = 0.1) -> ThoughtClassifier:
    """Fit the heads on the corpus; the same corpus gives the same weights. `utterances` only add to the known words."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression  # 40 MB that a serving process has no use for

    encoder = shared_encoder()
    rows, codes = corpus_rows(replies, encoder)
    model = LogisticRegression(C=strength, max_iter=60, random_state=7, class_weight="balanced")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # stopped early on purpose: nothing is gained on unseen scenes
        model.fit(rows, codes)
    labels = [str(label) for label in model.classes_]
    _need_all_codes(labels)
    texts = [*utterances, *(reply.text for reply in replies), *(reply.line for reply in replies)]
    words = {word for text in texts for word in words_of(text)}
    return ThoughtClassifier(labels, model.coef_.astype(np.float32), model.intercept_.astype(np.float32), words, encoder)


def _need_all_codes(labels: Sequence[str]) -> None:
    """Refuse a corpus that lacks a code.

    Raises:
        ValueError: a code of the rubric has no line in the corpus.
    """
    omissions = {omission.code for omission in load_rubric().omissions}
    missing = set(load_rubric().codes) - omissions - set(labels)
    if missing or NONE not in labels:
        raise ValueError(f"corpus/codes: no line for {', '.join(sorted(missing)) or NONE}.")
