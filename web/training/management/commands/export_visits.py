"""Visits go out as JSON lines, without names: what was said, with tags and scores, for `dyad rescore`."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand

from dyad.cases import load_case
from web.training.models import TrainingSession


class Command(BaseCommand):
    """Writes every opened visit, oldest first."""

    help = "Writes the stored visits as JSON lines to standard output, without names."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write."""
        for visit in TrainingSession.objects.firsts().opened().order_by("started", "pk"):
            line, tags, turns = visit.opening_line, visit.opening_tags, []
            for turn in visit.answered():
                turns.append(
                    {
                        "patient": line,
                        "tags": tags,
                        "reply": turn.reply,
                        "score": turn.score,
                        "understood": (turn.turn or {})["understood"],
                    }
                )
                line, tags = turn.line, turn.tags
            row = {"visit": str(visit.pk), "case_type": load_case(visit.case_slug).case_type, "turns": turns}
            self.stdout.write(json.dumps(row, ensure_ascii=False))
