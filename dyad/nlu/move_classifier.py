"""Featurized messages come in and leave with an intent and a ranking, from one linear model in milliseconds."""

from __future__ import annotations

import json
import warnings
from typing import Any

import numpy as np
import scipy.sparse
from numpy.typing import NDArray
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

_RANKING = 3


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class MoveClassifier(IntentClassifier, GraphComponent):
    """Multinomial logistic regression on meaning (dense) beside form (character n-grams, each row of length one).

    Rasa's own LogisticRegressionClassifier takes raw counts and no regularisation strength, which costs a third of the
    accuracy here; and it stores a pickle-like file, where this one stores plain arrays.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Options: inverse regularisation strength, weight of the dense half, iterations."""
        return {"C": 3.0, "dense_weight": 3.0, "max_iter": 16}

    @classmethod
    def required_components(cls) -> list[type]:
        """Components that must stand before this one."""
        return [Featurizer]

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> MoveClassifier:
        """Create an untrained classifier."""
        return cls(config, model_storage, resource)

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        """Remember the options and where to store what is learnt."""
        self._config = {**self.get_default_config(), **config}
        self._model_storage, self._resource = model_storage, resource
        self._labels: list[str] = []
        self._columns = np.zeros((0, 0), dtype=np.float32)  # features by labels
        self._bias = np.zeros(0, dtype=np.float32)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from all examples that have an intent."""
        from sklearn.exceptions import ConvergenceWarning
        from sklearn.linear_model import LogisticRegression  # 40 MB that a serving process has no use for

        examples = [m for m in training_data.intent_examples if m.get(TEXT) and m.get(INTENT)]
        model = LogisticRegression(
            C=self._config["C"], max_iter=self._config["max_iter"], class_weight="balanced", random_state=7, tol=1e-3
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # stopped early on purpose: more steps hear no better
            model.fit(self._features(examples), [m.get(INTENT) for m in examples])
        self._labels = [str(label) for label in model.classes_]
        self._columns, self._bias = np.ascontiguousarray(model.coef_.T, dtype=np.float32), model.intercept_.astype(np.float32)
        with self._model_storage.write_to(self._resource) as folder:
            np.savez(folder / "weights.npz", columns=self._columns, bias=self._bias)
            (folder / "labels.json").write_text(json.dumps(self._labels), encoding="utf-8")
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> MoveClassifier:
        """Read back what was learnt."""
        classifier = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            arrays = np.load(folder / "weights.npz", allow_pickle=False)
            classifier._columns, classifier._bias = arrays["columns"], arrays["bias"]
            classifier._labels = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
        return classifier

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent and ranking; a message without words has no intent."""
        for message in messages:
            if message.get(INTENT):
                continue
            if not any(char.isalnum() for char in message.get(TEXT) or ""):
                message.set(INTENT, {"name": None, "confidence": 0.0}, add_to_output=True)
                message.set("intent_ranking", [], add_to_output=True)
                continue
            scores = self._scores(message)
            odds = np.exp(scores - scores.max())
            odds /= odds.sum()
            ranking = [
                {"name": self._labels[i], "confidence": float(odds[i])} for i in np.argsort(-odds, kind="stable")[:_RANKING]
            ]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def _scores(self, message: Message) -> NDArray[np.float32]:
        """Return one score a label: the columns of the features that this message has, summed."""
        dense, counts = self._halves(message)
        scores: NDArray[np.float32] = dense @ self._columns[: dense.size] + self._bias
        scores += counts.data @ self._columns[dense.size + counts.indices]
        return scores

    def _features(self, messages: list[Message]) -> scipy.sparse.csr_matrix:
        halves = [self._halves(message) for message in messages]
        dense = scipy.sparse.csr_matrix(np.stack([meaning for meaning, _ in halves]))
        return scipy.sparse.hstack([dense, scipy.sparse.vstack([form for _, form in halves])]).tocsr()

    def _halves(self, message: Message) -> tuple[NDArray[np.float32], scipy.sparse.csr_matrix]:
        """Return meaning, weighted, and form: logarithms of the n-gram counts, at length one."""
        dense = message.get_dense_features(attribute=TEXT)[1]
        sparse = message.get_sparse_features(attribute=TEXT)[1]
        counts = (sparse.features.tocsr() if sparse is not None else scipy.sparse.csr_matrix((1, 0))).astype(np.float32)
        counts.data = np.log1p(counts.data)
        counts.data /= max(float(np.sqrt(counts.data @ counts.data)), 1e-9)
        meaning = np.ravel(dense.features) if dense is not None else np.zeros(0, dtype=np.float32)
        return meaning * np.float32(self._config["dense_weight"]), counts
