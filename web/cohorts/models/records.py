"""Who read whose visit, and the counts that stay when visits go."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from web.training.charts import title_of
from web.training.models import Cohort


class AccessRecord(models.Model):
    """That somebody else read a trainee's visit. The visit is named and not linked, so that the record outlives it."""

    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    trainee = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="read_by")
    cohort = models.ForeignKey(Cohort, on_delete=models.SET_NULL, null=True, related_name="readings")
    visit = models.UUIDField(db_index=True)
    case_slug = models.SlugField(max_length=80)
    page = models.CharField(max_length=80)  # the name of the address, such as review:transcript
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.page} of {self.visit}"

    @property
    def what(self) -> str:
        """Return in words which page was read."""
        name = self.page.rpartition(":")[2].replace("_", " ")
        return _("Transcript") if name == "transcript" else name.capitalize()

    @property
    def title(self) -> str:
        """Return the neutral title of the case."""
        return title_of(self.case_slug)


class KeptCount(models.Model):
    """How many visits of a kind there were before they were deleted or made anonymous; no person stands in it."""

    cohort = models.ForeignKey(Cohort, on_delete=models.SET_NULL, null=True, related_name="kept_counts")
    case_slug = models.SlugField(max_length=80)
    month = models.DateField()  # its first day
    ending = models.CharField(max_length=32, blank=True)
    visits = models.PositiveIntegerField(default=0)
    replies = models.PositiveIntegerField(default=0)
    bands = models.JSONField(default=dict)  # band: how many replies; "" for those without an honest number

    class Meta:
        ordering = ("cohort", "case_slug", "month", "ending")
        constraints = [models.UniqueConstraint(fields=("cohort", "case_slug", "month", "ending"), name="one_count_a_kind")]

    def __str__(self) -> str:
        return f"{self.visits} of {self.case_slug}"
