"""Each pack carries its own proof: its skilled replies, heard and scored by the trained bot, end better than its clumsy ones."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from dyad.cases import Case, case_slugs, load_case
from dyad.patient import VisitState, start_visit, take_turn
from dyad.scoring.scorer import ReplyScorer

if TYPE_CHECKING:
    from tests.trained import Bot

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]  # Rasa's own warnings are not ours to mend


@pytest.fixture(scope="module")
def scorer() -> ReplyScorer:
    """The scorer with the tuned encoder and heads."""
    return ReplyScorer.load()


def played(case: Case, side: str, bot: Bot, scorer: ReplyScorer) -> tuple[VisitState, int, int, int]:
    """Play one side's replies; return the last state, and how many codes were expected, found and right."""
    state, _ = start_visit(case)
    expected = found = right = 0
    for exemplar in case.exemplars[side]:
        if state.ended:
            break
        score = scorer.score(exemplar.reply, state.context(case))
        want, have = set(exemplar.codes), {coded.code for coded in score.codes if coded.words}
        expected, found, right = expected + len(want), found + len(have), right + len(want & have)
        state, _ = take_turn(case, state, bot.hears(exemplar.reply), score)
    return state, expected, found, right


@pytest.mark.parametrize("slug", case_slugs())
def test_the_skilled_replies_end_with_more_trust_and_less_tension(
    slug: str, bot: Bot, scorer: ReplyScorer, capsys: pytest.CaptureFixture[str]
) -> None:
    case = load_case(slug)
    well, badly = (played(case, side, bot, scorer) for side in ("well", "badly"))
    expected, found, right = (sum(counts) for counts in zip(well[1:], badly[1:], strict=True))
    said = (
        f"{slug}: recall {right / expected:.0%} of {expected} exemplar codes, precision {right / max(1, found):.0%};"
        f" well ends with trust {well[0].trust} and tension {well[0].tension}, badly with {badly[0].trust} and {badly[0].tension}"
    )
    with capsys.disabled():
        sys.stdout.write(f"\n{said}\n")
    assert well[0].trust > badly[0].trust
    assert well[0].tension < badly[0].tension
    assert well[0].ended != "left_early"
    assert right / expected >= 0.3  # far above chance (1 in 37); the figure itself is reported above
