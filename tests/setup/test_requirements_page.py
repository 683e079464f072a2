"""docs/requirements.md leaves out no requirement and names only tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROWS = re.findall(r"^\| (R\d\d) \| (.+?) \| (.+) \|$", (ROOT / "docs/requirements.md").read_text(encoding="utf-8"), re.MULTILINE)


def test_all_forty_eight_have_a_row_in_order() -> None:
    assert [number for number, _, _ in ROWS] == [f"R{n:02}" for n in range(1, 49)]


def test_every_row_names_a_test_that_exists() -> None:
    written = {
        name
        for file in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", file.read_text(encoding="utf-8"), re.MULTILINE)
    }
    named = {number: re.findall(r"`(test_\w+)`", tests) for number, _, tests in ROWS}
    assert [number for number, tests in named.items() if not tests] == []
    assert {test for tests in named.values() for test in tests} - written == set()
