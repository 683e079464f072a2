"""Who may do what: three roles, each a Django group."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, Group, User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

TRAINEE, EDUCATOR, ADMIN = "trainee", "educator", "admin"
ROLES = (TRAINEE, EDUCATOR, ADMIN)


def give_role(person: User, role: str) -> None:
    """Put a person into the group of a role, which is made if it is missing."""
    person.groups.add(Group.objects.get_or_create(name=role)[0])


def has_role(person: AbstractBaseUser | AnonymousUser, role: str) -> bool:
    """Tell whether a signed-in person has a role."""
    return isinstance(person, User) and person.is_active and person.groups.filter(name=role).exists()


def signed_in(request: HttpRequest) -> User:
    """Return the person who asks.

    Raises:
        PermissionDenied: nobody is signed in.
    """
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def make_roles(**_: Any) -> None:
    """Make the three groups; runs after each migration."""
    for role in ROLES:
        Group.objects.get_or_create(name=role)


def roles_of_request(request: HttpRequest) -> dict[str, bool]:
    """Give templates the educator's and the admin's menu."""
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return {"is_educator": False, "is_staff": False}
    return {"is_educator": has_role(person, EDUCATOR), "is_staff": bool(getattr(person, "is_staff", False))}
