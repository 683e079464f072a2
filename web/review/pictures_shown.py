"""The numbers of one picture go in; what the page shows comes out: title, a sentence about what is to be seen, the drawing, tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from matplotlib import rc_context

from dyad.debrief.texts import load_texts
from web.review import pictures_drawn as drawn
from web.review.pictures_data import FEWEST, Course, Played
from web.review.pictures_sums import (
    HARSH,
    Met,
    before_and_after,
    by_person,
    by_pronouns,
    by_type,
    mistaken,
    spreads,
)
from web.review.pictures_svg import DRAWING, SETTINGS, inline
from web.training.charts import title_of

NOT_SHOWN = "–"


@dataclass(frozen=True)
class Table:
    """A table with its caption: the first cell of each row is its name."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Picture:
    """One picture; `drawing` is empty where every group is too small."""

    name: str
    title: str
    means: str  # what is drawn, and how to read it without colour
    sentence: str  # what is to be seen
    drawing: SafeString | str
    tables: tuple[Table, ...]
    n: str
    note: str = ""

    @property
    def holds_small_groups(self) -> bool:
        """Tell whether something was left out because its group is too small."""
        return any(NOT_SHOWN in row for table in self.tables for row in table.rows)


def number(value: float | None, digits: int = 1) -> str:
    """Write a number, or the dash that stands for a group that is too small."""
    return NOT_SHOWN if value is None else f"{value:.{digits}f}".replace("-", "−")


def percent(value: float | None) -> str:
    """Write a share of 0 to 1."""
    return NOT_SHOWN if value is None else f"{value:.0%}"


def _draw(name: str, title: str, sentence: str, make: Callable[..., Any], *args: Any) -> SafeString:
    with DRAWING, rc_context(SETTINGS):
        return inline(make(*args), name, title, sentence)


def types(visits: Iterable[Played]) -> Picture:
    """Show which codes came up with which type of case."""
    groups = by_type(visits)
    shown = [group for group in groups if group.rates is not None]
    title, labels = _("Codes by case type"), load_texts().labels
    means = _("In a hundred replies. The larger a square, the more often; full squares build, hatched ones strain.")
    sentence = _too_small() if not shown else _most(shown, labels)
    codes = sorted({code for group in shown for code in group.rates or {}}, key=lambda code: labels[code])
    head = (_("Code"), *(group.name for group in groups))
    rows = (
        (_("n (visits)"), *(str(group.n) for group in groups)),
        *((labels[code], *(number(g.rates.get(code, 0.0) if g.rates else None) for g in groups)) for code in codes),
    )
    drawing = _draw("types", title, sentence, drawn.draw_types, shown) if shown else ""
    return Picture(
        "types",
        title,
        means,
        sentence,
        drawing,
        (Table(_("Codes in a hundred replies"), head, rows),),
        _visits(sum(group.n for group in groups)),
    )


def _most(shown: Sequence[Any], labels: dict[str, str]) -> str:
    parts = []
    for group in shown:
        if group.rates:
            code = max(sorted(group.rates), key=lambda name: group.rates[name])
            parts.append(f"{group.name}: {labels[code].lower()}")
    return _("Most frequent code of each type – %(list)s.") % {"list": "; ".join(parts)}


def alliance(found: Iterable[Course]) -> Picture:
    """Show how trust and tension went."""
    rows = spreads(found)
    shown = [spread for spread in rows if spread.trust and spread.tension]
    title = _("Trust and tension by turn")
    means = _(
        "The line is the median, the band holds the middle half of the visits; both from 0 to 10. Trust is a full line on dots, tension a dashed one on stripes. A visit counts as long as it went on, so late turns are those of long visits."
    )
    if len(shown) < 2:
        sentence, drawing = _too_small(), ""
    else:
        first, last = shown[0], [spread for spread in shown if 2 * spread.n >= shown[0].n][-1]
        values = {"n": last.turn, "a": first.trust[1], "b": last.trust[1], "c": first.tension[1], "d": last.tension[1]}  # type: ignore[index]
        sentence = (
            _(
                "From the opening to turn %(n)d, which half of the visits reached, median trust went from %(a).1f to %(b).1f, median tension from %(c).1f to %(d).1f."
            )
            % values
        )
        words = _("Trust"), _("Tension"), _("turn")
        drawing = _draw("alliance", title, sentence, drawn.draw_courses, shown, words)
    head = (_("Turn"), _("n (visits)"), *(f"{what}, {part}" for what in (_("trust"), _("tension")) for part in (_("lower quartile"), _("median"), _("upper quartile"))))  # fmt: skip
    cells = tuple(
        (str(s.turn or _("Opening")), str(s.n), *(number(v) for v in (*(s.trust or [None] * 3), *(s.tension or [None] * 3))))
        for s in rows
    )
    note = _("This is the simulated patient’s own state. Corrected codes do not change how a visit went.")
    return Picture(
        "alliance",
        title,
        means,
        sentence,
        drawing,
        (Table(_("Quartiles by turn"), head, cells),),
        _visits(rows[0].n if rows else 0),
        note,
    )


def skills(visits: Iterable[Played]) -> Picture:
    """Show skill families before and after."""
    trainees, found = before_and_after(visits)
    title = _("Skills before and after")
    means = _(
        "Codes in a hundred replies, the mean of the trainees: hatched bars are the first third of each trainee’s visits, full ones the last third. Families above the dotted line build, those below it strain."
    )
    if found:
        grown = max(found, key=lambda c: c.after - c.before)
        shrunk = min(found, key=lambda c: c.after - c.before)
        values = {"up": grown.label, "a": number(grown.before), "b": number(grown.after), "down": shrunk.label, "c": number(shrunk.before), "d": number(shrunk.after)}  # fmt: skip
        sentence = _("“%(up)s” rose most, from %(a)s to %(b)s; “%(down)s” fell most, from %(c)s to %(d)s.") % values
        words = _("first third"), _("last third"), _("codes in a hundred replies")
        drawing: SafeString | str = _draw("skills", title, sentence, drawn.draw_changes, found, words)
    else:
        sentence, drawing = _too_small(), ""
    rows = tuple((c.label, number(c.before), number(c.after), number(c.after - c.before)) for c in found)
    n = _("n = %(n)d trainees with three visits or more") % {"n": trainees}
    table = Table(_("Means of the trainees"), (_("Family"), _("First third"), _("Last third"), _("Change")), rows)
    note = _(
        "Nobody was compared with trainees who did not practise, and later visits may be with easier patients: a change is no proof."
    )
    return Picture("skills", title, means, sentence, drawing, (table,), n, note)


def mistakes(visits: Sequence[Played]) -> Picture:
    """Show how often a fair reaction was taken for transference."""
    rows = mistaken(visits)
    title = _("Controls mistaken for transference")
    means = _(
        "In per cent. Hatched: visits in which the patient was told a hidden reason too early or where there was none. Full: formulations that call the reaction a pattern."
    )
    shown = [row for row in rows if row.told is not None]
    together = rows[-1] if rows else None
    if not shown or together is None:
        sentence, drawing = _too_small(), ""
    else:
        values = {"a": percent(together.told), "n": together.visits, "b": percent(together.read), "m": together.formulations}
        sentence = (
            _("A hidden reason was told in %(a)s of %(n)d visits with a control; %(b)s of %(m)d formulations found a pattern.")
            % values
        )
        words = _("told the patient"), _("written afterwards"), _("per cent"), _("All")
        drawing = _draw("mistaken", title, sentence, drawn.draw_mistaken, shown, words)
    head = _("Control"), _("n (visits)"), _("Told the patient"), _("n (formulations)"), _("Read as a pattern")
    cells = tuple((r.case_type or _("All"), str(r.visits), percent(r.told), str(r.formulations), percent(r.read)) for r in rows)
    return Picture(
        "mistaken",
        title,
        means,
        sentence,
        drawing,
        (Table(_("Controls"), head, cells),),
        _visits(together.visits if together else 0),
    )


def fairness(visits: Sequence[Played]) -> Picture:
    """Show whether trainees do otherwise with another person on the same script."""
    people, pronouns = by_person(visits), by_pronouns(visits)
    title = _("Same script, different person")
    means = _(
        "Mean points a reply with each person of a script (a ●, b □, c ▲), and the 95% interval of the mean as a line. Who is met is drawn by lot, so that differences within a row speak of the trainees and not of the case."
    )
    by_case = [(title_of(case), list(found)) for case, found in groupby(people, key=lambda met: met.case)]
    shown = [(name, found) for name, found in by_case if sum(met.points is not None for met in found) > 1]
    apart = [name for name, found in shown if _are_apart(found)]
    if not shown:
        sentence, drawing = _too_small(), ""
    else:
        sentence = (
            _("In %(list)s the intervals of two people do not touch: read those visits.") % {"list": ", ".join(apart)}
            if apart
            else _("In no case do the intervals of two people part.")
        )
        drawing = _draw("fairness", title, sentence, drawn.draw_people, shown, _("points a reply"))
    labels = load_texts().labels
    harsh = tuple(labels[code] for code in HARSH)
    first = Table(
        _("By person; codes in a hundred replies"),
        (_("Person"), _("Case"), _("n (visits)"), _("Points a reply"), _("95% interval"), *harsh),
        tuple((_who(met), title_of(met.case), *_cells(met)) for met in people),
    )
    second = Table(
        _("By pronouns, within cases; points as the distance from the mean of all visits with the same script"),
        (_("Pronouns"), _("n (visits)"), _("Points a reply"), _("95% interval"), *harsh),
        tuple((met.pronouns, *_cells(met)) for met in pronouns),
    )
    note = _("Many pairs are compared here, and about one in twenty would part by chance alone.")
    return Picture("fairness", title, means, sentence, drawing, (first, second), _visits(sum(met.n for met in people)), note)


def _are_apart(found: Sequence[Met]) -> bool:
    points = [met.points for met in found if met.points is not None]
    return max(low for low, _mean, _high in points) > min(high for _low, _mean, high in points)


def _who(met: Met) -> str:
    return f"{met.variant} {met.name} ({met.pronouns})" if met.pronouns else met.variant


def _cells(met: Met) -> tuple[str, ...]:
    between = (
        NOT_SHOWN if met.points is None else _("%(a)s to %(b)s") % {"a": number(met.points[0], 2), "b": number(met.points[2], 2)}
    )
    mean = None if met.points is None else met.points[1]
    return str(met.n), number(mean, 2), between, *(number(met.harsh[code] if met.harsh else None) for code in HARSH)


def _visits(n: int) -> str:
    return _("n = %(n)d visits") % {"n": n}


def _too_small() -> str:
    return _("Nothing is drawn yet: every group has fewer than %(n)d.") % {"n": FEWEST}
