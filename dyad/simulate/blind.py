"""Simulated visits go in; transcripts without labels in random order come out, and the key apart, for judges (R16, R21)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from random import Random

from dyad.cases import load_case
from dyad.simulate.play import SimulatedTurn

QUESTION = """Read the transcript and write down, before you look at any key:
1. Is this mainly a pattern that the patient brought along, or a fair reaction to something real?
2. If a pattern: which of these? {patterns}
3. Is the patient's thanks or anger fair: yes or no?
4. How far has the visit come: opening, first tests, peak, turn, close?
"""


def write_blind(visits: Sequence[list[SimulatedTurn]], folder: Path, *, seed: int = 0) -> int:
    """Write one numbered text for each visit, `questions.txt`, and `key.jsonl`; return how many.

    Args:
        folder: must be empty or new, so that no older transcript mixes in.

    Raises:
        FileExistsError: the folder holds something.
    """
    from dyad.patterns import load_patterns

    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty; name a new folder, so that old transcripts do not mix in.")
    order = Random(seed).sample(list(visits), len(visits))
    names = "; ".join(f"{pattern.id} {pattern.name.lower()}" for pattern in load_patterns().values() if not pattern.control)
    (folder / "questions.txt").write_text(QUESTION.format(patterns=names), encoding="utf-8")
    with (folder / "key.jsonl").open("w", encoding="utf-8") as key:
        for number, visit in enumerate(order, start=1):
            (folder / f"{number:03}.txt").write_text(transcript(visit), encoding="utf-8")
            key.write(json.dumps(_answer(number, visit)) + "\n")
    return len(order)


def transcript(visit: Sequence[SimulatedTurn]) -> str:
    """Return the chart and the words of a visit, and nothing that tells what it is."""
    sheet = load_case(visit[0].case, variant=visit[0].variant).sheet
    rows = [sheet["setting"], *(f"{entry['heading']}: {entry['text']}" for entry in sheet["chart"]), ""]
    for turn in visit:
        rows += [f"Clinician: {turn.reply}"] if turn.reply else []
        rows.append(f"Patient: {turn.line}")
    return "\n".join(rows) + "\n"


def _answer(number: int, visit: Sequence[SimulatedTurn]) -> dict[str, object]:
    case = load_case(visit[0].case)
    return {
        "transcript": f"{number:03}",
        "case": case.slug,
        "pattern": case.case_type,
        "control": case.is_control,
        "fair": case.is_control,
        "stage": visit[-1].stage,
        "trainee": visit[0].trainee,
        "ended": visit[-1].ended,
    }
