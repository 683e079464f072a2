"""The steps of a rating, one address each: a POST goes in, and the page comes back at the turn where it happened."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from web.review import rating
from web.review.access import educator, own_visit, turn_of
from web.review.models import Review
from web.review.rating import Refused
from web.review.views import show_desk
from web.training.models import Turn

RUBRIC = "rubric"


def _at_turn(
    request: HttpRequest, visit_id: uuid.UUID, number: int, part: str, step: Callable[[Review, Turn], None]
) -> HttpResponse:
    """Take one step at a turn; a refusal shows the page again with what was typed."""
    person = educator(request)
    visit = own_visit(person, visit_id)
    turn = turn_of(visit, number)
    try:
        step(rating.open_review(visit, person), turn)
    except Refused as problem:
        return show_desk(request, person, visit, problem=str(problem), part=f"{part}-{number}", status=400)
    return redirect(f"{reverse('review:transcript', args=[visit.pk])}#turn-{number}")


@login_required
@never_cache
@require_POST
def judge_code(request: HttpRequest, visit_id: uuid.UUID, number: int) -> HttpResponse:
    """Confirm a code of the machine, remove it, or take that back."""
    mark, wanted = _number(request.POST.get("mark", "")), request.POST.get("verdict", "")
    return _at_turn(request, visit_id, number, "codes", lambda review, turn: rating.judge(review, turn, mark, wanted))


@login_required
@never_cache
@require_POST
def add_code(request: HttpRequest, visit_id: uuid.UUID, number: int) -> HttpResponse:
    """Give a phrase a code."""
    code, words = request.POST.get("code", ""), request.POST.get("words", "")
    return _at_turn(request, visit_id, number, "add", lambda review, turn: rating.add_code(review, turn, code, words))


@login_required
@never_cache
@require_POST
def take_back_code(request: HttpRequest, visit_id: uuid.UUID, number: int) -> HttpResponse:
    """Take an added code away."""
    verdict = _number(request.POST.get("added", ""))
    return _at_turn(request, visit_id, number, "codes", lambda review, turn: rating.take_back(review, verdict))


@login_required
@never_cache
@require_POST
def comment_turn(request: HttpRequest, visit_id: uuid.UUID, number: int) -> HttpResponse:
    """Comment on a turn, or take an own comment away."""
    gone, text = _number(request.POST.get("delete", "")), request.POST.get("text", "")
    if snippet := request.POST.get("snippet", ""):
        text = f"{text.rstrip()}\n{snippet}" if text.strip() else snippet
    if gone:
        return _at_turn(request, visit_id, number, "comment", lambda review, turn: rating.uncomment(review, gone))
    return _at_turn(request, visit_id, number, "comment", lambda review, turn: rating.comment(review, turn, text))


@login_required
@never_cache
@require_POST
def flag_turn(request: HttpRequest, visit_id: uuid.UUID, number: int) -> HttpResponse:
    """Say that Dyad was wrong here, or that it was not."""
    wrong, meant, note = (request.POST.get(name, "") for name in ("wrong", "meant", "note"))
    return _at_turn(request, visit_id, number, "flag", lambda review, turn: rating.flag(review, turn, wrong, meant, note))


@login_required
@never_cache
@require_POST
def rate_visit(request: HttpRequest, visit_id: uuid.UUID) -> HttpResponse:
    """Keep the levels and the remark; with `finish`, let the rating count."""
    person = educator(request)
    visit = own_visit(person, visit_id)
    levels = {name.removeprefix("level-"): str(value) for name, value in request.POST.dict().items() if name.startswith("level-")}
    try:
        review = rating.open_review(visit, person)
        rating.rate(review, levels, request.POST.get("remark", ""))
        if "finish" in request.POST:
            rating.finish(review)
            messages.success(request, _("Your rating is done."))
    except Refused as problem:
        return show_desk(request, person, visit, problem=str(problem), part=RUBRIC, status=400)
    return redirect(f"{reverse('review:transcript', args=[visit.pk])}#rubric")


@login_required
@never_cache
@require_POST
def change_review(request: HttpRequest, visit_id: uuid.UUID) -> HttpResponse:
    """Open a rating again, give it back, or do without a second one."""
    person = educator(request)
    visit = own_visit(person, visit_id)
    review, wish = rating.own_review(visit, person), request.POST.get("wish", "")
    try:
        if review and wish == "reopen":
            rating.reopen(review)
        elif review and wish == "give_back":
            rating.give_back(review)
        elif review and review.is_done and wish == "do_without":
            rating.do_without(visit)
    except Refused as problem:
        return show_desk(request, person, visit, problem=str(problem), part=RUBRIC, status=400)
    return redirect(f"{reverse('review:transcript', args=[visit.pk])}#rubric")


def _number(raw: str) -> int:
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 16 else 0
