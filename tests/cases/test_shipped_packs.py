"""The packs in cases/: each passes the check and is as large as issue 2 asks."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from dyad.cases import case_slugs, load_case
from dyad.cases.check import check_case, known_intents

SLUGS = case_slugs()


def test_the_four_patients_of_the_second_issue_are_there() -> None:
    assert {"P1", "P2", "P3", "C2a"} <= {load_case(slug).case_type for slug in SLUGS}


@pytest.mark.parametrize("slug", SLUGS)
def test_a_pack_passes_the_check(slug: str) -> None:
    assert check_case(slug) == []


@pytest.mark.parametrize("slug", SLUGS)
def test_a_patient_can_answer_everything_a_trainee_may_ask(slug: str) -> None:
    assert known_intents() - set(load_case(slug).answers) == set()


@pytest.mark.parametrize("slug", SLUGS)
def test_a_pack_has_250_distinct_lines_and_80_answers_in_guarded_and_open_wording(slug: str) -> None:
    case = load_case(slug)
    assert len({line.text for line in case.lines()}) >= 250
    assert sum(bool(answer.guarded and answer.open) for answer in case.answers.values()) >= 80


@pytest.mark.parametrize("slug", SLUGS)
def test_every_gist_finishes_every_frame_as_a_sentence(slug: str) -> None:
    case = load_case(slug)
    for frame in case.lists["again"]:
        assert frame.text.format(gist="x")
    assert [topic for topic, answer in case.answers.items() if answer.gist.endswith(".") or "{" in answer.gist] == []


@pytest.mark.parametrize("slug", SLUGS)
def test_transference_cases_hide_an_agenda_and_controls_do_not(slug: str) -> None:
    case = load_case(slug)
    assert (case.sheet["covert_agenda"] == "none") is case.is_control  # R12
    assert case.sheet["adherence"]["actual"] != case.sheet["adherence"]["reported"]  # R02: two separate facts


@pytest.mark.parametrize("slug", SLUGS)
def test_slug_and_title_give_no_pattern_away(slug: str) -> None:
    words = f"{slug} {load_case(slug).title}".lower()
    assert not re.search(r"ideal|rebel|demand|depend|pleas|erotic|trust|nocebo|split|grief|control|angry|p\d|c\d", words)


@pytest.mark.parametrize("slug", SLUGS)
def test_the_exemplars_use_key_codes_when_well_and_worst_codes_when_badly(slug: str) -> None:
    from dyad.scoring import load_rubric

    case = load_case(slug)
    rule = load_rubric().cases[case.case_type]
    used = {side: Counter(code for e in case.exemplars[side] for code in e.codes) for side in ("well", "badly")}
    assert rule.key & set(used["well"]) and not rule.worst & set(used["well"])
    assert rule.worst & set(used["badly"])
