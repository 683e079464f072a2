"""A pack's texts and one of its people go in; the same texts with that person's name, pronouns and words come out.

Three people or more play each script, so that a cohort can be compared on who they met and nothing else (clinical brief 5.6).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from dyad.cases.errors import CaseError

BASE = "a"  # the person of case.yml; the others have their own letters
_PRONOUNS = {
    "he/him": ("he", "him", "his", "his", "himself"),
    "she/her": ("she", "her", "her", "hers", "herself"),
    "they/them": ("they", "them", "their", "theirs", "themself"),
}
_FORMS = ("they", "them", "their", "theirs", "themself")
_VERBS = {
    "s": ("s", ""),
    "es": ("es", ""),
    "is": ("is", "are"),
    "has": ("has", "have"),
    "was": ("was", "were"),
    "does": ("does", "do"),
}
_SLOT = re.compile(r"\{(\w+)\}")
_LATER = frozenset({"gist"})  # filled in when the patient speaks


@dataclass(frozen=True)
class Variant:
    """One of the people who play a script."""

    id: str
    name: str
    pronouns: str
    words: dict[str, str]

    @property
    def slots(self) -> dict[str, str]:
        """Return what may stand in braces, with what is said for it."""
        forms = dict(zip(_FORMS, _PRONOUNS[self.pronouns], strict=True))
        verbs = {name: pair[self.pronouns == "they/them"] for name, pair in _VERBS.items()}
        first, _, last = self.name.partition(" ")
        own = {**forms, **verbs, **self.words, "name": self.name, "first": first, "last": last or first}
        return own | {key.capitalize(): text[:1].upper() + text[1:] for key, text in own.items()}


def variants_of(sheet: dict[str, Any]) -> tuple[Variant, ...]:
    """Return the people of a case.yml, the base first.

    Raises:
        CaseError: two have the same letter, or one lacks a word that another has.
    """
    place, person = f"cases/{sheet['slug']}/case.yml", sheet["person"]
    people = [Variant(BASE, person["name"], person["pronouns"], person.get("words", {}))]
    people += [Variant(raw["id"], raw["name"], raw["pronouns"], raw.get("words", {})) for raw in sheet.get("variants", ())]
    for number, one in enumerate(people[1:]):
        if one.id in {other.id for other in people[: number + 1]}:
            raise CaseError(place, f"variants[{number}].id", f"{one.id} is taken; `a` is the person above, use b, c, d.")
        if missing := set(people[0].words) ^ set(one.words):
            raise CaseError(place, f"variants[{number}].words", f"{', '.join(sorted(missing))}: every person has the same words.")
    return tuple(people)


def fill(content: Any, variant: Variant, place: str) -> Any:
    """Return a file's content with every slot filled.

    Raises:
        CaseError: a text holds a slot that this case has no word for.
    """
    return _filled(content, variant.slots, place)


def _filled(content: Any, slots: dict[str, str], place: str) -> Any:
    if isinstance(content, str):
        return _SLOT.sub(lambda match: _word(match[1], slots, place, content), content) if "{" in content else content
    if isinstance(content, list):
        return [_filled(item, slots, place) for item in content]
    if isinstance(content, dict):
        return {key: item if key in ("words", "variants") else _filled(item, slots, place) for key, item in content.items()}
    return content


def _word(name: str, slots: dict[str, str], place: str, text: str) -> str:
    if name in _LATER:
        return "{" + name + "}"
    if name not in slots:
        known = ", ".join(sorted(key for key in slots if key.islower()))
        raise CaseError(place, f"'{text[:60]}'", f"{{{name}}} stands for nothing. Known: {known}.")
    return slots[name]
