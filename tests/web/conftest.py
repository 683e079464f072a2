"""The cast: Tara the trainee, Ed her educator, Omar who must see nothing; and a patient made of rote answers."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.web import hand_built
from tests.web.fake_patient import FakePatient
from web.cohorts import notices
from web.training import charts, checks, rasa
from web.training.models import Cohort, TrainingSession
from web.training.people import EDUCATOR, TRAINEE, give_role

CHANNEL_SECRET = "a-secret-for-tests-only"


@pytest.fixture(autouse=True)
def _small_world(monkeypatch: pytest.MonkeyPatch, settings: object) -> None:
    """One case, a known secret, quick hashes, and a debrief made by hand."""
    settings.CHANNEL_SECRET = CHANNEL_SECRET  # type: ignore[attr-defined]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]
    for module in (charts, checks):
        monkeypatch.setattr(module, "case_slugs", lambda *_: [hand_built.SLUG])
        monkeypatch.setattr(module, "load_case", lambda slug, folder=None, variant="a": hand_built.case(variant))
    monkeypatch.setattr("web.training.debriefs.make_report", hand_built.hand_built_report)


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> FakePatient:
    """The patient behind the channel."""
    fake = FakePatient(CHANNEL_SECRET)
    client = fake.client()
    monkeypatch.setattr(rasa, "client", lambda: client)
    return fake


def _person(name: str, role: str) -> User:
    person = User.objects.create_user(name, password=f"{name}-likes-long-passwords")
    give_role(person, role)
    notices.accept(person, notices.wording().version)
    return person


@pytest.fixture
def tara(db: None) -> User:
    """A trainee."""
    return _person("tara", TRAINEE)


@pytest.fixture
def ed(db: None) -> User:
    """Her educator."""
    return _person("ed", EDUCATOR)


@pytest.fixture
def omar(db: None) -> User:
    """A trainee of another cohort, who must see nothing."""
    return _person("omar", TRAINEE)


@pytest.fixture
def cohort(tara: User, ed: User) -> Cohort:
    """The cohort in which Ed teaches Tara."""
    cohort = Cohort.objects.create(name="Autumn residents")
    cohort.trainees.add(tara)
    cohort.educators.add(ed)
    notices.accept(tara, notices.wording().version)
    return cohort


@pytest.fixture
def as_tara(tara: User, cohort: Cohort) -> Client:
    """A browser in which Tara is signed in."""
    return _browser(tara)


@pytest.fixture
def as_ed(ed: User, cohort: Cohort) -> Client:
    """A browser in which Ed is signed in."""
    return _browser(ed)


@pytest.fixture
def as_omar(omar: User) -> Client:
    """A browser in which Omar is signed in."""
    return _browser(omar)


def _browser(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def visit(as_tara: Client, patient: FakePatient) -> TrainingSession:
    """Tara's open visit; the patient has said the first line."""
    as_tara.post(f"/cases/{hand_built.SLUG}/", {"visit": "5b1f5f9e-0f0a-4f64-9a3f-0d5d1d9b0001"})
    return TrainingSession.objects.get()


@pytest.fixture(scope="session", autouse=True)
def _synchronous_playwright() -> Iterator[None]:
    """Playwright keeps an event loop in this thread, for which Django would refuse the database."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
