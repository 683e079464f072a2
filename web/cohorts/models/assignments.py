"""What a cohort is asked to play, and which visit each trainee made of it."""

from __future__ import annotations

import secrets
from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dyad.cases.mix import Card, mix
from web.training.models import Cohort, TrainingSession


def random_seed() -> str:
    """Return a seed that only the server knows, so that no trainee can work out another's order."""
    return secrets.token_hex(8)


class Assignment(models.Model):
    """Some visits for every trainee of a cohort; which patients may come is fixed when it is saved."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="assignments")
    title = models.CharField(_("title"), max_length=120)
    seed = models.CharField(max_length=32, default=random_seed, editable=False)
    visits = models.PositiveSmallIntegerField(
        _("visits for each trainee"), default=4, validators=[MinValueValidator(2), MaxValueValidator(12)]
    )
    chosen = models.JSONField(default=list)  # case types and slugs as the educator ticked them
    pool = models.JSONField(default=list)  # what they stand for: [slug, case type]
    controls = models.JSONField(default=list)  # the controls that are mixed in
    offers_p6 = models.BooleanField(_("one place for the patient who flirts, or an equal alternative"), default=False)
    p6_pool = models.JSONField(default=list)
    instead = models.JSONField(default=list)  # the equal alternatives, P9 (clinical brief 5.1)
    due = models.DateField(_("due on"), null=True, blank=True)
    coaching = models.BooleanField(_("coaching during the visit"), default=False)
    names_hidden = models.BooleanField(_("names hidden until rated"), default=True)
    second_rater_percent = models.PositiveSmallIntegerField(
        _("share of visits for a second rater, in per cent"), default=20, validators=[MaxValueValidator(100)]
    )
    withdrawn = models.BooleanField(_("withdrawn"), default=False)
    made = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("withdrawn", "due", "pk")

    def __str__(self) -> str:
        return self.title

    @property
    def is_late(self) -> bool:
        """Tell whether the day it was due is over."""
        return self.due is not None and self.due < _today()

    @property
    def has_begun(self) -> bool:
        """Tell whether a trainee has started, after which the choice of patients stays as it is."""
        return self.assigned.exists()

    def plan_for(self, person_id: int, *, p6: bool) -> tuple[str, ...]:
        """Return the slugs of one trainee's visits in their order; `p6` says whether they opted in."""
        pools = [[Card(*item) for item in items] for items in (self.pool, self.controls)]
        special = [[Card(*item) for item in items] for items in (self.p6_pool, self.instead)] if self.offers_p6 else [[], []]
        return mix(
            *pools, visits=self.visits, seed=f"{self.seed}-{person_id}", optional=special[0], instead=special[1], opted_in=p6
        )


class AssignedVisit(models.Model):
    """One place of an assignment that a trainee has started; it outlives the visit, so that what is done stays done."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="assigned")
    trainee = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="assigned")
    place = models.PositiveSmallIntegerField()  # counting from 1
    case_slug = models.SlugField(max_length=80)
    visit = models.OneToOneField(TrainingSession, on_delete=models.SET_NULL, null=True, related_name="assigned")
    finished = models.BooleanField(default=False)  # set when a complete visit is deleted or made anonymous

    class Meta:
        ordering = ("assignment", "place")
        constraints = [models.UniqueConstraint(fields=("assignment", "trainee", "place"), name="one_visit_a_place")]

    def __str__(self) -> str:
        return f"place {self.place} of {self.assignment_id}"

    @property
    def is_done(self) -> bool:
        """Tell whether the visit is complete, or was when it was removed."""
        return self.finished or (self.visit is not None and self.visit.is_complete)


def _today() -> date:
    return timezone.localdate()
