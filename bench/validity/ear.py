"""Measures the ear on wording that nobody wrote for training: single utterances and whole messages with two or three things in them.

`.venv/bin/python -m bench.validity.ear` needs a trained models/dyad.tar.gz; reads tests/nlu_test.yml and tests/ear_test.yml.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

import yaml

from bench.validity.bot import load_agent
from bench.validity.figures import write

ROOT = Path(__file__).resolve().parents[2]
HEARD_FROM = 0.3


async def measure() -> list[str]:
    """Return the table's rows."""
    agent = load_agent()
    right, third, unsure, total, confused = 0, 0, 0, 0, Counter[tuple[str, str]]()
    for item in yaml.safe_load((ROOT / "tests" / "nlu_test.yml").read_text(encoding="utf-8"))["nlu"]:
        for row in item["examples"].splitlines():
            if not row.startswith("- "):
                continue
            parsed = await agent.parse_message(row[2:])
            ranking = [entry["name"] for entry in parsed["intent_ranking"] if entry["name"] != "nlu_fallback"]
            total += 1
            right += ranking[0] == item["intent"]
            third += item["intent"] in ranking[:3]
            unsure += parsed["intent"]["name"] == "nlu_fallback"
            if ranking[0] != item["intent"]:
                confused[item["intent"], ranking[0]] += 1
    wanted = met = extra = 0
    for item in yaml.safe_load((ROOT / "tests" / "ear_test.yml").read_text(encoding="utf-8")):
        heard = {h["intent"] for h in (await agent.parse_message(item["message"]))["heard"] if h["confidence"] >= HEARD_FROM}
        wanted += len(item["hears"])
        met += len(heard & set(item["hears"]))
        extra += len(heard - set(item["hears"]))
    return [
        "# The ear on unseen wording",
        "",
        f"{total} utterances: heard right {right / total:.3f}, among the first three {third / total:.3f}, fallback {unsure / total:.3f}.",
        f"{wanted} things in longer messages: taken up {met / wanted:.3f}, others heard {extra}.",
        "",
        "Most often confused: " + ", ".join(f"{a} as {b} ({n})" for (a, b), n in confused.most_common(12)),
    ]


def main() -> None:
    """Print the table and write it beside this script."""
    write("ear", asyncio.run(measure()))


if __name__ == "__main__":
    main()
