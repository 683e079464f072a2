"""Every shipped case against scripted trainees, kind, clumsy, closed and silent: nothing said twice, never silence, an end by turn thirty."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from dyad.cases import Case, case_slugs, load_case
from dyad.patient import Heard
from dyad.patient.rules import load_rules
from dyad.scoring import load_rubric
from tests.toys import HARMFUL, HELPFUL, PlayedVisit

TURNS = 30
STYLES = {
    "kind": [*HELPFUL, "open_question", "explain_rationale", "adherence_inquiry"],
    "clumsy": [*HARMFUL, *HELPFUL],
    "closed": ["closed_question", "neutral_information"],
    "silent": [],
}


@pytest.fixture(scope="module", params=case_slugs())
def shipped(request: pytest.FixtureRequest) -> Case:
    """Each case of cases/."""
    return load_case(request.param)


def played(case: Case, utterances: dict[str, str], style: str, seed: int) -> PlayedVisit:
    """Play thirty turns of a trainee who says random things in one style, the same at each run."""
    chance, visit = random.Random(f"{case.slug} {style} {seed}"), PlayedVisit(case, seed)
    intents = sorted(set(utterances) - {"say_goodbye", "start_visit", "end_visit"})
    while not visit.state.ended and len(visit.turns) <= TURNS:
        heard = [Heard(utterances[i], i, 0.95) for i in chance.sample(intents, chance.choice((1, 1, 2)))]
        visit.hears(heard, *chance.sample(STYLES[style], min(len(STYLES[style]), chance.choice((1, 2)))))
    return visit


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("seed", [1, 2])
def test_no_line_comes_twice_and_there_is_never_silence(shipped: Case, utterances: dict[str, str], style: str, seed: int) -> None:
    visit = played(shipped, utterances, style, seed)
    assert [line_id for line_id, times in Counter(visit.part_ids()).items() if times > 1] == []
    assert [line for line, times in Counter(turn.line for turn in visit.turns).items() if times > 1] == []
    assert all(turn.line.strip() for turn in visit.turns)
    assert visit.state.ended  # at turn thirty at the latest


@pytest.mark.parametrize("topic", ["ask_sleep", "acknowledge", "greet"])
def test_asked_the_same_thing_thirty_times_the_patient_never_repeats_a_line(
    shipped: Case, utterances: dict[str, str], topic: str
) -> None:
    visit = PlayedVisit(shipped)
    while not visit.state.ended and len(visit.turns) <= TURNS:
        assert visit.hears([Heard(utterances[topic], topic, 0.95)], "closed_question").line
    lines = [turn.line for turn in visit.turns]
    assert len(lines) == len(set(lines))


def test_thirty_replies_that_nobody_understands_are_all_met_with_other_words(shipped: Case) -> None:
    visit = PlayedVisit(shipped)
    lines = [visit.says().line for _ in range(TURNS - 1)]
    assert all(lines) and len(set(lines)) == len(lines)


def test_every_code_alone_is_answered_with_words(shipped: Case) -> None:
    for code in load_rubric().codes:
        visit = PlayedVisit(shipped)
        assert all(visit.says(code).line for _ in range(3)), code


def test_closed_questions_alone_unlock_no_fear(shipped: Case, utterances: dict[str, str]) -> None:
    visit, questions = PlayedVisit(shipped), sorted(i for i in utterances if i.startswith("ask_") and i in shipped.answers)
    drug_first = ["ask_medication_worry", "ask_side_effects", "ask_medication_meaning", "ask_adherence", *questions]
    for first, second in zip(drug_first[::2], drug_first[1::2], strict=False):
        if not visit.state.ended:
            visit.hears([Heard(utterances[i], i, 0.95) for i in (first, second)], "closed_question")
    fears = {fact.id for fact in shipped.facts.values() if fact.kind == "fear"}
    assert set(visit.state.unlocked) & fears == set()  # R06


def test_one_open_question_about_the_drug_unlocks_a_fear_once_there_is_trust(shipped: Case, utterances: dict[str, str]) -> None:
    fears = {fact.id for fact in shipped.facts.values() if fact.kind == "fear"}
    found: set[str] = set()
    for topic in ("ask_medication_worry", "ask_medication_meaning"):
        visit = PlayedVisit(shipped).at(trust=8, tension=2)
        found |= set(visit.hears([Heard(utterances[topic], topic, 0.95)], "open_question", "explore_meaning").unlocked)
    assert found & fears  # R06


def test_a_blaming_question_gets_the_reported_adherence_and_an_easy_one_the_truth(
    shipped: Case, utterances: dict[str, str]
) -> None:
    truths = {fact.id for fact in shipped.facts.values() if fact.kind == "adherence"}
    assert truths
    told: dict[str, set[str]] = {"shaming": set(), "adherence_inquiry": set()}
    for code, topic in ((code, topic) for code in told for topic in ("ask_adherence", "ask_missed_doses", "ask_extra_doses")):
        visit = PlayedVisit(shipped).at(trust=7, tension=2)
        told[code] |= set(visit.hears([Heard(utterances[topic], topic, 0.95)], code).unlocked) & truths
    assert (told["shaming"], bool(told["adherence_inquiry"])) == (set(), True)  # R32


@pytest.mark.parametrize("slug", [slug for slug in case_slugs() if load_case(slug).case_type.startswith("C2")])
def test_fair_anger_falls_within_two_turns_of_a_repair(slug: str) -> None:
    visit = PlayedVisit(load_case(slug))
    before = visit.state.tension
    visit.says("own_mistake_repair")
    visit.says("own_mistake_repair", "plan_followup")
    assert visit.state.tension <= before - 4  # R21: twice -2 for what is put right, besides what good replies do
    assert visit.state.tension <= load_rules().limits["alliance_tension"]


def test_a_kind_visit_ends_with_more_trust_and_less_tension_than_a_clumsy_one(shipped: Case, utterances: dict[str, str]) -> None:
    key = sorted(load_rubric().cases[shipped.case_type].key)
    worst = sorted(load_rubric().cases[shipped.case_type].worst)
    kind, clumsy = PlayedVisit(shipped), PlayedVisit(shipped)
    for number in range(3):
        kind.says(key[number % len(key)])
        clumsy.says(worst[number % len(worst)])
    assert kind.state.trust > clumsy.state.trust and kind.state.tension < clumsy.state.tension
