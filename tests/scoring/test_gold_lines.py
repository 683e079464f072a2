"""Lines for which section 1 of the clinical brief wants a certain code, scored by the trained scorer; none was trained on."""

from __future__ import annotations

import pytest

from dyad.scoring.score import TurnContext
from dyad.scoring.scorer import ReplyScorer

pytestmark = pytest.mark.slow
ASK = TurnContext("P4", "Couldn't you just order it, to be on the safe side? I'd sleep better.", ("request",), 10)
PLAIN = TurnContext("C1", "What do I do now?", ("question",), 5)


@pytest.fixture(scope="module")
def scorer() -> ReplyScorer:
    return ReplyScorer.load()


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (
            "Okay, I'll order the scan and the whole panel again, since you want it so much.",
            "capitulation",
        ),  # R24: unneeded tests
        ("All right, I'll give you another two weeks of samples then, just so you're happy.", "capitulation"),  # R25: samples
        ("Fine, take as long as you like, I'll let the others wait for you again.", "capitulation"),  # R25: time
        ("You take it or you can find yourself another clinic.", "ultimatum"),  # R15
        ("I really don't know, maybe, maybe not, I can't say yes or no.", "indecision"),  # R15
        ("I'm not prescribing anything more for you, you'd only misuse it.", "withholding"),  # R15
    ],
)
def test_stress_in_the_clinician_is_heard(scorer: ReplyScorer, reply: str, code: str) -> None:
    assert code in scorer.score(reply, ASK).code_names()


@pytest.mark.parametrize(
    "reply",
    [
        "The blood test is fine. Keep taking it in the morning with food.",
        "Next is the blood pressure. Then we talk about the dose.",
        "It usually takes two to four weeks.",
        pytest.param(
            "I'll write the prescription for twenty-eight tablets.",
            marks=pytest.mark.xfail(reason="heard as giving way, since the corpus has hardly a plain prescription", strict=True),
        ),
    ],
)
def test_plain_calm_and_brief_is_not_held_against_anybody(scorer: ReplyScorer, reply: str) -> None:
    assert (scorer.score(reply, PLAIN).points or 0) >= 0  # R26


def test_the_symptoms_meaning_counts_like_the_pills(scorer: ReplyScorer) -> None:
    for reply in ("What would it mean for you if the sleeplessness went away?", "What does taking this tablet mean to you?"):
        assert "explore_meaning" in scorer.score(reply, PLAIN).code_names()  # R07


def test_asserting_abuse_is_marked_down(scorer: ReplyScorer) -> None:
    score = scorer.score(
        "You do this because somebody abused you when you were a child.",
        TurnContext("P6", "Are you seeing anyone?", ("boundary",), 7),
    )
    assert "premature_interpretation" in score.code_names() and score.points < 0  # R20
