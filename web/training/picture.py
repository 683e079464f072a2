"""Trust and tension by turn go in; the points of a small line chart come out, for an SVG that needs no script."""

from __future__ import annotations

from dataclasses import dataclass

WIDTH, HEIGHT = 420, 230
LEFT, RIGHT, TOP, BOTTOM = 30, 90, 14, 34  # the right holds the names of the lines, also on a phone
HIGHEST = 10  # trust and tension run from 0 to 10
LABEL_GAP = 15


@dataclass(frozen=True)
class Dot:
    """One value in the chart."""

    turn: int
    value: float
    x: float
    y: float


@dataclass(frozen=True)
class Picture:
    """Everything the template draws."""

    trust: tuple[Dot, ...]
    tension: tuple[Dot, ...]
    levels: tuple[tuple[int, float], ...]  # value and height of each grid line
    ticks: tuple[tuple[int, float], ...]  # turn and place on the axis
    trust_label_y: float
    tension_label_y: float
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM

    @property
    def trust_path(self) -> str:
        """Return the line of trust."""
        return path_of(self.trust)

    @property
    def tension_path(self) -> str:
        """Return the line of tension."""
        return path_of(self.tension)


def draw(alliance: tuple[tuple[int, float, float], ...]) -> Picture | None:
    """Place (turn, trust, tension) in the chart; None when there is nothing to join."""
    if len(alliance) < 2:
        return None
    last = alliance[-1][0]
    trust = tuple(Dot(turn, value, place_x(turn, last), place_y(value)) for turn, value, _ in alliance)
    tension = tuple(Dot(turn, value, place_x(turn, last), place_y(value)) for turn, _, value in alliance)
    trust_y, tension_y = keep_apart(trust[-1].y, tension[-1].y)
    return Picture(trust, tension, grid(), ticks(last), trust_y, tension_y)


def grid() -> tuple[tuple[int, float], ...]:
    """Return value and height of each grid line."""
    return tuple((value, place_y(value)) for value in (0, 5, 10))


def ticks(last: int) -> tuple[tuple[int, float], ...]:
    """Return the turns that are written below the chart, with their places."""
    step = 1 if last <= 8 else 2 if last <= 16 else 5
    return tuple((turn, place_x(turn, last)) for turn in range(0, last + 1, step))


def place_x(turn: int, last: int) -> float:
    """Return where a turn stands from the left."""
    return round(LEFT + 10 + turn / max(last, 1) * (WIDTH - LEFT - RIGHT - 20), 1)


def place_y(value: float) -> float:
    """Return where a value stands from the top."""
    return round(TOP + (HIGHEST - value) / HIGHEST * (HEIGHT - TOP - BOTTOM), 1)


def keep_apart(first: float, second: float) -> tuple[float, float]:
    """Keep the two labels from lying on each other."""
    if abs(first - second) >= LABEL_GAP:
        return first + 4, second + 4
    middle, half = (first + second) / 2 + 4, LABEL_GAP / 2
    return (middle - half, middle + half) if first <= second else (middle + half, middle - half)


def path_of(dots: tuple[Dot, ...]) -> str:
    """Return the points of a line through the dots."""
    return " ".join(f"{dot.x},{dot.y}" for dot in dots)
