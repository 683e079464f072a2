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
        return _path(self.trust)

    @property
    def tension_path(self) -> str:
        """Return the line of tension."""
        return _path(self.tension)


def draw(alliance: tuple[tuple[int, float, float], ...]) -> Picture | None:
    """Place (turn, trust, tension) in the chart; None when there is nothing to join."""
    if len(alliance) < 2:
        return None
    last = alliance[-1][0]
    trust = tuple(Dot(turn, value, _x(turn, last), _y(value)) for turn, value, _ in alliance)
    tension = tuple(Dot(turn, value, _x(turn, last), _y(value)) for turn, _, value in alliance)
    step = 1 if last <= 8 else 2 if last <= 16 else 5
    trust_y, tension_y = _apart(trust[-1].y, tension[-1].y)
    return Picture(
        trust,
        tension,
        tuple((value, _y(value)) for value in (0, 5, 10)),
        tuple((turn, _x(turn, last)) for turn in range(0, last + 1, step)),
        trust_y,
        tension_y,
    )


def _x(turn: int, last: int) -> float:
    return round(LEFT + 10 + turn / max(last, 1) * (WIDTH - LEFT - RIGHT - 20), 1)


def _y(value: float) -> float:
    return round(TOP + (HIGHEST - value) / HIGHEST * (HEIGHT - TOP - BOTTOM), 1)


def _apart(first: float, second: float) -> tuple[float, float]:
    """Keep the two labels from lying on each other."""
    if abs(first - second) >= LABEL_GAP:
        return first + 4, second + 4
    middle, half = (first + second) / 2 + 4, LABEL_GAP / 2
    return (middle - half, middle + half) if first <= second else (middle + half, middle - half)


def _path(dots: tuple[Dot, ...]) -> str:
    return " ".join(f"{dot.x},{dot.y}" for dot in dots)
