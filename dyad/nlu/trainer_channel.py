"""The web app's way into Rasa: one webhook behind a bearer secret that says honestly when something failed.

Rasa's own REST channel has no authentication and answers 200 with an empty list when an action fails; this one answers 401, 409, 422 and 503.
"""

from __future__ import annotations

import hmac
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from dyad.faults import place_of
from dyad.nlu.answer_check import check_answers_once

logger = logging.getLogger(__name__)

MAX_REPLY = 2_000
_COMMANDS = {"start": "/start_visit", "end": "/end_visit"}
_NOT_A_COMMAND = "\u200b"  # in front of a reply, so that one which begins with a slash is never obeyed


class _Answer(OutputChannel):
    """Keeps what an action uttered, whole: text and data together."""

    def __init__(self) -> None:
        self.utterances: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        return "trainer"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        self.utterances.append(message)


class TrainerChannel(InputChannel):
    """Takes start, reply and end of a visit from the web app."""

    def __init__(self, secret: str) -> None:
        """Refuse to run without a secret worth the name.

        Raises:
            ValueError: the secret is missing or shorter than 16 characters.
        """
        if len(secret) < 16 or secret.startswith("${"):
            raise ValueError("credentials.yml: set DYAD_CHANNEL_SECRET to 16 characters or more (`make run` makes one).")
        self._expected = f"Bearer {secret}".encode()
        check_answers_once()

    @classmethod
    def name(cls) -> str:
        return "trainer"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> TrainerChannel:
        """Build the channel from credentials.yml."""
        return cls(str((credentials or {}).get("secret", "")))

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Return the routes: a health check and the webhook."""
        routes = Blueprint("trainer_webhook", "dyad.nlu.trainer_channel")

        @routes.route("/", methods=["GET"])
        async def health(request: Request) -> HTTPResponse:
            ready = getattr(request.app.ctx, "agent", None) is not None and request.app.ctx.agent.is_ready()
            return response.json({"status": "ok" if ready else "no model"}, status=200 if ready else 503)

        @routes.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            given = request.headers.get("Authorization", "").encode()
            if not hmac.compare_digest(given, self._expected):
                return response.json({"error": "The bearer secret is missing or wrong."}, status=401)
            problem, message = _read(request)
            if problem or message is None:
                return response.json({"error": problem}, status=422)
            answer = _Answer()
            message.output_channel = answer
            try:
                await on_new_message(message)
            except Exception as error:  # whatever went wrong inside Rasa, the web app must hear of it
                logger.error("The visit %s could not go on: %s", message.sender_id, place_of(error))
            return _reply(answer)

        return routes


def _read(request: Request) -> tuple[str | None, UserMessage | None]:
    """Turn a request into a message for Rasa, or say what is wrong with it."""
    body = request.json
    if not isinstance(body, dict):
        return "The body must be a JSON object.", None
    kind, sender, text = body.get("kind"), body.get("sender"), body.get("message", "")
    if kind not in ("start", "reply", "end"):
        return "kind must be start, reply or end.", None
    if not isinstance(sender, str) or not 8 <= len(sender) <= 64:
        return "sender must be a text of 8 to 64 characters.", None
    if kind == "reply" and (not isinstance(text, str) or not text.strip() or len(text) > MAX_REPLY):
        return f"message must be a text of 1 to {MAX_REPLY} characters.", None
    metadata = {name: body.get(name) for name in ("kind", "case", "variant", "before", "seed", "message_id", "turn", "meant")}
    if not isinstance(metadata["message_id"], str) or not metadata["message_id"]:
        return "message_id must be a text.", None
    words = _COMMANDS.get(kind) or _NOT_A_COMMAND + text
    return None, UserMessage(words, None, sender, input_channel="trainer", metadata=metadata)


def _reply(answer: _Answer) -> HTTPResponse:
    """Pass on the one utterance of the action; anything else is a failure."""
    data = next((u["custom"] for u in answer.utterances if isinstance(u.get("custom"), dict)), None)
    if data is None:
        return response.json({"error": "No action answered."}, status=503)
    if data.get("error"):
        return response.json(data, status={"lost": 409, "failed": 503}.get(data["error"], 422))
    return response.json(data)
