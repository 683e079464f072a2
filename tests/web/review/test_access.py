"""Each page and each step of the room, tried by everybody who must see nothing."""

import pytest
from django.test import Client
from django.urls import reverse

from web.review.models import Review, Snippet, Verdict
from web.review.urls import urlpatterns
from web.training.models import TrainingSession

pytestmark = pytest.mark.django_db
NAMES = [pattern.name for pattern in urlpatterns]
OF_A_VISIT = [pattern.name for pattern in urlpatterns if "visit_id" in str(pattern.pattern)]
STEPS = ("judge", "add", "take_back", "comment", "flag", "rate", "change", "settle")


def address(name: str, visit: TrainingSession) -> str:
    """Return a page's address with something real in it."""
    known = {"visit_id": visit.pk, "number": 1, "item": "D1", "slug": visit.case_slug}
    pattern = next(pattern for pattern in urlpatterns if pattern.name == name)
    return reverse(f"review:{name}", kwargs={key: known[key] for key in pattern.pattern.converters})


def ask(client: Client, name: str, visit: TrainingSession):
    """Open a page, or take a step."""
    where = address(name, visit)
    return client.post(where, {"text": "x", "wrong": "heard"}) if name in STEPS else client.get(where)


@pytest.mark.parametrize("name", NAMES)
def test_trainees_their_own_visit_included_find_no_such_page(as_tara, as_omar, rated, name):
    assert [ask(client, name, rated).status_code for client in (as_tara, as_omar)] == [404, 404]


@pytest.mark.parametrize("name", OF_A_VISIT)
def test_an_educator_of_another_cohort_finds_no_such_visit(as_ian, rated, name):
    assert ask(as_ian, name, rated).status_code == 404
    assert Review.objects.count() == 1, "and leaves no review behind"


@pytest.mark.parametrize("name", [name for name in NAMES if name not in OF_A_VISIT])
def test_pages_of_an_educator_of_another_cohort_hold_nothing_of_this_one(as_ian, rated, name):
    response = ask(as_ian, name, rated)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    for word in (b"tara", b"Autumn residents", b"frightening", str(rated.pk).encode()):
        assert word not in body


@pytest.mark.parametrize("name", NAMES)
def test_whoever_is_signed_out_is_led_to_the_door(client, rated, name):
    response = ask(client, name, rated)
    assert response.status_code == 302 and response.headers["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("name", NAMES)
def test_a_deactivated_educator_is_signed_out(as_ed, ed, rated, name):
    ed.is_active = False
    ed.save()
    response = ask(as_ed, name, rated)
    assert response.status_code == 302 and response.headers["Location"].startswith("/sign-in/")


def test_an_educator_who_left_the_cohort_finds_nothing_there(as_ed, ed, cohort, rated):
    cohort.educators.remove(ed)
    assert as_ed.get(f"/review/{rated.pk}/").status_code == 404 and "No visit fits" in as_ed.get("/review/").content.decode()


def test_one_educator_cannot_touch_what_another_keeps(as_ed, as_eva, ed, rated):
    snippet = Snippet.objects.create(owner=ed, text="Well held.")
    as_eva.post("/review/snippets/", {"delete": snippet.pk})
    added = Verdict.objects.get(kind="add")
    as_eva.post(f"/review/{rated.pk}/turns/2/take-back/", {"added": added.pk})
    assert Snippet.objects.exists() and Verdict.objects.filter(pk=added.pk).exists()
    assert "Well held" not in as_eva.get("/review/snippets/").content.decode()


@pytest.mark.parametrize("name", [n for n in OF_A_VISIT if n not in ("transcript", "paper", "settle")])
def test_steps_are_no_links(as_ed, finished, name):
    assert as_ed.get(address(name, finished)).status_code == 405
