"""A message comes apart into what it asks or tells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dyad.language.utterances import MAX_PIECES, clean, split_utterances


@pytest.mark.parametrize(
    ("message", "pieces"),
    [
        ("How are you sleeping?", ["How are you sleeping?"]),
        ("How are you sleeping? And your appetite?", ["How are you sleeping?", "And your appetite?"]),
        ("how are you sleeping and are you eating", ["how are you sleeping", "are you eating"]),
        ("How is work, and how is home?", ["How is work", "how is home?"]),
        ("I see Dr. Farrow left. Who do you see now?", ["I see Dr. Farrow left.", "Who do you see now?"]),
        ("Mr. Cole and Mrs. Cole came. Why?", ["Mr. Cole and Mrs. Cole came.", "Why?"]),
        ("It is 2.5 mg. Do you take it?", ["It is 2.5 mg.", "Do you take it?"]),
        ("sleep\nappetite\n\nmood", ["sleep", "appetite", "mood"]),
        ("I see - what then?", ["I see", "what then?"]),
        ("You sleep well; why come?", ["You sleep well;", "why come?"]),
        ("Great, and what are you studying?", ["Great", "what are you studying?"]),
        ("okay um so any allergies at all", ["any allergies at all"]),
        ("Great.", ["Great."]),
        ("Okay, why?", ["Okay, why?"]),
        ("bread and butter", ["bread and butter"]),
        ("Fine!!! 🙂 🙂", ["Fine!!!"]),
    ],
)
def test_a_message_falls_into_its_pieces(message: str, pieces: list[str]) -> None:
    assert split_utterances(message) == pieces


@pytest.mark.parametrize("message", ["", "   ", "\n\n", "🙂🙂🙂", "...", "?!", "\x00\x00", "\u200b", "\ufeff"])
def test_a_message_without_a_letter_or_digit_has_no_piece(message: str) -> None:
    assert split_utterances(message) == []


def test_one_word_is_a_piece() -> None:
    assert split_utterances("ok") == ["ok"]


def test_null_bytes_and_invisible_marks_vanish_inside_words() -> None:
    assert clean("\u200b/re\x00st\u200dart\x07 ") == "/restart"


def test_line_breaks_and_tabs_stay() -> None:
    assert clean("a\nb\tc") == "a\nb\tc"


def test_fifteen_hundred_characters_without_a_space_are_one_piece() -> None:
    assert split_utterances("x" * 1500) == ["x" * 1500]


def test_at_most_six_pieces_are_heard() -> None:
    assert len(split_utterances("Why? " * 50)) == MAX_PIECES == 6


@given(st.text(max_size=400))
def test_any_text_at_all_gives_pieces_with_words_in_them(text: str) -> None:
    pieces = split_utterances(text)
    assert len(pieces) <= MAX_PIECES
    assert all(any(char.isalnum() for char in piece) and piece == piece.strip() for piece in pieces)
