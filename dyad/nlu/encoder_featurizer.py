"""Messages come in and leave with the sentence encoder's vector as dense features."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import DENSE_FEATURIZABLE_ATTRIBUTES, TOKENS_NAMES
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from dyad.language.encoder import DIMENSIONS, EncoderMissing, Vectors, shared_encoder


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class EncoderFeaturizer(DenseFeaturizer, GraphComponent):
    """Gives each text one vector of 384 numbers; the token features repeat nothing and are zeros."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The component's options: an alias for its features."""
        return {**DenseFeaturizer.get_default_config()}

    @classmethod
    def required_components(cls) -> list[type]:
        """Components that must stand before this one."""
        return [Tokenizer]

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> EncoderFeaturizer:
        """Load the process's encoder and wrap it."""
        return cls(config, execution_context.node_name)

    def __init__(self, config: dict[str, Any], name: str) -> None:
        """Load the encoder now rather than in the middle of a visit."""
        super().__init__(name, config)
        self._encoder = shared_encoder()

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Refuse to train without the encoder's files."""
        try:
            shared_encoder()
        except EncoderMissing as error:
            raise ValueError(str(error)) from error

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Featurize all training examples."""
        messages = [message for message in training_data.training_examples if message.get(TEXT)]
        for message, vector in zip(messages, self._encoder.encode_all([m.get(TEXT) for m in messages]), strict=True):
            self._add(message, TEXT, vector)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the features to each message that has a text."""
        self._encoder.prefetch([message.get(TEXT) or "" for message in messages])
        for message in messages:
            for attribute in DENSE_FEATURIZABLE_ATTRIBUTES:
                if text := message.get(attribute):
                    self._add(message, attribute, self._encoder.encode(text))
        return messages

    def _add(self, message: Message, attribute: str, vector: Vectors) -> None:
        tokens = message.get(TOKENS_NAMES[attribute]) or []
        sequence = np.zeros((max(1, len(tokens)), DIMENSIONS), dtype=np.float32)
        self.add_features_to_message(sequence, vector[np.newaxis, :], attribute, message)
