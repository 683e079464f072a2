"""The ended visits of an educator's cohorts go in; plain rows come out, each visit once, with the codes that stand in it.

Four questions to the database whatever the number of visits. Where a person's rating counts, codes and points are that person's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import add
from typing import Any

from django.db.models import Count, F, QuerySet

from dyad.patterns import load_patterns
from web.debriefing.models import Formulation, Nature
from web.review.keeping import case_of
from web.review.models import CodeMark, VisitCard
from web.review.settling import BANDS
from web.training.models import TrainingSession, Turn

FEWEST = 10  # of a group, below which nothing is shown


@dataclass
class Played:
    """One ended visit; `codes` counts the codes that stand, `nature` is the submitted answer to question 1 or None."""

    trainee: int | None
    case_type: str
    case: str
    variant: str
    replies: int
    scored: int
    points: int
    codes: dict[str, int] = field(default_factory=dict)
    nature: str | None = None

    @property
    def mean_points(self) -> float | None:
        """Return points a scored reply, or None where no reply was scored."""
        return self.points / self.scored if self.scored else None

    @property
    def took_for_pattern(self) -> bool | None:
        """Tell whether the formulation read the patient as a pattern; None without one."""
        return None if self.nature is None else self.nature == Nature.PATTERN


def played(visits: QuerySet[TrainingSession]) -> list[Played]:
    """Return the visits in the order in which they were made."""
    cards = VisitCard.objects.filter(visit__in=visits.order_by())
    scored = reduce(add, (F(band) for band in BANDS))
    rows = cards.annotate(scored=scored).values_list(
        *("visit_id", "visit__trainee_id", "case_type", "visit__case_slug", "visit__variant", "unscored", "scored", "points")
    )
    found = {
        visit: Played(trainee, case_type, case, variant, unscored + n, n, points)
        for visit, trainee, case_type, case, variant, unscored, n, points in rows.order_by("visit__started", "visit_id")
    }
    marks = CodeMark.objects.filter(stands=True, visit__in=visits.order_by()).order_by()
    for visit, code, n in marks.values_list("visit_id", "code").annotate(n=Count("pk")):
        found[visit].codes[code] = n
    answers = Formulation.objects.filter(submitted__isnull=False, visit__in=visits.order_by())
    for visit, nature in answers.values_list("visit_id", "answers__nature"):
        found[visit].nature = nature
    return list(found.values())


@dataclass(frozen=True)
class Course:
    """Trust and tension of many visits at one turn, each from 0 to 10."""

    turn: int
    trust: Sequence[float]
    tension: Sequence[float]


def courses(visits: QuerySet[TrainingSession]) -> list[Course]:
    """Return where the patients stood turn by turn, the opening as turn 0; a visit counts as long as it went on."""
    trust: dict[int, list[float]] = defaultdict(list)
    tension: dict[int, list[float]] = defaultdict(list)

    def keep(number: int, *stood: Any) -> None:
        if None not in stood:
            trust[number].append(float(stood[0]))
            tension[number].append(float(stood[1]))

    for first in visits.order_by().values_list("opening_turn__trust", "opening_turn__tension").iterator():
        keep(0, *first)
    turns = Turn.objects.filter(session__in=visits.order_by(), status=Turn.Status.ANSWERED).order_by()
    for row in turns.values_list("number", "turn__trust", "turn__tension").iterator():
        keep(*row)
    return [Course(number, trust[number], tension[number]) for number in sorted(trust)]


def controls() -> list[str]:
    """Return the case types in which nothing is transferred."""
    return [pattern.id for pattern in load_patterns().values() if pattern.control]


def person_of(case: str, variant: str) -> tuple[str, str]:
    """Return name and pronouns of one of the people of a script; the letter where the pack has lost them."""
    pack = case_of(case)
    for person in pack.variants if pack else ():
        if person.id == variant:
            return person.name, person.pronouns
    return variant, ""
