"""The page of cohort pictures, for one of the educator's cohorts or for all."""

from __future__ import annotations

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from web.review.access import educator
from web.review.pictures import pictures_of
from web.review.pictures_data import FEWEST
from web.training.models import Cohort


class CohortChoice(forms.Form):
    """Whose visits to look at."""

    cohort = forms.ModelChoiceField(Cohort.objects.none(), label=_("Cohort"), required=False, empty_label=_("All your cohorts"))


@login_required
@never_cache
@require_GET
def pictures(request: HttpRequest) -> HttpResponse:
    """Show the pictures; a cohort that is not the educator's own is no choice."""
    person = educator(request)
    form = CohortChoice(request.GET)
    form.fields["cohort"].queryset = Cohort.objects.filter(educators=person.pk)  # type: ignore[attr-defined]
    cohort = form.cleaned_data["cohort"] if form.is_valid() else None
    wall = pictures_of(person, cohort) if form.is_valid() else None
    context = {"form": form, "cohort": cohort, "wall": wall, "fewest": FEWEST}
    return render(request, "review/pictures.html", context, status=200 if form.is_valid() else 400)
