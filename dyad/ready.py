"""Asks the three processes whether they can work, until all can or the time is up."""

from __future__ import annotations

import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass

POLL_S = 0.5
REMIND_S = 10.0
_ANSWER_WITHIN_S = 5.0
_PORTS = {"DYAD_ACTIONS_PORT": "5055", "DYAD_WEB_PORT": "8000", "DYAD_BOT_PORT": "5005"}


@dataclass(frozen=True)
class Door:
    """One process and the address at which it says that it can work."""

    name: str
    url: str
    port_variable: str


class NotReady(Exception):
    """Some process did not answer in time."""


def doors() -> list[Door]:
    """Return the three doors on this machine, on the ports that the environment names."""
    ports = {name: os.environ.get(name, default) for name, default in _PORTS.items()}
    return [
        Door("action server", f"http://127.0.0.1:{ports['DYAD_ACTIONS_PORT']}/health", "DYAD_ACTIONS_PORT"),
        Door("web app", f"http://127.0.0.1:{ports['DYAD_WEB_PORT']}/healthz", "DYAD_WEB_PORT"),
        Door("bot", f"http://127.0.0.1:{ports['DYAD_BOT_PORT']}/webhooks/trainer/", "DYAD_BOT_PORT"),
    ]


def address() -> str:
    """Return where a person on this machine finds the site."""
    return f"http://127.0.0.1:{os.environ.get('DYAD_WEB_PORT', _PORTS['DYAD_WEB_PORT'])}/"


def answers(door: Door) -> bool:
    """Tell whether a door answers 200 now."""
    # The web app refuses names it does not know, and behind HTTPS it sends plain requests elsewhere.
    host = os.environ.get("DYAD_HOSTS", "127.0.0.1").split(",")[0].strip()
    request = urllib.request.Request(door.url, headers={"Host": host.lstrip(".*") or "127.0.0.1", "X-Forwarded-Proto": "https"})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=_ANSWER_WITHIN_S) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def wait(
    waiting: list[Door],
    timeout_s: float,
    answers: Callable[[Door], bool] = answers,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[str]:
    """Yield a line of progress whenever a door answers, or every ten seconds, until all have.

    Raises:
        NotReady: the time is up; the message names who did not answer, and where.
    """
    start = reminded = clock()
    while waiting:
        for door in [door for door in waiting if answers(door)]:
            waiting = [other for other in waiting if other != door]
            yield f"{door.name} ready after {clock() - start:.0f} s"
        now = clock()
        if waiting and now - start >= timeout_s:
            missing = " and ".join(f"the {door.name} at {door.url} (port: {door.port_variable})" for door in waiting)
            raise NotReady(f"{missing} did not answer within {timeout_s:.0f} s; the lines above may say why.")
        if waiting and now - reminded >= REMIND_S:
            reminded = now
            yield f"waiting for the {', the '.join(door.name for door in waiting)} ({now - start:.0f} s)"
        if waiting:
            sleep(POLL_S)
