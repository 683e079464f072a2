"""A scripted trainee: its policy chooses by what the patient did, and no reply is typed twice."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from dyad.cases import Case
from dyad.simulate.trainee import Speaker, TraineeError, drug_of, echo_of, load_trainee, trainee_names

RAW = {
    "name": "plain",
    "means": "For tests.",
    "policy": [
        {"when": {"tags": ["request"]}, "do": ["refuse"]},
        {"when": {"turn_up_to": 1}, "do": ["begin"]},
        {"do": ["ask", "tell"]},
    ],
    "moves": {
        "refuse": [f"No {n} to {{ask}}." for n in range(3)],
        "begin": ["Good morning, {first}."],
        "ask": [f"How is it {n}?" for n in range(9)],
        "tell": [f'{{drug}} helps {n}, you said "{{echo}}".' for n in range(9)],
    },
}


def written(folder: Path, **changes: object) -> Path:
    (folder / "plain.yml").write_text(yaml.safe_dump(RAW | changes), encoding="utf-8")
    return folder


@pytest.fixture
def speaker(tmp_path: Path, toy: Case) -> Speaker:
    return Speaker(load_trainee("plain", written(tmp_path)), toy, seed=0)


def test_the_first_rule_that_holds_gives_the_move_and_several_take_turns(speaker: Speaker) -> None:
    moves = [speaker.reply(turn, "Well.", tags)[0] for turn, tags in ((1, ()), (2, ()), (3, ()), (4, ("request",)), (5, ()))]
    assert moves == ["begin", "ask", "tell", "refuse", "ask"]


def test_slots_are_filled_from_the_case_and_the_patients_own_words(speaker: Speaker) -> None:
    assert speaker.reply(1, "Hello.", ())[1] == "Good morning, Kit."
    speaker.reply(2, "Hello.", ())
    assert speaker.reply(3, "No. The kite came down on the wire. Well.", ())[1].endswith(
        'you said "The kite came down on the wire".'
    )
    assert speaker.reply(4, "Please.", ("request",))[1].endswith("to w.")


def test_no_reply_is_typed_twice_and_the_same_seed_types_the_same(tmp_path: Path, toy: Case) -> None:
    trainee = load_trainee("plain", written(tmp_path))
    one, other = (Speaker(trainee, toy, 7) for _ in range(2))
    said = [one.reply(turn, "x", ())[1] for turn in range(2, 12)]
    assert len(set(said)) == 10
    assert said == [other.reply(turn, "x", ())[1] for turn in range(2, 12)]


def test_a_move_that_runs_out_says_so_with_its_file(speaker: Speaker) -> None:
    with pytest.raises(TraineeError, match=r"trainees/plain.yml: refuse has run out at turn 4"):
        for turn in range(1, 5):
            speaker.reply(turn, "Please.", ("request",))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"mood": 1}, "has name, means, policy and moves"),
        ({"policy": [{"when": {"turn_from": 2}, "do": ["ask"]}]}, "the last line has no `when`"),
        ({"policy": [{"when": {"weather": 1}, "do": ["ask"]}, {"do": ["ask"]}]}, "weather is no condition"),
        ({"policy": [{"when": {"tags": ["rain"]}, "do": ["ask"]}, {"do": ["ask"]}]}, "rain is no demand tag"),
        ({"policy": [{"do": ["dance"]}]}, "dance has no replies"),
        ({"moves": RAW["moves"] | {"ask": ["{mother}?"]}}, r"\{mother\} stands for nothing"),
    ],
)
def test_a_file_that_cannot_be_played_is_refused(tmp_path: Path, changes: dict[str, object], words: str) -> None:
    with pytest.raises(TraineeError, match=words):
        load_trainee("plain", written(tmp_path, **changes))


def test_an_unknown_name_is_refused_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(TraineeError, match="Known: plain"):
        load_trainee("rude", written(tmp_path))


@pytest.mark.parametrize(
    ("name", "bare"), [("venlafaxine modified release 75 mg", "venlafaxine"), ("Lithium, evening", "lithium")]
)
def test_a_medicine_is_called_by_its_bare_name(name: str, bare: str) -> None:
    assert drug_of(name) == bare


def test_an_echo_is_short_and_never_empty() -> None:
    assert echo_of("Fine.") == "Fine"
    assert len(echo_of(" ".join(["word"] * 60)).split()) == 14


@pytest.mark.parametrize("name", trainee_names())
def test_a_shipped_trainee_has_sixty_replies_of_its_own_for_every_move(name: str) -> None:
    trainee = load_trainee(name)
    assert {move: len(set(replies)) for move, replies in trainee.moves.items() if len(set(replies)) < 60} == {}


def test_no_shipped_trainee_types_an_exemplar_of_a_case() -> None:
    from dyad.cases import case_slugs, load_case

    exemplars = {e.reply for slug in case_slugs() for side in load_case(slug).exemplars.values() for e in side}
    typed = {reply for name in trainee_names() for replies in load_trainee(name).moves.values() for reply in replies}
    assert exemplars & typed == set()


def test_the_nine_trainees_are_there() -> None:
    assert trainee_names() == [
        "authoritarian", "cold-correct", "hostile", "interpreter", "neutral-interviewer", "pleaser", "rambling", "silent", "skilled",
    ]  # fmt: skip
