"""Tara writes about herself: the role ends at once, help is offered, and her words stay hers (clinical brief 5.2)."""

import pytest

from tests.web.fake_patient import LINES, OWN_DISTRESS
from tests.web.test_a_visit import say
from web.training.models import Turn

pytestmark = pytest.mark.django_db
WORDS = f"Honestly? {OWN_DISTRESS}."


def test_the_chat_is_led_to_help_and_nothing_is_kept_as_a_turn(as_tara, visit):
    response = say(as_tara, visit, WORDS)
    assert (response.status_code, response.json()) == (409, {"error": "help", "visit": f"/visits/{visit.pk}/help/"})
    assert not Turn.objects.exists()


def test_a_plain_form_is_led_to_help_too(as_tara, visit):
    response = as_tara.post(f"/visits/{visit.pk}/reply/", {"reply": WORDS})
    assert (response.status_code, response.url) == (302, f"/visits/{visit.pk}/help/")


def test_the_page_shows_the_lines_to_call_and_a_way_back(as_tara, visit, settings):
    say(as_tara, visit, WORDS)
    page = as_tara.get(f"/visits/{visit.pk}/help/").content.decode()
    assert settings.CRISIS_TEXT.split(".")[0] in page
    assert "The patient has not heard it" in page and "It was meant for the patient" in page and f"/visits/{visit.pk}/" in page


def test_words_that_were_meant_for_the_patient_are_said_after_all(as_tara, visit, patient):
    say(as_tara, visit, WORDS)
    as_tara.post(f"/visits/{visit.pk}/reply/", {"reply": WORDS, "meant": "yes"})
    turn = Turn.objects.get()
    assert (turn.reply, turn.line) == (WORDS, LINES[0]) and patient.heard[-1]["meant"] is True


def test_the_words_wait_in_the_draft_so_that_nothing_typed_is_lost(as_tara, visit):
    say(as_tara, visit, WORDS)
    visit.refresh_from_db()
    assert visit.draft == WORDS


def test_no_educator_reads_them(as_tara, visit, client, ed):
    say(as_tara, visit, WORDS)
    client.force_login(ed)
    assert OWN_DISTRESS not in client.get(f"/review/visits/{visit.pk}/").content.decode()


def test_somebody_elses_way_out_is_not_there(as_tara, visit, client, omar):
    client.force_login(omar)
    assert client.get(f"/visits/{visit.pk}/help/").status_code == 404


def test_a_visit_that_is_replayed_asks_nobody_again(as_tara, visit, patient):
    as_tara.post(f"/visits/{visit.pk}/reply/", {"reply": WORDS, "meant": "yes"})
    patient.forget()
    assert say(as_tara, visit, "One more.", "message-0002", 2).status_code == 200
