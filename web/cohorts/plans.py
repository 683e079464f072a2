"""An assignment and a trainee go in; their visits in order come out, with neutral titles, what is done and what is due."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import Http404

from web.cohorts.gate import opted_in
from web.cohorts.models import AssignedVisit, Assignment
from web.training import visits
from web.training.charts import title_of
from web.training.models import TrainingSession


@dataclass(frozen=True)
class Place:
    """One visit of an assignment as its trainee sees it."""

    number: int
    case_slug: str
    visit: TrainingSession | None
    is_done: bool

    @property
    def title(self) -> str:
        """Return the neutral title of the case."""
        return title_of(self.case_slug)


@dataclass(frozen=True)
class Plan:
    """All visits of one trainee's assignment."""

    assignment: Assignment
    places: tuple[Place, ...]

    @property
    def done(self) -> int:
        """Return how many visits are complete."""
        return sum(place.is_done for place in self.places)

    @property
    def is_done(self) -> bool:
        """Tell whether nothing is left to do."""
        return self.done == len(self.places)


@dataclass(frozen=True)
class Progress:
    """How far one trainee has come, in numbers alone: times and titles would give hidden names away."""

    trainee: User
    started: int
    done: int


def assignments_of(person: User) -> list[Plan]:
    """Return the assignments of a person's cohorts with their places: those with something left to do first, by due date."""
    found = Assignment.objects.filter(cohort__trainees=person, withdrawn=False).select_related("cohort").distinct()
    plans = _plans(person, list(found))
    return sorted(plans, key=lambda plan: plan.is_done)


def plan_or_404(person: User, assignment_id: int) -> Plan:
    """Return one assignment of a person's own cohorts."""
    found = Assignment.objects.filter(pk=assignment_id, cohort__trainees=person, withdrawn=False).select_related("cohort")
    for plan in _plans(person, list(found[:1])):
        return plan
    raise Http404("There is no such assignment.")


def place_or_404(plan: Plan, number: int) -> Place:
    """Return one place of a plan, counting from 1."""
    if not 1 <= number <= len(plan.places):
        raise Http404("There is no such visit.")
    return plan.places[number - 1]


def start(person: User, plan: Plan, place: Place) -> TrainingSession:
    """Open the visit of a place, or return the one that is open already; two clicks make one visit.

    Raises:
        PatientUnavailable: the patient did not come in; nothing is left behind.
    """
    if place.visit is not None:
        return place.visit
    visit_id = uuid.uuid5(uuid.NAMESPACE_OID, f"{plan.assignment.seed} {person.pk} {place.number}")
    if place.is_done:
        raise Http404("This visit was made and has been removed.")
    visit = visits.begin(person, place.case_slug, visit_id, plan.assignment.cohort)
    try:
        with transaction.atomic():
            AssignedVisit.objects.update_or_create(
                assignment=plan.assignment,
                trainee=person,
                place=place.number,
                defaults={"case_slug": place.case_slug, "visit": visit},
            )
    except IntegrityError:  # the other of two clicks was quicker, and has stored the same visit
        return visit
    return visit


def progress_of(assignment: Assignment) -> list[Progress]:
    """Return how far each trainee of the cohort has come, those who have not started first."""
    rows: dict[int, list[AssignedVisit]] = defaultdict(list)
    for row in AssignedVisit.objects.filter(assignment=assignment).select_related("visit"):
        rows[row.trainee_id].append(row)
    people = assignment.cohort.trainees.filter(is_active=True)
    found = [Progress(one, len(rows[one.pk]), sum(row.is_done for row in rows[one.pk])) for one in people]
    return sorted(found, key=lambda line: (line.done, line.started, line.trainee.username))


def not_started(assignment: Assignment) -> QuerySet[User]:
    """Return the active trainees of the cohort who have not begun a single visit."""
    begun = AssignedVisit.objects.filter(assignment=assignment).values("trainee_id")
    return assignment.cohort.trainees.filter(is_active=True).exclude(pk__in=begun).order_by("username")


def _plans(person: User, assignments: Sequence[Assignment]) -> list[Plan]:
    choices = set(opted_in(person).values_list("pk", flat=True)) if any(a.offers_p6 for a in assignments) else set()
    begun: dict[int, dict[int, AssignedVisit]] = defaultdict(dict)
    for row in AssignedVisit.objects.filter(trainee=person, assignment__in=assignments).select_related("visit"):
        begun[row.assignment_id][row.place] = row
    return [_plan(person, item, item.cohort_id in choices, begun[item.pk]) for item in assignments]


def _plan(person: User, assignment: Assignment, p6: bool, begun: dict[int, AssignedVisit]) -> Plan:
    places = []
    for number, slug in enumerate(assignment.plan_for(person.pk, p6=p6), start=1):
        row = begun.get(number)
        if row is None:
            places.append(Place(number, slug, None, False))
        else:
            places.append(Place(number, row.case_slug, row.visit, row.is_done))
    return Plan(assignment, tuple(places))
