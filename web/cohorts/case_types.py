"""Case types as an educator chooses among them; no trainee's page may import this (clinical brief 2.2)."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dyad.cases.mix import OPTIONAL, Card
from web.training.charts import all_cases

NAMES = {
    "P1": gettext_lazy("Idealizing"),
    "P2": gettext_lazy("Rebellious"),
    "P3": gettext_lazy("Demanding"),
    "P4": gettext_lazy("Dependent"),
    "P5": gettext_lazy("Placebo-pleasing"),
    "P6": gettext_lazy("Eroticised"),
    "P7": gettext_lazy("Mistrustful"),
    "P8": gettext_lazy("Nocebo, bargaining"),
    "P9": gettext_lazy("Splitting, abandonment"),
    "P10": gettext_lazy("Symptom-keeping"),
    "C1": gettext_lazy("Control: fairly grateful"),
    "C2a": gettext_lazy("Control: fairly irritated by the clinic"),
    "C2b": gettext_lazy("Control: harmed by a drug"),
    "C3": gettext_lazy("Control: mistrust with reasons"),
}


def house() -> list[Card]:
    """Return every case as far as mixing needs it."""
    return [Card(case.slug, case.case_type) for case in all_cases()]


def type_choices() -> list[tuple[str, str]]:
    """Return the types of which there is a case, with how many; the optional one is not chosen here."""
    counts = Counter(card.case_type for card in house())
    return [(name, _label(name, counts[name])) for name in NAMES if counts[name] and name != OPTIONAL]


def case_choices() -> list[tuple[str, str]]:
    """Return every case by type and title; the optional one is not chosen here."""
    order = list(NAMES)
    cases = sorted(
        (case for case in all_cases() if case.case_type != OPTIONAL), key=lambda c: (order.index(c.case_type), c.title)
    )
    return [(case.slug, f"{case.case_type} · {case.title}") for case in cases]


def _label(name: str, count: int) -> str:
    number = ngettext("%(n)s case", "%(n)s cases", count) % {"n": count}
    return _("%(type)s %(name)s (%(number)s)") % {"type": name, "name": NAMES[name], "number": number}
