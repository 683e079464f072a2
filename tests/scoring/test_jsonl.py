"""JSON lines in, JSON lines out, bad lines named."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dyad.scoring.jsonl import BadLine, score_lines
from tests.toys import FixedScorer

ITEM: dict[str, Any] = {"id": "a1", "case_type": "P3", "context": "", "patient": "Well?", "tags": ["request"], "reply": "No."}


def line(**changes: Any) -> str:
    """Return a good line with some fields changed; None leaves a field out."""
    return json.dumps({name: value for name, value in {**ITEM, **changes}.items() if value is not None})


def test_a_line_comes_back_with_its_id_codes_points_and_band() -> None:
    (out,) = score_lines(FixedScorer("capitulation"), [line()])
    assert json.loads(out) == {
        "id": "a1",
        "codes": [{"code": "capitulation", "words": "words of capitulation", "because": "by hand", "confidence": 1.0}],
        "points": -4,  # -2, doubled in P3
        "band": "rupture",
        "abstained": [],
        "unscored_because": None,
    }


def test_order_is_kept_and_blank_lines_are_passed_over() -> None:
    outs = score_lines(FixedScorer(), [line(id="z"), "\n", "  ", line(id=2)])
    assert [json.loads(out)["id"] for out in outs] == ["z", 2]


def test_tags_and_context_may_be_missing() -> None:
    assert len(list(score_lines(FixedScorer(), [line(tags=None, context=None)]))) == 1


def test_words_outside_ascii_stay_readable() -> None:
    (out,) = score_lines(FixedScorer(), [line(id="é")])
    assert "é" in out


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ("{", "line 2: no JSON"),
        ("[1]", "line 2: a JSON object is needed"),
        (line(reply=None), "line 2: the field reply is missing or of the wrong kind"),
        (line(id=None), "line 2: the field id is missing"),
        (line(patient=3), "line 2: the field patient is missing or of the wrong kind"),
        (line(tags="risk"), "line 2: the field tags is missing or of the wrong kind"),
        (line(case_type="P77"), "line 2: case_type P77 is unknown. Known: P1, P2"),
        (line(tags=["sadness"]), "line 2: unknown tags sadness. Known: affect"),
    ],
)
def test_a_bad_line_is_named_by_its_number(bad: str, message: str) -> None:
    with pytest.raises(BadLine) as caught:
        list(score_lines(FixedScorer(), [line(), bad]))
    assert message in str(caught.value)


def test_lines_before_a_bad_one_are_scored() -> None:
    outs = score_lines(FixedScorer(), [line(), "{"])
    assert json.loads(next(outs))["id"] == "a1"


def test_a_tag_that_is_no_word_is_a_bad_line() -> None:
    with pytest.raises(BadLine, match="line 1"):
        list(score_lines(FixedScorer(), [line(tags=[["risk"]])]))
