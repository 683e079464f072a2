"""Makes a cohort with Tara, Ed and an administrator, so that the site can be tried at once."""

from __future__ import annotations

import secrets
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand

from web.training.models import Cohort
from web.training.people import ADMIN, EDUCATOR, TRAINEE, give_role

PEOPLE = (("tara", TRAINEE), ("ed", EDUCATOR), ("admin", ADMIN))


class Command(BaseCommand):
    """Create the demo accounts; passwords are random and shown once."""

    help = "Creates the demo cohort and accounts; passwords are random and shown once."
    requires_system_checks: list[str] = []  # accounts need neither cases nor the bot

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer new passwords."""
        parser.add_argument("--reset-passwords", action="store_true", help="give existing demo accounts new passwords")

    def handle(self, *args: Any, **options: Any) -> None:
        """Create what is missing and say what was done."""
        cohort, _ = Cohort.objects.get_or_create(name="Demo cohort")
        for name, role in PEOPLE:
            person, new = User.objects.get_or_create(username=name, defaults={"first_name": name.title()})
            give_role(person, role)
            if role == ADMIN:
                person.is_staff = person.is_superuser = True
            if new or options["reset_passwords"]:
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
