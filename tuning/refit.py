"""The corpus as it is now and the committed encoder go in; code heads fitted to it come out, held near those that were tuned with the encoder.

For corrections of some hundred replies, which need no new encoder: `.venv/bin/python -m tuning.refit FOLDER` writes FOLDER/heads.npz and a copy of
the encoder, for `tuning.finish`. Some ten minutes on two cores; the same corpus gives the same heads. What was encoded stays in FOLDER/features.npz
for another try; empty the folder when the corpus has changed.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from dyad.language.encoder import WEIGHTS, shared_encoder
from dyad.scoring.classifier import reply_row, thought_rows
from dyad.scoring.corpus import read_corpus
from dyad.scoring.scorer import HEADS
from tuning.examples import BARE, Rows, add_coded, add_distress

NEAR = 3e-3  # how strongly a head is held to where tuning left it, per weight and example; chosen on the held-out scenes
STEPS = 120
Matrix = NDArray[np.float64]


def features(arrays: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Return one row a thought and one row a reply, as the product computes them."""
    thoughts, replies = [], []
    for i in range(len(arrays["version"])):
        ids = arrays["ids"][arrays["id_at"][i] : arrays["id_at"][i + 1]]
        first = int(arrays["first"][i])
        hidden = shared_encoder()._hidden(list(ids), [0] * first + [1] * (len(ids) - first))
        at = slice(arrays["span_at"][i], arrays["span_at"][i + 1])
        thoughts.append(thought_rows(hidden, first, arrays["spans"][at].astype(np.int64), arrays["form"][at], arrays["known"][i]))
        replies.append(reply_row(hidden, first, arrays["known"][i]))
    return np.concatenate(thoughts), np.stack(replies)


def fit(rows: np.ndarray, start: np.ndarray, loss: object) -> np.ndarray:
    """Return the head that fits best near `start`; its last row is the bias."""
    x = np.hstack([rows, np.ones((len(rows), 1), np.float32)]).astype(np.float64)
    at = start.astype(np.float64)

    def cost(flat: Matrix) -> tuple[float, Matrix]:
        head = flat.reshape(at.shape)
        value, slope = loss(x @ head)  # type: ignore[operator]
        away = head - at
        return value + NEAR * float((away**2).sum()), (x.T @ slope + 2 * NEAR * away).ravel()

    found = minimize(cost, at.ravel(), jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    print(f"cost {cost(at.ravel())[0]:.4f} -> {found.fun:.4f} in {found.nit} steps")
    return np.asarray(found.x.reshape(at.shape), np.float32)


def one_of(labels: np.ndarray) -> object:
    """Return the mean cross entropy of one label a row, with its slope."""

    def loss(scores: Matrix) -> tuple[float, Matrix]:
        odds = np.exp(scores - scores.max(1, keepdims=True))
        odds /= odds.sum(1, keepdims=True)
        mine = np.arange(len(labels)), labels
        value = float(-np.log(odds[mine] + 1e-12).mean())
        odds[mine] -= 1
        return value, odds / len(labels)

    return loss


def each_of(wanted: np.ndarray, judged: np.ndarray) -> object:
    """Return the mean cross entropy of every code by itself where somebody judged it, with its slope."""

    def loss(scores: Matrix) -> tuple[float, Matrix]:
        odds = 1 / (1 + np.exp(-scores))
        costs = -(wanted * np.log(odds + 1e-12) + (1 - wanted) * np.log(1 - odds + 1e-12))
        return float((costs * judged).sum() / len(scores)), (odds - wanted) * judged / len(scores)

    return loss


def main() -> None:
    """Fit and write."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    rows, replies = Rows(), read_corpus()
    for reply in replies:
        add_coded(rows, reply)
    add_distress(rows, replies)
    arrays = rows.arrays()
    taught = ~arrays["held"] & (arrays["version"] < BARE - 1)  # as written, and roughened once
    chosen = {name: arrays[name] for name in ("ids", "spans", "form")}
    ends = {"id_at": arrays["id_at"], "span_at": arrays["span_at"]}
    keep = np.flatnonzero(taught)
    spans = np.concatenate([np.arange(ends["span_at"][i], ends["span_at"][i + 1]) for i in keep])
    ids = np.concatenate([np.arange(ends["id_at"][i], ends["id_at"][i + 1]) for i in keep])
    small = {
        **{name: arrays[name][keep] for name in ("first", "known", "wanted", "judged", "version")},
        "ids": chosen["ids"][ids], "spans": chosen["spans"][spans], "form": chosen["form"][spans],
        "id_at": np.concatenate([[0], np.cumsum([ends["id_at"][i + 1] - ends["id_at"][i] for i in keep])]),
        "span_at": np.concatenate([[0], np.cumsum([ends["span_at"][i + 1] - ends["span_at"][i] for i in keep])]),
    }  # fmt: skip
    kept = folder / "features.npz"
    if not kept.is_file():
        found = features(small)
        np.savez(kept, thoughts=found[0], whole=found[1])
    thoughts, whole = (np.load(kept)[name] for name in ("thoughts", "whole"))
    labels = arrays["labels"][spans]
    spoken = labels >= 0
    old = np.load(HEADS, allow_pickle=False)
    np.savez(
        folder / "heads.npz",
        thought_head=fit(thoughts[spoken], old["thought_head"], one_of(labels[spoken])),
        reply_head=fit(whole, old["reply_head"], each_of(small["wanted"], small["judged"])),
    )
    shutil.copy(WEIGHTS, folder / "encoder.onnx")


if __name__ == "__main__":
    main()
