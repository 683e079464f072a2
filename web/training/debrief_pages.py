"""The debrief: shown only when the visit is over, and read or skipped on purpose before the visit counts (R01)."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from web.training.charts import case_or_404, chart_of
from web.training.debriefs import report_of
from web.training.models import Debrief, TrainingSession
from web.training.picture import draw


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def debrief(request: HttpRequest, visit_id: uuid.UUID) -> HttpResponse:
    """Show the debrief of the trainee's own finished visit; a POST marks it as read or skipped."""
    visit = get_object_or_404(TrainingSession.objects.of(request.user).opened(), pk=visit_id)
    if not visit.is_over:
        return redirect("visit", visit_id=visit.pk)
    if request.method == "POST":
        choice = Debrief.SKIPPED if request.POST.get("choice") == "skip" else Debrief.READ
        if visit.debrief != Debrief.READ:  # what was read stays read
            visit.debrief = choice
            visit.save(update_fields=["debrief"])
        return redirect("cases")
    report = report_of(visit)
    context = {
        "visit": visit,
        "chart": chart_of(case_or_404(visit.case_slug)),
        "report": report,
        "picture": draw(report.alliance) if report else None,
    }
    return render(request, "training/debrief.html", context)
