"""Proves that the same reply gets the same score: again, in another order, in another process, with 1 and 2 threads, on other processors.

`.venv/bin/python -m bench.validity.sameness` scores 10,000 replies several ways and compares one digest of all scores. `--emulate N` also
scores N replies under qemu-user as processors without VNNI and without AVX-512 (`qemu-x86_64` must be installed).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
from random import Random

from bench.validity.figures import table, write
from dyad.scoring.corpus import read_corpus
from dyad.scoring.score import TurnContext
from dyad.scoring.scorer import ReplyScorer

PROCESSORS = {"Haswell": "AVX2, no AVX-512, no VNNI", "Nehalem": "SSE4.2 only"}


def lines_to_score(number: int) -> list[tuple[str, TurnContext]]:
    """Return that many replies: the corpus's, each against its own line, then against other lines."""
    replies, random, found = read_corpus(), Random(11), []
    while len(found) < number:
        shift = random.randrange(len(replies)) if found else 0
        for i, reply in enumerate(replies[: number - len(found)]):
            other = replies[(i + shift) % len(replies)]
            found.append((reply.text, TurnContext(other.case_type, other.line, other.tags)))
    return found


def digests(number: int, *, backwards: bool) -> tuple[str, str]:
    """Return two digests of the scores of that many replies: codes, points and bands; and everything, confidences included."""
    items = lines_to_score(number)
    scorer = ReplyScorer.load()
    order = range(len(items) - 1, -1, -1) if backwards else range(len(items))
    scores = {i: scorer.score(*items[i]) for i in order}
    codes = [(score.code_names(), score.points, score.band, score.help) for _, score in sorted(scores.items())]
    whole = [json.dumps(score.as_dict(), sort_keys=True) for _, score in sorted(scores.items())]
    return hashlib.sha256(repr(codes).encode()).hexdigest(), hashlib.sha256("\n".join(whole).encode()).hexdigest()


def _compared(found: tuple[str, str], wanted: tuple[str, str]) -> tuple[str, str]:
    codes, whole = ("the same" if a == b else "DIFFERENT" for a, b in zip(found, wanted, strict=True))
    return codes, whole


def _elsewhere(number: int, *, backwards: bool = False, threads: int = 1, processor: str | None = None) -> tuple[str, str]:
    """Return the digests of another process."""
    settings = {
        **os.environ,
        "OMP_NUM_THREADS": str(threads),
        "OPENBLAS_NUM_THREADS": str(threads),
        "PYTHONHASHSEED": str(threads),
    }
    command = [sys.executable, "-m", "bench.validity.sameness", "--digest", str(number), *(["--backwards"] if backwards else [])]
    if processor:
        command = ["qemu-x86_64", "-cpu", processor, os.path.realpath(sys.executable), *command[1:]]
        settings |= {"PYTHONPATH": os.pathsep.join([".", *sys.path[1:]]), "OPENBLAS_CORETYPE": "Nehalem"}
    done = subprocess.run(command, env=settings, check=True, capture_output=True, text=True)
    codes, whole = done.stdout.split()[-2:]
    return codes, whole


def main() -> None:
    """Compare, print and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=10_000)
    parser.add_argument("--emulate", type=int, default=0, metavar="N")
    parser.add_argument("--digest", type=int)
    parser.add_argument("--backwards", action="store_true")
    options = parser.parse_args()
    if options.digest:
        print(*digests(options.digest, backwards=options.backwards))
        return
    n = options.number
    first = _elsewhere(n)
    ways = {
        "the other way round, another process": _elsewhere(n, backwards=True),
        "two threads for the arithmetic library": _elsewhere(n, threads=2),
    }
    rows = [(way, n, *_compared(found, first)) for way, found in ways.items()]
    if options.emulate and shutil.which("qemu-x86_64"):
        here = _elsewhere(options.emulate)
        for processor, what in PROCESSORS.items():
            found = _elsewhere(options.emulate, processor=processor)
            rows.append((f"emulated {processor} ({what})", options.emulate, *_compared(found, here)))
    write(
        "sameness",
        [
            "# The same reply, the same score",
            "",
            *table(("scored", "replies", "codes, points, bands", "confidences to two places too"), rows),
        ],
    )
    if any(row[2] != "the same" for row in rows):
        raise SystemExit("sameness: scores differ; see the table.")


if __name__ == "__main__":
    main()
