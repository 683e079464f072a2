"""`dyad score` and `dyad rescore` as an educator uses them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from dyad.cli import main
from tests.scoring.test_transcript import WRITTEN, stored

pytestmark = pytest.mark.slow


def run(*arguments: str, typed: str | None = None) -> str:
    """Run the command and return what it printed."""
    result = CliRunner().invoke(main, list(arguments), input=typed)
    return result.output + str(result.exception if result.exit_code else "")


def test_a_line_is_explained_thought_by_thought() -> None:
    out = run(
        "score",
        "I won't raise it, and I'll ring you on Thursday with the result.",
        "--case-type",
        "P3",
        "--line",
        "So you refuse?",
    )
    assert "warm_limit +4 (counts double with this patient)" in out and "Next likely:" in out and "strong" in out


def test_without_a_reply_it_asks_until_nothing_is_typed() -> None:
    assert "open_question" in run("score", typed="Tell me more about the nights.\n\n")


def test_a_transcript_is_scored_reply_by_reply(tmp_path: Path) -> None:
    (tmp_path / "visit.txt").write_text(WRITTEN, encoding="utf-8")
    out = run("score", "--transcript", str(tmp_path / "visit.txt"))
    assert "1. P: So you're refusing to treat me?" in out and "2. P: Well?" in out


def test_an_unknown_case_type_is_named_with_those_that_are_known() -> None:
    assert "Known types: P1" in run("score", "Hello.", "--case-type", "P99")


def test_rescore_shows_what_moved_in_exported_visits(tmp_path: Path) -> None:
    (tmp_path / "visits.jsonl").write_text(
        stored(reply="I'm sorry, we left your refill unsigned. I've signed it now."), encoding="utf-8"
    )
    out = run("rescore", "--visits", str(tmp_path / "visits.jsonl"))
    assert "v1 reply 1: -2 straining ->" in out and "+own_mistake_repair" in out and "1 replies scored again, 1 moved." in out
