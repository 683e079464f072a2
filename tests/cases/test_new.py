"""A new pack is a form that can be played at once and says what is left to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from dyad.cases import CaseError, load_case
from dyad.cases.check import check_case
from dyad.cases.new import write_new
from dyad.cases.unwritten import to_write
from dyad.patterns import PatternError, load_patterns
from tests.toys import PlayedVisit


@pytest.mark.parametrize("case_type", list(load_patterns()))
def test_a_new_pack_of_every_pattern_loads_and_lacks_nothing_but_words(tmp_path: Path, case_type: str) -> None:
    write_new("ten-past-nine", case_type, "Marguerite Osei", tmp_path)
    complaints = check_case("ten-past-nine", tmp_path)
    assert complaints
    assert [complaint for complaint in complaints if "still to write" not in complaint] == []


def test_a_new_pack_can_be_played_to_its_end(tmp_path: Path) -> None:
    write_new("ten-past-nine", "P3", "Marguerite Osei", tmp_path)
    visit = PlayedVisit(load_case("ten-past-nine", tmp_path))
    visit.says("warm_limit", ask=["ask_sleep"])
    assert "ask_sleep" in visit.turns[-1].line
    assert visit.ends().ended


@pytest.mark.parametrize(("slug", "words"), [("Ten", "is no slug"), ("ten", "is no slug"), ("../x-y", "is no slug")])
def test_a_slug_that_is_none_is_refused_with_an_example(tmp_path: Path, slug: str, words: str) -> None:
    with pytest.raises(CaseError, match=words):
        write_new(slug, "P3", "Marguerite Osei", tmp_path)


def test_nothing_is_written_over(tmp_path: Path) -> None:
    write_new("ten-past-nine", "P3", "Marguerite Osei", tmp_path)
    with pytest.raises(CaseError, match="exists already"):
        write_new("ten-past-nine", "P3", "Marguerite Osei", tmp_path)


def test_an_unknown_pattern_leaves_no_folder_behind(tmp_path: Path) -> None:
    with pytest.raises(PatternError, match="Known: P1"):
        write_new("ten-past-nine", "P99", "Marguerite Osei", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_places_left_to_write_are_named() -> None:
    content = {"beats": [{"text": "Hello."}, {"text": "WRITE: a test"}], "title": "WRITE: a title"}
    assert list(to_write(content)) == ["beats[1].text", "title"]


def test_a_line_just_written_is_played_without_a_restart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = write_new("ten-past-nine", "P3", "Marguerite Osei", tmp_path)
    monkeypatch.setattr("dyad.cases.load.LIVE", True)
    before = load_case("ten-past-nine", tmp_path)
    file = home / "lines.yml"
    file.write_text(file.read_text(encoding="utf-8").replace("WRITE: first words (1)", "Good morning."), encoding="utf-8")
    assert before.opening[0].text.startswith("WRITE")
    assert load_case("ten-past-nine", tmp_path).opening[0].text == "Good morning."
