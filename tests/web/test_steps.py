"""The debrief is a sequence of pages: each is saved by itself, can be left, and none shows the key before its time."""

import pytest
from django.test import Client

from tests.web import hand_built
from tests.web.through import ANSWERS, comparison, play, to_the_key
from web.debriefing.models import Formulation
from web.training.models import TrainingSession

pytestmark = pytest.mark.django_db
STEPS = ("reaction", "facts", "formulation", "comparison", "rewrite", "forward")
KEY = ("Mainly a fair reaction", hand_built.HIDDEN, "own mistake repair")


@pytest.fixture
def finished(as_tara, visit) -> TrainingSession:
    """A visit of two replies that Tara has ended."""
    return play(as_tara, visit)


@pytest.fixture
def address(finished) -> str:
    """Where its debrief is."""
    return f"/visits/{finished.pk}/debrief/"


def test_the_way_leads_from_the_reaction_to_the_key(as_tara, finished, address):
    assert as_tara.get(address).headers["Location"] == f"{address}reaction/"
    as_tara.post(f"{address}reaction/", {"words": ""})  # nothing is written, and that is fine
    assert as_tara.get(address).headers["Location"] == f"{address}facts/"
    as_tara.post(f"{address}facts/", {"asked": "The refill.", "agreed": ""})
    assert as_tara.get(address).headers["Location"] == f"{address}formulation/"
    as_tara.post(f"{address}formulation/", {"nature": "real", "step": "submit"})
    assert as_tara.get(address).headers["Location"] == f"{address}comparison/"
    as_tara.post(f"{address}forward/", {"forward": "Next time a patient counts the days, I will say sorry first."})
    finished.refresh_from_db()
    assert finished.debrief == "read" and Formulation.objects.get().forward.startswith("Next time")


def test_the_patient_is_said_to_be_simulated_before_anything_is_asked(as_tara, address):
    page = as_tara.get(f"{address}reaction/").content.decode()
    assert page.index("The patient was simulated, and the session is over.") < page.index("What was that like?")


def test_no_page_shows_key_or_codes_before_the_formulation_is_submitted(as_tara, address):
    for _ in range(3):
        for step in STEPS:
            page = as_tara.get(f"{address}{step}/", follow=True).content.decode()
            assert not any(part in page for part in KEY), step
        as_tara.post(as_tara.get(address).headers["Location"], {"asked": "x", "step": "save"})
    assert as_tara.get(f"{address.replace('debrief', 'what-if')}").headers["Location"] == address


def test_answers_are_saved_and_taken_up_again(as_tara, address):
    as_tara.post(f"{address}reaction/", {"words": "Heavy."})
    as_tara.post(f"{address}facts/", {"asked": "The refill.", "agreed": "To sign it."})
    response = as_tara.post(f"{address}formulation/", ANSWERS | {"step": "later"})
    assert response.headers["Location"] == "/cases/"
    page = as_tara.get(f"{address}formulation/").content.decode()
    for part in (ANSWERS["pull"], ANSWERS["personal"], ANSWERS["unsafe"], "They asked for, as you wrote: “The refill.”"):
        assert part in page
    assert page.count(" checked") == 7  # real, nobody, nothing, swamped, fix, flee, trust
    assert not Formulation.objects.get().is_submitted


def test_an_empty_formulation_opens_nothing(as_tara, address):
    as_tara.post(f"{address}reaction/", {})
    as_tara.post(f"{address}facts/", {})
    response = as_tara.post(f"{address}formulation/", {"personal": "Only for me.", "step": "submit"})
    page = response.content.decode()
    assert response.status_code == 400 and "Answer at least one question" in page and "Only for me." in page
    assert not Formulation.objects.get().is_submitted


def test_too_long_an_answer_is_refused_and_every_word_stays(as_tara, address):
    as_tara.post(f"{address}reaction/", {})
    as_tara.post(f"{address}facts/", {})
    response = as_tara.post(f"{address}formulation/", ANSWERS | {"treated": "x" * 4_001, "step": "submit"})
    page = response.content.decode()
    assert response.status_code == 400 and "x" * 4_001 in page and ANSWERS["pull"] in page and "at most 4000" in page


def test_once_the_key_is_shown_the_answers_stand(as_tara, address):
    to_the_key(as_tara, TrainingSession.objects.get())
    before = Formulation.objects.get()
    as_tara.post(f"{address}formulation/", ANSWERS | {"treated": "Something else.", "step": "submit"})
    as_tara.post(f"{address}facts/", {"asked": "Something else."})
    after = Formulation.objects.get()
    assert (after.answers, after.asked, after.marks) == (before.answers, before.asked, before.marks)


def test_answer_key_and_suggested_mark_stand_side_by_side(as_tara, finished):
    page = comparison(as_tara, finished)
    # real, quoted from the chart: 2. Nobody and nothing needed, with that quote: 3 and 3. One of one point named: all, so 2.
    assert page.count("2 of 3") == 2 and page.count("3 of 3") == 2 and page.count("your educator’s</span>") == 3
    for part in ("Asked for: The refill.", "Felt: Swamped", "Urge: Fix, Flee", "At turn 1."):
        assert part in page, part
    assert "fits the chart" in page and "marked &#x27;priority&#x27;" in page


def test_an_invented_past_figure_scores_nothing(as_tara, finished):
    to_the_key(as_tara, finished, figure="Her controlling father.", nobody="")
    assert (
        "A figure from the past is an invention here: “Her controlling father.”"
        in as_tara.get(f"/visits/{finished.pk}/debrief/comparison/").content.decode()
    )


def test_the_debrief_can_be_skipped_at_every_step_and_taken_up_again(as_tara, finished, address):
    for step in STEPS[:3]:
        assert 'value="skip"' in as_tara.get(f"{address}{step}/").content.decode()
        as_tara.post(f"{address}{step}/", {})
    as_tara.post(address, {"choice": "skip"})
    finished.refresh_from_db()
    assert finished.debrief == "skipped" and as_tara.get(address).headers["Location"] == f"{address}formulation/"


def test_calling_it_read_before_the_key_was_open_is_skipping(as_tara, finished, address):
    as_tara.post(address, {"choice": "read"})
    finished.refresh_from_db()
    assert finished.debrief == "skipped"


def test_nobody_else_opens_any_step(as_omar, as_ed, finished, address):
    to_the_key(Client(), finished)  # signed out: nothing is saved
    assert not Formulation.objects.exists()
    for client in (as_omar, as_ed):
        for page in ("", *(f"{step}/" for step in STEPS), "rewrite/1/"):
            assert client.get(f"{address}{page}").status_code == client.post(f"{address}{page}", ANSWERS).status_code == 404, page


def test_a_visit_that_goes_on_has_no_steps(as_tara, visit):
    for step in STEPS:
        assert as_tara.get(f"/visits/{visit.pk}/debrief/{step}/").headers["Location"] == f"/visits/{visit.pk}/"


def test_words_typed_before_the_sign_in_expired_are_saved_after_it(address, tara):
    browser = Client()
    response = browser.post(f"{address}reaction/", {"words": "Heavy, and then lighter."})
    assert response.headers["Location"] == "/sign-in/?next=%2Fkept%2F"
    assert "Heavy" not in repr(dict(browser.session))
    signed_in = {"username": "tara", "password": "tara-likes-long-passwords", "next": "/kept/"}
    page = browser.post("/sign-in/", signed_in, follow=True).content.decode()
    assert "Heavy, and then lighter." in page and f'action="{address}reaction/"' in page
    browser.post(f"{address}reaction/", {"words": "Heavy, and then lighter."})
    assert TrainingSession.objects.get().reaction.words == "Heavy, and then lighter."
    assert browser.get("/kept/").headers["Location"] == "/"


def test_words_that_wait_are_not_shown_to_whoever_signs_in_next(address, omar):
    browser = Client()
    browser.post(f"{address}reaction/", {"words": "Heavy, and then lighter."})
    signed_in = {"username": "omar", "password": "omar-likes-long-passwords", "next": "/kept/"}
    response = browser.post("/sign-in/", signed_in, follow=True)
    assert response.redirect_chain[-1][0] == "/cases/" and "Heavy" not in response.content.decode()


def test_a_page_open_too_long_gives_the_words_back(address, tara):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(tara, backend="django.contrib.auth.backends.ModelBackend")
    response = strict.post(f"{address}reaction/", {"words": "Heavy, and then lighter."})
    assert response.status_code == 403 and "Heavy, and then lighter.</textarea>" in response.content.decode()


def test_pages_ask_the_database_little(as_tara, finished, address, django_assert_max_num_queries):
    as_tara.post(f"{address}reaction/", {})
    as_tara.post(f"{address}facts/", {})
    with django_assert_max_num_queries(12):
        as_tara.get(f"{address}formulation/")
    to_the_key(as_tara, finished)
    for step in ("comparison", "rewrite", "rewrite/1", "forward"):
        with django_assert_max_num_queries(17):
            as_tara.get(f"{address}{step}/")


def test_the_glossary_has_the_three_strands_and_no_visit_leads_to_it(as_tara, visit):
    page = as_tara.get("/glossary/").content.decode()
    assert all(word in page for word in ("Transference", "Countertransference", "Resistance"))  # R10
    assert "/glossary/" not in as_tara.get(f"/visits/{visit.pk}/").content.decode()


def test_feelings_to_tick_are_pleasant_and_not_and_none_has_to_be_ticked(as_tara, finished):
    from web.debriefing.models import Feeling

    assert {"warm", "protective"} & {value.split("_")[0] for value in Feeling.values}
    assert {"swamped", "attacked", "bored"} & {value.split("_")[0] for value in Feeling.values}  # R22
    response = as_tara.post(f"/visits/{finished.pk}/debrief/formulation/", {"nature": "real", "step": "save"})
    assert response.status_code == 302
