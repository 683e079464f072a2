"""The rules of a cohort, the links that lead into it, and a trainee's own choice about the patient who flirts."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from web.cohorts.models.texts import SiteText
from web.training.models import Cohort
from web.training.people import TRAINEE, give_role


class After(models.TextChoices):
    """What happens to a visit when its time is up."""

    DELETE = "delete", _("deleted")
    ANONYMISE = "anonymise", _("kept without a name")


class CohortRules(models.Model):
    """What an educator settles for a cohort; a cohort without a row follows the defaults."""

    cohort = models.OneToOneField(Cohort, on_delete=models.CASCADE, primary_key=True, related_name="rules")
    offers_p6 = models.BooleanField(_("offers the patient who flirts"), default=False)
    keep_days = models.PositiveIntegerField(
        _("days a visit is kept"), default=365, validators=[MinValueValidator(1), MaxValueValidator(3650)]
    )
    after = models.CharField(_("what happens then"), max_length=10, choices=After, default=After.DELETE)

    def __str__(self) -> str:
        return f"rules of {self.cohort}"

    @classmethod
    def of(cls, cohort: Cohort) -> CohortRules:
        """Return a cohort's rules; the defaults, unsaved, where nobody has settled any."""
        return getattr(cohort, "rules", None) or cls(cohort=cohort)  # no row, and so no attribute


class InvitationClosed(Exception):
    """A link that no longer lets anybody in; its message is for the person who opened it."""


def random_token() -> str:
    """Return what nobody can guess: 192 random bits."""
    return secrets.token_urlsafe(24)


class Invitation(models.Model):
    """A link by which trainees join a cohort: for so many people, until such a time."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="invitations")
    token = models.CharField(max_length=64, unique=True, default=random_token, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField()
    uses_allowed = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(500)])
    uses = models.PositiveSmallIntegerField(default=0)
    withdrawn = models.BooleanField(default=False)

    class Meta:
        ordering = ("-made", "-pk")

    def __str__(self) -> str:
        return f"invitation {self.pk} to {self.cohort_id}"

    def closed_because(self, now: datetime | None = None) -> str:
        """Return the sentence that says why the link lets nobody in, or "" while it does."""
        if self.withdrawn:
            return str(_("Your educator has withdrawn this link."))
        if self.expires <= (now or timezone.now()):
            return str(_("This link has expired."))
        if self.uses >= self.uses_allowed:
            return str(_("This link has been used as often as it may be."))
        return ""

    def admit(self, person: User) -> bool:
        """Let a person in as a trainee, and tell whether that was new; a member is let in again at no cost.

        Raises:
            InvitationClosed: the link lets nobody in any more.
        """
        with transaction.atomic():
            locked = Invitation.objects.select_for_update().get(pk=self.pk)
            if locked.cohort.trainees.filter(pk=person.pk).exists():
                return False
            if closed := locked.closed_because():
                raise InvitationClosed(closed)
            Invitation.objects.filter(pk=self.pk).update(uses=F("uses") + 1)
            locked.cohort.trainees.add(person)
            give_role(person, TRAINEE)
        return True


class OptIn(models.Model):
    """A trainee's yes to the patient who flirts, for one cohort. There is no row for a no: declining leaves no trace (5.1)."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="opt_ins")
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="+")
    text_version = models.PositiveIntegerField(default=SiteText.BUILT_IN)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("person", "cohort"), name="one_opt_in_a_cohort")]

    def __str__(self) -> str:
        return f"opt-in {self.pk}"
