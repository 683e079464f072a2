"""The trainee's pages before a visit: the notice, a place of an assignment, and the choice about the patient who flirts."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from web.cohorts import notices, plans
from web.cohorts.models import CohortRules, OptIn, SiteText
from web.cohorts.texts import current
from web.training.cast import met_by
from web.training.charts import chart_of
from web.training.models import Cohort, TrainingSession
from web.training.people import signed_in
from web.training.rasa import PatientUnavailable


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: HttpRequest) -> HttpResponse:
    """Show who reads, how long and what for; a POST says that it was read."""
    person, wording = signed_in(request), notices.wording()
    onward = _onward(request)
    changed = False
    if request.method == "POST":
        if request.POST.get("version") == str(wording.version):
            notices.accept(person, wording.version)
            return redirect(onward)
        changed = True
    cohorts = Cohort.objects.filter(trainees=person).select_related("rules").prefetch_related("educators")
    context = {
        "text": wording.text,
        "version": wording.version,
        "onward": onward,
        "cohorts": [(cohort, CohortRules.of(cohort)) for cohort in cohorts],
        "missing": bool(notices.missing(person)),
        "changed": changed,
    }
    return render(request, "cohorts/notice.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def assigned(request: HttpRequest, assignment_id: int, place: int) -> HttpResponse:
    """Show the chart of one place of an assignment; a POST lets the patient in."""
    person = signed_in(request)
    plan = plans.plan_or_404(person, assignment_id)
    chosen = plans.place_or_404(plan, place)
    if chosen.visit is not None:
        return redirect("debrief" if chosen.visit.is_over else "visit", visit_id=chosen.visit.pk)
    if notices.missing(person):
        return notices.ask(request)
    problem, status = "", 200
    if request.method == "POST":
        try:
            return redirect("visit", visit_id=plans.start(person, plan, chosen).pk)
        except PatientUnavailable:
            problem, status = _("The patient cannot come in just now. Nothing is lost; try again in a moment."), 503
    context = {
        "chart": chart_of(met_by(person, chosen.case_slug)),
        "plan": plan,
        "place": chosen,
        "cohorts": [plan.assignment.cohort],
        "open_visits": TrainingSession.objects.none(),
        "problem": problem,
    }
    return render(request, "training/case.html", context, status=status)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Show what the choice is, to members of a cohort that offers it; a POST says yes, or takes a yes back."""
    person = signed_in(request)
    cohort = get_object_or_404(Cohort, pk=cohort_id, trainees=person, rules__offers_p6=True)
    wording, mine = current(SiteText.Kind.P6), OptIn.objects.filter(person=person, cohort=cohort)
    if request.method == "POST":
        if request.POST.get("choice") == "yes":
            OptIn.objects.get_or_create(person=person, cohort=cohort, defaults={"text_version": wording.version})
            messages.success(request, _("This patient may come to you now. You can take that back on this page at any time."))
        else:
            mine.delete()
            messages.success(request, _("This patient will not come to you. Nothing about it is kept."))
        return redirect("cohorts:choose", cohort_id=cohort.pk)
    context = {"cohort": cohort, "text": wording.text, "said_yes": mine.exists()}
    return render(request, "cohorts/choose.html", context)


def _onward(request: HttpRequest) -> str:
    """Return where the person was going, if that is a page of this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    own = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return wanted if own else "/"
