"""The trained bot on the road of a message: heard, scored, answered. Needs `make model`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.trained import Bot

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]  # Rasa's own warnings are not ours to mend

CASE = "blue-notebook"
REPLIES = [
    "Good afternoon, I'm Dr. Reed.",
    "That was our mistake, we left your refill unsigned, and I'm sorry. I'm signing it now.",
    "How are you sleeping? And what about your appetite?",
    "When did the shocks begin, and how bad were they?",
    "You have every right to be angry with us. Is there more of it?",
]


def begun(bot: Bot, sender: str) -> dict[str, object]:
    """Start a visit."""
    return bot.says(sender, "/start_visit", kind="start", case=CASE, seed=0)


def test_five_turns_are_heard_scored_and_answered_with_other_words(bot: Bot) -> None:
    lines = [begun(bot, "visit-0001")["line"]]
    for number, reply in enumerate(REPLIES, start=1):
        data = bot.says("visit-0001", "\u200b" + reply, kind="reply", turn=number)
        assert (data["turn"]["number"], data["turn"]["understood"]) == (number, True)
        assert data["score"]["unscored_because"] is None
        assert all(coded["words"] in reply for coded in data["score"]["codes"])
        lines.append(data["line"])
    assert len(set(lines)) == 6 and all(lines)


def test_the_repair_is_paid_for_and_felt(bot: Bot) -> None:
    before = begun(bot, "visit-0002")["turn"]
    data = bot.says("visit-0002", "\u200b" + REPLIES[1], kind="reply", turn=1)
    assert "own_mistake_repair" in [coded["code"] for coded in data["score"]["codes"]]
    assert data["turn"]["tension"] < before["tension"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("how are you sleeping", "ask_sleep"),
        ("How's your appetite?", "ask_appetite"),
        ("Do you drink alcohol?", "ask_alcohol"),
        ("Have you missed any doses?", "ask_missed_doses"),
        ("Are you having thoughts of killing yourself?", "ask_suicide"),
        ("See you next Tuesday at ten.", "schedule_followup"),
    ],
)
def test_a_well_known_question_is_heard(bot: Bot, text: str, intent: str) -> None:
    (piece,) = bot.hears(text)
    assert (piece.text, piece.intent) == (text, intent)


def test_two_questions_in_a_message_are_both_heard_and_answered(bot: Bot) -> None:
    assert [piece.intent for piece in bot.hears(REPLIES[2])] == ["ask_sleep", "ask_appetite"]
    begun(bot, "visit-0003")
    data = bot.says("visit-0003", "\u200b" + REPLIES[2], kind="reply", turn=1)
    assert list(data["turn"]["topics"][:2]) == ["ask_sleep", "ask_appetite"]


def test_the_same_message_twice_is_scored_once(bot: Bot) -> None:
    begun(bot, "visit-0004")
    first = bot.says("visit-0004", "\u200bHow are you sleeping?", kind="reply", turn=1, message_id="same")
    again = bot.says("visit-0004", "\u200bHow are you sleeping?", kind="reply", turn=1, message_id="same")
    assert again["line"] == first["line"] and again["turn"]["number"] == 1
    assert bot.says("visit-0004", "\u200bAnd your mood?", kind="reply", turn=2)["turn"]["number"] == 2


@pytest.mark.parametrize("text", ["/restart", '/slot{"visit": null}', "/end_visit", "/start_visit"])
def test_a_command_typed_as_a_reply_is_a_reply(bot: Bot, text: str) -> None:
    sender = f"visit-x-{text.encode().hex()[:40]}"
    begun(bot, sender)
    data = bot.says(sender, "\u200b" + text, kind="reply", turn=1)
    assert (data["turn"]["number"], data["turn"]["ended"]) == (1, None)


@pytest.mark.parametrize("text", ["🙂🙂🙂", "x" * 1500, "\x00\x00", "qwrt zxcv plkm", "Wie haben Sie zuletzt geschlafen?"])
def test_what_nobody_understands_is_asked_back_and_not_scored(bot: Bot, text: str) -> None:
    sender = f"visit-y-{text.encode().hex()[:40]}"
    begun(bot, sender)
    data = bot.says(sender, "\u200b" + text, kind="reply", turn=1)
    assert (data["turn"]["understood"], data["score"]["unscored_because"] is None) == (False, False)
    assert data["line"]


def test_the_last_word_is_the_patients(bot: Bot) -> None:
    begun(bot, "visit-0005")
    data = bot.says("visit-0005", "/end_visit", kind="end")
    assert data["turn"]["ended"] and data["line"]
    after = bot.says("visit-0005", "\u200bOne more thing?", kind="reply", turn=1)
    assert after == {"error": "The visit is over."}


def test_a_reply_without_a_visit_is_lost(bot: Bot) -> None:
    assert bot.says("visit-0006", "\u200bHello?", kind="reply", turn=3) == {"error": "lost", "have": -1}
