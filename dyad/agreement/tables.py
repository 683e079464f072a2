"""What raters said goes in; tables come out: how often each combination of ratings occurred in each visit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

Pattern = tuple[int, ...]  # the ratings that one thing got, one a rater, as category numbers from 0
Table = Mapping[str, Mapping[Pattern, int]]  # by visit, because the turns of one visit are no independent sample
TurnCodes = Mapping[int, frozenset[str]]  # the codes that one rater gave, by turn

LOWEST_LEVEL, LEVELS = 1, 5


def level_table(levels: Mapping[str, Sequence[int | None]]) -> Table:
    """Tabulate one domain's levels, 1 to 5, by visit; a level that a rater left out is left out."""
    given = {visit: tuple(level - LOWEST_LEVEL for level in row if level is not None) for visit, row in levels.items()}
    return {visit: {row: 1} for visit, row in given.items() if len(row) > 1}


def code_tables(visits: Mapping[str, Sequence[TurnCodes]], turns: Mapping[str, int]) -> dict[str, Table]:
    """Tabulate each code that anybody gave: 1 where a rater gave it in a turn, 0 where not; a turn is what is rated.

    Args:
        visits: by visit, the codes of each of its raters.
        turns: by visit, how many turns were rated, those without a code included.
    """
    raters = {visit: len(rows) for visit, rows in visits.items() if len(rows) > 1}
    found: dict[str, dict[str, Counter[Pattern]]] = {}
    for visit in raters:
        for turn in {number for row in visits[visit] for number in row}:
            said = [row.get(turn, frozenset()) for row in visits[visit]]
            for code in frozenset().union(*said):
                pattern = tuple(int(code in codes) for codes in said)
                found.setdefault(code, {}).setdefault(visit, Counter())[pattern] += 1
    return {code: _with_silence(rows, raters, turns) for code, rows in found.items()}


def _with_silence(rows: Mapping[str, Counter[Pattern]], raters: Mapping[str, int], turns: Mapping[str, int]) -> Table:
    """Add the turns, and the visits, in which nobody gave the code."""
    whole: dict[str, dict[Pattern, int]] = {}
    for visit, number in raters.items():
        row = rows.get(visit)
        silent = turns[visit] - (sum(row.values()) if row else 0)
        whole[visit] = {**(row or {}), **({(0,) * number: silent} if silent > 0 else {})}
    return whole
