"""What a rater does in a browser, as short words for tests."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.http import HttpResponse
from django.test import Client

from dyad.scoring.anchors import load_domains
from web.review.models import CodeMark
from web.training.models import TrainingSession

DOMAINS = [domain.id for domain in load_domains()]


@dataclass(frozen=True)
class Hands:
    """One person's hands at one visit's desk."""

    client: Client
    visit: TrainingSession

    def at(self, number: int, verb: str, **fields: object) -> HttpResponse:
        """Take one step at a turn."""
        return self.client.post(f"/review/{self.visit.pk}/turns/{number}/{verb}/", fields)

    def judge(self, number: int, code: str, verdict: str) -> HttpResponse:
        """Say something about a code of the machine."""
        mark = CodeMark.objects.get(visit=self.visit, turn__number=number, code=code, source="machine")
        return self.at(number, "judge", mark=mark.pk, verdict=verdict)

    def add(self, number: int, code: str, words: str) -> HttpResponse:
        """Give words a code."""
        return self.at(number, "add", code=code, words=words)

    def rate(self, **levels: object) -> HttpResponse:
        """Choose levels."""
        return self.client.post(f"/review/{self.visit.pk}/rate/", {f"level-{name}": value for name, value in levels.items()})

    def finish(self, level: object = 3, remark: str = "", **levels: object) -> HttpResponse:
        """Give every domain a level and finish."""
        chosen = {f"level-{name}": levels.get(name, level) for name in DOMAINS}
        return self.client.post(f"/review/{self.visit.pk}/rate/", {**chosen, "remark": remark, "finish": "yes"})

    def change(self, wish: str) -> HttpResponse:
        """Reopen, give back or do without."""
        return self.client.post(f"/review/{self.visit.pk}/change/", {"wish": wish})

    def page(self, query: str = "") -> str:
        """Read the desk."""
        return self.client.get(f"/review/{self.visit.pk}/{query}").content.decode()


def sheet_of(client: Client, visit: TrainingSession) -> Hands:
    """Sit down at a visit's desk."""
    return Hands(client, visit)


def copies(visit: TrainingSession, count: int) -> None:
    """Store an ended visit again and again, as people b and a of the script in turn."""
    visit = TrainingSession.objects.get(pk=visit.pk)
    turns = list(visit.turns.all())
    for n in range(count):
        visit.pk, visit.sender, visit.variant = uuid.uuid4(), uuid.uuid4(), "ba"[n % 2]
        visit._state.adding = True
        visit.save(force_insert=True)
        for turn in turns:
            turn.pk, turn.session = None, visit
            turn._state.adding = True
            turn.save()
