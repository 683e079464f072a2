"""The pages of the debrief in their order: first reaction, facts, formulation, comparison, and one sentence to carry forward."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from web.debriefing import formulations
from web.debriefing.doors import own_ended_visit
from web.debriefing.forms import FactsForm, FormulationForm, ForwardForm, ReactionForm, posted
from web.debriefing.formulations import AlreadySubmitted
from web.debriefing.heard import heard
from web.debriefing.models import PersonalNote, Reaction
from web.debriefing.steps import Way, formulation_of, way_of
from web.debriefing.told import QUESTIONS, tell
from web.review.effective import comments_on, effective_levels, effective_scores
from web.training.charts import case_of, chart_of
from web.training.debriefs import report_of
from web.training.models import Debrief, TrainingSession
from web.training.picture import draw


@own_ended_visit
def debrief(request: HttpRequest, visit: TrainingSession) -> HttpResponse:
    """Lead to the step that comes next; a POST marks the whole debrief as read, or as skipped on purpose (R01)."""
    if request.method == "POST":
        skipped = request.POST.get("choice") == "skip" or not (way_of(visit).here("comparison").open or not visit.answered())
        formulations.finish(visit, Debrief.SKIPPED if skipped else Debrief.READ)
        return redirect("cases")
    if not visit.answered():
        return render(request, "debriefing/nothing.html", {"visit": visit})
    return redirect(way_of(visit).next.url)


@own_ended_visit
def reaction(request: HttpRequest, visit: TrainingSession) -> HttpResponse:
    """Ask what it was like, for the trainee alone."""
    kept = Reaction.objects.filter(visit=visit).first()
    form = ReactionForm(posted(request), initial={"words": kept.words if kept else ""})
    if request.method == "POST" and form.is_valid():
        formulations.save_reaction(visit, form.cleaned_data["words"])
        return _go_on(request, visit)
    unreadable = kept is not None and not kept.is_readable
    return _page(request, visit, way_of(visit), "reaction", {"form": form, "unreadable": unreadable})


@own_ended_visit
def facts(request: HttpRequest, visit: TrainingSession) -> HttpResponse:
    """Ask what happened, before anything is made of it."""
    way, written = way_of(visit), formulation_of(visit)
    if not way.here("facts").open or (written and written.is_submitted):
        return redirect("debrief", visit_id=visit.pk)
    initial = {"asked": written.asked, "agreed": written.agreed} if written else {}
    form = FactsForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        formulations.save_facts(visit, form.cleaned_data["asked"], form.cleaned_data["agreed"])
        return _go_on(request, visit)
    return _page(request, visit, way, "facts", {"form": form} | _conversation(visit))


@own_ended_visit
def formulation(request: HttpRequest, visit: TrainingSession) -> HttpResponse:
    """Ask the seven questions; what is saved can be changed until it is submitted, and then the key is shown."""
    way, written = way_of(visit), formulation_of(visit)
    if written is None or not way.here("formulation").open or written.is_submitted:
        return redirect("debrief", visit_id=visit.pk)
    note = PersonalNote.objects.filter(visit=visit).first()
    conversation = _conversation(visit)
    initial = written.answers | {"personal": note.words if note else ""}
    form = FormulationForm(posted(request), initial=initial, turns=len(conversation["turns"]))
    empty = False
    if request.method == "POST" and form.is_valid():
        answers, personal = form.answers(), form.cleaned_data["personal"]
        submitting = request.POST.get("step") == "submit"
        empty = submitting and answers.is_blank
        if not empty:
            try:
                (formulations.submit if submitting else formulations.save_answers)(visit, answers, personal)
            except AlreadySubmitted:  # in another window
                return redirect("debrief", visit_id=visit.pk)
            if request.POST.get("step") == "save":
                messages.success(request, _("Saved. You can go on now or another day."))
            return _go_on(request, visit)
    unreadable = note is not None and not note.is_readable
    more = {"form": form, "empty": empty, "written": written, "questions": QUESTIONS, "unreadable": unreadable} | conversation
    return _page(request, visit, way, "formulation", more)


@own_ended_visit
def comparison(request: HttpRequest, visit: TrainingSession) -> HttpResponse:
    """Show the formulation beside the key, the three turns, and how every reply was heard."""
    way, written, report = way_of(visit), formulation_of(visit), report_of(visit, effective_scores(visit))
    if written is None or not written.is_submitted or report is None:
        return redirect("debrief", visit_id=visit.pk)
    case = case_of(visit)
    note = PersonalNote.objects.filter(visit=visit).first()
    more = {
        "report": report,
        "rated": effective_levels(visit),
        "comments": sorted(comments_on(visit).items()),
        "picture": draw(report.alliance),
        "chart": chart_of(case),
        "told": tell(written, case),
        "personal": note.words if note else "",
        "heard": (rows := heard(visit, report)),
        "pins": [row.reply.turn.number for row in rows if row.pinned],
    }
    return _page(request, visit, way, "comparison", more)


@own_ended_visit
def forward(request: HttpRequest, visit: TrainingSession) -> HttpResponse:
    """Ask for one sentence to carry forward; with it the debrief is done."""
    way, written = way_of(visit), formulation_of(visit)
    if written is None or not written.is_submitted:
        return redirect("debrief", visit_id=visit.pk)
    form = ForwardForm(posted(request), initial={"forward": written.forward})
    if request.method == "POST" and form.is_valid():
        formulations.carry_forward(visit, form.cleaned_data["forward"])
        return redirect("cases")
    return _page(request, visit, way, "forward", {"form": form})


def _page(request: HttpRequest, visit: TrainingSession, way: Way, name: str, more: dict[str, Any]) -> HttpResponse:
    """Render a step; a form that was not accepted answers 400 and keeps every word."""
    form = more.get("form")
    status = 400 if more.get("empty") or (form is not None and form.is_bound and form.errors) else 200
    context = {"visit": visit, "way": way, "here": way.here(name)} | more
    return render(request, f"debriefing/{name}.html", context, status=status)


def _go_on(request: HttpRequest, visit: TrainingSession) -> HttpResponse:
    """Lead on, or out of the debrief for today."""
    return redirect("cases" if request.POST.get("step") == "later" else reverse("debrief", args=[visit.pk]))


def _conversation(visit: TrainingSession) -> dict[str, Any]:
    """Return what was said, without any code or score, so that it can be read again and quoted."""
    return {
        "turns": visit.answered(),
        "chart": chart_of(case_of(visit)),
        "pinned": set(visit.pins.values_list("number", flat=True)),
    }
