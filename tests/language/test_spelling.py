"""Slips of spelling are mended before a reply is read; real words and names are not."""

from __future__ import annotations

import pytest

from dyad.language.spelling import Speller


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller(["terrifying", "feel", "medicine", "tablet", "venlafaxine", "sleep", "anna", "friend"])


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("that is terifying", "that is terrifying"),
        ("Medecine scares you", "Medicine scares you"),
        ("the tabelt and the freind", "the tablet and the friend"),
        ("venlafaxin helped", "venlafaxine helped"),
    ],
)
def test_a_slip_becomes_the_nearest_known_word(speller, typed, plain):
    assert speller.mend(typed).text == plain


@pytest.mark.parametrize("text", ["You spoke to Ansah.", "Dr. Ansah rang.", "a cul-de-sac", "stop", "", "xqzjwv", "don't"])
def test_names_real_words_and_gibberish_stay(speller, text):
    assert speller.mend(text).text == text


def test_a_place_as_typed_is_found_in_the_mended_text(speller):
    typed = "so terifying. and the medecine too"
    mended = speller.mend(typed)
    start = mended.place(typed.index("and"))
    assert mended.text[start : mended.place(len(typed))] == "and the medicine too"
    assert mended.place(0) == 0
