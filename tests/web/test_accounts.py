"""Who gets in, who is kept waiting, and how the demo accounts are made."""

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command

from web.training.models import Cohort

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/", "/cases/", "/cases/paper-boat/", "/review/"])
def test_every_page_asks_who_you_are(client, address):
    assert client.get(address).headers["Location"].startswith("/sign-in/?next=")


def test_tara_signs_in_and_out(client, tara):
    response = client.post("/sign-in/", {"username": "tara", "password": "tara-likes-long-passwords"}, follow=True)
    assert response.redirect_chain[-1][0] == "/cases/"
    assert client.post("/sign-out/").headers["Location"] == "/sign-in/" and client.get("/cases/").status_code == 302


def test_a_wrong_password_is_said_plainly(client, tara):
    assert "do not fit together" in client.post("/sign-in/", {"username": "tara", "password": "no"}).content.decode()


def test_many_wrong_passwords_bring_a_pause_even_for_the_right_one(client, tara, settings):
    settings.AXES_FAILURE_LIMIT = 3
    for _ in range(3):
        response = client.post("/sign-in/", {"username": "tara", "password": "no"})
    assert response.status_code == 429 and "too many wrong passwords" in response.content.decode()
    right = {"username": "tara", "password": "tara-likes-long-passwords"}
    assert client.post("/sign-in/", right).status_code == 429


def test_demo_accounts_are_made_once_with_passwords_shown_once(capsys):
    call_command("seed_demo")
    first = capsys.readouterr().out
    password = next(line.split()[-1] for line in first.splitlines() if " tara " in line)
    assert User.objects.get(username="tara").check_password(password)
    cohort = Cohort.objects.get()
    assert cohort.trainees.get().username == "tara" and cohort.educators.get().username == "ed"
    assert User.objects.get(username="admin").is_superuser
    call_command("seed_demo")
    again = capsys.readouterr().out
    assert again.count("exists already") == 3 and User.objects.get(username="tara").check_password(password)
    call_command("seed_demo", "--reset-passwords")
    assert not User.objects.get(username="tara").check_password(password)


def test_healthz_answers_without_a_sign_in(client):
    assert client.get("/healthz").json() == {"status": "ok"}


def test_healthz_says_when_the_database_is_gone(client, monkeypatch):
    from django.db import OperationalError

    from web.training import health

    def gone() -> None:
        raise OperationalError

    monkeypatch.setattr(health.connection, "cursor", gone)
    assert client.get("/healthz").status_code == 503


def test_an_address_that_is_not_there_says_so(client):
    response = client.get("/nowhere/")
    assert response.status_code == 404 and "There is nothing here" in response.content.decode()
