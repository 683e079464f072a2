"""A written transcript and a stored visit become scored replies, each in the context of the visit so far."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dyad.scoring.score import NOT_UNDERSTOOD, TurnContext, TurnScore
from dyad.scoring.shown import show_moved, show_score
from dyad.scoring.transcript import BadTranscript, Exchange, read_transcript, read_visits, score_exchanges
from tests.toys import FixedScorer

WRITTEN = """
# a remark
case: P3
P [attack affect]: So you're refusing to treat me?
T: I won't prescribe it. You sound scared of tonight.
P: Well?
T: Fine.
"""


def stored(**changes: Any) -> str:
    """Return a stored visit of one reply, which earned `siding` when it was made."""
    score = FixedScorer("siding").score("She was wrong.", TurnContext("P3")).as_dict()
    turn = {"patient": "Well?", "tags": [], "reply": "She was wrong.", "score": score, "understood": True, **changes}
    return json.dumps({"visit": "v1", "case_type": "P3", "turns": [turn]})


def test_a_transcript_is_read_with_tags_and_remarks() -> None:
    assert read_transcript(WRITTEN) == (
        "P3",
        [
            Exchange(
                "So you're refusing to treat me?", ("attack", "affect"), "I won't prescribe it. You sound scared of tonight."
            ),
            Exchange("Well?", (), "Fine."),
        ],
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("P: Well?", "line 1: begin with 'case: TYPE'. Known types: P1"),
        ("case: P77", "line 1: begin with 'case: TYPE'"),
        ("case: P3\nT: Hello.", "line 2: a reply before the patient has said anything"),
        ("case: P3\nP [kindly]: Well?", "line 2: unknown tags kindly. Known: affect"),
        ("case: P3\nQ: Well?", "line 2: 'Q: Well?' is not of the form"),
        ("case: P3\nP: Well?", "The transcript holds no reply"),
    ],
)
def test_a_bad_transcript_is_named_with_its_line(text: str, message: str) -> None:
    with pytest.raises(BadTranscript) as caught:
        read_transcript(text)
    assert message in str(caught.value)


def test_earlier_codes_count_in_later_replies() -> None:
    scored = list(score_exchanges(FixedScorer("affirmation"), "P3", [Exchange("Well?", (), f"reply {n}") for n in range(3)]))
    assert [s.score.points for s in scored] == [1, 1, 0]  # the third affirmation of a visit earns nothing (3.3)
    assert scored[2].context.turn == 3 and scored[2].context.earlier == (("affirmation",), ("affirmation",))


def test_danger_put_off_in_one_reply_is_due_in_the_next() -> None:
    exchanges = [Exchange("I'd rather not wake up.", ("risk",), "I want to come back to that."), Exchange("Well?", (), "So.")]
    assert [s.context.parked for s in score_exchanges(FixedScorer(), "P10", exchanges)] == [False, True]


def test_a_reply_the_patient_did_not_understand_stays_unscored() -> None:
    (scored,) = score_exchanges(FixedScorer("siding"), "P3", [Exchange("Well?", (), "xq", understood=False)])
    assert scored.score.unscored_because == NOT_UNDERSTOOD


def test_a_stored_visit_that_scores_the_same_shows_nothing() -> None:
    (visit,) = read_visits([stored(), ""])
    assert list(show_moved(visit, score_exchanges(FixedScorer("siding"), visit.case_type, visit.exchanges))) == []


def test_what_moved_is_shown_with_bands_and_codes() -> None:
    (visit,) = read_visits([stored()])
    (line,) = show_moved(visit, score_exchanges(FixedScorer("warm_limit"), visit.case_type, visit.exchanges))
    assert line == "v1 reply 1: -2 straining -> +4 strong, -siding +warm_limit"  # warm_limit is +2, doubled in P3


@pytest.mark.parametrize("line", ["{", "{}", '{"visit": 1, "case_type": "P3", "turns": [{}]}'])
def test_a_line_that_is_no_visit_is_named(line: str) -> None:
    with pytest.raises(BadTranscript, match="line 1: no visit as `manage.py export_visits` writes it"):
        list(read_visits([line]))


def test_an_unscored_reply_says_why() -> None:
    assert list(show_score("xq", TurnScore(unscored_because="No English."))) == ["  not scored: No English."]


def test_a_shown_score_ends_with_its_sum() -> None:
    score = FixedScorer("siding").score("She was wrong.", TurnContext("P3"))
    assert list(show_score("She was wrong.", score))[-1] == "  = -2, straining"
