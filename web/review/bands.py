"""The turns of a visit go in; how many fell into each band comes out, as small labelled bars."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from dyad.scoring.rubric import load_rubric
from web.training.models import Turn

BAR_WIDTH = 60  # of a bar that holds every reply
UNSCORED = "unscored"


@dataclass(frozen=True)
class Bar:
    """One band of a visit."""

    band: str
    count: int
    width: float


def bars(turns: list[Turn]) -> list[Bar]:
    """Return a bar for each band that occurred, best first."""
    counts = Counter(turn.band or UNSCORED for turn in turns if turn.status == Turn.Status.ANSWERED)
    order = [name for name, _ in load_rubric().bands] + [UNSCORED]
    total = sum(counts.values())
    return [Bar(band, counts[band], round(max(3, counts[band] / total * BAR_WIDTH), 1)) for band in order if counts[band]]
