"""One script, three people: names, pronouns and words change, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from dyad.cases import CaseError, load_case
from dyad.cases.variants import Variant, variants_of
from tests.toys import SLUG, toy_pack, write_pack


def pack_with(folder: Path, background: str, *variants: dict[str, object]) -> Path:
    pack = toy_pack()
    pack["case.yml"]["person"] |= {"name": "Kit Marlow", "background": background, "words": {"partner": "wife"}}
    pack["case.yml"]["variants"] = list(variants) or [
        {"id": "b", "name": "Ama Boateng", "pronouns": "she/her", "words": {"partner": "husband"}},
        {"id": "c", "name": "Jun Sato", "pronouns": "he/him", "words": {"partner": "wife"}},
    ]
    return write_pack(folder, pack)


TEXT = "{They} {has} told {their} {partner}, and {first} {last} keep{s} at it: {they} {is} tired."


@pytest.mark.parametrize(
    ("variant", "text"),
    [
        ("a", "They have told their wife, and Kit Marlow keep at it: they are tired."),
        ("b", "She has told her husband, and Ama Boateng keeps at it: she is tired."),
        ("c", "He has told his wife, and Jun Sato keeps at it: he is tired."),
    ],
)
def test_each_person_gets_their_own_words(tmp_path: Path, variant: str, text: str) -> None:
    case = load_case(SLUG, pack_with(tmp_path, TEXT), variant)
    assert (case.variant, case.sheet["person"]["background"]) == (variant, text)
    assert case.sheet["person"]["name"] in text
    assert [person.id for person in case.variants] == ["a", "b", "c"]


def test_the_lines_are_the_same_for_all(tmp_path: Path) -> None:
    folder = pack_with(tmp_path, TEXT)
    one, other = (load_case(SLUG, folder, variant) for variant in "ab")
    assert [line.text for line in one.lines()] == [line.text for line in other.lines()]


def test_the_gist_of_a_repeat_is_left_for_later(tmp_path: Path) -> None:
    assert "{gist}" in load_case(SLUG, pack_with(tmp_path, TEXT), "b").lists["again"][0].text


def test_a_slot_without_a_word_is_named_with_what_there_is(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=r"\{granny\}.*stands for nothing.*partner"):
        load_case(SLUG, pack_with(tmp_path, "{granny} knew."))


def test_a_person_who_lacks_a_word_is_refused(tmp_path: Path) -> None:
    lacking = {"id": "b", "name": "Ama Boateng", "pronouns": "she/her", "words": {}}
    other = {"id": "c", "name": "Jun Sato", "pronouns": "he/him", "words": {"partner": "wife"}}
    with pytest.raises(CaseError, match="partner: every person has the same words"):
        load_case(SLUG, pack_with(tmp_path, "b", lacking, other))


def test_an_unknown_person_is_refused_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="there is no 'z'. Known: a, b, c"):
        load_case(SLUG, pack_with(tmp_path, "b"), "z")


def test_a_name_of_one_word_is_first_and_last() -> None:
    slots = Variant("b", "Kit", "they/them", {}).slots
    assert (slots["first"], slots["last"], slots["Themself"]) == ("Kit", "Kit", "Themself")


def test_two_people_with_one_letter_are_refused() -> None:
    twin = {"id": "a", "name": "Kit", "pronouns": "he/him"}
    with pytest.raises(CaseError, match="a is taken"):
        variants_of({"slug": SLUG, "person": {"name": "Kit", "pronouns": "he/him"}, "variants": [twin]})
