"""Hand-built visits to real cases go in; what the debrief must say about them stands beside each."""

from __future__ import annotations

import dataclasses
import re

import pytest

from dyad.cases import Case, case_slugs, load_case
from dyad.debrief import PlayedTurn, Report, make_report
from dyad.debrief.texts import load_texts, quote
from dyad.patient.rules import load_rules
from dyad.patterns import load_pattern, load_patterns
from dyad.scoring.rubric import load_rubric
from dyad.scoring.score import CodedThought, TurnContext, score_turn

ENDINGS = ("plan_followed", "plan_unlikely", "false_compliance", "left_early")
DEMANDING, WRONGED = "hundred-and-forty-covers", "blue-notebook"  # P3 and the control C2a
KEPT_OUT = ("manipulative", "noncompliant", "difficult", "hateful", "frequent flyer", "drug-seeking", "borderline")


@pytest.fixture
def case() -> Case:
    return load_case(DEMANDING)


def played(case: Case, number: int, said: dict[str, str], trust: float, tension: float, **more: object) -> PlayedTurn:
    """Build a turn from {code: its words}; the reply is the words in a row, an omission has none."""
    reply = " ".join(words for words in said.values() if words) or "Mm."
    tags = more.pop("tags_before", ())
    assert isinstance(tags, tuple)
    codes = [
        CodedThought(c, w, reply.index(w) if w else 0, reply.index(w) + len(w) if w else 0, "by hand") for c, w in said.items()
    ]
    turn = PlayedTurn(
        number=number,
        line_before="A line.",
        tags_before=tags,
        reply=reply,
        score=score_turn(codes, TurnContext(case.case_type, tags=tags, turn=number)),
        line="Another line.",
        stage="peak",
        trust=trust,
        tension=tension,
    )
    return dataclasses.replace(turn, **more)  # type: ignore[arg-type]


def a_visit(case: Case) -> list[PlayedTurn]:
    """P3: starts at trust 3, tension 5. Weights: reflection +1x2, open +1, limit +2x2, giving in -2x2, repair +2."""
    ask = next(beat.text for beat in case.beats if beat.kind == "big_ask")
    pressed = case.lists["pressed"][0].text
    affect = ("affect",)
    return [
        played(
            case,
            1,
            {"empathic_reflection": "Nine calls is a lot.", "open_question": "What is worst?"},
            3.5,
            4.5,
            tags_before=affect,
        ),
        played(case, 2, {"warm_limit": "I won't, and I'm staying."}, 4, 4, line_before=ask, unlocked=("filed-away",)),
        played(case, 3, {"capitulation": "Fine, take seven."}, 2, 7, line_before=pressed),
        played(
            case,
            4,
            {"ignore_affect": "", "closed_question": "Did you eat?"},
            2,
            8,
            line_before="I'm on my own.",
            tags_before=affect,
        ),
        played(case, 5, {"own_mistake_repair": "I got that wrong."}, 2.5, 7),
    ]


def told(report: Report) -> str:
    """Return everything a report says in its own words."""
    examples = [*report.praise, *report.errors, report.best, report.worst, report.turning_point]
    parts = [f"{e.title} {e.comment}" for e in examples if e] + [
        *report.patient_brought,
        *report.you_brought,
        report.outcome.title,
    ]
    parts += [reply.reaction for reply in report.replies] + [f"{name} {value}" for name, value in report.counts]
    parts += [f"{d.name} {d.anchor} {d.reasons}" for d in report.domains]
    return " ".join(parts)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("slug", case_slugs())
def test_every_case_has_a_whole_report_after_no_reply_one_reply_and_several(slug: str, ending: str) -> None:
    case = load_case(slug)
    visit = [played(case, n, {"open_question": "How are the nights?"}, 4, 4) for n in (1, 2, 3)]
    for turns in ([], visit[:1], visit):
        report = make_report(case, turns, ending)
        outcome = report.outcome
        assert (outcome.ending, outcome.title) == (ending, load_texts().endings[ending])
        assert outcome.alliance == case.sheet["outcomes"][ending]["alliance"]
        assert outcome.decision and outcome.course  # R37
        assert 2 <= len(report.patient_brought) <= 4 and 2 <= len(report.you_brought) <= 4  # both halves filled (R05)
        assert len(report.domains) == 7 and len(report.replies) == len(turns)
        assert len(report.alliance) == len(turns) + 1


def test_a_visit_without_a_reply_has_no_example_and_no_level(case: Case) -> None:
    report = make_report(case, [], "left_early")
    assert (report.praise, report.errors, report.best, report.worst, report.turning_point) == ((), (), None, None, None)
    assert {domain.level for domain in report.domains} == {None}
    assert report.alliance == ((0, 3.0, 5.0),)
    assert all(fact.turn is None for fact in report.hidden)


def test_an_unknown_ending_is_refused_by_name(case: Case) -> None:
    with pytest.raises(ValueError, match="happily_ever_after"):
        make_report(case, [], "happily_ever_after")


def test_the_same_visit_gives_the_same_report(case: Case) -> None:
    assert make_report(case, a_visit(case), "plan_unlikely") == make_report(case, a_visit(case), "plan_unlikely")


def test_praise_quotes_the_words_of_three_different_moves_key_moves_first(case: Case) -> None:
    praise = make_report(case, a_visit(case), "plan_unlikely").praise
    # key in P3: the limit (+4) before the reflection (+2); then the repair (+2, in a turn of its own) before the question of turn 1
    assert [(example.turn, example.quote) for example in praise] == [
        (2, "I won't, and I'm staying."),
        (1, "Nine calls is a lot."),
        (5, "I got that wrong."),
    ]
    assert len({example.title for example in praise}) == 3
    assert load_pattern("P3").debrief["key"]["warm_limit"] in praise[0].comment


def test_a_key_move_is_praised_before_a_reply_that_earned_more(case: Case) -> None:
    turns = [
        played(case, 1, {"tolerate_anger": "Say it all.", "explore_meaning": "What would it mean?"}, 3, 5),  # +2 +2
        played(case, 2, {"empathic_reflection": "That is a long wait."}, 3, 5),  # +1, doubled in P3
    ]
    assert [example.turn for example in make_report(case, turns, "plan_unlikely").praise] == [2, 1, 1]


def test_one_example_for_each_kind_of_error_from_its_worst_turn_the_gravest_first(case: Case) -> None:
    turns = [
        played(case, 1, {"lecturing": "Listen."}, 3, 6),  # -1
        played(
            case, 2, {"lecturing": "Now listen again.", "shaming": "You people."}, 2, 8
        ),  # -1 -2: the worse place for lecturing
        played(case, 3, {"lecturing": "And once more."}, 2, 8),
        played(case, 4, {"capitulation": "Have them."}, 1, 9),  # -4
        played(case, 5, {"siding": "She was useless."}, 1, 9),  # -2
        played(case, 6, {"premature_reassurance": "Don't worry."}, 1, 9),  # -1, later: the fifth kind is left out
    ]
    errors = make_report(case, turns, "left_early").errors
    # By weight, then by the turn's points: -4; shaming -2 (turn of -3); siding -2 (turn of -2); lecturing -1 (turn of -3)
    labels = load_texts().labels
    assert [(e.turn, e.title) for e in errors] == [
        (4, labels["capitulation"]),
        (2, labels["shaming"]),
        (5, labels["siding"]),
        (2, labels["lecturing"]),
    ]
    assert errors[3].quote == "Now listen again."


def test_a_comment_tells_what_the_move_does_to_this_kind_of_patient_and_asks_what_else_could_be_tried(case: Case) -> None:
    own = load_pattern("P3").debrief
    giving_in, passing_by = make_report(case, a_visit(case), "plan_unlikely").errors
    assert own["worst"]["capitulation"] in giving_in.comment
    assert giving_in.comment.endswith("?")
    assert own["listens"] in passing_by.comment  # not one of P3's worst codes
    assert "I'm on my own." in passing_by.comment  # an omission is shown with the line it left unanswered
    assert passing_by.quote == "Did you eat?"


def test_best_and_worst_are_the_turns_that_earned_and_cost_most(case: Case) -> None:
    report = make_report(case, a_visit(case), "plan_unlikely")
    assert report.best is not None and report.best.turn == 2  # +4 against +3 and +2
    assert report.worst is not None and report.worst.turn == 3  # -4 against -1
    assert "trust 2 (-2), tension 7 (+3)" in report.worst.comment


def test_a_visit_of_good_replies_has_no_worst_one(case: Case) -> None:
    report = make_report(case, a_visit(case)[:2], "plan_followed")
    assert report.worst is None
    assert report.errors == ()


def test_the_turning_point_is_where_trust_and_tension_changed_most(case: Case) -> None:
    turning = make_report(case, a_visit(case), "plan_unlikely").turning_point
    # course (trust minus tension): +1, +1, -2-3 = -5, -1, +1.5
    assert turning is not None and turning.turn == 3
    assert "for the worse" in turning.comment and "trust went from 4 to 2, tension from 4 to 7" in turning.comment
    assert load_texts().moments["first_rupture"] in turning.comment


def test_among_equal_changes_the_first_softening_is_the_turning_point(case: Case) -> None:
    softening = next(move.rule for move in load_rules().moves if move.condition.get("softened"))
    good = {"empathic_reflection": "That is a long wait."}
    turns = [played(case, 1, good, 3.5, 4.5), played(case, 2, good, 4, 4, changes=((softening, 0.5, -0.5),))]
    turning = make_report(case, turns, "plan_followed").turning_point
    assert turning is not None and turning.turn == 2
    assert load_texts().moments["first_softening"] in turning.comment


def test_a_visit_that_never_moved_or_has_one_reply_has_no_turning_point(case: Case) -> None:
    flat = [played(case, n, {"closed_question": "Any coffee?"}, 3, 5) for n in (1, 2)]
    assert make_report(case, flat, "plan_unlikely").turning_point is None
    assert make_report(case, a_visit(case)[:1], "plan_unlikely").turning_point is None


def test_pieces_joined_are_the_reply_as_typed_and_marks_stand_on_the_words_that_earned_them(case: Case) -> None:
    turn = played(case, 1, {"open_question": "What is worst?", "warm_limit": "I won't."}, 3, 5)
    typed = f"  \u200b{turn.reply} Hm.\n"  # the scorer counts in the cleaned reply: three characters fewer in front
    pieces = make_report(case, [dataclasses.replace(turn, reply=typed)], "plan_unlikely").replies[0].pieces
    assert "".join(piece.text for piece in pieces) == typed
    assert [(p.code, p.text, p.weight) for p in pieces if p.code] == [
        ("open_question", "What is worst?", 1),
        ("warm_limit", "I won't.", 4),  # +2, doubled in P3
    ]


def test_a_move_made_twice_in_one_reply_shows_its_weight_once(case: Case) -> None:
    reply = "What is worst? What then?"
    codes = [
        CodedThought("open_question", "What is worst?", 0, 14, "a"),
        CodedThought("open_question", "What then?", 15, 25, "b"),
    ]
    turn = played(case, 1, {"open_question": "What is worst?"}, 3, 5, reply=reply, score=score_turn(codes, TurnContext("P3")))
    pieces = make_report(case, [turn], "plan_unlikely").replies[0].pieces
    assert [p.weight for p in pieces if p.code] == [1, 0]


def test_an_omission_stands_apart_from_the_words(case: Case) -> None:
    marked = make_report(case, a_visit(case), "plan_unlikely").replies[3]
    assert [piece.code for piece in marked.pieces] == ["closed_question"]
    assert [(piece.code, piece.text, piece.weight) for piece in marked.omissions] == [("ignore_affect", "", -1)]


@pytest.mark.parametrize(
    ("trust", "tension", "sentence"),
    [
        (3.5, 4, "The patient opened up a little: trust 3.5 (+0.5), tension 4 (-1)."),
        (3, 4.5, "The patient eased a little: trust 3, tension 4.5 (-0.5)."),
        (2, 7, "The patient grew more guarded: trust 2 (-1), tension 7 (+2)."),
        (4, 6, "The patient was moved both ways: trust 4 (+1), tension 6 (+1)."),
        (3, 5, "The patient stayed as they were: trust 3, tension 5."),
    ],
)
def test_the_reaction_says_in_words_and_numbers_what_a_reply_did(case: Case, trust: float, tension: float, sentence: str) -> None:
    turn = played(case, 1, {"open_question": "How so?"}, trust, tension)  # this patient starts at trust 3, tension 5
    assert make_report(case, [turn], "plan_unlikely").replies[0].reaction == sentence


def test_hidden_facts_carry_the_turn_they_came_out_or_the_question_that_earns_them(case: Case) -> None:
    hidden = {fact.id: fact for fact in make_report(case, a_visit(case), "plan_unlikely").hidden}
    assert hidden.keys() == case.facts.keys()
    assert hidden["filed-away"].turn == 2
    assert hidden["the-hatch"].turn is None
    assert hidden["the-hatch"].question == case.facts["the-hatch"].question


def test_a_pattern_patient_brought_what_was_underneath_the_request(case: Case) -> None:
    brought = " ".join(make_report(case, [], "left_early").patient_brought)
    for text in (case.sheet["stated_request"], case.sheet["key"]["underneath"], case.sheet["key"]["drug_meaning"]):
        assert text in brought
    assert "guess" in brought  # an origin is a guess (clinical brief 5.7)


def test_a_control_brought_a_fair_reaction_and_nothing_is_called_underneath() -> None:
    case = load_case(WRONGED)
    brought = " ".join(make_report(case, [], "plan_followed").patient_brought)
    assert case.sheet["key"]["reality_or_pattern"] in brought
    assert "Underneath" not in brought and "guess" not in brought


def test_the_flirtatious_patients_debrief_says_that_such_a_visit_may_be_stopped(case: Case) -> None:
    note = load_pattern("P6").debrief["note"]
    p6 = dataclasses.replace(case, case_type="P6")
    assert note in " ".join(make_report(p6, [], "plan_unlikely").patient_brought)
    assert note not in " ".join(make_report(case, [], "plan_unlikely").patient_brought)


def test_what_you_brought_is_read_from_the_moves_of_this_visit(case: Case) -> None:
    brought = make_report(case, a_visit(case), "plan_unlikely").you_brought
    assert brought[0] == "The unsafe request came at turn 2, and again at turn 3; you said no at turn 2 and gave way at turn 3."
    assert "(turn 1)" in brought[1] and "(turn 2)" in brought[1]  # reflection and limit: P3's two key codes
    assert "gave way (turn 3)" in brought[2]
    assert "in 2 of the lines you answered; it was passed by at turn 4" in brought[3]
    assert "story: 1; fact questions: 1" in brought[3]


def test_a_limit_kept_under_pressure_is_said_to_be_kept(case: Case) -> None:
    visit = a_visit(case)
    kept = played(case, 3, {"warm_limit": "The same answer, and here I am."}, 4.5, 3.5, line_before=visit[2].line_before)
    brought = make_report(case, [*visit[:2], kept], "plan_followed").you_brought
    assert brought[0] == "The unsafe request came at turn 2, and again at turn 3; you said no and stayed at turns 2 and 3."


def test_a_no_that_gave_way_in_the_same_reply_was_no_limit(case: Case) -> None:
    ask = a_visit(case)[1].line_before
    both = played(case, 1, {"warm_limit": "I won't.", "capitulation": "Well, take ten."}, 2, 7, line_before=ask)
    assert (
        make_report(case, [both], "plan_unlikely").you_brought[0]
        == "The unsafe request came at turn 1; it was granted at turn 1."
    )


def test_a_controls_fair_request_is_never_called_unsafe() -> None:
    case = load_case(WRONGED)
    ask = next(beat.text for beat in case.beats if beat.kind == "big_ask")
    turns = [played(case, 1, {"own_mistake_repair": "That was our error."}, 5, 5, line_before=ask)]
    report = make_report(case, turns, "plan_followed")
    assert "unsafe" not in " ".join(report.you_brought)
    assert {d.id: d.level for d in report.domains}["D4"] == 3  # nothing to hold against a fair request, and nothing given away


def test_counts_are_plain_numbers_of_the_visit(case: Case) -> None:
    counts = dict(make_report(case, a_visit(case), "plan_unlikely").counts)
    names = load_texts().counts
    assert counts[names["bands"]] == "2 strong, 1 helpful, 1 straining, 1 rupture"  # +3 +4 | +2 | -1 | -4
    assert counts[names["reflections"]] == "1 to 2"  # one reflection; an open and a fact question
    assert counts[names["hidden"]] == f"1 of {len(case.facts)}"
    assert counts[names["repair"]] == "turn 3: owned after 2 turns"
    assert counts[names["reversed"]] == "1"  # given away at turn 3 after the limit of turn 2
    assert counts[names["not_understood"]] == "0"


def test_a_reply_that_was_not_understood_or_not_scored_is_counted_as_such_and_nowhere_else(case: Case) -> None:
    worse = {"shaming": "You people.", "capitulation": "Have them all."}
    lost = played(case, 6, worse, 2.5, 7, understood=False)
    scored = played(case, 7, worse, 2.5, 7)
    unscored = dataclasses.replace(scored, score=scored.score.left_unscored("The scorer was away."))
    plain, report = (make_report(case, turns, "plan_unlikely") for turns in (a_visit(case), [*a_visit(case), lost, unscored]))
    for part in ("praise", "errors", "best", "worst", "turning_point", "domains", "you_brought"):
        assert getattr(report, part) == getattr(plain, part)
    counts, names = dict(report.counts), load_texts().counts
    assert (counts[names["not_understood"]], counts[names["unscored"]]) == ("1", "1")
    assert counts[names["bands"]] == dict(plain.counts)[names["bands"]]
    assert report.replies[5].reaction == load_texts().reactions["not_understood"]
    assert "The scorer was away." in report.replies[6].reaction


def test_the_alliance_runs_from_the_start_through_every_turn(case: Case) -> None:
    assert make_report(case, a_visit(case), "plan_unlikely").alliance == (
        (0, 3.0, 5.0), (1, 3.5, 4.5), (2, 4, 4), (3, 2, 7), (4, 2, 8), (5, 2.5, 7),
    )  # fmt: skip


def test_every_code_has_its_words_and_every_key_and_worst_code_its_own_sentence() -> None:
    texts, rubric = load_texts(), load_rubric()
    assert texts.labels.keys() == rubric.codes.keys()
    assert texts.praise.keys() == {name for name, code in rubric.codes.items() if code.weight > 0}
    assert texts.moves.keys() == {name for name, code in rubric.codes.items() if code.weight < 0}
    for pattern in load_patterns().values():
        assert pattern.debrief["key"].keys() == pattern.key
        assert pattern.debrief["worst"].keys() == pattern.worst


def test_every_suggestion_is_a_question() -> None:
    for code, move in load_texts().moves.items():
        assert move["instead"].endswith("?"), code
        assert not move["does"].endswith("?"), code


def test_words_kept_out_of_the_interface_appear_neither_in_the_sentences_nor_in_a_report(case: Case) -> None:
    worst = {code: f"Words {n}." for n, code in enumerate(load_texts().moves) if not code.startswith("ignore")}
    report = make_report(case, [*a_visit(case), played(case, 6, worst, 0, 10)], "left_early")
    everything = f"{load_texts()} {told(report)}".lower()
    assert "one reading" in everything
    assert [word for word in KEPT_OUT if re.search(rf"\b{re.escape(word)}\b", everything)] == []


def test_a_long_reply_is_quoted_up_to_a_whole_word() -> None:
    short = quote("word " * 60)  # 299 characters
    assert len(short) <= 242
    assert short.endswith("word \u2026")
    assert quote("Two\n words.") == "Two words."
