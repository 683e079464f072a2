"""What goes wrong gets a clear answer and loses nothing."""

import logging
import threading

import pytest
from django.db import connection
from django.test import Client

from tests.web import hand_built
from tests.web.fake_patient import LINES
from tests.web.test_a_visit import say
from tests.web.through import to_the_key
from web.training.models import Turn

UNAVAILABLE = "The patient cannot answer just now. Your reply is still below; send it again."


@pytest.mark.django_db
@pytest.mark.parametrize("reply", ["", "   \n\t ", "\x00"])
def test_an_empty_reply_is_not_sent(as_tara, visit, reply):
    response = say(as_tara, visit, reply)
    assert response.status_code == 400 and response.json()["error"] == "empty" and not Turn.objects.exists()


@pytest.mark.django_db
def test_2001_characters_are_refused_and_kept(as_tara, visit):
    response = say(as_tara, visit, "x" * 2001)
    assert response.status_code == 400 and "2,001 characters" in response.json()["message"]
    assert "x" * 2001 in as_tara.get(f"/visits/{visit.pk}/").content.decode()


@pytest.mark.django_db
def test_2000_characters_are_heard(as_tara, visit):
    assert say(as_tara, visit, "é" * 2000).status_code == 200


@pytest.mark.django_db
def test_a_line_break_counts_once_however_the_browser_sends_it(as_tara, visit, patient):
    assert say(as_tara, visit, "a\r\n" * 1000).status_code == 200
    assert patient.heard[-1]["message"] == "a\n" * 1000


@pytest.mark.django_db
@pytest.mark.parametrize("reply", ["/restart", ' /slot{"x":1}', "😀😀😀", "x" * 1500, "¿Cómo está usted hoy?"])
def test_odd_replies_reach_the_patient_as_they_are(as_tara, visit, patient, reply):
    assert say(as_tara, visit, reply).json()["line"] == LINES[0]
    assert patient.heard[-1]["message"] == reply == Turn.objects.get().reply


@pytest.mark.django_db
def test_null_bytes_are_taken_out(as_tara, visit, patient):
    say(as_tara, visit, "I am\x00 sorry.")
    assert patient.heard[-1]["message"] == "I am sorry."


@pytest.mark.django_db
def test_html_and_script_are_shown_as_text(as_tara, visit, as_ed):
    attack = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    say(as_tara, visit, attack)
    as_tara.post(f"/visits/{visit.pk}/end/")
    to_the_key(as_tara, visit, treated=attack)
    for client, address in (
        (as_tara, f"/visits/{visit.pk}/"),
        (as_tara, f"/visits/{visit.pk}/debrief/comparison/"),
        (as_tara, f"/visits/{visit.pk}/what-if/"),
        (as_ed, f"/review/{visit.pk}/"),
    ):
        page = client.get(address).content.decode()
        assert "&lt;script&gt;alert(1)" in page and "<script>alert" not in page and "<img src=x" not in page


@pytest.mark.django_db
def test_nothing_but_our_own_files_may_run(as_tara, visit):
    policy = as_tara.get(f"/visits/{visit.pk}/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script-src 'self';" in policy + ";" and "unsafe" not in policy


@pytest.mark.django_db
def test_a_visit_that_is_over_takes_no_more_words(as_tara, visit):
    as_tara.post(f"/visits/{visit.pk}/end/")
    response = say(as_tara, visit, "One more thing.")
    assert response.status_code == 409 and response.json()["error"] == "over" and not Turn.objects.exists()
    page = as_tara.post(f"/visits/{visit.pk}/reply/", {"reply": "One more thing."}).content.decode()
    assert "One more thing." in page and "were not sent" in page


@pytest.mark.django_db
def test_omar_sees_nothing_of_taras_visit(as_omar, as_ed, visit):
    for client in (as_omar, as_ed):
        assert say(client, visit, "Hello.").status_code == 404
        assert client.post(f"/visits/{visit.pk}/end/").status_code == 404
        for page in ("", "pause/", "debrief/"):
            assert client.get(f"/visits/{visit.pk}/{page}").status_code == 404
    assert as_omar.get(f"/review/{visit.pk}/").status_code == 404
    response = as_omar.post(f"/cases/{hand_built.SLUG}/", {"visit": str(visit.pk)})
    assert response.status_code == 404 and not Turn.objects.exists()


@pytest.mark.django_db
def test_an_expired_sign_in_answers_with_the_way_back(visit):
    response = say(Client(), visit, "I am sorry.")
    assert response.status_code == 401
    assert response.json()["sign_in"] == f"/sign-in/?next=/visits/{visit.pk}/" and "still here" in response.json()["message"]


@pytest.mark.django_db
def test_a_reply_typed_before_the_sign_in_expired_is_back_after_it(visit):
    browser = Client()
    page = browser.post(f"/visits/{visit.pk}/reply/", {"reply": "I am sorry."})
    assert page.status_code == 401 and "I am sorry." in page.content.decode()
    again = {"username": "tara", "password": "tara-likes-long-passwords", "next": f"/visits/{visit.pk}/"}
    response = browser.post("/sign-in/", again | {"visit": str(visit.pk), "draft": "I am sorry."}, follow=True)
    assert response.redirect_chain[-1][0] == f"/visits/{visit.pk}/" and "I am sorry.</textarea>" in response.content.decode()


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused_in_the_clients_own_format(tara, visit):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(tara, backend="django.contrib.auth.backends.ModelBackend")
    assert say(strict, visit, "I am sorry.").json()["error"] == "reload"
    page = strict.post(f"/visits/{visit.pk}/reply/", {"reply": "I am sorry."})
    assert page.status_code == 403 and "I am sorry.</textarea>" in page.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fault",
    [
        {"down": True},
        {"slow_s": 11},
        {"late": True},
        {"silent": True},
        {"scoreless": True},
        {"status": 503},
        {"status": 422},
        {"secret": "another"},
    ],
    ids=lambda fault: next(iter(fault)),
)
def test_a_patient_who_cannot_answer_costs_one_click(as_tara, visit, patient, fault):
    before = {name: getattr(patient, name) for name in fault}
    for name, value in fault.items():
        setattr(patient, name, value)
    response = say(as_tara, visit, "I am sorry.")
    assert response.status_code == 503 and response.json()["message"] == UNAVAILABLE
    assert (
        Turn.objects.get().status == "failed" and "I am sorry.</textarea>" in as_tara.get(f"/visits/{visit.pk}/").content.decode()
    )
    for name, value in before.items():
        setattr(patient, name, value)
    assert say(as_tara, visit, "I am sorry.").status_code == 200
    turn = Turn.objects.get()
    assert (turn.status, turn.number, turn.reply) == ("answered", 1, "I am sorry.")


@pytest.mark.django_db
def test_a_failed_reply_may_be_reworded(as_tara, visit, patient):
    patient.late = True
    say(as_tara, visit, "It is the inbox.")
    patient.late = False
    page = as_tara.post(
        f"/visits/{visit.pk}/reply/", {"reply": "I am sorry.", "message_id": "message-0001", "number": "1"}, follow=True
    )
    assert page.status_code == 200 and Turn.objects.get().reply == "I am sorry."
    # The bot had heard the first wording under the old id, so the new wording is a new message to a rebuilt conversation.
    assert patient.heard[-1]["message"] == "I am sorry." and patient.heard[-1]["message_id"] != "message-0001"


@pytest.mark.django_db
def test_a_second_window_that_lags_behind_is_told_so(as_tara, visit):
    say(as_tara, visit, "I am sorry.")
    response = say(as_tara, visit, "Good morning.", "message-0002", number=1)
    assert response.status_code == 409 and response.json()["error"] == "moved_on" and Turn.objects.count() == 1
    assert "Good morning.</textarea>" in as_tara.get(f"/visits/{visit.pk}/").content.decode()


@pytest.mark.django_db
def test_the_same_message_sent_again_gets_the_same_answer_and_is_scored_once(as_tara, visit, patient):
    first, second = say(as_tara, visit, "I am sorry."), say(as_tara, visit, "I am sorry.")
    assert first.json() == second.json() and patient.scored == 1 and Turn.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_double_click_makes_one_turn_and_both_clicks_get_its_answer(tara, as_tara, visit, patient):
    patient.slow_s = 0.2
    answers: list[dict[str, object]] = []

    def click() -> None:
        browser = Client()
        browser.cookies = as_tara.cookies
        answers.append(say(browser, visit, "I am sorry.").json())
        connection.close()

    clicks = [threading.Thread(target=click) for _ in range(4)]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join()
    assert answers == [{"turn": 1, "message_id": "message-0001", "line": LINES[0], "ended": False}] * 4
    assert Turn.objects.count() == 1 and patient.scored == 1
    assert [body["kind"] for body in patient.heard] == ["start", "reply"]


@pytest.mark.django_db
def test_a_request_that_died_half_way_does_not_block_the_visit(as_tara, visit, settings):
    settings.RASA_TIMEOUT_S = -0.9  # the wait for the other request is this and a second
    Turn.objects.create(session=visit, number=1, message_id="message-0001", reply="I am sorry.")
    assert say(as_tara, visit, "I am sorry.").json()["line"] == LINES[0]


@pytest.mark.django_db
def test_no_log_holds_what_was_said(as_tara, visit, patient, caplog):
    caplog.set_level(logging.DEBUG)
    secret = "a reply that nobody should find in a log"
    say(as_tara, visit, secret)
    patient.status = 500
    say(as_tara, visit, f"{secret}, again", "message-0002", 2)
    say(as_tara, visit, secret * 80, "message-0003", 2)
    assert str(visit.pk) in caplog.text and secret not in caplog.text and LINES[0] not in caplog.text


@pytest.mark.django_db
def test_a_broken_character_does_not_break_the_page(as_tara, visit):
    url = f"/visits/{visit.pk}/reply/"
    body = "reply=ok%ED%A0%80&message_id=message-0001&number=99999999999"
    response = as_tara.post(url, body, content_type="application/x-www-form-urlencoded", headers={"Accept": "application/json"})
    assert response.status_code == 200 and Turn.objects.get().reply.startswith("ok")
