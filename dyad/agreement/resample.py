"""A table of ratings goes in; a 95% interval comes out, by drawing its visits again with a fixed seed.

What a visit adds to kappa or alpha is a small matrix, so a draw is a sum of matrices and a thousand draws are one product.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from dyad.agreement.tables import Pattern, Table

Batch = npt.NDArray[np.float64]  # one matrix, or one number, a draw

RESAMPLES = 1000
SEED = 20260101  # fixed, so that the same ratings always give the same interval
PERCENTILES = (2.5, 97.5)


def interval(
    table: Table, categories: int, statistic: Callable[[Batch], Batch], *, pairs: bool
) -> tuple[float | None, float | None]:
    """Return the interval, or (None, None) with fewer than two visits; draws in which all ratings are alike are left out."""
    visits = len(table.counts)
    if visits < 2:
        return None, None
    rows, times = np.unique(table.counts, axis=0, return_counts=True)  # visits alike in everything are drawn together
    drawn = np.random.default_rng(SEED).multinomial(visits, times / visits, size=RESAMPLES).astype(np.float64)
    adds = np.array([_adds(pattern, categories, pairs=pairs) for pattern in table.patterns])
    found = statistic(np.tensordot(drawn @ rows, adds, axes=1))
    known = found[np.isfinite(found)]
    if not known.size:
        return None, None
    low, high = np.percentile(known, PERCENTILES)
    return float(low), float(high)


def _adds(pattern: Pattern, categories: int, *, pairs: bool) -> Batch:
    """Return what one thing adds: a cell of the confusion matrix, or its share of the coincidence matrix."""
    found = np.zeros((categories, categories))
    if pairs:
        found[pattern] = 1
        return found
    for i, first in enumerate(pattern):
        for j, second in enumerate(pattern):
            if i != j:
                found[first, second] += 1 / (len(pattern) - 1)
    return found


def kappas(confusion: Batch, ordinal: bool) -> Batch:
    """Return Cohen's kappa of each confusion matrix, with quadratic weights if the categories are ordered."""
    k = confusion.shape[-1]
    places = np.arange(k)
    apart = (places[:, None] - places[None, :]) ** 2 if ordinal else 1 - np.eye(k)
    expected = confusion.sum(2)[:, :, None] * confusion.sum(1)[:, None, :] / confusion.sum((1, 2))[:, None, None]
    return _one_minus((confusion * apart).sum((1, 2)), (expected * apart).sum((1, 2)))


def alphas(coincidence: Batch, ordinal: bool) -> Batch:
    """Return Krippendorff's alpha of each coincidence matrix."""
    totals = coincidence.sum(2)
    n = totals.sum(1)[:, None, None]
    if ordinal:
        middle = np.cumsum(totals, axis=1) - totals / 2
        apart = (middle[:, :, None] - middle[:, None, :]) ** 2
    else:
        apart = np.broadcast_to(1 - np.eye(totals.shape[1]), coincidence.shape)
    expected = totals[:, :, None] * totals[:, None, :] / (n - 1)
    return _one_minus((coincidence * apart).sum((1, 2)), (expected * apart).sum((1, 2)))


def _one_minus(observed: Batch, expected: Batch) -> Batch:
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Batch = 1 - observed / expected
    return found
