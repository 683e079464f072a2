"""What the bench says to the two bots: replies of the code corpus to the patient, the starter bot's own stories to the starter bot."""

from __future__ import annotations

from collections.abc import Iterator

from dyad.scoring.corpus import CorpusReply, read_corpus

# Replies that could end a visit early are left out; the others are all said once before any is said again, since both
# the encoder and the parser remember what they have read.
_ENDING = {"plan_followup", "retaliate_withdraw", "ultimatum"}
_GOODBYES = ("bye", "see you", "next time", "come back", "next week")

# The three stories that `rasa init` writes, and the rules' questions in between, in words of its own training data.
_STARTER = (
    "hello", "I am great", "are you a bot?", "good morning", "my day was horrible", "yes", "hey there", "so so perfect",
    "am I talking to a human?", "hi", "I don't feel very well", "not really", "good evening", "super stoked", "hey", "very sad",
    "that sounds good", "hello there", "wonderful", "bye", "good afternoon", "not very good", "no way", "see you later",
)  # fmt: skip


def trainee_replies() -> Iterator[str]:
    """Yield replies of all kinds, spread over the corpus, without end."""
    usable = [reply.text for reply in read_corpus() if _keeps_going(reply)]
    stride = next(step for step in (197, 199, 211) if len(usable) % step)  # a prime that visits every reply once a round
    position = 0
    while True:
        yield usable[position % len(usable)]
        position += stride


def starter_messages() -> Iterator[str]:
    """Yield the starter bot's stories again and again."""
    while True:
        yield from _STARTER


def _keeps_going(reply: CorpusReply) -> bool:
    codes = {thought.code for thought in reply.thoughts}
    return not codes & _ENDING and not any(word in reply.text.lower() for word in _GOODBYES)
