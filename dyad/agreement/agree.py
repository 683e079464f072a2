"""A table of ratings goes in; one figure comes out: a kappa for two raters, Krippendorff's alpha for more, with its interval.

Cohen's weighted kappa (Cohen 1968, quadratic weights) and Krippendorff's alpha (Krippendorff 2011) come from scikit-learn and
from the krippendorff package. The interval is a percentile bootstrap over visits, in which turns of one visit stay together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import krippendorff
import numpy as np
import numpy.typing as npt
from sklearn.metrics import cohen_kappa_score

from dyad.agreement.resample import Batch, alphas, interval, kappas
from dyad.agreement.tables import Table

WEIGHTED_KAPPA, KAPPA, ALPHA = "weighted kappa", "kappa", "Krippendorff's alpha"
Totals = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Agreement:
    """How far raters agree on one thing: 1 is full agreement, 0 what chance would give.

    Attributes:
        n: how many things (visits for a domain, turns for a code) two or more raters rated.
        visits: in how many visits they lie.
        value: None where it cannot be worked out: fewer than two things were rated twice, or all ratings are alike.
        low, high: a 95% interval; None with fewer than two visits.
    """

    measure: str
    n: int
    visits: int
    value: float | None = None
    low: float | None = None
    high: float | None = None


def agree(table: Table, categories: int, *, ordinal: bool) -> Agreement:
    """Work out the agreement on one domain (ordinal levels) or one code (given or not)."""
    totals: Totals = table.counts.sum(axis=0)
    many = any(len(pattern) > 2 for pattern in table.patterns)
    measure = ALPHA if many else WEIGHTED_KAPPA if ordinal else KAPPA
    n, visits = int(totals.sum()), len(table.counts)
    used = {value for pattern, count in zip(table.patterns, totals, strict=True) if count for value in pattern}
    if n < 2 or len(used) < 2:
        return Agreement(measure, n, visits)
    value = (_alpha if many else _kappa)(table, totals, categories, ordinal)
    statistic: Callable[[Batch], Batch] = (lambda b: alphas(b, ordinal)) if many else (lambda b: kappas(b, ordinal))
    low, high = interval(table, categories, statistic, pairs=not many)
    return Agreement(measure, n, visits, value, low, high)


def _kappa(table: Table, totals: Totals, categories: int, ordinal: bool) -> float:
    first, second = zip(*table.patterns, strict=True)
    weights = "quadratic" if ordinal else None
    return float(cohen_kappa_score(first, second, labels=list(range(categories)), weights=weights, sample_weight=totals))


def _alpha(table: Table, totals: Totals, categories: int, ordinal: bool) -> float:
    counts = np.array([[pattern.count(value) for value in range(categories)] for pattern in table.patterns])
    level = "ordinal" if ordinal else "nominal"
    return float(krippendorff.alpha(value_counts=np.repeat(counts, totals, axis=0), level_of_measurement=level))
