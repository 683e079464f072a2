"""What the trainee asked, told or proposed: intents and the case's own topics, thought by thought, become topics to answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from dyad.cases import Case
from dyad.language.encoder import Vectors, shared_encoder, shared_tokenizer
from dyad.patient.rules import Rules

OFF_TOPIC = "talk_off_topic"
QUESTION_PREFIX = "ask_"


@dataclass(frozen=True)
class Heard:
    """One thought of a reply as the intent classifier heard it; confidence from 0 to 1."""

    text: str
    intent: str | None
    confidence: float


@dataclass(frozen=True)
class Topic:
    """Something the patient can answer, and the words that raised it."""

    name: str
    words: str


@lru_cache(maxsize=64)
def _own_topics(case: Case) -> tuple[tuple[str, ...], Vectors]:
    pairs = [(topic, text) for topic, answer in case.answers.items() for text in answer.asked_as]
    return tuple(topic for topic, _ in pairs), shared_encoder().encode_all([text for _, text in pairs])


def prepare(case: Case) -> None:
    """Read a case's own topics once, so that the first reply of a visit need not wait for it."""
    _own_topics(case)


def listen(case: Case, heard: list[Heard], codes: Sequence[str], rules: Rules) -> list[Topic]:
    """Return the topics of a reply in the order in which the patient takes them up: questions, then the rest, manners last.

    A topic outside the case becomes `talk_off_topic` if it was asked, and is passed over if it was told. A hurtful move is
    believed only if the scorer heard it too.
    """
    topics: dict[str, Topic] = {}
    for thought in heard:
        name = _topic_of(case, thought, rules)
        if name is not None and name not in topics and _believable(name, codes, rules):
            topics[name] = Topic(name, thought.text)
    content = [topic for topic in topics.values() if topic.name not in rules.manners]
    if content:
        return sorted(content, key=lambda topic: not is_question(case, topic.name))
    return list(topics.values())


def _believable(name: str, codes: Sequence[str], rules: Rules) -> bool:
    return name not in rules.hurtful or bool(set(rules.same_move[name]) & set(codes))


def asks(text: str, rules: Rules) -> bool:
    """Tell whether a piece of a reply asks something: by its mark, its opening words, or its being a fragment."""
    plain = text.lower().replace("\u2019", "'").strip()
    if plain.endswith("?") or len(plain.split()) <= rules.short:
        return True
    return any(plain.startswith(words) or (" " in words and words in plain) for words in rules.asks_by)


def readable(text: str, rules: Rules) -> bool:
    """Tell whether a text is made of words: letters thrown together fall into many word pieces."""
    words = [word for word in text.split() if any(char.isalpha() for char in word)]
    return len(words) > 1 and shared_tokenizer().count(text) / len(words) <= rules.ear["pieces_per_word"]


def is_question(case: Case, name: str) -> bool:
    """Tell whether a topic is something asked rather than told."""
    return name.startswith(QUESTION_PREFIX) or bool(name in case.answers and case.answers[name].asked_as)


def _topic_of(case: Case, thought: Heard, rules: Rules) -> str | None:
    own, likeness = _nearest_own_topic(case, thought.text)
    if own is not None and likeness >= rules.ear["own_topic"]:
        return own
    needed = rules.ear["intent"]
    if thought.intent is not None and thought.intent.startswith(QUESTION_PREFIX) and not asks(thought.text, rules):
        needed = rules.ear["statement"]
    if thought.intent is None or thought.confidence < needed:
        return None
    if thought.intent in case.answers:
        return thought.intent
    return OFF_TOPIC if thought.intent.startswith(QUESTION_PREFIX) and OFF_TOPIC in case.answers else None


def _nearest_own_topic(case: Case, text: str) -> tuple[str | None, float]:
    names, vectors = _own_topics(case)
    if not names:
        return None, 0.0
    likeness = np.einsum("ij,j->i", vectors, shared_encoder().encode(text))  # no BLAS: its sums depend on the thread count
    best = int(likeness.argmax())
    return names[best], float(likeness[best])


def asked_before(words: str, earlier: tuple[str, ...], rules: Rules) -> bool:
    """Tell whether a question on the same topic is the same question, by meaning."""
    encoder = shared_encoder()
    vector = encoder.encode(words)
    return any(float(encoder.encode(text) @ vector) >= rules.ear["repeat"] for text in earlier)
