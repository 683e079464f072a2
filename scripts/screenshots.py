"""The demo's database goes in; a picture of every page comes out, light and dark, desktop and phone, with what axe finds on each.

`python scripts/screenshots.py [--database var/demo.sqlite3] [--only REVIEW]` writes to test-artefacts/screenshots/. Pages are found by
the site's own addresses: each is opened as the first of the cast whom it answers. The exit status tells whether anything was found.
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "test-artefacts" / "screenshots"
CHROMIUM = os.environ.get("DYAD_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
SIZES = {"desktop": {"width": 1280, "height": 860}, "phone": {"width": 360, "height": 740}}
SCHEMES = ("light", "dark")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
CAST = (
    "",
    "tara",
    "half-way",
    "ed",
    "admin",
)  # nobody signed in, and somebody in the middle of a debrief, between the known ones
# Pages that one address shows in several states: what they are called, who opens them, and the query.
STATES = {
    "review:visits": ("?state=done&sort=-ruptures", "?q=zebra"),
    "review:pictures": ("?cohort=999999",),
    "review:transcript": ("?show=rupture#turns",),
}


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


PORT = _free_port()


@dataclass(frozen=True)
class Page:
    """One page to look at."""

    name: str
    who: str
    address: str


@dataclass
class Found:
    """What was found on the pages."""

    axe: list[str] = field(default_factory=list)
    wide: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def main() -> int:
    """Take the pictures and write what was found beside them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", type=Path, default=ROOT / os.environ.get("DYAD_VAR", "var") / "demo.sqlite3")
    parser.add_argument("--only", default="", help="only addresses whose name holds this")
    chosen = parser.parse_args()
    if not chosen.database.exists():
        raise SystemExit(f"screenshots: {chosen.database} is missing; `make demo` makes it.")
    os.environ |= {"DJANGO_SETTINGS_MODULE": "web.settings", "DYAD_DATABASE_URL": f"sqlite:///{chosen.database.resolve()}"}
    os.environ.setdefault("DYAD_CHANNEL_SECRET", "a-secret-for-screenshots")
    os.environ["DYAD_LOG_LEVEL"] = "ERROR"
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    cookies, pages = _sign_in(), [page for page in _pages() if chosen.only in page.name]
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "web.wsgi", "--bind", f"127.0.0.1:{PORT}", "--threads", "4", "--log-level", "error"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    try:
        _wait()
        found = _look(pages, cookies)
    finally:
        server.terminate()
        server.wait(timeout=20)
    return _report(pages, found)


def _sign_in() -> dict[str, str]:
    """Return a session for each of the cast, without their passwords."""
    from django.conf import settings
    from django.test import Client

    settings.ALLOWED_HOSTS.append("testserver")
    found = {}
    for name in CAST[1:]:
        client = Client()
        client.force_login(_person(name), backend="django.contrib.auth.backends.ModelBackend")
        found[name] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return found


def _person(name: str) -> Any:
    """Return one of the cast."""
    from django.contrib.auth.models import User

    people = User.objects.order_by("pk")
    half = people.filter(visits__formulation__submitted=None, visits__formulation__isnull=False).exclude(username="tara")
    found = half.first() if name == "half-way" else people.filter(username=name).first()
    if found is None:
        raise SystemExit(f"screenshots: the database has no {name}; `make demo` makes one that has.")
    return found


def _pages() -> Iterator[Page]:
    """Yield every page that answers somebody of the cast."""
    from django.conf import settings
    from django.test import Client

    clients = {name: Client() for name in CAST}
    for name, cookie in _sign_in().items():
        clients[name].cookies[settings.SESSION_COOKIE_NAME] = cookie
    for name, fills in _addresses():
        page = next(_answers(name, fills, clients), None)
        if page:
            yield page
            yield from (Page(f"{name} {n}", page.who, page.address + query) for n, query in enumerate(STATES.get(name, ()), 2))
    yield Page("not found", "tara", "/there-is-no-such-page/")


def _answers(name: str, fills: list[dict[str, Any]], clients: dict[str, Any]) -> Iterator[Page]:
    from django.urls import reverse

    for who, client in clients.items():
        for fill in fills:
            address = reverse(name, kwargs=fill)
            response = client.get(address)
            if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
                yield Page(name, who, address)


def _addresses() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield the name of each address with everything that may be filled in."""
    from django.urls import URLPattern, get_resolver

    values = _values()

    def walk(patterns: list[Any], space: str) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        for pattern in patterns:
            if not isinstance(pattern, URLPattern):
                if pattern.app_name != "admin":
                    yield from walk(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space)
                continue
            wanted = list(pattern.pattern.converters)
            fills: list[dict[str, Any]] = [{}]
            for key in wanted:
                fills = [fill | {key: value} for fill in fills for value in values.get(key, ())]
            yield f"{space}{pattern.name}", fills

    yield from walk(get_resolver().url_patterns, "")


def _values() -> dict[str, list[Any]]:
    """Return what stands in the demo for each part of an address: an open visit, one whose debrief was read, rated ones."""
    from django.contrib.auth.models import User

    from web.cohorts.models import Assignment, Invitation
    from web.review.models import VisitCard
    from web.training.models import Cohort, TrainingSession

    tara, cohort = User.objects.get(username="tara"), Cohort.objects.get(name="Demo cohort")
    own = TrainingSession.objects.of(tara).firsts().order_by("started")
    cards = VisitCard.objects.filter(visit__cohort=cohort).order_by("pk")
    over = own.exclude(ending="")
    rated = [card.visit_id for card in (cards.filter(state="done", raters=2).first(), cards.filter(state="new").first()) if card]
    visits = [
        *own.filter(ending="").values_list("pk", flat=True)[:1],
        *over.filter(debrief="read").values_list("pk", flat=True)[:1],
    ]
    waiting = over.filter(debrief="waiting").values_list("pk", flat=True)[:1]
    half = _person("half-way").visits.filter(formulation__submitted=None, formulation__isnull=False).values_list("pk", flat=True)
    branches = TrainingSession.objects.of(tara).exclude(branch_of=None).values_list("pk", flat=True)
    assignments = Assignment.objects.filter(cohort=cohort).order_by("pk")
    return {
        "visit_id": [*visits, *waiting, *branches[:1], *rated, *half[:1]],
        "number": [2],
        "slug": [own[0].case_slug],
        "item": ["D1"],
        "cohort_id": [cohort.pk],
        "person_id": [tara.pk],
        "invitation_id": list(Invitation.objects.values_list("pk", flat=True)[:1]),
        "assignment_id": list(assignments.values_list("pk", flat=True)),
        "place": [1, 10],
        "token": list(Invitation.objects.values_list("token", flat=True)[:1]),
    }


def _wait() -> None:
    limit = time.monotonic() + 60
    while time.monotonic() < limit:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=2)  # noqa: S310
        except OSError:
            time.sleep(0.3)
        else:
            return
    raise SystemExit("screenshots: the site did not start.")


def _look(pages: list[Page], cookies: dict[str, str]) -> Found:
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    found, axe = Found(), Axe()
    OUT.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for size, viewport in SIZES.items():
            for scheme in SCHEMES:
                for who in CAST:
                    context = browser.new_context(viewport=viewport, color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
                    if who:
                        cookie = {"name": "sessionid", "value": cookies[who], "url": f"http://127.0.0.1:{PORT}"}
                        context.add_cookies([cookie])  # type: ignore[list-item]
                    view = context.new_page()
                    for page in (page for page in pages if page.who == who):
                        _one(view, page, f"{size}-{scheme}", axe, found)
                    context.close()
        browser.close()
    return found


def _one(view: Any, page: Page, look: str, axe: Any, found: Found) -> None:
    said: list[str] = []
    hear = lambda message: said.append(message.text) if message.type == "error" else None  # noqa: E731
    view.on("console", hear)
    view.goto(f"http://127.0.0.1:{PORT}{page.address}")
    view.wait_for_load_state("load")
    where = f"{page.name} ({page.who or 'nobody'}, {look})"
    wide = view.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wide > 0:
        found.wide.append(f"{where}: {wide} px too wide")
    for violation in axe.run(view, options=RULES).response["violations"]:
        nodes = [node["html"][:140] for node in violation["nodes"]][:3]
        found.axe.append(f"{where}: {violation['id']} × {len(violation['nodes'])}: {nodes}")
    name = f"{page.name} {look}".replace(":", "-").replace(" ", "_")
    view.screenshot(path=OUT / f"{name}.png", full_page=True)
    view.remove_listener("console", hear)
    found.errors += [f"{where}: {text}" for text in said if "404" not in text and "400" not in text]


def _report(pages: list[Page], found: Found) -> int:
    lines = [f"{len(pages)} pages, each light and dark, desktop and phone.", ""]
    for title, rows in (("axe", found.axe), ("too wide", found.wide), ("console", found.errors)):
        lines += [f"## {title}: {len(rows)}", *(f"- {row}" for row in rows), ""]
    (OUT / "report.md").write_text("\n".join(lines), encoding="utf-8")
    print("\n".join(lines))
    return int(bool(found.axe or found.wide or found.errors))


if __name__ == "__main__":
    sys.exit(main())
