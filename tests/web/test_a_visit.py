"""Tara sees a patient from the case list to the last word."""

import re

import pytest
from django.test import Client

from tests.web import hand_built
from tests.web.fake_patient import CLOSING, LINES, OPENING, FakePatient
from web.training.models import TrainingSession, Turn

pytestmark = pytest.mark.django_db


def say(client: Client, visit: TrainingSession, reply: str, message_id: str = "message-0001", number: int = 1):
    return client.post(
        f"/visits/{visit.pk}/reply/",
        {"reply": reply, "message_id": message_id, "number": number},
        headers={"Accept": "application/json"},
    )


def test_case_list_shows_who_comes_and_nothing_hidden(as_tara):
    page = as_tara.get("/cases/").content.decode()
    assert any(f"{person.name}, 45" in page for person in hand_built.PEOPLE) and "panic attacks" in page
    assert not any(secret in page for secret in hand_built.SECRET_WORDS)


def test_chart_page_holds_disclaimer_and_content_note_and_nothing_hidden(as_tara):
    page = as_tara.get(f"/cases/{hand_built.SLUG}/").content.decode()
    assert "It is not a person and gives no medical advice" in page and "Content note" in page and "priority" in page
    assert not any(secret in page for secret in hand_built.SECRET_WORDS)


def test_calling_the_patient_in_stores_the_first_line_and_the_cohort(as_tara, visit, cohort):
    assert visit.opening_line == OPENING and visit.opening_tags == ["affect"] and visit.cohort == cohort
    assert OPENING in as_tara.get(f"/visits/{visit.pk}/").content.decode()


def test_calling_in_twice_with_one_click_opens_one_visit(as_tara, visit, patient):
    as_tara.post(f"/cases/{hand_built.SLUG}/", {"visit": str(visit.pk)})
    assert TrainingSession.objects.count() == 1 and len(patient.heard) == 1


def test_a_patient_who_cannot_come_in_leaves_no_visit_behind(as_tara, patient):
    patient.down = True
    response = as_tara.post(f"/cases/{hand_built.SLUG}/", {"visit": "5b1f5f9e-0f0a-4f64-9a3f-0d5d1d9b0001"})
    assert response.status_code == 503 and "cannot come in just now" in response.content.decode()
    assert not TrainingSession.objects.exists()


def test_an_unknown_case_is_not_there(as_tara):
    assert as_tara.get("/cases/nobody/").status_code == 404


def test_a_reply_is_answered_and_no_score_reaches_the_browser(as_tara, visit):
    response = say(as_tara, visit, "I am sorry. That was our error.")
    assert response.json() == {"turn": 1, "message_id": "message-0001", "line": LINES[0], "ended": False}
    assert "own_mistake_repair" not in as_tara.get(f"/visits/{visit.pk}/").content.decode()


def test_line_and_score_are_stored_together(as_tara, visit):
    say(as_tara, visit, "I am sorry. That was our error.")
    turn = Turn.objects.get()
    # own_mistake_repair is strong (+2) and a key code of C2a, so it counts double: +4, and +3 or more is strong.
    assert (turn.status, turn.line, turn.points, turn.band) == ("answered", LINES[0], 4, "strong")


def test_the_bot_hears_who_which_case_and_which_turn(as_tara, visit, patient):
    say(as_tara, visit, "One.")
    say(as_tara, visit, "Two.", "message-0002", 2)
    assert patient.heard[-1] == {
        "kind": "reply",
        "sender": str(visit.sender),
        "case": hand_built.SLUG,
        "seed": visit.seed,
        "variant": "a",
        "before": None,
        "message_id": "message-0002",
        "turn": 2,
        "message": "Two.",
        "meant": False,
    }


def test_the_visit_works_as_a_plain_form(as_tara, visit):
    page = as_tara.get(f"/visits/{visit.pk}/").content.decode()
    message_id = re.search(r'name="message_id" value="([^"]+)"', page)[1]
    response = as_tara.post(
        f"/visits/{visit.pk}/reply/", {"reply": "What was that like?", "message_id": message_id, "number": "1"}, follow=True
    )
    assert response.redirect_chain == [(f"/visits/{visit.pk}/#latest", 302)]
    assert LINES[0] in response.content.decode() and "Reply 2 of about" in response.content.decode()


def test_the_patient_may_leave_and_then_the_visit_is_over(as_tara, visit, patient):
    patient.leaves_at = 1
    assert say(as_tara, visit, "You always complain.").json()["ended"] is True
    visit.refresh_from_db()
    assert visit.ending == "left_early" and visit.ended and not visit.is_complete


def test_ending_the_visit_keeps_the_last_word_and_can_be_done_twice(as_tara, visit, patient):
    say(as_tara, visit, "See you next week.")
    for _ in range(2):
        page = as_tara.post(f"/visits/{visit.pk}/end/", follow=True).content.decode()
        assert CLOSING.replace("'", "&#x27;") in page and "Begin the debrief" in page
    assert [body["kind"] for body in patient.heard].count("end") == 1


def test_a_visit_that_cannot_be_ended_stays_open(as_tara, visit, patient):
    patient.down = True
    response = as_tara.post(f"/visits/{visit.pk}/end/")
    visit.refresh_from_db()
    assert response.status_code == 503 and "still open" in response.content.decode() and not visit.is_over


def test_pausing_leaves_the_role_and_names_real_help(as_tara, visit, settings):
    settings.CRISIS_TEXT = "Ring the night line on 555."
    page = as_tara.get(f"/visits/{visit.pk}/pause/").content.decode()
    assert "out of the role" in page and "Ring the night line on 555." in page and "Go back to the visit" in page


def test_help_is_open_to_everyone(client):
    assert "988" in client.get("/help/").content.decode()


def test_a_lost_tracker_is_rebuilt_from_the_record(as_tara, visit, patient: FakePatient):
    say(as_tara, visit, "I am sorry.")
    before = Turn.objects.get()
    patient.forget()
    assert say(as_tara, visit, "What was the worst hour?", "message-0002", 2).json()["line"] == LINES[1]
    sender = TrainingSession.objects.get().sender
    replayed = [(body["kind"], body["message_id"]) for body in patient.heard if body["sender"] == str(sender)]
    assert replayed == [("start", "start"), ("reply", "message-0001"), ("reply", "message-0002")]
    after = Turn.objects.get(number=1)
    assert sender != visit.sender and (after.line, after.score, after.answered) == (before.line, before.score, before.answered)
