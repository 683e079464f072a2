"""Messages and their pieces come in; one message goes out, with what was heard in each piece of it."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from dyad.nlu.utterance_splitter import PIECE_OF

HEARD = "heard"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class UtteranceGatherer(GraphComponent):
    """Puts the intents of the pieces on the whole message as `heard`: text, intent and confidence of each."""

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> UtteranceGatherer:
        """Create the component; it has nothing to learn."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Return the whole messages alone."""
        wholes = [message for message in messages if not message.get(PIECE_OF)]
        for whole in wholes:
            pieces = [m for m in messages if m.get(PIECE_OF) and m.get(PIECE_OF) == whole.get(TEXT)] or [whole]
            heard = [
                {"text": m.get(TEXT), "intent": intent.get("name"), "confidence": round(float(intent.get("confidence", 0)), 4)}
                for m in pieces
                if (intent := m.get(INTENT))
            ]
            whole.set(HEARD, heard, add_to_output=True)
        return wholes
