"""A pack is read whole, or refused with the file, the place and what would do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dyad.cases import CaseError, case_slugs, load_case
from tests.toys import EARNED, OWN_TOPIC, SLUG, Pack, toy_pack, write_pack

Spoil = Callable[[Pack], object]


def refused(folder: Path, slug: str = SLUG) -> str:
    """Return the message with which a pack is refused."""
    with pytest.raises(CaseError) as caught:
        load_case(slug, folder)
    return str(caught.value)


def spoilt(folder: Path, spoil: Spoil) -> str:
    """Write the toy pack with one thing spoilt, and return why it is refused."""
    pack = toy_pack()
    spoil(pack)
    return refused(write_pack(folder, pack))


def test_a_good_pack_is_read_with_all_its_lines(tmp_path: Path) -> None:
    case = load_case(SLUG, write_pack(tmp_path, toy_pack("P3")))
    topic, (fact, code, trust) = next(iter(EARNED.items()))
    (earned,) = case.answers[topic].earned
    assert (case.slug, case.case_type, case.is_control) == (SLUG, "P3", False)
    assert (earned.fact, earned.by, earned.trust, earned.line.reveals) == (fact, (code,), trust, fact)
    assert case.answers[OWN_TOPIC].asked_as[1] == "tell me about the paper kite you made"
    assert [line.id for line in case.opening] == ["opening-1", "opening-2", "opening-3"]
    assert len({line.id for line in case.lines()}) == len(case.lines())


def test_a_case_is_read_once_and_compared_by_identity(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, toy_pack())
    assert load_case(SLUG, folder) is load_case(SLUG, folder)


def test_slugs_are_the_folders_with_a_case_in_them(tmp_path: Path) -> None:
    for slug in ("b", "a"):
        write_pack(tmp_path, toy_pack(), slug)
    (tmp_path / "notes").mkdir()
    assert case_slugs(tmp_path) == ["a", "b"]


def test_an_unknown_case_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    write_pack(tmp_path, toy_pack())
    assert refused(tmp_path, "nobody") == f"cases/nobody: there is no such case. Known cases: {SLUG}."


def test_without_any_case_the_known_ones_are_none(tmp_path: Path) -> None:
    assert refused(tmp_path, "nobody").endswith("Known cases: none.")


@pytest.mark.parametrize("name", ["case.yml", "answers.yml", "lines.yml", "exemplars.yml"])
def test_a_missing_file_is_named_with_what_a_pack_has(tmp_path: Path, name: str) -> None:
    (write_pack(tmp_path, toy_pack()) / SLUG / name).unlink()
    assert refused(tmp_path) == (
        f"cases/{SLUG}/{name}: the file is missing; a pack has case.yml, answers.yml, lines.yml, exemplars.yml"
    )


def test_a_key_written_twice_is_named_with_its_line(tmp_path: Path) -> None:
    file = write_pack(tmp_path, toy_pack()) / SLUG / "case.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text + "title: Another title\n", encoding="utf-8")
    assert refused(tmp_path) == f"cases/{SLUG}/case.yml, line {len(text.splitlines()) + 1}: the key title stands twice"


def test_a_file_that_is_no_yaml_is_named_with_the_line(tmp_path: Path) -> None:
    (write_pack(tmp_path, toy_pack()) / SLUG / "lines.yml").write_text("opening: [\n  'unclosed\n", encoding="utf-8")
    assert refused(tmp_path).startswith(f"cases/{SLUG}/lines.yml, line ")


def test_a_file_that_is_not_utf8_is_a_case_error(tmp_path: Path) -> None:
    (write_pack(tmp_path, toy_pack()) / SLUG / "lines.yml").write_bytes(b"opening: caf\xe9\n")
    assert refused(tmp_path).startswith(f"cases/{SLUG}/lines.yml")


def test_a_control_character_is_a_case_error(tmp_path: Path) -> None:
    (write_pack(tmp_path, toy_pack()) / SLUG / "lines.yml").write_bytes(b"opening: a\x00b\n")
    assert refused(tmp_path).startswith(f"cases/{SLUG}/lines.yml")


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "just words\n"])
def test_a_file_of_another_shape_is_refused(tmp_path: Path, text: str) -> None:
    (write_pack(tmp_path, toy_pack()) / SLUG / "answers.yml").write_text(text, encoding="utf-8")
    assert refused(tmp_path).startswith(f"cases/{SLUG}/answers.yml, top: ")


@pytest.mark.parametrize(
    ("spoil", "place", "words"),
    [
        (lambda p: p["case.yml"].update(mood="low"), "case.yml, top", "'mood' was unexpected"),
        (lambda p: p["case.yml"]["person"].update(age=7), "case.yml, person.age", "7 is less than the minimum of 18"),
        (lambda p: p["case.yml"]["facts"][1].update(kind="hunch"), "case.yml, facts[1].kind", "'hunch' is not one of"),
        (lambda p: p["case.yml"].update(case_type="P77"), "case.yml, case_type", "patterns/P77.yml is missing"),
        (lambda p: p["case.yml"].update(slug="kite"), "case.yml, slug", f"is kite; it must be the folder's name, {SLUG}."),
        (lambda p: p["case.yml"]["start"].pop("trust"), "case.yml, start", "'trust' is a required property"),
        (lambda p: p["answers.yml"]["greet"].pop("open"), "answers.yml, greet", "'open' is a required property"),
        (lambda p: p["answers.yml"]["greet"].update(open=[]), "answers.yml, greet.open", "0 entries; at least 1"),
        (
            lambda p: p["answers.yml"]["ask_missed_doses"]["earned"][0].update(by=["kindness"]),
            "answers.yml, ask_missed_doses.earned[0].by[0]",
            "'kindness' is not one of",
        ),
        (lambda p: p["lines.yml"]["beats"][3].update(stage="lunch"), "lines.yml, beats[3].stage", "'lunch' is not one of"),
        (lambda p: p["lines.yml"]["reactions"].pop("siding"), "lines.yml, reactions", "'siding' is a required property"),
        (lambda p: p["lines.yml"].update(again=["As said."] * 6), "lines.yml, again[0]", "gist"),
        (lambda p: p["exemplars.yml"]["well"][0].update(codes=["kindness"]), "exemplars.yml, well[0].codes[0]", "'kindness'"),
    ],
)
def test_what_breaks_the_schema_is_named_with_file_and_place(tmp_path: Path, spoil: Spoil, place: str, words: str) -> None:
    message = spoilt(tmp_path, spoil)
    assert message.startswith(f"cases/{SLUG}/{place}: ") and words in message


@pytest.mark.parametrize(
    ("spoil", "place"),
    [
        (lambda p: p["lines.yml"]["beats"].__delitem__(slice(10, None)), "lines.yml, beats"),
        (lambda p: [p["answers.yml"].pop(topic) for topic in list(p["answers.yml"])[:80]], "answers.yml, top"),
    ],
)
def test_a_list_that_is_too_short_is_said_to_be_too_short(tmp_path: Path, spoil: Spoil, place: str) -> None:
    message = spoilt(tmp_path, spoil)
    assert message.startswith(f"cases/{SLUG}/{place}: ")
    assert "too short" in message or "enough" in message or "at least" in message  # the mend, not only what was found


def test_a_frame_with_an_unknown_field_is_refused_when_the_pack_is_read(tmp_path: Path) -> None:
    """Said in the middle of a visit it would raise KeyError."""
    assert "again[0]" in spoilt(tmp_path, lambda p: p["lines.yml"]["again"].__setitem__(0, "As {who} said, {gist}."))
