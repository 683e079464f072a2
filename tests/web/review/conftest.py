"""The cast of the review room: Eva rates beside Ed; Ian teaches elsewhere and must see nothing; one visit of Tara's is over."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.web.conftest import _browser, _person
from tests.web.review.steps import sheet_of
from tests.web.test_a_visit import say
from web.training.models import Cohort, TrainingSession
from web.training.people import EDUCATOR


@pytest.fixture(autouse=True)
def _one_rater(settings) -> None:
    """One person rates a visit unless a test says otherwise."""
    settings.SECOND_RATER_SHARE = 0


@pytest.fixture
def eva(cohort: Cohort) -> User:
    """A second educator of Tara's cohort."""
    person = _person("eva", EDUCATOR)
    cohort.educators.add(person)
    return person


@pytest.fixture
def as_eva(eva: User) -> Client:
    """A browser in which Eva is signed in."""
    return _browser(eva)


@pytest.fixture
def as_ian(db: None) -> Client:
    """A browser of an educator of another cohort."""
    person = _person("ian", EDUCATOR)
    Cohort.objects.create(name="Elsewhere").educators.add(person)
    return _browser(person)


@pytest.fixture
def two_raters(settings, eva: User) -> None:
    """Every visit that ends from here on is rated by two people."""
    settings.SECOND_RATER_SHARE = 1


def play(as_tara: Client, visit: TrainingSession) -> TrainingSession:
    """Let Tara say two things and end the visit."""
    say(as_tara, visit, "I am sorry. That must have been frightening.")
    say(as_tara, visit, "It was the inbox, it is always full.", "message-0002", 2)
    as_tara.post(f"/visits/{visit.pk}/end/")
    return TrainingSession.objects.get(pk=visit.pk)


@pytest.fixture
def finished(as_tara: Client, visit: TrainingSession) -> TrainingSession:
    """A visit of two replies that Tara has ended."""
    return play(as_tara, visit)


@pytest.fixture
def doubly(two_raters: None, as_tara: Client, visit: TrainingSession) -> TrainingSession:
    """The same visit, to be rated by Ed and by Eva."""
    return play(as_tara, visit)


@pytest.fixture
def rated(as_ed: Client, finished: TrainingSession) -> TrainingSession:
    """The visit after Ed: he took "shaming" away, called the words about the inbox a lecture, and gave every domain a 3."""
    desk = sheet_of(as_ed, finished)
    desk.judge(2, "shaming", "remove")
    desk.add(2, "lecturing", "it is always full")
    desk.finish()
    return TrainingSession.objects.get(pk=finished.pk)
