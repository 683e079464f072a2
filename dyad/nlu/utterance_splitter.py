"""A message comes in; the things it asks or tells go on through the pipeline side by side, one message each."""

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


def _never_a_command(text: str) -> str:
    """Return the text with an invisible character before a leading slash, which Rasa's last component would obey."""
    return "\u200b" + text if text.startswith("/") else text


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class UtteranceSplitter(GraphComponent):
    """Puts a message for each utterance in the place of a longer one, so that the same featurizers and classifier hear all."""

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> UtteranceSplitter:
        """Create the component; it has nothing to learn."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Return the pieces of each message, which know their whole; commands such as /start_visit are left whole."""
        widened: list[Message] = []
        for message in messages:
            text = message.get(TEXT) or ""
            if message.get(INTENT) or text.startswith("/"):
                widened.append(message)
                continue
            message.set(TEXT, _never_a_command(clean(text)))
            pieces = split_utterances(message.get(TEXT))
            if len(pieces) < 2:
                widened.append(message)
            else:
                widened += [Message(data={TEXT: piece, PIECE_OF: message}) for piece in pieces]
        return widened

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave training utterances as they are: each is one thing already."""
        return training_data
