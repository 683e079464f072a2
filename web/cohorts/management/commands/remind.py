"""Mails those who have not begun an assignment, through Django's mail settings."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from web.cohorts.models import Assignment
from web.cohorts.plans import not_started
from web.cohorts.reminders import reminder_for


class Command(BaseCommand):
    """One mail a person, so that nobody sees who else is late."""

    help = "Mails a reminder to everyone who has not begun an open assignment and has given an address."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer one assignment and a look without a mail."""
        parser.add_argument("assignment", nargs="*", type=int, help="numbers of assignments; without one, all that are open")
        parser.add_argument("--dry-run", action="store_true", help="say who would be reminded and send nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Remind."""
        if not settings.MAIL_IS_SET and not options["dry_run"]:
            raise CommandError("There is no mail server. Set DYAD_MAIL_URL and DYAD_SITE_URL, or look first with --dry-run.")
        found = Assignment.objects.filter(withdrawn=False).select_related("cohort")
        if options["assignment"]:
            found = found.filter(pk__in=options["assignment"])
        else:
            found = found.exclude(due__lt=timezone.localdate())
        for assignment in found:
            people = list(not_started(assignment))
            mails = [self._mail(assignment, person.email) for person in people if person.email]
            if mails and not options["dry_run"]:
                get_connection().send_messages(mails)
            verb = "would get" if options["dry_run"] else "got"
            silent = len(people) - len(mails)
            self.stdout.write(f"{assignment} ({assignment.cohort}): {len(mails)} {verb} a reminder, {silent} without an address")

    def _mail(self, assignment: Assignment, address: str) -> EmailMessage:
        return EmailMessage(assignment.title, reminder_for(assignment, settings.SITE_URL), to=[address])
