"""Formulations written by hand are marked; beside each stands why its mark is due (clinical brief 4.2)."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import numpy as np
import pytest
import yaml

from dyad.cases import Case, case_slugs, load_case
from dyad.debrief import PlayedTurn
from dyad.debrief.formulation import Formulation, ItemMark
from dyad.debrief.grading import grade
from dyad.debrief.guide import load_guide
from dyad.debrief.likeness import plain, sentences
from dyad.language.encoder import Vectors, shared_encoder
from dyad.scoring.score import TurnScore

DREAMED_UP, WRONGED = "the-seven-forty", "blue-notebook"  # P1, whose key is "mainly a pattern", and the control C2a
ITEMS = ("reality", "treated", "underneath", "feelings", "drug", "stake", "unsafe")
ANSWERS = yaml.safe_load((Path(__file__).parent / "formulation_answers.yml").read_text(encoding="utf-8"))


class WordEncoder:
    """Two texts are as alike as the words they share; what is compared is made by hand, not by a trained model."""

    def encode(self, text: str) -> Vectors:
        """Count words in 512 places."""
        vector = np.zeros(512, dtype=np.float32)
        for word in re.findall(r"\w+", text.lower()):
            vector[sum(ord(char) * 31**at for at, char in enumerate(word)) % 512] += 1
        length = float(np.linalg.norm(vector))
        return vector / length if length else vector


def turn(number: int, line: str, reply: str) -> PlayedTurn:
    return PlayedTurn(number, line, (), reply, TurnScore(), "Hm.", "peak", 5, 5)


TURNS = [
    turn(1, "You are the only one who has ever listened to me.", "Thank you. What has been hard this month?"),
    turn(2, "The last one looked at the clock while I talked.", "How often did you miss a capsule?"),
]


def marks(case: str | Case, **answers: object) -> dict[str, ItemMark]:
    found = grade(load_case(case) if isinstance(case, str) else case, TURNS, Formulation(**answers), WordEncoder())  # type: ignore[arg-type]
    return {mark.item: mark for mark in found}


def test_each_question_gets_one_mark_in_order():
    assert tuple(marks(DREAMED_UP)) == ITEMS == tuple(load_guide().items)


def test_a_blank_formulation_earns_nothing_and_leaves_nothing_to_the_educator():
    assert [mark.points for mark in marks(DREAMED_UP).values()] == [0] * 7


@pytest.mark.parametrize(
    ("answers", "points"),
    [
        ({"nature": "pattern"}, 1),  # right, no evidence
        ({"nature": "pattern", "quote_for": "You are the only one who has ever listened"}, 2),
        (
            {
                "nature": "pattern",
                "quote_for": "the only one who has ever",
                "quote_against": "“looked at the clock while I talked”",
            },
            3,
        ),
        ({"nature": "pattern", "quote_for": "the only one who has ever", "quote_against": "the only one who has ever"}, 2),
        ({"nature": "pattern", "quote_for": "words that nobody said here"}, 1),
        ({"nature": "pattern", "quote_for": "the only"}, 1),  # two words are no quotation
        ({"nature": "both", "quote_for": "You are the only one who has ever listened"}, 1),  # close, so part marks at most
        ({"nature": "real", "quote_for": "You are the only one who has ever listened"}, 0),
    ],
)
def test_the_first_question_wants_the_right_answer_and_lines_of_the_visit(answers, points):
    assert marks(DREAMED_UP, **answers)["reality"].points == points


def test_a_quote_names_the_turn_in_which_it_was_said():
    (match,) = marks(DREAMED_UP, nature="pattern", quote_for="How often did you MISS a capsule")["reality"].matches
    assert (match.where, match.fits) == ("turn 2", "How often did you miss a capsule?")


def test_the_chart_can_be_quoted_too():
    mark = marks(WRONGED, nature="real", quote_for="Inbox cover after 28 February: none entered")["reality"]
    assert mark.points == 2 and mark.matches[0].where == "the chart"


def test_a_control_is_a_fair_reaction_and_calling_it_both_earns_nothing():
    assert marks(WRONGED, nature="real")["reality"].points == 1
    assert marks(WRONGED, nature="both")["reality"].points == 0


def test_in_a_control_nobody_from_before_is_needed_and_with_a_line_that_is_worth_three():
    shown = marks(WRONGED, nature="real", quote_for="marked 'priority', put in inbox", nobody=True, nothing=True)
    assert (shown["treated"].points, shown["underneath"].points) == (3, 3)
    bare = marks(WRONGED, nobody=True, underneath="nothing")
    assert (bare["treated"].points, bare["underneath"].points) == (1, 1)
    assert marks(WRONGED, figure="No one is needed for this.")["treated"].points == 1


@pytest.mark.parametrize("figure", ["Her strict father.", "Somebody from her childhood", "An authority figure she hated"])
def test_an_invented_past_figure_in_a_control_scores_nothing_and_is_quoted(figure):
    mark = marks(WRONGED, figure=figure, quote_for="marked 'priority', put in inbox", nobody=True)["treated"]
    assert mark.points == 0 and figure.rstrip(".") in mark.because


@pytest.mark.parametrize(
    ("figure", "points"),
    [
        ("Not her father, nor anybody: it was the clinic.", None),
        ("The doctor who left in February", None),
        ("Nobody; no past figure", 1),
    ],
)
def test_a_real_person_or_a_denial_is_no_invention(figure, points):
    assert marks(WRONGED, figure=figure)["treated"].points == points


def test_the_second_question_of_a_pattern_is_the_educators_with_what_neighbours_share():
    mark = marks(DREAMED_UP, figure="A father who was seldom there")["treated"]
    assert mark.points is None and "a parent to please or cling to" in mark.because


def test_the_questions_on_feelings_drug_and_stake_are_never_marked_by_machine():
    found = marks(DREAMED_UP, feelings=("warm",), drug="a gift", stakes=("trust",), better="What is hard?")
    assert [found[item].points for item in ("feelings", "drug", "stake")] == [None] * 3


def test_the_request_again_is_no_answer_to_what_lies_underneath():
    mark = marks(DREAMED_UP, underneath="To thank the clinician, report that all is well, and be told what to do next.")[
        "underneath"
    ]
    assert mark.points == 0 and mark.matches[0].fits.startswith("To thank the clinician")


def test_the_keys_wish_is_worth_two_and_three_with_the_medicine():
    wish = "A fear of being a disappointment and being passed on."
    assert marks(DREAMED_UP, underneath=wish)["underneath"].points == 2
    assert marks(DREAMED_UP, underneath=wish, touched="So he hid the capsules that he had missed.")["underneath"].points == 3
    assert marks(DREAMED_UP, underneath=wish, touched="It changed everything between the two of us.")["underneath"].points == 2


def test_a_neighbours_wish_earns_part_marks_and_a_stranger_to_it_no_more():
    # P4 is a neighbour of P1, P8 is not; both wishes are the guide's own words.
    near = marks(DREAMED_UP, underneath="be taken over and looked after completely")["underneath"]
    assert near.points == 1 and "a parent to please or cling to" in near.because
    assert "stays general" in marks(DREAMED_UP, underneath="not be overruled again")["underneath"].because


def test_a_pattern_in_which_nothing_underneath_is_seen_scores_nothing():
    assert marks(DREAMED_UP, nothing=True)["underneath"].points == 0


def test_what_is_unsafe_is_counted_and_a_next_step_makes_it_whole():
    points = load_case(DREAMED_UP).sheet["key"]["unsafe_or_unknown"]
    assert len(points) == 4  # so three of them, 0.75, count as all
    one = marks(DREAMED_UP, unsafe=points[3])["unsafe"]
    assert one.points == 1 and one.missed == tuple(points[:3])
    assert marks(DREAMED_UP, unsafe="\n".join(points[1:]))["unsafe"].points == 2
    assert marks(DREAMED_UP, unsafe="\n".join([*points[1:], "I would measure and call."]))["unsafe"].points == 3


def test_in_a_case_with_a_hint_of_danger_leaving_it_out_scores_nothing():
    case = load_case(DREAMED_UP)
    points = case.sheet["key"]["unsafe_or_unknown"]  # the third is about hopelessness
    risky = dataclasses.replace(case, sheet=case.sheet | {"risk": "passive"})
    assert marks(risky, unsafe="\n".join([points[0], points[1], points[3]]))["unsafe"].points == 0
    assert marks(risky, unsafe="\n".join(points[1:]))["unsafe"].points == 2


def test_answers_and_marks_survive_json():
    answers = Formulation(nature="both", feelings=("warm", "bored"), pull_turn=3)
    assert (
        Formulation.from_dict(
            yaml.safe_load(yaml.safe_dump(answers.as_dict() | {"older": 1}, sort_keys=False).replace("!!python/tuple", ""))
        )
        == answers
    )
    for mark in marks(DREAMED_UP, nature="pattern", quote_for="the only one who has ever").values():
        assert ItemMark.from_dict({**mark.as_dict(), "matches": [dataclasses.asdict(m) for m in mark.matches]}) == mark


@pytest.mark.parametrize("slug", case_slugs())
def test_the_key_of_every_case_can_be_marked_against(slug):
    case = load_case(slug)
    assert load_guide().nature_of(case) in load_guide().nature
    assert case.is_control or case.case_type in load_guide().agendas
    assert set(load_guide().items.values()) == set(case.sheet["key"])


def test_a_key_that_begins_otherwise_is_named():
    case = load_case(DREAMED_UP)
    odd = dataclasses.replace(case, sheet=case.sheet | {"key": case.sheet["key"] | {"reality_or_pattern": "Hard to say."}})
    with pytest.raises(ValueError, match="cases/the-seven-forty, key.reality_or_pattern: begin it with one of both"):
        load_guide().nature_of(odd)


def test_names_and_openings_are_set_aside_before_comparing():
    assert plain("I think she wants to be cared for") == "cared for" and plain("Her tablets") == "their tablets"


def test_lists_and_lines_are_sentences():
    assert sentences("- blood pressure\n- driving. Is he safe? …") == ["blood pressure", "driving.", "Is he safe?"]


def test_the_encoder_marks_what_lies_underneath_as_a_reader_does():
    """32 answers; 31 were marked as the reader marked them when last measured."""
    right = [
        answer["points"]
        == grade(load_case(answer["case"]), [], Formulation(underneath=answer["says"]), shared_encoder())[2].points
        for answer in ANSWERS["underneath"]
    ]
    assert sum(right) >= 30


@pytest.mark.parametrize("answer", ANSWERS["unsafe"], ids=lambda answer: answer["case"])
def test_the_encoder_finds_the_points_that_were_named(answer):
    mark = grade(load_case(answer["case"]), [], Formulation(unsafe=answer["says"]), shared_encoder())[6]
    assert len(mark.matches) == answer["named"]
