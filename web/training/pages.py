"""The trainee's pages before and during a visit: choosing a patient, reading the chart, talking, pausing."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from web.cohorts import gate, notices, plans
from web.cohorts.texts import crisis_text
from web.training import visits
from web.training.cast import met_by
from web.training.charts import case_of, chart_of
from web.training.models import TrainingSession, Turn
from web.training.people import ADMIN, EDUCATOR, has_role, signed_in
from web.training.rasa import PatientUnavailable
from web.training.returning import may_come_back


@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Lead each role to its first page."""
    if has_role(request.user, EDUCATOR):
        return redirect("review:visits")
    return redirect("admin:index" if has_role(request.user, ADMIN) else "cases")


@login_required
@require_GET
def list_cases(request: HttpRequest) -> HttpResponse:
    """Show the patients who can be seen, and the trainee's own visits."""
    own = TrainingSession.objects.of(request.user).firsts().opened()
    person = signed_in(request)
    followed = set(own.exclude(follows=None).values_list("follows", flat=True))
    returning = {visit.pk for visit in own if visit.pk not in followed and may_come_back(visit)}
    context = {
        "returning": returning,
        "charts": gate.charts_for(person),
        "visits": own,
        "assignments": plans.assignments_of(person),
    }
    return render(request, "training/cases.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_case(request: HttpRequest, slug: str) -> HttpResponse:
    """Show chart, content note and disclaimer; a POST lets the patient in."""
    person = signed_in(request)
    case = met_by(person, slug)
    if not gate.may_play(person, case):
        raise Http404(f"There is no case {slug}.")
    if notices.missing(person):
        return notices.ask(request)
    chart, cohorts = chart_of(case), gate.cohorts_for(person, case)
    problem, status, visit_id = "", 200, uuid.uuid4()
    if request.method == "POST":
        visit_id = _uuid(request.POST.get("visit", ""))
        chosen = cohorts.filter(pk=request.POST.get("cohort", "0") if request.POST.get("cohort", "0").isdigit() else 0).first()
        try:
            return redirect("visit", visit_id=visits.begin(person, slug, visit_id, chosen or cohorts.first()).pk)
        except PatientUnavailable:
            problem, status = _("The patient cannot come in just now. Nothing is lost; try again in a moment."), 503
    context = {
        "chart": chart,
        "cohorts": cohorts,
        "visit_id": visit_id,
        "problem": problem,
        "open_visits": TrainingSession.objects.of(person).firsts().opened().filter(case_slug=slug, ending=""),
    }
    return render(request, "training/case.html", context, status=status)


@login_required
@never_cache
@require_GET
def visit(request: HttpRequest, visit_id: uuid.UUID) -> HttpResponse:
    """Show the trainee's own visit."""
    return show_visit(request, get_object_or_404(TrainingSession.objects.of(request.user).opened(), pk=visit_id))


def show_visit(
    request: HttpRequest, visit: TrainingSession, *, problem: str = "", status: int = 200, draft: str | None = None
) -> HttpResponse:
    """Render the visit: chart, conversation, and the form with whatever was typed and not yet answered."""
    turns = visit.answered()
    waiting = visit.waiting() if not visit.is_over else None
    if draft is None:
        draft = waiting.reply if waiting else visit.draft
    unchanged = waiting is not None and waiting.reply == draft
    context: dict[str, Any] = {
        "visit": visit,
        "chart": chart_of(case_of(visit)),
        "turns": turns,
        "number": len(turns) + 1,
        "draft": draft,
        "message_id": waiting.message_id if waiting and unchanged else uuid.uuid4(),
        "failed": waiting is not None and waiting.status == Turn.Status.FAILED,
        "problem": problem,
        "pinned": set(visit.pins.values_list("number", flat=True)),
        "limit": settings.REPLY_LIMIT,
        "chat_built": (settings.WEB / "static" / "dist" / "patient-chat.js").exists(),
    }
    return render(request, "training/visit.html", context, status=status)


@login_required
@never_cache
@require_GET
def pause(request: HttpRequest, visit_id: uuid.UUID) -> HttpResponse:
    """Leave the role for a while, with the lines to call first."""
    paused = get_object_or_404(TrainingSession.objects.of(request.user).opened(), pk=visit_id)
    return render(request, "training/help.html", {"visit": paused, "crisis_text": crisis_text()})


@login_required
@never_cache
@require_GET
def offer_help(request: HttpRequest, visit_id: uuid.UUID) -> HttpResponse:
    """Offer help to a trainee whose last words were about themselves; the words can still be taken back or meant for the patient."""
    left = get_object_or_404(TrainingSession.objects.of(request.user).opened(), pk=visit_id)
    context = {"visit": left, "crisis_text": crisis_text(), "words": left.draft, "message_id": uuid.uuid4()}
    return render(request, "training/help.html", context)


@require_GET
def get_help(request: HttpRequest) -> HttpResponse:
    """Show where real help is; open to everyone, signed in or not."""
    return render(request, "training/help.html", {"crisis_text": crisis_text()})


def _uuid(raw: str) -> uuid.UUID:
    try:
        return uuid.UUID(raw)
    except ValueError:
        return uuid.uuid4()
