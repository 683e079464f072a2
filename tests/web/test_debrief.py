"""The debrief comes after the visit, praise first, and is read or skipped on purpose."""

import pytest

from tests.web import hand_built
from tests.web.test_a_visit import say
from tests.web.through import comparison, play
from web.training.models import TrainingSession
from web.training.picture import draw

pytestmark = pytest.mark.django_db


@pytest.fixture
def finished(as_tara, visit) -> TrainingSession:
    """A visit of two replies that Tara has ended."""
    return play(as_tara, visit)


def test_there_is_no_debrief_while_the_patient_is_here(as_tara, visit):
    say(as_tara, visit, "I am sorry.")
    assert as_tara.get(f"/visits/{visit.pk}/debrief/").headers["Location"] == f"/visits/{visit.pk}/"


def test_comparison_leaves_the_role_then_praises_then_judges(as_tara, finished):
    page = comparison(as_tara, finished)
    order = [
        "The patient was simulated",
        "What went well",
        "Your reading beside the key",
        "Three moments",
        "She will be back, and she will take it",
        "The alliance, turn by turn",
        "What the patient brought",
        "What you brought",
        "What to try differently",
        "What the patient kept back",
        "Every reply",
        "The visit as a whole",
        "Done reading?",
    ]
    places = [page.index(f">{heading}") for heading in order]
    assert places == sorted(places)
    assert (
        "Automatic, unvalidated, for learning. An educator reads the visit and has the last word. Not for progression decisions."
        in page
    )


def test_codes_are_marked_on_the_words_with_a_label_and_a_reason(as_tara, finished):
    page = comparison(as_tara, finished)
    assert '<mark class="piece piece--strong">sorry<span class="piece__label">own mistake repair +4</span></mark>' in page
    assert "You owned what went wrong without a but." in page and "fake rule: says sorry" in page


def test_hidden_facts_say_when_they_came_out_or_what_would_have_earned_them(as_tara, finished):
    page = comparison(as_tara, finished)
    assert "Came out at turn 2" in page and hand_built.HIDDEN in page
    assert "Stayed hidden" in page and "An open question about what she fears now." in page


def test_the_visit_counts_only_when_the_debrief_was_read_or_skipped(as_tara, finished):
    assert not finished.is_complete and "debrief not read yet" in as_tara.get("/cases/").content.decode()
    comparison(as_tara, finished)
    finished.refresh_from_db()
    assert not finished.is_complete  # opening the page is not yet reading it
    as_tara.post(f"/visits/{finished.pk}/debrief/", {"choice": "skip"})
    finished.refresh_from_db()
    assert finished.is_complete and finished.debrief == "skipped"
    as_tara.post(f"/visits/{finished.pk}/debrief/", {"choice": "read"})
    finished.refresh_from_db()
    assert finished.debrief == "read"


def test_a_visit_without_a_reply_has_a_kind_short_debrief(as_tara, visit):
    as_tara.post(f"/visits/{visit.pk}/end/")
    assert "before your first reply" in as_tara.get(f"/visits/{visit.pk}/debrief/").content.decode()


def test_the_picture_keeps_its_two_labels_apart():
    picture = draw(((0, 5, 5), (1, 5, 5)))
    assert abs(picture.trust_label_y - picture.tension_label_y) >= 15


def test_the_picture_puts_ten_at_the_top_and_the_last_turn_at_the_right():
    picture = draw(((0, 10, 0), (1, 10, 0), (2, 10, 0)))
    assert [dot.y for dot in picture.trust] == [14] * 3 and [dot.y for dot in picture.tension] == [196] * 3  # 230 - 34
    assert [dot.x for dot in picture.trust] == [40, 180, 320]  # from 30 + 10 over 420 - 30 - 90 - 20


def test_a_single_point_is_no_picture():
    assert draw(((0, 5, 5),)) is None
