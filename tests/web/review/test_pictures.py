"""Ed looks at the pictures of his cohorts; they hold what he may see, what people decided, and no group under ten."""

from __future__ import annotations

import importlib
import re

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.test import Client

from tests.web import hand_built
from tests.web.review.steps import copies, sheet_of
from web.debriefing.models import Formulation
from web.review.access import own_visits
from web.review.effective import effective_scores
from web.review.models import VisitCard
from web.review.pictures_data import played
from web.training.models import Cohort, TrainingSession

pytestmark = pytest.mark.django_db
PAGE = "/review/pictures/"


def page(client: Client, query: str = "") -> str:
    return client.get(PAGE + query).content.decode().split("</header>")[1]  # above it stands a token that is never the same


def test_before_any_visit_has_ended_the_page_says_so(as_ed, visit):
    assert "No visit has ended here yet." in page(as_ed)


def test_a_group_under_ten_is_named_and_not_shown(as_ed, finished):
    text = page(as_ed)
    assert "<figure" not in text and text.count("Nothing is drawn yet: every group has fewer than 10.") == 5
    assert "“–” stands for a group of fewer than 10." in text
    assert "1 ended visits of 1 trainees" in text


def test_enough_visits_are_drawn_without_inline_style_and_with_names_of_their_own(as_ed, finished):
    copies(finished, 19)  # twenty: ten with each person
    text = page(as_ed)
    assert text.count("<figure") == 4, "one trainee is too few to compare skills"
    drawings = "".join(re.findall(r"<svg.*?</svg>", text, re.DOTALL))
    assert "style" not in drawings and "#0" not in drawings, "no inline style, no stand-in colour"
    assert "var(--green)" in drawings and "<pattern" in drawings and "stroke-dasharray" in drawings
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert sorted(ids) == sorted(set(ids))
    assert set(re.findall(r'(?:href="|url\()#([\w-]+)', drawings)) <= set(ids)
    assert text.count('role="img"') == 4 == drawings.count("<desc")


def test_the_persons_word_counts_in_the_pictures(as_ed, ed, rated):
    (row,) = played(own_visits(ed))
    assert "shaming" not in row.codes and row.codes["lecturing"] == 1
    assert row.points == sum(score.points for score in effective_scores(rated).values())
    assert row.points != sum(turn.points for turn in rated.turns.all()), "the machine had it otherwise"


def test_cards_that_are_older_than_their_points_are_filled(as_ed, rated, finished):
    wanted = VisitCard.objects.get(visit=rated).points
    VisitCard.objects.update(points=99)
    importlib.import_module("web.review.migrations.0003_points").fill(apps, None)
    assert VisitCard.objects.get(visit=rated).points == wanted


def test_a_new_rating_and_a_new_formulation_change_the_pictures_at_once(as_ed, finished):
    copies(finished, 11)
    before = page(as_ed)
    assert page(as_ed) == before
    desk = sheet_of(as_ed, finished)
    desk.judge(2, "shaming", "remove")
    desk.finish()
    rated = page(as_ed)
    assert "1 of them are rated by people" in rated and rated != before
    for visit in TrainingSession.objects.all():
        Formulation.objects.create(visit=visit, answers={"nature": "pattern"}, submitted=visit.ended)
    assert "100% of 12 formulations found a pattern" in page(as_ed)


def test_the_number_of_queries_does_not_grow_with_the_visits(as_ed, finished, django_assert_max_num_queries):
    copies(finished, 3)
    with django_assert_max_num_queries(20):
        page(as_ed)
    copies(finished, 20)
    with django_assert_max_num_queries(20):
        page(as_ed)
    with django_assert_max_num_queries(12):
        page(as_ed)


def test_a_cohort_can_be_chosen_and_somebody_elses_is_no_choice(as_ed, as_ian, ed, finished, cohort):
    second = Cohort.objects.create(name="Spring")
    second.educators.add(ed)
    assert "1 ended visits" in page(as_ed, f"?cohort={cohort.pk}")
    assert "No visit has ended here yet." in page(as_ed, f"?cohort={second.pk}")
    elsewhere = Cohort.objects.get(name="Elsewhere")
    for client, wrong in ((as_ed, elsewhere.pk), (as_ian, cohort.pk), (as_ed, "x")):
        response = client.get(f"{PAGE}?cohort={wrong}")
        assert response.status_code == 400 and "ended visits" not in response.content.decode()


def test_a_trainee_finds_no_such_page(as_tara, finished):
    assert as_tara.get(PAGE).status_code == 404


def test_titles_of_cases_cannot_bring_markup_into_a_drawing(as_ed, finished, monkeypatch):
    copies(finished, 19)
    monkeypatch.setattr("web.review.pictures_shown.title_of", lambda slug: "<script>alert(1)</script>")
    assert "<script>alert" not in page(as_ed)


def test_the_person_of_a_script_is_named_in_the_table(as_ed, finished):
    copies(finished, 19)
    assert f"a {hand_built.PEOPLE[0].name} (she/her)" in page(as_ed) and User.objects.count() == 2
