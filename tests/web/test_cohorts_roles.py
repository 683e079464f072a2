"""Every address of the site against everybody who must see nothing; an address that is not in the table fails.

A new address gets a row: who may open it, and with which numbers of Tara's. Everybody else must find nothing there.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from tests.web import hand_built
from tests.web.houses import TYPES, assign, open_house
from tests.web.test_a_visit import say
from web.cohorts.models import CohortRules, Invitation
from web.review import export_views
from web.training import charts
from web.training.models import Cohort, TrainingSession
from web.training.people import EDUCATOR, TRAINEE, give_role

pytestmark = pytest.mark.django_db
WORDS = "words that only Tara and Ed may read"
OMAR, OLGA, NOBODY, DORA = "another cohort's trainee", "another cohort's educator", "signed out", "deactivated member"
OUTSIDERS = (OMAR, OLGA, NOBODY, DORA)
TARA, ED = "tara", "ed"
# Who may open an address besides those it was made for.
ALL, SIGNED_IN = frozenset(OUTSIDERS), frozenset({OMAR, OLGA})


@dataclass(frozen=True)
class Row:
    """One address: for whom it is made, which outsiders may open a page of their own there, and how it is filled in."""

    owners: frozenset[str]
    others: frozenset[str] = frozenset()
    fill: tuple[str, ...] = ()


def row(*owners: str, others: frozenset[str] = frozenset(), fill: tuple[str, ...] = ()) -> Row:
    return Row(frozenset(owners), others, fill)


VISIT, TURN = ("visit_id",), ("visit_id", "number")
TABLE = {
    "home": row(TARA, ED, others=SIGNED_IN),
    "sign_in": row(TARA, ED, others=ALL),
    "sign_out": row(TARA, ED, others=ALL),
    "help": row(TARA, ED, others=ALL),
    "healthz": row(TARA, ED, others=ALL),
    "cases": row(TARA, ED, others=SIGNED_IN),
    "case": row(TARA, ED, others=SIGNED_IN, fill=("slug",)),
    "visit": row(TARA, fill=VISIT),
    "send_reply": row(TARA, fill=VISIT),
    "end_visit": row(TARA, fill=VISIT),
    "offer_help": row(TARA, fill=VISIT),
    "pause": row(TARA, fill=VISIT),
    "see_again": row(TARA, fill=("visit_id=over",)),
    "debrief": row(TARA, fill=VISIT),
    "glossary": row(TARA, ED, others=SIGNED_IN),
    "kept_words": row(TARA, ED, others=SIGNED_IN),
    "debrief_reaction": row(TARA, fill=VISIT),
    "debrief_facts": row(TARA, fill=VISIT),
    "debrief_formulation": row(TARA, fill=VISIT),
    "debrief_comparison": row(TARA, fill=VISIT),
    "debrief_rewrite": row(TARA, fill=VISIT),
    "rewrite_turn": row(TARA, fill=TURN),
    "debrief_forward": row(TARA, fill=VISIT),
    "pin_moment": row(TARA, fill=TURN),
    "disagree": row(TARA, fill=TURN),
    "what_if": row(TARA, fill=VISIT),
    "side_by_side": row(TARA, fill=("visit_id=branch",)),
    "review:visits": row(ED, others=frozenset({OLGA})),
    "review:transcript": row(ED, fill=VISIT),
    **{f"review:{name}": row(ED, fill=VISIT) for name in ("paper", "rate", "change")},
    "review:settle": row(fill=VISIT),  # nobody, before two have rated (tests/web/review/test_two_raters.py)
    **{f"review:{name}": row(ED, fill=TURN) for name in ("judge", "add", "take_back", "comment", "flag")},
    **{
        f"review:{name}": row(ED, others=frozenset({OLGA}))
        for name in ("agreement", "pictures", "cases", "exports", "snippets", "keys")
    },
    **{f"review:export_{kind}": row(ED, others=frozenset({OLGA})) for kind in export_views.KINDS},
    "review:figure": row(ED, others=frozenset({OLGA}), fill=("item",)),
    "review:case_lines": row(ED, others=frozenset({OLGA}), fill=("slug",)),
    "cohorts:cohorts": row(ED, others=frozenset({OLGA})),
    "cohorts:make_cohort": row(ED, others=frozenset({OLGA})),
    "cohorts:cohort": row(ED, fill=("cohort_id",)),
    "cohorts:edit_cohort": row(ED, fill=("cohort_id",)),
    "cohorts:make_assignment": row(ED, fill=("cohort_id",)),
    "cohorts:readings": row(ED, fill=("cohort_id",)),
    "cohorts:remove_trainee": row(ED, fill=("cohort_id", "person_id")),
    "cohorts:withdraw_invitation": row(ED, fill=("invitation_id",)),
    "cohorts:assignment": row(ED, fill=("assignment_id",)),
    "cohorts:edit_assignment": row(ED, fill=("assignment_id",)),
    "cohorts:join": row(TARA, ED, others=ALL, fill=("token",)),
    "cohorts:notice": row(TARA, ED, others=SIGNED_IN),
    "cohorts:assigned": row(TARA, fill=("assignment_id", "place")),
    "cohorts:choose": row(TARA, fill=("cohort_id",)),
    "cohorts:account": row(TARA, ED, others=SIGNED_IN),
    "cohorts:own_data": row(TARA, ED, others=SIGNED_IN),
    "cohorts:delete": row(TARA, ED, others=SIGNED_IN),
    "cohorts:password": row(TARA, ED, others=SIGNED_IN),
    "cohorts:two_step": row(ED, others=frozenset({OLGA})),
    "cohorts:sign_in_code": row(TARA, ED, others=SIGNED_IN),
}


def addresses(patterns: list[URLPattern | URLResolver], namespace: str = "") -> Iterator[str]:
    """Yield the full name of every address; the admin's are one door with one lock and are tested as such."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"
        elif pattern.app_name != "admin":
            yield from addresses(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else namespace)


def outsider(name: str) -> Client:
    """Return the browser of somebody who must see nothing of Tara's."""
    browser = Client()
    if name == NOBODY:
        return browser
    person = User.objects.create_user(f"outsider-{OUTSIDERS.index(name)}", password="likes-long-passwords-too")
    give_role(person, EDUCATOR if name == OLGA else TRAINEE)
    elsewhere = Cohort.objects.create(name="Elsewhere")
    (elsewhere.educators if name == OLGA else elsewhere.trainees).add(person)
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    if name == DORA:  # deactivated in the middle of a session, as a member of the very cohort in both roles
        cohort = Cohort.objects.get(name="Autumn residents")
        give_role(person, EDUCATOR)
        cohort.trainees.add(person)
        cohort.educators.add(person)
        User.objects.filter(pk=person.pk).update(is_active=False)
    return browser


@pytest.fixture
def numbers(monkeypatch, as_tara, visit, tara, ed, cohort) -> dict[str, object]:
    """What Tara and Ed have made: a visit with a reply, an assignment, a link."""
    say(as_tara, visit, WORDS)
    open_house(monkeypatch)
    assignment = assign(cohort, *TYPES)
    monkeypatch.setattr(charts, "case_slugs", lambda *_: [hand_built.SLUG, *(f"{name.lower()}-case" for name in TYPES)])
    monkeypatch.setattr(charts, "load_case", lambda slug, *_: replace(hand_built.case(), slug=slug))
    CohortRules.objects.create(cohort=cohort, offers_p6=True)
    link = Invitation.objects.create(cohort=cohort, made_by=ed, expires=timezone.now() + timedelta(days=1), uses_allowed=9)
    branch = TrainingSession.objects.create(
        trainee=tara,
        case_slug=visit.case_slug,
        branch_of=visit,
        branch_at=1,
        opening_line=visit.opening_line,
        opening_turn=visit.opening_turn,
    )
    over = TrainingSession.objects.create(
        trainee=tara, case_slug=visit.case_slug, opening_line="Well.", opening_turn={}, ending="plan_unlikely", debrief="skipped"
    )
    over.turns.create(
        number=1, message_id="over-0001", reply=WORDS, status="answered", line="Right.", turn=visit.turns.get().turn, score={}
    )
    return {
        "branch": branch.pk,
        "over": over.pk,
        "slug": hand_built.SLUG,
        "visit_id": visit.pk,
        "number": 1,
        "item": "D1",
        "cohort_id": cohort.pk,
        "person_id": tara.pk,
        "invitation_id": link.pk,
        "assignment_id": assignment.pk,
        "place": 1,
        "token": link.token,
    }


def filled(line: Row, numbers: dict[str, object]) -> dict[str, object]:
    """Return what an address is filled in with; `visit_id=branch` puts the branch in the visit's place."""
    return {key.split("=")[0]: numbers[key.split("=")[-1]] for key in line.fill}


def fingerprint() -> tuple[object, ...]:
    """Return what no outsider may change."""
    visit, cohort = (
        TrainingSession.objects.firsts().get(trainee__username="tara", ending=""),
        Cohort.objects.get(name="Autumn residents"),
    )
    turns = tuple(visit.turns.values_list("reply", "status"))
    links = tuple(Invitation.objects.values_list("withdrawn", flat=True))
    return visit.ending, visit.debrief, visit.draft, turns, links, cohort.trainees.filter(username="tara").exists(), cohort.name


def test_the_table_has_every_address_and_no_other():
    found = list(addresses(get_resolver().url_patterns))
    assert sorted(found) == sorted(TABLE), "give each new address a row: who may open it?"


@pytest.mark.parametrize("who", OUTSIDERS)
@pytest.mark.parametrize("name", TABLE)
def test_who_must_see_nothing_sees_nothing(name, who, numbers):
    line, browser = TABLE[name], outsider(who)
    address = reverse(name, kwargs=filled(line, numbers))
    before = fingerprint()
    for response in (browser.get(address), browser.post(address, {"reply": "hello", "name": "mine", "choice": "yes"})):
        page = b"".join(response.streaming_content) if response.streaming else response.content
        assert WORDS.encode() not in page and b"tara" not in page.lower()
        if who in line.others:
            assert response.status_code < 500
        elif response.status_code == 302:
            assert response.headers["Location"].startswith("/sign-in/?next="), response.headers["Location"]
            assert who in (NOBODY, DORA)
        else:
            assert response.status_code in (401, 404, 405), (response.status_code, page[:300])
    assert fingerprint() == before


@pytest.mark.parametrize("name", TABLE)
def test_those_it_is_made_for_do_open_it(name, numbers, as_tara, as_ed):
    line = TABLE[name]
    address = reverse(name, kwargs=filled(line, numbers))
    for owner, browser in ((TARA, as_tara), (ED, as_ed)):
        response = browser.get(address)
        if response.status_code == 405:
            response = browser.post(address)
        status = response.status_code
        if response.streaming:
            b"".join(response.streaming_content)  # which closes the file behind it
        assert (status != 404) == (owner in line.owners), (owner, status)


@pytest.mark.parametrize("who", OUTSIDERS)
def test_the_admin_pages_are_for_staff_alone(who, numbers):
    browser = outsider(who)
    for pattern in next(p for p in get_resolver().url_patterns if getattr(p, "app_name", "") == "admin").url_patterns:
        if isinstance(pattern, URLPattern) and pattern.name in ("index", "password_change", "app_list", "jsi18n"):
            response = browser.get(
                reverse(f"admin:{pattern.name}", kwargs={"app_label": "auth"} if pattern.name == "app_list" else {})
            )
            assert response.status_code == 302 and response.headers["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("name", ["review:transcript", "visit", "debrief"])
def test_an_invented_visit_and_somebody_elses_look_the_same(name, numbers):
    browser = outsider(OLGA)
    pages = []
    for key in (numbers["visit_id"], uuid.uuid4()):
        response = browser.get(reverse(name, args=[key]))
        pages.append((response.status_code, re.sub(r'csrfmiddlewaretoken" value="\w+"', "", response.content.decode())))
    assert pages[0] == pages[1] and pages[0][0] == 404
