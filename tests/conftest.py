"""What all rooms' tests share: the toy case, a tracker from keywords, a dispatcher, and the trained bot for what is marked slow."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from dyad.cases import Case, load_case
from tests.toys import SLUG, PlayedVisit, toy_pack, write_pack

if TYPE_CHECKING:
    from tests.trained import Bot

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def toy_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Case]:
    """Return a function that writes and reads the toy case with another type or start."""

    def build(case_type: str = "P3", trust: int = 3, tension: int = 4) -> Case:
        folder = tmp_path_factory.mktemp("cases")
        return load_case(SLUG, write_pack(folder, toy_pack(case_type, trust, tension)))

    return build


@pytest.fixture(scope="session")
def toy(toy_of: Callable[..., Case]) -> Case:
    """The toy case: a P3 patient who starts with trust 3 and tension 4."""
    return toy_of()


@pytest.fixture
def visit(toy: Case) -> PlayedVisit:
    """A visit with the toy case that has just begun."""
    return PlayedVisit(toy)


@pytest.fixture
def dispatcher() -> CollectingDispatcher:
    """Collects what an action utters."""
    return CollectingDispatcher()


@pytest.fixture
def tracker_at() -> Callable[..., Tracker]:
    """Return a function that builds a tracker from keywords; what is left out is empty."""

    def build(
        text: str = "How are you sleeping?",
        *,
        visit: dict[str, Any] | None = None,
        heard: list[dict[str, Any]] | None = None,
        intent: str | None = None,
        events: list[dict[str, Any]] | None = None,
        **metadata: Any,
    ) -> Tracker:
        message: dict[str, Any] = {"text": text, "metadata": {"message_id": "m1", **metadata}}
        if heard is not None:
            message["heard"] = heard
        if intent is not None:
            message["intent"] = {"name": intent, "confidence": 1.0}
        return Tracker("visit-0001", {"visit": visit}, message, events or [], False, None, {}, "action_listen")

    return build


@pytest.fixture(scope="session")
def bot() -> Bot:
    """The trained bot with its actions in this process; skipped where `make model` has not run."""
    model = ROOT / "models" / "dyad.tar.gz"
    if not model.is_file():
        pytest.skip("models/dyad.tar.gz is missing; `make model` trains it")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Rasa's own imports warn of is not ours to mend
        from tests.trained import Bot

        return Bot.load(model)
