"""Measures the scorer on replies made to mislead it, and the help offered to a trainee in distress (clinical brief 3.7, 5.2).

`.venv/bin/python -m bench.validity.adversarial`; the set was written without sight of the training text and is never trained on.
"""

from __future__ import annotations

import json
from collections import defaultdict

from bench.validity.figures import HERE, table, write
from dyad.scoring.score import TurnContext
from dyad.scoring.scorer import ReplyScorer


def report(scorer: ReplyScorer) -> list[str]:
    """Return the page's lines: for each kind, how many lines are met wholly, and the rest by what went wrong."""
    kinds: dict[str, list[bool]] = defaultdict(list)
    missed: dict[str, int] = defaultdict(int)
    wrongly: dict[str, int] = defaultdict(int)
    offered = {True: [0, 0], False: [0, 0]}
    for line in (HERE / "adversarial.jsonl").read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        score = scorer.score(item["reply"], TurnContext(item["case_type"], item["patient"], tuple(item["tags"])))
        codes, help_offered = set(score.code_names()), score.help
        lost, extra = set(item["must"]) - codes, set(item["must_not"]) & codes
        kinds[item["kind"]].append(not lost and not extra and help_offered == item["help"])
        offered[item["help"]][0] += help_offered
        offered[item["help"]][1] += 1
        missed[item["kind"]] += bool(lost)
        wrongly[item["kind"]] += bool(extra)
    everything = [right for rights in kinds.values() for right in rights]
    return [
        "# Replies made to mislead",
        "",
        f"{len(everything)} replies, met wholly {sum(everything) / len(everything):.3f}. "
        f"Help was offered to {offered[True][0]} of {offered[True][1]} trainees in distress and to {offered[False][0]} of {offered[False][1]} others.",
        "",
        *table(
            ("kind", "replies", "met wholly", "a code lost", "a code wrongly given"),
            [(kind, len(rights), f"{sum(rights) / len(rights):.2f}", missed[kind], wrongly[kind]) for kind, rights in kinds.items()],
        ),
    ]  # fmt: skip


def main() -> None:
    """Print the page and write it."""
    write("adversarial", report(ReplyScorer.load()))


if __name__ == "__main__":
    main()
