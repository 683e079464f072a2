"""What raters said goes in; tables come out: how often each combination of ratings occurred in each visit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Pattern = tuple[int, ...]  # the ratings that one thing got, one a rater, as category numbers from 0
Turns = Mapping[str, Sequence[int]]  # the turns in which one rater gave each code

LOWEST_LEVEL, LEVELS = 1, 5


@dataclass(frozen=True, eq=False)
class Table:
    """How often each pattern occurred: `counts` has a row a visit and a column a pattern.

    Visits are kept apart because the turns of one visit are no independent sample.
    """

    patterns: tuple[Pattern, ...]
    counts: npt.NDArray[np.int64]


@dataclass(frozen=True)
class CodedVisit:
    """One visit that several raters coded: how many turns it has, and where each rater gave which code."""

    turns: int
    by: tuple[Turns, ...]


def level_table(levels: Iterable[Sequence[int | None]]) -> Table:
    """Tabulate one domain's levels, 1 to 5, a row a visit; a level that a rater left out is left out, and so is what one rated alone."""
    given = [tuple(level - LOWEST_LEVEL for level in row if level is not None) for row in levels]
    return _table([{pattern: 1} for pattern in given if len(pattern) > 1])


def code_tables(visits: Iterable[CodedVisit]) -> dict[str, Table]:
    """Tabulate each code that anybody gave: 1 where a rater gave it in a turn, 0 where not; a turn is what is rated."""
    rated = [visit for visit in visits if len(visit.by) > 1]
    found: dict[str, dict[int, dict[Pattern, int]]] = {}
    for place, visit in enumerate(rated):
        for code in {code for row in visit.by for code in row}:
            found.setdefault(code, {})[place] = _patterns(code, visit)
    silent = [{(0,) * len(visit.by): visit.turns} for visit in rated]
    return {code: _table([rows.get(place, silence) for place, silence in enumerate(silent)]) for code, rows in found.items()}


def _patterns(code: str, visit: CodedVisit) -> dict[Pattern, int]:
    """Count one code's patterns in one visit, the turns in which nobody gave it included."""
    said = [frozenset(row.get(code, ())) for row in visit.by]
    somebody = frozenset().union(*said)
    counts: dict[Pattern, int] = {(0,) * len(said): visit.turns - len(somebody)}
    for turn in somebody:
        pattern = tuple(int(turn in turns) for turns in said)
        counts[pattern] = counts.get(pattern, 0) + 1
    return counts


def _table(rows: Sequence[Mapping[Pattern, int]]) -> Table:
    patterns = tuple(dict.fromkeys(pattern for row in rows for pattern in row))
    columns = {pattern: number for number, pattern in enumerate(patterns)}
    counts = np.zeros((len(rows), len(patterns)), dtype=np.int64)
    for place, row in enumerate(rows):
        for pattern, count in row.items():
            counts[place, columns[pattern]] = count
    return Table(patterns, counts)
