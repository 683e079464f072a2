"""Runs every measure of validity, one after the other: `.venv/bin/python -m bench.validity --data FOLDER` (or `make validity DATA=FOLDER`).

FOLDER holds coded-replies/dev.jsonl, miti-gold/, mts-dialog/ and primock57/consultations.dev.jsonl; a measure whose data are not there is
left out and said so. Each runs in a process of its own, and writes its page and plots to bench/validity/results.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path


def main() -> None:
    """Run all and fail if one failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--data", type=Path, default=Path("no-data"), help="folder of the sets that are not part of this repository"
    )
    parser.add_argument(
        "--emulate", type=int, default=40, help="replies to score on emulated processors as well, if qemu-user is there"
    )
    options = parser.parse_args()
    data: Path = options.data
    coded, consultations = data / "coded-replies" / "dev.jsonl", data / "primock57" / "consultations.dev.jsonl"
    runs: list[tuple[str, list[str], Path | None]] = [
        ("codes", [str(coded)], coded),
        ("adversarial", [], None),
        ("fairness", [], None),
        ("ear", [], None),
        ("public_sets", [str(data)], data / "miti-gold"),
        ("consultations", [str(consultations)], consultations),
        ("cost", [], None),
        ("sameness", ["--emulate", str(options.emulate)], None),
    ]
    failed = []
    for name, arguments, needs in runs:
        if needs is not None and not needs.exists():
            print(f"{name}: left out, {needs} is not there\n")
            continue
        if subprocess.run([sys.executable, "-m", f"bench.validity.{name}", *arguments], check=False).returncode:
            failed.append(name)
    if failed:
        sys.exit(f"validity: {', '.join(failed)} failed")


if __name__ == "__main__":
    main()
