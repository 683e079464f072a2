"""The web app's way into Rasa: honest about who may come in, what is wrong with a message, and what failed inside."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from itertools import count
from typing import Any

import httpx
import pytest
from rasa.core.channels.channel import UserMessage
from sanic import Sanic
from sanic.signals import RESERVED_NAMESPACES

from dyad.nlu.trainer_channel import MAX_REPLY, TrainerChannel

SECRET = "a-secret-for-tests-only"
HEADERS = {"Authorization": f"Bearer {SECRET}"}
BODY = {"kind": "reply", "sender": "visit-0001", "message": "How are you sleeping?", "message_id": "m1", "turn": 1, "meant": None}
_numbers = count()


class Agent:
    """Stands behind the channel: keeps the messages, answers by rote."""

    def __init__(self) -> None:
        self.messages: list[UserMessage] = []
        self.utterance: dict[str, Any] | None = {"text": "Fine.", "custom": {"line": "Fine."}}
        self.error: Exception | None = None
        self.ready = True

    async def handle(self, message: UserMessage) -> None:
        """Take a message as Rasa's agent would."""
        self.messages.append(message)
        if self.error:
            raise self.error
        if self.utterance:
            await message.output_channel.send_response(message.sender_id, self.utterance)

    def is_ready(self) -> bool:
        """Tell whether a model is loaded."""
        return self.ready


async def nothing(**_: Any) -> None:
    """Listen to a signal."""


@pytest.fixture
def agent() -> Agent:
    """The agent behind the channel."""
    return Agent()


@pytest.fixture
def call(agent: Agent) -> Callable[..., httpx.Response]:
    """Return a function that sends a request through the channel, in this process."""

    def send(
        method: str = "POST", path: str = "/webhooks/trainer/webhook", *, headers: dict[str, str] = HEADERS, **kwargs: Any
    ) -> httpx.Response:
        async def go() -> httpx.Response:
            app = Sanic(f"channel{next(_numbers)}")
            channel = TrainerChannel(SECRET)
            app.blueprint(channel.blueprint(agent.handle), url_prefix=f"/webhooks/{channel.url_prefix()}")  # as Rasa does
            app.ctx.agent = agent
            for event in RESERVED_NAMESPACES["http"]:  # Sanic's server would strip the signals nobody listens to
                app.add_signal(nothing, event)
            app.signalize()
            app.finalize()
            async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://bot") as client:
                return await client.request(method, path, headers=headers, **kwargs)

        return asyncio.run(go())

    return send


Call = Callable[..., httpx.Response]


def test_a_reply_reaches_rasa_and_its_answer_comes_back_whole(call: Call, agent: Agent) -> None:
    response = call(json=BODY)
    assert (response.status_code, response.json()) == (200, {"line": "Fine."})
    (message,) = agent.messages
    assert (message.sender_id, message.input_channel) == ("visit-0001", "trainer")
    assert message.metadata == {
        "kind": "reply",
        "case": None,
        "variant": None,
        "before": None,
        "seed": None,
        "message_id": "m1",
        "turn": 1,
        "meant": None,
    }


@pytest.mark.parametrize(("kind", "text"), [("start", "/start_visit"), ("end", "/end_visit")])
def test_start_and_end_become_commands_whatever_their_text(call: Call, agent: Agent, kind: str, text: str) -> None:
    assert call(json={**BODY, "kind": kind, "message": "ignored"}).status_code == 200
    assert agent.messages[0].text == text


@pytest.mark.parametrize("text", ["/restart", " /restart", '/slot{"x": 1}', "/end_visit", "\t/back", "\u200b/restart"])
def test_a_reply_that_begins_with_a_slash_never_becomes_a_command(call: Call, agent: Agent, text: str) -> None:
    assert call(json={**BODY, "message": text}).status_code == 200
    assert not agent.messages[0].text.lstrip().startswith("/")
    assert text.strip().lstrip("\u200b") in agent.messages[0].text


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": ""}, {"Authorization": SECRET}, {"Authorization": f"Bearer {SECRET}x"}]
)
def test_without_the_secret_nobody_comes_in(call: Call, agent: Agent, headers: dict[str, str]) -> None:
    response = call(json=BODY, headers=headers)
    assert (response.status_code, response.json()) == (401, {"error": "The bearer secret is missing or wrong."})
    assert agent.messages == []


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"kind": "restart"}, "kind must be start, reply or end."),
        ({"kind": None}, "kind must be start, reply or end."),
        ({"sender": "short"}, "sender must be a text of 8 to 64 characters."),
        ({"sender": "x" * 65}, "sender must be a text of 8 to 64 characters."),
        ({"sender": 12345678}, "sender must be a text of 8 to 64 characters."),
        ({"message": ""}, f"message must be a text of 1 to {MAX_REPLY} characters."),
        ({"message": " \n\t"}, f"message must be a text of 1 to {MAX_REPLY} characters."),
        ({"message": "x" * (MAX_REPLY + 1)}, f"message must be a text of 1 to {MAX_REPLY} characters."),
        ({"message": None}, f"message must be a text of 1 to {MAX_REPLY} characters."),
        ({"message": ["x"]}, f"message must be a text of 1 to {MAX_REPLY} characters."),
        ({"message_id": ""}, "message_id must be a text."),
        ({"message_id": 7}, "message_id must be a text."),
    ],
)
def test_a_bad_message_is_refused_with_what_would_do(call: Call, agent: Agent, changes: dict[str, Any], problem: str) -> None:
    response = call(json={**BODY, **changes})
    assert (response.status_code, response.json()) == (422, {"error": problem})
    assert agent.messages == []


@pytest.mark.parametrize("content", [b"[1]", b'"text"', b"null"])
def test_a_body_that_is_no_object_is_refused(call: Call, content: bytes) -> None:
    assert call(content=content).status_code == 422


def test_a_body_that_is_no_json_is_refused(call: Call, agent: Agent) -> None:
    assert call(content=b"{").status_code in (400, 422)
    assert agent.messages == []


def test_the_longest_reply_is_taken(call: Call) -> None:
    assert call(json={**BODY, "message": "x" * MAX_REPLY}).status_code == 200


@pytest.mark.parametrize(
    ("error", "status"),
    [({"error": "lost", "have": 3}, 409), ({"error": "failed"}, 503), ({"error": "The visit is over."}, 422)],
)
def test_an_error_of_an_action_gets_its_status_and_is_passed_on(
    call: Call, agent: Agent, error: dict[str, Any], status: int
) -> None:
    agent.utterance = {"custom": error}
    response = call(json=BODY)
    assert (response.status_code, response.json()) == (status, error)


@pytest.mark.parametrize("utterance", [None, {"text": "only words"}, {"custom": None}])
def test_an_action_that_says_nothing_is_a_failure(call: Call, agent: Agent, utterance: dict[str, Any] | None) -> None:
    agent.utterance = utterance
    response = call(json=BODY)
    assert (response.status_code, response.json()) == (503, {"error": "No action answered."})


def test_an_exception_inside_rasa_is_a_failure_without_the_reply_in_answer_or_log(
    call: Call, agent: Agent, caplog: pytest.LogCaptureFixture
) -> None:
    agent.error = RuntimeError("could not parse: How are you sleeping?")
    with caplog.at_level(logging.DEBUG):
        response = call(json=BODY)
    assert response.status_code == 503
    assert "sleeping" not in response.text
    assert "visit-0001" in caplog.text and "sleeping" not in caplog.text


@pytest.mark.parametrize(("ready", "status"), [(True, 200), (False, 503)])
def test_the_health_check_says_whether_a_model_is_loaded(call: Call, agent: Agent, ready: bool, status: int) -> None:
    agent.ready = ready
    assert call("GET", "/webhooks/trainer/", headers={}).status_code == status


@pytest.mark.parametrize("credentials", [None, {}, {"secret": ""}, {"secret": "too-short"}, {"secret": "${DYAD_CHANNEL_SECRET}"}])
def test_the_channel_does_not_run_without_a_secret_worth_the_name(credentials: dict[str, Any] | None) -> None:
    with pytest.raises(ValueError, match="set DYAD_CHANNEL_SECRET to 16 characters or more"):
        TrainerChannel.from_credentials(credentials)
