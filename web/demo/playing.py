"""A planned visit goes in; it is played by a script through the parts of a live one, and stored row by row as a live one is."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache

from django.db import transaction

from dyad.nlu.listener import Listener
from dyad.patient import Heard
from dyad.scoring.scorer import ReplyScorer
from dyad.simulate import Moment, Stage, load_trainee, moments
from web.cohorts.models import AssignedVisit, Assignment
from web.debriefing.what_if import go_back
from web.demo.planning import PLACES, Planned
from web.training.charts import case_of
from web.training.models import TrainingSession, Turn

A_TURN = timedelta(seconds=45)


def load_stage() -> Stage:
    """Load the trained ear and the scorer; scripts say the same words again and again, so what was heard is remembered.

    Raises:
        ModelNotTrained: `make model` has not been run.
    """
    listener = Listener.load()

    @cache
    def hears(reply: str) -> tuple[Heard, ...]:
        return tuple(Heard(*piece) for piece in listener.hears(reply))

    return Stage(lambda reply: list(hears(reply)), ReplyScorer.load())


@transaction.atomic
def play(plan: Planned, assignment: Assignment, stage: Stage, *, stop_after: int | None = None) -> TrainingSession:
    """Store one visit; with `stop_after` it is left open after so many replies."""
    played = moments(plan.case, load_trainee(plan.script), stage, seed=plan.seed)
    visit = _open(plan, assignment, next(played))
    _take(visit, plan.started, played, stop_after)
    AssignedVisit.objects.create(
        assignment=assignment, trainee=plan.trainee, place=plan.place, case_slug=visit.case_slug, visit=visit
    )
    return visit


@transaction.atomic
def play_otherwise(visit: TrainingSession, number: int, script: str, stage: Stage) -> TrainingSession:
    """Go back to reply `number` of a visit and let another script play on from there, as a trainee does with "what if"."""
    turns = visit.answered()[: number - 1]
    branch = go_back(visit, number, uuid.uuid5(PLACES, f"branch {visit.pk} {number}"))
    started = (visit.ended or visit.started) + timedelta(hours=1)
    TrainingSession.objects.filter(pk=branch.pk).update(started=started)
    said = [turn.reply for turn in turns]
    played = moments(case_of(visit), load_trainee(script), stage, seed=visit.seed, said=said)
    _take(branch, started, (moment for moment in played if moment.turn.number >= number), None)
    return branch


def _open(plan: Planned, assignment: Assignment, first: Moment) -> TrainingSession:
    visit = TrainingSession.objects.create(
        pk=plan.id,
        trainee=plan.trainee,
        cohort=assignment.cohort,
        case_slug=plan.case.slug,
        variant=plan.case.variant,
        seed=plan.seed,
        sender=uuid.uuid5(PLACES, f"sender {plan.id}"),
        opening_line=first.turn.line,
        opening_tags=list(first.turn.tags),
        opening_turn=first.turn.as_dict(),
    )
    TrainingSession.objects.filter(pk=visit.pk).update(started=plan.started)  # auto_now_add writes the present
    visit.started = plan.started
    return visit


def _take(visit: TrainingSession, started: datetime, played: Iterable[Moment], stop_after: int | None) -> None:
    for moment in played:
        if stop_after is not None and moment.turn.number > stop_after:
            return
        at = started + A_TURN * (moment.turn.number + 1)
        if moment.reply and moment.score is not None:
            turn = Turn(session=visit, number=moment.turn.number, message_id=f"demo-{moment.turn.number:04}", reply=moment.reply)
            turn.take(moment.turn.line, moment.turn.as_dict(), moment.score.as_dict())
            turn.status, turn.answered = Turn.Status.ANSWERED, at
            turn.save()
        else:
            visit.closing_line = moment.turn.line
        if moment.turn.ended:
            visit.ending, visit.ended = moment.turn.ended, at
            visit.save(update_fields=["ending", "ended", "closing_line"])
