"""A patient comes back once, remembers, and is played by the person who was met; who that is, is drawn and kept."""

from __future__ import annotations

from collections import Counter

import pytest
from django.contrib.auth.models import User

from tests.web import hand_built
from tests.web.test_a_visit import say
from web.training.cast import met_by
from web.training.models import TrainingSession
from web.training.people import TRAINEE, give_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def over(as_tara, visit) -> TrainingSession:
    """A first visit that is over, its debrief skipped."""
    say(as_tara, visit, "I am sorry. Next week I will ring you.")
    as_tara.post(f"/visits/{visit.pk}/end/")
    as_tara.post(f"/visits/{visit.pk}/debrief/", {"choice": "skip"})
    visit.refresh_from_db()
    return visit


def test_the_patient_comes_back_and_remembers(as_tara, over, patient):
    response = as_tara.post(f"/visits/{over.pk}/again/")
    second = TrainingSession.objects.get(follows=over)
    assert response.headers["Location"] == f"/visits/{second.pk}/"
    assert (second.variant, second.cohort) == (over.variant, over.cohort)
    start = next(heard for heard in patient.heard if heard["kind"] == "start" and heard["sender"] == str(second.sender))
    assert start["before"]["ending"] == over.ending
    assert {"own_mistake_repair", "plan_followup"} <= set(start["before"]["codes"])


def test_asked_twice_it_is_one_visit(as_tara, over):
    for _ in range(2):
        as_tara.post(f"/visits/{over.pk}/again/")
    assert TrainingSession.objects.filter(follows=over).count() == 1


def test_nobody_comes_back_from_a_visit_that_goes_on_or_whose_debrief_waits(as_tara, visit):
    assert as_tara.post(f"/visits/{visit.pk}/again/").status_code == 404
    say(as_tara, visit, "I am sorry.")
    as_tara.post(f"/visits/{visit.pk}/end/")
    assert as_tara.post(f"/visits/{visit.pk}/again/").status_code == 404


def test_a_second_visit_is_the_last(as_tara, over):
    as_tara.post(f"/visits/{over.pk}/again/")
    second = TrainingSession.objects.get(follows=over)
    TrainingSession.objects.filter(pk=second.pk).update(ending="plan_unlikely", debrief="read")
    assert as_tara.post(f"/visits/{second.pk}/again/").status_code == 404


def test_a_patient_who_does_not_come_in_leaves_nothing_behind(as_tara, over, patient):
    patient.down = True
    response = as_tara.post(f"/visits/{over.pk}/again/")
    assert response.status_code == 503
    assert not TrainingSession.objects.filter(follows=over).exists()


def test_the_list_offers_a_second_visit_until_there_is_one(as_tara, over):
    assert f"/visits/{over.pk}/again/" in as_tara.get("/cases/").content.decode()
    as_tara.post(f"/visits/{over.pk}/again/")
    assert f"/visits/{over.pk}/again/" not in as_tara.get("/cases/").content.decode()


def test_the_same_person_is_met_at_every_look_and_another_the_next_time(tara, over, settings):
    first = met_by(tara, hand_built.SLUG).variant
    assert [met_by(tara, hand_built.SLUG).variant for _ in range(3)] == [first] * 3
    assert first != over.variant  # two people play this script, and one visit is behind her


def test_everybody_of_a_script_is_met_about_as_often(patient):
    met = Counter()
    for number in range(60):
        person = User.objects.create_user(f"somebody-{number}")
        give_role(person, TRAINEE)
        met[met_by(person, hand_built.SLUG).variant] += 1
    assert min(met["a"], met["b"]) > 18  # 30 expected, standard deviation 3.9


def test_who_was_met_stands_in_the_chart_and_in_the_record(as_tara, tara, visit):
    for variant, other in (("a", "b"), ("b", "a")):
        TrainingSession.objects.filter(pk=visit.pk).update(variant=variant)
        page = as_tara.get(f"/visits/{visit.pk}/").content.decode()
        names = {person.id: person.name for person in hand_built.PEOPLE}
        assert names[variant] in page and names[other] not in page
