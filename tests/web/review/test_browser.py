"""Ed rates a visit by keyboard alone in a real Chromium, and every page of the room is looked at with axe, light and dark."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.web.fake_patient import FakePatient
from tests.web.review.conftest import play
from tests.web.review.steps import copies, sheet_of
from tests.web.test_browser import PHONE, _fits, _is_accessible, _open, _picture, _sign_in, chromium, complaints  # noqa: F401
from web.review.models import CodeMark, Comment, Flag, Review, Verdict, VisitCard
from web.training.models import TrainingSession

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def sit_down(page: Page, server: LiveServer, visit: TrainingSession) -> None:
    """Sign Ed in and open a visit's desk."""
    _sign_in(page, server, "ed")
    page.goto(f"{server.url}/review/{visit.pk}/")
    expect(page.get_by_role("heading", name="Your rating")).to_be_visible()


def keys(page: Page, pressed: str) -> None:
    """Press single keys one after the other."""
    for key in pressed:
        page.keyboard.press(key)


def test_ed_rates_a_visit_by_keyboard_alone(
    chromium: Browser,  # noqa: F811
    complaints: list[str],  # noqa: F811
    live_server: LiveServer,
    finished: TrainingSession,
    as_ed: object,
) -> None:
    page = _open(chromium, complaints).new_page()
    sit_down(page, live_server, finished)
    _is_accessible(page)
    keys(page, "j")
    expect(page.locator("#turn-1")).to_be_focused()
    keys(page, "ny")  # the first code of turn 1, confirmed
    expect(page.locator("#turn-1 .code").first).to_contain_text("machine, confirmed")
    expect(page.locator("#turn-1 .code").first).to_be_focused()
    keys(page, "jnnx")  # the second code of turn 2, removed
    expect(page.locator("#turn-2 .is-removed")).to_contain_text("Blamed or labelled")
    assert list(Verdict.objects.order_by("pk").values_list("kind", "code")) == [
        ("confirm", "own_mistake_repair"),
        ("remove", "shaming"),
    ]

    page.evaluate(SELECT, "it is always full")
    keys(page, "a")
    expect(page.locator("#words-2")).to_have_value("it is always full")
    expect(page.locator("#code-2")).to_be_focused()
    page.keyboard.type("Told at le")  # typed into the list of codes: no shortcut answers, though d and e are among the letters
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#turn-2 .code", has_text="added by a person")).to_contain_text("Told at length")
    assert Verdict.objects.get(kind="add").code == "lecturing"

    keys(page, "c")
    page.keyboard.type("jkxyd: keys rest here.")
    expect(page.locator("#comment-2")).to_have_value("jkxyd: keys rest here.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#turn-2 .comment")).to_contain_text("jkxyd: keys rest here.")
    keys(page, "f")
    page.keyboard.type("It sc")
    page.keyboard.press("Escape")
    expect(page.locator("#turn-2")).to_be_focused()
    keys(page, "f")
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#turn-2 .note--wrong")).to_contain_text("It scored the reply wrongly")
    _picture(page, "desk")
    _is_accessible(page)

    for level in "4352130":  # D1 to D7, the last "cannot be rated"
        keys(page, f"d{level}")
    expect(page.get_by_text("0 domains are still without a choice.")).to_be_visible()
    assert Review.objects.get().levels == {"D1": 4, "D2": 3, "D3": 5, "D4": 2, "D5": 1, "D6": 3, "D7": None}
    keys(page, "?")
    expect(page.locator("#keys")).to_have_attribute("open", "")
    _picture(page, "desk-keys", full=False)
    keys(page, "e")
    expect(page.get_by_text("Your rating is done.").first).to_be_visible()
    assert VisitCard.objects.get().state == "done" and CodeMark.objects.get(code="shaming").stands is False
    assert Comment.objects.count() == 1 and Flag.objects.get().wrong == "scored"
    _is_accessible(page)
    page.context.close()
    assert not complaints


# Selects words in turn 2's reply as a person would with Shift and the arrow keys, labels of codes between them and all.
SELECT = """(words) => {
  const reply = document.querySelector('#turn-2 [data-reply]');
  const texts = [];
  const walk = document.createTreeWalker(reply, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) if (!walk.currentNode.parentElement.closest('[data-label]')) texts.push(walk.currentNode);
  const all = texts.map((node) => node.data).join('');
  const place = (at) => { for (const node of texts) { if (at <= node.data.length) return [node, at]; at -= node.data.length; } };
  const start = all.indexOf(words);
  getSelection().setBaseAndExtent(...place(start), ...place(start + words.length));
}"""


def test_keys_that_are_turned_off_do_nothing(
    chromium: Browser,  # noqa: F811
    complaints: list[str],  # noqa: F811
    live_server: LiveServer,
    finished: TrainingSession,
    as_ed: object,
) -> None:
    as_ed.post("/review/keys/", {"next_turn": "w"})  # type: ignore[attr-defined]
    page = _open(chromium, complaints).new_page()
    sit_down(page, live_server, finished)
    keys(page, "wjy1")
    expect(page.locator("body")).to_be_focused()
    assert not Review.objects.exists()
    page.context.close()


def test_what_is_typed_elsewhere_outlives_a_step_and_a_lost_connection(
    chromium: Browser,  # noqa: F811
    live_server: LiveServer,
    finished: TrainingSession,
    as_ed: object,
) -> None:
    page = _open(chromium, []).new_page()
    sit_down(page, live_server, finished)
    page.locator("#remark").fill("Half a thought about the whole")
    keys_in = page.locator("#turn-1")
    keys_in.get_by_text("Comment", exact=False).first.click()
    page.locator("#comment-1").fill("Half a comment")
    keys_in.get_by_role("button", name="Confirm Owned a mistake").click()
    expect(keys_in.locator(".code").first).to_contain_text("machine, confirmed")
    expect(page.locator("#comment-1")).to_have_value("Half a comment")
    expect(page.locator("#remark")).to_have_value("Half a thought about the whole")
    page.context.set_offline(True)
    page.get_by_role("button", name="Keep the comment").click()
    expect(page.locator("#said")).to_contain_text("That did not reach the server.")
    expect(page.locator("#comment-1")).to_have_value("Half a comment")
    page.context.set_offline(False)
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Keep the comment").click()
    expect(page.locator("#said")).to_contain_text("You have been signed out.")
    expect(page.locator("#comment-1")).to_have_value("Half a comment")
    page.context.close()


def test_a_visit_is_rated_without_javascript(
    chromium: Browser,  # noqa: F811
    live_server: LiveServer,
    finished: TrainingSession,
    as_ed: object,
) -> None:
    page = _open(chromium, [], java_script_enabled=False, viewport=PHONE).new_page()
    sit_down(page, live_server, finished)
    page.get_by_role("button", name="Remove Blamed or labelled").click()
    turn = page.locator("#turn-2")
    turn.locator("[data-tool=add] summary").click()
    page.locator("#words-2").fill("nobody said this")
    page.locator("#code-2").select_option("lecturing")
    turn.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("These words are not in the reply.")
    expect(page.locator("#words-2")).to_have_value("nobody said this")
    page.locator("#words-2").fill("always full")
    page.locator("#turn-2").get_by_role("button", name="Add", exact=True).click()
    for domain in range(1, 8):
        page.locator(f"#D{domain}-3").check()
    page.get_by_role("button", name="Finish the rating").click()
    expect(page.get_by_text("Your rating is done.").first).to_be_visible()
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_of_the_room_holds_wide_and_narrow(
    chromium: Browser,  # noqa: F811
    complaints: list[str],  # noqa: F811
    live_server: LiveServer,
    patient: FakePatient,
    doubly: TrainingSession,
    as_ed: object,
    as_eva: object,
    as_tara: object,
    scheme: str,
) -> None:
    _fill_the_room(doubly, as_ed, as_eva, as_tara)
    copies(doubly, 19)  # so that there is something to draw
    page = _open(chromium, complaints, color_scheme=scheme).new_page()
    _sign_in(page, live_server, "ed")
    pages = {
        "queue": "",
        "queue-refused": "?since=soon&q=" + "x" * 201,
        "agreement": "agreement/",
        "figure": "agreement/D1/",
        "settle": f"{doubly.pk}/settle/",
        "desk-done": f"{doubly.pk}/",
        "desk-new": "5b1f5f9e-0f0a-4f64-9a3f-0d5d1d9b0002/",
        "paper": f"{doubly.pk}/paper/",
        "exports": "exports/",
        "pictures": "pictures/",
        "cases": "cases/",
        "case-lines": f"cases/{doubly.case_slug}/",
        "snippets": "snippets/",
        "keys": "keys/",
    }
    for name, where in pages.items():
        page.set_viewport_size({"width": 1280, "height": 860})
        page.goto(f"{live_server.url}/review/{where}")
        _is_accessible(page)
        _fits(page)
        _picture(page, f"room-{name}-{scheme}")
        page.set_viewport_size(PHONE)
        _fits(page)
        _is_accessible(page)
        _picture(page, f"room-{name}-{scheme}-phone")
    page.context.close()
    assert not complaints


def _fill_the_room(visit: TrainingSession, as_ed: object, as_eva: object, as_tara: object) -> None:
    ed, eva = sheet_of(as_ed, visit), sheet_of(as_eva, visit)  # type: ignore[arg-type]
    ed.judge(2, "shaming", "remove")
    ed.at(1, "comment", text="This is where she softened. Stay with it.")
    ed.at(2, "flag", wrong="heard", meant="ask_sleep", note="She asked about nights.")
    ed.finish(3, remark="A brave opening, then a wobble.")
    eva.add(1, "affirmation", "That must have been")
    eva.finish(3, D1=5, D4=1)
    as_ed.post("/review/snippets/", {"text": "Name the feeling before the fact."})  # type: ignore[attr-defined]
    as_tara.post(f"/cases/{visit.case_slug}/", {"visit": "5b1f5f9e-0f0a-4f64-9a3f-0d5d1d9b0002"})  # type: ignore[attr-defined]
    play(as_tara, TrainingSession.objects.get(pk="5b1f5f9e-0f0a-4f64-9a3f-0d5d1d9b0002"))  # type: ignore[arg-type]


def test_the_browser_makes_a_pdf_of_one_debrief(
    chromium: Browser,  # noqa: F811
    live_server: LiveServer,
    rated: TrainingSession,
) -> None:
    page = _open(chromium, []).new_page()
    _sign_in(page, live_server, "ed")
    page.goto(f"{live_server.url}/review/{rated.pk}/paper/")
    expect(page.get_by_role("button", name="Print", exact=True)).to_be_visible()
    made = page.pdf(format="A4", tagged=True)
    page.emulate_media(media="print")
    expect(page.locator(".top")).to_be_hidden()
    expect(page.get_by_text("Print this page")).to_be_hidden()
    assert made.startswith(b"%PDF") and b"/StructTreeRoot" in made, "tagged, so that a screen reader can follow it"
    page.context.close()
