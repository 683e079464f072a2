"""The ratings of an educator's cohorts go in; how far people agree with each other, and the machine with them, comes out.

Worked out from what each rater found alone, once for each state of the ratings, and remembered until that changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.contrib.auth.models import User
from django.core.cache import cache
from django.db.models import Count, Max, QuerySet

from dyad.agreement import Agreement, Table, agree, code_tables, level_table
from dyad.debrief.texts import load_texts
from dyad.scoring.anchors import LEVELS, load_domains
from web.review.models import Review, State
from web.training.models import Cohort

REMEMBERED_S = 24 * 3600
Alone = dict[str, Any]  # what rating.found_alone kept


@dataclass(frozen=True)
class Figure:
    """One domain or code: people among themselves, and the machine against the first of them."""

    id: str
    label: str
    people: Agreement
    machine: Agreement


@dataclass(frozen=True)
class Rated:
    """What the raters of one visit found, in the order in which they were done."""

    visit: str
    by: tuple[Alone, ...]


def done_ratings(person: User) -> QuerySet[Review]:
    """Return the ratings of this educator's cohorts, of visits whose raters are all done."""
    cohorts = Cohort.objects.filter(educators=person.pk)
    return Review.objects.filter(
        kind=Review.Kind.RATING, alone__isnull=False, visit__cohort__in=cohorts, visit__card__state=State.DONE
    )


def domain_figures(person: User) -> list[Figure]:
    """Return the seven domains."""
    return _remembered(person, "domains", _domains)


def code_figures(person: User) -> list[Figure]:
    """Return every code that somebody gave, by name."""
    return _remembered(person, "codes", _codes)


def _remembered(person: User, what: str, work_out: Callable[[list[Rated]], list[Figure]]) -> list[Figure]:
    ratings = done_ratings(person)
    state = ratings.aggregate(n=Count("pk"), last=Max("done"), first=Max("pk"))
    cohorts = sorted(Cohort.objects.filter(educators=person.pk).values_list("pk", flat=True))
    key = "agreement-" + sha256(f"{what} {cohorts} {sorted(state.items())}".encode()).hexdigest()
    found: list[Figure] | None = cache.get(key)
    if found is None:
        found = work_out(rated_visits(ratings))
        cache.set(key, found, REMEMBERED_S)
    return found


def rated_visits(ratings: QuerySet[Review]) -> list[Rated]:
    """Gather ratings by visit."""
    found: dict[str, list[Alone]] = {}
    for visit, alone in ratings.order_by("done", "pk").values_list("visit_id", "alone"):
        if alone is not None:
            found.setdefault(str(visit), []).append(alone)
    return [Rated(visit, tuple(by)) for visit, by in found.items()]


def _domains(rated: list[Rated]) -> list[Figure]:
    found = []
    for domain in load_domains():
        people = {r.visit: [alone["levels"].get(domain.id) for alone in r.by] for r in rated}
        machine = {r.visit: [r.by[0]["machine_levels"].get(domain.id), r.by[0]["levels"].get(domain.id)] for r in rated}
        tables = level_table(people), level_table(machine)
        found.append(Figure(domain.id, domain.name, *(agree(table, len(LEVELS), ordinal=True) for table in tables)))
    return found


def _codes(rated: list[Rated]) -> list[Figure]:
    turns = {r.visit: len(r.by[0]["codes"]) for r in rated}
    people = code_tables({r.visit: [_by_turn(alone["codes"]) for alone in r.by] for r in rated}, turns)
    machine = code_tables({r.visit: [_by_turn(r.by[0]["machine_codes"]), _by_turn(r.by[0]["codes"])] for r in rated}, turns)
    labels, nobody = load_texts().labels, dict[str, dict[tuple[int, ...], int]]()
    return [
        Figure(code, labels[code], _given(people.get(code, nobody)), _given(machine.get(code, nobody)))
        for code in sorted({*people, *machine})
    ]


def _given(table: Table) -> Agreement:
    return agree(table, 2, ordinal=False)


def _by_turn(codes: Mapping[str, Sequence[str]]) -> dict[int, frozenset[str]]:
    return {int(number): frozenset(names) for number, names in codes.items()}


@dataclass(frozen=True)
class Pair:
    """One visit behind a figure: each rater's word, the machine's, and the turns at which they differ."""

    visit: str
    people: tuple[str, ...]
    machine: str
    turns: tuple[int, ...]
    apart: int  # how far the people are from each other: levels, or turns


def domain_pairs(rated: Sequence[Rated], domain: str) -> list[Pair]:
    """Return the visits behind a domain's figure, those farthest apart first."""
    found = []
    for r in rated:
        levels = [alone["levels"].get(domain) for alone in r.by]
        known = [level for level in levels if level is not None]
        said = tuple("–" if level is None else str(level) for level in levels)
        machine = r.by[0]["machine_levels"].get(domain)
        found.append(Pair(r.visit, said, str(machine or "–"), (), max(known) - min(known) if known else 0))
    return sorted(found, key=lambda pair: -pair.apart)


def code_pairs(rated: Sequence[Rated], code: str) -> list[Pair]:
    """Return the visits in which anybody gave a code, those with the most different turns first."""
    found = []
    for r in rated:
        by = [_turns_with(alone["codes"], code) for alone in r.by]
        machine = _turns_with(r.by[0]["machine_codes"], code)
        if not (machine or any(by)):
            continue
        apart = sorted(frozenset().union(*by) - by[0].intersection(*by[1:]))
        found.append(Pair(r.visit, tuple(str(len(turns)) for turns in by), str(len(machine)), tuple(apart), len(apart)))
    return sorted(found, key=lambda pair: -pair.apart)


def _turns_with(codes: Mapping[str, Sequence[str]], code: str) -> frozenset[int]:
    return frozenset(int(number) for number, names in codes.items() if code in names)
