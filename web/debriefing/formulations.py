"""What a trainee writes on the debrief's pages is saved here, each page by itself, and marked once, when it is submitted."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from dyad.debrief.formulation import Formulation as Answers
from dyad.debrief.formulation import ItemMark
from dyad.debrief.grading import grade
from dyad.language.encoder import shared_encoder
from web.debriefing.models import Disagreement, Formulation, PersonalNote, Pin, Reaction
from web.training.charts import case_of
from web.training.debriefs import played_turns
from web.training.models import Debrief, TrainingSession


class AlreadySubmitted(Exception):
    """The key has been shown, so the answers stand as they were given."""


def save_reaction(visit: TrainingSession, words: str) -> None:
    """Keep the first reaction, sealed; an empty one says that the page was passed over."""
    Reaction.objects.get_or_create(visit=visit)[0].write(words)


def save_facts(visit: TrainingSession, asked: str, agreed: str) -> None:
    """Keep what happened."""
    with transaction.atomic():
        written = _open(visit)
        written.asked, written.agreed = asked, agreed
        written.save(update_fields=["asked", "agreed"])


def save_answers(visit: TrainingSession, answers: Answers, personal: str) -> None:
    """Keep the answers so far, and the personal note apart from them."""
    with transaction.atomic():
        written = _open(visit)
        written.answers = answers.as_dict()
        written.save(update_fields=["answers"])
        PersonalNote.objects.get_or_create(visit=visit)[0].write(personal)


def submit(visit: TrainingSession, answers: Answers, personal: str) -> None:
    """Keep the answers for good, with the marks suggested for them; from here on the key may be shown."""
    marks = suggest(visit, answers)  # before the lock, since it takes a moment
    with transaction.atomic():
        written = _open(visit)
        written.answers, written.marks, written.submitted = answers.as_dict(), [mark.as_dict() for mark in marks], timezone.now()
        written.save(update_fields=["answers", "marks", "submitted"])
        PersonalNote.objects.get_or_create(visit=visit)[0].write(personal)


def suggest(visit: TrainingSession, answers: Answers) -> tuple[ItemMark, ...]:
    """Mark a formulation."""
    return grade(case_of(visit), played_turns(visit), answers, shared_encoder())


def carry_forward(visit: TrainingSession, sentence: str) -> None:
    """Keep the sentence to take along; with it the debrief is done."""
    with transaction.atomic():
        Formulation.objects.filter(visit=visit).update(forward=sentence)
        finish(visit, Debrief.READ)


def finish(visit: TrainingSession, choice: Debrief) -> None:
    """Mark the debrief as read or skipped (R01); what was read stays read."""
    if visit.debrief != Debrief.READ:
        visit.debrief = choice
        visit.save(update_fields=["debrief"])


def disagree(visit: TrainingSession, number: int, code: str, reason: str) -> None:
    """Keep that the trainee disagrees with a code; said again, the reason is the last one."""
    Disagreement.objects.update_or_create(visit=visit, number=number, code=code, defaults={"reason": reason})


def agree_after_all(visit: TrainingSession, number: int, code: str) -> None:
    """Take a disagreement back."""
    Disagreement.objects.filter(visit=visit, number=number, code=code).delete()


def pin(visit: TrainingSession, number: int, *, keep: bool) -> None:
    """Mark a turn to be found in the debrief, or take the mark away."""
    if keep:
        Pin.objects.get_or_create(visit=visit, number=number)
    else:
        Pin.objects.filter(visit=visit, number=number).delete()


def _open(visit: TrainingSession) -> Formulation:
    """Return the formulation, locked, as long as nothing is submitted."""
    Formulation.objects.get_or_create(visit=visit)
    written = Formulation.objects.select_for_update().get(visit=visit)
    if written.is_submitted:
        raise AlreadySubmitted
    return written
