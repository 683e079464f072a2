"""Two questions in one message become messages of their own, and one message again with what was heard in each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from dyad.nlu.utterance_gatherer import HEARD, UtteranceGatherer
from dyad.nlu.utterance_splitter import PIECE_OF, UtteranceSplitter

Make = Callable[..., Any]
TWO = "How are you sleeping? And what about your appetite?"


def classified(messages: list[Message]) -> list[Message]:
    """Give each message an intent by its words, as a classifier between the two would."""
    for message in messages:
        name = "ask_sleep" if "sleep" in message.get(TEXT).lower() else "ask_appetite"
        message.set(INTENT, {"name": name, "confidence": 0.91234567})
    return messages


def test_a_message_with_two_questions_gives_way_to_its_pieces_which_know_their_whole(make: Make) -> None:
    message = Message(data={TEXT: TWO})
    pieces = make(UtteranceSplitter).process([message])
    assert [m.get(TEXT) for m in pieces] == ["How are you sleeping?", "And what about your appetite?"]
    assert all(m.get(PIECE_OF) is message for m in pieces)


def test_a_message_with_one_question_stays_one(make: Make) -> None:
    assert len(make(UtteranceSplitter).process([Message(data={TEXT: "How are you sleeping?"})])) == 1


def test_control_codes_and_invisible_marks_are_taken_off(make: Make) -> None:
    (message,) = make(UtteranceSplitter).process([Message(data={TEXT: "\u200bHow are you\x00?"})])
    assert message.get(TEXT) == "How are you?"


@pytest.mark.parametrize("text", ["\u200b/end_visit", '\u200b /slot{"x": 1}', "\u200b\x00/restart"])
def test_a_reply_that_begins_with_a_slash_does_not_become_a_command_here(make: Make, text: str) -> None:
    """Rasa's graph ends with its handler of commands, which obeys a text that begins with a slash."""
    assert all(not m.get(TEXT).startswith("/") for m in make(UtteranceSplitter).process([Message(data={TEXT: text})]))


def test_a_command_is_left_whole(make: Make) -> None:
    command = Message(data={TEXT: "/start_visit", INTENT: {"name": "start_visit", "confidence": 1.0}})
    assert make(UtteranceSplitter).process([command]) == [command]


def test_a_message_without_text_is_no_error(make: Make) -> None:
    (message,) = make(UtteranceSplitter).process([Message(data={})])
    assert message.get(TEXT) == ""


def test_training_examples_are_left_as_they_are(make: Make) -> None:
    data = TrainingData([Message(data={TEXT: TWO, INTENT: "ask_sleep"})])
    assert make(UtteranceSplitter).process_training_data(data).training_examples[0].get(TEXT) == TWO


def test_one_message_comes_out_with_both_questions_heard(make: Make) -> None:
    (whole,) = make(UtteranceGatherer).process(classified(make(UtteranceSplitter).process([Message(data={TEXT: TWO})])))
    assert whole.get(TEXT) == TWO
    assert whole.get(HEARD) == [
        {"text": "How are you sleeping?", "intent": "ask_sleep", "confidence": 0.9123},
        {"text": "And what about your appetite?", "intent": "ask_appetite", "confidence": 0.9123},
    ]
    assert HEARD in whole.as_dict(only_output_properties=True)


def test_a_single_question_is_heard_as_a_whole(make: Make) -> None:
    (whole,) = make(UtteranceGatherer).process(classified([Message(data={TEXT: "How are you sleeping?"})]))
    assert whole.get(HEARD) == [{"text": "How are you sleeping?", "intent": "ask_sleep", "confidence": 0.9123}]


def test_two_messages_at_once_keep_their_own_pieces(make: Make) -> None:
    other = "Do you sleep in the day? Do you eat at night?"
    messages = make(UtteranceSplitter).process([Message(data={TEXT: TWO}), Message(data={TEXT: other})])
    first, second = make(UtteranceGatherer).process(classified(messages))
    assert [piece["text"] for piece in first.get(HEARD)] == ["How are you sleeping?", "And what about your appetite?"]
    assert [piece["text"] for piece in second.get(HEARD)] == ["Do you sleep in the day?", "Do you eat at night?"]


def test_a_message_nobody_classified_is_heard_without_an_intent(make: Make) -> None:
    (whole,) = make(UtteranceGatherer).process([Message(data={TEXT: "🙂"})])
    assert whole.get(HEARD) == [{"text": "🙂", "intent": None, "confidence": 0.0}]


def test_the_whole_takes_the_intent_of_its_surest_piece(make: Make) -> None:
    pieces = classified(make(UtteranceSplitter).process([Message(data={TEXT: TWO})]))
    pieces[1].set(INTENT, {"name": "ask_appetite", "confidence": 0.95})
    (whole,) = make(UtteranceGatherer).process(pieces)
    assert whole.get(INTENT)["name"] == "ask_appetite"
