"""A cohort and a number go in; so many visits of made-up trainees, with debriefs and ratings, are in the database afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from dyad.simulate import Stage
from web.cohorts.models import Assignment, Invitation
from web.demo.debriefs import leave
from web.demo.people import make_trainees
from web.demo.planning import MOST_EACH, demo_assignment, planned
from web.demo.playing import play, play_otherwise
from web.demo.ratings import begin_some, rate_visit
from web.training.models import Cohort, Debrief

TRAINEES, SEED, BEGUN, OPEN_AFTER, BACK_TO = 30, 11, 4, 5, 3


class TooMany(ValueError):
    """More visits than the demo's trainees can make."""


def fill(cohort: Cohort, visits: int, load: Callable[[], Stage], say: Callable[[str], None], *, trainees: int = TRAINEES) -> int:
    """Play and store what is missing, and return how many visits are new; what is there already stays as it is.

    Raises:
        TooMany: every trainee makes at most twelve visits.
    """
    if visits > trainees * MOST_EACH:
        raise TooMany(f"{trainees} trainees make at most {MOST_EACH} visits each: choose {trainees * MOST_EACH} or fewer.")
    people = make_trainees(cohort, trainees)
    assignment = demo_assignment(cohort, max(2, -(-visits // len(people))), SEED)
    plans = list(planned(assignment, people, min(visits, len(people) * assignment.visits), SEED))
    still_open = [plan for plan in plans if plan.trainee == people[0]][-1]  # Tara's last one can be gone on with
    there = set(assignment.assigned.values_list("trainee_id", "place"))
    missing = [(number, plan) for number, plan in enumerate(plans, start=1) if (plan.trainee.pk, plan.place) not in there]
    if not missing:
        return 0
    stage, educators = load(), list(cohort.educators.order_by("username"))
    for number, plan in missing:
        rng = Random(f"{SEED} {plan.id}")
        with transaction.atomic():
            visit = play(plan, assignment, stage, stop_after=OPEN_AFTER if plan is still_open else None)
            if visit.is_over:
                leave(visit, plan.script, rng)
                rate_visit(visit, educators, rng)
        if number % 25 == 0 or number == len(plans):
            say(f"{number} of {len(plans)} visits")
    if not there:
        begin_some(educators, BEGUN)
        _doors(cohort, educators[0], assignment)
        read = (
            cohort.visits.filter(trainee=people[0], debrief=Debrief.READ, turns__number=BACK_TO).order_by("started", "pk").first()
        )
        if read:
            play_otherwise(read, BACK_TO, "skilled", stage)
    return len(missing)


def _doors(cohort: Cohort, person: User, assignment: Assignment) -> None:
    """Add what makes the cohort's own pages full: a link that is open, and an assignment that nobody has begun."""
    Invitation.objects.create(cohort=cohort, made_by=person, expires=timezone.now() + timedelta(days=14), uses_allowed=10)
    fields = {name: getattr(assignment, name) for name in ("visits", "chosen", "pool", "controls")}
    Assignment.objects.create(cohort=cohort, title="Second look", seed="demo-later", coaching=True, **fields)
