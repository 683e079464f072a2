"""Two or more ratings of a visit go in, side by side; what everybody agrees on afterwards comes out and counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dyad.debrief.texts import load_texts
from dyad.scoring.anchors import Domain, load_domains
from web.review.judging import ByTurn, judged_codes
from web.review.models import CodeMark, Review, Verdict
from web.review.rating import NOT_RATED, WRITTEN_LEVELS, Refused, short_enough
from web.review.settling import counted_reviews, settle
from web.training.models import TrainingSession, Turn

YES, NO = "yes", "no"


@dataclass(frozen=True)
class LevelRow:
    """One domain as each rater has it; `chosen` is what a settlement says, or what all say already."""

    domain: Domain
    levels: tuple[int | None, ...]
    chosen: str

    @property
    def field(self) -> str:
        """Return the name of its field."""
        return f"level-{self.domain.id}"

    @property
    def differ(self) -> bool:
        """Tell whether the raters differ."""
        return len(set(self.levels)) > 1


@dataclass(frozen=True)
class CodeChoice:
    """One code of one turn as each rater has it: their words for it, or None where it does not stand for them."""

    turn: Turn
    code: str
    label: str
    words: tuple[str | None, ...]
    by_machine: bool
    chosen: str

    @property
    def field(self) -> str:
        """Return the name of its field."""
        return f"code-{self.turn.number}-{self.code}"

    @property
    def differ(self) -> bool:
        """Tell whether it stands for some and not for others."""
        return len({given is None for given in self.words}) > 1


@dataclass(frozen=True)
class Table:
    """The ratings side by side."""

    ratings: tuple[Review, ...]
    levels: tuple[LevelRow, ...]
    codes: tuple[CodeChoice, ...]
    settlement: Review | None


def side_by_side(visit: TrainingSession) -> Table | None:
    """Lay the ratings side by side, or return None before two are done and all raters have finished."""
    reviews = counted_reviews(visit)
    ratings = tuple(r for r in reviews if r.is_done and r.kind == Review.Kind.RATING)
    if len(ratings) < max(2, visit.card.raters):
        return None
    settled = next((r for r in reviews if r.kind == Review.Kind.SETTLEMENT), None)
    levels = tuple(_level(domain, ratings, settled) for domain in load_domains())
    return Table(ratings, levels, tuple(_codes(visit, ratings, settled)), settled)


def _level(domain: Domain, ratings: Sequence[Review], settled: Review | None) -> LevelRow:
    levels = tuple(rating.levels.get(domain.id) for rating in ratings)
    known = settled.levels.get(domain.id) if settled else levels[0]
    chosen = "" if not settled and len(set(levels)) > 1 else NOT_RATED if known is None else str(known)
    return LevelRow(domain, levels, chosen)


def _codes(visit: TrainingSession, ratings: Sequence[Review], settled: Review | None) -> list[CodeChoice]:
    by_rating = [judged_codes(visit, rating) for rating in ratings]
    final = judged_codes(visit, settled) if settled else {}
    labels, found = load_texts().labels, []
    for turn in visit.answered():
        for code in dict.fromkeys(coded.code for codes in by_rating for coded in codes.get(turn.pk, ())):
            words = tuple(_words(codes, turn, code) for codes in by_rating)
            by_machine = any(c.code == code and c.mark_id for codes in by_rating for c in codes.get(turn.pk, ()))
            stands = _words(final, turn, code) is not None if settled else words[0] is not None
            chosen = "" if not settled and len({given is None for given in words}) > 1 else YES if stands else NO
            found.append(CodeChoice(turn, code, labels[code], words, by_machine, chosen))
    return found


def _words(codes: ByTurn, turn: Turn, code: str) -> str | None:
    """Return the words on which a code stands, or None where it does not stand."""
    standing = [coded.words for coded in codes.get(turn.pk, ()) if coded.code == code and coded.stands]
    return " … ".join(standing) if standing else None


@transaction.atomic
def settle_visit(visit: TrainingSession, person: User, chosen: Mapping[str, str], remark: str) -> Review:
    """Store what was agreed on; doing it again replaces it.

    Raises:
        Refused: the raters are not done, or a difference is still without a choice.
    """
    table = side_by_side(visit)
    if table is None:
        raise Refused(_("The raters of this visit are not done yet."))
    levels = {row.domain.id: _chosen_level(row, chosen) for row in table.levels}
    verdicts = {choice: _choice(choice, chosen) for choice in table.codes}
    visit.reviews.filter(kind=Review.Kind.SETTLEMENT).delete()
    review = Review.objects.create(
        visit=visit,
        rater=person,
        kind=Review.Kind.SETTLEMENT,
        status=Review.Status.DONE,
        levels=levels,
        remark=short_enough(remark),
        done=timezone.now(),
    )
    for choice, stands in verdicts.items():
        _write(review, table, choice, stands)
    settle(visit)
    return review


def _chosen_level(row: LevelRow, chosen: Mapping[str, str]) -> int | None:
    raw = chosen.get(row.field, row.chosen)
    if raw == NOT_RATED:
        return None
    if raw in WRITTEN_LEVELS:
        return WRITTEN_LEVELS[raw]
    raise Refused(_("%(domain)s is still without a choice.") % {"domain": row.domain.id})


def _choice(choice: CodeChoice, chosen: Mapping[str, str]) -> bool:
    raw = chosen.get(choice.field, choice.chosen)
    if raw not in (YES, NO):
        place = {"code": choice.label, "n": choice.turn.number}
        raise Refused(_("“%(code)s” in turn %(n)s is still without a choice.") % place)
    return raw == YES


def _write(review: Review, table: Table, choice: CodeChoice, stands: bool) -> None:
    """Write one choice as verdicts: on the machine's marks where it gave the code, else as an addition."""
    if choice.by_machine:
        kind = Verdict.Kind.CONFIRM if stands else Verdict.Kind.REMOVE
        for mark in choice.turn.marks.filter(source=CodeMark.Source.MACHINE, code=choice.code):
            _add(review, choice.turn, kind, mark, mark)
    elif stands:
        rating = table.ratings[next(i for i, words in enumerate(choice.words) if words is not None)]
        for added in rating.verdicts.filter(turn=choice.turn, kind=Verdict.Kind.ADD, code=choice.code):
            _add(review, choice.turn, Verdict.Kind.ADD, None, added)


def _add(review: Review, turn: Turn, kind: str, mark: CodeMark | None, source: CodeMark | Verdict) -> None:
    Verdict.objects.create(
        review=review,
        turn=turn,
        kind=kind,
        mark=mark,
        code=source.code,
        words=source.words,
        start=source.start,
        end=source.end,
    )
