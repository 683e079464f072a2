"""Ed's own snippets and keys."""

import pytest

from web.review.keys import COMMANDS, shortcuts_of
from web.review.models import Snippet

pytestmark = pytest.mark.django_db
USUAL = {name: usual for name, usual, _label in COMMANDS}


def keys_of(person) -> dict[str, str]:
    return {shortcut.name: shortcut.key for shortcut in shortcuts_of(person)[1]}


def test_no_two_usual_keys_are_the_same():
    assert len(set(USUAL.values())) == len(USUAL)


def test_keys_can_be_changed_emptied_and_turned_off(as_ed, ed):
    as_ed.post("/review/keys/", {**USUAL, "next_turn": "w", "flag": "", "on": "yes"})
    assert keys_of(ed)["next_turn"] == "w" and keys_of(ed)["flag"] == "" and shortcuts_of(ed)[0]
    as_ed.post("/review/keys/", USUAL)
    assert not shortcuts_of(ed)[0], "without the tick they are off"
    as_ed.post("/review/keys/", {"wish": "usual"})
    assert keys_of(ed) == USUAL and shortcuts_of(ed)[0]


def test_the_visits_page_lists_the_keys_in_force(as_ed, finished):
    as_ed.post("/review/keys/", {**USUAL, "next_turn": "w", "flag": "", "on": "yes"})
    page = as_ed.get(f"/review/{finished.pk}/").content.decode()
    assert '<kbd data-command="next_turn">w</kbd>' in page and 'data-command="flag"' not in page


@pytest.mark.parametrize(
    ("name", "key", "said"),
    [("comment", "ab", "more than one key"), ("comment", "j", "chosen twice"), ("comment", "x" * 900, "more")],
)
def test_keys_that_will_not_do_are_refused_and_stay_in_their_fields(as_ed, ed, name, key, said):
    response = as_ed.post("/review/keys/", {**USUAL, name: key, "on": "yes"})
    assert response.status_code == 400 and said in response.content.decode() and f'value="{key}"' in response.content.decode()
    assert keys_of(ed) == USUAL


def test_a_snippet_is_kept_and_let_go(as_ed):
    as_ed.post("/review/snippets/", {"text": " Name the feeling first. "})
    assert Snippet.objects.get().text == "Name the feeling first."
    as_ed.post("/review/snippets/", {"delete": Snippet.objects.get().pk})
    assert not Snippet.objects.exists()


@pytest.mark.parametrize("text", ["", "   ", "x" * 501])
def test_a_snippet_that_will_not_do_is_refused_and_stays(as_ed, text):
    response = as_ed.post("/review/snippets/", {"text": text})
    assert response.status_code == 400 and f">{text}</textarea>" in response.content.decode()
    assert not Snippet.objects.exists()
