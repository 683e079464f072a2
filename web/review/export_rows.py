"""Visits go in; the long table comes out: a row for each turn, code, domain, comment and flag, with versions in every row.

The columns and what they mean stand in columns.yml. Trainees and raters appear under stand-ins unless names were asked for. Ratings
of a visit whose raters are not all done are left out, so that no export tells the second what the first found.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.contrib.auth.models import User
from django.db.models import Prefetch, QuerySet

from web.review.judging import by_marks, machine_score, scores_under
from web.review.models import Comment, Flag, Review, State
from web.review.names import name_of, stand_in
from web.review.settling import deciding
from web.training.models import TrainingSession, Turn

COLUMNS_FILE = Path(__file__).parent / "columns.yml"
CHUNK = 100
Row = dict[str, Any]


@dataclass(frozen=True)
class Column:
    """One column of the table."""

    name: str
    kind: str
    means: str


@lru_cache(maxsize=1)
def columns() -> tuple[Column, ...]:
    """Return the data dictionary, read once a process."""
    return tuple(Column(**raw) for raw in yaml.safe_load(COLUMNS_FILE.read_text(encoding="utf-8"))["columns"])


def with_everything(visits: QuerySet[TrainingSession]) -> Iterator[TrainingSession]:
    """Yield visits with all that a row needs, in a number of queries that does not depend on how many turns they have."""
    answered = Turn.objects.filter(status=Turn.Status.ANSWERED).order_by("number")
    reviews = Review.objects.select_related("rater").prefetch_related(
        Prefetch("comments", Comment.objects.select_related("turn")), Prefetch("flags", Flag.objects.select_related("turn"))
    )
    wanted = visits.prefetch_related(Prefetch("turns", answered), "marks", Prefetch("reviews", reviews))
    return iter(wanted.iterator(chunk_size=CHUNK))


def long_rows(visits: QuerySet[TrainingSession], *, names: bool) -> Iterator[Row]:
    """Yield every row of every visit."""
    for visit in with_everything(visits):
        head = _head(visit, names)
        for row in (*_turns(visit), *_codes(visit), *_people(visit, names)):
            yield head | row


def _head(visit: TrainingSession, names: bool) -> Row:
    return {
        "visit": str(visit.pk),
        "trainee": name_of(visit.trainee) if names else stand_in(visit.trainee_id),
        "cohort": visit.cohort.name if visit.cohort else "",
        "case": visit.case_slug,
        "case_type": visit.card.case_type,
        "variant": visit.variant,
        "visit_number": 2 if visit.follows_id else 1,
        "started": visit.started.isoformat(timespec="seconds"),
        "ended": visit.ended.isoformat(timespec="seconds") if visit.ended else "",
        "ending": visit.ending,
        "state": visit.card.state,
        "rubric_version": visit.card.rubric_version,
        "case_version": visit.card.case_version,
        "software_version": visit.card.software_version,
    }


def _turns(visit: TrainingSession) -> Iterator[Row]:
    line = visit.opening_line
    turns = list(visit.turns.all())
    scores = scores_under(visit, turns, by_marks(visit.marks.all()), visit.card.case_type)
    for turn in turns:
        machine, counts = machine_score(turn), scores[turn.pk]
        yield _row("turn", turn.number, "line", "", "machine", words=line)
        yield _row("turn", turn.number, "reply", "", "person", words=turn.reply)
        same = counts == machine
        for score, by in ((machine, "machine"), *(() if same else ((counts, "person"),))):
            shown = score.scored, int(same or by == "person")
            yield _row("turn", turn.number, "points", score.points if shown[0] else "", by, counts=shown[1])
            yield _row("turn", turn.number, "band", score.band if shown[0] else "", by, counts=shown[1])
        line = turn.line


def _codes(visit: TrainingSession) -> Iterator[Row]:
    numbers = {turn.pk: turn.number for turn in visit.turns.all()}
    for mark in visit.marks.all():
        number, stands = numbers.get(mark.turn_id), int(mark.stands)
        yield _row("code", number, mark.code, stands, mark.source, mark.judged, stands, mark.words)


def _people(visit: TrainingSession, names: bool) -> Iterator[Row]:
    """Yield levels, comments and flags of a visit whose raters are done."""
    if visit.card.state != State.DONE:
        return
    reviews = [review for review in visit.reviews.all() if review.is_done]
    chosen = deciding(visit, visit.card.raters, reviews)
    for review in reviews:
        by = "settlement" if review.kind == Review.Kind.SETTLEMENT else _rater(review.rater, names)
        for domain, level in (review.alone or {}).get("machine_levels", {}).items() if review == reviews[0] else ():
            yield _row("domain", None, domain, "" if level is None else level, "machine", counts=0)
        for domain, level in sorted(review.levels.items()):
            yield _row("domain", None, domain, "" if level is None else level, by, counts=int(review == chosen))
        for comment in review.comments.all():
            yield _row("comment", comment.turn.number, "", "", by, words=comment.text)
        for flag in review.flags.all():
            yield _row("flag", flag.turn.number, flag.wrong, flag.meant, by, words=flag.note)


def _rater(person: User | None, names: bool) -> str:
    return name_of(person) if names else stand_in(person.pk if person else None).replace("T-", "R-")


def _row(
    row: str,
    turn: int | None,
    item: str,
    value: object,
    by: str,
    judged: str = "",
    counts: int = 1,
    words: str = "",
) -> Row:
    number = "" if turn is None else turn
    return dict(row=row, turn=number, item=item, value=value, by=by, judged=judged, counts=counts, words=words)
