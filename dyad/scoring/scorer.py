"""A reply and what it answers go in; its codes with evidence, points and band come out. This is what the Rasa action calls."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol

from dyad.language.thoughts import Thought, split_thoughts
from dyad.language.utterances import clean
from dyad.scoring.classifier import Guess, ThoughtClassifier
from dyad.scoring.corpus import NONE
from dyad.scoring.omissions import omitted
from dyad.scoring.rubric import load_rubric
from dyad.scoring.score import CodedThought, TurnContext, TurnScore, score_turn

MODEL_FILE = Path(os.environ.get("DYAD_CODE_HEADS", Path(__file__).resolve().parents[2] / "models" / "code-heads.npz"))
CONFIDENT = 0.25  # below it a thought is left to the educator; chosen on the corpus by cross-validation (docs/validity.md)
UNREADABLE = "Most of this reply is no English that Dyad knows, so it was not scored."


class Scorer(Protocol):
    """Anything that can score one reply."""

    def score(self, reply: str, context: TurnContext) -> TurnScore:
        """Return the score of a reply in its context."""
        ...


class ReplyScorer:
    """Splits a reply into thoughts, codes each at most once, adds omissions, and sums up by the rubric."""

    def __init__(self, classifier: ThoughtClassifier, confident: float = CONFIDENT) -> None:
        self._classifier, self._confident = classifier, confident

    @classmethod
    def load(cls, file: Path = MODEL_FILE) -> ReplyScorer:
        """Load the trained code heads; about a second, once a process."""
        return cls(ThoughtClassifier.load(file))

    def score(self, reply: str, context: TurnContext) -> TurnScore:
        """Score one reply. Pure: the same reply in the same context gives the same score."""
        reply = clean(reply)
        if not self._classifier.knows(reply):
            return TurnScore(unscored_because=UNREADABLE)
        self._classifier.expect(reply, context)
        thoughts = split_thoughts(reply)
        codes, abstained = self._code(thoughts, context)
        if thoughts:
            codes += omitted(reply, thoughts, codes, context)
        return score_turn(codes, context, abstained=abstained)

    def _code(self, thoughts: list[Thought], context: TurnContext) -> tuple[list[CodedThought], list[str]]:
        codes, abstained = [], []
        for thought, guess in zip(thoughts, self._classifier.guess(thoughts, context), strict=True):
            if guess.code == NONE:
                continue
            if guess.confidence < self._confident:
                abstained.append(thought.text)
                continue
            codes.append(
                CodedThought(guess.code, thought.text, thought.start, thought.end, _because(guess), round(guess.confidence, 3))
            )
        return codes, abstained


def _because(guess: Guess) -> str:
    means = load_rubric().codes[guess.code].means
    return f"Heard as: {means}. Next likely: {guess.runner_up.replace('_', ' ')} ({guess.runner_up_confidence:.0%})."
