"""What happens after a message: a visit starts, ends, or the patient takes a turn; after that the bot listens."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from dyad.nlu.take_turn_policy import TakeTurnPolicy

DOMAIN = Domain.from_dict(
    {
        "version": "3.1",
        "intents": ["start_visit", "end_visit", "ask_sleep"],
        "actions": ["action_start_visit", "action_take_turn", "action_end_visit"],
    }
)


@pytest.fixture
def policy(around: tuple[Any, Any, Any]) -> TakeTurnPolicy:
    """The policy as the graph loads it."""
    return TakeTurnPolicy.load(TakeTurnPolicy.get_default_config(), *around)


def next_action(policy: TakeTurnPolicy, *events: Any) -> tuple[str, float]:
    """Return the action that the policy names, and how sure it is."""
    tracker = DialogueStateTracker.from_events("visit-0001", [ActionExecuted("action_listen"), *events])
    prediction = policy.predict_action_probabilities(tracker, DOMAIN)
    index = prediction.probabilities.index(max(prediction.probabilities))
    return DOMAIN.action_names_or_texts[index], prediction.probabilities[index]


@pytest.mark.parametrize(
    ("intent", "action"),
    [
        ("start_visit", "action_start_visit"),
        ("end_visit", "action_end_visit"),
        ("ask_sleep", "action_take_turn"),
        ("nlu_fallback", "action_take_turn"),
        (None, "action_take_turn"),
    ],
)
def test_every_message_is_followed_by_its_action_with_certainty(policy: TakeTurnPolicy, intent: str | None, action: str) -> None:
    assert next_action(policy, UserUttered("text", {"name": intent, "confidence": 1.0})) == (action, 1.0)


@pytest.mark.parametrize("action", ["action_start_visit", "action_take_turn", "action_end_visit"])
def test_after_an_action_the_bot_listens(policy: TakeTurnPolicy, action: str) -> None:
    uttered = UserUttered("text", {"name": "ask_sleep", "confidence": 1.0})
    assert next_action(policy, uttered, ActionExecuted(action)) == ("action_listen", 1.0)


def test_it_learns_nothing(policy: TakeTurnPolicy, around: tuple[Any, Any, Any]) -> None:
    assert policy.train([], DOMAIN) == around[1]
