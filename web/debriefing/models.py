"""What a trainee leaves behind in a debrief. Private words are kept apart and sealed; the rest is for the educator too."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dyad.debrief.formulation import Formulation as Answers
from dyad.debrief.formulation import ItemMark
from web.debriefing.sealing import CannotOpen, seal, unseal
from web.training.models import TrainingSession, Turn


class Nature(models.TextChoices):
    """The answers to the first question."""

    REAL = "real", _("Mainly a reaction to something real in the visit")
    PATTERN = "pattern", _("Mainly a pattern brought along")
    BOTH = "both", _("Both")


class Feeling(models.TextChoices):
    """The tick-list of feelings: the eight factors of the Countertransference Questionnaire, reworded (clinical brief 4.2, L5)."""

    SWAMPED = "swamped", _("Swamped")
    NOT_ENOUGH = "not_enough", _("Not good enough")
    WARM = "warm", _("Warm and at ease")
    SPECIAL = "special", _("Specially drawn in")
    ATTRACTED = "attracted", _("Attracted or awkward")
    BORED = "bored", _("Bored or far away")
    PROTECTIVE = "protective", _("Protective")
    ATTACKED = "attacked", _("Attacked or put down")
    FITTED = "fitted", _("Nothing out of the way: my reaction fitted")


class Urge(models.TextChoices):
    """What one may have wanted to do (clinical brief 4.2)."""

    RESCUE = "rescue", _("Rescue")
    WIN = "win", _("Win")
    PLEASE = "please", _("Please")
    FLEE = "flee", _("Flee")
    PUNISH = "punish", _("Punish")
    FIX = "fix", _("Fix")
    REASSURE = "reassure", _("Reassure")
    TEST = "test", _("Order a test")


class Stake(models.TextChoices):
    """What was at stake (R35)."""

    POWER = "power", _("Power")
    CONTROL = "control", _("Control")
    TRUST = "trust", _("Trust")


class _Private(models.Model):
    """Words that only the trainee may read: sealed at rest, never graded, never exported."""

    sealed = models.TextField(blank=True)
    saved = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True

    visit_id: object

    @property
    def is_readable(self) -> bool:
        """Tell whether the words can be opened with the key of this site."""
        try:
            unseal(self.sealed, self.visit_id)
        except CannotOpen:
            return False
        return True

    @property
    def words(self) -> str:
        """Return the words, or nothing if they cannot be opened."""
        return unseal(self.sealed, self.visit_id) if self.is_readable else ""

    def write(self, words: str) -> None:
        """Seal and save the words; words that cannot be opened are never written over."""
        if self.is_readable:
            self.sealed = seal(words, self.visit_id)
            self.save()


class Reaction(_Private):
    """The first reaction: "What was that like?"; an empty one was passed over."""

    visit = models.OneToOneField(TrainingSession, on_delete=models.CASCADE, related_name="reaction")


class PersonalNote(_Private):
    """What a trainee writes beside question 4 for themself."""

    visit = models.OneToOneField(TrainingSession, on_delete=models.CASCADE, related_name="personal_note")


class Formulation(models.Model):
    """Facts, answers and marks of one visit, and the sentence to carry forward; saved page by page, marked once it is submitted."""

    visit = models.OneToOneField(TrainingSession, on_delete=models.CASCADE, related_name="formulation")
    asked = models.TextField(blank=True)
    agreed = models.TextField(blank=True)
    answers = models.JSONField(default=dict)
    marks = models.JSONField(default=list)
    submitted = models.DateTimeField(null=True, blank=True)
    forward = models.TextField(blank=True)

    @property
    def is_submitted(self) -> bool:
        """Tell whether the key may be shown."""
        return self.submitted is not None

    def read_answers(self) -> Answers:
        """Return the answers as dyad marks them."""
        return Answers.from_dict(self.answers)

    def read_marks(self) -> list[ItemMark]:
        """Return what was suggested for each question."""
        return [ItemMark.from_dict(mark) for mark in self.marks]


class Rewrite(models.Model):
    """A reply of an ended visit written again, with the patient's answer to it; the first one stays as it was."""

    visit = models.ForeignKey(TrainingSession, on_delete=models.CASCADE, related_name="rewrites")
    number = models.PositiveSmallIntegerField()
    message_id = models.CharField(max_length=64)
    reply = models.TextField()
    line = models.TextField()
    turn = models.JSONField()
    score = models.JSONField()
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("number", "created", "pk")
        constraints = [models.UniqueConstraint(fields=("visit", "message_id"), name="one_rewrite_a_message")]


class Disagreement(models.Model):
    """ "I disagree" on one code of one turn, for the educator to look at."""

    visit = models.ForeignKey(TrainingSession, on_delete=models.CASCADE, related_name="disagreements")
    number = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=40)
    reason = models.TextField(blank=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("number", "code")
        constraints = [models.UniqueConstraint(fields=("visit", "number", "code"), name="one_disagreement_a_code")]


class Pin(models.Model):
    """A turn that a trainee marked while the visit went on, to find it in the debrief."""

    visit = models.ForeignKey(TrainingSession, on_delete=models.CASCADE, related_name="pins")
    number = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=("visit", "number"), name="one_pin_a_turn")]


def turn_of(visit: TrainingSession, number: int) -> Turn | None:
    """Return an answered turn of a visit."""
    return visit.turns.filter(number=number, status=Turn.Status.ANSWERED).first()
