"""Trainees and cases go in; who plays what, as which scripted trainee, and when, comes out, the same for the same seed."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from random import Random

from django.contrib.auth.models import User

from dyad.cases import Case
from dyad.cases.mix import Card, controls_needed
from web.cohorts.models import Assignment
from web.training.charts import all_cases, case_or_404
from web.training.models import Cohort

MOST_EACH = 12  # visits for a trainee, as in any assignment
PLACES = uuid.UUID("6f1d5c1e-3a52-4f0e-9d6b-0d7a0d3a0b01")  # so that the demo's visits have the same names in every database
FIRST_DAY = datetime(2026, 1, 12, 9, 0, tzinfo=timezone.utc)
# Which scripts a trainee follows in the first, second and last third: the demo shows a cohort that learns.
SCRIPTS = (
    ("authoritarian", "neutral-interviewer", "pleaser", "interpreter", "rambling", "hostile", "cold-correct"),
    ("neutral-interviewer", "cold-correct", "skilled", "pleaser", "interpreter"),
    ("skilled", "skilled", "cold-correct", "skilled", "interpreter"),
)


@dataclass(frozen=True)
class Planned:
    """One visit to be played."""

    trainee: User
    place: int  # in the assignment, counting from 1
    case: Case
    script: str
    seed: int
    started: datetime

    @property
    def id(self) -> uuid.UUID:
        """Return the visit's name."""
        return uuid.uuid5(PLACES, f"{self.trainee.username} {self.place}")


def demo_assignment(cohort: Cohort, visits: int, seed: int) -> Assignment:
    """Return the assignment of the demo: as many cases as visits, one of a type before a second, at least one in four a control."""
    cards = chosen_cases(visits)
    pool = [card for card in cards if not card.is_control]
    fields = {
        "visits": visits,
        "seed": f"demo-{seed}",
        "chosen": [card.slug for card in pool],
        "pool": pool,
        "controls": [card for card in cards if card.is_control],
        "names_hidden": False,
        "second_rater_percent": 30,
        "due": (FIRST_DAY + timedelta(weeks=visits)).date(),
    }
    return Assignment.objects.get_or_create(cohort=cohort, title="First patients", defaults=fields)[0]


def chosen_cases(visits: int) -> list[Card]:
    """Choose as many cases, those with the most people on their script first, so that fairness can be seen."""
    cases = sorted(all_cases(), key=lambda case: (-len(case.variants), case.slug))
    cards = [Card(case.slug, case.case_type) for case in cases if not case.pattern.opt_in]
    controls = _by_turns([card for card in cards if card.is_control])[: controls_needed(visits)]
    return [*_by_turns([card for card in cards if not card.is_control])[: visits - len(controls)], *controls]


def _by_turns(cards: Sequence[Card]) -> list[Card]:
    """Put the first case of each type before the second of any."""
    met: dict[str, int] = {}
    order = []
    for card in cards:
        met[card.case_type] = met.get(card.case_type, 0) + 1
        order.append((met[card.case_type], card))
    return [card for _, card in sorted(order, key=lambda pair: pair[0])]


def planned(assignment: Assignment, trainees: Sequence[User], total: int, seed: int) -> Iterator[Planned]:
    """Yield the visits place by place, until there are as many as asked for."""
    plans = [assignment.plan_for(person.pk, p6=False) for person in trainees]
    for n in range(total):
        place, who = divmod(n, len(trainees))
        slug = plans[who][place]
        rng = Random(f"{seed} {who} {place}")
        script = rng.choice(SCRIPTS[min(2, 3 * place // assignment.visits)])
        started = FIRST_DAY + timedelta(weeks=place, days=who % 5, minutes=19 * who)
        yield Planned(trainees[who], place + 1, _met(slug, who), script, rng.randrange(2**31), started)


def _met(slug: str, who: int) -> Case:
    """Return the case with one of its people, each met by as many trainees."""
    people = case_or_404(slug).variants
    return case_or_404(slug, people[who % len(people)].id) if people else case_or_404(slug)
