"""A reply and what it answers go in; its codes with evidence, points and band come out. This is what the Rasa action calls."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Protocol

import numpy as np

from dyad.language.thoughts import Thought, split_thoughts
from dyad.language.utterances import clean
from dyad.scoring.classifier import CODES, ReplyClassifier
from dyad.scoring.decide import Given, Thresholds, decide
from dyad.scoring.omissions import omitted
from dyad.scoring.rubric import load_rubric
from dyad.scoring.score import CodedThought, TurnContext, TurnScore, score_turn

HEADS = Path(os.environ.get("DYAD_CODE_HEADS", Path(__file__).parent / "weights" / "code-heads.npz"))
UNREADABLE = "Most of this reply is no English that Dyad knows, so it was not scored."
OWN_DISTRESS = "This reply speaks of the trainee's own distress, so it was not scored."


class Scorer(Protocol):
    """Anything that can score one reply."""

    def score(self, reply: str, context: TurnContext) -> TurnScore:
        """Return the score of a reply in its context."""
        ...


class ReplyScorer:
    """Splits a reply into thoughts, codes each at most once, adds omissions, and sums up by the rubric."""

    def __init__(self, classifier: ReplyClassifier, thresholds: Thresholds) -> None:
        self.classifier, self._thresholds = classifier, thresholds

    @classmethod
    def load(cls, file: Path = HEADS) -> ReplyScorer:
        """Load encoder and code heads; about a second, once a process."""
        return cls(ReplyClassifier.load(file), load_thresholds(file))

    def score(self, reply: str, context: TurnContext) -> TurnScore:
        """Score one reply. Pure: the same reply in the same context gives the same score."""
        reply = clean(reply)
        thoughts = split_thoughts(reply)
        if not thoughts or not self.classifier.knows(reply):
            return TurnScore(unscored_because=UNREADABLE)
        reading = self.classifier.read(reply, thoughts, context)
        if not context.meant and reading.distress >= self._thresholds.distress:
            return TurnScore(unscored_because=OWN_DISTRESS, help=True)
        decision = decide(reading, self._thresholds)
        codes = [_coded(given, thoughts[given.thought]) for given in decision.given]
        passed_over = float(reading.reply[CODES.index("ignore_affect")]) >= self._thresholds.omission
        codes += omitted(reply, codes, context, feeling_passed_over=passed_over)
        return score_turn(codes, context, abstained=[thoughts[i].text for i in decision.doubtful])


def load_thresholds(file: Path = HEADS) -> Thresholds:
    """Read what was chosen when the heads were finished."""
    return Thresholds(**json.loads(str(np.load(file, allow_pickle=False)["names"]))["thresholds"])


def _coded(given: Given, thought: Thought) -> CodedThought:
    means = load_rubric().codes[given.code].means
    because = f"Heard as: {means}. Next likely: {given.runner_up.replace('_', ' ')} ({given.runner_up_confidence:.0%})."
    return CodedThought(given.code, thought.text, thought.start, thought.end, because, round(given.confidence, 2))
