"""Decides what happens after a message: a visit starts, ends, or the patient takes a turn. Nothing is learnt and nothing guessed.

One rule for every intent needs no model, and unlike RulePolicy it does not read all past turns again at each message.
"""

from __future__ import annotations

from typing import Any

from rasa.core.policies.policy import Policy, PolicyPrediction, SupportedData
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

_BY_COMMAND = {"start_visit": "action_start_visit", "end_visit": "action_end_visit"}
_TAKE_TURN = "action_take_turn"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class TakeTurnPolicy(Policy):
    """Every reply goes to action_take_turn; the two commands of the channel start and end a visit."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The component's options; Rasa asks every policy for a priority."""
        return {"priority": 1}

    @staticmethod
    def supported_data() -> SupportedData:
        """Stories and rules alike; none is read."""
        return SupportedData.ML_AND_RULE_DATA

    def train(self, training_trackers: Any, domain: Domain, **kwargs: Any) -> Resource:
        """Learn nothing."""
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TakeTurnPolicy:
        """Build the policy anew; nothing was stored."""
        return cls(config, model_storage, resource, execution_context)

    def predict_action_probabilities(
        self, tracker: DialogueStateTracker, domain: Domain, rule_only_data: Any = None, **kwargs: Any
    ) -> PolicyPrediction:
        """Name the next action with certainty."""
        action = ACTION_LISTEN_NAME
        if tracker.latest_action_name == ACTION_LISTEN_NAME and tracker.latest_message is not None:
            action = _BY_COMMAND.get(tracker.latest_message.intent.get("name") or "", _TAKE_TURN)
        probabilities = self._default_predictions(domain)
        probabilities[domain.index_for_action(action)] = 1.0
        return self._prediction(probabilities)
