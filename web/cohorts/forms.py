"""What educators and trainees fill in comes in; checked values go out, or the sentence that says what would do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.auth.forms import BaseUserCreationForm
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dyad.cases.mix import ALTERNATIVE, OPTIONAL, Card, TooFewCases, controls_for, controls_needed
from web.cohorts.case_types import case_choices, house, type_choices
from web.cohorts.models import Assignment, CohortRules, Invitation, OptIn
from web.cohorts.removal import NOBODY
from web.training.models import Cohort


class CohortForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when running
    """A cohort's name and its rules, saved together."""

    keep_days = CohortRules._meta.get_field("keep_days").formfield(
        label=gettext_lazy("How many days a visit is kept after it ended"), min_value=1, max_value=3650
    )
    after = CohortRules._meta.get_field("after").formfield(label=gettext_lazy("Then it is"))
    offers_p6 = forms.BooleanField(label=gettext_lazy("Offer the patient who flirts to those who choose it"), required=False)

    class Meta:
        model = Cohort
        fields = ("name",)
        labels = {"name": gettext_lazy("Name of the cohort")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rules = CohortRules.of(self.instance) if self.instance.pk else CohortRules()
        for name in ("keep_days", "after", "offers_p6"):
            self.fields[name].initial = getattr(self.rules, name)

    def save(self, commit: bool = True) -> Cohort:
        """Save name and rules in one transaction."""
        with transaction.atomic():
            cohort: Cohort = super().save()
            self.rules.cohort = cohort
            for name in ("keep_days", "after", "offers_p6"):
                setattr(self.rules, name, self.cleaned_data[name])
            self.rules.save()
            if not self.rules.offers_p6:
                OptIn.objects.filter(cohort=cohort).delete()  # offered anew, it is chosen anew
        return cohort


class InvitationForm(forms.Form):
    """For how many people and how long a link lets in."""

    uses = forms.IntegerField(label=gettext_lazy("For how many people"), min_value=1, max_value=500, initial=30)
    days = forms.IntegerField(label=gettext_lazy("For how many days"), min_value=1, max_value=180, initial=14)

    def make(self, cohort: Cohort, person: User) -> Invitation:
        """Make the link."""
        expires = timezone.now() + timedelta(days=self.cleaned_data["days"])
        return Invitation.objects.create(cohort=cohort, made_by=person, expires=expires, uses_allowed=self.cleaned_data["uses"])


class AssignmentForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when running
    """What a cohort is asked to play; which cases that means is settled when it is saved."""

    visits = forms.IntegerField(label=gettext_lazy("Visits for each trainee"), min_value=2, max_value=12, initial=4)
    types = forms.MultipleChoiceField(
        label=gettext_lazy("Case types"), choices=type_choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    cases = forms.MultipleChoiceField(
        label=gettext_lazy("Single cases"), choices=case_choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    FIXED = ("types", "cases", "visits", "offers_p6")  # from the first started visit on

    class Meta:
        model = Assignment
        fields = ("title", "visits", "offers_p6", "due", "coaching", "names_hidden", "second_rater_percent", "withdrawn")
        widgets = {"due": forms.DateInput({"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.cohort = cohort
        self.fields["types"].initial = self.fields["cases"].initial = self.instance.chosen
        self.fields["second_rater_percent"].widget.attrs |= {"min": 0, "max": 100, "step": 5}
        if not CohortRules.of(cohort).offers_p6 or not any(card.case_type == OPTIONAL for card in house()):
            del self.fields["offers_p6"]
        if self.instance.pk is None:
            del self.fields["withdrawn"]
        elif self.instance.has_begun:
            for name in self.FIXED:
                self.fields.pop(name, None)

    def clean(self) -> dict[str, Any]:
        """Settle which cases may come, and refuse what cannot be mixed."""
        cleaned: dict[str, Any] = super().clean() or {}
        if "types" not in self.fields or self.errors:
            return cleaned
        chosen = [*cleaned["types"], *cleaned["cases"]]
        cards = house()
        pool = [card for card in cards if card.slug in chosen or card.case_type in chosen]
        if not pool:
            self.add_error("types", _("Choose at least one case type or one case."))
            return cleaned
        self.instance.visits = cleaned["visits"]
        self._settle(chosen, pool, cards, bool(cleaned.get("offers_p6")))
        try:
            self.instance.plan_for(0, p6=False)
        except TooFewCases as found:
            message = _(
                "%(visits)s visits need %(visits)s different cases, %(need)s of them controls; here are %(cases)s, with %(controls)s controls. Choose more cases or fewer visits."
            )
            numbers = {"visits": cleaned["visits"], "need": controls_needed(cleaned["visits"])}
            self.add_error("visits", message % (numbers | {"cases": found.cases, "controls": found.controls}))
        return cleaned

    def _settle(self, chosen: list[str], pool: list[Card], cards: list[Card], p6: bool) -> None:
        found = self.instance
        found.chosen, found.pool, found.controls = chosen, pool, controls_for(pool, cards, found.visits)
        found.offers_p6 = p6
        found.p6_pool = [card for card in cards if card.case_type == OPTIONAL] if p6 else []
        found.instead = [card for card in cards if card.case_type == ALTERNATIVE] if p6 else []
        if p6 and not found.instead:
            self.add_error("offers_p6", _("There is no case that could stand in for those who do not want this one."))


class AccountForm(BaseUserCreationForm):  # type: ignore[type-arg]  # not subscriptable when running
    """A new account for somebody who came with an invitation."""

    adult = forms.BooleanField(label=gettext_lazy("I am 18 or older."))

    class Meta:
        model = User
        fields = ("username", "first_name", "last_name", "email")
        labels = {
            "username": gettext_lazy("Name to sign in with"),
            "first_name": gettext_lazy("First name (may stay empty)"),
            "last_name": gettext_lazy("Last name (may stay empty)"),
            "email": gettext_lazy("E-mail, for reminders only (may stay empty)"),
        }

    def clean_username(self) -> str:
        """Refuse a name that is taken, whatever its capitals, or that the site itself uses."""
        name: str = self.cleaned_data["username"]
        if name.lower() == NOBODY or User.objects.filter(username__iexact=name).exists():
            raise forms.ValidationError(_("This name is taken. Choose another."))
        return name


class DeletionForm(forms.Form):
    """What to delete, and the password again, so that an open screen is not enough."""

    VISITS, ACCOUNT = "visits", "account"
    what = forms.ChoiceField(
        label=gettext_lazy("What shall be deleted?"),
        choices=[
            (VISITS, gettext_lazy("All my visits; my account stays")),
            (ACCOUNT, gettext_lazy("All my visits and my account")),
        ],
        widget=forms.RadioSelect,
    )
    password = forms.CharField(
        label=gettext_lazy("Your password"), widget=forms.PasswordInput({"autocomplete": "current-password"})
    )

    def __init__(self, *args: Any, person: User, keeps_account: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        if keeps_account:
            self.fields["what"].choices = [(self.VISITS, _("All my visits; my account stays"))]  # type: ignore[attr-defined]
            self.fields["what"].initial = self.VISITS

    def clean_password(self) -> str:
        """Check the password."""
        given: str = self.cleaned_data["password"]
        if not self.person.check_password(given):
            raise forms.ValidationError(_("This is not your password."))
        return given
