"""The notice before typing, how long visits stay, what a person takes along, and what is left when it is deleted."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from datetime import timedelta
from io import StringIO

import pytest
from axes.models import AccessLog
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone

from tests.web import hand_built
from tests.web.fake_patient import OPENING
from tests.web.houses import TYPES, assign, open_house
from tests.web.test_a_visit import say
from web.cohorts import holdings, notices, plans, texts
from web.cohorts.kept import visits_made
from web.cohorts.models import Acceptance, AccessRecord, AssignedVisit, CohortRules, KeptCount, SiteText
from web.cohorts.removal import NOBODY
from web.training.models import Cohort, TrainingSession, Turn

pytestmark = pytest.mark.django_db
WORDS = "I am sorry. That must have been frightening."
PLAY = f"/cases/{hand_built.SLUG}/"
VISIT = {"visit": "5b1f5f9e-0f0a-4f64-9a3f-0d5d1d9b0001"}
DELETE = {"password": "tara-likes-long-passwords"}


@pytest.fixture
def finished(as_tara, visit) -> TrainingSession:
    """Tara's visit of two replies, one strong and one rupture, with its debrief read."""
    say(as_tara, visit, WORDS)
    say(as_tara, visit, "It was the inbox, it is always full.", "message-0002", 2)
    as_tara.post(f"/visits/{visit.pk}/end/")
    as_tara.post(f"/visits/{visit.pk}/debrief/", {"choice": "read"})
    visit.refresh_from_db()
    return visit


@pytest.fixture
def own_room(monkeypatch):
    """Another room that keeps private writing."""
    kept = {"diary": "my own words"}
    monkeypatch.setattr(holdings, "_holdings", {})
    holdings.register(holdings.Holding("diary", collect=lambda person: dict(kept), erase=lambda visits: kept.clear()))
    return kept


def age(visit: TrainingSession, days: int) -> None:
    """Let a visit have ended so many days ago."""
    then = timezone.now() - timedelta(days=days)
    TrainingSession.objects.filter(pk=visit.pk).update(started=then, ended=then)


def retire(*options: str) -> str:
    out = StringIO()
    call_command("retire_visits", *options, stdout=out)
    return out.getvalue()


# The notice


def test_the_first_visit_waits_for_the_notice_and_then_goes_on(as_tara, cohort, patient):
    Acceptance.objects.all().delete()
    assert as_tara.post(PLAY, VISIT).headers["Location"] == "/notice/?next=%2Fcases%2Fpaper-boat%2F" and not patient.heard
    page = as_tara.get("/notice/?next=/cases/paper-boat/").content.decode()
    for part in (
        "Never type anything about a real patient",
        "Who reads: ed",
        "How long: 365 days after a visit ended, it is deleted.",
    ):
        assert part in " ".join(page.replace("\n", " ").split()), part
    assert as_tara.post("/notice/", {"version": "0", "next": PLAY}).headers["Location"] == PLAY
    assert as_tara.post(PLAY, VISIT).headers["Location"].startswith("/visits/")


def test_a_new_version_asks_again_and_an_old_page_accepts_nothing(as_tara, admin_client, cohort, tara):
    assert not notices.missing(tara)
    assert "Who reads: the educators" in admin_client.get("/admin/cohorts/sitetext/add/").content.decode()
    admin_client.post("/admin/cohorts/sitetext/add/", {"kind": "notice", "text": "Ours: read by two.\n\nKept one term."})
    assert SiteText.objects.get().version == 1 and SiteText.objects.get().written_by.username == "admin"
    assert notices.missing(tara) == [cohort]
    page = as_tara.post("/notice/", {"version": "0", "next": PLAY}).content.decode()
    assert "has changed while you were reading" in page and "<p>Ours: read by two.</p>" in page
    as_tara.post("/notice/", {"version": "1"})
    assert not notices.missing(tara)


def test_other_terms_and_another_cohort_ask_again(tara, cohort):
    CohortRules.objects.create(cohort=cohort, keep_days=900)
    assert notices.missing(tara) == [cohort]
    notices.accept(tara, 0)
    assert not notices.missing(tara)
    other = Cohort.objects.create(name="Another")
    other.trainees.add(tara)
    assert notices.missing(tara) == [other]


def test_saving_rules_that_change_nothing_asks_nobody_again(as_ed, tara, cohort):
    as_ed.post(f"/cohorts/{cohort.pk}/edit/", {"name": "Renamed", "keep_days": 365, "after": "delete"})
    assert CohortRules.objects.exists() and not notices.missing(tara)


@pytest.mark.parametrize("onward", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_the_notice_leads_to_no_other_site(as_tara, cohort, onward):
    assert as_tara.post("/notice/", {"version": "0", "next": onward}).headers["Location"] == "/"


def test_a_saved_version_cannot_be_changed_or_deleted(admin_client):
    text = SiteText.objects.create(kind="notice", version=1, text="Ours")
    assert admin_client.post(f"/admin/cohorts/sitetext/{text.pk}/change/", {"kind": "notice", "text": "x"}).status_code == 403
    assert admin_client.post(f"/admin/cohorts/sitetext/{text.pk}/delete/", {"post": "yes"}).status_code == 403


def test_staff_word_the_lines_to_call_and_the_settings_stand_in_until_then(client, admin_client, settings):
    settings.CRISIS_TEXT = "Ring 555."
    assert "Ring 555." in client.get("/help/").content.decode()
    admin_client.post("/admin/cohorts/sitetext/add/", {"kind": "crisis", "text": "Ring the night line on 777."})
    assert "Ring the night line on 777." in client.get("/help/").content.decode()


def test_real_help_is_shown_even_when_the_database_is_gone(client, settings, monkeypatch):
    def gone(kind):
        raise OperationalError

    monkeypatch.setattr(texts, "current", gone)
    assert "988" in client.get("/help/").content.decode()


# How long


def test_visits_whose_time_is_up_are_deleted_and_the_rest_stay(tara, cohort, finished):
    CohortRules.objects.create(cohort=cohort, keep_days=30)
    young = TrainingSession.objects.create(trainee=tara, cohort=cohort, case_slug="x", opening_line="Hello.")
    age(finished, 31)
    age(young, 29)
    assert "Autumn residents: 1 visit older than 30 days would be deleted" in retire("--dry-run")
    assert TrainingSession.objects.count() == 2 and not KeptCount.objects.exists()
    assert "Autumn residents: 1 visit older than 30 days was deleted" in retire()
    assert list(TrainingSession.objects.all()) == [young] and not Turn.objects.exists()
    assert "No visit's time is up." in retire()


def test_records_of_sign_ins_go_after_a_quarter(db):
    for days in (89, 91):
        row = AccessLog.objects.create(username="tara", ip_address="127.0.0.1")
        AccessLog.objects.filter(pk=row.pk).update(attempt_time=timezone.now() - timedelta(days=days))
    assert "1 record of sign-ins older than 90 days would be deleted" in retire("--dry-run") and AccessLog.objects.count() == 2
    assert "1 record of sign-ins older than 90 days was deleted" in retire() and AccessLog.objects.count() == 1


def test_a_cohort_without_rules_keeps_a_year(finished):
    age(finished, 364)
    assert "No visit" in retire()
    age(finished, 366)
    assert "1 visit older than 365 days was deleted" in retire()


def test_an_open_visit_is_counted_from_its_start(cohort, visit):
    TrainingSession.objects.update(started=timezone.now() - timedelta(days=400))
    assert "1 visit" in retire() and not TrainingSession.objects.exists()


def test_counts_stay_intact_and_hold_no_person(tara, cohort, finished):
    before, month = visits_made(cohort), finished.started.date().replace(day=1)
    age(finished, 400)
    TrainingSession.objects.update(started=finished.started)
    retire()
    (kept,) = KeptCount.objects.all()
    assert before == visits_made(cohort) == 1
    assert (kept.cohort, kept.case_slug, kept.month, kept.ending) == (cohort, hand_built.SLUG, month, "plan_followed")
    # One strong reply (own mistake, +4); the second explains and shames, which is a rupture.
    assert (kept.visits, kept.replies, kept.bands) == (1, 2, {"strong": 1, "rupture": 1})
    person_fields = [field.name for field in KeptCount._meta.get_fields() if field.related_model is User]
    assert person_fields == []


def test_counts_of_the_same_kind_add_up(tara, cohort):
    for _ in range(3):
        visit = TrainingSession.objects.create(
            trainee=tara, cohort=cohort, case_slug="x", opening_line="Hello.", ending="left_early"
        )
        age(visit, 400)
        retire()
    assert (KeptCount.objects.get().visits, visits_made(cohort)) == (3, 3)


def test_an_anonymous_visit_keeps_its_words_and_loses_its_name(as_tara, as_ed, tara, cohort, finished, own_room):
    CohortRules.objects.create(cohort=cohort, keep_days=30, after="anonymise")
    as_ed.get(f"/review/{finished.pk}/")
    age(finished, 31)
    assert "1 visit older than 30 days was made anonymous" in retire()
    visit = TrainingSession.objects.get()
    assert (visit.trainee.username, visit.cohort, visit.draft, visit.started.day, visit.started.hour) == (
        NOBODY,
        cohort,
        "",
        1,
        0,
    )
    assert [turn.reply for turn in visit.turns.all()][0] == WORDS and not visit.turns.exclude(answered=None).exists()
    assert not visit.trainee.is_active and not visit.trainee.has_usable_password()
    assert not own_room and not AccessRecord.objects.exists()
    assert visits_made(cohort) == 1 and as_tara.get(f"/visits/{visit.pk}/").status_code == 404
    assert "tara" not in as_ed.get(f"/review/{visit.pk}/").content.decode()
    assert "No visit" in retire()


def test_what_was_done_for_an_assignment_stays_done(as_tara, tara, cohort, patient, monkeypatch):
    open_house(monkeypatch)
    assignment = assign(cohort, *TYPES)
    as_tara.post(f"/assigned/{assignment.pk}/1/")
    visit = TrainingSession.objects.get()
    as_tara.post(f"/visits/{visit.pk}/end/")
    as_tara.post(f"/visits/{visit.pk}/debrief/", {"choice": "skip"})
    age(visit, 400)
    retire()
    row = AssignedVisit.objects.get()
    assert (row.visit, row.finished) == (None, True) and plans.plan_or_404(tara, assignment.pk).done == 1
    assert "1 of 4 done" in as_tara.get("/cases/").content.decode()
    assert as_tara.post(f"/assigned/{assignment.pk}/1/").status_code == 404


def test_rasas_copy_goes_with_the_visit_and_others_stay(as_tara, visit, monkeypatch, tmp_path):
    file = tmp_path / "tracker.db"
    monkeypatch.setenv("DYAD_TRACKER_DB", str(file))
    with sqlite3.connect(file) as database:
        database.execute("CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id TEXT, data TEXT)")
        rows = [(str(visit.sender), "Tara's words"), (str(visit.sender), "more"), ("another", "stays")]
        database.executemany("INSERT INTO events (sender_id, data) VALUES (?, ?)", rows)
    as_tara.post("/account/delete/", DELETE | {"what": "visits"})
    with sqlite3.connect(file) as database:
        assert database.execute("SELECT sender_id, data FROM events").fetchall() == [("another", "stays")]
    assert b"Tara's words" not in file.read_bytes()


# What a person takes along


def unpacked(response) -> dict[str, object]:
    with zipfile.ZipFile(io.BytesIO(response.content)) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist()}


def test_the_download_holds_all_that_is_kept(as_tara, as_ed, finished, own_room):
    as_ed.get(f"/review/{finished.pk}/")
    response = as_tara.get("/account/data/")
    files = unpacked(response)
    assert response.headers["Content-Type"] == "application/zip" and "attachment" in response.headers["Content-Disposition"]
    assert set(files) == {"README.txt", "account.json", "visits.json", "readings.json", "diary.json"}
    (visit,) = json.loads(files["visits.json"])
    assert visit["first_line"] == OPENING and visit["turns"][0]["reply"] == WORDS and visit["turns"][0]["points"] == 4
    assert json.loads(files["readings.json"])[0]["reader__username"] == "ed"
    assert json.loads(files["account.json"])["learns_in"] == ["Autumn residents"]
    assert json.loads(files["diary.json"]) == {"diary": "my own words"} and "diary.json" in files["README.txt"]


def test_the_download_gives_no_score_away_before_the_debrief(as_tara, visit):
    say(as_tara, visit, WORDS)
    text = unpacked(as_tara.get("/account/data/"))["visits.json"]
    assert WORDS in text and not any(word in text for word in ("points", "own_mistake_repair", "trust", "C2a"))


def test_the_download_holds_nothing_of_others(as_omar, finished):
    files = unpacked(as_omar.get("/account/data/"))
    assert json.loads(files["visits.json"]) == [] and "tara" not in "".join(files.values())


def test_a_holding_needs_a_name_that_can_name_a_file():
    with pytest.raises(ValueError, match="use letters, digits and hyphens"):
        holdings.register(holdings.Holding("../etc", collect=lambda person: {}))


# What is left


def test_tara_deletes_her_visits_and_keeps_her_account(as_tara, tara, cohort, finished, own_room):
    before = visits_made(cohort)
    page = as_tara.get("/account/delete/").content.decode()
    assert "1 visit is kept" in page and "nobody can bring them back" in page and TrainingSession.objects.exists()
    assert as_tara.post("/account/delete/", DELETE | {"what": "visits"}).headers["Location"] == "/account/"
    assert not TrainingSession.objects.exists() and not Turn.objects.exists() and not own_room
    assert User.objects.filter(pk=tara.pk).exists() and visits_made(cohort) == before


def test_tara_deletes_her_account_and_nothing_of_her_is_left(as_tara, as_ed, tara, cohort, finished, own_room):
    as_ed.get(f"/review/{finished.pk}/")
    AccessLog.objects.create(username="tara", ip_address="127.0.0.1", path_info="/sign-in/")
    before = visits_made(cohort)
    assert "It is deleted" in as_tara.post("/account/delete/", DELETE | {"what": "account"}).content.decode()
    for left in (TrainingSession, Turn, AccessRecord):
        assert not left.objects.exists(), left
    assert not AccessLog.objects.filter(username="tara").exists() and not Acceptance.objects.filter(cohort=cohort).exists()
    assert not User.objects.filter(username="tara").exists() and not own_room
    assert visits_made(cohort) == before and as_tara.get("/account/").status_code == 302


@pytest.mark.parametrize("wrong", [{"password": "guess"}, {"password": ""}, {"what": "everything"}, {"what": ""}])
def test_nothing_goes_without_the_password_and_a_choice(as_tara, finished, wrong):
    response = as_tara.post("/account/delete/", DELETE | {"what": "account"} | wrong)
    assert response.status_code == 400 and "Nothing is deleted" in response.content.decode() and TrainingSession.objects.exists()


def test_staff_keep_the_account_that_others_records_name(as_ed, ed):
    response = as_ed.post("/account/delete/", {"what": "account", "password": "ed-likes-long-passwords"})
    assert response.status_code == 400 and User.objects.filter(pk=ed.pk).exists()
    assert "Ask an administrator" in as_ed.get("/account/delete/").content.decode()


def test_one_persons_deletion_leaves_everybody_elses(as_tara, omar, cohort, finished):
    other = TrainingSession.objects.create(trainee=omar, cohort=cohort, case_slug="x", opening_line="Hello.")
    as_tara.post("/account/delete/", DELETE | {"what": "account"})
    assert list(TrainingSession.objects.all()) == [other]
