"""A visit or turn that was stored goes in; the room's own rows about it are written: card, codes, lines said, text to search.

Called by Django's signals, so that the trainee's part of the site need not know that there is a review room.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, Sum
from django.http import Http404

from dyad import __version__
from dyad.cases import Case
from dyad.scoring.rubric import load_rubric
from web.review import search
from web.review.assigning import raters_for
from web.review.models import CodeMark, Comment, Flag, LineSaid, State, Verdict, VisitCard
from web.review.reading import left_in, lines_in, marks_in, text_of, understood
from web.review.settling import BANDS
from web.training.charts import case_or_404
from web.training.models import TrainingSession, Turn

_NO_MATTER = frozenset({"draft", "sender", "debrief"})  # changes of a visit that the room has no rows about


def case_of(slug: str) -> Case | None:
    """Return a case, or None when its pack has been taken away."""
    try:
        return case_or_404(slug)
    except Http404:
        return None


def visit_saved(instance: TrainingSession, update_fields: frozenset[str] | None = None, **_: Any) -> None:
    """Keep up with a visit that was opened or that ended."""
    if not (update_fields and update_fields <= _NO_MATTER):
        keep_visit(instance)


def turn_saved(instance: Turn, **_: Any) -> None:
    """Keep up with a turn that was answered."""
    if instance.status == Turn.Status.ANSWERED:
        keep_turn(instance)


def card_deleted(instance: VisitCard, **_: Any) -> None:
    """Let no word of a deleted visit stay in the index."""
    search.forget(instance.pk)


def keep_visit(visit: TrainingSession) -> VisitCard:
    """Write a visit's card and first line; when it is over, decide how many people rate it."""
    case = case_of(visit.case_slug)
    card, _ = VisitCard.objects.get_or_create(visit=visit, defaults={"case_type": case.case_type if case else ""})
    _keep_lines(visit, 0, visit.opening_turn)
    if visit.is_over and card.state == State.OPEN:
        card.state, card.raters = State.NEW, raters_for(visit)
        card.save(update_fields=["state", "raters"])
    _keep_text(visit, card)
    return card


def keep_turn(turn: Turn) -> None:
    """Write the rows of one answered turn; doing it again changes nothing but the text to search."""
    visit = turn.session
    card = keep_visit(visit)
    if turn.marks.exists() or LineSaid.objects.filter(visit=visit, number=turn.number).exists():
        return
    CodeMark.objects.bulk_create(CodeMark(visit=visit, turn=turn, **mark) for mark in marks_in(turn.score))
    _keep_lines(visit, turn.number, turn.turn)
    if not understood(turn.turn):
        LineSaid.objects.filter(visit=visit, number=turn.number - 1).update(not_understood=True)
    case = case_of(visit.case_slug)
    answered = Q(status=Turn.Status.ANSWERED)
    counts = visit.turns.aggregate(
        unscored=Count("pk", filter=answered & Q(band="")), **{b: Count("pk", filter=answered & Q(band=b)) for b in BANDS}
    )
    for name, count in counts.items():
        setattr(card, name, count)
    card.points = visit.turns.filter(answered).aggregate(all=Sum("points", default=0))["all"]
    card.left += left_in(turn.score)
    card.rubric_version, card.software_version = str(load_rubric().version), __version__
    card.case_version = str(case.sheet.get("version", "")) if case else ""
    card.save()


def forget_words(visit: TrainingSession) -> None:
    """Let go of every word of a visit that the room holds, codes and counts left intact.

    To be called after a visit's own words were taken out of it, for a trainee who asks or a term that is over.
    """
    CodeMark.objects.filter(visit=visit).update(words="", start=0, end=0)
    Verdict.objects.filter(review__visit=visit).update(words="")
    Comment.objects.filter(review__visit=visit).delete()
    Flag.objects.filter(review__visit=visit).update(note="")
    visit.reviews.update(remark="")
    _keep_text(visit, keep_visit(visit))


def _keep_lines(visit: TrainingSession, number: int, turn: dict[str, Any] | None) -> None:
    LineSaid.objects.bulk_create(
        (LineSaid(visit=visit, number=number, case_slug=visit.case_slug, line_id=line) for line in lines_in(turn)),
        ignore_conflicts=True,
    )


def _keep_text(visit: TrainingSession, card: VisitCard) -> None:
    said = visit.turns.filter(status=Turn.Status.ANSWERED).order_by("number").values_list("reply", "line")
    search.remember(card.pk, text_of(visit.opening_line, said, visit.closing_line))
