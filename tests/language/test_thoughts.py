"""A reply comes apart into thoughts; on doubt it is split less."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dyad.language.thoughts import split_thoughts


def texts(reply: str) -> list[str]:
    """Return the thoughts' texts."""
    return [thought.text for thought in split_thoughts(reply)]


@pytest.mark.parametrize(
    ("reply", "thoughts"),
    [
        ("I'm sorry. What happened?", ["I'm sorry.", "What happened?"]),
        ("How are you sleeping? And your appetite?", ["How are you sleeping?", "And your appetite?"]),
        ("You waited forty minutes; I'm sorry about that.", ["You waited forty minutes;", "I'm sorry about that."]),
        ("I hear that you are angry, but I will not change the dose today.", 2),
        ("It is short but sweet.", ["It is short but sweet."]),
        ("Dr. Farrow left in February and nobody read the inbox.", 1),
        ("It builds up over weeks, e.g. four to six.", 1),
        ("Take 2.5 mg at night.", ["Take 2.5 mg at night."]),
        ("First point\nSecond point", ["First point", "Second point"]),
        ("ok", ["ok"]),
    ],
)
def test_a_reply_falls_into_its_thoughts(reply: str, thoughts: list[str] | int) -> None:
    found = texts(reply)
    assert len(found) == thoughts if isinstance(thoughts, int) else found == thoughts


@pytest.mark.parametrize("reply", ["", "  ", "🙂🙂", "...", "?!"])
def test_a_reply_without_a_letter_or_digit_has_no_thought(reply: str) -> None:
    assert texts(reply) == []


def test_a_smile_after_a_sentence_is_no_thought_of_its_own() -> None:
    assert len(texts("I'm glad you came. 🙂")) == 1


def test_fifteen_hundred_characters_without_a_space_are_one_thought_in_a_moment() -> None:
    started = time.monotonic()
    assert texts("x" * 1500) == ["x" * 1500]
    assert time.monotonic() - started < 5


def test_two_thousand_characters_of_short_sentences_are_split_in_a_moment() -> None:
    started = time.monotonic()
    assert len(texts("I see. " * 285)) > 200
    assert time.monotonic() - started < 5


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(alphabet=st.sampled_from("abc ABC.,;?!'\n\t-0🙂é"), max_size=120))
def test_every_thought_stands_where_it_says_and_none_overlap(reply: str) -> None:
    end = 0
    for thought in split_thoughts(reply):
        assert reply[thought.start : thought.end] == thought.text
        assert thought.start >= end
        end = thought.end


def test_a_thought_can_be_read_by_itself() -> None:
    _, second = split_thoughts("I'm sorry. What happened then?")
    assert second.doc.text.strip() == "What happened then?"
