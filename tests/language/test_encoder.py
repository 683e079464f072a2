"""The sentence encoder: the same vector at any time, in any order and any company."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dyad.language import encoder as module
from dyad.language.encoder import (
    DIMENSIONS,
    MAX_BEFORE,
    MAX_TEXT,
    Encoder,
    EncoderMissing,
    package_file,
    shared_encoder,
    shared_tokenizer,
)

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


def test_letters_thrown_together_fall_into_many_pieces() -> None:
    assert shared_tokenizer().count("xqzvk") > shared_tokenizer().count("sleep") == 1


def test_a_pair_knows_where_the_reply_begins_and_which_characters_each_piece_covers() -> None:
    reply = "You sound scared."
    pair = shared_tokenizer().pair("affect: Well?", reply)
    assert [reply[start:end] for start, end in pair.offsets] == ["You", "sound", "scared", "."]
    assert pair.types == [0] * pair.first + [1] * 5  # four pieces and the mark that ends them
    assert len(pair.ids) == len(pair.types)


def test_of_a_long_line_the_end_is_kept_and_of_a_long_reply_the_beginning() -> None:
    pair = shared_tokenizer().pair("early " * 300 + "late", "first " + "later " * 600)
    late, first = shared_tokenizer().ids("late")[1], shared_tokenizer().ids("first")[1]
    assert pair.first == MAX_BEFORE + 2 and pair.ids[pair.first - 2] == late
    assert len(pair.offsets) == MAX_TEXT and pair.ids[pair.first] == first


def test_a_reply_read_beside_another_line_gets_other_vectors(encoder: Encoder) -> None:
    pairs = [shared_tokenizer().pair(line, "Ok, sure.") for line in ("I want ten more boxes.", "May I open the window?")]
    read = [encoder.read(pair)[pair.first : -1] for pair in pairs]
    assert read[0].shape == read[1].shape == (4, DIMENSIONS) and not np.allclose(read[0], read[1], atol=0.01)


def test_missing_weights_are_named_with_what_would_do(tmp_path: Path) -> None:
    with pytest.raises(EncoderMissing, match="encoder.onnx is missing; it is part of the repository"):
        Encoder(tmp_path / "encoder.onnx")


def test_a_missing_package_is_named_with_what_would_do() -> None:
    with pytest.raises(EncoderMissing, match="no_such_package is not installed; `make install` brings it"):
        package_file("no_such_package", "model.onnx")
