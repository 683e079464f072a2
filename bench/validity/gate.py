"""Fails if the scorer has become worse: macro or micro F1 more than 0.01 below what stands in baseline.json.

`.venv/bin/python -m bench.validity.gate [--coded FILE.jsonl] [--write]` measures on the scenes of the corpus that are never trained on, and on a
file of coded replies where there is one. `--write` makes today's figures the baseline, which belongs in the same commit as the change.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from bench.validity.codes import compare, figures
from bench.validity.figures import HERE, code_table, f1, micro_f1
from dyad.scoring.classifier import SPOKEN
from dyad.scoring.corpus import read_corpus
from dyad.scoring.score import TurnContext
from dyad.scoring.scorer import ReplyScorer
from tuning.examples import held_out

BASELINE = HERE / "baseline.json"
LEEWAY = 0.01


def on_held_out_scenes(scorer: ReplyScorer) -> dict[str, float]:
    """Return the figures on the corpus's own held-out scenes, omissions left out."""
    replies = [reply for reply in read_corpus() if held_out(reply.line)]
    gold = code_table(({thought.code for thought in reply.thoughts} for reply in replies), SPOKEN[:-1])
    found = (scorer.score(r.text, TurnContext(r.case_type, r.line, r.tags, meant=True)).code_names() for r in replies)
    guess = code_table(found, SPOKEN[:-1])
    return {"macro-F1": float(f1(gold, guess).mean()), "micro-F1": micro_f1(gold, guess)}


def main() -> None:
    """Measure, compare, and say which figure fell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--coded", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    scorer = ReplyScorer.load()
    measured = {"held-out scenes": on_held_out_scenes(scorer)}
    if options.coded:
        whole = figures(compare(options.coded, scorer))
        measured["coded replies"] = {name: whole[name] for name in ("macro-F1", "micro-F1")}
    known = json.loads(BASELINE.read_text(encoding="utf-8")) if BASELINE.is_file() else {}
    fallen = []
    for name, values in measured.items():
        for figure, value in values.items():
            before = known.get(name, {}).get(figure, 0.0)
            print(f"{name}: {figure} {value:.3f} (baseline {before:.3f})")
            if value < before - LEEWAY:
                fallen.append(f"{figure} on {name}")
    if options.write:
        rounded = {name: {figure: round(value, 4) for figure, value in values.items()} for name, values in measured.items()}
        BASELINE.write_text(json.dumps({**known, **rounded}, indent=2) + "\n", encoding="utf-8")
    elif fallen:
        sys.exit(
            f"validity: {', '.join(fallen)} fell by more than {LEEWAY}. Mend the change, or say in the commit why it is worth it and run this with --write."
        )


if __name__ == "__main__":
    main()
