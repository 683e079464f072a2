"""Who may open a page of the debrief: the trainee alone, once the visit is over; what was typed after a sign-in expired is kept for them."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from web.debriefing.sealing import CannotOpen, seal, unseal
from web.training.models import TrainingSession

KEPT = "kept_words"
LONGEST_KEPT = 40_000
_NOT_WORDS = ("csrfmiddlewaretoken",)
View = Callable[..., HttpResponse]


def own_visit(view: View) -> View:
    """Open a page to the trainee whose visit it is."""

    @wraps(view)
    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    def wrapped(request: HttpRequest, visit_id: uuid.UUID, **more: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return _sign_in(request, visit_id)
        if request.method == "POST":
            request.session.pop(KEPT, None)  # whatever waited has been sent again by now
        return view(request, get_object_or_404(TrainingSession.objects.of(request.user).opened(), pk=visit_id), **more)

    return wrapped


def own_ended_visit(view: View) -> View:
    """Open a page of the debrief; a visit that goes on leads back to the patient, a branch to its comparison."""

    @wraps(view)
    def wrapped(request: HttpRequest, visit: TrainingSession, **more: Any) -> HttpResponse:
        if visit.is_branch:
            return redirect("side_by_side", visit_id=visit.pk)
        return view(request, visit, **more) if visit.is_over else redirect("visit", visit_id=visit.pk)

    return own_visit(wrapped)


def _sign_in(request: HttpRequest, visit_id: uuid.UUID) -> HttpResponse:
    """Ask who is there; a form that came too late waits, sealed, in the browser's session until then."""
    back = request.path
    if request.method == "POST":
        form = [(name, value) for name, values in request.POST.lists() if name not in _NOT_WORDS for value in values]
        text = json.dumps({"path": request.path, "visit": str(visit_id), "form": form})
        if len(text) <= LONGEST_KEPT:
            request.session[KEPT] = seal(text, KEPT)
            back = reverse("kept_words")
    return redirect(f"{reverse('sign_in')}?{urlencode({'next': back})}")


@login_required
@never_cache
@require_GET
def kept_words(request: HttpRequest) -> HttpResponse:
    """Show the form that came after the sign-in had expired, to be sent again with one press."""
    try:
        kept = json.loads(unseal(request.session.get(KEPT, ""), KEPT) or "{}")
    except CannotOpen:
        kept = {}
    if not kept or not TrainingSession.objects.of(request.user).filter(pk=kept["visit"]).exists():
        return redirect("home")  # somebody else may have signed in at this browser
    words = [value for name, value in kept["form"] if len(value) > 24 or " " in value]
    return render(request, "debriefing/kept.html", {"path": kept["path"], "form": kept["form"], "words": words})


@login_required
@require_GET
def glossary(request: HttpRequest) -> HttpResponse:
    """Show the three strands of the theory in plain words (R10); linked from the debrief and never from a visit."""
    return render(request, "debriefing/glossary.html")
