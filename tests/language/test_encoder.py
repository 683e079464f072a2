"""The sentence encoder: the same vector at any time, in any order and any company."""

from __future__ import annotations

import numpy as np
import pytest

from dyad.language import encoder as module
from dyad.language.encoder import DIMENSIONS, Encoder, EncoderMissing, package_file, shared_encoder

TEXTS = ["How are you sleeping?", "Do you get any sleep at night?", "The bus was late.", "x" * 1500, "🙂", "schlecht geschlafen"]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    """The process's encoder."""
    return shared_encoder()


def test_a_vector_has_384_numbers_and_length_one(encoder: Encoder) -> None:
    for text in TEXTS:
        vector = encoder.encode(text)
        assert (vector.shape, vector.dtype) == ((DIMENSIONS,), np.float32)
        assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-4)


@pytest.mark.parametrize("text", ["", " ", "\n\t "])
def test_blank_text_gives_zeros(encoder: Encoder, text: str) -> None:
    assert not encoder.encode(text).any()


def test_order_and_company_change_nothing() -> None:
    alone = {text: Encoder().encode(text) for text in TEXTS[:3]}  # each by an encoder that has seen nothing else
    forwards, backwards = Encoder().encode_all(TEXTS), Encoder().encode_all(TEXTS[::-1])
    assert np.array_equal(forwards, backwards[::-1])
    assert all(np.array_equal(forwards[number], alone[text]) for number, text in enumerate(TEXTS[:3]))


def test_white_space_does_not_count(encoder: Encoder) -> None:
    assert np.array_equal(encoder.encode("  How are\nyou sleeping? "), encoder.encode("How are you sleeping?"))


def test_what_means_the_same_lies_nearer_than_what_does_not(encoder: Encoder) -> None:
    sleep, night, bus = (encoder.encode(text) for text in TEXTS[:3])
    assert float(sleep @ night) > float(sleep @ bus) + 0.2


def test_no_texts_give_no_rows(encoder: Encoder) -> None:
    assert encoder.encode_all([]).shape == (0, DIMENSIONS)


def test_a_forgotten_text_gets_its_vector_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_CACHE_SIZE", 1)
    small = Encoder()
    first = small.encode(TEXTS[0])
    small.encode(TEXTS[1])
    again = small.encode(TEXTS[0])
    assert again is not first and np.array_equal(again, first)


def test_letters_thrown_together_fall_into_many_pieces(encoder: Encoder) -> None:
    assert encoder.pieces("xqzvk") > encoder.pieces("sleep") == 1


def test_a_missing_package_is_named_with_what_would_do() -> None:
    with pytest.raises(EncoderMissing, match="no_such_package is not installed; `make install` brings it"):
        package_file("no_such_package", "model.onnx")
