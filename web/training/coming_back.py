"""A visit that is over goes in; the same patient comes in again and remembers it."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from web.training import visits
from web.training.models import TrainingSession
from web.training.pages import show_visit
from web.training.people import signed_in
from web.training.rasa import PatientUnavailable
from web.training.returning import may_come_back


@login_required
@require_POST
def see_again(request: HttpRequest, visit_id: uuid.UUID) -> HttpResponse:
    """Open the second visit, or the one that is open already."""
    first = get_object_or_404(TrainingSession.objects.of(request.user).firsts(), pk=visit_id)
    if not may_come_back(first):
        raise Http404("This patient does not come back.")
    try:
        second = visits.begin_again(signed_in(request), first)
    except PatientUnavailable:
        return show_visit(
            request, first, problem=_("The patient cannot come in just now. Nothing is lost; try again in a moment."), status=503
        )
    return redirect("visit", visit_id=second.pk)
