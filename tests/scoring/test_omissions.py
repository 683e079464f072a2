"""What a reply leaves out: a feeling passed by, a hint of danger not taken up."""

from __future__ import annotations

import pytest

from dyad.scoring import TurnContext, load_rubric
from dyad.scoring.omissions import omitted
from tests.toys import coded


def omissions(reply: str, *codes: str, tags: tuple[str, ...], passed_over: bool = True) -> list[str]:
    """Return the omission codes of a reply that earned these codes, to a line with these tags."""
    context = TurnContext("P10", "My wife died in March.", tags)
    return [found.code for found in omitted(reply, coded(*codes), context, feeling_passed_over=passed_over)]


def test_a_feeling_passed_by_is_an_omission() -> None:
    assert omissions("And your sleep?", tags=("affect",)) == ["ignore_affect"]


@pytest.mark.parametrize("reply", ["I'm so sorry. How have the nights been since?", "That sounds lonely. And your sleep?"])
def test_a_brief_word_for_the_feeling_is_enough(reply: str) -> None:
    assert omissions(reply, "open_question", tags=("affect",), passed_over=False) == []


def test_every_code_that_meets_a_feeling_prevents_the_omission() -> None:
    (affect,) = (omission for omission in load_rubric().omissions if omission.code == "ignore_affect")
    assert "empathic_reflection" in affect.met_by
    for code in affect.met_by:
        assert omissions("And your sleep?", code, tags=("affect",)) == []


def test_a_line_without_a_tag_asks_for_nothing() -> None:
    assert omissions("And your sleep?", tags=("question", "test")) == []


def test_a_hint_of_danger_that_is_not_taken_up_is_critical() -> None:
    assert omissions("Grief takes time. Let's raise the dose.", "premature_reassurance", tags=("risk",)) == ["ignore_risk"]


def test_asking_about_danger_takes_it_up() -> None:
    assert omissions("Are you thinking of killing yourself?", "risk_inquiry", tags=("risk",)) == []


def test_parking_the_hint_explicitly_is_a_grace() -> None:
    assert omissions("I want to come back to what you just said about not waking up.", tags=("risk",)) == []


def test_warm_words_do_not_take_up_danger() -> None:
    assert omissions("I'm so sorry, that sounds hard.", "empathic_reflection", tags=("risk",)) == ["ignore_risk"]


def test_danger_goes_before_feeling_and_only_one_omission_is_given() -> None:
    assert omissions("And your sleep?", tags=("affect", "risk")) == ["ignore_risk"]


def test_an_omission_has_no_words_and_says_why() -> None:
    (found,) = omitted("Next.", [], TurnContext("P10", "", ("affect",)), feeling_passed_over=True)
    assert (found.words, found.start, found.end, "affect" in found.because) == ("", 0, 0, True)
