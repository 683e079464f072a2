"""The scorer: each thought at most one code with its words, the unsure left to the educator, omissions added."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from dyad.language.thoughts import Thought
from dyad.scoring import TurnContext
from dyad.scoring.classifier import CODES, SPOKEN, ModelMissing, Reading, ReplyClassifier
from dyad.scoring.decide import Thresholds
from dyad.scoring.scorer import HEADS, ReplyScorer, load_thresholds

WORDS = {"sorry": "own_mistake_repair", "what": "open_question", "fine": "premature_reassurance"}


class ByWord(ReplyClassifier):
    """Reads by a five-word vocabulary; 'perhaps' makes it unsure, 'me' sounds like the trainee's own distress, 'dose' passes feelings over."""

    def __init__(self) -> None:
        pass

    def knows(self, reply: str) -> bool:
        """Know every word."""
        return any(char.isalpha() for char in reply)

    def read(self, reply: str, thoughts: Sequence[Thought], context: TurnContext) -> Reading:
        """Look each thought's words up."""
        odds = np.stack([self._odds(thought.text.lower()) for thought in thoughts])
        whole = np.array([odds[:, SPOKEN.index(code)].max() if code in SPOKEN else 0.0 for code in CODES], dtype=np.float32)
        whole[CODES.index("ignore_affect")] = 0.9 if "dose" in reply else 0.1
        return Reading(odds, whole, 0.9 if "me" in reply.split() else 0.1)

    def _odds(self, text: str) -> NDArray[np.float32]:
        row = np.zeros(len(SPOKEN), dtype=np.float32)
        code = next((code for word, code in WORDS.items() if word in text), "none")
        row[SPOKEN.index(code)] = 0.3 if "perhaps" in text else 0.9
        row[SPOKEN.index("lecturing")] = 0.05
        return row


@pytest.fixture
def scorer() -> ReplyScorer:
    """A scorer without a trained model."""
    return ReplyScorer(ByWord(), Thresholds(mix=0.5, code=0.5, doubt=0.2))


@pytest.fixture(scope="session")
def trained() -> ReplyScorer:
    """The scorer with the tuned encoder and heads."""
    return ReplyScorer.load()


def test_each_thought_earns_its_code_with_its_words_and_their_place(scorer: ReplyScorer) -> None:
    reply = "I'm sorry about the inbox. What happened then?"
    score = scorer.score(reply, TurnContext("C2a"))
    assert [(c.code, reply[c.start : c.end]) for c in score.codes] == [
        ("own_mistake_repair", "I'm sorry about the inbox."),
        ("open_question", "What happened then?"),
    ]
    assert score.points == 4  # own_mistake_repair 2x2 in C2a, open_question 1: 5, limited to 4
    assert all(coded.words == reply[coded.start : coded.end] for coded in score.codes)


def test_an_unsure_thought_is_left_to_the_educator(scorer: ReplyScorer) -> None:
    score = scorer.score("Perhaps you will be fine.", TurnContext("P3"))
    assert (score.codes, score.abstained, score.points) == ((), ("Perhaps you will be fine.",), 0)


def test_a_code_says_how_it_was_heard_and_what_came_next(scorer: ReplyScorer) -> None:
    (coded,) = scorer.score("You will be fine.", TurnContext("P3")).codes
    assert coded.because.startswith("Heard as: comfort before the worry is heard") and "lecturing (5%)" in coded.because


def test_an_omission_is_added_to_what_was_said(scorer: ReplyScorer) -> None:
    score = scorer.score("What dose is it?", TurnContext("P3", "My wife died.", ("affect",)))
    assert score.code_names() == ("open_question", "ignore_affect")


@pytest.mark.parametrize("reply", ["", "   ", "\x00\x00", "🙂🙂", "...", "\u200b"])
def test_a_reply_without_words_has_no_score(scorer: ReplyScorer, reply: str) -> None:
    score = scorer.score(reply, TurnContext("P3", "I'd rather not wake up.", ("risk", "affect")))
    assert (score.scored, score.codes) == (False, ())


def test_a_null_byte_changes_nothing(scorer: ReplyScorer) -> None:
    context = TurnContext("C2a")
    assert scorer.score("I'm so\x00rry.", context) == scorer.score("I'm sorry.", context)


def test_missing_heads_are_named_with_what_would_do(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="tuning/tune.sh"):
        ReplyScorer.load(tmp_path / "heads.npz")


def test_heads_fitted_for_other_codes_are_refused(tmp_path: Path) -> None:
    arrays = dict(np.load(HEADS, allow_pickle=False))
    names = json.loads(str(arrays["names"])) | {"codes": ["kindness"]}
    np.savez(tmp_path / "heads.npz", **{**arrays, "names": np.array(json.dumps(names))})
    with pytest.raises(ModelMissing, match="other codes than rubric.yml"):
        ReplyScorer.load(tmp_path / "heads.npz")


def test_the_shipped_thresholds_lie_between_nothing_and_certainty() -> None:
    thresholds = load_thresholds()
    assert 0 < thresholds.doubt < thresholds.code < 1 and 0 < thresholds.distress < 1 and 0 < thresholds.omission < 1


def test_own_distress_is_not_scored_and_asks_for_help(scorer: ReplyScorer) -> None:
    score = scorer.score("what about me", TurnContext("P3"))
    assert (score.help, score.scored, score.codes) == (True, False, ())


def test_words_that_were_meant_for_the_patient_are_scored(scorer: ReplyScorer) -> None:
    score = scorer.score("what about me", TurnContext("P3", meant=True))
    assert (score.help, score.code_names()) == (False, ("open_question",))


# --- with the trained heads ------------------------------------------------------------------------------------------

OBVIOUS = [
    ("P2", "And if I don't take it?", "If you won't take it, I can't see you any more.", "ultimatum"),
    (
        "P3",
        "I need more diazepam, my last doctor gave me it.",
        "Okay, just this once, I'll give you two more boxes.",
        "capitulation",
    ),
    (
        "C2a",
        "Nobody signed my refill.",
        "That was our mistake, we left it unsigned, and I'm sorry. I'm signing it now.",
        "own_mistake_repair",
    ),
    ("C2a", "Did anyone read my chart?", "You seem to see your father in every doctor.", "premature_interpretation"),
    ("P1", "You're the only one who gets it.", "I promise you I will always be here for you.", "false_promise"),
    ("P10", "I'd rather not wake up.", "Are you having thoughts of killing yourself?", "risk_inquiry"),
    ("P8", "It made me dizzy.", "When did the dizziness start, and how bad is it?", "side_effect_inquiry"),
    ("P1", "I take it every day.", "Most people miss a few doses. How many did you miss this week?", "adherence_inquiry"),
    ("P2", "You're all the same.", "You're furious with me, and I'd rather hear it than have you swallow it.", "tolerate_anger"),
    ("P8", "Another pill.", "What would taking this every day say about you?", "explore_meaning"),
    ("P6", "You look lovely today. Coffee after this?", "Careful, you'll make me blush. Coffee sounds nice.", "flirting_back"),
    ("P4", "Just tell me what to do.", "How many milligrams do you take?", "closed_question"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("case_type", "line", "reply", "code"), OBVIOUS)
def test_an_obvious_sentence_earns_its_code(trained: ReplyScorer, case_type: str, line: str, reply: str, code: str) -> None:
    assert code in trained.score(reply, TurnContext(case_type, line)).code_names()


@pytest.mark.slow
def test_the_same_reply_scores_the_same_in_any_order(trained: ReplyScorer) -> None:
    def scores(rows: Sequence[tuple[str, str, str, str]]) -> list[object]:
        return [trained.score(reply, TurnContext(case_type, line)) for case_type, line, reply, _ in rows]

    assert scores(OBVIOUS) == scores(OBVIOUS[::-1])[::-1] == scores(OBVIOUS)


@pytest.mark.slow
@pytest.mark.parametrize("reply", ["xkcd qwrt zzzp", "Wie haben Sie in letzter Zeit geschlafen?", "asdf jkl asdf"])
def test_keys_hit_at_random_and_another_language_get_no_number(trained: ReplyScorer, reply: str) -> None:
    assert not trained.score(reply, TurnContext("P3", "Well?", ("risk",))).scored


@pytest.mark.slow
def test_spelling_and_case_do_not_turn_a_repair_into_harm(trained: ReplyScorer) -> None:
    context = TurnContext("C2a", "Nobody signed my refill.")
    assert trained.score("that was our mistake we left it unsigned, im sorry", context).points > 0


@pytest.mark.slow
@pytest.mark.parametrize("reply", ["I understand, I hear you, I validate you.", "Okay.", "Hello."])
def test_generic_warmth_is_not_paid_for(trained: ReplyScorer, reply: str) -> None:
    assert trained.score(reply, TurnContext("P3", "I have a list and I need all of it.")).points <= 0
