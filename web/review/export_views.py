"""The doors out of the room: tables, what the machine can learn from, and one debrief on paper."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from web.review.access import educator, own_visit, own_visits
from web.review.desk import domain_rows, set_up
from web.review.export_files import TooLong, csv_lines, json_lines, xlsx_file
from web.review.export_rows import columns, long_rows
from web.review.filters import VisitFilter, state_or_none
from web.review.names import name_of, stand_in
from web.review.teaching import corpus_lines, stories
from web.training.charts import case_of, chart_of
from web.training.debriefs import report_of
from web.training.models import TrainingSession

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Visits = QuerySet[TrainingSession]
TEXTS: dict[str, tuple[str, str, Callable[[Visits, bool], Iterator[str]]]] = {
    "csv": ("dyad-visits.csv", "text/csv; charset=utf-8", lambda visits, names: csv_lines(long_rows(visits, names=names))),
    "jsonl": ("dyad-visits.jsonl", "application/x-ndjson", lambda visits, names: json_lines(visits, names=names)),
    "corpus": ("corrected-replies.txt", "text/plain; charset=utf-8", lambda visits, _names: corpus_lines(visits)),
    "stories": ("misheard-replies.yml", "application/yaml", lambda visits, _names: iter([stories(visits)])),
}
KINDS = (*TEXTS, "xlsx")
NEEDS_CONSENT = ("corpus", "stories")


def _chosen(request: HttpRequest) -> tuple[Visits, VisitFilter]:
    chosen = VisitFilter(request.GET, queryset=own_visits(educator(request)), request=request, names=not settings.HIDE_NAMES)
    state = state_or_none(request.GET.get("state"))
    found = chosen.qs.filter(card__isnull=False).order_by("started", "pk")
    return (found.filter(card__state=state) if state else found), chosen


def _choose(request: HttpRequest, problem: str = "") -> HttpResponse:
    visits, chosen = _chosen(request)
    kept = [(name, value) for name, value in request.GET.items() if value and (name in chosen.filters or name == "state")]
    context = {"count": visits.count(), "kept": kept, "columns": columns(), "problem": problem, "names": not settings.HIDE_NAMES}
    return render(request, "review/exports.html", context, status=400 if problem else 200)


@login_required
@never_cache
@require_GET
def choose_export(request: HttpRequest) -> HttpResponse:
    """Show what can be taken away, of the visits that the list showed, and what each column means."""
    educator(request)
    return _choose(request)


@login_required
@never_cache
@require_GET
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Hand out one file; what holds trainees' words for teaching the machine needs a statement that they agreed."""
    visits, _filter = _chosen(request)
    names = request.GET.get("names") == "yes" and not settings.HIDE_NAMES
    if kind in NEEDS_CONSENT and request.GET.get("agreed") != "yes":
        return _choose(request, _("Say first that the trainees agreed to this use of their words."))
    if kind == "xlsx":
        try:
            return FileResponse(
                xlsx_file(long_rows(visits, names=names)), as_attachment=True, filename="dyad-visits.xlsx", content_type=XLSX
            )
        except TooLong:
            return _choose(request, _("There are more rows than a sheet holds. Choose fewer visits, or take the CSV."))
    filename, content_type, lines = TEXTS[kind]
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return StreamingHttpResponse(lines(visits, names), content_type=content_type, headers=headers)


@login_required
@never_cache
@require_GET
def paper(request: HttpRequest, visit_id: uuid.UUID) -> HttpResponse:
    """Show one debrief laid out for paper; the browser prints it or saves it as PDF, with every script and letter it can show."""
    person = educator(request)
    visit = own_visit(person, visit_id)
    desk, report = set_up(visit, person), report_of(visit)
    names = request.GET.get("names") == "yes" and not settings.HIDE_NAMES
    context = {
        "visit": visit,
        "name": name_of(visit.trainee) if names else stand_in(visit.trainee_id),
        "names": names,
        "may_name": not settings.HIDE_NAMES,
        "desk": desk,
        "report": report,
        "chart": chart_of(case_of(visit)),
        "domains": domain_rows(desk, report),
        "built": (settings.WEB / "static" / "dist" / "review-room.js").exists(),
    }
    return render(request, "review/paper.html", context)
