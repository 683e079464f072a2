"""A case goes in; what it hides from the trainee comes out in the order an educator reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from dyad.cases import Case, Fact

KEY_HEADINGS = {
    "reality_or_pattern": _("Something real, or a pattern brought along?"),
    "how_they_treated_you": _("How the patient treated the clinician"),
    "underneath": _("Underneath the request"),
    "pull": _("What it pulls the clinician to do"),
    "drug_meaning": _("What the drug is besides chemistry"),
    "at_stake": _("What was at stake"),
    "unsafe_or_unknown": _("Unsafe or unknown"),
}


@dataclass(frozen=True)
class Entry:
    """One paragraph or list of the sheet."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """What the educator sees beside a transcript."""

    case_type: str
    entries: tuple[Entry, ...]
    key: tuple[Entry, ...]
    facts: tuple[Fact, ...]


def hidden_sheet(case: Case) -> Sheet:
    """Put the hidden side of a case in reading order."""
    raw = case.sheet
    entries = [
        _entry(_("Asks for"), raw.get("stated_request")),
        _entry(_("Covert agenda"), raw.get("covert_agenda")),
        _entry(_("Past figure"), raw.get("past_figure")),
        _entry(_("What the symptom means"), raw.get("symptom_meaning")),
        _entry(_("Medication"), raw.get("medication")),
        _entry(_("Adherence"), raw.get("adherence")),
        _entry(_("The big ask"), raw.get("big_ask")),
        _entry(_("Style of rupture"), raw.get("rupture_style")),
    ]
    key = [_entry(KEY_HEADINGS.get(name, name.replace("_", " ")), value) for name, value in raw["key"].items()]
    return Sheet(
        case.case_type, tuple(e for e in entries if e.lines), tuple(e for e in key if e.lines), tuple(case.facts.values())
    )


def _entry(title: object, value: Any) -> Entry:
    heading = str(title)  # a translation, looked up only now
    if not value:
        return Entry(heading, ())
    if isinstance(value, dict):
        return Entry(heading, tuple(f"{name.replace('_', ' ').capitalize()}: {text}" for name, text in value.items()))
    if isinstance(value, list):
        return Entry(heading, tuple(str(item) for item in value))
    return Entry(heading, (str(value),))
