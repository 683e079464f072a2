"""The room's shortcuts: what each does, its usual key, and an educator's own choice of keys.

They can be changed and turned off (WCAG 2.2, 2.1.4), and they rest while somebody types.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from web.review.models import KeyMap

COMMANDS: tuple[tuple[str, str, Promise], ...] = (
    ("next_turn", "j", _later("Next turn")),
    ("previous_turn", "k", _later("Previous turn")),
    ("next_code", "n", _later("Next code of the turn")),
    ("confirm_code", "y", _later("Confirm the code, or take that back")),
    ("remove_code", "x", _later("Remove the code, or take that back")),
    ("add_code", "a", _later("Add a code to the selected words")),
    ("comment", "c", _later("Comment on the turn")),
    ("snippet", "s", _later("Comment with a saved snippet")),
    ("flag", "f", _later("Flag: Dyad was wrong here")),
    ("next_domain", "d", _later("Next domain")),
    ("previous_domain", "u", _later("Previous domain")),
    ("level_1", "1", _later("Level 1")),
    ("level_2", "2", _later("Level 2")),
    ("level_3", "3", _later("Level 3")),
    ("level_4", "4", _later("Level 4")),
    ("level_5", "5", _later("Level 5")),
    ("level_none", "0", _later("Cannot be rated here")),
    ("finish", "e", _later("Finish the rating")),
    ("next_visit", "]", _later("Next visit to rate")),
    ("help", "?", _later("Show these keys")),
)


class BadKeys(ValueError):
    """A choice of keys that will not do; the message is for the educator."""


@dataclass(frozen=True)
class Shortcut:
    """One command with the key that gives it; no key turns it off."""

    name: str
    key: str
    label: str


def shortcuts_of(person: User) -> tuple[bool, list[Shortcut]]:
    """Return whether shortcuts are on, and all of them with this person's keys."""
    own = KeyMap.objects.filter(owner=person).first()
    keys = own.keys if own else {}
    return own.on if own else True, [Shortcut(name, keys.get(name, usual), str(label)) for name, usual, label in COMMANDS]


def choose_keys(person: User, wanted: Mapping[str, str], *, on: bool) -> None:
    """Keep a person's keys.

    Raises:
        BadKeys: a key is more than one character, or is given twice.
    """
    keys = {name: wanted.get(name, usual).strip() for name, usual, _label in COMMANDS}
    taken: dict[str, str] = {}
    for name, key in keys.items():
        if len(key) > 1:
            raise BadKeys(_("“%(key)s” is more than one key.") % {"key": key[:20]})
        if key and key in taken:
            raise BadKeys(_("“%(key)s” is chosen twice.") % {"key": key})
        taken[key] = name
    KeyMap.objects.update_or_create(owner=person, defaults={"keys": keys, "on": on})
