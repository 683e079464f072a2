"""Deletes or makes anonymous the visits that each cohort keeps no longer; meant for a daily timer."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from web.cohorts.models.cohorts import After
from web.cohorts.retention import retired


class Command(BaseCommand):
    """Say what is due, and do it unless --dry-run."""

    help = "Deletes or makes anonymous the visits that each cohort keeps no longer; counts stay."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer a look without a change."""
        parser.add_argument("--dry-run", action="store_true", help="say what would be done and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Go through the cohorts."""
        total = 0
        for due in retired(timezone.now()):
            done = "made anonymous" if due.rules.after == After.ANONYMISE else "deleted"
            count, total = len(due.visits), total + len(due.visits)
            verb = "would be" if options["dry_run"] else "were" if count > 1 else "was"
            if not options["dry_run"]:
                due.carry_out()
            self.stdout.write(
                f"{due.cohort}: {count} visit{'s' * (count > 1)} older than {due.rules.keep_days} days {verb} {done}"
            )
        if not total:
            self.stdout.write("No visit's time is up.")
