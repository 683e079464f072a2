"""The trained Rasa model, loaded quietly: what the pipeline heard in a text comes back."""

from __future__ import annotations

import logging
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rasa.core.agent import Agent

MODEL = Path(__file__).resolve().parents[2] / "models" / "dyad.tar.gz"


def load_agent() -> Agent:
    """Return the agent of models/dyad.tar.gz; what Rasa would say while loading and parsing is left out."""
    import structlog

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from rasa.core.agent import Agent

        return Agent.load(str(MODEL))


async def heard(agent: Agent, text: str) -> list[dict[str, Any]]:
    """Return text, intent and confidence of each piece of a message."""
    parsed = await agent.parse_message("\u200b" + text)
    pieces: list[dict[str, Any]] = parsed["heard"]
    return pieces
