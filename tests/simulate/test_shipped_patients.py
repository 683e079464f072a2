"""A sample of the shipped patients, every sixth, played through the trained bot; all of them are played by `make bench`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dyad.cases import case_slugs
from dyad.scoring.scorer import ReplyScorer
from dyad.simulate import Stage, load_trainee, play_all
from dyad.simulate.report import findings

if TYPE_CHECKING:
    from tests.trained import Bot

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]  # Rasa's own warnings are not ours to mend


@pytest.mark.parametrize("slug", case_slugs()[::6])
def test_whole_visits_hold_what_the_library_promises(slug: str, bot: Bot) -> None:
    stage = Stage(bot.hears, ReplyScorer.load())
    trainees = [load_trainee(name) for name in ("skilled", "authoritarian", "neutral-interviewer", "hostile")]
    assert findings(play_all([slug], trainees, stage, visits=2)) == []
