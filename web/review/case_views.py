"""For who writes cases: which lines are said, which are never said, and where something went wrong."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from web.review.access import educator
from web.review.line_counts import SORTS, case_counts, line_counts
from web.training.charts import case_or_404


@login_required
@never_cache
@require_GET
def list_cases(request: HttpRequest) -> HttpResponse:
    """Show the cases that were played."""
    return render(request, "review/cases.html", {"cases": case_counts(educator(request))})


@login_required
@never_cache
@require_GET
def show_case_lines(request: HttpRequest, slug: str) -> HttpResponse:
    """Show every line of one case with its counts."""
    person, case = educator(request), case_or_404(slug)
    sort = request.GET.get("sort", SORTS[0])
    lines = line_counts(case, person, sort)
    context = {"case": case, "lines": lines, "sort": sort, "never": sum(not line.said for line in lines)}
    return render(request, "review/case_lines.html", context)
