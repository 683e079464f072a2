"""Talks to the running bot from a terminal, the way the web app does, and shows the patient's state after each turn."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from dyad.cases.load import ROOT

SECRET_FILE = ROOT / "var" / "channel-secret"


class BotUnavailable(RuntimeError):
    """The bot cannot be reached or would not answer; the message says what would do."""


class Conversation:
    """One visit with one case over the trainer channel."""

    def __init__(self, slug: str, seed: int = 0, variant: str = "a") -> None:
        self._case, self._seed, self._variant, self._sender, self._turn = slug, seed, variant, uuid.uuid4().hex, 0
        self._address = os.environ.get("DYAD_RASA_URL", "http://127.0.0.1:5005").rstrip("/") + "/webhooks/trainer/webhook"
        self._secret = os.environ.get("DYAD_CHANNEL_SECRET") or _stored_secret()

    def start(self) -> dict[str, Any]:
        """Let the patient speak first."""
        return self._post("start")

    def reply(self, message: str) -> dict[str, Any]:
        """Send one reply and return line, turn and score."""
        answer = self._post("reply", message)
        self._turn += 1
        return answer

    def end(self) -> dict[str, Any]:
        """End the visit."""
        return self._post("end")

    def _post(self, kind: str, message: str = "") -> dict[str, Any]:
        body = {
            "kind": kind,
            "sender": self._sender,
            "case": self._case,
            "seed": self._seed,
            "variant": self._variant,
            "message_id": uuid.uuid4().hex,
            "turn": self._turn + 1 if kind == "reply" else self._turn,
            "message": message,
            "meant": True,  # an author tries lines; nobody is in distress
        }
        headers = {"Authorization": f"Bearer {self._secret}", "Content-Type": "application/json"}
        request = Request(self._address, json.dumps(body).encode(), headers)
        try:
            with urlopen(request, timeout=30) as response:  # noqa: S310 (an http address of this machine)
                answer: dict[str, Any] = json.load(response)
                return answer
        except HTTPError as error:
            raise BotUnavailable(f"The bot answered {error.code}: {error.read().decode()[:200]}") from error
        except URLError as error:
            raise BotUnavailable(f"No bot at {self._address}; start it with `make run`.") from error


def _stored_secret() -> str:
    try:
        return SECRET_FILE.read_text(encoding="utf-8").strip()
    except FileNotFoundError as error:
        raise BotUnavailable("No channel secret yet; `make run` makes one.") from error


def show(answer: dict[str, Any]) -> Iterator[str]:
    """Return what an author wants to see of an answer, line by line."""
    turn, score = answer["turn"], answer["score"]
    if score:
        codes = ", ".join(coded["code"] for coded in score["codes"]) or "no code"
        yield f"  [{score['unscored_because'] or score['band']}: {score['points']:+d}, {codes}]"
        yield f"  [{turn['stage']}, trust {turn['trust']:g}, tension {turn['tension']:g}; heard {', '.join(turn['topics']) or 'nothing'}]"
        yield from (f"  [{change['rule']}]" for change in turn["changes"])
        yield from (f"  [came out: {fact}]" for fact in turn["unlocked"])
    yield f"{turn['line']}"


def replies_from(file: Path) -> list[str]:
    """Return the replies of a text file, one a line."""
    return [line.strip() for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
