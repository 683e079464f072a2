"""A message comes in; it and each thing it asks or tells go on through the pipeline side by side."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from dyad.language.utterances import clean, split_utterances

PIECE_OF = "piece_of"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class UtteranceSplitter(GraphComponent):
    """Adds a message for each utterance of a longer one, so that the same featurizers and classifier hear all of them."""

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> UtteranceSplitter:
        """Create the component; it has nothing to learn."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Return each message followed by its pieces; commands such as /start_visit are left whole."""
        widened = []
        for message in messages:
            widened.append(message)
            if message.get(INTENT):
                continue
            message.set(TEXT, clean(message.get(TEXT) or ""))
            pieces = split_utterances(message.get(TEXT))
            if len(pieces) > 1:
                widened += [Message(data={TEXT: piece, PIECE_OF: message.get(TEXT)}) for piece in pieces]
        return widened

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave training utterances as they are: each is one thing already."""
        return training_data
