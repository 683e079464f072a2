"""Waiting for the three processes, with a clock and doors made by hand."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from dyad.ready import Door, NotReady, address, answers, doors, wait

BOT = Door("bot", "http://bot", "DYAD_BOT_PORT")
WEB = Door("web app", "http://web", "DYAD_WEB_PORT")


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def lines(waiting: list[Door], timeout_s: float, up_at: dict[str, float]) -> Iterator[str]:
    """Return the progress while each door comes up at its second."""
    clock = Clock()
    return wait(waiting, timeout_s, lambda door: clock.now >= up_at[door.name], clock, clock.sleep)


def test_each_process_is_named_when_it_answers():
    assert list(lines([WEB, BOT], 60, {"web app": 0, "bot": 4})) == ["web app ready after 0 s", "bot ready after 4 s"]


def test_whoever_waits_is_told_every_ten_seconds_what_for():
    assert list(lines([WEB, BOT], 60, {"web app": 0, "bot": 12}))[1] == "waiting for the bot (10 s)"


def test_time_out_names_the_process_its_address_and_its_port():
    with pytest.raises(NotReady, match=r"the bot at http://bot \(port: DYAD_BOT_PORT\) did not answer within 5 s"):
        list(lines([WEB, BOT], 5, {"web app": 0, "bot": 99}))


def test_ports_come_from_the_environment(monkeypatch):
    monkeypatch.setenv("DYAD_BOT_PORT", "6005")
    monkeypatch.setenv("DYAD_WEB_PORT", "9000")
    monkeypatch.delenv("DYAD_ACTIONS_PORT", raising=False)
    assert [door.url for door in doors()] == [
        "http://127.0.0.1:5055/health",
        "http://127.0.0.1:9000/healthz",
        "http://127.0.0.1:6005/webhooks/trainer/",
    ]
    assert address() == "http://127.0.0.1:9000/"


@contextmanager
def server(status: int) -> Iterator[tuple[str, list[str]]]:
    """Serve one status on loopback and keep the Host headers that came."""
    hosts: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hosts.append(self.headers["Host"])
            self.send_response(status)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{listening.server_port}/", hosts
        listening.shutdown()
        thread.join()


def test_only_200_counts_as_an_answer():
    with server(200) as (url, _):
        assert answers(Door("web app", url, "DYAD_WEB_PORT"))
    with server(503) as (url, _):
        assert not answers(Door("web app", url, "DYAD_WEB_PORT"))
    assert not answers(Door("web app", url, "DYAD_WEB_PORT"))  # closed by now


def test_site_is_asked_under_a_name_it_knows(monkeypatch):
    monkeypatch.setenv("DYAD_HOSTS", "dyad.example.org,localhost")
    with server(200) as (url, hosts):
        answers(Door("web app", url, "DYAD_WEB_PORT"))
    assert hosts == ["dyad.example.org"]
