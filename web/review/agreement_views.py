"""How far raters agree: every domain and code, the visits behind each figure, and two ratings side by side."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from dyad.agreement import RESAMPLES
from dyad.scoring.anchors import load_domains
from web.review.access import educator, own_visit, own_visits
from web.review.figures import MOST_PAIRS, code_figures, code_pairs, domain_figures, domain_pairs
from web.review.names import shown_name
from web.review.rating import Refused
from web.review.settlement import settle_visit, side_by_side
from web.training.charts import case_of, chart_of


@login_required
@never_cache
@require_GET
def agreement(request: HttpRequest) -> HttpResponse:
    """Show every figure with n and interval."""
    person = educator(request)
    context = {"domains": domain_figures(person), "codes": code_figures(person), "resamples": RESAMPLES}
    return render(request, "review/agreement.html", context)


@login_required
@never_cache
@require_GET
def behind_figure(request: HttpRequest, item: str) -> HttpResponse:
    """Show the visits behind one figure, those on which people differ most first."""
    person = educator(request)
    is_domain = item in {domain.id for domain in load_domains()}
    figures = domain_figures(person) if is_domain else code_figures(person)
    figure = next((figure for figure in figures if figure.id == item), None)
    if figure is None:
        raise Http404(f"There is no figure on {item}.")
    pairs = (domain_pairs if is_domain else code_pairs)(person, item)
    visits = {str(v.pk): v for v in own_visits(person).filter(pk__in=[pair.visit for pair in pairs])}
    rows = [(visits[p.visit], shown_name(visits[p.visit], rated=False), p) for p in pairs if p.visit in visits]
    context = {"figure": figure, "rows": rows, "most": MOST_PAIRS, "is_domain": is_domain}
    return render(request, "review/figure.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: HttpRequest, visit_id: uuid.UUID) -> HttpResponse:
    """Show two ratings side by side; a POST stores what was agreed on."""
    person = educator(request)
    visit = own_visit(person, visit_id)
    table = side_by_side(visit)
    if table is None:
        raise Http404("The ratings of this visit cannot be laid side by side yet.")
    problem = ""
    if request.method == "POST":
        try:
            settle_visit(visit, person, request.POST, request.POST.get("remark", ""))
            messages.success(request, _("What you settled on now counts."))
            return redirect("review:transcript", visit_id=visit.pk)
        except Refused as refused:
            problem = str(refused)
    context = {
        "visit": visit,
        "name": shown_name(visit, rated=True),
        "chart": chart_of(case_of(visit)),
        "table": table,
        "problem": problem,
        "typed": request.POST if problem else {},
    }
    return render(request, "review/settle.html", context, status=400 if problem else 200)
