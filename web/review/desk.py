"""A visit and the person who opened it go in; the desk comes out: every turn with its codes, and the rubric beside them.

Who may still rate sees the machine's codes and their own verdicts only; everybody else sees what counts, and who said what.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.contrib.auth.models import User

from dyad.debrief import Report
from dyad.debrief.marking import State as Alliance
from dyad.debrief.marking import mark
from dyad.debrief.texts import load_texts
from dyad.debrief.types import DomainSuggestion, MarkedReply
from dyad.scoring.anchors import Domain, load_domains
from dyad.scoring.rubric import load_rubric
from dyad.scoring.score import TurnScore
from web.review.judging import ByTurn, JudgedCode, judged_codes, scores_under
from web.review.models import Comment, Flag, Review
from web.review.rating import may_rate, missing
from web.review.settling import counted_reviews, deciding
from web.training.debriefs import played_turns
from web.training.models import TrainingSession, Turn


@dataclass(frozen=True)
class CodeRow:
    """One code of a turn, in words."""

    coded: JudgedCode
    label: str
    kind: str
    says: str
    weight: int  # what it came to in this turn; 0 where it does not stand
    note: str


@dataclass(frozen=True)
class TurnSheet:
    """One turn as the rater sees it."""

    turn: Turn
    marked: MarkedReply
    machine: TurnScore
    codes: tuple[CodeRow, ...]
    comments: tuple[Comment, ...]
    flags: tuple[Flag, ...]
    phrases: tuple[str, ...]  # to choose from, for who cannot select words

    @property
    def changed(self) -> bool:
        """Tell whether the person sees the turn otherwise than the machine."""
        return any(row.coded.changed for row in self.codes)


@dataclass(frozen=True)
class DomainRow:
    """One domain: its anchors, the machine's suggestion, the level chosen, and what others chose where they may be seen."""

    domain: Domain
    suggestion: DomainSuggestion | None
    chosen: str  # "1" to "5", "none" for "cannot be rated here", "" before a choice
    others: tuple[tuple[Review, int | None], ...]


@dataclass(frozen=True)
class Desk:
    """Everything about one visit that depends on who looks."""

    own: Review | None
    can_rate: bool
    counts: Review | None
    seen: tuple[Review, ...]
    turns: tuple[TurnSheet, ...]
    missing: tuple[str, ...]

    @property
    def rating(self) -> bool:
        """Tell whether the forms are open."""
        return self.can_rate and not (self.own and self.own.is_done)


def set_up(visit: TrainingSession, person: User) -> Desk:
    """Lay a visit out for one person."""
    reviews = counted_reviews(visit)
    own = next((r for r in reviews if r.rater_id == person.pk and r.kind == Review.Kind.RATING), None)
    can_rate = may_rate(visit, person)
    counts = deciding(visit, visit.card.raters, reviews)
    if can_rate and not (own and own.is_done):
        layer, seen = own, [own] if own else []
    else:
        layer, seen = counts or own, [review for review in reviews if review.is_done]
    turns = _turns(visit, judged_codes(visit, layer), seen)
    return Desk(own, can_rate, counts, tuple(seen), turns, tuple(missing(own)))


def _turns(visit: TrainingSession, codes: ByTurn, seen: Sequence[Review]) -> tuple[TurnSheet, ...]:
    stored = visit.answered()
    scores = scores_under(visit, stored, codes, visit.card.case_type)
    comments = list(Comment.objects.filter(review__in=seen).select_related("review__rater"))
    flags = list(Flag.objects.filter(review__in=seen).select_related("review__rater"))
    start = visit.opening_turn or {}
    before: Alliance = (start.get("trust", 0.0), start.get("tension", 0.0))
    found = []
    for turn, played in zip(stored, played_turns(visit), strict=True):
        marked = mark(replace(played, score=scores[turn.pk]), before)
        found.append(
            TurnSheet(
                turn,
                marked,
                played.score,
                tuple(_row(coded, scores[turn.pk]) for coded in codes.get(turn.pk, ())),
                tuple(comment for comment in comments if comment.turn_id == turn.pk),
                tuple(flag for flag in flags if flag.turn_id == turn.pk),
                tuple(piece.text.strip() for piece in marked.pieces if piece.text.strip()),
            )
        )
        before = (played.trust, played.tension)
    return tuple(found)


def _row(coded: JudgedCode, score: TurnScore) -> CodeRow:
    rule = load_rubric().codes[coded.code]
    weight = next((w for w in score.weights if w.code == coded.code and coded.stands), None)
    name = load_texts().labels[coded.code]
    return CodeRow(coded, name, rule.kind, rule.says, weight.weight if weight else 0, weight.note if weight else "")


def domain_rows(desk: Desk, report: Report | None) -> list[DomainRow]:
    """Return the seven domains with what the machine and people say of each."""
    suggested = {domain.id: domain for domain in report.domains} if report else {}
    mine = desk.own if desk.rating else desk.counts or desk.own
    return [
        DomainRow(
            domain,
            suggested.get(domain.id),
            _chosen(mine, domain.id),
            tuple((review, review.levels.get(domain.id)) for review in desk.seen if not desk.rating),
        )
        for domain in load_domains()
    ]


def _chosen(review: Review | None, domain: str) -> str:
    if review is None or domain not in review.levels:
        return ""
    level = review.levels[domain]
    return "none" if level is None else str(level)


def behind_the_numbers(turns: Sequence[TurnSheet]) -> list[tuple[str, str, list[int]]]:
    """Return (label, kind, turns) for each code that stands, most often first, so that a count opens what it counts."""
    found: dict[tuple[str, str], list[int]] = {}
    for sheet in turns:
        for row in sheet.codes:
            if row.coded.stands and sheet.turn.number not in (numbers := found.setdefault((row.label, row.kind), [])):
                numbers.append(sheet.turn.number)
    return [(*name, numbers) for name, numbers in sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))]
