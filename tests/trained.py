"""The trained Rasa model with the actions in the same process: the road of one message without a network."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor

from actions.end_visit import ActionEndVisit
from actions.start_visit import ActionStartVisit
from actions.take_turn import ActionTakeTurn
from dyad.patient import Heard


class InProcess(EndpointConfig):
    """The action server as Rasa calls it, without a port."""

    def __init__(self) -> None:
        super().__init__("http://in.process")
        self._executor = ActionExecutor()
        for action in (ActionStartVisit(), ActionTakeTurn(), ActionEndVisit()):
            self._executor.register_action(action)

    async def request(self, *_: Any, json: dict[str, Any] | None = None, **__: Any) -> Any:
        """Run the action that Rasa asks for."""
        return await self._executor.run(json)


class Kept(OutputChannel):
    """Keeps what was uttered."""

    def __init__(self) -> None:
        self.utterances: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        return "trainer"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        self.utterances.append(message)


class Bot:
    """Takes messages as the channel would pass them on."""

    def __init__(self, agent: Agent) -> None:
        self.agent = agent
        self._loop = asyncio.new_event_loop()
        self._sent = 0

    @classmethod
    def load(cls, model: Path) -> Bot:
        """Load a packed model; half a minute, once a test session."""
        return cls(Agent.load(str(model), action_endpoint=InProcess()))

    def says(self, sender: str, text: str, **metadata: Any) -> dict[str, Any]:
        """Send a message and return the data that came back with the patient's line."""
        self._sent += 1
        out = Kept()
        metadata = {"message_id": f"m{self._sent}", **metadata}
        message = UserMessage(text, out, sender, input_channel="trainer", metadata=metadata)
        self._loop.run_until_complete(self.agent.handle_message(message))
        custom: dict[str, Any] = out.utterances[-1]["custom"]
        return custom

    def hears(self, text: str) -> list[Heard]:
        """Return what the pipeline hears in a reply."""
        parsed = self._loop.run_until_complete(self.agent.parse_message("\u200b" + text))
        return [Heard(piece["text"], piece["intent"], piece["confidence"]) for piece in parsed["heard"]]
