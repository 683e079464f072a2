"""Measures the reply scorer on coded replies it never learnt from: per code, by sign and by band.

`.venv/bin/python bench/validity/codes.py FILE.jsonl` with one {"id", "case_type", "patient", "tags", "reply", "codes"} a line. The coders of
the project's coded replies were language models, not clinicians: agreement here is agreement with them.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
from sklearn.metrics import cohen_kappa_score

from dyad.scoring.rubric import load_rubric
from dyad.scoring.score import CodedThought, TurnContext, TurnScore, score_turn
from dyad.scoring.scorer import ReplyScorer


def sign(points: int) -> str:
    """Name a turn building, neutral or damaging."""
    return "building" if points > 0 else "damaging" if points < 0 else "neutral"


def main() -> None:
    """Print the table and write it beside this script."""
    items = [json.loads(line) for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines() if line.strip()]
    scorer, rubric = ReplyScorer.load(), load_rubric()
    contexts = [TurnContext(item["case_type"], item["patient"], tuple(item["tags"])) for item in items]
    guessed: list[TurnScore] = [scorer.score(item["reply"], context) for item, context in zip(items, contexts, strict=True)]
    wanted = [
        score_turn([CodedThought(code, "", 0, 0, "") for code in item["codes"]], context)
        for item, context in zip(items, contexts, strict=True)
    ]
    names = list(rubric.codes)
    gold = np.array([[name in item["codes"] for name in names] for item in items])
    guess = np.array([[name in score.code_names() for name in names] for score in guessed])
    hits, extra, lost = (gold & guess).sum(0), (~gold & guess).sum(0), (gold & ~guess).sum(0)
    per = 2 * hits / np.maximum(2 * hits + extra + lost, 1)
    seen = gold.sum(0) > 0
    ranks = [(rubric.rank(g.band), rubric.rank(w.band)) for g, w in zip(guessed, wanted, strict=True)]
    rows = [
        f"{len(items)} replies, {int(gold.sum())} codes",
        f"macro-F1 over {int(seen.sum())} codes {per[seen].mean():.3f}",
        f"micro-F1 {2 * hits.sum() / (2 * hits + extra + lost).sum():.3f}",
        f"sign right {np.mean([sign(g.points) == sign(w.points) for g, w in zip(guessed, wanted, strict=True)]):.3f}",
        f"band within one step {np.mean([abs(a - b) <= 1 for a, b in ranks]):.3f}",
        f"quadratic kappa of bands {cohen_kappa_score(*zip(*ranks, strict=True), weights='quadratic'):.3f}",
        f"thoughts left to the educator {sum(len(g.abstained) for g in guessed)}",
        "",
        "| code | replies | F1 | extra | lost |",
        "| --- | --- | --- | --- | --- |",
        *(f"| {names[i]} | {gold[:, i].sum()} | {per[i]:.2f} | {extra[i]} | {lost[i]} |" for i in np.argsort(per)),
    ]
    (Path(__file__).parent / "codes.md").write_text("\n".join(rows) + "\n", encoding="utf-8")
    sys.stdout.write("\n".join(rows) + "\n")


if __name__ == "__main__":
    main()
