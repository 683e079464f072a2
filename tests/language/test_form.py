"""The form of a thought: question, negation, person, cue lists; numbers between 0 and 1, with a name each."""

from __future__ import annotations

import numpy as np
import pytest

from dyad.language.form import feature_names, form_features, has_cue
from dyad.language.thoughts import split_thoughts


def form(text: str) -> dict[str, float]:
    """Return the features of a text of one thought, by name."""
    (thought,) = split_thoughts(text)
    return dict(zip(feature_names(), form_features(thought.span).tolist(), strict=True))


@pytest.mark.parametrize(
    ("text", "present", "absent"),
    [
        ("How did the week go?", "asks", "negated"),
        ("How did the week go?", "wh_first", "inverted"),
        ("Did you miss any doses?", "inverted", "wh_first"),
        ("You took it, didn't you?", "tag_question", "wh_first"),
        ("I won't prescribe it today.", "negated", "asks"),
        ("I won't prescribe it today.", "refuse", "apology"),
        ("I'm sorry about the inbox.", "apology", "asks"),
        ("You sound scared of tonight.", "hear", "asks"),
        ("You sound scared of the dark.", "you_subject", "i_subject"),
        ("We could look at it together.", "we_subject", "they_subject"),
        ("She told him to stop.", "they_subject", "we_subject"),
        ("Take it at night.", "imperative", "asks"),
        ("Take 20 mg at night.", "has_number", "asks"),
        ("Well done!", "exclaims", "asks"),
        ("Okay.", "one_word", "long"),
        ("I will call you on Thursday.", "future", "past"),
    ],
)
def test_a_feature_is_there_where_its_form_is(text: str, present: str, absent: str) -> None:
    features = form(text)
    assert features[present] > 0 and features[absent] == 0


def test_a_curly_apostrophe_reads_as_a_straight_one() -> None:
    assert form("I won\u2019t prescribe it.")["refuse"] == form("I won't prescribe it.")["refuse"] > 0


def test_cues_match_whole_words_only() -> None:
    assert has_cue("I hope so.", "hope") and not has_cue("They eloped.", "hope")
    assert not has_cue("The buttons are sticky.", "counter")  # "but" inside a word


def test_there_is_a_name_for_each_number_and_every_number_is_between_0_and_1() -> None:
    for text in ("ok", "x" * 1500, "Sorry " * 60, "You must, you must, you have to!", "1 2 3"):
        for thought in split_thoughts(text):
            features = form_features(thought.span)
            assert features.shape == (len(feature_names()),) and features.dtype == np.float32
            assert 0 <= features.min() and features.max() <= 1


def test_names_are_unique() -> None:
    assert len(set(feature_names())) == len(feature_names())
