"""A cohort goes in; thirty made-up trainees in it come out, none of whom can sign in."""

from __future__ import annotations

from django.contrib.auth.models import User

from web.cohorts import notices
from web.training.models import Cohort
from web.training.people import TRAINEE, give_role

# Invented names, mixed on purpose; Tara is the first trainee of the demo and has an account of her own.
NAMES = (
    "Amina Osei", "Bruno Keller", "Chiara Lombardi", "Daniel Okafor", "Elif Demir", "Farid Haddad", "Grace Mbeki", "Hana Sato",
    "Ilya Petrov", "Jamal Carter", "Katya Novak", "Liam Byrne", "Mei Lin Tan", "Noor Rahman", "Oscar Nilsson", "Priya Menon",
    "Quentin Dubois", "Rosa Jimenez", "Samuel Cohen", "Thandi Nkosi", "Umar Siddiqui", "Valeria Costa", "Wei Zhang", "Ximena Rojas",
    "Yusuf Aydin", "Zoe Papadaki", "Anders Holm", "Bea Castillo", "Callum Reid",
)  # fmt: skip


def make_trainees(cohort: Cohort, count: int) -> list[User]:
    """Return Tara and others, so that there are as many as asked for; whoever is missing is made."""
    found = list(cohort.trainees.filter(username="tara"))
    for name in NAMES[: count - len(found)]:
        first, last = name.rsplit(" ", 1)
        person, new = User.objects.get_or_create(
            username=f"demo-{last.lower()}", defaults={"first_name": first, "last_name": last}
        )
        if new:
            person.set_unusable_password()
            person.save(update_fields=["password"])
        give_role(person, TRAINEE)
        cohort.trainees.add(person)
        notices.accept(person, notices.wording().version)
        found.append(person)
    return found
