"""What a rater does to a visit goes in, one step at a time; each is stored in one transaction, and counts when the rating is done."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dyad.scoring.anchors import LEVELS, load_domains
from web.review.judging import judged_codes
from web.review.models import CodeMark, Comment, Flag, Review, Verdict, VisitCard
from web.review.phrases import BadPhrase, overlap, place_of
from web.review.settling import counted_reviews, settle
from web.training.debriefs import report_of
from web.training.models import TrainingSession, Turn

LONGEST = 2000
NOT_RATED = "none"
WRITTEN_LEVELS = {str(level): level for level in LEVELS}


class Refused(Exception):
    """Something cannot be done; the message is for the rater."""


def own_review(visit: TrainingSession, person: User) -> Review | None:
    """Return this person's own rating of a visit, begun or done."""
    return visit.reviews.filter(rater=person, kind=Review.Kind.RATING).first()


def may_rate(visit: TrainingSession, person: User) -> bool:
    """Tell whether a rating of this person is wanted, or begun already."""
    ratings = [review for review in counted_reviews(visit) if review.kind == Review.Kind.RATING]
    if any(review.rater_id == person.pk for review in ratings):
        return True
    return visit.is_over and len(ratings) < visit.card.raters


@transaction.atomic
def open_review(visit: TrainingSession, person: User) -> Review:
    """Return the person's rating in progress, begun now if it was not.

    Raises:
        Refused: the visit goes on, has all its raters, or the person's rating is done.
    """
    VisitCard.objects.select_for_update().get(visit=visit)
    found = own_review(visit, person)
    if found and found.is_done:
        raise Refused(_("Your rating is done. Open it again to change it."))
    if found:
        return found
    if not may_rate(visit, person):
        raise Refused(_("This visit cannot be rated by you: it goes on, or others are rating it."))
    review = Review.objects.create(visit=visit, rater=person)
    settle(visit)
    return review


@transaction.atomic
def judge(review: Review, turn: Turn, mark_id: int, wanted: str) -> None:
    """Confirm or remove one of the machine's codes; any other word takes the verdict back."""
    mark = turn.marks.filter(pk=mark_id, source=CodeMark.Source.MACHINE).first()
    if mark is None:
        raise Refused(_("That code is not there any more."))
    review.verdicts.filter(mark=mark).delete()
    if wanted in (Verdict.Kind.CONFIRM, Verdict.Kind.REMOVE):
        _verdict(review, turn, wanted, mark)


def _verdict(review: Review, turn: Turn, kind: str, mark: CodeMark) -> None:
    Verdict.objects.create(
        review=review, turn=turn, kind=kind, mark=mark, code=mark.code, words=mark.words, start=mark.start, end=mark.end
    )


@transaction.atomic
def add_code(review: Review, turn: Turn, code: str, words: str) -> None:
    """Give a phrase of the reply a code; what stood on those words gives way, for a thought earns one code (clinical brief 3.1).

    Raises:
        Refused: the code is unknown, or the words are not in the reply.
    """
    try:
        start, end, exact = place_of(turn.reply, code, words)
    except BadPhrase as problem:
        raise Refused(str(problem)) from problem
    for coded in judged_codes(review.visit, review).get(turn.pk, ()):
        if not coded.stands or not overlap(coded, code, start, end):
            continue
        if coded.code == code and (coded.start, coded.end) == (start, end):
            raise Refused(_("These words have this code already."))
        if coded.mark_id is not None:
            judge(review, turn, coded.mark_id, Verdict.Kind.REMOVE)
        elif coded.verdict_id is not None:
            take_back(review, coded.verdict_id)
    Verdict.objects.create(review=review, turn=turn, kind=Verdict.Kind.ADD, code=code, words=exact, start=start, end=end)


def take_back(review: Review, verdict_id: int) -> None:
    """Take an added code away again."""
    review.verdicts.filter(pk=verdict_id, kind=Verdict.Kind.ADD).delete()


def comment(review: Review, turn: Turn, text: str) -> None:
    """Say something about a turn."""
    if not text.strip():
        raise Refused(_("There is nothing to keep yet. Write the comment first."))
    Comment.objects.create(review=review, turn=turn, text=short_enough(text))


def uncomment(review: Review, comment_id: int) -> None:
    """Take an own comment away again."""
    review.comments.filter(pk=comment_id).delete()


def short_enough(text: str) -> str:
    """Return a text without white space around it, or refuse one that is too long to keep."""
    if len(text) > LONGEST:
        raise Refused(_("This is longer than %(n)s characters. Shorten it.") % {"n": LONGEST})
    return text.strip()


def flag(review: Review, turn: Turn, wrong: str, meant: str, note: str) -> None:
    """Say that Dyad was wrong at a turn; an empty `wrong` takes the flag away."""
    if not wrong:
        review.flags.filter(turn=turn).delete()
        return
    if wrong not in Flag.Wrong.values:
        raise Refused(_("Choose what went wrong."))
    fields = {"wrong": wrong, "meant": meant.strip()[:60], "note": short_enough(note)}
    Flag.objects.update_or_create(review=review, turn=turn, defaults=fields)


def rate(review: Review, levels: Mapping[str, str], remark: str) -> None:
    """Keep the levels that were chosen and the remark; a domain without a choice stays as it was."""
    for domain in load_domains():
        chosen = levels.get(domain.id, "")
        if chosen == NOT_RATED:
            review.levels[domain.id] = None
        elif chosen in WRITTEN_LEVELS:
            review.levels[domain.id] = WRITTEN_LEVELS[chosen]
        elif chosen:
            raise Refused(_("A level is a number from 1 to 5."))
    review.remark = short_enough(remark)
    review.save(update_fields=["levels", "remark"])


def missing(review: Review | None) -> list[str]:
    """Return the domains that have no choice yet."""
    return [domain.id for domain in load_domains() if review is None or domain.id not in review.levels]


@transaction.atomic
def finish(review: Review) -> None:
    """Let a rating count; what was found before others' ratings could be seen is put aside for the figures of agreement.

    Raises:
        Refused: a domain has neither a level nor "cannot be rated".
    """
    if left := missing(review):
        raise Refused(_("Still without a choice: %(domains)s.") % {"domains": ", ".join(left)})
    review.status = Review.Status.DONE
    review.done = review.done or timezone.now()
    if review.alone is None:
        keep_alone(review)
    review.save(update_fields=["status", "done", "alone", "alone_codes"])
    settle(review.visit)


def keep_alone(review: Review) -> None:
    """Put aside what one person found, and what the machine said at that time."""
    visit, codes = review.visit, judged_codes(review.visit, review)
    report, turns = report_of(visit), visit.answered()
    machine_levels = {domain.id: domain.level for domain in report.domains} if report else {}
    person: dict[str, list[int]] = {}
    machine: dict[str, list[int]] = {}
    for turn in turns:
        row = codes.get(turn.pk, ())
        for found, names in ((person, {c.code for c in row if c.stands}), (machine, {c.code for c in row if c.mark_id})):
            for name in names:
                found.setdefault(name, []).append(turn.number)
    review.alone = {"levels": dict(review.levels), "machine_levels": machine_levels}
    review.alone_codes = {"turns": len(turns), "person": person, "machine": machine}


@transaction.atomic
def reopen(review: Review) -> None:
    """Take a rating up again; until it is done anew it does not count."""
    review.status = Review.Status.IN_REVIEW
    review.save(update_fields=["status"])
    settle(review.visit)


@transaction.atomic
def give_back(review: Review) -> None:
    """Throw away a rating that was begun and never done, so that somebody else can rate."""
    if review.alone is not None:
        raise Refused(_("A rating that was done once is kept. Open it again to change it."))
    visit = review.visit
    review.delete()
    settle(visit)


@transaction.atomic
def do_without(visit: TrainingSession) -> None:
    """Let the ratings that are done count, though another was wanted."""
    done = sum(review.is_done for review in visit.reviews.filter(kind=Review.Kind.RATING))
    if not done:
        raise Refused(_("Nobody has finished a rating of this visit yet."))
    VisitCard.objects.filter(visit=visit).update(raters=done)
    settle(visit)
