"""Measures whether the same reply earns the same codes however it is spelt and phrased: second language, dialect, dyslexic, lower case.

`.venv/bin/python -m bench.validity.fairness`; the pairs were written without sight of the training text and are never trained on.
"""

from __future__ import annotations

import json

import numpy as np

from bench.validity.figures import HERE, interval, met, table, write
from dyad.scoring.rubric import load_rubric
from dyad.scoring.score import TurnContext
from dyad.scoring.scorer import ReplyScorer

WAYS = ("second_language", "dialect", "dyslexic", "lower_case")


def report(scorer: ReplyScorer) -> list[str]:
    """Return the page's lines: for each way, how often codes, points and band are those of the fluent reply."""
    same: dict[str, list[tuple[bool, bool, int]]] = {way: [] for way in WAYS}
    rubric = load_rubric()
    for line in (HERE / "fairness.jsonl").read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        context = TurnContext(item["case_type"], item["patient"], tuple(item["tags"]))
        fluent = scorer.score(item["fluent"], context)
        for way in WAYS:
            other = scorer.score(item[way], context)
            same[way].append(
                (
                    set(other.code_names()) == set(fluent.code_names()),
                    other.band == fluent.band,
                    rubric.rank(other.band) - rubric.rank(fluent.band),
                )
            )
    rows = []
    for way, found in [*same.items(), ("all", [row for rows in same.values() for row in rows])]:
        codes = np.array([row[0] for row in found])
        rows.append(
            (
                way.replace("_", " "), len(found), f"{codes.mean():.3f}", interval(lambda drawn, c=codes: float(c[drawn].mean()), len(codes)),
                f"{np.mean([row[1] for row in found]):.3f}", f"{np.mean([row[2] for row in found]):+.3f}", met(float(codes.mean()), 0.95),
            )
        )  # fmt: skip
    return [
        "# The same reply in other words",
        "",
        "Each reply against its fluent twin. The last figure is the mean step of the band: below 0 the writer is worse off for the wording.",
        "",
        *table(("way", "pairs", "same codes", "95% interval", "same band", "band steps", "target"), rows),
    ]


def main() -> None:
    """Print the page and write it."""
    write("fairness", report(ReplyScorer.load()))


if __name__ == "__main__":
    main()
