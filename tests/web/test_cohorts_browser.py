"""From an invitation to the first reply in a real Chromium; every page of the cohorts' room is looked at with axe, light, dark and narrow."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.web.fake_patient import LINES, FakePatient
from tests.web.houses import TYPES, members, open_house
from tests.web.test_browser import DESKTOP, PHONE, _fits, _is_accessible, _open, _picture, _sign_in, chromium, complaints
from web.cohorts.models import Acceptance, AccessRecord, Assignment, CohortRules, Invitation
from web.training.models import Cohort, TrainingSession, Turn

__all__ = ["chromium", "complaints"]
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PASSWORD = "nora-likes-long-passwords"


@pytest.fixture(autouse=True)
def house(monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight patients, one of whom comes by choice only."""
    open_house(monkeypatch, *TYPES, "P6")


def look(page: Page, name: str) -> None:
    """Hold a page against axe on a desktop and a phone, and keep a picture of both."""
    for suffix, size in (("", DESKTOP), ("-phone", PHONE)):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        _fits(page)
        _is_accessible(page)
        _picture(page, f"cohorts-{name}{suffix}")
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> Iterator[str]:
    """Both colour schemes."""
    yield request.param


def test_from_an_invitation_to_the_first_reply(
    chromium: Browser, complaints: list[str], live_server: LiveServer, patient: FakePatient, ed: User, scheme: str
) -> None:
    mark = "" if scheme == "light" else "-dark"
    page = _open(chromium, complaints, color_scheme=scheme).new_page()
    _sign_in(page, live_server, "ed")
    page.get_by_role("link", name="Cohorts").click()
    look(page, f"none{mark}")
    page.get_by_role("link", name="Make a cohort").press("Enter")
    page.get_by_label("Name of the cohort").fill("Autumn residents")
    page.get_by_label("How many days a visit is kept after it ended").fill("180")
    page.get_by_label("Offer the patient who flirts").press("Space")
    look(page, f"edit{mark}")
    page.get_by_role("button", name="Save").press("Enter")
    page.get_by_label("For how many people").fill("2")
    page.get_by_role("button", name="Make an invitation link").press("Enter")
    link = page.get_by_label("Used 0 of 2 times").input_value()
    page.get_by_role("link", name="Assign visits").press("Enter")
    page.get_by_label("Title", exact=True).fill("First week")
    page.get_by_role("button", name="Save").press("Enter")
    expect(page.get_by_text("Choose at least one case type or one case.")).to_be_visible()
    look(page, f"assign-wrong{mark}")
    page.get_by_label("P1 Idealizing").press("Space")
    page.get_by_label("P2 Rebellious").press("Space")
    page.get_by_label("Due on").fill("2031-03-09")
    look(page, f"assign{mark}")
    page.get_by_role("button", name="Save").press("Enter")
    expect(page.get_by_text("Nobody is in this cohort yet.")).to_be_visible()
    ed_page = page

    page = _open(chromium, complaints, color_scheme=scheme).new_page()
    page.goto(link)
    expect(page.get_by_role("heading", name="Join “Autumn residents”")).to_be_visible()
    look(page, f"join{mark}")
    page.get_by_label("Name to sign in with").fill("nora")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password confirmation").fill(PASSWORD)
    page.get_by_label("I am 18 or older.").press("Space")
    page.get_by_role("button", name="Make the account and join").press("Enter")
    expect(page.get_by_role("heading", name="Assigned to you")).to_be_visible()
    expect(page.get_by_text("0 of 4 done")).to_be_visible()
    look(page, f"start{mark}")
    page.locator(".places a").first.press("Enter")
    expect(page.get_by_role("heading", name="Before you type")).to_be_visible()
    expect(page.get_by_text("180 days after a visit ended")).to_be_visible()
    look(page, f"notice{mark}")
    page.get_by_role("button", name="I have read this; go on").press("Enter")
    expect(page.get_by_text("First week: visit 1 of 4")).to_be_visible()
    look(page, f"case{mark}")
    page.get_by_role("button", name="Call the patient in").press("Enter")
    expect(page.locator("vaadin-message-input textarea")).to_be_focused()
    page.keyboard.type("I am sorry. What was the worst hour?")
    page.keyboard.press("Enter")
    expect(page.locator("vaadin-message").last).to_contain_text(LINES[0])
    assert Turn.objects.get().reply == "I am sorry. What was the worst hour?"
    visit = TrainingSession.objects.get()
    assert visit.assigned.assignment == Assignment.objects.get() and visit.cohort == Cohort.objects.get()
    assert Acceptance.objects.filter(person__username="nora").count() == 1
    trainee_page = page

    page = ed_page
    members(Cohort.objects.get(), 3)
    page.reload()
    expect(page.get_by_role("heading", name="3 have not begun")).to_be_visible()
    look(page, f"assignment{mark}")
    page.goto(f"{live_server.url}/review/{visit.pk}/")
    page.get_by_role("link", name="Cohorts").click()
    look(page, f"list{mark}")
    page.get_by_role("link", name="Autumn residents").press("Enter")
    look(page, f"cohort{mark}")
    page.get_by_role("link", name="Who read what").press("Enter")
    look(page, f"readings{mark}")
    assert AccessRecord.objects.get().reader == ed

    page = trainee_page
    page.goto(f"{live_server.url}/account/")
    expect(page.get_by_role("cell", name="Transcript: Title")).to_be_visible()
    look(page, f"account{mark}")
    page.get_by_role("link", name="A patient you may choose to meet").press("Enter")
    look(page, f"choice{mark}")
    page.get_by_role("link", name="No; go on without").press("Enter")
    page.goto(f"{live_server.url}/account/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download it").press("Enter")
    assert download.value.suggested_filename == "dyad-my-data.zip"
    page.get_by_role("link", name="Delete it").press("Enter")
    look(page, f"delete{mark}")
    page.get_by_label("All my visits and my account").press("Space")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Delete it now").press("Enter")
    expect(page.get_by_role("heading", name="It is deleted")).to_be_visible()
    look(page, f"deleted{mark}")
    assert not TrainingSession.objects.exists() and not User.objects.filter(username="nora").exists()
    Invitation.objects.update(uses=2)
    page.goto(link)
    expect(page.get_by_text("This link has been used as often as it may be.")).to_be_visible()
    look(page, f"closed{mark}")
    for opened in (ed_page, trainee_page):
        opened.context.close()
    assert [told for told in complaints if "410" not in told and "400" not in told] == []


def test_ed_sets_up_the_second_step_with_the_keyboard(
    chromium: Browser, complaints: list[str], live_server: LiveServer, ed: User, cohort: Cohort, scheme: str
) -> None:
    from django_otp.plugins.otp_totp.models import TOTPDevice

    from tests.web.test_cohorts_trust import code_of

    mark = "" if scheme == "light" else "-dark"
    CohortRules.objects.create(cohort=cohort)
    page = _open(chromium, complaints, color_scheme=scheme).new_page()
    _sign_in(page, live_server, "ed")
    page.goto(f"{live_server.url}/account/")
    page.get_by_role("link", name="Change your password").press("Enter")
    look(page, f"password{mark}")
    page.goto(f"{live_server.url}/account/two-step/")
    expect(page.get_by_role("img", name="The key as a square code")).to_be_visible()
    look(page, f"two-step{mark}")
    device = TOTPDevice.objects.get()
    page.get_by_label("Code of six digits").fill(code_of(device))
    page.keyboard.press("Enter")
    expect(page.locator(".codes li")).to_have_count(8)
    look(page, f"recovery{mark}")
    code = page.locator(".codes li").first.inner_text()
    page.context.clear_cookies()
    _sign_in(page, live_server, "ed")
    expect(page.get_by_role("heading", name="The code of your phone")).to_be_visible()
    look(page, f"code{mark}")
    page.get_by_label("Code").fill(code)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Visits of your cohorts")).to_be_visible()
    page.context.close()
    assert complaints == []
