"""The sentence encoder as one of Rasa's featurizers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from rasa.nlu.tokenizers.whitespace_tokenizer import WhitespaceTokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from dyad.language.encoder import EncoderMissing, shared_encoder
from dyad.nlu import encoder_featurizer as module
from dyad.nlu.encoder_featurizer import EncoderFeaturizer

Make = Callable[..., Any]


def tokenized(text: str) -> Message:
    """Return a message with tokens, as the tokenizer before the featurizer leaves it."""
    message = Message(data={TEXT: text})
    WhitespaceTokenizer(WhitespaceTokenizer.get_default_config()).process([message])
    return message


def sentence_of(message: Message) -> Any:
    """Return the dense sentence features."""
    return message.get_dense_features(TEXT, [])[1].features


def test_a_message_gets_one_vector_of_384_numbers_and_a_row_for_each_token(make: Make) -> None:
    message = tokenized("How are you sleeping?")
    make(EncoderFeaturizer).process([message])
    sequence, sentence = message.get_dense_features(TEXT, [])
    assert sentence.features.shape == (1, 384)
    assert sequence.features.shape[1] == 384 and not sequence.features.any()
    assert np.array_equal(sentence.features[0], shared_encoder().encode("How are you sleeping?"))


def test_it_works_without_tokens(make: Make) -> None:
    message = Message(data={TEXT: "How are you sleeping?"})
    make(EncoderFeaturizer).process([message])
    assert sentence_of(message).shape == (1, 384)


@pytest.mark.parametrize("text", ["", None])
def test_a_message_without_text_gets_no_features(make: Make, text: str | None) -> None:
    message = Message(data={TEXT: text})
    make(EncoderFeaturizer).process([message])
    assert message.features == []


def test_the_loaded_component_gives_the_same_features(make: Make, around: tuple[Any, Any, Any]) -> None:
    first, second = tokenized("How are you sleeping?"), tokenized("How are you sleeping?")
    make(EncoderFeaturizer).process([first])
    EncoderFeaturizer.load(EncoderFeaturizer.get_default_config(), *around).process([second])
    assert np.array_equal(sentence_of(first), sentence_of(second))


def test_training_examples_are_featurized(make: Make) -> None:
    data = TrainingData([tokenized("Any side effects?")])
    make(EncoderFeaturizer).process_training_data(data)
    assert sentence_of(data.training_examples[0]).shape == (1, 384)


def test_training_without_the_encoder_says_what_would_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise EncoderMissing("The package x is not installed; `make install` brings it.")

    monkeypatch.setattr(module, "shared_encoder", missing)
    with pytest.raises(ValueError, match="make install"):
        EncoderFeaturizer.validate_config({})
