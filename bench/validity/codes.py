"""Measures the reply scorer on coded replies it never learnt from: per code, by sign and by band, with intervals and a risk-coverage curve.

`.venv/bin/python -m bench.validity.codes FILE.jsonl` with one {"id", "case_type", "patient", "tags", "reply", "codes"} a line. The coders of the
project's coded replies were language models, not clinicians: agreement here is agreement with them.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import cohen_kappa_score

from bench.validity.figures import code_table, f1, interval, met, micro_f1, plot, table, write
from dyad.scoring.rubric import load_rubric
from dyad.scoring.score import CodedThought, TurnContext, TurnScore, score_turn
from dyad.scoring.scorer import ReplyScorer

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Compared:
    """The coded replies, what the scorer made of each, and what their coders' codes would score."""

    items: list[dict[str, Any]]
    guessed: list[TurnScore]
    wanted: list[TurnScore]

    @property
    def tables(self) -> tuple[Bools, Bools]:
        """Gold and guess, shape (replies, codes)."""
        names = list(load_rubric().codes)
        gold = code_table((item["codes"] for item in self.items), names)
        return gold, code_table((score.code_names() for score in self.guessed), names)

    @property
    def ranks(self) -> NDArray[np.int64]:
        """Bands of guess and gold as numbers 0 to 4, shape (replies, 2)."""
        rank = load_rubric().rank
        return np.array([(rank(g.band), rank(w.band)) for g, w in zip(self.guessed, self.wanted, strict=True)])

    @property
    def signs_right(self) -> Bools:
        """For each reply, whether it was rightly called building, neutral or mixed, or damaging."""
        return np.array([sign(g) == sign(w) for g, w in zip(self.guessed, self.wanted, strict=True)])


def sign(score: TurnScore) -> str:
    """Name a turn building, damaging, or neutral or mixed."""
    if score.mixed or not score.points:
        return "neutral or mixed"
    return "building" if score.points > 0 else "damaging"


def compare(file: Path, scorer: ReplyScorer) -> Compared:
    """Score the coded replies of a file."""
    items = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    contexts = [TurnContext(item["case_type"], item["patient"], tuple(item["tags"])) for item in items]
    guessed = [scorer.score(item["reply"], context) for item, context in zip(items, contexts, strict=True)]
    wanted = [
        score_turn([CodedThought(code, "", 0, 0, "") for code in item["codes"]], context)
        for item, context in zip(items, contexts, strict=True)
    ]
    return Compared(items, guessed, wanted)


def figures(compared: Compared) -> dict[str, float]:
    """Return the figures that have a target."""
    gold, guess = compared.tables
    seen, ranks = gold.sum(0) > 0, compared.ranks
    return {
        "macro-F1": float(f1(gold, guess)[seen].mean()),
        "micro-F1": micro_f1(gold, guess),
        "lowest F1 of a code": float(f1(gold, guess)[seen].min()),
        "sign of the turn right": float(compared.signs_right.mean()),
        "band within one step": float((abs(ranks[:, 0] - ranks[:, 1]) <= 1).mean()),
        "quadratic kappa of bands": float(cohen_kappa_score(ranks[:, 0], ranks[:, 1], weights="quadratic")),
    }


TARGETS = {
    "macro-F1": 0.75, "micro-F1": 0.78, "lowest F1 of a code": 0.40, "sign of the turn right": 0.90, "band within one step": 0.90,
    "quadratic kappa of bands": 0.70,
}  # fmt: skip


def _risk_coverage(compared: Compared) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return, from the surest code to the least sure, the share of codes given so far and how many of them were wrong."""
    rows = sorted(
        ((c.confidence, c.code in item["codes"]) for item, score in zip(compared.items, compared.guessed, strict=True) for c in score.codes if c.words),
        key=lambda row: -row[0],
    )  # fmt: skip
    wrong = np.cumsum([not right for _, right in rows])
    count = np.arange(1, len(rows) + 1)
    return count / len(rows), wrong / count


def _calibration(compared: Compared) -> list[tuple[str, int, str]]:
    rows = [
        (c.confidence, c.code in item["codes"])
        for item, s in zip(compared.items, compared.guessed, strict=True)
        for c in s.codes
        if c.words
    ]
    bins = [(low, low + 0.1) for low in np.arange(0.2, 1.0, 0.1)]
    found = [
        (f"{low:.1f} to {high:.1f}", [right for sure, right in rows if low <= sure < high + (high > 0.99)]) for low, high in bins
    ]
    return [(name, len(rights), f"{np.mean(rights):.2f}") for name, rights in found if rights]


def report(compared: Compared) -> list[str]:
    """Return the page's lines and draw the plots."""
    gold, guess = compared.tables
    names, per = list(load_rubric().codes), f1(gold, guess)
    ranks, n = compared.ranks, len(compared.items)

    def resampled(rows: NDArray[np.int64]) -> float:
        seen = gold[rows].sum(0) > 0
        return float(f1(gold[rows], guess[rows])[seen].mean())

    intervals = {
        "macro-F1": interval(resampled, n),
        "micro-F1": interval(lambda rows: micro_f1(gold[rows], guess[rows]), n),
        "sign of the turn right": interval(lambda rows: float(compared.signs_right[rows].mean()), n),
        "band within one step": interval(lambda rows: float((abs(ranks[rows, 0] - ranks[rows, 1]) <= 1).mean()), n),
        "quadratic kappa of bands": interval(
            lambda rows: float(cohen_kappa_score(ranks[rows, 0], ranks[rows, 1], weights="quadratic")), n
        ),
    }
    coverage, risk = _risk_coverage(compared)

    def draw_risk(axes: Any) -> None:
        axes.plot(coverage, risk, color="black")
        axes.set(
            xlabel="share of the codes given, surest first",
            ylabel="share of them that the coders did not give",
            ylim=(0, 0.5),
            title="Risk and coverage",
        )

    def draw_codes(axes: Any) -> None:
        order = np.argsort(per)
        axes.figure.set_size_inches(6, 8)
        axes.barh([names[i].replace("_", " ") for i in order], per[order], color="0.4")
        axes.axvline(0.4, color="black", linestyle=":")
        axes.set(xlabel="F1", xlim=(0, 1), title="Each code")
        axes.tick_params(labelsize=7)

    plot("codes-risk", draw_risk)
    plot("codes-each", draw_codes)
    hits, extra, lost = (gold & guess).sum(0), (~gold & guess).sum(0), (gold & ~guess).sum(0)
    return [
        "# Reply codes on coded replies that were never trained on",
        "",
        f"{n} replies with {int(gold.sum())} codes; {sum(len(g.abstained) for g in compared.guessed)} thoughts left to the educator.",
        "",
        *table(
            ("figure", "value", "95% interval", "target"),
            [(k, f"{v:.3f}", intervals.get(k, ""), met(v, TARGETS[k])) for k, v in figures(compared).items()],
        ),
        "",
        *table(("code", "replies", "F1", "extra", "lost"), [(names[i], gold[:, i].sum(), f"{per[i]:.2f}", extra[i], lost[i]) for i in np.argsort(per)]),
        "",
        "How often codes of a given confidence are the coders' too (of " + str(int(hits.sum() + extra.sum())) + "):",
        "",
        *table(("confidence", "codes", "right"), _calibration(compared)),
    ]  # fmt: skip


def main() -> None:
    """Print the page and write it."""
    write("codes", report(compare(Path(sys.argv[1]), ReplyScorer.load())))


if __name__ == "__main__":
    main()
