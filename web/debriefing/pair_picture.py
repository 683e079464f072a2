"""The trust of two courses of a visit goes in; the points of a chart with two lines come out, for an SVG that needs no script."""

from __future__ import annotations

from dataclasses import dataclass

from web.training import picture
from web.training.picture import Dot, grid, keep_apart, path_of, place_x, place_y, ticks

Alliance = tuple[tuple[int, float, float], ...]


@dataclass(frozen=True)
class PairPicture:
    """Everything the template draws; `rows` is the same as a table: turn, first trust, second trust."""

    first: tuple[Dot, ...]
    second: tuple[Dot, ...]
    parted_x: float  # where the two part
    levels: tuple[tuple[int, float], ...]
    ticks: tuple[tuple[int, float], ...]
    first_label_y: float
    second_label_y: float
    rows: tuple[tuple[int, float | None, float | None], ...]
    width: int = picture.WIDTH
    height: int = picture.HEIGHT
    left: int = picture.LEFT
    right: int = picture.WIDTH - picture.RIGHT
    top: int = picture.TOP
    bottom: int = picture.HEIGHT - picture.BOTTOM

    @property
    def first_path(self) -> str:
        """Return the line of the first course."""
        return path_of(self.first)

    @property
    def second_path(self) -> str:
        """Return the line of the second course."""
        return path_of(self.second)


def draw_pair(first: Alliance, second: Alliance, kept: int) -> PairPicture | None:
    """Place the trust of two courses in one chart; None when there is nothing to join. `kept` turns are the same in both."""
    last = max((turn for turn, *_ in (*first, *second)), default=0)
    if last == 0 or not first or not second:
        return None
    one, two = (
        tuple(Dot(turn, trust, place_x(turn, last), place_y(trust)) for turn, trust, _ in course) for course in (first, second)
    )
    one_y, two_y = keep_apart(one[-1].y, two[-1].y)
    left, right = ({turn: trust for turn, trust, _ in course} for course in (first, second))
    rows = tuple((turn, left.get(turn), right.get(turn)) for turn in sorted({*left, *right}))
    return PairPicture(one, two, place_x(kept, last), grid(), ticks(last), one_y, two_y, rows)
