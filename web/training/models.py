"""Visits as they are kept: the web app's copy of each turn is the record. Times are for display; numbers give the order."""

from __future__ import annotations

import secrets
import uuid
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from dyad.cases import BASE
from dyad.scoring.score import TurnScore
from web.training.charts import title_of


def random_seed() -> int:
    """Return a seed that varies the patient's wording from visit to visit."""
    return secrets.randbelow(2**31)


class Cohort(models.Model):
    """A group of trainees and the educators who read their visits."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    educators = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="teaches", blank=True)
    trainees = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="cohorts", blank=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Ending(models.TextChoices):
    """How a visit can end (clinical brief 2.1)."""

    PLAN_FOLLOWED = "plan_followed", _("Plan likely followed")
    PLAN_UNLIKELY = "plan_unlikely", _("Plan unlikely to be followed")
    FALSE_COMPLIANCE = "false_compliance", _("Agreement in words only")
    LEFT_EARLY = "left_early", _("Patient left early")
    ANOTHER_DOCTOR = "another_doctor", _("Patient asked for another clinician")
    RISK_STOP = "risk_stop", _("Stopped: danger was not taken up")
    FRAME_STOP = "frame_stop", _("Stopped: the words of a reply were sexual")


class Debrief(models.TextChoices):
    """What the trainee did with the debrief; a visit is complete only when it was read or skipped on purpose (R01)."""

    WAITING = "waiting", _("Not read yet")
    READ = "read", _("Read")
    SKIPPED = "skipped", _("Skipped")


class TrainingSessionQuerySet(models.QuerySet["TrainingSession"]):
    """Who sees which visits."""

    def of(self, person: AbstractBaseUser | AnonymousUser) -> TrainingSessionQuerySet:
        """Keep a person's own visits."""
        return self.filter(trainee_id=person.pk)

    def taught_by(self, person: AbstractBaseUser | AnonymousUser) -> TrainingSessionQuerySet:
        """Keep the visits that were made in this educator's cohorts; what a trainee tried out afterwards is the trainee's own."""
        return self.firsts().filter(cohort__in=Cohort.objects.filter(educators=person.pk)) if person.pk else self.none()

    def firsts(self) -> TrainingSessionQuerySet:
        """Leave out branches: what was tried after going back to a turn is no visit and is counted nowhere."""
        return self.filter(branch_of=None)

    def opened(self) -> TrainingSessionQuerySet:
        """Leave out visits whose patient never came in."""
        return self.exclude(opening_line="")


class TrainingSession(models.Model):
    """One visit of one trainee with one patient, or a branch of one: the same visit again up to a turn, and another way from there."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    trainee = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="visits")
    cohort = models.ForeignKey(Cohort, on_delete=models.SET_NULL, null=True, blank=True, related_name="visits")
    case_slug = models.SlugField(max_length=80)
    variant = models.CharField(max_length=1, default=BASE)  # which of the people of the script was met, for fairness reports
    follows = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="second_visits")
    before = models.JSONField(default=dict, blank=True)  # what the patient remembers of the visit that this one follows
    seed = models.BigIntegerField(default=random_seed)
    sender = models.UUIDField(default=uuid.uuid4)  # the conversation in Rasa; a new one after its tracker was lost
    opening_line = models.TextField(blank=True)
    opening_tags = models.JSONField(default=list)
    opening_turn = models.JSONField(default=dict)
    closing_line = models.TextField(blank=True)  # the last word when the trainee ended the visit
    draft = models.TextField(blank=True)
    started = models.DateTimeField(auto_now_add=True)
    ended = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=32, choices=Ending, blank=True)
    debrief = models.CharField(max_length=8, choices=Debrief, default=Debrief.WAITING)
    branch_of = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="branches")
    branch_at = models.PositiveSmallIntegerField(null=True, blank=True)  # how many turns were kept of the visit it branched from

    objects = TrainingSessionQuerySet.as_manager()

    class Meta:
        ordering = ("-started",)
        verbose_name = _("visit")

    def __str__(self) -> str:
        return f"{self.case_slug} {self.pk}"

    @property
    def is_over(self) -> bool:
        """Tell whether nothing more can be said."""
        return bool(self.ending)

    @property
    def is_complete(self) -> bool:
        """Tell whether the visit is over and its debrief was read or skipped."""
        return self.is_over and self.debrief != Debrief.WAITING

    @property
    def is_branch(self) -> bool:
        """Tell whether this was tried after going back to a turn of another visit."""
        return self.branch_of_id is not None

    @property
    def title(self) -> str:
        """Return the neutral title of the case."""
        return title_of(self.case_slug)

    def answered(self) -> list[Turn]:
        """Return the turns that count, in order."""
        return list(self.turns.filter(status=Turn.Status.ANSWERED).order_by("number"))

    def waiting(self) -> Turn | None:
        """Return the one reply that has no answer yet, if any."""
        return self.turns.exclude(status=Turn.Status.ANSWERED).order_by("number").first()

    def next_number(self) -> int:
        """Return the number of the reply that comes next, counting from 1."""
        return self.turns.filter(status=Turn.Status.ANSWERED).count() + 1


class Turn(models.Model):
    """One reply, stored before anything happens to it, and what the patient made of it."""

    class Status(models.TextChoices):
        """How far a reply has come."""

        PENDING = "pending", _("on its way")
        ANSWERED = "answered", _("answered")
        FAILED = "failed", _("not answered")

    session = models.ForeignKey(TrainingSession, on_delete=models.CASCADE, related_name="turns")
    number = models.PositiveSmallIntegerField()
    message_id = models.CharField(max_length=64)
    reply = models.TextField()
    status = models.CharField(max_length=8, choices=Status, default=Status.PENDING)
    line = models.TextField(blank=True)
    tags = models.JSONField(default=list)
    score = models.JSONField(null=True)
    turn = models.JSONField(null=True)
    points = models.SmallIntegerField(null=True)  # empty where no number would be honest
    band = models.CharField(max_length=16, blank=True)
    created = models.DateTimeField(auto_now_add=True)
    answered = models.DateTimeField(null=True)

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=("session", "number"), name="one_turn_a_number"),
            models.UniqueConstraint(fields=("session", "message_id"), name="one_turn_a_message"),
        ]

    def __str__(self) -> str:
        return f"turn {self.number} of {self.session_id}"

    def take(self, line: str, turn: dict[str, Any], score: dict[str, Any]) -> None:
        """Hold the patient's line with its score; both are saved together or not at all."""
        scored = TurnScore.from_dict(score).scored
        self.line, self.tags, self.turn, self.score = line, list(turn["tags"]), turn, score
        self.points, self.band = (score["points"], score["band"]) if scored else (None, "")
