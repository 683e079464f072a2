"""Makes a cohort with Tara, Ed and an administrator, so that the site can be tried at once; with --visits, one that is full."""

from __future__ import annotations

import secrets
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from dyad.nlu.listener import ModelNotTrained
from web.demo import filling, playing
from web.training.models import Cohort
from web.training.people import ADMIN, EDUCATOR, TRAINEE, give_role

PEOPLE = (("tara", TRAINEE), ("ed", EDUCATOR), ("admin", ADMIN))
SECOND = ("eva", EDUCATOR)  # rates beside Ed in a demo with visits


class Command(BaseCommand):
    """Create the demo accounts; passwords are random and shown once."""

    help = "Creates the demo cohort and accounts; passwords are random and shown once. With --visits, fills the cohort."
    requires_system_checks: list[str] = []  # accounts need neither cases nor the bot

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer new passwords and visits."""
        parser.add_argument("--reset-passwords", action="store_true", help="give existing demo accounts new passwords")
        parser.add_argument(
            "--visits", type=int, default=0, help="simulated visits to fill the cohort with (some minutes for 300)"
        )
        parser.add_argument("--trainees", type=int, default=filling.TRAINEES, help="how many trainees make them, Tara among them")

    def handle(self, *args: Any, **options: Any) -> None:
        """Create what is missing and say what was done."""
        cohort, _ = Cohort.objects.get_or_create(name="Demo cohort")
        for name, role in (*PEOPLE, SECOND) if options["visits"] else PEOPLE:
            self._make(cohort, name, role, new_password=options["reset_passwords"])
        if options["visits"] > 0:
            self._fill(cohort, options["visits"], options["trainees"])

    def _make(self, cohort: Cohort, name: str, role: str, *, new_password: bool) -> None:
        person, new = User.objects.get_or_create(username=name, defaults={"first_name": name.title()})
        give_role(person, role)
        if role == ADMIN:
            person.is_staff = person.is_superuser = True
        if new or new_password:
            password = secrets.token_urlsafe(12)
            person.set_password(password)
            self.stdout.write(f"{role:<9} {name:<6} {password}")
        else:
            self.stdout.write(f"{role:<9} {name:<6} exists already; --reset-passwords gives a new password")
        person.save()
        if role == TRAINEE:
            cohort.trainees.add(person)
        if role == EDUCATOR:
            cohort.educators.add(person)

    def _fill(self, cohort: Cohort, visits: int, trainees: int) -> None:
        try:
            made = filling.fill(cohort, visits, playing.load_stage, self.stdout.write, trainees=trainees)
        except (ModelNotTrained, filling.TooMany) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{made} simulated visits are new." if made else "The cohort has simulated visits already; none is new."
        )
