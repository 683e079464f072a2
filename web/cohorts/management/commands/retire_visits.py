"""Deletes or makes anonymous the visits that each cohort keeps no longer; meant for a daily timer."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from web.cohorts.models.cohorts import After
from web.cohorts.retention import SIGN_IN_DAYS, old_sign_ins, retired


class Command(BaseCommand):
    """Say what is due, and do it unless --dry-run."""

    help = "Deletes or makes anonymous the visits that each cohort keeps no longer, and old records of sign-ins; counts stay."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer a look without a change."""
        parser.add_argument("--dry-run", action="store_true", help="say what would be done and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Go through the cohorts."""
        now, dry = timezone.now(), bool(options["dry_run"])
        found = list(retired(now))
        for due in found:
            done = "made anonymous" if due.rules.after == After.ANONYMISE else "deleted"
            if not dry:
                due.carry_out()
            self._say(f"{due.cohort}: ", len(due.visits), "visit", due.rules.keep_days, done, dry)
        records = sum(rows.count() if dry else rows.delete()[0] for rows in old_sign_ins(now))
        if records:
            self._say("", records, "record", SIGN_IN_DAYS, "deleted", dry, " of sign-ins")
        if not found:
            self.stdout.write("No visit's time is up.")

    def _say(self, where: str, count: int, what: str, days: int, done: str, dry: bool, of: str = "") -> None:
        verb = "would be" if dry else "was" if count == 1 else "were"
        self.stdout.write(f"{where}{count} {what}{'s' * (count != 1)}{of} older than {days} days {verb} {done}")
