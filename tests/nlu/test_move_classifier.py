"""The intent classifier on a vocabulary of five words: train, keep, load, the same again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import scipy.sparse
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from dyad.nlu.move_classifier import MoveClassifier

Make = Callable[..., Any]
VOCABULARY = ("sleep", "night", "eat", "food", "bye")
TOY = {
    "ask_sleep": ["sleep", "sleep night", "night"],
    "ask_appetite": ["eat", "eat food", "food"],
    "say_goodbye": ["bye", "bye night", "bye bye"],
}


def featurized(text: str, *, dense: bool = True, sparse: bool = True, **data: Any) -> Message:
    """Return a message with a count of each word of the vocabulary, dense and sparse."""
    counts = np.array([[text.split().count(word) for word in VOCABULARY]], dtype=np.float32)
    message = Message(data={TEXT: text, **data})
    if dense:
        message.add_features(Features(counts, FEATURE_TYPE_SENTENCE, TEXT, "dense"))
    if sparse:
        message.add_features(Features(scipy.sparse.coo_matrix(counts), FEATURE_TYPE_SENTENCE, TEXT, "sparse"))
    return message


def toy_data(**kinds: bool) -> TrainingData:
    """Return nine examples of three intents."""
    return TrainingData([featurized(text, **kinds, **{INTENT: name}) for name, texts in TOY.items() for text in texts])


@pytest.fixture
def trained(make: Make) -> Any:
    """A classifier that has learnt the toy intents."""
    classifier = make(MoveClassifier)
    classifier.train(toy_data())
    return classifier


def heard(classifier: Any, text: str, **kinds: bool) -> dict[str, Any]:
    """Return the intent of a text."""
    (message,) = classifier.process([featurized(text, **kinds)])
    intent: dict[str, Any] = message.get(INTENT)
    return intent


@pytest.mark.parametrize(("text", "intent"), [("sleep", "ask_sleep"), ("food eat", "ask_appetite"), ("bye", "say_goodbye")])
def test_it_learns_the_toy_intents(trained: Any, text: str, intent: str) -> None:
    assert heard(trained, text)["name"] == intent


def test_the_ranking_is_sorted_adds_up_to_one_and_begins_with_the_intent(trained: Any) -> None:
    (message,) = trained.process([featurized("sleep")])
    confidences = [item["confidence"] for item in message.get("intent_ranking")]
    assert confidences == sorted(confidences, reverse=True)
    assert sum(confidences) == pytest.approx(1.0)  # three intents, all of them ranked
    assert message.get("intent_ranking")[0] == message.get(INTENT)
    assert {INTENT, "intent_ranking"} <= set(message.as_dict(only_output_properties=True))


def test_what_was_learnt_is_kept_and_loaded(trained: Any, around: tuple[Any, Any, Any]) -> None:
    loaded = MoveClassifier.load(MoveClassifier.get_default_config(), *around)
    for text in ("sleep", "eat night", "bye food"):
        assert heard(loaded, text) == heard(trained, text)


def test_training_twice_gives_the_same_weights(make: Make) -> None:
    first, second = make(MoveClassifier), make(MoveClassifier)
    first.train(toy_data())
    second.train(toy_data())
    assert heard(first, "sleep food") == heard(second, "sleep food")


def test_messages_do_not_depend_on_their_neighbours(trained: Any) -> None:
    together = trained.process([featurized(text) for text in ("sleep", "eat", "bye")])
    assert [m.get(INTENT) for m in together] == [heard(trained, text) for text in ("sleep", "eat", "bye")]


@pytest.mark.parametrize("text", ["", "🙂", "...", "?!"])
def test_a_message_without_words_has_no_intent(trained: Any, text: str) -> None:
    (message,) = trained.process([featurized(text)])
    assert (message.get(INTENT), message.get("intent_ranking")) == ({"name": None, "confidence": 0.0}, [])


def test_a_command_keeps_its_intent(trained: Any) -> None:
    command = featurized("sleep", **{INTENT: {"name": "start_visit", "confidence": 1.0}})
    assert trained.process([command])[0].get(INTENT)["name"] == "start_visit"


@pytest.mark.parametrize("kinds", [{"sparse": False}, {"dense": False}])
def test_one_kind_of_features_is_enough(make: Make, kinds: dict[str, bool]) -> None:
    classifier = make(MoveClassifier)
    classifier.train(toy_data(**kinds))
    assert heard(classifier, "sleep", **kinds)["name"] == "ask_sleep"
