"""The figures of agreement, against published and hand-worked numbers and against the libraries they come from."""

import krippendorff
import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from dyad.agreement import CodedVisit, agree, code_tables, level_table
from dyad.agreement.resample import _adds, alphas, kappas


def test_full_agreement_is_one_and_its_interval_has_no_width():
    table = level_table([[1, 1], [3, 3], [5, 5]])
    found = agree(table, 5, ordinal=True)
    assert (found.measure, found.n, found.visits, found.value) == ("weighted kappa", 3, 3, 1.0)
    assert (found.low, found.high) == (1.0, 1.0)


def test_weighted_kappa_of_a_small_table_worked_by_hand():
    # Levels (1,1) (2,2) (3,2) (5,4), as categories 0 to 4. Squared distances: observed (0+0+1+1)/4 = 0.5.
    # Expected: mean over all 16 pairings of {0,1,2,4} and {0,1,1,3}: (0+1+1+9 + 1+0+0+4 + 4+1+1+1 + 16+9+9+1)/16 = 58/16.
    found = agree(level_table([[1, 1], [2, 2], [3, 2], [5, 4]]), 5, ordinal=True)
    assert found.value == pytest.approx(1 - 0.5 / (58 / 16))
    assert found.low is not None and found.high is not None and found.low <= found.value <= found.high


def test_kappa_of_a_code_counts_the_turns_in_which_nobody_gave_it():
    # Cohen's 1960 arithmetic on 50 turns: both 20, first only 5, second only 10, neither 15: po 0.7, pe 0.5, kappa 0.4.
    first, second = {"warm_limit": range(25)}, {"warm_limit": [*range(20), *range(30, 40)]}
    table = code_tables([CodedVisit(50, (first, second))])["warm_limit"]
    found = agree(table, 2, ordinal=False)
    assert (found.measure, found.n, found.visits) == ("kappa", 50, 1) and found.value == pytest.approx(0.4)
    assert (found.low, found.high) == (None, None), "one visit gives no interval"


def test_three_raters_with_a_gap_get_krippendorffs_alpha():
    levels = [[1, 1, 2], [2, 2, None], [4, 5, 4], [3, None, None], [5, 5, 5]]
    found = agree(level_table(levels), 5, ordinal=True)
    data = np.array([[np.nan if v is None else v for v in row] for row in levels], dtype=float).T
    assert found.measure == "Krippendorff's alpha" and found.n == 4, "the fourth was rated by one alone"
    assert found.value == pytest.approx(krippendorff.alpha(reliability_data=data, level_of_measurement="ordinal"))


@pytest.mark.parametrize(
    "table", [level_table([]), level_table([[3, 3], [3, 3]]), level_table([[3, None]]), level_table([[3, 4]])]
)
def test_too_little_or_all_alike_has_no_value(table):
    assert agree(table, 5, ordinal=True).value is None


def test_the_same_ratings_always_give_the_same_interval():
    rng = np.random.default_rng(1)
    table = level_table([[int(a), int(b)] for a, b in rng.integers(1, 6, (40, 2))])
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
    # The same 80 turns as 80 visits of one turn, or as 4 visits of 20 turns.
    both, first, neither = {"x": [1]}, ({"x": [1]}, {}), ({}, {})
    alone = [*[CodedVisit(1, (both, both))] * 30, *[CodedVisit(1, neither)] * 30, *[CodedVisit(1, first)] * 20]
    all_of, half, none = {"x": range(20)}, {"x": range(10)}, {}
    packed = [CodedVisit(20, by) for by in ((all_of, all_of), (half, half), (none, none), (all_of, none))]
    one, other = (agree(code_tables(visits)["x"], 2, ordinal=False) for visits in (alone, packed))
    assert one.value == pytest.approx(other.value) and (one.n, other.n) == (80, 80)
    assert other.high - other.low > 1.5 * (one.high - one.low)


def test_a_visit_without_the_code_counts_among_its_turns():
    table = code_tables([CodedVisit(4, ({"x": [1]}, {})), CodedVisit(6, ({}, {}))])["x"]
    assert dict(zip(table.patterns, table.counts.sum(axis=0), strict=True)) == {(0, 0): 9, (1, 0): 1}
