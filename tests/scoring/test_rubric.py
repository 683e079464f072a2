"""The rubric holds what the clinical brief says: 39 codes, their weights, what each case type doubles, and a reason for each number."""

from __future__ import annotations

import pytest
import yaml

from dyad.scoring import load_rubric
from dyad.scoring.rubric import RUBRIC_FILE

# Clinical brief 3.2, copied by hand.
WEIGHTS = {
    2: "explore_meaning warm_limit own_mistake_repair tolerate_anger risk_inquiry here_and_now",
    1: "empathic_reflection open_question explain_rationale collaborative_decision adherence_inquiry side_effect_inquiry "
    "realistic_hope support_agency professional_frame team_consistency affirmation plan_followup",
    0: "closed_question neutral_information structuring",
    -1: "premature_reassurance lecturing defensive_justification indecision ignore_affect accept_idealization",
    -2: "ultimatum capitulation withholding retaliate_withdraw premature_interpretation false_promise siding shaming dismiss_harm "
    "boundary_disclosure",
    -4: "flirting_back ignore_risk",
}
# Table 2.2 of the brief: case type, key codes, worst codes. C2 stands for its two versions.
DOUBLED = {
    "P1": ("realistic_hope support_agency adherence_inquiry", "accept_idealization false_promise"),
    "P2": ("tolerate_anger collaborative_decision", "ultimatum lecturing premature_interpretation"),
    "P3": ("warm_limit empathic_reflection", "capitulation retaliate_withdraw indecision"),
    "P4": ("support_agency warm_limit plan_followup", "capitulation false_promise"),
    "P5": ("adherence_inquiry realistic_hope open_question", "accept_idealization premature_reassurance"),
    "P6": ("warm_limit professional_frame", "flirting_back boundary_disclosure shaming"),
    "P7": ("professional_frame tolerate_anger explain_rationale", "premature_reassurance shaming defensive_justification"),
    "P8": ("collaborative_decision explore_meaning side_effect_inquiry", "dismiss_harm ultimatum indecision"),
    "P9": ("tolerate_anger team_consistency empathic_reflection", "siding retaliate_withdraw defensive_justification"),
    "P10": ("explore_meaning empathic_reflection", "shaming premature_reassurance capitulation"),
    "C1": ("collaborative_decision adherence_inquiry", "premature_interpretation"),
    "C2a": ("own_mistake_repair side_effect_inquiry", "premature_interpretation defensive_justification dismiss_harm"),
    "C2b": ("own_mistake_repair side_effect_inquiry", "premature_interpretation defensive_justification dismiss_harm"),
}


def test_there_are_eighteen_building_three_neutral_and_eighteen_negative_codes() -> None:
    signs = [(code.weight > 0) - (code.weight < 0) for code in load_rubric().codes.values()]
    assert (signs.count(1), signs.count(0), signs.count(-1)) == (18, 3, 18)  # 39, brief 3.7


def test_every_code_weighs_what_the_brief_gives_it() -> None:
    expected = {name: weight for weight, names in WEIGHTS.items() for name in names.split()}
    assert {name: code.weight for name, code in load_rubric().codes.items()} == expected


@pytest.mark.parametrize("case_type", DOUBLED)
def test_key_and_worst_codes_are_those_of_the_table(case_type: str) -> None:
    rule = load_rubric().cases[case_type]
    key, worst = DOUBLED[case_type]
    assert (rule.key, rule.worst) == (frozenset(key.split()), frozenset(worst.split()))


def test_all_fourteen_case_types_have_key_codes_that_build_and_worst_codes_that_harm() -> None:
    rubric = load_rubric()
    assert set(rubric.cases) == {*DOUBLED, "C3"}
    for rule in rubric.cases.values():
        assert rule.key and all(rubric.codes[name].weight > 0 for name in rule.key)
        assert rule.worst and all(rubric.codes[name].weight < 0 for name in rule.worst)


def test_every_number_has_a_reason() -> None:
    raw = yaml.safe_load(RUBRIC_FILE.read_text(encoding="utf-8"))
    numbered = [*raw["classes"].values(), *raw["limits"].values(), *raw["bands"], raw["doubling"], raw["mixed"]]
    assert len(numbered) == 6 + 6 + 5 + 2  # classes, limits, bands, doubling and mixed
    for item in [*numbered, *raw["contraindicated"]]:
        assert len(item["reason"].split()) >= 4, item


def test_every_code_says_what_it_means_what_it_is_not_and_what_the_trainee_reads() -> None:
    for code in load_rubric().codes.values():
        assert code.means and code.not_ and code.says.endswith("."), code.name


@pytest.mark.parametrize(
    ("points", "band"),
    [(4, "strong"), (3, "strong"), (2, "helpful"), (1, "helpful"), (0, "neutral"), (-1, "straining"), (-2, "straining")]
    + [(points, "rupture") for points in (-3, -4, -5, -6)],
)
def test_points_fall_into_the_bands_of_the_brief(points: int, band: str) -> None:
    assert load_rubric().band(points) == band


def test_bands_rank_from_rupture_to_strong() -> None:
    rubric = load_rubric()
    assert [rubric.rank(band) for band in ("rupture", "straining", "neutral", "helpful", "strong")] == [0, 1, 2, 3, 4]


def test_the_two_omissions_hang_on_the_tags_affect_and_risk() -> None:
    assert {omission.code: omission.tag for omission in load_rubric().omissions} == {
        "ignore_affect": "affect",
        "ignore_risk": "risk",
    }
