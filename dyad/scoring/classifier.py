"""Thoughts go in with the line they answer; for each, the most likely code, how sure, and the runner-up come out.

A linear model on meaning (the sentence encoder's vectors of thought and line) beside form (person, mood, modality and cue lists).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from dyad.language.encoder import Encoder, shared_encoder
from dyad.language.form import form_features
from dyad.language.thoughts import Thought, parse, split_thoughts
from dyad.scoring.corpus import NONE, CorpusReply
from dyad.scoring.rubric import load_rubric
from dyad.scoring.score import TurnContext

TAGS = ("affect", "question", "request", "test", "praise", "attack", "disclosure", "side_effect", "risk", "boundary", "split", "error")
Matrix = NDArray[np.float32]


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

    def __init__(self, labels: Sequence[str], weights: Matrix, bias: Matrix, encoder: Encoder | None = None) -> None:
        self.labels = tuple(labels)
        self._weights, self._bias = weights, bias
        self._encoder = encoder or shared_encoder()

    def guess(self, thoughts: Sequence[Thought], context: TurnContext) -> list[Guess]:
        """Return one guess a thought, in order."""
        guesses = []
        for row in featurize(thoughts, context, self._encoder):
            scores = self._weights @ row + self._bias
            odds = np.exp(scores - scores.max())
            odds /= odds.sum()
            best, second = (int(i) for i in np.argsort(-odds, kind="stable")[:2])
            guesses.append(Guess(self.labels[best], float(odds[best]), self.labels[second], float(odds[second])))
        return guesses

    def save(self, file: Path) -> None:
        """Write labels and weights as plain arrays."""
        file.parent.mkdir(parents=True, exist_ok=True)
        np.savez(file, weights=self._weights, bias=self._bias, labels=np.array(json.dumps(self.labels)))

    @classmethod
    def load(cls, file: Path) -> ThoughtClassifier:
        """Read a classifier.

        Raises:
            ModelMissing: the file does not exist.
        """
        if not file.is_file():
            raise ModelMissing(f"{file} is missing; `make model` trains the code heads.")
        arrays = np.load(file, allow_pickle=False)
        return cls(json.loads(str(arrays["labels"])), arrays["weights"], arrays["bias"])


def featurize(thoughts: Sequence[Thought], context: TurnContext, encoder: Encoder) -> Matrix:
    """Return one row a thought: its vector, its product with the line's vector, form, place in the reply, tags, case type."""
    line = encoder.encode(context.line)
    cases = tuple(load_rubric().cases)
    known = [tag in context.tags for tag in TAGS] + [context.case_type == name for name in cases]
    rows = []
    for number, thought in enumerate(thoughts):
        vector = encoder.encode(thought.text)
        place = [number == 0, number == len(thoughts) - 1, len(thoughts) == 1, min(1.0, len(thoughts) / 4)]
        rows.append(
            np.concatenate(
                [vector * 4.0, (vector * line) * 8.0, form_features(thought.span), np.array(place + known, dtype=np.float32)]
            )
        )
    width = 2 * encoder.encode("").shape[0]
    return np.array(rows, dtype=np.float32) if rows else np.zeros((0, width), dtype=np.float32)


def corpus_rows(replies: Sequence[CorpusReply], encoder: Encoder) -> tuple[Matrix, list[str]]:
    """Return the features and codes of all labelled thoughts of the corpus."""
    rows, codes = [], []
    for reply in replies:
        thoughts = labelled_thoughts(reply)
        rows.append(featurize(thoughts, TurnContext(reply.case_type, reply.line, reply.tags), encoder))
        codes += [thought.code for thought in reply.thoughts]
    return np.concatenate(rows), codes


def labelled_thoughts(reply: CorpusReply) -> list[Thought]:
    """Return a corpus reply's thoughts as its author divided it, parsed within the whole reply."""
    doc, thoughts, start = parse(reply.text), [], 0
    for part in reply.thoughts:
        end = start + len(part.text)
        span = doc.char_span(start, end, alignment_mode="expand")
        thoughts.append(Thought(part.text, start, end, span))
        start = end + 1
    return thoughts


def train(replies: Sequence[CorpusReply], *, strength: float = 0.3) -> ThoughtClassifier:
    """Fit the heads on the corpus; the same corpus gives the same weights."""
    encoder = shared_encoder()
    rows, codes = corpus_rows(replies, encoder)
    model = LogisticRegression(C=strength, max_iter=200, random_state=7, class_weight="balanced")
    model.fit(rows, codes)
    labels = [str(label) for label in model.classes_]
    assert_labels(labels)
    return ThoughtClassifier(labels, model.coef_.astype(np.float32), model.intercept_.astype(np.float32), encoder)


def assert_labels(labels: Sequence[str]) -> None:
    """Refuse a corpus that lacks a code.

    Raises:
        ValueError: a code of the rubric has no line in the corpus.
    """
    omissions = {omission.code for omission in load_rubric().omissions}
    missing = set(load_rubric().codes) - omissions - set(labels)
    if missing or NONE not in labels:
        raise ValueError(f"corpus/codes: no line for {', '.join(sorted(missing)) or NONE}.")
