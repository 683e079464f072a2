"""Tara debriefs in a real Chromium: a formulation from pin to key, then a reply written again and a visit played on from a turn."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.web import hand_built
from tests.web.fake_patient import LINES, FakePatient
from tests.web.test_browser import (  # noqa: F401 (two of these are fixtures)
    DESKTOP,
    PHONE,
    _call_in,
    _fits,
    _is_accessible,
    _open,
    _picture,
    _sign_in,
    chromium,
    complaints,
)
from tests.web.through import play, to_the_key
from web.debriefing.models import Formulation, Pin, Rewrite
from web.training.models import Cohort, TrainingSession

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SAID = ("I am sorry. That must have been frightening.", "It was the inbox, it is always full.", "What would help you most?")
VISIT = "5b1f5f9e-0f0a-4f64-9a3f-0d5d1d9b0001"


def _look(page: Page, name: str) -> None:
    """See a page on desktop and phone, and ask axe and the ruler about both."""
    for size, suffix in ((DESKTOP, ""), (PHONE, "-phone")):
        page.set_viewport_size(size)
        _fits(page)
        _is_accessible(page)
        _picture(page, f"{name}{suffix}")
    page.set_viewport_size(DESKTOP)


def _played(tara: User) -> TrainingSession:
    """A visit of three replies that Tara has ended."""
    browser = Client()
    browser.force_login(tara, backend="django.contrib.auth.backends.ModelBackend")
    browser.post(f"/cases/{hand_built.SLUG}/", {"visit": VISIT})
    return play(browser, TrainingSession.objects.get(), *SAID)


def test_a_formulation_from_the_pinned_moment_to_the_key(
    chromium: Browser,  # noqa: F811
    complaints: list[str],  # noqa: F811
    live_server: LiveServer,
    patient: FakePatient,
    tara: User,
    cohort: Cohort,
) -> None:
    page = _open(chromium, complaints).new_page()
    _sign_in(page, live_server, "tara")
    _call_in(page, live_server)
    for reply, line in zip(SAID, LINES, strict=False):
        page.keyboard.type(reply)
        page.keyboard.press("Enter")
        expect(page.locator("vaadin-message").last).to_contain_text(line)
    page.get_by_role("button", name="Pin turn 2").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Pinned turn 2")).to_be_visible()
    _is_accessible(page)
    _picture(page, "visit-pinned", full=False)
    page.reload()
    expect(page.get_by_role("button", name="Pinned turn 2")).to_be_visible()
    assert Pin.objects.get().number == 2
    page.locator("summary", has_text="End the visit").press("Enter")
    page.get_by_role("button", name="Yes, end it now").press("Enter")
    page.get_by_role("link", name="Begin the debrief").press("Enter")

    expect(page.get_by_text("You can leave the role now.")).to_be_visible()
    page.get_by_label("What was that like?").fill("Heavy. I wanted it to be over.")
    _look(page, "debrief-1-reaction")
    page.get_by_role("button", name="Go on", exact=True).press("Enter")
    page.get_by_label("What did the patient ask for?").fill("The refill, and who answers next time.")
    page.get_by_label("What did you agree?").fill("I signed it.")
    expect(page.get_by_text("★ pinned")).to_be_visible()
    _look(page, "debrief-2-facts")
    page.get_by_role("button", name="Go on", exact=True).press("Enter")

    page.get_by_role("radio", name="Mainly a reaction to something real").check()
    page.get_by_label("A line from the visit that speaks for it").fill("It said priority. I saw her write priority.")
    page.get_by_role("textbox", name="How did the patient treat you?").fill("As the one who has to answer for all of it.")
    page.get_by_label("Nobody from before is needed").check()
    page.get_by_label("Nothing underneath").check()
    page.get_by_label("Not good enough").check()
    page.get_by_label("Fix", exact=True).check()
    page.get_by_label("At which turn was it strongest?").select_option("2")
    page.get_by_label("Anything of your own that this touched").fill("Waiting rooms.")
    page.get_by_role("button", name="Save", exact=True).press("Enter")  # and taken up again
    expect(page.get_by_label("Anything of your own that this touched")).to_have_value("Waiting rooms.")
    expect(page.get_by_label("At which turn was it strongest?")).to_have_value("2")
    page.get_by_role("textbox", name="What remains unsafe or unknown").fill(
        "She has no tablet for tomorrow. I would call her next week."
    )
    _look(page, "debrief-3-formulation")
    page.get_by_role("button", name="Submit and see the key").press("Enter")

    expect(page.get_by_role("heading", name="Your reading beside the key")).to_be_visible()
    expect(page.get_by_text("3 of 3")).to_have_count(3)  # questions 2, 3 and 7; question 1 has one quote and no counter-quote
    page.get_by_text("The words it rests on").first.click()
    expect(page.get_by_text("fits turn 2").first).to_be_visible()
    page.locator("#turn-1").get_by_text("I disagree with a code").click()
    page.locator("#turn-1").get_by_label("Why?").fill("That was no apology for the clinic.")
    page.locator("#turn-1").get_by_role("button", name="Tell my educator").press("Enter")
    expect(page.get_by_text("That was no apology for the clinic.")).to_be_visible()
    _look(page, "debrief-4-comparison")
    assert Formulation.objects.get().is_submitted
    page.context.close()
    assert not complaints


def test_a_reply_is_written_again_and_the_visit_is_played_on_from_there(
    chromium: Browser,  # noqa: F811
    complaints: list[str],  # noqa: F811
    live_server: LiveServer,
    patient: FakePatient,
    tara: User,
    cohort: Cohort,
) -> None:
    first = _played(tara)
    browser = Client()
    browser.force_login(tara, backend="django.contrib.auth.backends.ModelBackend")
    to_the_key(browser, first)
    scores = list(first.turns.values_list("score", flat=True))
    page = _open(chromium, complaints).new_page()
    _sign_in(page, live_server, "tara")
    page.goto(f"{live_server.url}/visits/{first.pk}/debrief/comparison/")
    page.get_by_role("link", name="Write one reply again").press("Enter")
    expect(page.get_by_role("heading", name="A good place to begin")).to_be_visible()
    _look(page, "debrief-5-rewrite")
    page.get_by_role("link", name="Turn 2", exact=True).press("Enter")
    page.get_by_label("What would you say now?").fill("I am sorry. What was the worst of it?")
    page.get_by_role("button", name="Hear the answer").press("Enter")
    expect(page.get_by_role("heading", name="Both versions")).to_be_visible()
    expect(page.locator(".versions").get_by_text("Owned a mistake").first).to_be_visible()
    _look(page, "debrief-5-both-versions")
    assert Rewrite.objects.get().number == 2

    page.get_by_role("link", name="Go back here and play on instead").press("Enter")
    page.get_by_role("button", name="Answer turn 2 another way").press("Enter")
    expect(page.get_by_text("another way from turn 2")).to_be_visible()
    field = page.locator("vaadin-message-input textarea")
    expect(field).to_be_focused()
    expect(page.locator("vaadin-message")).to_have_count(3)
    _picture(page, "branch", full=False)
    for reply, line in (
        ("I am sorry. What was the worst of it?", LINES[1]),
        ("Frightening. I will call you next week.", LINES[2]),
    ):
        page.keyboard.type(reply)
        page.keyboard.press("Enter")
        expect(page.locator("vaadin-message").last).to_contain_text(line)
    page.locator("summary", has_text="End the visit").press("Enter")
    page.get_by_role("button", name="Yes, end it now").press("Enter")
    page.get_by_role("link", name="Lay it beside the first").press("Enter")
    expect(page.get_by_role("heading", name="Two ways from turn 2")).to_be_visible()
    expect(page.locator(".row")).to_have_count(2)
    _look(page, "side-by-side")
    page.get_by_role("link", name="What if …").press("Enter")
    expect(page.get_by_role("link", name="Lay side by side")).to_have_count(1)
    _look(page, "what-if")
    assert list(first.turns.values_list("score", flat=True)) == scores

    page.goto(f"{live_server.url}/visits/{first.pk}/debrief/forward/")
    page.get_by_label("Next time a patient").fill("Next time a patient counts the days, I will say sorry before I explain.")
    _look(page, "debrief-6-forward")
    page.get_by_role("button", name="Keep it and finish").press("Enter")
    expect(page.get_by_text("Complete")).to_be_visible()
    expect(page.locator(".own tbody tr")).to_have_count(1)
    page.context.close()
    assert not complaints


def test_the_debrief_holds_in_the_dark_and_without_javascript(
    chromium: Browser,  # noqa: F811
    complaints: list[str],  # noqa: F811
    live_server: LiveServer,
    patient: FakePatient,
    tara: User,
    cohort: Cohort,
) -> None:
    visit = _played(tara)
    plain = _open(chromium, complaints, java_script_enabled=False, viewport=PHONE).new_page()
    _sign_in(plain, live_server, "tara")
    plain.goto(f"{live_server.url}/visits/{visit.pk}/")
    plain.get_by_role("button", name="Pin turn 2").click()
    expect(plain.get_by_role("button", name="Pinned turn 2")).to_be_visible()
    plain.goto(f"{live_server.url}/visits/{visit.pk}/debrief/")
    plain.get_by_role("button", name="Go on", exact=True).click()
    plain.get_by_role("button", name="Go on", exact=True).click()
    plain.get_by_label("Both", exact=True).check()
    plain.get_by_role("button", name="Submit and see the key").click()
    plain.get_by_role("link", name="What if …").click()
    plain.get_by_role("button", name="Answer turn 2 another way").click()
    plain.get_by_label("Your reply").fill("What was the worst of it?")
    plain.get_by_role("button", name="Send").click()
    expect(plain.get_by_role("log")).to_contain_text(LINES[1])
    branch = TrainingSession.objects.exclude(branch_of=None).get()
    plain.context.close()

    page = _open(chromium, complaints, color_scheme="dark").new_page()
    _sign_in(page, live_server, "tara")
    steps = ("reaction", "comparison", "rewrite", "rewrite/2", "forward")
    for name, path in (
        *((f"debrief-{step.replace('/', '-')}-dark", f"{visit.pk}/debrief/{step}") for step in steps),
        ("what-if-dark", f"{visit.pk}/what-if"),
        ("side-by-side-dark", f"{branch.pk}/side-by-side"),
    ):
        page.goto(f"{live_server.url}/visits/{path}/")
        _fits(page)
        _is_accessible(page)
        _picture(page, name)
    Formulation.objects.update(submitted=None)
    page.goto(f"{live_server.url}/visits/{visit.pk}/debrief/formulation/")
    _is_accessible(page)
    _picture(page, "debrief-formulation-dark")
    page.context.close()
    assert not complaints
