"""A reply goes in; what the trained pipeline heard in each piece of it comes out, without a server."""

from __future__ import annotations

import asyncio
import logging
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from rasa.core.agent import Agent

MODEL = Path(__file__).resolve().parents[2] / "models" / "dyad.tar.gz"
_NOT_A_COMMAND = "\u200b"  # a message that begins with a slash would be obeyed


class Piece(NamedTuple):
    """One thing that was asked or told; confidence from 0 to 1."""

    text: str
    intent: str | None
    confidence: float


class ModelNotTrained(RuntimeError):
    """There is no trained model."""


class Listener:
    """The pipeline of models/dyad.tar.gz, the same that hears a live visit."""

    def __init__(self, agent: Agent) -> None:
        self.agent = agent
        self._loop = asyncio.new_event_loop()

    @classmethod
    def load(cls, model: Path = MODEL) -> Listener:
        """Load the model; some seconds. What Rasa would say meanwhile is left out.

        Raises:
            ModelNotTrained: the file is not there.
        """
        if not model.is_file():
            raise ModelNotTrained(f"{model} is missing; `make model` trains it.")
        import structlog

        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from rasa.core.agent import Agent

            return cls(Agent.load(str(model)))

    def hears(self, reply: str) -> list[Piece]:
        """Return what is heard in a reply, in order."""
        parsed = self._loop.run_until_complete(self.agent.parse_message(_NOT_A_COMMAND + reply))
        return [Piece(piece["text"], piece["intent"], piece["confidence"]) for piece in parsed["heard"]]
