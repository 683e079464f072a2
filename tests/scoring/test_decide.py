"""How a reply was read becomes codes: one a thought, the surest first, a move of two sentences marked in both."""

from __future__ import annotations

import numpy as np
import pytest

from dyad.scoring.classifier import CODES, SPOKEN, Reading
from dyad.scoring.decide import Thresholds, decide

EVEN = Thresholds(mix=0.5, code=0.4, doubt=0.2)


def reading(*thoughts: dict[str, float], **reply: float) -> Reading:
    """Build a reading from the odds that matter; the rest of each thought goes to `none`."""
    rows = np.zeros((len(thoughts), len(SPOKEN)), dtype=np.float32)
    for row, odds in zip(rows, thoughts, strict=True):
        for code, share in odds.items():
            row[SPOKEN.index(code)] = share
        row[-1] = 1 - sum(odds.values())
    whole = np.zeros(len(CODES), dtype=np.float32)
    for code, share in reply.items():
        whole[CODES.index(code)] = share
    return Reading(rows, whole)


def codes(read: Reading, thresholds: Thresholds = EVEN) -> list[tuple[int, str]]:
    """Return thought and code of everything given."""
    return [(given.thought, given.code) for given in decide(read, thresholds).given]


def test_a_thought_and_the_whole_reply_agree_on_a_code() -> None:
    # share 1, mix 0.5: 0.5 x 0.6 + 0.5 x 0.4 = 0.5
    (given,) = decide(reading({"siding": 0.6}, siding=0.4), EVEN).given
    assert (given.code, given.confidence) == ("siding", pytest.approx(0.5))


def test_a_code_the_whole_reply_does_not_bear_out_is_not_given() -> None:
    assert codes(reading({"siding": 0.6}, siding=0.1)) == []  # 0.35, below 0.4


def test_each_thought_takes_one_code_and_the_surest_goes_first() -> None:
    read = reading({"shaming": 0.6, "siding": 0.4}, {"siding": 0.7}, shaming=0.9, siding=0.9)
    assert codes(read) == [(0, "shaming"), (1, "siding")]


def test_a_code_whose_only_thought_is_taken_is_given_to_no_other() -> None:
    read = reading({"shaming": 0.55, "siding": 0.45}, {"open_question": 0.9}, shaming=0.9, siding=0.9, open_question=0.9)
    assert (1, "siding") not in codes(read)


def test_a_move_of_two_sentences_is_marked_in_both() -> None:
    read = reading({"warm_limit": 0.5}, {"warm_limit": 0.8}, warm_limit=0.9)
    assert codes(read) == [(0, "warm_limit"), (1, "warm_limit")]


def test_a_faint_echo_of_a_code_is_not_marked() -> None:
    read = reading({"closed_question": 0.2, "warm_limit": 0.1}, {"warm_limit": 0.9}, warm_limit=0.9)
    assert codes(read) == [(1, "warm_limit")]


def test_between_doubt_and_code_a_thought_is_left_to_the_educator() -> None:
    decision = decide(reading({"siding": 0.5}, siding=0.1), EVEN)  # 0.3
    assert (decision.given, decision.doubtful) == ((), (0,))


def test_a_thought_that_earns_nothing_leaves_no_doubt() -> None:
    decision = decide(reading({"siding": 0.05}), EVEN)
    assert (decision.given, decision.doubtful) == ((), ())


def test_the_runner_up_is_what_the_thought_would_have_been() -> None:
    (given,) = decide(reading({"siding": 0.6, "shaming": 0.3}, siding=0.9), EVEN).given
    assert (given.runner_up, given.runner_up_confidence) == ("shaming", pytest.approx(0.3))
