"""The reviews of a visit go in; which of them counts, and the rows that every view reads, come out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.db import transaction

from web.review.judging import ByTurn, judged_codes, scores_under
from web.review.models import CodeMark, Flag, LineSaid, Review, State, VisitCard
from web.training.models import TrainingSession

BANDS = ("strong", "helpful", "neutral", "straining", "rupture")


def deciding(visit: TrainingSession, raters: int, reviews: Sequence[Review]) -> Review | None:
    """Return the review that counts: what was settled together, or else the rating that was done first.

    Nothing counts before all raters are done, so that no page tells the second what the first found.
    """
    if state_of(visit, raters, reviews) != State.DONE:
        return None
    done = [review for review in reviews if review.is_done]
    settled = [review for review in done if review.kind == Review.Kind.SETTLEMENT]
    return next(iter(settled or sorted(done, key=lambda review: (review.done, review.pk))), None)


def counted_reviews(visit: TrainingSession) -> list[Review]:
    """Return the reviews of a visit; one that a person who left has begun and not finished is nobody's."""
    return [r for r in visit.reviews.select_related("rater") if r.is_done or (r.rater is not None and r.rater.is_active)]


def state_of(visit: TrainingSession, raters: int, reviews: Sequence[Review]) -> State:
    """Say where a visit stands in the queue."""
    if not visit.is_over:
        return State.OPEN
    ratings = [review for review in reviews if review.kind == Review.Kind.RATING]
    done = sum(review.is_done for review in ratings)
    if len(reviews) > len(ratings) or done >= raters:
        return State.DONE
    return State.SECOND if done else State.IN_REVIEW if ratings else State.NEW


@transaction.atomic
def settle(visit: TrainingSession) -> VisitCard:
    """Bring a visit's rows up to date with its reviews: the codes that stand, its bands, its flags, its place in the queue."""
    reviews = counted_reviews(visit)
    card, _ = VisitCard.objects.select_for_update().get_or_create(visit=visit)
    chosen = deciding(visit, card.raters, reviews)
    codes = judged_codes(visit, chosen)
    _write_marks(visit, codes)
    turns = visit.answered()
    scores = scores_under(visit, turns, codes, card.case_type)
    bands = Counter(score.band if score.scored else "unscored" for score in scores.values())
    for band in (*BANDS, "unscored"):
        setattr(card, band, bands[band])
    card.points = sum(score.points for score in scores.values() if score.scored)
    card.state = state_of(visit, card.raters, reviews)
    card.flags = _write_flags(visit, reviews if chosen else [])
    card.differ = _differ(reviews)
    card.save()
    return card


def _write_flags(visit: TrainingSession, reviews: Sequence[Review]) -> int:
    """Write down which lines were flagged by ratings that are done; return at how many turns."""
    done = [review.pk for review in reviews if review.is_done]
    flagged = set(Flag.objects.filter(review__in=done).values_list("turn__number", flat=True))
    lines = LineSaid.objects.filter(visit=visit)
    lines.exclude(number__in=flagged).filter(flagged=True).update(flagged=False)
    lines.filter(number__in=flagged).update(flagged=True)
    return len(flagged)


def _write_marks(visit: TrainingSession, codes: ByTurn) -> None:
    """Write what counts into the marks: verdicts on the machine's, and the person's own beside them."""
    every = [coded for row in codes.values() for coded in row]
    machine = {mark.pk: mark for mark in visit.marks.filter(source=CodeMark.Source.MACHINE)}
    moved = []
    for coded in every:
        mark = machine.get(coded.mark_id or 0)
        if mark and (mark.judged, mark.stands) != (coded.judged, coded.stands):
            mark.judged, mark.stands = coded.judged, coded.stands
            moved.append(mark)
    CodeMark.objects.bulk_update(moved, ["judged", "stands"])
    visit.marks.filter(source=CodeMark.Source.PERSON).delete()
    CodeMark.objects.bulk_create(
        CodeMark(
            visit=visit,
            turn_id=coded.turn_id,
            code=coded.code,
            words=coded.words,
            start=coded.start,
            end=coded.end,
            because=coded.because,
            source=CodeMark.Source.PERSON,
            judged=coded.judged,
        )
        for coded in every
        if coded.mark_id is None
    )


def _differ(reviews: Sequence[Review]) -> bool:
    """Tell whether ratings differ in a level or a code, and nobody has settled it."""
    ratings = [review for review in reviews if review.is_done and review.alone]
    if len(ratings) < 2 or any(review.kind == Review.Kind.SETTLEMENT for review in reviews):
        return False
    first, *others = [(review.alone["levels"], review.alone_codes["person"]) for review in ratings]
    return any(other != first for other in others)
