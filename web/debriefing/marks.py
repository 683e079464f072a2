"""Two small presses: pinning a turn while the visit goes on, and disagreeing with a code afterwards."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse

from web.debriefing import formulations
from web.debriefing.doors import own_ended_visit, own_visit
from web.debriefing.forms import DisagreeForm
from web.debriefing.models import turn_of
from web.debriefing.steps import formulation_of
from web.training.accounts import wants_json
from web.training.models import TrainingSession


@own_visit
def pin_moment(request: HttpRequest, visit: TrainingSession, number: int) -> HttpResponse:
    """Pin a turn or take the pin away; the chat element asks in JSON, a plain form comes back to the turn."""
    if turn_of(visit, number) is None:
        raise Http404("The visit has no such turn.")
    if request.method == "POST":
        keep = request.POST.get("keep") == "yes"
        formulations.pin(visit, number, keep=keep)
        if wants_json(request):
            return JsonResponse({"turn": number, "pinned": keep})
    return redirect(reverse("visit", args=[visit.pk]) + f"#said-{number}")


@own_ended_visit
def disagree(request: HttpRequest, visit: TrainingSession, number: int) -> HttpResponse:
    """Say that a code is wrong, with a reason or without, or take that back."""
    turn, written, code = turn_of(visit, number), formulation_of(visit), request.POST.get("code", "")
    if request.method != "POST":
        return redirect(reverse("debrief_comparison", args=[visit.pk]) + f"#turn-{number}")
    if turn is None or code not in {coded["code"] for coded in (turn.score or {}).get("codes", ())}:
        raise Http404("That turn has no such code.")
    if written is None or not written.is_submitted:  # the codes have not been shown yet
        return redirect("debrief", visit_id=visit.pk)
    form = DisagreeForm(request.POST)
    if request.POST.get("agree") == "yes":
        formulations.agree_after_all(visit, number, code)
    elif form.is_valid():
        formulations.disagree(visit, number, code, form.cleaned_data["reason"])
    return redirect(reverse("debrief_comparison", args=[visit.pk]) + f"#turn-{number}")
