"""Settings and cases that cannot be used stop the start, each with its place and what would do."""

import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from dyad.cases import CaseError
from web import environment
from web.training import checks


@pytest.mark.parametrize("raw", ["maybe", "2"])
def test_a_switch_that_is_neither_on_nor_off_is_refused(monkeypatch, raw):
    monkeypatch.setenv("DYAD_HTTPS", raw)
    with pytest.raises(ImproperlyConfigured, match=f'DYAD_HTTPS is "{raw}"; write 1 or 0.'):
        environment.flag("DYAD_HTTPS")


@pytest.mark.parametrize("raw", ["soon", "0", "61"])
def test_a_time_out_outside_its_bounds_is_refused(monkeypatch, raw):
    monkeypatch.setenv("DYAD_RASA_TIMEOUT_S", raw)
    with pytest.raises(ImproperlyConfigured, match="write a number from 0.1 to 60"):
        environment.number("DYAD_RASA_TIMEOUT_S", 10, 0.1, 60)


@pytest.mark.parametrize("raw", ["localhost:5005", "ftp://rasa", "http://"])
def test_an_address_that_is_none_is_refused(monkeypatch, raw):
    monkeypatch.setenv("DYAD_RASA_URL", raw)
    with pytest.raises(ImproperlyConfigured, match="write an address such as http://127.0.0.1:5005"):
        environment.address("DYAD_RASA_URL", "http://127.0.0.1:5005")


@pytest.mark.parametrize("raw", ["nonsense", "sqlite:", "gopher://x/y"])
def test_a_database_that_is_none_is_refused(monkeypatch, raw):
    monkeypatch.setenv("DYAD_DATABASE_URL", raw)
    with pytest.raises(ImproperlyConfigured, match="DYAD_DATABASE_URL names no database; write sqlite:"):
        environment.database("DYAD_DATABASE_URL", "sqlite:////tmp/x")


def test_an_empty_list_of_hosts_is_refused(monkeypatch):
    monkeypatch.setenv("DYAD_HOSTS", " , ")
    with pytest.raises(ImproperlyConfigured, match="DYAD_HOSTS is empty"):
        environment.names("DYAD_HOSTS", "localhost")


def test_a_secret_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path):
    file = tmp_path / "var" / "secret-key"
    first = environment.secret("DYAD_NO_SUCH", file, create=True)
    assert first == environment.secret("DYAD_NO_SUCH", file, create=True) and len(first) > 60
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 and [path.name for path in file.parent.iterdir()] == ["secret-key"]


def test_the_environment_goes_before_the_file_and_a_short_secret_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("DYAD_SECRET_KEY", "x" * 40)
    assert environment.secret("DYAD_SECRET_KEY", tmp_path / "none") == "x" * 40
    monkeypatch.setenv("DYAD_SECRET_KEY", "short")
    with pytest.raises(ImproperlyConfigured, match="DYAD_SECRET_KEY holds 5 characters; a secret needs 32 or more"):
        environment.secret("DYAD_SECRET_KEY", tmp_path / "none")


def test_a_broken_case_is_named_with_its_place(monkeypatch):
    def broken(*_: object) -> None:
        raise CaseError("cases/paper-boat/lines.yml", "beats[2]", "the stage climax is unknown.")

    monkeypatch.setattr(checks, "load_case", broken)
    (problem,) = checks.check_cases(None)
    assert (
        problem.id == "dyad.E002" and "lines.yml, beats[2]: the stage climax" in problem.msg and "dyad case check" in problem.hint
    )


def test_a_folder_without_cases_stops_the_start(monkeypatch):
    monkeypatch.setattr(checks, "case_slugs", lambda *_: [])
    assert [problem.id for problem in checks.check_cases(None)] == ["dyad.E001"]


def test_a_missing_channel_secret_stops_the_start_and_a_far_bot_is_warned_of(settings):
    settings.CHANNEL_SECRET, settings.RASA_URL = "", "http://rasa.example.org"
    found = {problem.id for problem in checks.check_settings(None)}
    assert {"dyad.E003", "dyad.W001"} <= found
    settings.CHANNEL_SECRET, settings.RASA_URL = "x" * 20, "http://127.0.0.1:5005"
    assert not {"dyad.E003", "dyad.W001"} & {problem.id for problem in checks.check_settings(None)}


def test_the_lock_file_of_the_front_end_names_no_address():
    lock = (Path(__file__).resolve().parents[2] / "web" / "frontend" / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock and "http" not in lock and '"integrity"' in lock
