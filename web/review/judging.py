"""The machine's codes and one person's verdicts on them go in; the codes that stand, and the scores they make, come out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dyad.scoring.rubric import load_rubric
from dyad.scoring.score import CodedThought, TurnContext, TurnScore, score_turn
from web.review.models import CodeMark, Review, Verdict
from web.training.models import TrainingSession, Turn

Judged = CodeMark.Judged
BY_PERSON = "A person read these words so."


@dataclass(frozen=True)
class JudgedCode:
    """One code of a turn under one review: whose it is and what was said about it."""

    turn_id: int
    code: str
    words: str
    start: int
    end: int
    because: str
    judged: str = Judged.OPEN
    mark_id: int | None = None
    verdict_id: int | None = None

    @property
    def stands(self) -> bool:
        """Tell whether the code counts."""
        return self.judged != Judged.REMOVED

    @property
    def changed(self) -> bool:
        """Tell whether the person saw it otherwise than the machine."""
        return self.judged in (Judged.REMOVED, Judged.ADDED)

    def thought(self) -> CodedThought:
        """Return the code as the scorer writes it."""
        return CodedThought(self.code, self.words, self.start, self.end, self.because)


ByTurn = dict[int, list[JudgedCode]]


def judged_codes(visit: TrainingSession, review: Review | None) -> ByTurn:
    """Return the codes by turn id, in the order of the words: the machine's, and what this review says about them."""
    verdicts = list(review.verdicts.all()) if review else []
    on_mark = {verdict.mark_id: verdict for verdict in verdicts if verdict.mark_id}
    found: ByTurn = {}
    for mark in visit.marks.filter(source=CodeMark.Source.MACHINE).order_by("pk"):
        found.setdefault(mark.turn_id, []).append(_of_machine(mark, on_mark.get(mark.pk)))
    for verdict in verdicts:
        if verdict.kind == Verdict.Kind.ADD:
            found.setdefault(verdict.turn_id, []).append(_of_person(verdict))
    for codes in found.values():
        codes.sort(key=lambda coded: (not coded.words, coded.start))
    return found


def by_marks(marks: Iterable[CodeMark]) -> ByTurn:
    """Return the codes by turn id as the room's rows have them: under the review that counts."""
    found: ByTurn = {}
    for mark in marks:
        coded = JudgedCode(mark.turn_id, mark.code, mark.words, mark.start, mark.end, mark.because, mark.judged, mark.pk)
        found.setdefault(mark.turn_id, []).append(coded)
    for codes in found.values():
        codes.sort(key=lambda coded: (not coded.words, coded.start))
    return found


def _of_machine(mark: CodeMark, verdict: Verdict | None) -> JudgedCode:
    judged = Judged.OPEN
    if verdict:
        judged = Judged.REMOVED if verdict.kind == Verdict.Kind.REMOVE else Judged.CONFIRMED
    return JudgedCode(
        mark.turn_id,
        mark.code,
        mark.words,
        mark.start,
        mark.end,
        mark.because,
        judged,
        mark.pk,
        verdict.pk if verdict else None,
    )


def _of_person(verdict: Verdict) -> JudgedCode:
    return JudgedCode(
        verdict.turn_id,
        verdict.code,
        verdict.words,
        verdict.start,
        verdict.end,
        BY_PERSON,
        Judged.ADDED,
        None,
        verdict.pk,
    )


def scores_under(
    visit: TrainingSession, turns: Sequence[Turn], codes: Mapping[int, Sequence[JudgedCode]], case_type: str
) -> dict[int, TurnScore]:
    """Return each turn's score by turn id: the machine's, and from the first corrected turn on what the rubric makes of the codes.

    A later turn is reckoned anew too, because some codes count otherwise after what was said before (clinical brief 3.3).
    """
    line, tags = visit.opening_line, tuple(visit.opening_tags)
    known = case_type in load_rubric().cases
    earlier: tuple[tuple[str, ...], ...] = ()
    corrected = False
    scores: dict[int, TurnScore] = {}
    for turn in turns:
        score = machine_score(turn)
        mine = codes.get(turn.pk, ())
        corrected = corrected or any(coded.changed for coded in mine)
        standing = [coded.thought() for coded in mine if coded.stands]
        if known and corrected and (score.scored or any(coded.changed for coded in mine)):
            context = TurnContext(case_type, line, tags, turn.number, earlier)
            score = score_turn(standing, context, abstained=score.abstained)
        scores[turn.pk] = score
        earlier = (*earlier, score.code_names())
        line, tags = turn.line, tuple(turn.tags)
    return scores


def machine_score(turn: Turn) -> TurnScore:
    """Return what the machine made of a reply."""
    return TurnScore.from_dict(turn.score) if turn.score else TurnScore(unscored_because="")
