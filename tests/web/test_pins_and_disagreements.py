"""Tara pins a moment while she talks and finds it afterwards; she disagrees with a code, and Ed can read why."""

import pytest
from django.template.loader import render_to_string

from tests.web import hand_built
from tests.web.test_a_visit import say
from tests.web.through import ANSWERS, comparison, play, to_the_key
from web.debriefing.models import Disagreement, Pin
from web.debriefing.told import for_educator

pytestmark = pytest.mark.django_db


def pin(client, visit, number=1, keep="yes", **headers):
    return client.post(f"/visits/{visit.pk}/turns/{number}/pin/", {"keep": keep}, headers=headers)


def no(client, visit, code="own_mistake_repair", number=1, **fields):
    return client.post(f"/visits/{visit.pk}/turns/{number}/disagree/", {"code": code} | fields)


def test_every_answered_turn_has_a_button_that_needs_no_script(as_tara, visit):
    say(as_tara, visit, "I am sorry.")
    assert "☆ Pin turn 1" in as_tara.get(f"/visits/{visit.pk}/").content.decode()
    assert pin(as_tara, visit).headers["Location"] == f"/visits/{visit.pk}/#said-1"
    assert "★ Pinned turn 1" in as_tara.get(f"/visits/{visit.pk}/").content.decode()
    pin(as_tara, visit, keep="no")
    assert not Pin.objects.exists()


def test_pinned_twice_it_is_one_pin_and_the_chat_is_told(as_tara, visit):
    say(as_tara, visit, "I am sorry.")
    for _ in range(2):
        assert pin(as_tara, visit, Accept="application/json").json() == {"turn": 1, "pinned": True}
    assert Pin.objects.count() == 1


def test_a_pinned_moment_is_found_in_the_debrief(as_tara, visit):
    say(as_tara, visit, "I am sorry. That must have been frightening.")
    pin(as_tara, visit)
    say(as_tara, visit, "See you next week.", "message-0002", 2)
    as_tara.post(f"/visits/{visit.pk}/end/")
    as_tara.post(f"/visits/{visit.pk}/debrief/reaction/", {})
    assert as_tara.get(f"/visits/{visit.pk}/debrief/facts/").content.decode().count("★ pinned") == 1
    page = comparison(as_tara, visit)
    assert 'You pinned: <a class="turnlink" href="#turn-1">turn 1</a>' in page and page.count("★ pinned") == 1


def test_a_turn_that_is_not_there_cannot_be_pinned(as_tara, visit):
    assert pin(as_tara, visit).status_code == 404 and pin(as_tara, visit, number=0).status_code == 404


def test_somebody_else_pins_nothing(as_omar, as_ed, as_tara, visit):
    say(as_tara, visit, "I am sorry.")
    assert pin(as_omar, visit).status_code == pin(as_ed, visit).status_code == 404 and not Pin.objects.exists()


def test_disagreeing_is_kept_with_its_reason_and_can_be_taken_back(as_tara, visit):
    play(as_tara, visit)
    to_the_key(as_tara, visit)
    assert no(as_tara, visit, reason="I owned nothing.").headers["Location"].endswith("/comparison/#turn-1")
    page = as_tara.get(f"/visits/{visit.pk}/debrief/comparison/").content.decode()
    assert "You disagree with “own mistake repair”." in page and "I owned nothing." in page
    no(as_tara, visit, reason="Said better.")
    assert Disagreement.objects.get().reason == "Said better."
    no(as_tara, visit, agree="yes")
    assert not Disagreement.objects.exists()


def test_the_educator_can_read_with_which_code_and_why(as_tara, visit):
    play(as_tara, visit)
    to_the_key(as_tara, visit)
    no(as_tara, visit, reason="I owned nothing.")
    (one,) = for_educator(visit, hand_built.case()).disagreements
    assert (one.number, one.code, one.reason) == (1, "own_mistake_repair", "I owned nothing.")


def test_what_the_review_room_may_include_names_turns_and_marks_and_nothing_private(as_tara, visit):
    play(as_tara, visit)
    to_the_key(as_tara, visit)
    no(as_tara, visit, reason="I owned nothing.")
    pin(as_tara, visit)
    shown = render_to_string("debriefing/_for_educator.html", {"debriefed": for_educator(visit, hand_built.case())})
    for part in ("The trainee wrote", "I explained instead of listening.", "To sign it.", 'href="#turn-1"', "I owned nothing."):
        assert part in shown, part
    assert ANSWERS["personal"] not in shown and "Heavy." not in shown and "pinned" not in shown


def test_an_unsubmitted_formulation_is_not_the_educators_yet(as_tara, visit):
    play(as_tara, visit)
    as_tara.post(f"/visits/{visit.pk}/debrief/facts/", {"asked": "A refill."})
    assert for_educator(visit, hand_built.case()).told == ()


@pytest.mark.parametrize(("code", "number"), [("shaming", 1), ("own_mistake_repair", 2), ("own_mistake_repair", 9), ("", 1)])
def test_only_a_code_that_was_given_can_be_disagreed_with(as_tara, visit, code, number):
    play(as_tara, visit)
    to_the_key(as_tara, visit)
    assert no(as_tara, visit, code=code, number=number).status_code == 404


def test_no_code_can_be_asked_for_before_the_key_is_open(as_tara, visit):
    play(as_tara, visit)
    assert no(as_tara, visit).headers["Location"] == f"/visits/{visit.pk}/debrief/" and not Disagreement.objects.exists()


def test_somebody_else_disagrees_with_nothing(as_omar, as_tara, visit):
    play(as_tara, visit)
    to_the_key(as_tara, visit)
    assert no(as_omar, visit).status_code == 404
