"""What all validity measures share: F1, agreement, bootstrap intervals, tables and plots; seeds are fixed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

HERE = Path(__file__).parent
RESULTS = HERE / "results"
Counts = NDArray[np.int64]


def f1(gold: NDArray[np.bool_], guess: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the F1 of each column of two tables of the same shape; a column that neither has is 0."""
    hits = (gold & guess).sum(0)
    result: NDArray[np.float64] = 2 * hits / np.maximum(gold.sum(0) + guess.sum(0), 1)
    return result


def code_table(replies: Iterable[Collection[str]], names: Sequence[str]) -> NDArray[np.bool_]:
    """Return which of the named codes each reply has, shape (replies, names)."""
    return np.array([[name in codes for name in names] for codes in replies])


def micro_f1(gold: NDArray[np.bool_], guess: NDArray[np.bool_]) -> float:
    """Return the F1 of all cells together."""
    return float(2 * (gold & guess).sum() / max(1, gold.sum() + guess.sum()))


def class_f1(gold: Sequence[str], guess: Sequence[str], names: Sequence[str]) -> NDArray[np.float64]:
    """Return the F1 of each class where every item has exactly one."""
    return f1(np.array([[g == n for n in names] for g in gold]), np.array([[g == n for n in names] for g in guess]))


def interval(measure: Callable[[NDArray[np.int64]], float], items: int, rounds: int = 1000) -> str:
    """Return the 95% bootstrap interval of a measure over items, drawn with replacement."""
    random = np.random.default_rng(7)
    drawn = [measure(random.integers(0, items, items)) for _ in range(rounds)]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return f"{low:.2f} to {high:.2f}"


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    """Return the lines of a Markdown table."""
    return [
        f"| {' | '.join(head)} |",
        f"| {' | '.join('---' for _ in head)} |",
        *(f"| {' | '.join(map(str, row))} |" for row in rows),
    ]


def met(value: float, target: float, *, below: bool = False) -> str:
    """Say whether a figure meets its target."""
    return f"{'at most' if below else 'at least'} {target:g}: {'met' if (value <= target if below else value >= target) else 'missed'}"


def write(name: str, lines: Sequence[str]) -> None:
    """Write a result page and print it."""
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines) + "\n")


def plot(name: str, draw: Callable[[object], None]) -> None:
    """Let `draw` fill one pair of axes and save it as SVG, the same bytes on every run."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "dyad"
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(6, 4), layout="constrained")
    draw(axes)
    RESULTS.mkdir(exist_ok=True)
    figure.savefig(RESULTS / f"{name}.svg", metadata={"Date": None})
    pyplot.close(figure)
