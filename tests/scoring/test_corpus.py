"""The corpus is read line by line, refused with file and line where it is wrong, and large enough."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from dyad.scoring import load_rubric
from dyad.scoring.corpus import CorpusError, CorpusReply, CorpusThought, read_corpus, read_distress, read_utterances
from dyad.scoring.rubric import TAGS

SCENE = "## P3 | attack affect | So you're refusing?\n"


@pytest.fixture(scope="module")
def corpus() -> list[CorpusReply]:
    """The project's own corpus."""
    return read_corpus()


def read(folder: Path, text: str) -> list[CorpusReply]:
    """Read a corpus of one file."""
    (folder / "toy.txt").write_text(text, encoding="utf-8")
    return read_corpus(folder)


def test_a_reply_keeps_its_scene_its_thoughts_and_where_it_stands(tmp_path: Path) -> None:
    (reply,) = read(tmp_path, "# a remark\n\n" + SCENE + "warm_limit: I won't. || none ~affirmation: Great job!\n")
    assert reply == CorpusReply(
        "P3",
        ("attack", "affect"),
        "So you're refusing?",
        (CorpusThought("I won't.", "warm_limit"), CorpusThought("Great job!", "none", "affirmation")),
        "toy.txt:4",
    )
    assert reply.text == "I won't. Great job!"


def test_words_may_hold_a_colon(tmp_path: Path) -> None:
    (reply,) = read(tmp_path, SCENE + "plan_followup: So: ten at night.")
    assert reply.thoughts == (CorpusThought("So: ten at night.", "plan_followup"),)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("none: Hello.", "toy.txt, line 1: a reply before the first scene"),
        ("## P3 | attack", "toy.txt, line 1: a scene is '## case type | tags | what the patient said'"),
        ("## P77 | attack | Well?", "toy.txt, line 1: the case type P77 is unknown. Known: P1, P2"),
        (SCENE + "kindness: Hello.", "toy.txt, line 2: the code 'kindness' is unknown"),
        (SCENE + "none ~kindness: Hello.", "toy.txt, line 2: the code 'kindness' is unknown"),
        (SCENE + "[none] none: Hello.", "toy.txt, line 2: '[none]' is no omission. Known: ignore_affect, ignore_risk"),
        (SCENE + "ignore_affect: Next.", "toy.txt, line 2: the code 'ignore_affect' is unknown"),
        (SCENE + "Hello there.", "toy.txt, line 2: 'Hello there.' is no 'code: words'"),
        (SCENE + "none: Hello. || siding:", "toy.txt, line 2: 'siding:' is no 'code: words'"),
    ],
)
def test_a_bad_line_is_named_with_file_and_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(CorpusError) as caught:
        read(tmp_path, text)
    assert message in str(caught.value)


def test_an_unknown_tag_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="kindly"):  # promised by read_corpus: "an unknown code, tag or case type"
        read(tmp_path, "## P3 | kindly | Well?\nnone: Hello.")


def test_the_corpus_is_as_large_as_the_third_issue_asks(corpus: list[CorpusReply]) -> None:
    assert len(corpus) >= 2_500 and sum(len(reply.thoughts) for reply in corpus) >= 6_000
    assert {reply.case_type for reply in corpus} == set(load_rubric().cases)
    assert len(read_utterances()) >= 6_000


def test_each_code_has_forty_lines_and_forty_near_misses(corpus: list[CorpusReply]) -> None:
    thoughts = [thought for reply in corpus for thought in reply.thoughts]
    lines, nearly = Counter(t.code for t in thoughts), Counter(t.nearly for t in thoughts)
    spoken = set(load_rubric().codes) - {"ignore_affect", "ignore_risk"}
    assert len(spoken) == 37
    assert {code: lines[code] for code in spoken if lines[code] < 40} == {}
    assert {code: nearly[code] for code in spoken if nearly[code] < 40} == {}


def test_omissions_are_no_thoughts_codes_and_tags_are_all_known(corpus: list[CorpusReply]) -> None:
    assert not {t.code for reply in corpus for t in reply.thoughts} & {"ignore_affect", "ignore_risk"}
    assert not {tag for reply in corpus for tag in reply.tags} - set(TAGS)


def test_an_omission_stands_before_the_row_it_belongs_to(tmp_path: Path) -> None:
    (reply,) = read(tmp_path, SCENE + "[ignore_affect] closed_question: How many?")
    assert (reply.omission, reply.text) == ("ignore_affect", "How many?")


def test_a_row_is_judged_to_omit_nothing_only_where_the_file_says_so(tmp_path: Path) -> None:
    (unjudged,) = read(tmp_path, SCENE + "none: Right.")
    (judged,) = read(tmp_path, "# omissions: labelled\n" + SCENE + "none: Right.")
    assert (unjudged.omission, judged.omission) == (None, "")


def test_distress_and_what_only_sounds_like_it_are_told_apart() -> None:
    lines = read_distress()
    own = [text for text, is_own in lines if is_own]
    assert len(own) >= 300 and len(lines) - len(own) >= 600
    assert len({text.lower() for text, _ in lines}) == len(lines)
