"""Passwords, second step, sessions, cookies, content policy, the record of readings, and what no log and no file may hold."""

from __future__ import annotations

import logging
import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth import hashers
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.web.fake_patient import LINES
from tests.web.houses import TYPES, assign, open_house
from tests.web.test_a_visit import say
from web import settings as site_settings
from web.cohorts import two_step
from web.cohorts.models import AccessRecord, AssignedVisit, Invitation
from web.training.models import TrainingSession

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "web/templates").rglob("*.html"))
PASSWORD = {"username": "ed", "password": "ed-likes-long-passwords"}


def code_of(device: TOTPDevice, steps: int = 0) -> str:
    """Return what the phone shows, now or some half minutes later."""
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = timezone.now().timestamp() + 30 * steps
    return f"{totp.token():06}"


@pytest.fixture
def phone(ed: User) -> TOTPDevice:
    """Ed's phone; the second step is on."""
    return TOTPDevice.objects.create(user=ed, name="phone", confirmed=True)


# Passwords and sessions


@pytest.mark.django_db
def test_passwords_are_hashed_with_argon2(settings):
    settings.PASSWORD_HASHERS = site_settings.PASSWORD_HASHERS  # the tests' own are quick ones
    hashers.get_hashers.cache_clear()
    person = User.objects.create_user("nora", password="four-words-make-it-long")
    assert person.password.startswith("argon2$argon2id$")


@pytest.mark.django_db
def test_a_new_password_ends_every_other_session(as_tara, tara):
    elsewhere = Client()
    elsewhere.force_login(tara, backend="django.contrib.auth.backends.ModelBackend")
    new = {
        "old_password": "tara-likes-long-passwords",
        "new_password1": "another-long-one-here",
        "new_password2": "another-long-one-here",
    }
    assert as_tara.post("/account/password/", new).headers["Location"] == "/account/"
    assert as_tara.get("/account/").status_code == 200 and elsewhere.get("/account/").status_code == 302


@pytest.mark.django_db
def test_a_session_ends_by_itself_and_a_deactivated_person_is_out_at_once(as_tara, tara, settings):
    cookie_age = as_tara.session.get_expiry_age()
    assert 0 < cookie_age <= settings.SESSION_COOKIE_AGE == 8 * 3600
    User.objects.filter(pk=tara.pk).update(is_active=False)
    assert as_tara.get("/cases/").headers["Location"].startswith("/sign-in/")


# The second step


@pytest.mark.django_db
def test_ed_turns_the_second_step_on_with_a_code_and_gets_recovery_codes(as_ed, ed):
    page = as_ed.get("/account/two-step/").content.decode()
    device = TOTPDevice.objects.get(user=ed)
    assert not device.confirmed and two_step.key_of(device) in page and "<svg" in page and "style=" not in page
    assert as_ed.post("/account/two-step/", {"code": "000000"}).status_code == 400
    TOTPDevice.objects.update(throttling_failure_count=0)
    page = as_ed.post("/account/two-step/", {"code": code_of(device)}).content.decode()
    codes = re.findall(r"<li><code>(\w+)</code>", page)
    assert len(set(codes)) == 8 and two_step.device_of(ed) == device
    assert two_step.is_right(ed, codes[0]) and not two_step.is_right(ed, codes[0])  # each works once


@pytest.mark.django_db
def test_with_the_second_step_a_password_alone_opens_nothing(client, phone, cohort, visit):
    assert client.post("/sign-in/", PASSWORD).status_code == 302
    for address in ("/", "/review/", f"/review/{visit.pk}/", "/cohorts/", "/account/", "/account/data/", "/admin/"):
        assert client.get(address).headers["Location"] == "/second-step/", address
    assert not AccessRecord.objects.exists()
    assert client.get("/help/").status_code == 200  # real help is never behind a code
    wrong = client.post("/second-step/", {"code": "000000"})
    assert wrong.status_code == 400 and "not right" in wrong.content.decode()
    assert client.get("/review/").headers["Location"] == "/second-step/"
    TOTPDevice.objects.update(throttling_failure_count=0)
    assert client.post("/second-step/", {"code": code_of(phone)}).headers["Location"] == "/"
    assert client.get("/review/").status_code == 200


@pytest.mark.django_db
def test_a_code_works_once_and_wrong_ones_make_the_next_wait(phone, ed):
    code = code_of(phone)
    assert two_step.is_right(ed, code) and not two_step.is_right(ed, code)
    TOTPDevice.objects.update(throttling_failure_count=0)
    assert not two_step.is_right(ed, "000000")
    assert not two_step.is_right(ed, code_of(phone, 1))  # right, but too soon after a wrong one
    TOTPDevice.objects.update(throttling_failure_count=0)
    assert two_step.is_right(ed, code_of(phone, 1))


@pytest.mark.django_db
def test_turning_it_off_asks_for_a_code(client, phone, ed, cohort):
    client.post("/sign-in/", PASSWORD)
    client.post("/second-step/", {"code": code_of(phone)})
    TOTPDevice.objects.update(throttling_failure_count=0)
    assert client.post("/account/two-step/", {"code": ""}).status_code == 400 and two_step.device_of(ed)
    TOTPDevice.objects.update(throttling_failure_count=0)
    client.post("/account/two-step/", {"code": code_of(phone, 1)})
    assert two_step.device_of(ed) is None


@pytest.mark.django_db
def test_the_second_step_is_for_those_who_read_others(as_tara):
    assert as_tara.get("/account/two-step/").status_code == 404
    assert "Second step" not in as_tara.get("/account/").content.decode()


# The record of readings


@pytest.mark.django_db
def test_each_reading_by_somebody_else_is_recorded_and_the_trainee_sees_it(as_ed, as_tara, ed, tara, cohort, visit):
    as_tara.get(f"/visits/{visit.pk}/")
    assert not AccessRecord.objects.exists()
    as_ed.get(f"/review/{visit.pk}/")
    record = AccessRecord.objects.get()
    assert (record.reader, record.trainee, record.cohort, record.visit, record.page) == (
        ed,
        tara,
        cohort,
        visit.pk,
        "review:transcript",
    )
    assert "Transcript: A page from a blue notebook" in as_tara.get("/account/").content.decode()
    page = as_ed.get(f"/cohorts/{cohort.pk}/readings/").content.decode()
    assert "<td>Transcript</td>" in page and "tara" in page


@pytest.mark.django_db
def test_nobody_is_recorded_as_a_reader_of_their_own_visit(as_ed, ed, cohort):
    own = TrainingSession.objects.create(trainee=ed, cohort=cohort, case_slug="paper-boat", opening_line="Hello.")
    assert as_ed.get(f"/review/{own.pk}/").status_code == 200 and not AccessRecord.objects.exists()


@pytest.mark.django_db
def test_what_was_refused_is_no_reading(as_omar, as_ed, ed, cohort, visit):
    as_omar.get(f"/review/{visit.pk}/")
    cohort.educators.remove(ed)
    as_ed.get(f"/review/{visit.pk}/")
    as_ed.get("/review/")
    assert not AccessRecord.objects.exists()


@pytest.mark.django_db
def test_the_record_outlives_visit_and_reader(as_ed, as_tara, ed, visit):
    as_ed.get(f"/review/{visit.pk}/")
    visit.delete()
    ed.delete()
    assert AccessRecord.objects.count() == 1 and "an account that is gone" in as_tara.get("/account/").content.decode()


@pytest.mark.django_db
def test_a_hidden_name_stays_hidden_in_the_record(as_ed, monkeypatch, tara, cohort, visit):
    open_house(monkeypatch)
    assignment = assign(cohort, *TYPES, names_hidden="on")
    AssignedVisit.objects.create(assignment=assignment, trainee=tara, place=1, case_slug=visit.case_slug, visit=visit)
    AccessRecord.objects.create(trainee=tara, cohort=cohort, visit=visit.pk, case_slug=visit.case_slug, page="review:transcript")
    page = as_ed.get(f"/cohorts/{cohort.pk}/readings/").content.decode()
    assert "name hidden until rated" in page and "tara" not in page


@pytest.mark.django_db
def test_a_long_record_comes_in_pages_with_few_queries(as_ed, as_tara, ed, tara, cohort, django_assert_max_num_queries):
    line = {"reader": ed, "trainee": tara, "cohort": cohort, "case_slug": "x", "page": "review:transcript"}
    AccessRecord.objects.bulk_create(AccessRecord(visit="5b1f5f9e-0f0a-4f64-9a3f-0d5d1d9b0001", **line) for _ in range(120))
    with django_assert_max_num_queries(9):
        page = as_ed.get(f"/cohorts/{cohort.pk}/readings/").content.decode()
    assert page.count('<th scope="row">') == 50 and "Page 1 of 3" in page
    with django_assert_max_num_queries(12):
        assert "Page 5 of 5" in as_tara.get("/account/?page=99").content.decode()


# What the browser is told


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_needs_an_exception_from_the_content_policy(template):
    text = template.read_text(encoding="utf-8")
    inline = re.findall(r"<[^>]*\s(?:style|on[a-z]+)=|<style|<script(?![^>]*\ssrc=)|javascript:|https?://", text)
    assert inline == []


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/help/", "/account/", "/account/delete/", "/notice/", "/cases/"])
def test_every_page_carries_the_strict_policy(as_tara, address):
    headers = as_tara.get(address).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert (headers["X-Frame-Options"], headers["X-Content-Type-Options"]) == ("DENY", "nosniff")


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/account/delete/", "/notice/", "/account/password/", "/sign-in/"])
def test_forms_want_their_token(tara, address):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(tara, backend="django.contrib.auth.backends.ModelBackend")
    assert strict.post(address, {"what": "account", "password": "tara-likes-long-passwords", "version": "0"}).status_code == 403
    assert User.objects.filter(pk=tara.pk).exists()


def test_behind_https_django_finds_nothing_to_mend(tmp_path):
    settings = {"DYAD_HTTPS": "1", "DYAD_VAR": str(tmp_path), "DYAD_CHANNEL_SECRET": "x" * 20, "DYAD_HOSTS": "dyad.example.org"}
    show = "from django.conf import settings as s; print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, s.SECURE_SSL_REDIRECT)"
    here = {name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}  # set for the browser tests
    run = {"cwd": ROOT, "env": here | settings, "capture_output": True, "text": True, "check": False}
    check = subprocess.run([sys.executable, "web/manage.py", "check", "--deploy", "--fail-level", "ERROR"], **run)
    # W005 and W021 ask for HSTS on subdomains and browsers' preload lists: the school's domain is not ours to bind.
    complaints = set(re.findall(r"security\.[EW]\d+", check.stdout + check.stderr)) - {"security.W005", "security.W021"}
    assert check.returncode == 0 and complaints == set(), check.stderr
    shown = subprocess.run([sys.executable, "web/manage.py", "shell", "-v", "0", "-c", show], **run).stdout
    assert shown.split() == ["True"] * 4


# What no file and no log may hold

SECRETS = {
    "private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "cloud key": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "token": re.compile(
        r"\b(?:gh[pousr]_[A-Za-z0-9]{30,}|glpat-[\w-]{20,}|xox[abpr]-[\w-]{10,}|pypi-[\w-]{40,}|sk-[A-Za-z0-9]{32,})"
    ),
    "address with a password": re.compile(r"\b[a-z+]+://[^\s:/@\"'`]+:(?!password\b|pw\b)[^\s:/@\"'`]{6,}@"),
    "assigned secret": re.compile(
        r"(?i)\b\w*(?:secret|passw(?:or)?d|token|api_?key)\w*\s*[:=]\s*[\"'](?=[^\"']*\d)[A-Za-z0-9+/_\-]{20,}[\"']"
    ),
}
KEPT_OUT = re.compile(r"(?:^|/)(?:\.env[^/]*|secret-key|channel-secret|id_[a-z0-9]+|[^/]+\.(?:sqlite3|db|pem|key|p12|pfx))$")


def secrets_in(text: str) -> list[str]:
    return [name for name, pattern in SECRETS.items() if pattern.search(text)]


def tracked() -> list[str]:
    return subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")[:-1]


def test_no_tracked_file_is_a_secret_or_holds_one():
    files = tracked()
    assert len(files) > 100 and [name for name in files if KEPT_OUT.search(name)] == []
    found = {}
    for name in files:
        file = ROOT / name
        if (
            file.suffix in (".onnx", ".npz", ".woff2", ".gz")
            or name in ("requirements.lock", "tests/web/test_cohorts_trust.py")
            or not file.is_file()
        ):
            continue
        if kinds := secrets_in(file.read_text(encoding="utf-8", errors="replace")):
            found[name] = kinds
    assert found == {}


@pytest.mark.parametrize(
    "planted",
    [
        "-----BEGIN RSA PRIVATE KEY-----",
        "AKIA" + "ABCDEFGHIJKLMNOP",
        "ghp_" + "a1" * 20,
        'SECRET_KEY = "' + "k9Jd83hGq0" * 3 + '"',
        "postgres://dyad:hunter2hunter2@db/dyad",
    ],
)
def test_a_planted_secret_is_found(planted):
    assert len(secrets_in(f"x = 1\n{planted}\n")) == 1


def test_a_planted_file_is_found():
    assert all(KEPT_OUT.search(name) for name in (".env", "deploy/.env.prod", "var/secret-key", "dyad.sqlite3", "a/b.pem"))
    assert not any(KEPT_OUT.search(name) for name in ("web/environment.py", "docs/keys.md"))


@pytest.mark.django_db
def test_no_log_holds_a_reply_a_password_or_a_link(client, as_ed, ed, cohort, patient, caplog, monkeypatch):
    caplog.set_level(logging.DEBUG)
    words, secret = "a reply that nobody should find in a log", "four-words-make-it-long"
    link = Invitation.objects.create(cohort=cohort, expires=timezone.now() + timedelta(days=1), uses_allowed=1)
    client.post(f"/join/{link.token}/", {"username": "nora", "password1": secret, "password2": secret, "adult": "on"})
    client.post("/notice/", {"version": "0"})
    client.post("/cases/paper-boat/", {"visit": "5b1f5f9e-0f0a-4f64-9a3f-0d5d1d9b0001"})
    visit = TrainingSession.objects.get()
    say(client, visit, words)
    client.post(f"/visits/{visit.pk}/end/")
    as_ed.get(f"/review/{visit.pk}/")
    assert words.encode() in as_ed.get(f"/review/{visit.pk}/").content
    client.get("/account/data/")
    client.post("/account/delete/", {"what": "account", "password": secret})
    client.get(f"/join/{link.token}x/")
    told = "\n".join(record.getMessage() for record in caplog.records if record.name != "django.db.backends")
    assert "visits deleted: 1" in told  # the log was on
    assert not any(part in told for part in (words, LINES[0], secret)) and not User.objects.filter(username="nora").exists()
