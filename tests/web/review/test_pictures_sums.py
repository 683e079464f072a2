"""The numbers behind the cohort pictures, from visits made by hand; whatever has fewer than ten of anything has no number."""

from __future__ import annotations

import pytest

from web.review import pictures_sums as sums
from web.review.pictures_data import Course, Played


def visit(
    case_type: str = "P3", trainee: int = 1, variant: str = "a", points: int = 0, nature: str | None = None, **codes: int
) -> Played:
    return Played(trainee, case_type, f"{case_type}-case", variant, 10, 10, points, codes, nature)


def test_codes_are_counted_in_a_hundred_replies_and_small_groups_are_left_out() -> None:
    # ten visits of ten replies, one code in each visit: ten in a hundred
    p10, p3, c1 = [visit("P10")] * 9, [visit(shaming=1)] * 10, [visit("C1", shaming=2)] * 10
    groups = sums.by_type([*c1, *p10, *p3])
    assert [(g.name, g.n) for g in groups] == [("P3", 10), ("P10", 9), ("C1", 10)]
    assert [g.rates for g in groups] == [{"shaming": 10.0}, None, {"shaming": 20.0}]


def test_families_add_up_their_codes() -> None:
    found = sums.by_family({"shaming": 2.0, "lecturing": 3.0, "open_question": 1.0, "closed_question": 9.0})
    assert {name: value for name, value in found.items() if value} == {"push": 5.0, "explore": 1.0}


def test_quartiles_need_ten_visits() -> None:
    nine, ten = Course(1, [5.0] * 9, [1.0] * 9), Course(0, list(range(10)), [4.0] * 10)
    first, second = sums.spreads([ten, nine])
    assert (first.n, first.trust, first.tension) == (10, (2.25, 4.5, 6.75), (4.0, 4.0, 4.0))
    assert (second.n, second.trust, second.tension) == (9, None, None)


@pytest.mark.parametrize(("trainees", "shown"), [(10, True), (9, False)])
def test_skills_compare_the_first_third_of_each_trainees_visits_with_the_last(trainees: int, shown: bool) -> None:
    # seven visits: thirds of two; what lies between does not count, nor does a trainee with two visits
    course = [visit(shaming=1), visit(shaming=3), *[visit(shaming=9)] * 3, visit(), visit(open_question=1)]
    visits = [Played(n, *list(vars(v).values())[1:]) for n in range(trainees) for v in course]
    n, found = sums.before_and_after([*visits, *[visit(trainee=99, shaming=9)] * 2])
    assert n == trainees
    assert {c.family: (c.before, c.after) for c in found if c.before or c.after} == (
        {"push": (20.0, 0.0), "explore": (0.0, 5.0)} if shown else {}
    )


def test_controls_are_mistaken_in_words_or_in_writing() -> None:
    told = [visit("C1", nature="pattern", premature_interpretation=1)] * 5
    fair = [visit("C1", nature="real"), visit("C1", nature="both"), *[visit("C1")] * 8]
    elsewhere = [visit("P3", nature="pattern", premature_interpretation=1)] * 10
    c1, together = sums.mistaken([*told, *fair, *elsewhere])
    assert (c1.visits, c1.told, c1.formulations, c1.read) == (15, 5 / 15, 7, None)
    assert (together.case_type, together.visits) == ("", 15)


def test_people_of_a_script_are_compared_only_where_two_were_met(monkeypatch) -> None:
    monkeypatch.setattr(sums, "person_of", lambda case, variant: (variant.upper(), "they/them"))
    visits = [*[visit(points=10)] * 10, *[visit(variant="b", points=-5, ultimatum=1)] * 10, *[visit("C1")] * 10]
    a, b = sums.by_person([*visits, *[visit("P2", variant=v) for v in "ab"]])[-2:]
    assert (a.name, a.n, a.points, a.harsh) == ("A", 10, (1.0, 1.0, 1.0), {"shaming": 0, "lecturing": 0, "ultimatum": 0})
    assert b.points == (-0.5, -0.5, -0.5) and b.harsh == {"shaming": 0, "lecturing": 0, "ultimatum": 10.0}
    small = sums.by_person([visit("P2", variant=v) for v in "ab"])
    assert [(met.n, met.points, met.harsh) for met in small] == [(1, None, None)] * 2


def test_pronouns_are_compared_within_cases_so_that_an_easier_case_does_not_count(monkeypatch) -> None:
    # he was met in the easy case nine times, in the hard one once; in each case both do equally well
    monkeypatch.setattr(sums, "person_of", lambda case, variant: ("", {"a": "he/him", "b": "she/her"}[variant]))
    easy = [*[visit("P2", points=20)] * 9, visit("P2", variant="b", points=20)]
    hard = [visit("P3", points=-20), *[visit("P3", variant="b", points=-20)] * 9]
    alone = [visit("C1", points=40)] * 10  # nobody else was met there
    he, she = sums.by_pronouns([*easy, *hard, *alone])
    assert (he.pronouns, he.n, he.points) == ("he/him", 10, (0.0, 0.0, 0.0))
    assert (she.pronouns, she.n, she.points) == ("she/her", 10, (0.0, 0.0, 0.0))


def test_the_interval_is_that_of_a_mean() -> None:
    # five times 0 and five times 2: mean 1, standard deviation (10/9)^½ = 1.0541, half width 1.96 × 1.0541 / 10^½ = 0.6533
    low, mean, high = sums.interval([0.0] * 5 + [2.0] * 5) or (0, 0, 0)
    assert (round(low, 4), mean, round(high, 4)) == (0.3467, 1.0, 1.6533)
