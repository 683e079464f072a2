"""The figures of agreement, against published and hand-worked numbers and against the libraries they come from."""

import krippendorff
import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from dyad.agreement import agree, code_tables, level_table
from dyad.agreement.resample import _adds, alphas, kappas


def test_full_agreement_is_one_and_its_interval_has_no_width():
    table = level_table({"a": [1, 1], "b": [3, 3], "c": [5, 5]})
    found = agree(table, 5, ordinal=True)
    assert (found.measure, found.n, found.visits, found.value) == ("weighted kappa", 3, 3, 1.0)
    assert (found.low, found.high) == (1.0, 1.0)


def test_weighted_kappa_of_a_small_table_worked_by_hand():
    # Levels (1,1) (2,2) (3,2) (5,4), as categories 0 to 4. Squared distances: observed (0+0+1+1)/4 = 0.5.
    # Expected: mean over all 16 pairings of {0,1,2,4} and {0,1,1,3}: (0+1+1+9 + 1+0+0+4 + 4+1+1+1 + 16+9+9+1)/16 = 58/16.
    found = agree(level_table({"a": [1, 1], "b": [2, 2], "c": [3, 2], "d": [5, 4]}), 5, ordinal=True)
    assert found.value == pytest.approx(1 - 0.5 / (58 / 16))
    assert found.low is not None and found.high is not None and found.low <= found.value <= found.high


def test_kappa_of_a_code_counts_the_turns_in_which_nobody_gave_it():
    # Cohen's 1960 arithmetic on 50 turns: both 20, first only 5, second only 10, neither 15: po 0.7, pe 0.5, kappa 0.4.
    first = {n: frozenset({"warm_limit"}) for n in range(25)}
    second = {n: frozenset({"warm_limit"}) for n in (*range(20), *range(30, 40))}
    table = code_tables({"a": [first, second]}, {"a": 50})["warm_limit"]
    found = agree(table, 2, ordinal=False)
    assert (found.measure, found.n, found.visits) == ("kappa", 50, 1) and found.value == pytest.approx(0.4)
    assert (found.low, found.high) == (None, None), "one visit gives no interval"


def test_three_raters_with_a_gap_get_krippendorffs_alpha():
    levels = {"a": [1, 1, 2], "b": [2, 2, None], "c": [4, 5, 4], "d": [3, None, None], "e": [5, 5, 5]}
    found = agree(level_table(levels), 5, ordinal=True)
    data = np.array([[np.nan if v is None else v for v in row] for row in levels.values()], dtype=float).T
    assert found.measure == "Krippendorff's alpha" and found.n == 4, "d was rated by one alone"
    assert found.value == pytest.approx(krippendorff.alpha(reliability_data=data, level_of_measurement="ordinal"))


@pytest.mark.parametrize("table", [{}, level_table({"a": [3, 3], "b": [3, 3]}), level_table({"a": [3, None]})])
def test_nothing_rated_twice_or_all_alike_has_no_value(table):
    assert agree(table, 5, ordinal=True).value is None


def test_the_same_ratings_always_give_the_same_interval():
    rng = np.random.default_rng(1)
    table = level_table({str(i): [int(a), int(b)] for i, (a, b) in enumerate(rng.integers(1, 6, (40, 2)))})
    assert agree(table, 5, ordinal=True) == agree(table, 5, ordinal=True)


@pytest.mark.parametrize("ordinal", [True, False])
def test_a_draw_is_reckoned_as_the_libraries_reckon_it(ordinal):
    rng = np.random.default_rng(2)
    pairs, triples = rng.integers(0, 5, (60, 2)), rng.integers(0, 5, (60, 3))
    confusion = sum(_adds(tuple(row), 5, pairs=True) for row in pairs)
    weights = "quadratic" if ordinal else None
    assert kappas(confusion[None], ordinal)[0] == pytest.approx(cohen_kappa_score(*pairs.T, weights=weights))
    coincidence = sum(_adds(tuple(row), 5, pairs=False) for row in triples)
    level = "ordinal" if ordinal else "nominal"
    expected = krippendorff.alpha(reliability_data=triples.T, level_of_measurement=level)
    assert alphas(coincidence[None], ordinal)[0] == pytest.approx(expected)


def test_turns_of_one_visit_are_drawn_together():
    # The same 80 turns as 80 visits of one turn, or as 4 visits of 20 turns that agree wholly or not at all.
    alone = {str(i): {(1, 1): 1} if i < 30 else {(0, 0): 1} if i < 60 else {(1, 0): 1} for i in range(80)}
    packed = {"a": {(1, 1): 20}, "b": {(1, 1): 10, (0, 0): 10}, "c": {(0, 0): 20}, "d": {(1, 0): 20}}
    one, other = agree(alone, 2, ordinal=False), agree(packed, 2, ordinal=False)
    assert one.value == pytest.approx(other.value)
    assert other.high - other.low > 1.5 * (one.high - one.low)
