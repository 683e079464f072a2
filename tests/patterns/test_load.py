"""Patterns are data: a new one needs a file and no Python, and a bad one is refused with its place."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from dyad.patterns import PATTERNS_FOLDER, PatternError, load_pattern, load_patterns
from dyad.scoring.classifier import beside
from dyad.scoring.score import TurnContext


def copy_of(folder: Path, **changes: object) -> Path:
    """Write P2 and C2a and P8, which it names, into a folder, P2 with some things changed."""
    for name in ("P2", "P8", "C2a", "C2b", "P9", "P7", "C3"):
        raw = yaml.safe_load((PATTERNS_FOLDER / f"{name}.yml").read_text(encoding="utf-8"))
        (folder / f"{name}.yml").write_text(yaml.safe_dump(raw | (changes if name == "P2" else {})), encoding="utf-8")
    return folder


def test_the_fourteen_are_there_in_the_order_of_the_brief() -> None:
    assert list(load_patterns()) == [*(f"P{n}" for n in range(1, 11)), "C1", "C2a", "C2b", "C3"]


def test_only_the_flirting_pattern_is_opt_in() -> None:
    assert [pattern.id for pattern in load_patterns().values() if pattern.opt_in] == ["P6"]  # brief 5.1


def test_a_new_pattern_is_scored_in_the_place_of_the_one_it_is_like(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = copy_of(tmp_path)
    raw = yaml.safe_load((folder / "P2.yml").read_text(encoding="utf-8")) | {"id": "P11", "like": "P2", "name": "Teasing"}
    (folder / "P11.yml").write_text(yaml.safe_dump(raw), encoding="utf-8")
    patterns = load_patterns(folder)
    monkeypatch.setattr("dyad.scoring.classifier.load_pattern", patterns.__getitem__)
    new, old = (beside(TurnContext(name, "", ("request",))) for name in ("P11", "P2"))
    assert new.tolist() == old.tolist()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"id": "P3"}, "patterns/P2.yml, id: is P3"),
        ({"mood": "low"}, "'mood' was unexpected"),
        ({"neighbours": ["P77"]}, "names P77, which is no pattern"),
        ({"pace": {"trust_up": 3}}, "patterns/P2.yml, pace.trust_up"),
        ({"key": []}, "patterns/P2.yml, key"),
    ],
)
def test_a_bad_file_is_refused_with_its_place(tmp_path: Path, changes: dict[str, object], words: str) -> None:
    with pytest.raises(PatternError, match=words):
        load_patterns(copy_of(tmp_path, **changes))


def test_an_empty_folder_and_an_unknown_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PatternError, match="there is no pattern file"):
        load_patterns(tmp_path)
    with pytest.raises(PatternError, match="Known: P1, P2"):
        load_pattern("P99")
