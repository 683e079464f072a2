"""The pages on which something is tried again: one reply in other words, or the visit from one turn on."""

from __future__ import annotations

import logging
import uuid

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from dyad.debrief import Report
from dyad.debrief.types import MarkedReply
from web.debriefing import what_if
from web.debriefing.doors import own_ended_visit, own_visit
from web.debriefing.forms import RewriteForm, posted
from web.debriefing.pair_picture import draw_pair
from web.debriefing.rewriting import beside, say_again
from web.debriefing.steps import way_of
from web.training.charts import case_of, chart_of
from web.training.debriefs import report_of
from web.training.models import TrainingSession
from web.training.rasa import OwnDistress, PatientUnavailable
from web.training.replies import clean_message_id

log = logging.getLogger(__name__)


@own_ended_visit
def rewrite(request: HttpRequest, visit: TrainingSession) -> HttpResponse:
    """Let the trainee choose the reply to write again; the one that cost most is offered first."""
    way, report = way_of(visit), report_of(visit)
    if report is None or not way.here("rewrite").open:
        return redirect("debrief", visit_id=visit.pk)
    tried = set(visit.rewrites.values_list("number", flat=True))
    context = {"visit": visit, "way": way, "here": way.here("rewrite"), "report": report, "tried": tried}
    return render(request, "debriefing/rewrite.html", context | {"chart": chart_of(case_of(visit))})


@own_ended_visit
def rewrite_turn(request: HttpRequest, visit: TrainingSession, number: int) -> HttpResponse:
    """Write one reply again and see how it would have been heard."""
    way, report = way_of(visit), report_of(visit)
    if report is None or not way.here("rewrite").open:
        return redirect("debrief", visit_id=visit.pk)
    first = _reply(report, number)
    form, problem, status = RewriteForm(posted(request)), "", 200
    message_id = clean_message_id(request.POST.get("message_id", ""))
    if request.method == "POST" and not form.is_valid():
        status = 400
    elif request.method == "POST":
        words = form.cleaned_data["reply"].replace("\r\n", "\n")
        try:
            say_again(visit, number, message_id, words, meant=request.POST.get("meant") == "yes")
            return redirect(reverse("rewrite_turn", args=[visit.pk, number]) + "#again")
        except OwnDistress:
            log.info("visit %s: help was offered", visit.pk)
            help_page = {"visit": visit, "crisis_text": settings.CRISIS_TEXT, "words": words, "number": number}
            return render(request, "debriefing/help.html", help_page | {"message_id": message_id})
        except PatientUnavailable:
            problem, status = _("The patient cannot answer just now. Your words are still below; send them again."), 503
    context = {
        "visit": visit,
        "way": way,
        "here": way.here("rewrite"),
        "first": first,
        "form": form,
        "problem": problem,
        "message_id": message_id if status != 200 else uuid.uuid4(),
        "versions": [beside(one, report) for one in reversed(list(visit.rewrites.filter(number=number)))],
        "chart": chart_of(case_of(visit)),
    }
    return render(request, "debriefing/rewrite_turn.html", context, status=status)


@own_visit
def branches(request: HttpRequest, visit: TrainingSession) -> HttpResponse:
    """Show what was tried from this visit as a tree; a POST goes back to a turn and leads to the branch."""
    tree = what_if.tree_of(visit)
    if not tree.visit.is_over:
        return redirect("visit", visit_id=tree.visit.pk)
    if not way_of(tree.visit).here("rewrite").open:
        return redirect("debrief", visit_id=tree.visit.pk)
    if request.method == "POST":
        branch = what_if.go_back(visit, _number(request.POST.get("number", "")), _uuid(request.POST.get("branch", "")))
        return redirect("visit", visit_id=branch.pk)
    report = report_of(visit)
    context = {
        "visit": visit,
        "tree": tree,
        "replies": report.replies if report else (),
        "branch_id": uuid.uuid4(),
        "chart": chart_of(case_of(visit)),
    }
    return render(request, "debriefing/what_if.html", context)


@own_visit
def side_by_side(request: HttpRequest, visit: TrainingSession) -> HttpResponse:
    """Lay a branch beside the visit that it came from."""
    both = what_if.side_by_side(visit)
    context = {
        "visit": visit,
        "both": both,
        "picture": draw_pair(both.first, both.second, visit.branch_at or 0),
        "chart": chart_of(case_of(visit)),
    }
    return render(request, "debriefing/side_by_side.html", context)


def _reply(report: Report, number: int) -> MarkedReply:
    found = next((reply for reply in report.replies if reply.turn.number == number), None)
    if found is None:
        raise Http404("The visit has no such turn.")
    return found


def _number(raw: str) -> int:
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 5 else 0


def _uuid(raw: str) -> uuid.UUID:
    try:
        return uuid.UUID(raw)
    except ValueError:
        return uuid.uuid4()
