"""A patient who answers by rote: the bot's channel as web/ sees it, in memory, with every way of failing it has."""

from __future__ import annotations

import json
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import httpx

from dyad.scoring.score import CodedThought, TurnContext, score_turn

OPENING = "Five days. I counted them. Did anyone read what I wrote on the form?"
LINES = (
    "It said priority. I saw her write priority.",
    "I cut the last three in half, if you want to know.",
    "My daughter found me on the laundry floor.",
    "All right. And who answers next time?",
)
OWN_DISTRESS = "I can't go on myself"  # these words send the trainee out of the role here
CLOSING = "Then I'll have the refill and go."
# A word in a reply, and the code it earns here.
WORDS = {
    "sorry": "own_mistake_repair",
    "frightening": "empathic_reflection",
    "what": "open_question",
    "inbox": "defensive_justification",
    "always": "shaming",
    "week": "plan_followup",
}


@dataclass
class FakePatient:
    """Answers the channel's requests; its switches make it fail."""

    secret: str
    down: bool = False
    status: int | None = None
    slow_s: float = 0
    late: bool = False  # answers, but after everyone has stopped waiting
    silent: bool = False
    scoreless: bool = False
    leaves_at: int | None = None
    heard: list[dict[str, Any]] = field(default_factory=list)
    conversations: dict[str, dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))
    scored: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def client(self) -> httpx.Client:
        """Return a client that talks to this patient instead of a network."""
        return httpx.Client(transport=httpx.MockTransport(self.answer), timeout=10)

    def forget(self) -> None:
        """Lose every tracker, as after a crash without a store."""
        self.conversations.clear()

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Answer one request as the channel would."""
        if self.down:
            raise httpx.ConnectError("connection refused", request=request)
        if self.slow_s:
            time.sleep(min(self.slow_s, 0.2))
            if self.slow_s > 10:
                raise httpx.ReadTimeout("timed out", request=request)
        if request.headers.get("Authorization") != f"Bearer {self.secret}":
            return httpx.Response(401, json={"error": "secret"})
        if self.status:
            return httpx.Response(self.status, json={"error": "failed"})
        body = json.loads(request.content)
        with self.lock:
            self.heard.append(body)
            answer = self._play(body)
        if self.late:
            raise httpx.ReadTimeout("timed out", request=request)
        return answer

    def _play(self, body: dict[str, Any]) -> httpx.Response:
        answers = self.conversations[body["sender"]]
        if body["message_id"] in answers:
            return httpx.Response(200, json=answers[body["message_id"]])
        have = sum(name not in ("start", "end") for name in answers)
        if body["kind"] != "start" and ("start" not in answers or have != body["turn"] - 1):
            return httpx.Response(409, json={"error": "lost", "have": have})
        if OWN_DISTRESS in body.get("message", "") and not body.get("meant"):
            return httpx.Response(422, json={"error": "help"})
        given = self._content(body, have)
        if not (self.silent or self.scoreless):  # a failed action leaves nothing in the tracker
            answers[body["message_id"]] = given
        return httpx.Response(200, json=given)

    def _content(self, body: dict[str, Any], have: int) -> dict[str, Any]:
        kind, number = body["kind"], body["turn"]
        line = OPENING if kind == "start" else CLOSING if kind == "end" else LINES[have % len(LINES)]
        ended = "plan_followed" if kind == "end" else "left_early" if number == self.leaves_at else None
        turn = {
            "number": number if kind == "reply" else have,
            "line": line,
            "tags": ["affect"],
            "line_ids": [f"line-{have}"],
            "stage": "opening" if have < 3 else "first_tests",
            "trust": min(10.0, 5 + have / 2),
            "tension": max(0.0, 7 - have),
            "understood": True,
            "topics": [],
            "unlocked": ["cut-in-half"] if have == 1 and kind == "reply" else [],
            "changes": [{"rule": "A good reply lets tension fall.", "trust": 0.0, "tension": -0.5}] if kind == "reply" else [],
            "ended": ended,
        }
        score = None
        if kind == "reply" and not self.scoreless:
            self.scored += 1
            score = _score(body["message"], number)
        return {"line": "" if self.silent else line, "turn": turn, "score": score, "message_id": body["message_id"]}


def _score(reply: str, number: int) -> dict[str, Any]:
    coded = []
    for word, code in WORDS.items():
        at = reply.lower().find(word)
        if at >= 0:
            coded.append(CodedThought(code, reply[at : at + len(word)], at, at + len(word), f"fake rule: says {word}"))
    coded.sort(key=lambda thought: thought.start)
    scored: dict[str, Any] = json.loads(json.dumps(score_turn(coded, TurnContext("C2a", turn=number)).as_dict()))
    return scored
