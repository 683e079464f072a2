"""What an author should mend: each complaint once, by one thing spoilt in a pack that is fine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dyad.cases.check import check_all, check_case
from tests.toys import EARNED, OWN_TOPIC, SLUG, STAGES, UNKNOWN, Pack, toy_pack, write_pack

UNANSWERED = f"answers.yml, {UNKNOWN}: nothing is said to it; trainees ask this."
Spoil = Callable[[Pack], object]


def beat(pack: Pack, beat_id: str) -> dict[str, object]:
    """Return one beat of a pack."""
    found: dict[str, object] = next(b for b in pack["lines.yml"]["beats"] if b["id"] == beat_id)
    return found


def fact(pack: Pack, fact_id: str) -> dict[str, object]:
    """Return one fact of a pack."""
    found: dict[str, object] = next(f for f in pack["case.yml"]["facts"] if f["id"] == fact_id)
    return found


def empty(pack: Pack, stage: str) -> None:
    """Move all beats of a stage to another one."""
    for item in pack["lines.yml"]["beats"]:
        if item["stage"] == stage:
            item["stage"] = "opening" if stage != "opening" else "peak"


def shorten(pack: Pack) -> None:
    """Leave eighty topics, most of them in one guarded and one open wording that all share."""
    answers = pack["answers.yml"]
    for topic in [topic for topic in answers if topic not in EARNED][80:]:
        del answers[topic]
    for answer in answers.values():
        answer.update(guarded=["No."], open=["Yes."])


def only_demands(pack: Pack) -> None:
    """Let the first lines of the confrontation show one thing only."""
    for line in pack["lines.yml"]["escalation"]["confrontation"][:3]:
        line["shows"] = ["demand"]


def same_pronouns(pack: Pack) -> None:
    """Give everybody the pronouns of the first."""
    for person in pack["case.yml"]["variants"]:
        person["pronouns"] = "they/them"


def earned_twice(pack: Pack) -> None:
    """Add an earned line that an earlier one always forestalls."""
    earned = pack["answers.yml"]["ask_side_effects"]["earned"]
    earned.append({**earned[0], "line": "It beats too fast.", "trust": 7})


def hard_to_read(pack: Pack) -> None:
    """Make every answer a long sentence of long words."""
    for number, answer in enumerate(pack["answers.yml"].values()):
        answer["open"] = [
            f"Notwithstanding considerable individual variability, pharmacological interventions necessitate continuous multidisciplinary re-evaluation {number}"
        ]


RISK = {
    "first": {"text": "What for?", "tags": ["risk"]},
    "clearer": {"text": "I think of being dead.", "tags": ["risk"]},
    "told": ["No plan.", "No.", "My dog."],
    "stop": "Right.",
}
SPOILT: list[tuple[Spoil, str]] = [
    (lambda p: p["answers.yml"].update(ask_weather=p["answers.yml"].pop("ask_work")), "answers.yml, ask_weather: is no intent"),
    (lambda p: beat(p, "turn-soft-beat-1").update(reveals="gone"), "reveals names the fact gone, which case.yml has not"),
    (lambda p: beat(p, "turn-soft-beat-1").pop("reveals"), "case.yml, fact clue-one: no line reveals it"),
    (lambda p: fact(p, "clue-one").update(kind="life"), "case.yml, facts: two clues at least"),
    (lambda p: fact(p, "fear-heart").update(kind="life"), "case.yml, facts: two medication fears at least"),
    (lambda p: p["case.yml"].update(case_type="C1"), "case.yml, facts: a control has no clues"),
    *(((lambda p, s=stage: empty(p, s)), f"lines.yml, beats: 0 at stage {stage}") for stage in STAGES),
    (lambda p: beat(p, "peak-beat-1").update(kind="test"), "lines.yml, beats: 0 of kind big_ask, exactly 1 needed"),
    (lambda p: beat(p, "peak-beat-2").update(kind="big_ask", request="r"), "lines.yml, beats: 2 of kind big_ask, exactly 1 needed"),
    (lambda p: beat(p, "close-beat-2").update(kind="test"), "lines.yml, beats: 0 of kind doorknob, exactly 1 needed"),
    (lambda p: beat(p, "opening-beat-2").update(kind="test"), "lines.yml, beats: two probes"),
    (lambda p: beat(p, "peak-beat-1").pop("request"), "lines.yml, beat peak-beat-1: the big_ask stands at stage peak and names its request"),
    (lambda p: beat(p, "peak-beat-2").update(id="peak-beat-3"), "lines.yml, beat peak-beat-3: the id stands 2 times"),
    (lambda p: p["answers.yml"]["greet"].update(open=["ask_mood open one!"]), "says the same as"),
    (lambda p: p["answers.yml"]["greet"].update(open=["You find me manipulative."]), "line greet-open-1: the word manipulative"),
    (lambda p: p["answers.yml"]["greet"].update(open=["It is transference."]), "line greet-open-1: the word transference"),
    (lambda p: p["answers.yml"]["greet"].update(open=["*sighs* Hello."]), "line greet-open-1: spoken words only"),
    (lambda p: shorten(p), "distinct lines; 300 needed"),
    (lambda p: p["answers.yml"].pop("ask_work"), "answers.yml, ask_work: nothing is said to it"),
    (lambda p: fact(p, "clue-one").update(text="Nothing of note."), "case.yml, fact clue-one: a clue that has hardly a word in common"),
    (lambda p: p["case.yml"]["chart"][0].update(text="A demanding day."), "case.yml, chart: names the pattern, Demanding"),
    (lambda p: beat(p, "peak-beat-2").update(about="kites"), "lines.yml, beat peak-beat-2: about kites is no test of patterns/P3.yml"),
    (lambda p: p["lines.yml"]["escalation"]["withdrawal"].insert(5, "Fine."), "lines.yml, escalation withdrawal: 'Fine.' says in `shows` nothing"),
    (only_demands, "lines.yml, escalation confrontation: none of the first three lines shows mistrust, noncompliance"),
    (lambda p: p["case.yml"].pop("variants"), "case.yml, variants: 1 people play this script, 3 needed"),
    (same_pronouns, "case.yml, variants: all have the same pronouns"),
    (lambda p: p["lines.yml"].pop("another_doctor"), "another_doctor is missing in lines.yml"),
    (lambda p: p["lines.yml"].pop("return_visit"), "lines.yml, return_visit is missing"),
    (lambda p: p["case.yml"].update(risk="passive"), "case.yml, risk, and lines.yml, risk_cues, belong together"),
    (lambda p: p["lines.yml"].update(risk_cues=RISK) or p["case.yml"].update(risk="passive"), "case.yml, content_notes: say 'passing thoughts"),
    (lambda p: beat(p, "turn-hard-beat-1").update(reveals="clue-one"), "lines.yml, beat turn-hard-beat-1: at turn_hard the patient is wary"),
    (earned_twice, "answers.yml, ask_side_effects: the earned line of fear-heart comes out with the same codes"),
    (hard_to_read, "the lines read at grade"),
]  # fmt: skip


@pytest.mark.parametrize("case_type", ["P3", "C2a"])
def test_the_toy_pack_is_fine(tmp_path: Path, case_type: str) -> None:
    assert check_case(SLUG, write_pack(tmp_path, toy_pack(case_type))) == [UNANSWERED]


@pytest.mark.parametrize(("spoil", "words"), SPOILT, ids=[words[:40] for _, words in SPOILT])
def test_one_thing_spoilt_is_complained_of_with_its_place(tmp_path: Path, spoil: Spoil, words: str) -> None:
    pack = toy_pack()
    spoil(pack)
    complaints = check_case(SLUG, write_pack(tmp_path, pack))
    assert sum(words in complaint for complaint in complaints) == 1, complaints


def test_a_topic_of_ones_own_needs_no_intent(tmp_path: Path) -> None:
    pack = toy_pack()
    pack["answers.yml"]["the_lake"] = {**pack["answers.yml"][OWN_TOPIC], "guarded": ["A lake."], "open": ["A wide lake."]}
    assert check_case(SLUG, write_pack(tmp_path, pack)) == [UNANSWERED]


def test_checking_all_packs_names_the_pack(tmp_path: Path) -> None:
    pack = toy_pack()
    beat(pack, "close-beat-2").update(kind="test")
    assert check_all(write_pack(tmp_path, pack)) == [
        f"cases/{SLUG}/{complaint}" for complaint in (UNANSWERED, "lines.yml, beats: 0 of kind doorknob, exactly 1 needed.")
    ]
