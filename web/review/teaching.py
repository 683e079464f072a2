"""Corrected visits go in; what the machine can learn from comes out: labelled lines for the scorer's corpus, stories for Rasa's tests.

Both hold trainees' own words and are only to be used where the trainees have agreed to that (clinical brief 5.5).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import yaml
from django.db.models import QuerySet

from dyad.debrief.marking import mark
from dyad.debrief.types import PlayedTurn
from dyad.scoring.corpus import NONE, OMISSIONS_JUDGED
from dyad.scoring.score import TurnScore
from web.review.export_rows import with_everything
from web.review.judging import JudgedCode, by_marks
from web.review.models import Flag, State
from web.review.phrases import by_silence
from web.training.models import TrainingSession, Turn

CORPUS_HEAD = f"# Replies that educators corrected or confirmed, with trainees' own words: for use only with their consent.\n{OMISSIONS_JUDGED}\n"


def corpus_lines(visits: QuerySet[TrainingSession]) -> Iterator[str]:
    """Yield a file as docs/corpus.md describes it: every turn of a rated visit about which a person said something.

    What the person took away stands as the near-miss: `open_question ~closed_question: …`.
    """
    yield CORPUS_HEAD
    for visit in with_everything(visits.filter(card__state=State.DONE)):
        codes = by_marks(visit.marks.all())
        line, tags = visit.opening_line, visit.opening_tags
        for turn in visit.turns.all():
            judged = [coded for coded in codes.get(turn.pk, ()) if coded.judged]
            if judged and visit.card.case_type:
                yield f"\n## {visit.card.case_type} | {' '.join(tags)} | {_flat(line)}\n{_labelled(turn, codes[turn.pk])}\n"
            line, tags = turn.line, turn.tags


def _labelled(turn: Turn, codes: Sequence[JudgedCode]) -> str:
    """Return a reply as a row of the corpus, its pieces in order and each with its code."""
    standing = [coded for coded in codes if coded.stands and coded.words]
    removed = [coded for coded in codes if not coded.stands and coded.words]
    silent = next((coded.code for coded in codes if coded.stands and coded.code in by_silence()), "")
    pieces = []
    for text, code in _pieces(turn, [*standing, *(coded for coded in removed if not _on(standing, coded))]):
        near = next((coded.code for coded in removed if _about(text, coded)), "")
        label = code if any(coded.code == code and _about(text, coded) for coded in standing) else NONE
        pieces.append(f"{label}{f' ~{near}' if near and near != label else ''}: {_flat(text)}")
    return (f"[{silent}] " if silent else "") + " || ".join(pieces)


def _about(text: str, coded: JudgedCode) -> bool:
    return coded.words in text or text in coded.words


def _on(standing: Sequence[JudgedCode], coded: JudgedCode) -> bool:
    return any(other.start < coded.end and coded.start < other.end for other in standing)


def _pieces(turn: Turn, codes: Sequence[JudgedCode]) -> Iterator[tuple[str, str]]:
    """Cut a reply where codes stand; a piece without a letter or digit is no thought."""
    score = TurnScore(codes=tuple(coded.thought() for coded in codes))
    played = PlayedTurn(turn.number, "", (), turn.reply, score, "", "", 0, 0)
    for piece in mark(played, (0, 0)).pieces:
        if any(char.isalnum() for char in piece.text):
            yield piece.text.strip(), piece.code or ""


def _flat(text: str) -> str:
    """Return text on one line, without the sign that parts thoughts."""
    return " ".join(text.replace("||", "/").split())


def stories(visits: QuerySet[TrainingSession]) -> str:
    """Return Rasa test stories: each reply that was flagged as misheard, with the intent that a person says it had."""
    told = []
    for visit in with_everything(visits.filter(card__state=State.DONE)):
        for review in visit.reviews.all():
            for flag in review.flags.all():
                if flag.wrong == Flag.Wrong.HEARD and flag.meant and review.is_done:
                    told.append(_story(visit, flag))
    head = "# Replies that Dyad misheard, with trainees' own words: for use only with their consent.\n"
    return head + yaml.safe_dump({"version": "3.1", "stories": told}, sort_keys=False, allow_unicode=True, width=10_000)


def _story(visit: TrainingSession, flag: Flag) -> dict[str, object]:
    return {
        "story": f"Reply {flag.turn.number} of visit {visit.pk} means {flag.meant}",
        "steps": [
            {"intent": "start_visit", "user": "/start_visit"},
            {"action": "action_start_visit"},
            {"intent": flag.meant, "user": " ".join(flag.turn.reply.split())},
            {"action": "action_take_turn"},
            {"intent": "end_visit", "user": "/end_visit"},
            {"action": "action_end_visit"},
        ],
    }
