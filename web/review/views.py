"""The front page of the room and the desk at which one visit is rated; whoever does not teach the cohort finds nothing."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from dyad.cases import Case
from web.debriefing.told import for_educator
from web.review.access import educator, own_visit, own_visits
from web.review.bands import ALL, UNSCORED, Bar, bars, of_card, of_scores
from web.review.desk import TurnSheet, behind_the_numbers, domain_rows, set_up
from web.review.figures import domain_figures
from web.review.filters import VisitFilter, state_or_none
from web.review.forms import codes_by_kind, meant_choices
from web.review.keys import shortcuts_of
from web.review.models import Flag, Review, State
from web.review.names import shown_name
from web.review.sheet import hidden_sheet
from web.training.charts import case_of, chart_of
from web.training.debriefs import report_of
from web.training.models import TrainingSession
from web.training.picture import draw

PAGE_SIZE = 25


@dataclass(frozen=True)
class Row:
    """One visit of the list."""

    visit: TrainingSession
    name: str
    bars: list[Bar]
    own: Review | None


@login_required
@never_cache
@require_GET
def list_visits(request: HttpRequest) -> HttpResponse:
    """Show the queue of the educator's cohorts, and how far raters agree."""
    person = educator(request)
    chosen = VisitFilter(request.GET, queryset=own_visits(person), request=request, names=not settings.HIDE_NAMES)
    state = state_or_none(request.GET.get("state"))
    found = chosen.qs.filter(card__isnull=False)
    counts = Counter(dict(found.order_by().values_list("card__state").annotate(n=Count("pk"))))
    # Only names are sorted and cut into pages; whole visits, with all that was said in their openings, are read for one page alone.
    pages = Paginator((found.filter(card__state=state) if state else found).values_list("pk", flat=True), PAGE_SIZE)
    pages.count = counts[state.value] if state else sum(counts.values())  # known already; not asked twice
    shown = pages.get_page(request.GET.get("page"))
    context = {
        "filter": chosen,
        "page": shown,
        "rows": _rows(person, shown),
        "states": [(s, counts[s.value]) for s in State],
        "state": state,
        "total": sum(counts.values()),
        "figures": domain_figures(person),
        "query": _without(request, "page"),
        "stateless": _without(request, "page", "state"),
    }
    return render(request, "review/visits.html", context)


def _without(request: HttpRequest, *names: str) -> str:
    query = request.GET.copy()
    for name in names:
        query.pop(name, None)
    return query.urlencode()


def _rows(person: User, page: Page[uuid.UUID]) -> list[Row]:
    known = own_visits(person).in_bulk(list(page))
    visits = [known[name] for name in page if name in known]
    own = {r.visit_id: r for r in Review.objects.filter(visit__in=visits, rater=person, kind=Review.Kind.RATING)}
    return [Row(v, shown_name(v, rated=_is_done(own.get(v.pk))), bars(of_card(v.card)), own.get(v.pk)) for v in visits]


def _is_done(review: Review | None) -> bool:
    return review is not None and review.is_done


@login_required
@never_cache
@require_GET
def transcript(request: HttpRequest, visit_id: uuid.UUID) -> HttpResponse:
    """Show one visit: transcript left, rubric right."""
    person = educator(request)
    return show_desk(request, person, own_visit(person, visit_id))


def show_desk(
    request: HttpRequest, person: User, visit: TrainingSession, *, problem: str = "", part: str = "", status: int = 200
) -> HttpResponse:
    """Render the desk; after a refusal with what was typed, in the part where it was typed."""
    case: Case = case_of(visit)
    desk, report = set_up(visit, person), report_of(visit)
    shown, shown_only = _only(desk.turns, "" if problem else request.GET.get("show", ""))
    on, shortcuts = shortcuts_of(person)
    context: dict[str, Any] = {
        "visit": visit,
        "name": shown_name(visit, rated=_is_done(desk.own)),
        "desk": desk,
        "turns": shown,
        "shown_only": shown_only,
        "case": case,
        "chart": chart_of(case),
        "sheet": hidden_sheet(case),
        "report": report,
        "picture": draw(report.alliance) if report else None,
        "bars": bars(of_scores(sheet.marked.turn.score for sheet in desk.turns)),
        "domains": domain_rows(desk, report),
        "behind": behind_the_numbers(desk.turns),
        "codes": codes_by_kind(),
        "meant": meant_choices(),
        "wrongs": Flag.Wrong.choices,
        "snippets": person.snippets.all() if desk.rating else (),
        "debriefed": for_educator(visit, case),
        "keys_on": on,
        "shortcuts": shortcuts,
        "next": next_to_rate(person, visit),
        "problem": problem,
        "part": part,
        "typed": request.POST if problem else {},
        "built": (settings.WEB / "static" / "dist" / "review-room.js").exists(),
    }
    return render(request, "review/transcript.html", context, status=status)


def _only(turns: tuple[TurnSheet, ...], show: str) -> tuple[tuple[TurnSheet, ...], str]:
    """Keep the turns that a number of the list counted, and say which; all of them for any other word."""
    if show in ALL:
        return tuple(s for s in turns if (s.marked.turn.score.band if s.marked.turn.score.scored else UNSCORED) == show), show
    if show == "flagged":
        return tuple(sheet for sheet in turns if sheet.flags), _("flagged")
    if show == "left":
        return tuple(sheet for sheet in turns if sheet.machine.abstained), _("with a thought left to you")
    return turns, ""


def next_to_rate(person: User, after: TrainingSession) -> TrainingSession | None:
    """Return the visit that has waited longest for a rating by this person."""
    waiting: QuerySet[TrainingSession] = own_visits(person).filter(card__state__in=(State.NEW, State.SECOND))
    return waiting.exclude(pk=after.pk).exclude(reviews__rater=person).order_by("started").first()
