"""A visit that is over goes in; two educators rate it step by step as at the desk, from the machine's own codes with seeded changes.

Their agreement is as high as the changes let it be and says nothing about people; every remark and comment says that it is demo data.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from django.contrib.auth.models import User

from dyad.scoring.anchors import LEVELS, load_domains
from web.review import rating
from web.review.models import CodeMark, Flag, Review, State, VisitCard
from web.training.debriefs import report_of
from web.training.models import TrainingSession, Turn

RATED = 0.5  # of all visits; where two are asked, the second does most of them
SECOND_COMES = 0.9
REMOVED, ADDED, MOVED = 0.07, 0.04, 0.3  # chance for a mark, a turn, a level
REMARK = "Demo data: the machine’s own codes and levels with seeded changes."
OTHERS = ("open_question", "empathic_reflection", "support_agency", "lecturing", "premature_reassurance", "closed_question")


def rate_visit(visit: TrainingSession, educators: Sequence[User], rng: Random) -> None:
    """Let one educator, and a second where two are asked, rate a share of the visits."""
    if rng.random() >= RATED:
        return
    raters = VisitCard.objects.get(visit=visit).raters
    wanted = [person for person in rng.sample(list(educators), raters)]
    if raters > 1 and rng.random() >= SECOND_COMES:
        wanted = wanted[:1]
    for number, person in enumerate(wanted, start=1):
        fresh = TrainingSession.objects.select_related("card", "cohort").get(pk=visit.pk)
        _rate(fresh, person, rng, fresh.ended and fresh.ended + timedelta(days=number))


def _rate(visit: TrainingSession, person: User, rng: Random, done: datetime | None) -> None:
    review = rating.open_review(visit, person)
    for turn in visit.answered():
        _judge(review, turn, rng)
    report = report_of(visit)
    machine = {domain.id: domain.level for domain in report.domains} if report else {}
    levels = {domain.id: _level(machine.get(domain.id), rng) for domain in load_domains()}
    rating.rate(review, levels, REMARK)
    rating.finish(review)
    Review.objects.filter(pk=review.pk).update(done=done)


def _judge(review: Review, turn: Turn, rng: Random) -> None:
    for mark in turn.marks.filter(source=CodeMark.Source.MACHINE).order_by("pk"):
        lot = rng.random()
        if lot < REMOVED:
            rating.judge(review, turn, mark.pk, "remove")
        elif lot < 0.4:
            rating.judge(review, turn, mark.pk, "confirm")
    lot, words = rng.random(), " ".join(turn.reply.split()[:6])
    given = {mark.code for mark in turn.marks.all()}
    if lot < ADDED and words in turn.reply:
        rating.add_code(review, turn, rng.choice([code for code in OTHERS if code not in given]), words)
    elif lot < 2 * ADDED:
        rating.comment(review, turn, "Demo comment: what would have happened if you had waited here?")
    elif lot < 2.4 * ADDED:
        rating.flag(review, turn, rng.choice(Flag.Wrong.values), "", "Demo flag.")


def _level(machine: int | None, rng: Random) -> str:
    """Return the machine's level, or now and then one beside it."""
    if machine is None:
        return rating.NOT_RATED
    moved = machine + (rng.choice((-1, 1)) if rng.random() < MOVED else 0)
    return str(min(max(moved, min(LEVELS)), max(LEVELS)))


def begin_some(educators: Sequence[User], count: int) -> None:
    """Leave a few ratings begun and not done, so that every place of the queue is filled."""
    waiting = VisitCard.objects.filter(state=State.NEW).order_by("visit__started", "visit__pk")[:count]
    for card in waiting:
        rating.open_review(card.visit, educators[0])
