"""Samples go in; figures with their targets, and a table of them, come out."""

from __future__ import annotations

import os
import platform
import statistics
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

Figure = dict[str, Any]


class Samples:
    """What was measured, by what and by whom."""

    def __init__(self) -> None:
        self._values: defaultdict[tuple[str, str], list[float]] = defaultdict(list)

    def add(self, what: str, bot: str, value: float) -> None:
        """Keep one measurement."""
        self._values[what, bot].append(value)

    def median(self, what: str, bot: str) -> float:
        """Return the median of one kind."""
        return statistics.median(self._values[what, bot])

    def summary(self, what: str, bot: str) -> dict[str, float]:
        """Return number, median, 95th percentile (nearest rank), least and most."""
        values = sorted(self._values[what, bot])
        rank = max(0, -(-95 * len(values) // 100) - 1)
        return {
            "n": len(values),
            "median": round(statistics.median(values), 2),
            "p95": round(values[rank], 2),
            "min": round(values[0], 2),
            "max": round(values[-1], 2),
        }


def figures(samples: Samples, turns: Sequence[int], *, web: bool) -> dict[str, Any]:
    """Return every figure of both bots, the ratio of their medians, and whether the target of the speed issue is met."""
    rows = [_row(samples, f"turn {t}", f"a message at turn {t}", "ms", at_most=1.0) for t in turns]
    rows.append(_row(samples, "all turns", "a message, all turns", "ms"))
    rows.append(_row(samples, "work", "processor time a message, all turns", "ms"))
    rows.append(_row(samples, "rate", "messages a second, 16 at once", "1/s"))
    rows.append(_row(samples, "at once", "a message, 16 at once", "ms"))
    processes = "bot, action server and web app" if web else "bot and action server (no web app here)"
    rows.append(_row(samples, "memory", f"memory after 50 turns: {processes}", "MB", at_most=1.0))
    rows.append(_row(samples, "start", "start-up until it answers", "s"))
    rows.append(_row(samples, "training", "training from nothing", "s", at_most=1.0))
    growth = {
        bot: round(samples.median(f"turn {turns[-1]}", bot) / samples.median(f"turn {turns[0]}", bot), 2)
        for bot in ("dyad", "starter")
    }
    return {
        "machine": {"cores": os.cpu_count(), "python": platform.python_version()},
        "figures": rows,
        "growth": {"what": f"turn {turns[-1]} over turn {turns[0]}", **growth, "at_most": 1.5, "met": growth["dyad"] <= 1.5},
    }


def _row(samples: Samples, what: str, label: str, unit: str, at_most: float | None = None) -> Figure:
    dyad, starter = samples.summary(what, "dyad"), samples.summary(what, "starter")
    ratio = round(dyad["median"] / starter["median"], 2)
    return {
        "what": label,
        "unit": unit,
        "dyad": dyad,
        "starter": starter,
        "ratio": ratio,
        "at_most": at_most,
        "met": None if at_most is None else ratio <= at_most,
    }


def as_markdown(found: dict[str, Any]) -> str:
    """Return the figures as a page."""
    machine, growth = found["machine"], found["growth"]
    lines = [
        "# Dyad's bot beside Rasa's starter bot",
        "",
        f"Made by `make bench` on {machine['cores']} cores with Python {machine['python']}: median (95th percentile; least to most), both bots",
        "over HTTP in one go, asked in turns. Ratio: Dyad's median over the starter bot's.",
        "",
        "| what | Dyad | starter bot | ratio | target | |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for row in found["figures"]:
        target = f"at most {row['at_most']:g}" if row["at_most"] is not None else ""
        cells = (
            row["what"],
            _cell(row["dyad"], row["unit"]),
            _cell(row["starter"], row["unit"]),
            f"{row['ratio']:.2f}",
            target,
            _verdict(row["met"]),
        )
        lines.append("| " + " | ".join(cells) + " |")
    lines.append(
        f"| {growth['what']} | {growth['dyad']:.2f} | {growth['starter']:.2f} | | Dyad at most {growth['at_most']:g} | {_verdict(growth['met'])} |"
    )
    if found.get("quick"):
        lines += ["", "A quick run: too few samples to quote."]
    return "\n".join(lines) + "\n"


def _cell(summary: dict[str, float], unit: str) -> str:
    digits = 1 if unit in ("s", "1/s") else 0
    spread = f"{summary['min']:.{digits}f} to {summary['max']:.{digits}f}"
    if summary["n"] == 1:
        return f"{summary['median']:.{digits}f} {unit}"
    return f"{summary['median']:.{digits}f} {unit} (p95 {summary['p95']:.{digits}f}; {spread}; n={summary['n']:.0f})"


def _verdict(met: bool | None) -> str:
    return "" if met is None else "met" if met else "missed"
