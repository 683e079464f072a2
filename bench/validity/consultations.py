"""Puts what real doctors asked in mock consultations to four of the patients: how often is it not understood, and do the answers fit?

`.venv/bin/python -m bench.validity.consultations FILE.jsonl` with primock57 consultations (CC BY 4.0, Babylon Health 2022), {"turns": [{"speaker",
"text"}]} a line. Needs models/dyad.tar.gz. `--sheet OUT.tsv` draws 200 questions with their answers, seed fixed, for a person to mark; the
marks of the last sheet stand in consultations-fit.tsv beside this script, the answers by number only, and are counted in the page.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from random import Random

import numpy as np

from bench.validity.bot import heard, load_agent
from bench.validity.figures import HERE, interval, met, table, write
from dyad.cases import load_case
from dyad.language.utterances import split_utterances
from dyad.patient import Heard, start_visit, take_turn
from dyad.patient.ear import asks
from dyad.patient.rules import load_rules
from dyad.scoring.scorer import ReplyScorer

CASES = ("the-seven-forty", "two-flights-up", "blue-notebook", "column-f")
SHEET = HERE / "consultations-fit.tsv"
_MARKS = re.compile(r"</?UNSURE>|<[A-Z_]+/?>")
_REQUEST = re.compile(r"\b(can|could|would|will) (you|i)\b|\b(tell me|show me|describe|explain|let me)\b", re.IGNORECASE)


def questions(file: Path) -> Iterator[str]:
    """Yield the doctors' turns that ask or request something, without the transcribers' marks."""
    rules = load_rules()
    for line in file.read_text(encoding="utf-8").splitlines():
        for turn in json.loads(line)["turns"]:
            said = " ".join(_MARKS.sub(" ", turn["text"]).split())
            if turn["speaker"] != "doctor" or len(said.split()) < 2:
                continue
            if (
                "?" in said
                or _REQUEST.search(said)
                or any(asks(piece, rules) and len(piece.split()) > 5 for piece in split_utterances(said))
            ):
                yield said


async def put(said: list[str]) -> list[dict[str, object]]:
    """Return what each patient made of each question, at the first turn of a visit."""
    agent, scorer = load_agent(), ReplyScorer.load()
    cases = [load_case(slug) for slug in CASES]
    rows: list[dict[str, object]] = []
    for number, text in enumerate(said):
        pieces = [Heard(piece["text"], piece["intent"], piece["confidence"]) for piece in await heard(agent, text[:2000])]
        for case in cases:
            state, _ = start_visit(case)
            _, turn = take_turn(case, state, pieces, scorer.score(text[:2000], state.context(case)))
            rows.append(
                {
                    "number": number,
                    "case": case.slug,
                    "asked": text,
                    "answer": turn.line,
                    "topics": turn.topics,
                    "understood": turn.understood and not any(line.startswith("not_understood") for line in turn.line_ids),
                }
            )
    return rows


def report(rows: list[dict[str, object]]) -> list[str]:
    """Return the page's lines."""
    lost = np.array([not row["understood"] for row in rows])
    bare = np.array([not row["topics"] for row in rows])
    each = [
        (
            slug,
            f"{np.mean([not r['understood'] for r in rows if r['case'] == slug]):.3f}",
            f"{np.mean([not r['topics'] for r in rows if r['case'] == slug]):.3f}",
        )
        for slug in CASES
    ]
    lines = [
        "# What doctors asked in mock consultations",
        "",
        f"{len(rows) // len(CASES)} turns of primock57 that ask or request something, each put to {len(CASES)} patients as the first reply of a visit.",
        f"Not understood: {lost.mean():.3f} (95% interval {interval(lambda drawn: float(lost[drawn].mean()), len(lost), 400)}; {met(float(lost.mean()), 0.05, below=True)}). "
        f"Taken up by no topic, so that the patient goes on with their own: {bare.mean():.3f}.",
        "",
        *table(("patient", "not understood", "no topic"), each),
    ]  # fmt: skip
    if SHEET.is_file():
        marks = [row["fits"] == "yes" for row in csv.DictReader(SHEET.open(encoding="utf-8"), delimiter="\t")]
        found = np.array(marks)
        lines += [
            "",
            f"Of {len(marks)} answers drawn at random and marked by hand, {found.mean():.3f} fit what was asked "
            f"(95% interval {interval(lambda drawn: float(found[drawn].mean()), len(found))}; {met(float(found.mean()), 0.85)}).",
        ]
    return lines


def main() -> None:
    """Print the page, write it, and draw a sheet if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--sheet", type=Path)
    options = parser.parse_args()
    rows = asyncio.run(put(list(questions(options.file))))
    if options.sheet:
        with options.sheet.open("w", encoding="utf-8", newline="") as out:
            sheet = csv.DictWriter(out, ["number", "case", "topics", "asked", "answer"], delimiter="\t", extrasaction="ignore")
            sheet.writeheader()
            for row in Random(57).sample(rows, 200):
                sheet.writerow({**row, "topics": " ".join(row["topics"])})  # type: ignore[arg-type]
    write("consultations", report(rows))


if __name__ == "__main__":
    main()
