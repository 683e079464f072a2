"""Texts that a school words for itself, each version kept, and who has read which version of the notice."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from web.training.models import Cohort


class SiteText(models.Model):
    """One version of a text; the newest counts, and older ones stay, because people have accepted them."""

    BUILT_IN = 0  # the version of the text that comes with the software

    class Kind(models.TextChoices):
        """What a text is for."""

        NOTICE = "notice", _("Notice before the first visit: who reads, how long, what for")
        P6 = "p6", _("What the choice about the patient who flirts says")
        CRISIS = "crisis", _("Real help: the lines to call, first on the help page")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    version = models.PositiveIntegerField(editable=False)
    text = models.TextField(_("text"), max_length=8000, help_text=_("Plain text; a blank line begins a paragraph."))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    written = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("kind", "-version")
        constraints = [models.UniqueConstraint(fields=("kind", "version"), name="one_text_a_version")]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"


class Acceptance(models.Model):
    """That a person has read a version of the notice, with how long their cohort said it would keep visits."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="acceptances")
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, null=True, related_name="+")
    version = models.PositiveIntegerField()
    terms = models.CharField(max_length=32, blank=True)  # such as "365 delete"; other terms ask again
    accepted = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-accepted", "-pk")

    def __str__(self) -> str:
        return f"acceptance {self.pk}"
