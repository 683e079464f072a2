"""Tara plays a visit by keyboard in a real Chromium, reads her debrief, and Ed opens it; every page is looked at with axe."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.web import hand_built
from tests.web.fake_patient import CLOSING, LINES, OPENING, FakePatient
from web.training.models import Cohort, TrainingSession, Turn

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "test-artefacts"
CHROMIUM = os.environ.get("DYAD_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
DESKTOP, PHONE = {"width": 1280, "height": 860}, {"width": 360, "height": 740}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

WHOEVER = re.compile("|".join(person.name for person in hand_built.PEOPLE))  # who plays the script is drawn


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser without a window."""
    if not Path(CHROMIUM).exists():
        pytest.skip(f"There is no Chromium at {CHROMIUM}; set DYAD_CHROMIUM.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser's console said, above all about the content policy."""
    return []


def _open(chromium: Browser, complaints: list[str], **options: object) -> BrowserContext:
    context = chromium.new_context(**{"viewport": DESKTOP, "reduced_motion": "reduce"} | options)  # type: ignore[arg-type]
    context.set_default_timeout(8_000)
    context.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    return context


def _sign_in(page: Page, server: LiveServer, name: str) -> None:
    page.goto(f"{server.url}/sign-in/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(f"{name}-likes-long-passwords")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/sign-in/" not in url)


def _picture(page: Page, name: str, *, full: bool = True) -> None:
    PICTURES.mkdir(exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=full)


def _is_accessible(page: Page) -> None:
    found = Axe().run(page, options=RULES)
    told = [f"{v['id']}: {[node['html'][:160] for node in v['nodes']]}" for v in found.response["violations"]]
    assert not told, f"{page.url}\n" + "\n".join(told)


def _fits(page: Page) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"


def _call_in(page: Page, server: LiveServer) -> None:
    page.goto(f"{server.url}/cases/{hand_built.SLUG}/")
    page.get_by_role("button", name="Call the patient in").click()
    expect(page.locator("vaadin-message-input textarea")).to_be_focused()


def _through_to_the_key(page: Page) -> None:
    page.get_by_role("button", name="Go on", exact=True).press("Enter")
    page.get_by_role("button", name="Go on", exact=True).press("Enter")
    page.get_by_role("radio", name="Mainly a reaction to something real").check()
    page.get_by_role("button", name="Submit and see the key").press("Enter")
    expect(page.get_by_role("heading", name="What went well")).to_be_visible()


def test_tara_plays_by_keyboard_and_ed_reads_it(
    chromium: Browser, complaints: list[str], live_server: LiveServer, patient: FakePatient, tara: User, ed: User, cohort: Cohort
) -> None:
    page = _open(chromium, complaints).new_page()
    page.goto(f"{live_server.url}/sign-in/")
    _is_accessible(page)
    _picture(page, "sign-in")
    _sign_in(page, live_server, "tara")
    expect(page.get_by_role("heading", name="Who will you see today?")).to_be_visible()
    _is_accessible(page)
    _picture(page, "cases")
    page.get_by_role("link", name="A page from a blue notebook").press("Enter")
    expect(page.get_by_role("heading", name="Before you begin")).to_be_visible()
    _is_accessible(page)
    _picture(page, "case")
    page.get_by_role("button", name="Call the patient in").press("Enter")

    field = page.locator("vaadin-message-input textarea")
    expect(field).to_be_focused()  # nothing but the keyboard is used from here on
    expect(page.locator("vaadin-message").first).to_contain_text(OPENING)
    expect(page.locator("vaadin-message-list")).to_have_attribute("aria-live", "polite")
    page.keyboard.type("I am sorry. That must have been frightening.")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("What was the worst hour?")
    page.keyboard.press("Enter")
    expect(page.locator("vaadin-message").last).to_contain_text(LINES[0])
    expect(page.get_by_text("Reply 2 of about 15 to 25")).to_be_visible()
    expect(field).to_be_focused()
    assert Turn.objects.get().reply == "I am sorry. That must have been frightening.\nWhat was the worst hour?"
    for reply in ("It was the inbox, it is always full.", "x" * 1500, "What would help you most before you go?"):
        page.keyboard.type(reply) if len(reply) < 100 else field.fill(reply)
        page.keyboard.press("Enter")
        expect(field).to_have_value("")
        expect(page.locator("vaadin-message").last).to_contain_text(WHOEVER)
    expect(page.locator("vaadin-message")).to_have_count(9)
    _fits(page)
    _is_accessible(page)
    _picture(page, "visit", full=False)
    page.set_viewport_size(PHONE)
    page.reload()
    expect(field).to_be_focused()
    expect(page.locator("details[data-chart]")).not_to_have_attribute("open", "")
    _fits(page)
    _is_accessible(page)
    _picture(page, "visit-phone", full=False)
    page.set_viewport_size(DESKTOP)

    page.get_by_role("link", name="Pause / I need real help").press("Enter")
    expect(page.get_by_text("988")).to_be_visible()
    _is_accessible(page)
    _picture(page, "pause")
    page.get_by_role("link", name="Go back to the visit").press("Enter")
    page.locator("summary", has_text="End the visit").press("Enter")
    page.get_by_role("button", name="Yes, end it now").press("Enter")
    expect(page.get_by_role("heading", name="The visit is over")).to_be_visible()
    expect(page.get_by_text(CLOSING)).to_be_visible()
    _is_accessible(page)
    _picture(page, "visit-over")

    page.get_by_role("link", name="Begin the debrief").press("Enter")
    expect(page.get_by_role("heading", name="What was that like?")).to_be_visible()
    _through_to_the_key(page)
    _is_accessible(page)
    _fits(page)
    _picture(page, "debrief")
    page.set_viewport_size(PHONE)
    _fits(page)
    _picture(page, "debrief-phone")
    page.get_by_role("button", name="I have read this debrief").press("Enter")
    expect(page.get_by_text("Complete")).to_be_visible()
    _fits(page)
    _picture(page, "cases-phone")
    _is_accessible(page)
    page.context.close()

    page = _open(chromium, complaints).new_page()
    _sign_in(page, live_server, "ed")
    expect(page.get_by_role("heading", name="Visits of your cohorts")).to_be_visible()
    _is_accessible(page)
    _picture(page, "review")
    page.get_by_role("link", name="A page from a blue notebook").press("Enter")
    expect(page.get_by_role("heading", name="Hidden sheet")).to_be_visible()
    _is_accessible(page)
    _picture(page, "transcript")
    page.set_viewport_size(PHONE)
    _fits(page)
    _is_accessible(page)
    _picture(page, "transcript-phone")
    page.context.close()
    assert not complaints


def test_every_page_holds_in_the_dark(
    chromium: Browser, complaints: list[str], live_server: LiveServer, patient: FakePatient, tara: User, ed: User, cohort: Cohort
) -> None:
    page = _open(chromium, complaints, color_scheme="dark").new_page()
    _sign_in(page, live_server, "tara")
    _is_accessible(page)
    _picture(page, "cases-dark")
    _call_in(page, live_server)
    for reply in ("I am sorry. That must have been frightening.", "It was the inbox, it is always full."):
        page.keyboard.type(reply)
        page.keyboard.press("Enter")
        expect(page.locator("vaadin-message").last).to_contain_text(WHOEVER)
    expect(page.locator("vaadin-message")).to_have_count(5)
    _is_accessible(page)
    _picture(page, "visit-dark", full=False)
    page.locator("summary", has_text="End the visit").click()
    page.get_by_role("button", name="Yes, end it now").click()
    page.get_by_role("link", name="Begin the debrief").click()
    _through_to_the_key(page)
    _is_accessible(page)
    _picture(page, "debrief-dark")
    page.context.close()
    page = _open(chromium, complaints, color_scheme="dark").new_page()
    _sign_in(page, live_server, "ed")
    page.goto(f"{live_server.url}/review/{TrainingSession.objects.get().pk}/")
    _is_accessible(page)
    _picture(page, "transcript-dark")
    page.context.close()
    assert not complaints


def test_a_failure_keeps_the_words_and_sends_the_same_message_again(
    chromium: Browser, complaints: list[str], live_server: LiveServer, patient: FakePatient, tara: User, cohort: Cohort
) -> None:
    page = _open(chromium, []).new_page()
    _sign_in(page, live_server, "tara")
    _call_in(page, live_server)
    field = page.locator("vaadin-message-input textarea")
    patient.down = True
    page.keyboard.type("I am sorry.")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text(
        "The patient cannot answer just now. Your reply is still below; send it again."
    )
    expect(field).to_have_value("I am sorry.")
    first_id = Turn.objects.get().message_id
    _is_accessible(page)
    _picture(page, "visit-failure", full=False)
    page.reload()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(field).to_have_value("I am sorry.")
    patient.down = False
    page.get_by_role("button", name="Send again").click()
    expect(page.locator("vaadin-message").last).to_contain_text(LINES[0])
    expect(page.get_by_role("alert")).to_be_hidden()
    assert (Turn.objects.get().message_id, Turn.objects.get().status) == (first_id, "answered")
    page.context.close()


def test_a_draft_outlives_a_reload_and_an_expired_sign_in(
    chromium: Browser, live_server: LiveServer, patient: FakePatient, tara: User, cohort: Cohort
) -> None:
    page = _open(chromium, []).new_page()
    _sign_in(page, live_server, "tara")
    _call_in(page, live_server)
    field = page.locator("vaadin-message-input textarea")
    page.keyboard.type("I wonder what")
    page.reload()
    expect(field).to_have_value("I wonder what")
    page.context.clear_cookies(name="sessionid")
    field.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("You have been signed out")
    page.get_by_role("link", name="Sign in again").click()
    page.get_by_label("Name").fill("tara")
    page.get_by_label("Password").fill("tara-likes-long-passwords")
    page.keyboard.press("Enter")
    expect(field).to_have_value("I wonder what")
    page.context.close()


def test_too_long_a_reply_is_counted_and_stays(
    chromium: Browser, live_server: LiveServer, patient: FakePatient, tara: User, cohort: Cohort
) -> None:
    page = _open(chromium, []).new_page()
    _sign_in(page, live_server, "tara")
    _call_in(page, live_server)
    field = page.locator("vaadin-message-input textarea")
    field.fill("x" * 2003)
    expect(page.locator("[data-counter]")).to_contain_text("3 characters too many")
    field.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("3 characters too many")
    expect(field).to_have_value("x" * 2003)
    assert not Turn.objects.exists()
    page.context.close()


def test_the_patient_leaving_ends_the_page_with_the_way_to_the_debrief(
    chromium: Browser, live_server: LiveServer, patient: FakePatient, tara: User, cohort: Cohort
) -> None:
    patient.leaves_at = 1
    page = _open(chromium, []).new_page()
    _sign_in(page, live_server, "tara")
    _call_in(page, live_server)
    page.keyboard.type("You always complain.")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="The visit is over")).to_be_focused()
    expect(page.locator("vaadin-message").last).to_contain_text(LINES[0])
    expect(page.locator("vaadin-message-input")).to_have_count(0)
    _is_accessible(page)
    page.context.close()


def test_the_visit_can_be_played_without_javascript(
    chromium: Browser, live_server: LiveServer, patient: FakePatient, tara: User, cohort: Cohort
) -> None:
    page = _open(chromium, [], java_script_enabled=False, viewport=PHONE).new_page()
    _sign_in(page, live_server, "tara")
    page.goto(f"{live_server.url}/cases/{hand_built.SLUG}/")
    page.get_by_role("button", name="Call the patient in").click()
    page.get_by_label("Your reply").fill("I am sorry.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("log")).to_contain_text(LINES[0])
    expect(page.get_by_text(re.compile("Reply 2"))).to_be_visible()
    _picture(page, "visit-plain-phone")
    page.context.close()
