"""How a reply was read goes in; which thought earns which code, and which thoughts are left to the educator, come out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dyad.scoring.classifier import CODES, SPOKEN, Matrix, Reading
from dyad.scoring.corpus import NONE

_IN_REPLY = [CODES.index(code) for code in SPOKEN if code != NONE]  # where the spoken codes stand in a reading of the whole reply
_ALSO = 0.5  # a further sentence of the same move is marked from this share of the move's own odds on


@dataclass(frozen=True)
class Thresholds:
    """What was chosen on scenes kept out of training (tuning/finish.py).

    Attributes:
        mix: the share of a thought's own odds in a code's confidence; the rest is the whole reply's. 0 to 1.
        code: a code is given from this confidence on.
        omission: a feeling counts as passed over from these odds on.
        distress: the trainee is taken to speak of their own distress from these odds on.
        doubt: a thought whose best code stays below `code` but reaches this is left to the educator.
    """

    mix: float = 0.5
    code: float = 0.4
    omission: float = 0.5
    distress: float = 0.5
    doubt: float = 0.25


@dataclass(frozen=True)
class Given:
    """One code given to one thought, how sure (0 to 1), and what the thought would have been otherwise."""

    thought: int
    code: str
    confidence: float
    runner_up: str
    runner_up_confidence: float


@dataclass(frozen=True)
class Decision:
    """The codes of a reply, and the thoughts on which nothing honest can be said."""

    given: tuple[Given, ...]
    doubtful: tuple[int, ...]


def confidences(reading: Reading, mix: float) -> Matrix:
    """Return how sure each thought's codes are, shape (thoughts, spoken codes): its own odds and the whole reply's."""
    reply = reading.reply[_IN_REPLY]
    own = reading.thoughts[:, : len(reply)]
    best = own.max(axis=0)
    share = own / np.maximum(best, 1e-9)
    sure: Matrix = share * (mix * best + (1 - mix) * reply)
    return sure


def decide(reading: Reading, thresholds: Thresholds) -> Decision:
    """Give each thought at most one code, the surest first; a move of several sentences is marked in all of them."""
    sure = confidences(reading, thresholds.mix)
    given: dict[int, Given] = {}
    for code in np.argsort(-sure.max(axis=0), kind="stable"):
        if sure[:, code].max() < thresholds.code:
            break
        for thought in np.argsort(-sure[:, code], kind="stable"):
            if int(thought) in given:
                continue
            confidence = float(sure[thought, code])
            if confidence >= thresholds.code:
                given[int(thought)] = _given(int(thought), int(code), confidence, reading)
            break
    for thought in range(len(sure)):
        favourite = int(reading.thoughts[thought].argmax())
        if thought not in given and SPOKEN[favourite] in {g.code for g in given.values()}:
            if sure[thought, favourite] >= _ALSO * sure[:, favourite].max():
                given[thought] = _given(thought, favourite, float(sure[thought, favourite]), reading)
    doubtful = tuple(i for i in range(len(sure)) if i not in given and sure[i].max() >= thresholds.doubt)
    return Decision(tuple(given[i] for i in sorted(given)), doubtful)


def _given(thought: int, code: int, confidence: float, reading: Reading) -> Given:
    odds = reading.thoughts[thought].copy()
    odds[code] = -1.0
    other = int(odds.argmax())
    return Given(thought, SPOKEN[code], confidence, SPOKEN[other], float(odds[other]))
