"""What was heard becomes topics: questions first, manners last, hurtful moves only if the scorer heard them too."""

from __future__ import annotations

import pytest

from dyad.cases import Case
from dyad.patient import Heard
from dyad.patient.ear import asked_before, asks, listen, readable
from dyad.patient.rules import load_rules
from tests.toys import OWN_TOPIC, UNKNOWN

RULES = load_rules()
HURTFUL = sorted(RULES.hurtful)


def topics(case: Case, *heard: Heard, codes: tuple[str, ...] = ()) -> list[str]:
    """Return the names of the topics."""
    return [topic.name for topic in listen(case, list(heard), codes, RULES)]


def asked(intent: str, confidence: float = 1.0) -> Heard:
    """Return a question heard as an intent."""
    return Heard("and this one?", intent, confidence)


def test_an_intent_the_case_knows_becomes_its_topic(toy: Case) -> None:
    assert topics(toy, asked("ask_sleep")) == ["ask_sleep"]


def test_a_question_the_case_knows_nothing_of_is_off_topic(toy: Case) -> None:
    assert topics(toy, asked(UNKNOWN)) == ["talk_off_topic"]


def test_something_told_that_the_case_knows_nothing_of_is_passed_over(toy: Case) -> None:
    assert topics(toy, Heard("I had eggs.", "tell_breakfast", 1.0)) == []


@pytest.mark.parametrize(("confidence", "heard"), [(0.29, []), (0.31, ["ask_sleep"])])  # ear: intent 0.30
def test_an_unsure_intent_is_not_heard(toy: Case, confidence: float, heard: list[str]) -> None:
    assert topics(toy, asked("ask_sleep", confidence)) == heard


@pytest.mark.parametrize(("confidence", "heard"), [(0.5, []), (0.7, ["ask_sleep"])])  # ear: statement 0.60
def test_a_question_heard_in_a_plain_statement_must_be_surer(toy: Case, confidence: float, heard: list[str]) -> None:
    assert topics(toy, Heard("The nights belong to the tablets as well I suppose.", "ask_sleep", confidence)) == heard


def test_a_topic_of_the_case_itself_is_heard_by_meaning(toy: Case) -> None:
    assert topics(toy, Heard("tell me about that paper kite you made", None, 0.0)) == [OWN_TOPIC]


def test_a_topic_of_the_case_goes_before_the_intent(toy: Case) -> None:
    assert topics(toy, Heard("tell me about the paper kite you fly", "ask_hobbies", 0.9)) == [OWN_TOPIC]


def test_questions_come_before_what_was_told_and_manners_last(toy: Case) -> None:
    heard = [asked("greet"), Heard("We could go up to fifty.", "propose_increase", 1.0), asked("ask_sleep")]
    assert topics(toy, *heard) == ["ask_sleep", "propose_increase"]
    assert topics(toy, asked("greet")) == ["greet"]


def test_the_same_topic_twice_in_a_message_is_one_topic(toy: Case) -> None:
    assert topics(toy, asked("ask_sleep"), asked("ask_sleep")) == ["ask_sleep"]


def test_hurtful_moves_are_the_ones_that_can_mean_nothing_good() -> None:
    assert {"interpret_past", "threaten", "criticize_patient", "flirt_back", "disclose_self"} <= set(HURTFUL)


@pytest.mark.parametrize("topic", HURTFUL)
def test_a_hurtful_move_needs_the_scorer_to_have_heard_it_too(toy: Case, topic: str) -> None:
    assert topics(toy, asked(topic), codes=("open_question",)) == []
    assert topics(toy, asked(topic), codes=RULES.same_move[topic][:1]) == [topic]


def test_a_move_that_may_be_meant_well_is_believed_without_the_scorer(toy: Case) -> None:
    assert topics(toy, asked("refuse_request")) == ["refuse_request"]


@pytest.mark.parametrize("text", ["Sleep?", "tell me about it", "and the nights", "I was wondering about your mother"])
def test_marks_openings_and_fragments_ask(text: str) -> None:
    assert asks(text, RULES)


def test_a_plain_statement_does_not_ask() -> None:
    assert not asks("The tablets are there for the dread in the mornings.", RULES)


def test_letters_thrown_together_are_not_readable_and_words_are() -> None:
    assert not readable("xqzvk wrptl bbgkq", RULES)
    assert readable("the weather has turned", RULES)


def test_the_same_question_in_other_words_was_asked_before() -> None:
    assert asked_before("How are you sleeping now?", ("How are you sleeping?",), RULES)
    assert not asked_before("Do you wake in the night?", ("What does your brother do for work?",), RULES)
