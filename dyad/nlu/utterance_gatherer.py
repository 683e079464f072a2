"""The pieces of messages come in; one message each goes out, with what was heard in every piece of it."""

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
_RANKING = "intent_ranking"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class UtteranceGatherer(GraphComponent):
    """Puts the intents of the pieces on the whole message as `heard`: text, intent and confidence of each.

    The whole takes the intent of its surest piece, so that no text is heard twice.
    """

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> UtteranceGatherer:
        """Create the component; it has nothing to learn."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Return the whole messages alone, each in the place of its pieces."""
        gathered: list[Message] = []
        for message in messages:
            whole = message.get(PIECE_OF)
            if whole is None:
                whole = message
            if not gathered or gathered[-1] is not whole:
                gathered.append(whole)
                whole.set(HEARD, [], add_to_output=True)
            self._add(whole, message)
        return gathered

    def _add(self, whole: Message, piece: Message) -> None:
        intent = piece.get(INTENT) or {"name": None, "confidence": 0.0}
        heard = {"text": piece.get(TEXT), "intent": intent["name"], "confidence": round(float(intent["confidence"]), 4)}
        whole.get(HEARD).append(heard)
        known = whole.get(INTENT)
        if known is None or intent["confidence"] > known["confidence"]:
            whole.set(INTENT, intent, add_to_output=True)
            whole.set(_RANKING, piece.get(_RANKING) or [], add_to_output=True)
