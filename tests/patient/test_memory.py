"""A patient who comes back remembers how it ended, what was promised, and what has come out."""

from __future__ import annotations

import pytest

from dyad.cases import Case
from dyad.patient import BadMemory, Memory, VisitState, start_visit
from tests.toys import PlayedVisit


def first_visit(toy: Case, *codes: str, **state: object) -> VisitState:
    visit = PlayedVisit(toy)
    visit.says(*codes)
    visit.at(**state).ends()
    return visit.state


def back(toy: Case, before: Memory) -> PlayedVisit:
    visit = PlayedVisit(toy)
    visit.state, first = start_visit(toy, 0, before)
    visit.turns = [first]
    return visit


def test_the_first_words_tell_how_the_first_visit_ended_and_that_a_step_was_kept(toy: Case) -> None:
    memory = Memory.of(first_visit(toy, "plan_followup", "warm_limit", trust=8, tension=2))
    assert memory.ending == "plan_followed"
    assert back(toy, memory).turns[0].line_ids == ("return-plan_followed-1", "return-kept-1")


def test_a_promise_nobody_can_keep_is_held_against_the_clinician(toy: Case) -> None:
    memory = Memory.of(first_visit(toy, "false_promise", "plan_followup", trust=5, tension=4))
    visit = back(toy, memory)
    assert visit.turns[0].line_ids[-1] == "return-broken-1"
    # start 3 and 4, half way to 5 and 4, then -1 and +1 for the broken promise
    assert (visit.state.trust, visit.state.tension) == (3.0, 5.0)


def test_what_came_out_stays_out_and_nothing_is_said_again(toy: Case) -> None:
    memory = Memory("plan_unlikely", 5, 4, unlocked=("clue-one", "gone"), said=("ask_sleep-guarded-1",))
    visit = back(toy, memory)
    assert visit.state.unlocked == ("clue-one",)
    assert "ask_sleep-guarded-1" not in visit.says("closed_question", ask=["ask_sleep"]).line_ids


@pytest.mark.parametrize(
    ("ending", "code", "said"),
    [
        ("plan_followed", "closed_question", "return-taken-1"),
        ("plan_unlikely", "closed_question", "return-taken-1"),  # wary, and asked in a way that makes the truth cost something
        ("plan_unlikely", "adherence_inquiry", "return-missed-1"),
    ],
)
def test_the_truth_about_the_doses_is_told_to_who_makes_it_easy(toy: Case, ending: str, code: str, said: str) -> None:
    visit = back(toy, Memory(ending, 3, 5))
    assert said in visit.says(code, ask=["ask_adherence"]).line_ids


def test_the_second_visit_has_moves_of_its_own(toy: Case) -> None:
    visit = back(toy, Memory("plan_unlikely", 5, 4))
    visit.says("closed_question", ask=["ask_sleep"])
    assert any(line_id.startswith("back-") for line_id in visit.says("closed_question", ask=["ask_mood"]).line_ids)


def test_a_memory_survives_json(toy: Case) -> None:
    memory = Memory.of(first_visit(toy, "warm_limit"))
    assert Memory.from_dict(memory.as_dict()) == memory


@pytest.mark.parametrize("raw", [{}, {"ending": "x", "trust": "much", "tension": 1}, {"ending": "x", "trust": 1}])
def test_half_a_memory_is_refused_with_what_one_has(raw: dict[str, object]) -> None:
    with pytest.raises(BadMemory, match="ending, trust, tension, codes, unlocked, said"):
        Memory.from_dict(raw)


def test_nobody_comes_back_from_a_visit_that_goes_on(toy: Case) -> None:
    with pytest.raises(BadMemory, match="not over"):
        Memory.of(PlayedVisit(toy).state)
