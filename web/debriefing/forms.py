"""The forms of the debrief: what a page asks for, and how long an answer may be."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from dyad.debrief.formulation import Formulation as Answers
from web.debriefing.models import Feeling, Nature, Stake, Urge

LONGEST = 4_000
PRIVATE = ("personal",)


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what a form sent, or None where it is only shown."""
    return request.POST if request.method == "POST" else None


def _area(label: Any, rows: int = 3, help_text: Any = "", longest: int = LONGEST, required: bool = False) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=help_text, max_length=longest, required=required, widget=widget)


def _line(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, max_length=600, required=False)


def _ticks(label: Any, choices: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple)


def _turn(label: Any, turns: int = 0) -> forms.TypedChoiceField:
    numbers = [("", _("no turn")), *((str(n), _("turn %(n)s") % {"n": n}) for n in range(1, turns + 1))]
    return forms.TypedChoiceField(label=label, choices=numbers, required=False, coerce=int, empty_value=None)


class ReactionForm(forms.Form):
    """The first reaction, for the trainee alone."""

    words = _area(_("What was that like?"), rows=7)


class FactsForm(forms.Form):
    """What happened, before anything is made of it."""

    asked = _area(_("What did the patient ask for?"), longest=1_000)
    agreed = _area(_("What did you agree?"), longest=1_000)


class FormulationForm(forms.Form):
    """The seven questions of clinical brief 4.2 in plain words; every answer may stay empty."""

    nature = forms.ChoiceField(label=_("Your answer"), choices=Nature.choices, required=False, widget=forms.RadioSelect)
    quote_for = _line(_("A line from the visit that speaks for it"), _("Copy it from the conversation or the chart."))
    quote_against = _line(_("A line that speaks against it"))
    treated = _area(_("How did the patient treat you?"))
    figure = _area(_("Who might that have been before?"), rows=2, help_text=_("A guess, held as a guess."))
    nobody = forms.BooleanField(label=_("Nobody from before is needed to understand it"), required=False)
    underneath = _area(_("What did they want underneath?"))
    nothing = forms.BooleanField(label=_("Nothing underneath: they wanted what they asked for"), required=False)
    touched = _area(_("How did that touch the medicine?"), rows=2)
    feelings = _ticks(_("What did you feel?"), Feeling.choices)
    urges = _ticks(_("What did you want to do?"), Urge.choices)
    pull_turn = _turn(_("At which turn was it strongest?"))
    pull = _area(_("What did you do with it, and what did it tell you about this patient?"))
    personal = _area(
        _("Anything of your own that this touched"),
        help_text=_("Only you can read this. It is kept sealed, earns nothing and is never exported. Nobody asks for it."),
    )
    drug = _area(_("What was the medicine for this patient, besides chemistry?"))
    stakes = _ticks(_("Which was at stake?"), Stake.choices)
    stake_turn = _turn(_("Which of your replies changed it?"))
    better = _area(_("How could that reply have been worded better?"))
    unsafe = _area(_("What remains unsafe or unknown, and what would you do about it?"), rows=5, help_text=_("A line each."))

    def __init__(self, *args: Any, turns: int, **more: Any) -> None:
        super().__init__(*args, **more)
        for name in ("pull_turn", "stake_turn"):
            self.fields[name] = _turn(self.fields[name].label, turns)

    def answers(self) -> Answers:
        """Return what an educator may read, as dyad marks it."""
        given = {name: tuple(v) if isinstance(v, list) else v for name, v in self.cleaned_data.items() if name not in PRIVATE}
        return Answers.from_dict(given)


class RewriteForm(forms.Form):
    """A reply again, in other words."""

    reply = _area(_("What would you say now?"), rows=5, longest=settings.REPLY_LIMIT, required=True)


class ForwardForm(forms.Form):
    """One sentence to take along."""

    forward = _area(_("Next time a patient … I will …"), rows=2, longest=400, required=True)


class DisagreeForm(forms.Form):
    """Why a code is wrong; the reason may stay empty."""

    reason = _area(_("Why? (may stay empty)"), rows=2, longest=1_000)
