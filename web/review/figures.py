"""The ratings of an educator's cohorts go in; how far people agree with each other, and the machine with them, comes out.

Worked out from what each rater found alone, once for each state of the ratings, and remembered until that changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.core.cache import cache
from django.db.models import Count, Max, QuerySet

from dyad.agreement import Agreement, CodedVisit, Table, agree, code_tables, level_table
from dyad.debrief.texts import load_texts
from dyad.scoring.anchors import LEVELS, load_domains
from web.review.models import Review, State
from web.training.models import Cohort

REMEMBERED_S = 24 * 3600
MOST_PAIRS = 50  # of the visits behind a figure
T = TypeVar("T")
Alone = dict[str, Any]  # what rating.keep_alone put aside


@dataclass(frozen=True)
class Figure:
    """One domain or code: people among themselves, and the machine against the first of them."""

    id: str
    label: str
    people: Agreement
    machine: Agreement


@dataclass(frozen=True)
class Pair:
    """One visit behind a figure: each rater's word, the machine's, and the turns at which people differ."""

    visit: str
    people: tuple[str, ...]
    machine: str
    turns: tuple[int, ...]
    apart: int  # how far the people are from each other: levels, or turns


def done_ratings(person: User) -> QuerySet[Review]:
    """Return the ratings of this educator's cohorts, of visits whose raters are all done."""
    cohorts = Cohort.objects.filter(educators=person.pk)
    return Review.objects.filter(
        kind=Review.Kind.RATING, alone__isnull=False, visit__cohort__in=cohorts, visit__card__state=State.DONE
    ).order_by("done", "pk")


def domain_figures(person: User) -> list[Figure]:
    """Return the seven domains."""
    return _remembered(person, "domains", _domains)


def code_figures(person: User) -> list[Figure]:
    """Return every code that somebody gave, by name."""
    return _remembered(person, "codes", _codes)


def _remembered(person: User, what: str, work_out: Callable[[QuerySet[Review]], list[T]]) -> list[T]:
    ratings = done_ratings(person)
    state = ratings.order_by().aggregate(n=Count("pk"), last=Max("done"), newest=Max("pk"))
    cohorts = sorted(Cohort.objects.filter(educators=person.pk).values_list("pk", flat=True))
    key = "agreement-" + sha256(f"{what} {cohorts} {sorted(state.items())}".encode()).hexdigest()
    found: list[T] | None = cache.get(key)
    if found is None:
        found = work_out(ratings)
        cache.set(key, found, REMEMBERED_S)
    return found


def by_visit(rows: Iterable[tuple[Any, Alone | None]]) -> dict[str, list[Alone]]:
    """Gather what raters found by visit, in the order in which they were done."""
    found: dict[str, list[Alone]] = {}
    for visit, alone in rows:
        if alone is not None:
            found.setdefault(str(visit), []).append(alone)
    return found


def _domains(ratings: QuerySet[Review]) -> list[Figure]:
    rated = list(by_visit(ratings.values_list("visit_id", "alone")).values())
    found = []
    for domain in load_domains():
        people = level_table([alone["levels"].get(domain.id) for alone in by] for by in rated)
        machine = level_table([by[0]["machine_levels"].get(domain.id), by[0]["levels"].get(domain.id)] for by in rated)
        figures = (agree(table, len(LEVELS), ordinal=True) for table in (people, machine))
        found.append(Figure(domain.id, domain.name, *figures))
    return found


def _codes(ratings: QuerySet[Review]) -> list[Figure]:
    rated = list(by_visit(ratings.values_list("visit_id", "alone_codes")).values())
    people = code_tables(CodedVisit(by[0]["turns"], tuple(codes["person"] for codes in by)) for by in rated)
    machine = code_tables(CodedVisit(by[0]["turns"], (by[0]["machine"], by[0]["person"])) for by in rated)
    labels, nobody = load_texts().labels, level_table(())
    return [
        Figure(code, labels[code], _given(people.get(code, nobody)), _given(machine.get(code, nobody)))
        for code in sorted({*people, *machine})
    ]


def _given(table: Table) -> Agreement:
    return agree(table, 2, ordinal=False)


def domain_pairs(person: User, domain: str) -> list[Pair]:
    """Return visits behind a domain's figure, those farthest apart first."""
    return _remembered(person, f"pairs {domain}", partial(_domain_pairs, domain))


def code_pairs(person: User, code: str) -> list[Pair]:
    """Return visits in which anybody gave a code, those with the most different turns first."""
    return _remembered(person, f"pairs {code}", partial(_code_pairs, code))


def _domain_pairs(domain: str, ratings: QuerySet[Review]) -> list[Pair]:
    found = []
    for visit, by in by_visit(ratings.values_list("visit_id", "alone")).items():
        levels = [alone["levels"].get(domain) for alone in by]
        known = [level for level in levels if level is not None]
        said = tuple("–" if level is None else str(level) for level in levels)
        machine = by[0]["machine_levels"].get(domain)
        found.append(Pair(visit, said, str(machine or "–"), (), max(known) - min(known) if known else 0))
    return sorted(found, key=lambda pair: -pair.apart)[:MOST_PAIRS]


def _code_pairs(code: str, ratings: QuerySet[Review]) -> list[Pair]:
    rows = ratings.values_list("visit_id", f"alone_codes__person__{code}", f"alone_codes__machine__{code}")
    found = []
    for visit, by in by_visit((row[0], {"person": row[1] or [], "machine": row[2] or []}) for row in rows).items():
        given = [frozenset(codes["person"]) for codes in by]
        machine = by[0]["machine"]
        if machine or any(given):
            apart = sorted(frozenset().union(*given) - given[0].intersection(*given[1:]))
            said = tuple(str(len(turns)) for turns in given)
            found.append(Pair(visit, said, str(len(machine)), tuple(apart), len(apart)))
    return sorted(found, key=lambda pair: -pair.apart)[:MOST_PAIRS]
