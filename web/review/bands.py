"""A visit's replies go in; how many replies fell into each band comes out, as small labelled bars."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dyad.scoring.score import TurnScore
from web.review.models import VisitCard
from web.review.settling import BANDS

UNSCORED = "unscored"
ALL = (*BANDS, UNSCORED)
BAR_WIDTH = 60  # of a bar that holds every reply


@dataclass(frozen=True)
class Bar:
    """One band of a visit."""

    band: str
    count: int
    width: float


def bars(counts: Mapping[str, int]) -> list[Bar]:
    """Return a bar for each band that occurred, best first."""
    total = sum(counts.values())
    return [Bar(band, count, round(max(3, count / total * BAR_WIDTH), 1)) for band, count in counts.items() if count]


def of_card(card: VisitCard) -> dict[str, int]:
    """Return how many replies of a visit fell into each band."""
    return {band: int(getattr(card, band)) for band in ALL}


def of_scores(scores: Iterable[TurnScore]) -> dict[str, int]:
    """Return how many of these scores fell into each band."""
    counts = Counter(score.band if score.scored else UNSCORED for score in scores)
    return {band: counts[band] for band in ALL}
