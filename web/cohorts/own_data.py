"""A person goes in; a zip of all that is kept about them comes out, in JSON that other programs can read."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from django.contrib.auth.models import User
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from web.cohorts.holdings import holdings
from web.cohorts.models import Acceptance, AccessRecord, AssignedVisit, OptIn
from web.training.models import TrainingSession

README = """What Dyad keeps about you, as it stood at {when}.

account.json    your name, cohorts, roles and sign-ins
visits.json     each visit: the patient's lines, your replies, and, once you have read or skipped its debrief, the scores
readings.json   who else read which visit, and when
{others}
Scores are automatic, unvalidated and for learning. Counts without a name, kept after a deletion, are not yours and not here.
"""


def archive(person: User) -> bytes:
    """Return the zip."""
    files: dict[str, Any] = {"account": account(person), "visits": visits(person), "readings": readings(person)}
    others = {holding.name: holding.collect(person) for holding in holdings()}
    listed = "".join(f"{name + '.json':<15} what this part of the site keeps\n" for name in others)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("README.txt", README.format(when=timezone.localtime().isoformat(timespec="minutes"), others=listed))
        for name, content in (files | others).items():
            out.writestr(f"{name}.json", json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))
    return packed.getvalue()


def account(person: User) -> dict[str, Any]:
    """Return what is kept about the person apart from visits."""
    return {
        "name": person.get_username(),
        "first_name": person.first_name,
        "last_name": person.last_name,
        "email": person.email,
        "joined": person.date_joined,
        "last_signed_in": person.last_login,
        "roles": sorted(person.groups.values_list("name", flat=True)),
        "learns_in": sorted(person.cohorts.values_list("name", flat=True)),
        "teaches": sorted(person.teaches.values_list("name", flat=True)),
        "notices_read": list(Acceptance.objects.filter(person=person).values("cohort__name", "version", "terms", "accepted")),
        "chose_the_patient_who_flirts_in": list(OptIn.objects.filter(person=person).values_list("cohort__name", flat=True)),
        "assigned": list(
            AssignedVisit.objects.filter(trainee=person).values("assignment__title", "place", "case_slug", "visit", "finished")
        ),
    }


def visits(person: User) -> list[dict[str, Any]]:
    """Return each visit with its turns; scores wait for the debrief here too."""
    found = TrainingSession.objects.of(person).order_by("started", "pk").prefetch_related("turns").select_related("cohort")
    return [_visit(visit) for visit in found]


def readings(person: User) -> list[dict[str, Any]]:
    """Return who read this person's visits; staff are named, because the person may ask them why."""
    found = AccessRecord.objects.filter(trainee=person).order_by("at", "pk")
    return [dict(row) for row in found.values("at", "reader__username", "visit", "case_slug", "page")]


def _visit(visit: TrainingSession) -> dict[str, Any]:
    turns = []
    for turn in sorted(visit.turns.all(), key=lambda each: each.number):
        one: dict[str, Any] = {"number": turn.number, "reply": turn.reply, "sent": turn.created, "patient": turn.line}
        if visit.is_complete:
            one |= {"points": turn.points, "band": turn.band, "score": turn.score}
        turns.append(one)
    return {
        "id": visit.pk,
        "case": visit.case_slug,
        "title": visit.title,
        "cohort": visit.cohort.name if visit.cohort else None,
        "started": visit.started,
        "ended": visit.ended,
        "ending": visit.ending,
        "debrief": visit.debrief,
        "first_line": visit.opening_line,
        "turns": turns,
        "last_line": visit.closing_line,
        "draft": visit.draft,
    }
