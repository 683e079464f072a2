"""A simulated visit is a whole visit, the same for the same seed; findings name what does not hold; blind transcripts tell nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from dyad.cases import Case
from dyad.patient import Heard, Memory
from dyad.simulate import Stage, moments, play_visit
from dyad.simulate.blind import transcript, write_blind
from dyad.simulate.play import LONGEST, SimulatedTurn
from dyad.simulate.report import figures, findings, gated, never_said
from dyad.simulate.trainee import Rule, Trainee
from tests.toys import SLUG, FixedScorer

Visit = list[SimulatedTurn]


@pytest.fixture(autouse=True)
def _only_the_toy(monkeypatch: pytest.MonkeyPatch, toy: Case) -> None:
    for module in ("play", "report", "blind"):
        monkeypatch.setattr(f"dyad.simulate.{module}.load_case", lambda slug, variant="a": toy)


def trainee(name: str) -> Trainee:
    return Trainee(name, "For tests.", (Rule({}, ("say",)),), {"say": tuple(f"{name} says {n}." for n in range(40))})


def visit(name: str, *codes: str, seed: int = 0, before: Memory | None = None) -> Visit:
    stage = Stage(lambda reply: [Heard(reply, "ask_sleep", 1.0)], FixedScorer(*codes))
    return play_visit(SLUG, trainee(name), stage, seed=seed, before=before)[0]


def test_a_visit_runs_from_the_opening_to_an_end() -> None:
    turns = visit("skilled", "warm_limit")
    assert (turns[0].turn, turns[0].reply) == (0, "")
    assert turns[-1].ended and turns[-1].turn <= LONGEST
    assert all(turn.codes == ("warm_limit",) for turn in turns if turn.reply)


def test_the_same_seed_plays_the_same_visit_and_another_one_does_not() -> None:
    assert visit("skilled", "warm_limit", seed=3) == visit("skilled", "warm_limit", seed=3)
    assert visit("skilled", "warm_limit", seed=3) != visit("skilled", "warm_limit", seed=4)


def test_a_visit_can_go_on_from_what_somebody_else_said(toy: Case) -> None:
    stage = Stage(lambda reply: [Heard(reply, "ask_sleep", 1.0)], FixedScorer("warm_limit"))
    played = list(moments(toy, trainee("skilled"), stage, said=["One thing.", "Another."]))
    assert [moment.reply for moment in played[:3]] == ["", "One thing.", "Another."]
    assert played[3].reply.startswith("skilled says") and played[3].turn.number == 3


def test_a_patient_comes_back_in_a_simulation_too() -> None:
    assert visit("skilled", "warm_limit", before=Memory("plan_unlikely", 5, 4))[0].line_ids[0].startswith("return-plan_unlikely")


def test_good_visits_have_no_findings() -> None:
    assert findings([visit("skilled", "warm_limit"), visit("authoritarian", "ultimatum")]) == []


def test_a_skilled_visit_that_ends_no_softer_is_named() -> None:
    (finding,) = findings([visit("skilled", "ultimatum"), visit("authoritarian", "warm_limit")])
    assert finding.startswith(f"{SLUG}, seed 0: skilled ends at trust")


def spoilt(turns: Visit, number: int, **changes: object) -> Visit:
    return [replace(turn, **changes) if i == number else turn for i, turn in enumerate(turns)]


def test_a_line_said_twice_a_silence_and_an_open_end_are_named() -> None:
    turns = visit("pleaser", "empathic_reflection")
    assert "is said 2 times" in findings([spoilt(turns, 2, line_ids=turns[1].line_ids)])[0]
    assert "nothing is said at turn 2" in findings([spoilt(turns, 2, line=" ")])[0]
    assert "has no end" in findings([spoilt(turns, len(turns) - 1, ended=None)])[0]


def test_a_beat_before_its_stage_is_named() -> None:
    turns = visit("pleaser", "empathic_reflection")
    (finding,) = findings([spoilt(turns, 1, line_ids=("turn-soft-beat-3",))])
    assert "the beat turn-soft-beat-3 of turn is said in opening" in finding


def test_a_gated_fact_told_to_closed_questions_is_named(toy: Case) -> None:
    assert gated(toy) == {"fear-sleepy", "fear-heart", "skips-sundays"}
    turns = visit("neutral-interviewer", "closed_question")
    assert findings([turns]) == []
    assert "fear-heart came out, though nobody asked openly" in findings([spoilt(turns, 3, unlocked=("fear-heart",))])[0]


def test_figures_count_what_was_said_and_what_was_never_reached(toy: Case) -> None:
    turns = visit("skilled", "warm_limit")
    sums = figures([turns])
    assert (sums.visits, sums.turns, sums.endings) == (1, turns[-1].turn, {str(turns[-1].ended): 1})
    assert sums.lines_said + len(never_said([turns])[SLUG]) == sums.lines_of_packs == len(toy.lines())


def test_blind_transcripts_name_neither_case_nor_pattern_nor_trainee(tmp_path: Path) -> None:
    visits = [visit(name, "warm_limit") for name in ("skilled", "authoritarian", "pleaser")]
    assert write_blind(visits, tmp_path / "blind", seed=1) == 3
    texts = [(tmp_path / "blind" / f"{n:03}.txt").read_text(encoding="utf-8") for n in (1, 2, 3)]
    for text in texts:
        assert SLUG not in text and "P3" not in text and "trust" not in text
    key = [json.loads(row) for row in (tmp_path / "blind" / "key.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {row["trainee"] for row in key} == {"skilled", "authoritarian", "pleaser"}
    assert {row["pattern"] for row in key} == {"P3"}
    assert sorted(texts) == sorted(transcript(v) for v in visits)


def test_old_transcripts_are_not_mixed_with_new_ones(tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_text("x", encoding="utf-8")
    with pytest.raises(FileExistsError, match="name a new folder"):
        write_blind([visit("skilled", "warm_limit")], tmp_path)
