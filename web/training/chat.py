"""The two requests of a visit in progress: a reply, and its end; each answers the chat element in JSON and a plain form in HTML.

No answer holds a score: scores wait for the debrief.
"""

from __future__ import annotations

import logging
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from web.training import visits
from web.training.accounts import signed_out, wants_json
from web.training.models import TrainingSession
from web.training.pages import show_visit
from web.training.rasa import OwnDistress, PatientUnavailable
from web.training.replies import BadReply, clean_message_id, clean_reply

log = logging.getLogger(__name__)


@require_POST
@never_cache
def send_reply(request: HttpRequest, visit_id: uuid.UUID) -> HttpResponse:
    """Pass one reply of the trainee's own open visit on to the patient."""
    if not request.user.is_authenticated:
        return signed_out(request, visit_id)
    visit = get_object_or_404(TrainingSession.objects.of(request.user).opened(), pk=visit_id)
    raw = request.POST.get("reply", "")
    try:
        reply = clean_reply(raw)
        message_id = clean_message_id(request.POST.get("message_id", ""))
        number = _number(request.POST.get("number", ""), visit)
        turn = visits.send(visit, message_id, number, reply, meant=request.POST.get("meant") == "yes")
    except OwnDistress:
        log.info("visit %s: help was offered", visit.pk)
        way_out = reverse("offer_help", args=[visit.pk])
        return JsonResponse({"error": "help", "visit": way_out}, status=409) if wants_json(request) else redirect(way_out)
    except BadReply as problem:
        return _refuse(request, visit, problem.error, problem.message, 400, raw)
    except PatientUnavailable:
        message = _("The patient cannot answer just now. Your reply is still below; send it again.")
        return _refuse(request, visit, "unavailable", message, 503, raw)
    except visits.VisitOver:
        return _refuse(request, visit, "over", _("This visit is over. Your last words were not sent."), 409, raw)
    except visits.MovedOn:
        message = _("This visit has gone on in another window. Read on there, or load this page again; your words are kept.")
        return _refuse(request, visit, "moved_on", message, 409, raw)
    if not wants_json(request):
        return redirect(reverse("visit", args=[visit.pk]) + "#latest")
    ended = bool((turn.turn or {}).get("ended"))
    return JsonResponse({"turn": turn.number, "message_id": turn.message_id, "line": turn.line, "ended": ended})


@require_POST
@never_cache
def end_visit(request: HttpRequest, visit_id: uuid.UUID) -> HttpResponse:
    """End the trainee's own visit and lead to its debrief."""
    if not request.user.is_authenticated:
        return signed_out(request, visit_id)
    visit = get_object_or_404(TrainingSession.objects.of(request.user).opened(), pk=visit_id)
    try:
        visits.end(visit)
    except PatientUnavailable:
        message = _("The patient cannot answer just now, so the visit is still open. Nothing is lost; try again in a moment.")
        return show_visit(request, visit, problem=message, status=503)
    return redirect("visit", visit_id=visit.pk)


def _number(raw: str, visit: TrainingSession) -> int:
    """Return the number of the reply the trainee thinks this is; a client that does not say means the next one."""
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 5 else visit.next_number()


def _refuse(request: HttpRequest, visit: TrainingSession, error: str, message: str, status: int, raw: str) -> HttpResponse:
    """Say what went wrong and keep the words: in the browser for the element, in the form for everyone else."""
    log.info("visit %s: reply refused, %s", visit.pk, error)
    if error != "unavailable" and not visit.is_over:
        keep = raw.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")[:20_000]
        TrainingSession.objects.filter(pk=visit.pk, ending="").update(draft=keep)
    if wants_json(request):
        body: dict[str, Any] = {"error": error, "message": message, "visit": reverse("visit", args=[visit.pk])}
        return JsonResponse(body, status=status)
    visit.refresh_from_db()
    return show_visit(request, visit, problem=message, status=status, draft=raw)
