"""An answer with which a visit could not go on is no answer."""

import uuid

import httpx
import pytest

from tests.web.fake_patient import FakePatient
from web.training import rasa

WHO = rasa.Conversation(uuid.UUID(int=1), "paper-boat", 7)


def test_a_reply_brings_line_turn_and_score(patient: FakePatient):
    rasa.start(WHO)
    answer = rasa.reply(WHO, "message-0001", 1, "I am sorry.")
    assert answer.line and answer.turn["number"] == 1 and answer.score["codes"][0]["code"] == "own_mistake_repair"


def test_a_conversation_that_lags_is_lost(patient: FakePatient):
    rasa.start(WHO)
    with pytest.raises(rasa.TrackerLost, match="the bot has 0 turns, the record 4"):
        rasa.reply(WHO, "message-0001", 5, "I am sorry.")


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, json=[]),
        httpx.Response(200, text="no json"),
        httpx.Response(200, json={"line": "Hm.", "message_id": "message-0001"}),
        httpx.Response(200, json={"line": "Hm.", "message_id": "another"}),
        httpx.Response(200, json={"line": " ", "message_id": "message-0001"}),
        httpx.Response(409, json={"error": "something else"}),
        httpx.Response(500, text="<html>"),
        httpx.Response(302, headers={"Location": "http://elsewhere"}, json={}),
    ],
    ids=["empty list", "no json", "no turn", "another message", "blank", "other conflict", "crash", "redirect"],
)
def test_half_an_answer_is_refused_without_a_word_of_the_reply(monkeypatch, answer):
    client = httpx.Client(transport=httpx.MockTransport(lambda _: answer))
    monkeypatch.setattr(rasa, "client", lambda: client)
    with pytest.raises(rasa.PatientUnavailable) as caught:
        rasa.reply(WHO, "message-0001", 1, "words that stay here")
    assert "words that stay here" not in str(caught.value)


def test_the_client_goes_straight_to_the_bot_and_waits_ten_seconds():
    rasa.client.cache_clear()
    client = rasa.client()
    assert client.timeout == httpx.Timeout(10) and not client.trust_env
