"""What the clinical brief's section 1 asks of the packs as a library; docs/requirements.md names these tests by requirement."""

from __future__ import annotations

from collections import Counter

import pytest

from dyad.cases import Case, case_slugs, load_case
from dyad.cases.check import FORBIDDEN
from dyad.patterns import load_patterns

CASES = [load_case(slug) for slug in case_slugs()]
OF = {name: [case for case in CASES if case.case_type == name] for name in load_patterns()}
each = pytest.mark.parametrize("case", CASES, ids=[case.slug for case in CASES])


def of(*names: str) -> pytest.MarkDecorator:
    cases = [case for name in names for case in OF[name]]
    return pytest.mark.parametrize("case", cases, ids=[case.slug for case in cases])


def about(case: Case, *words: str) -> set[str]:
    return {beat.stage for beat in case.beats if beat.about in words}


def test_there_are_two_packs_of_every_type_and_twenty_eight_in_all() -> None:
    assert {name: len(cases) for name, cases in OF.items() if len(cases) < 2} == {}
    assert len(CASES) >= 28


def test_eight_packs_are_controls() -> None:
    assert sum(case.is_control for case in CASES) >= 8


def test_ages_run_from_eighteen_to_eighty_and_no_group_is_missing() -> None:
    ages = [case.sheet["person"]["age"] for case in CASES]
    assert min(ages) < 25 and max(ages) > 70
    assert all(any(low <= age < low + 10 for age in ages) for low in (20, 30, 40, 50, 60, 70))


def test_no_pattern_is_tied_to_a_gender_or_to_old_age() -> None:
    for name, cases in OF.items():
        pronouns = {person.pronouns for case in cases for person in case.variants}
        assert len(pronouns) >= 2, name
    assert min(case.sheet["person"]["age"] for case in OF["P4"]) < 50  # 5.6: dependence is not old age


def test_a_quarter_to_three_quarters_do_not_take_it_as_agreed() -> None:
    astray = sum(case.sheet["adherence"]["self_adjusts"] != "none" for case in CASES)
    assert 0.25 <= astray / len(CASES) <= 0.75  # R02: 25 to 75% among psychiatric patients, an older figure


@each
def test_symptom_and_medicine_have_a_meaning_of_their_own(case: Case) -> None:
    assert case.sheet["symptom_meaning"] and case.sheet["key"]["drug_meaning"]  # R07
    for topic in ("ask_medication_meaning", "ask_symptom_meaning"):
        if topic in case.answers:
            assert case.answers[topic].open


@each
def test_at_least_two_clauses_of_the_alliance_are_probed(case: Case) -> None:
    assert Counter(beat.kind for beat in case.beats)["probe"] >= 2  # R11


@each
def test_wish_feared_answer_and_origin_are_there_unless_nothing_is_hidden(case: Case) -> None:
    agenda = case.sheet["covert_agenda"]
    assert (
        (agenda == "none") if case.is_control else all(agenda[part] for part in ("wish", "feared_answer", "origin"))
    )  # R12, R13


@each
def test_stress_can_bring_mistrust_demands_and_noncompliance_within_three_lines(case: Case) -> None:
    for style, lines in case.escalation.items():
        assert {kind for line in lines[:3] for kind in line.shows} == {"mistrust", "demand", "noncompliance"}, style  # R14


@each
def test_nobody_names_the_mechanism(case: Case) -> None:
    assert [line.text for line in case.lines() if FORBIDDEN.search(line.text)] == []  # R16


def test_somebody_brings_it_to_the_medicine_and_somebody_to_the_clinic() -> None:
    assert {"medication", "clinician"} <= {case.sheet["target"] for case in CASES}  # R16, R43


@of("P4")
def test_the_dependent_fear_an_illness_and_ask_for_time_and_tablets(case: Case) -> None:
    assert about(case, "fear_of_illness") and about(case, "extra_time") and about(case, "samples")  # R17, R25


@of("P5")
def test_a_quick_cure_leaves_two_symptoms_to_be_found(case: Case) -> None:
    assert sum(fact.kind == "symptom" for fact in case.facts.values()) >= 2  # R18
    assert case.sheet["medication"]["claimed_response"] != case.sheet["medication"]["plausible_response"]


@of("P6")
def test_the_flirting_patient_keeps_below_the_ceiling(case: Case) -> None:
    words = " ".join(line.text.lower() for line in case.lines())
    assert not any(
        word in words for word in ("naked", "undress", "breast", "thigh", "my body", "your body", "touch me", "kiss")
    )  # R20, 5.1
    assert "may" in case.sheet["covert_agenda"]["origin"].lower() or "perhaps" in case.sheet["covert_agenda"]["origin"].lower()


@of("P8")
def test_the_bargainer_bargains_on_all_four_axes(case: Case) -> None:
    beats = {beat.about: beat.id for beat in case.beats if beat.about}
    assert len({beats[axis] for axis in ("type", "dose", "timing", "start")}) == 4  # R31


@of("P9")
def test_the_absent_is_praised_and_the_present_run_down_before_turn_eight(case: Case) -> None:
    early = {"opening", "first_tests"}
    assert about(case, "ideal_absent") & early and about(case, "devalued_present") & early  # R39: first tests begin at turn 4
    assert about(case, "message") and about(case, "your_pill")  # R44, R43


@each
def test_the_three_outcome_lines_are_there_for_every_ending(case: Case) -> None:
    for ending in ("plan_followed", "plan_unlikely", "false_compliance", "left_early", "another_doctor"):
        assert set(case.sheet["outcomes"][ending]) >= {"alliance", "decision", "course"}  # R37
    assert case.sheet["outcomes"]["another_doctor"]["better"]  # R46


def test_loss_trauma_and_an_absent_father_are_origins() -> None:
    notes = " ".join(" ".join(case.sheet["content_notes"]).lower() for case in CASES)
    assert "death of a parent" in notes  # R38, warned of
    origins = " ".join(str(case.sheet["past_figure"]).lower() for case in [*OF["P10"], *OF["P1"]])
    assert "father" in origins  # R48
    assert any(
        "therap" in fact.text.lower() and fact.kind in ("clue", "life") for case in OF["P9"] for fact in case.facts.values()
    )  # R40


@each
def test_drug_facts_have_a_source_and_wait_for_a_clinician(case: Case) -> None:
    notes = case.sheet["drug_notes"].lower()
    assert "not yet reviewed by a clinician" in notes
    assert any(word in notes for word in ("label", "product information", "prescribing information", "leaflet", "guideline"))


def test_hints_of_danger_are_few_warned_of_and_hold_no_method() -> None:
    risky = [case for case in CASES if case.risk_cues]
    assert 1 <= len(risky) <= len(CASES) / 4
    for case in risky:
        assert any("not being alive" in note for note in case.sheet["content_notes"])
        words = " ".join(line.text.lower() for lines in case.risk_cues.values() for line in lines)
        assert not any(
            word in words for word in ("pills", "rope", "bridge", "train", "jump", "overdose", "note", "knife", "hang", "tablets")
        )


def test_some_patient_is_too_ill_to_reflect() -> None:
    assert any(case.is_concrete for case in CASES)  # R03


@each
def test_every_key_names_what_was_at_stake(case: Case) -> None:
    key = case.sheet["key"]
    assert any(word in key["at_stake"].lower() for word in ("power", "control", "trust"))  # R35
    assert key["pull"]  # R45


@of("P2", "P8", "P9")
def test_those_who_resist_the_person_want_relief_when_asked(case: Case) -> None:
    wanted = [line.text for topic in ("ask_goals", "ask_expectation") for line in case.answers[topic].open]  # R28, R30
    assert len(wanted) >= 2
    assert not any(text.lower().startswith(("no.", "no,", "nothing")) for text in wanted)


@of("P8", "P9")
def test_early_effects_follow_a_clash_in_the_bargainer_and_the_one_who_is_left(case: Case) -> None:
    clash = [
        *case.reactions["dismiss_harm"],
        *case.reactions["ultimatum"],
        *(line for lines in case.escalation.values() for line in lines),
    ]
    told = [line for line in case.lines() if "side_effect" in line.tags]
    assert len(told) >= 3  # R33
    if case.case_type == "P8":
        assert any("side_effect" in line.tags for line in clash)


@of("P9")
def test_the_key_of_the_one_who_is_left_says_what_the_team_did(case: Case) -> None:
    key = case.sheet["key"]["reality_or_pattern"].lower()
    assert key.startswith("both") and any(
        word in key for word in ("service", "team", "ward", "clinic", "you said", "did not come")
    )  # R47


def test_one_patient_is_played_with_and_without_the_alcohol() -> None:
    names = {person.id: person.name for person in load_case("hundred-and-forty-covers").variants}
    twin = next(letter for letter, name in names.items() if letter != "a" and name == names["a"])
    drinks, dry = (
        " ".join(line.text.lower() for line in load_case("hundred-and-forty-covers", variant=v).lines()) for v in ("a", twin)
    )
    assert any(word in drinks for word in ("beer", "cans", "rioja"))
    assert not any(word in dry for word in ("beer", "rioja", " wine on top", "drunk"))  # R23
