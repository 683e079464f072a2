"""Requests go by; each page of a visit that somebody other than its trainee has read leaves a record."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse

from web.cohorts.models import AccessRecord
from web.training.models import TrainingSession

VISIT = "visit_id"  # how every address names the visit it shows


class RecordReadings:
    """Middleware: what an address with a `visit_id` answered with a page, to anybody but the trainee, is recorded.

    The trainee's own pages have no namespace and answer nobody else, so they cost no query here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and record the reading before the answer leaves."""
        response = self.get_response(request)
        match = request.resolver_match
        if match is None or not match.namespaces or response.status_code != 200 or request.method == "HEAD":
            return response
        visit_id = match.kwargs.get(VISIT)
        if isinstance(visit_id, uuid.UUID) and isinstance(request.user, User):
            record_reading(request.user, visit_id, match.view_name)
        return response


def record_reading(reader: User, visit_id: uuid.UUID, page: str) -> None:
    """Store that a person read a visit, unless it is their own; an export calls this for each visit in it."""
    visit = TrainingSession.objects.filter(pk=visit_id).exclude(trainee=reader).first()
    if visit is None:
        return
    AccessRecord.objects.create(
        reader=reader,
        trainee_id=visit.trainee_id,
        cohort_id=visit.cohort_id,
        visit=visit.pk,
        case_slug=visit.case_slug,
        page=page[:80],
    )
