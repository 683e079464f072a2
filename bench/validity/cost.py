"""Times the scorer on replies of about 40 words beside one spaCy pass on the same texts in the same run; one core, one process.

`.venv/bin/python -m bench.validity.cost`
"""

from __future__ import annotations

import os
import resource
import statistics
import time

from bench.validity.figures import met, table, write

if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def main() -> None:
    """Time, print and write the page."""
    began = time.perf_counter()
    from dyad.scoring.score import TurnContext
    from dyad.scoring.scorer import ReplyScorer

    scorer = ReplyScorer.load()
    scorer.score("How have you been?", TurnContext("C1", "Hello."))
    load_s = time.perf_counter() - began
    memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    from dyad.language.thoughts import shared_nlp
    from dyad.scoring.corpus import read_corpus

    replies = [reply for reply in read_corpus() if 36 <= len(reply.text.split()) <= 44][:200]
    nlp, scoring, parsing = shared_nlp(), [], []
    for reply in replies:
        start = time.perf_counter()
        scorer.score(reply.text, TurnContext(reply.case_type, reply.line, reply.tags))
        scoring.append(1000 * (time.perf_counter() - start))
        start = time.perf_counter()
        nlp(reply.text)
        parsing.append(1000 * (time.perf_counter() - start))
    median = statistics.median(scoring)
    rows = [
        ("one reply scored, median ms", f"{median:.1f}", met(median, 25, below=True)),
        ("one reply scored, p95 ms", f"{statistics.quantiles(scoring, n=20)[-1]:.1f}", ""),
        ("the same reply parsed by spaCy alone, median ms", f"{statistics.median(parsing):.1f}", ""),
        ("ratio of the medians", f"{median / statistics.median(parsing):.2f}", ""),
        ("imports, load and first score, s", f"{load_s:.1f}", met(load_s, 3, below=True)),
        ("highest memory after it, MB", f"{memory_mb:.0f}", met(memory_mb, 350, below=True)),
    ]
    write(
        "cost",
        [
            "# What scoring costs",
            "",
            f"{len(replies)} replies of 36 to 44 words, on one core.",
            "",
            *table(("figure", "value", "target"), rows),
        ],
    )


if __name__ == "__main__":
    main()
