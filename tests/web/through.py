"""Small steps through a debrief, for tests that begin behind them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.test import Client

from tests.web.test_a_visit import say
from web.training.models import TrainingSession

REPLIES = ("I am sorry. That must have been frightening.", "It was the inbox, it is always full.")
ANSWERS: dict[str, Any] = {
    "nature": "real",
    "quote_for": "called again, marked 'priority'",
    "nobody": "on",
    "underneath": "Nothing was hidden.",
    "nothing": "on",
    "feelings": ["swamped"],
    "urges": ["fix", "flee"],
    "pull_turn": "1",
    "pull": "I explained instead of listening.",
    "personal": "My own mother waited like this.",
    "drug": "A thing that works.",
    "stakes": ["trust"],
    "better": "That was our error.",
    "unsafe": "She has no tablet for tomorrow.",
}


def play(client: Client, visit: TrainingSession, *replies: str) -> TrainingSession:
    """Say some replies and end the visit."""
    for number, reply in enumerate(replies or REPLIES, start=1):
        assert say(client, visit, reply, f"message-{number:04}", number).status_code == 200
    client.post(f"/visits/{visit.pk}/end/")
    visit.refresh_from_db()
    return visit


def to_the_key(client: Client, visit: TrainingSession, **answers: Any) -> HttpResponse:
    """Go through reaction, facts and formulation; return the answer to the last."""
    address = f"/visits/{visit.pk}/debrief/"
    client.post(f"{address}reaction/", {"words": "Heavy."})
    client.post(f"{address}facts/", {"asked": "The refill.", "agreed": "To sign it."})
    return client.post(f"{address}formulation/", ANSWERS | answers | {"step": "submit"})  # type: ignore[return-value]


def comparison(client: Client, visit: TrainingSession) -> str:
    """Return the page that shows the key."""
    to_the_key(client, visit)
    return client.get(f"/visits/{visit.pk}/debrief/", follow=True).content.decode()
