"""A graph's surroundings for Rasa components, small enough to be built by hand."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # what Rasa's own imports warn of is not ours to mend
    import rasa.core.agent  # noqa: F401 (imported here once, under the filter)
    from rasa.engine.graph import ExecutionContext, GraphSchema
    from rasa.engine.storage.local_model_storage import LocalModelStorage
    from rasa.engine.storage.resource import Resource


@pytest.fixture
def around(tmp_path: Path) -> tuple[Any, Any, Any]:
    """Return model storage, resource and execution context, as a graph gives them to a component."""
    (tmp_path / "storage").mkdir()
    storage = LocalModelStorage.create(tmp_path / "storage")
    return storage, Resource("toy"), ExecutionContext(GraphSchema({}), node_name="toy")


@pytest.fixture
def make(around: tuple[Any, Any, Any]) -> Callable[..., Any]:
    """Return a function that creates a component as the graph does."""

    def build(component: Any, **config: Any) -> Any:
        return component.create({**component.get_default_config(), **config}, *around)

    return build
