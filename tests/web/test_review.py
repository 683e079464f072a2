"""Ed reads the visits of his own cohort, and only those."""

import pytest

from tests.web import hand_built
from tests.web.test_a_visit import say
from web.training.models import Cohort, TrainingSession

pytestmark = pytest.mark.django_db


@pytest.fixture
def finished(as_tara, visit) -> TrainingSession:
    """A visit of two replies that Tara has ended."""
    say(as_tara, visit, "I am sorry. That must have been frightening.")
    say(as_tara, visit, "It was the inbox, it is always full.", "message-0002", 2)
    as_tara.post(f"/visits/{visit.pk}/end/")
    visit.refresh_from_db()
    return visit


def test_ed_starts_at_his_cohorts_visits_and_tara_at_the_patients(as_ed, as_tara):
    assert as_ed.get("/").headers["Location"] == "/review/" and as_tara.get("/").headers["Location"] == "/cases/"


def test_the_list_names_case_trainee_bands_and_ending(as_ed, finished):
    page = as_ed.get("/review/").content.decode()
    for part in ("A page from a blue notebook", "tara", "Autumn residents", 'bars__name">strong', "Plan likely followed"):
        assert part in page


def test_a_trainee_has_no_review_pages(as_tara, as_omar, finished):
    for client in (as_tara, as_omar):
        assert client.get("/review/").status_code == 404 and client.get(f"/review/{finished.pk}/").status_code == 404


def test_an_educator_of_another_cohort_finds_nothing(as_ed, ed, cohort, finished):
    cohort.educators.remove(ed)
    Cohort.objects.create(name="Another").educators.add(ed)
    assert "No visit fits" in as_ed.get("/review/").content.decode()
    assert as_ed.get(f"/review/{finished.pk}/").status_code == 404


def test_a_visit_outside_any_cohort_is_nobodys_to_read(as_ed, finished):
    TrainingSession.objects.update(cohort=None)
    assert as_ed.get(f"/review/{finished.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("ending=plan_followed", 1),
        ("ending=left_early", 0),
        ("ending=open", 0),
        (f"case_slug={hand_built.SLUG}", 1),
        ("since=2001-01-01", 1),
        ("since=2999-01-01", 0),
        ("sort=trainee", 1),
        ("sort=nonsense&page=77", 1),
    ],
)
def test_visits_are_filtered_and_sorted(as_ed, finished, query, found):
    assert as_ed.get(f"/review/?{query}").content.decode().count('<th scope="row">') == found


def test_long_lists_come_in_pages_that_keep_the_filter(as_ed, finished):
    for number in range(30):
        TrainingSession.objects.create(
            trainee=finished.trainee, cohort=finished.cohort, case_slug=hand_built.SLUG, opening_line=str(number)
        )
    page = as_ed.get("/review/?sort=date").content.decode()
    assert page.count('<th scope="row">') == 25 and "?sort=date&amp;page=2" in page and "31 visits" in page


def test_the_transcript_shows_codes_states_rules_and_the_hidden_sheet(as_ed, finished):
    page = as_ed.get(f"/review/{finished.pk}/").content.decode()
    for part in (
        "own mistake repair +4",
        "trust 5, tension 7",
        "A good reply lets tension fall.",
        "a clinic that answers",
        hand_built.HIDDEN,
        "Mainly a fair reaction",
        "C2a",
        "She has no tablet for tomorrow.",
    ):
        assert part in page, part


def test_a_visit_in_progress_can_be_read_as_far_as_it_goes(as_ed, as_tara, visit):
    assert "No reply yet." in as_ed.get(f"/review/{visit.pk}/").content.decode()
    say(as_tara, visit, "I am sorry.")
    assert "own mistake repair" in as_ed.get(f"/review/{visit.pk}/").content.decode()


def test_visits_are_not_in_the_admin(admin_client, finished):
    assert admin_client.get("/admin/training/cohort/").status_code == 200
    assert admin_client.get("/admin/training/trainingsession/").status_code == 404
