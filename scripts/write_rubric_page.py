"""Writes docs/rubric.md from dyad/scoring/rubric.yml, so that educators read exactly the numbers that score."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from dyad.patterns import load_patterns

ROOT = Path(__file__).resolve().parents[1]
RUBRIC = ROOT / "dyad/scoring/rubric.yml"
PAGE = ROOT / "docs/rubric.md"

HEAD = """# The rubric for one reply

Written from `dyad/scoring/rubric.yml` by `make docs`; change it there. Rubric version {version}.

Not validated. Formative use only: it is for learning, not for progression decisions. The numbers are starting proposals and were not yet reviewed by
a clinician. An educator's judgement goes before all of them.

A reply is split into thoughts. Each thought earns at most one code, with the words that earned it. The turn's points are the sum of its
codes' weights, each code counted once, from {lowest} to {highest:+d}. Where the model is not sure enough it abstains and leaves the thought to the educator; a reply the
patient did not understand gets no score at all, which is not 0.
"""


def page(rubric: dict[str, Any]) -> str:
    """Return the page as Markdown."""
    limits = {name: item["number"] for name, item in rubric["limits"].items()}
    parts = [
        HEAD.format(version=rubric["version"], lowest=limits["lowest"], highest=limits["highest"]),
        "## Weights\n",
        _table(["class", "weight", "why"], [[k, _signed(c["weight"]), c["reason"]] for k, c in rubric["classes"].items()]),
        "## Limits\n",
        _table(["limit", "number", "why"], [[_plain(k), str(i["number"]), i["reason"]] for k, i in rubric["limits"].items()]),
        "## Bands\n",
        _table(["band", "from", "what it says"], [[b["name"], _signed(b["from"]), b["reason"]] for b in rubric["bands"]]),
        f"A reply that both breaches and builds is shown as mixed and is at most {rubric['mixed']['at_most']}; the breach is what the patient takes home.\n",
        "A critical code makes the band rupture whatever else the reply holds.\n",
    ]
    for kind in rubric["classes"]:
        codes = {name: code for name, code in rubric["codes"].items() if code["class"] == kind}
        parts += [f"## Codes: {kind}\n", _table(["code", "counts", "does not count"], [_code(*item) for item in codes.items()])]
    parts += [
        "## What counts double, by case type\n",
        f"{rubric['doubling']['reason']} Factor {rubric['doubling']['factor']}.\n",
        _table(
            ["case type", "builds double", "harms double"],
            [[k, _list(sorted(p.key)), _list(sorted(p.worst))] for k, p in load_patterns().items()],
        ),
        "## What then counts nothing\n",
        _table(["code", "when", "case types", "why"], [_exception(c) for c in (*rubric["contraindicated"], *_of_patterns())]),
        "## Codes earned by silence\n",
        _table(
            ["code", "the patient's line is tagged", "any of these takes it up"],
            [[f"`{name}`", o["tag"], _list(o["met_by"])] for name, o in rubric["omissions"].items()],
        ),
    ]
    return "\n".join(parts)


def _code(name: str, code: dict[str, str]) -> list[str]:
    return [f"`{name}`", code["means"], code["not"]]


def _exception(rule: dict[str, Any]) -> list[str]:
    return [f"`{rule['code']}`", _plain(rule["when"]), ", ".join(rule.get("case_types", ["all"])), rule["reason"]]


def _of_patterns() -> list[dict[str, Any]]:
    return [{**c, "case_types": [name]} for name, pattern in load_patterns().items() for c in pattern.counts_nothing]


def _signed(number: int) -> str:
    return f"{number:+d}" if number else "0"


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _list(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(yaml.safe_load(RUBRIC.read_text(encoding="utf-8"))), encoding="utf-8")
    print(f"wrote {PAGE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
