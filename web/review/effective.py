"""What counts of a visit comes out, for the trainee's debrief and every other page: the person's word where there is one.

The doors for other parts of the site: `effective_codes`, `effective_scores`, `effective_levels`, `comments_on`.
"""

from __future__ import annotations

from dyad.scoring.score import CodedThought, TurnScore
from web.review.judging import by_marks, scores_under
from web.review.models import CodeMark, Comment, Review
from web.review.settling import counted_reviews, deciding
from web.training.models import TrainingSession, Turn


def review_that_counts(visit: TrainingSession) -> Review | None:
    """Return the review that decides, or None while the machine's word is all there is."""
    return deciding(visit, visit.card.raters, counted_reviews(visit)) if hasattr(visit, "card") else None


def effective_codes(turn: Turn) -> list[CodedThought]:
    """Return the codes of one turn that count, in the order of its words."""
    marks = CodeMark.objects.filter(turn=turn, stands=True).order_by("start", "pk")
    return [CodedThought(mark.code, mark.words, mark.start, mark.end, mark.because) for mark in marks]


def effective_scores(visit: TrainingSession) -> dict[int, TurnScore]:
    """Return the score of each answered turn that counts, by the turn's number."""
    turns = visit.answered()
    scores = scores_under(visit, turns, by_marks(visit.marks.all()), visit.card.case_type if hasattr(visit, "card") else "")
    return {turn.number: scores[turn.pk] for turn in turns}


def effective_levels(visit: TrainingSession) -> dict[str, int | None] | None:
    """Return the levels that a person gave, by domain, or None before there are any."""
    chosen = review_that_counts(visit)
    return dict(chosen.levels) if chosen else None


def comments_on(visit: TrainingSession) -> dict[int, list[str]]:
    """Return what the raters said about each turn, by its number, once the visit's ratings are done."""
    if review_that_counts(visit) is None:
        return {}
    found: dict[int, list[str]] = {}
    done = Comment.objects.filter(review__visit=visit, review__status=Review.Status.DONE).select_related("turn")
    for comment in done:
        found.setdefault(comment.turn.number, []).append(comment.text)
    return found
