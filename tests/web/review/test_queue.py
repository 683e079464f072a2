"""Ed reads the visits of his own cohort, and only those."""

import re

import pytest

from tests.web import hand_built
from tests.web.review.steps import sheet_of
from tests.web.test_a_visit import say
from web.review.names import stand_in
from web.training.models import Cohort, TrainingSession

pytestmark = pytest.mark.django_db


def test_ed_starts_at_his_cohorts_visits_and_tara_at_the_patients(as_ed, as_tara):
    assert as_ed.get("/").headers["Location"] == "/review/" and as_tara.get("/").headers["Location"] == "/cases/"


def test_the_list_names_case_trainee_bands_and_ending(as_ed, finished):
    page = as_ed.get("/review/").content.decode()
    for part in ("A page from a blue notebook", "tara", "Autumn residents", "show=strong#turns", "Plan likely followed"):
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
        ("state=new", 1),
        ("state=done", 0),
        ("state=nonsense", 1),
        ("case_type=C2a", 1),
        ("case_type=P1", 0),
        ("band=strong", 1),
        ("band=neutral", 0),
        ("code=own_mistake_repair", 1),
        ("code=flirting_back", 0),
        ("flag=wrong", 0),
        ("flag=left", 0),
        ("flag=differ", 0),
        ("until=2999-01-01", 1),
        ("until=2001-01-01", 0),
        ("line=line-1", 1),
        ("line=line-77", 0),
        ("q=frightening", 1),
        ("q=FRIGHT", 1),
        ('q="laundry floor"', 0),
        ('q="must have been"', 1),
        ("q=frightening+nobody", 0),
        ("q=priority", 1),
        ("q=%22+*+OR+NEAR(", 0),
        ("q=!!!", 1),
    ],
)
def test_visits_are_filtered_and_sorted(as_ed, finished, query, found):
    assert as_ed.get(f"/review/?{query}").content.decode().count("data-visit") == found


def test_long_lists_come_in_pages_that_keep_the_filter(as_ed, finished):
    for number in range(30):
        TrainingSession.objects.create(
            trainee=finished.trainee, cohort=finished.cohort, case_slug=hand_built.SLUG, opening_line=str(number)
        )
    page = as_ed.get("/review/?sort=date").content.decode()
    assert page.count("data-visit") == 25 and "?sort=date&amp;page=2" in page and "31 visits" in page


def test_a_search_that_is_too_long_is_refused_with_its_words_kept(as_ed, finished):
    page = as_ed.get("/review/?q=" + "x" * 300).content.decode()
    assert "at most 200 characters" in page and "x" * 300 in page


def test_the_states_are_counted_beside_the_filter(as_ed, as_tara, finished):
    page = as_ed.get("/review/?state=done&case_type=C2a").content.decode()
    assert re.search(r'state=new">New <span class="states__n">1<', page) and "0 visits" in page
    assert "case_type=C2a" in page.split('aria-label="Where visits stand"')[1].split("</nav>")[0]


def test_a_list_of_many_visits_takes_no_more_queries_than_one_of_few(as_ed, finished, django_assert_max_num_queries):
    for number in range(30):
        TrainingSession.objects.create(
            trainee=finished.trainee, cohort=finished.cohort, case_slug=hand_built.SLUG, opening_line=str(number)
        )
    with django_assert_max_num_queries(16):
        as_ed.get("/review/?q=frightening&band=strong&code=own_mistake_repair&sort=-ruptures")
    with django_assert_max_num_queries(16):
        as_ed.get("/review/")


def test_the_desk_takes_a_bounded_number_of_queries(as_ed, rated, django_assert_max_num_queries):
    with django_assert_max_num_queries(24):
        as_ed.get(f"/review/{rated.pk}/")


def test_a_number_of_the_list_opens_the_turns_behind_it(as_ed, finished):
    page = as_ed.get(f"/review/{finished.pk}/?show=strong").content.decode()
    assert 'id="turn-1"' in page and 'id="turn-2"' not in page and "Showing 1 of 2 turns: strong." in page


def test_names_are_hidden_until_the_own_rating_is_done(as_ed, finished, settings):
    settings.HIDE_NAMES = True
    pages = [as_ed.get(path).content.decode() for path in ("/review/", f"/review/{finished.pk}/")]
    assert not any("tara" in page for page in pages) and all(stand_in(finished.trainee_id) in page for page in pages)
    sheet_of(as_ed, finished).finish()
    assert "tara" in as_ed.get(f"/review/{finished.pk}/").content.decode()


def test_the_transcript_shows_codes_states_rules_and_the_hidden_sheet(as_ed, finished):
    page = as_ed.get(f"/review/{finished.pk}/").content.decode()
    for part in (
        "Owned a mistake +4",
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
    assert "Owned a mistake" in as_ed.get(f"/review/{visit.pk}/").content.decode()


def test_visits_are_not_in_the_admin(admin_client, finished):
    assert admin_client.get("/admin/training/cohort/").status_code == 200
    assert admin_client.get("/admin/training/trainingsession/").status_code == 404
