"""The educator's two pages; whoever does not teach the cohort gets the answer that there is nothing."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from dyad.cases import Case
from web.review.bands import bars
from web.review.filters import VisitFilter
from web.review.sheet import hidden_sheet
from web.training.charts import case_or_404, chart_of
from web.training.debriefs import report_of
from web.training.models import TrainingSession
from web.training.people import EDUCATOR, has_role
from web.training.picture import draw

PAGE_SIZE = 25


def _own_visits(request: HttpRequest) -> QuerySet[TrainingSession]:
    if not has_role(request.user, EDUCATOR):
        raise Http404("There is no such page.")
    return TrainingSession.objects.taught_by(request.user).opened().select_related("trainee", "cohort")


@login_required
@never_cache
@require_GET
def list_visits(request: HttpRequest) -> HttpResponse:
    """List the visits of the educator's cohorts."""
    chosen = VisitFilter(request.GET, queryset=_own_visits(request).prefetch_related("turns"), request=request)
    page = Paginator(chosen.qs, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [(visit, bars(list(visit.turns.all()))) for visit in page]
    query = request.GET.copy()
    query.pop("page", None)
    return render(request, "review/visits.html", {"filter": chosen, "page": page, "rows": rows, "query": query.urlencode()})


@login_required
@never_cache
@require_GET
def transcript(request: HttpRequest, visit_id: uuid.UUID) -> HttpResponse:
    """Show one visit with its codes, the patient's states, and the hidden sheet beside it."""
    visit = get_object_or_404(_own_visits(request), pk=visit_id)
    case: Case = case_or_404(visit.case_slug)
    report = report_of(visit)
    context = {
        "visit": visit,
        "case": case,
        "chart": chart_of(case),
        "sheet": hidden_sheet(case),
        "report": report,
        "picture": draw(report.alliance) if report else None,
        "bars": bars(list(visit.turns.all())),
    }
    return render(request, "review/transcript.html", context)
