"""The axis of the whole score (R36): the same content said warmly and together beats said from above, in every pattern, and leaves a softer patient."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from dyad.patient import Heard, start_visit, take_turn
from dyad.patterns import load_patterns
from dyad.scoring.scorer import ReplyScorer

pytestmark = [pytest.mark.slow]
PAIRS = yaml.safe_load((Path(__file__).parent / "stance_pairs.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def scorer() -> ReplyScorer:
    return ReplyScorer.load()


def test_there_are_twenty_pairs() -> None:
    assert len(PAIRS) == 20


@pytest.mark.parametrize("case_type", list(load_patterns()))
def test_warm_and_together_scores_higher_and_leaves_a_softer_patient(case_type: str, toy_of, scorer: ReplyScorer) -> None:
    case = toy_of(case_type)
    beaten = []
    for pair in PAIRS:
        start, _ = start_visit(case)
        start = replace(start, line=pair["line"], tags=tuple(pair["tags"]), turn=8, trust=5.0, tension=5.0)
        ends = {}
        for stance in ("warm", "cold"):
            score = scorer.score(pair[stance], start.context(case))
            state, _ = take_turn(case, start, [Heard(pair[stance], None, 0.0)], score)
            ends[stance] = (score.points, state.trust - state.tension)
        if not all(warm > cold for warm, cold in zip(ends["warm"], ends["cold"], strict=True)):
            beaten.append((pair["warm"][:50], ends))
    # The aim is none. Two fail in every pattern, since the scorer hears a warm limit in "No. I'm not giving you anything stronger, and if you keep
    # asking we're done here" and an empty question in "is that all?" (docs/validity.md); a third one is a step back.
    assert len(beaten) <= 2, beaten
