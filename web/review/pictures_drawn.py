"""The numbers of the pictures go in; matplotlib figures come out that can be read without colour: by shape, dash, hatch and place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from matplotlib.figure import Figure

from dyad.scoring.families import load_families
from web.review.pictures_sums import Change, Group, Met, Mistaken, Spread, by_family
from web.review.pictures_svg import CLAY, GREEN, INK, LINE, SHEET, SOFT

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH = 6.4  # inches of 72 points
MARKS = ("o", "s", "^", "D", "v", "P")
LARGEST = 190  # points squared, of the largest square


def _figure(height: float, rows: int = 1) -> tuple[Figure, list[Axes]]:
    figure = Figure(figsize=(WIDTH, height), dpi=72, constrained_layout=True)
    axes = figure.subplots(rows, 1, sharex=True, squeeze=False)
    return figure, [row[0] for row in axes]


def draw_types(groups: Sequence[Group]) -> Figure:
    """Draw families by case type: the more often, the larger the square; full where it builds, hatched where it strains."""
    families = list(load_families().values())
    shown = [(group.name, by_family(group.rates)) for group in groups if group.rates is not None]
    most = max((value for _, found in shown for value in found.values()), default=1) or 1
    figure, (axes,) = _figure(0.34 * len(families) + 0.7)
    for x, (_, found) in enumerate(shown):
        for y, family in enumerate(families):
            if size := LARGEST * found[family.name] / most:
                look: dict[str, Any] = (
                    {"color": GREEN} if family.builds else {"facecolor": SHEET, "edgecolor": CLAY, "hatch": "/////"}
                )
                axes.scatter(x, y, s=size, marker="s", **look)
    axes.axhline(sum(family.builds for family in families) - 0.5, color=SOFT, linestyle=":", linewidth=1)
    axes.set_xticks(range(len(shown)), [name for name, _ in shown])
    axes.set_yticks(range(len(families)), [family.label for family in families])
    axes.set_xlim(-0.6, len(shown) - 0.4)
    axes.set_ylim(len(families) - 0.5, -0.5)
    axes.tick_params(length=0)
    return figure


def draw_courses(found: Sequence[Spread], words: tuple[str, str, str]) -> Figure:
    """Draw the median of trust as a full line and of tension as a dashed one, each on the band between its quartiles."""
    trust, tension, turn = words
    figure, panels = _figure(5.2, rows=2)
    for axes, name, which in zip(panels, (trust, tension), ("trust", "tension"), strict=True):
        rows = [(spread.turn, quartiles) for spread in found if (quartiles := getattr(spread, which)) is not None]
        turns = [number for number, _ in rows]
        low, middle, high = zip(*(quartiles for _, quartiles in rows), strict=True)
        colour, dash, hatch = (GREEN, "-", "....") if which == "trust" else (CLAY, "--", "////")
        axes.fill_between(turns, low, high, facecolor="none", edgecolor=colour, hatch=hatch, linewidth=0.8, alpha=0.55)
        axes.plot(turns, middle, color=colour, linestyle=dash, linewidth=2.6)
        axes.set(ylim=(-0.3, 10.3), yticks=(0, 5, 10))
        axes.set_title(name, loc="left", fontsize=13, fontweight="bold", color=colour)
        axes.grid(axis="y")
    panels[-1].set_xlabel(turn)
    return figure


def draw_changes(found: Sequence[Change], words: tuple[str, str, str]) -> Figure:
    """Draw each family twice: before as a hatched bar, after as a full one."""
    before, after, axis = words
    figure, (axes,) = _figure(0.5 * len(found) + 1.1)
    places = range(len(found))
    hollow = {"facecolor": SHEET, "edgecolor": INK, "hatch": "////"}
    axes.barh([y - 0.19 for y in places], [change.before for change in found], 0.36, label=before, **hollow)
    axes.barh([y + 0.19 for y in places], [change.after for change in found], 0.36, label=after, color=GREEN)
    axes.axhline(sum(change.builds for change in found) - 0.5, color=SOFT, linestyle=":", linewidth=1)
    axes.set_yticks(places, [change.label for change in found])
    axes.set_ylim(len(found) - 0.5, -0.5)
    axes.set_xlabel(axis)
    _legend(axes)
    return figure


def draw_mistaken(found: Sequence[Mistaken], words: tuple[str, str, str, str]) -> Figure:
    """Draw both shares of each control: what was said to the patient hatched, what was written afterwards full."""
    told, read, axis, together = words
    figure, (axes,) = _figure(0.62 * len(found) + 1.2)
    places = range(len(found))
    hollow = {"facecolor": SHEET, "edgecolor": INK, "hatch": "////"}
    axes.barh([y - 0.19 for y in places], [_percent(row.told) for row in found], 0.36, label=told, **hollow)
    axes.barh([y + 0.19 for y in places], [_percent(row.read) for row in found], 0.36, label=read, color=CLAY)
    axes.set_yticks(places, [row.case_type or together for row in found])
    axes.set_ylim(len(found) - 0.5, -0.5)
    axes.set_xlabel(axis)
    _legend(axes)
    return figure


def draw_people(found: Sequence[tuple[str, Sequence[Met]]], axis: str) -> Figure:
    """Draw the mean points of everybody met in each case, a sign for each person, with the 95% interval as a line."""
    figure, (axes,) = _figure(0.72 * len(found) + 0.7)
    for y, (_, people) in enumerate(found):
        axes.axhline(y, color=LINE, linewidth=0.8, zorder=0)
        for n, met in enumerate(people):
            if met.points is None:
                continue
            low, mean, high = met.points
            at = y + 0.22 * (n - (len(people) - 1) / 2)
            axes.plot((low, high), (at, at), color=INK, linewidth=1.2)
            axes.plot(mean, at, marker=MARKS[n % len(MARKS)], markersize=8, color=INK, markerfacecolor=SHEET if n % 2 else INK)
    axes.set_yticks(range(len(found)), [title for title, _ in found])
    axes.set_ylim(len(found) - 0.5, -0.5)
    axes.set_xlabel(axis)
    return figure


def _percent(share: float | None) -> float:
    """Return what matplotlib draws: nothing at all where the group is too small."""
    return float("nan") if share is None else 100 * share


def _legend(axes: Axes) -> None:
    axes.legend(loc="lower left", bbox_to_anchor=(-0.02, 1), ncol=2, handlelength=1.6, columnspacing=1.2, borderaxespad=0)
