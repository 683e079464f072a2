"""A slug, a pattern and a name go in; a pack to fill in is written: every place there is, each saying what belongs in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from dyad.cases.check import BEATS_PER_STAGE, known_intents
from dyad.cases.errors import CaseError
from dyad.cases.load import CASES_FOLDER, ROOT, schema_of
from dyad.cases.unwritten import TO_WRITE
from dyad.patterns import Pattern, load_pattern

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")
_HEAD = "# yaml-language-server: $schema=../../dyad/cases/schema/{name}.json\n# {what} See docs/writing-a-case.md.\n"
_WHAT = {
    "case": "Who this person is, what the chart says, what is hidden, the debrief key.",
    "answers": "What the patient says to what is asked, told or proposed.",
    "lines": "What the patient does unasked, and how they take each kind of reply.",
    "exemplars": "A skilled visit and a clumsy one, with the codes they deserve.",
}


def write_new(slug: str, case_type: str, name: str, folder: Path = CASES_FOLDER) -> Path:
    """Write the four files of a new pack and return their folder.

    Raises:
        CaseError: the slug is no slug, or is taken.
        PatternError: there is no such pattern.
    """
    if not _SLUG.fullmatch(slug):
        raise CaseError(
            f"cases/{slug}", "slug", "is no slug: two or more plain words in lower case joined by hyphens, such as ten-past-nine."
        )
    home = folder / slug
    if home.exists():
        raise CaseError(f"cases/{slug}", "", "exists already; choose another slug.")
    pattern = load_pattern(case_type)
    forms = {
        "case": _case(slug, name, pattern),
        "answers": _answers(),
        "lines": _lines(pattern),
        "exemplars": _exemplars(pattern),
    }
    home.mkdir(parents=True)
    for file, form in forms.items():
        text = yaml.safe_dump(form, sort_keys=False, allow_unicode=True, width=160)
        (home / f"{file}.yml").write_text(_HEAD.format(name=file, what=_WHAT[file]) + text, encoding="utf-8")
    return home


def _ask(what: str, number: int | None = None) -> str:
    return f"{TO_WRITE} {what}" + (f" ({number})" if number else "")


def _several(what: str, count: int) -> list[str]:
    return [_ask(what, number) for number in range(1, count + 1)]


def _case(slug: str, name: str, pattern: Pattern) -> dict[str, Any]:
    outcome = {part: _ask(f"{part}, one or two sentences") for part in ("alliance", "decision", "course")}
    clues = [] if pattern.control else ["clue-one", "clue-two"]
    kinds = [
        *((clue, "clue") for clue in clues),
        ("fear-one", "fear"),
        ("fear-two", "fear"),
        ("the-doses", "adherence"),
        ("the-symptom", "symptom"),
    ]
    return {
        "slug": slug,
        "case_type": pattern.id,
        "title": _ask("a neutral title, seen before the visit"),
        "version": 1,
        "person": {
            "name": name,
            "age": 40,
            "pronouns": "they/them",
            "work": _ask("what they do, known from inside"),
            "background": _ask("two or three sentences"),
            "voice": _ask("how they talk, dodge, joke, go silent"),
            "words": {"partner": "partner"},
        },
        "variants": [
            {"id": letter, "name": f"{name} {letter.upper()}", "pronouns": pronouns, "words": {"partner": partner}}
            for letter, pronouns, partner in (("b", "she/her", "husband"), ("c", "he/him", "wife"))
        ],
        "setting": _ask("where, and which visit with the clinician"),
        "content_notes": [],
        "chart": [{"heading": h, "text": _ask(h.lower())} for h in ("Reason for visit", "History", "Medicine", "Other")],
        "stated_request": _ask("what they say they came for"),
        "covert_agenda": "none"
        if pattern.control
        else {
            "wish": _ask(f"underneath; the pattern's: {pattern.covert_agenda}"),
            "feared_answer": _ask("the reply they dread"),
            "origin": _ask("a guess that the clues support"),
        },
        "target": "clinician",
        "past_figure": "none" if pattern.control else _ask(f"who the clinician stands for; the pattern's: {pattern.stands_for}"),
        "symptom_meaning": _ask("what the symptom does for this person"),
        "medication": {k: _ask(k.replace("_", " ")) for k in ("name", "claimed_response", "plausible_response")},
        "adherence": {
            "actual": _ask("what is really taken"),
            "reported": _ask("what is said to be taken"),
            "self_adjusts": "under",
        },
        "facts": [
            {
                "id": fact,
                "kind": kind,
                "text": _ask(f"a {kind}, one sentence in the third person"),
                "question": _ask("what earns it"),
            }
            for fact, kind in kinds
        ],
        "big_ask": {k: _ask(k.replace("_", " ")) for k in ("what", "unsafe_because", "better_answer")},
        "rupture_style": pattern.rupture_style,
        "start": {"trust": 3, "tension": 4},
        "risk": "none",
        "drug_notes": _ask("facts with their source; not yet reviewed by a clinician"),
        "outcomes": dict.fromkeys(("plan_followed", "plan_unlikely", "false_compliance", "left_early"), outcome)
        | {"another_doctor": {**outcome, "better": _ask("the better version")}},
        "key": {
            **{
                k: _ask(k.replace("_", " "))
                for k in schema_of("case.yml")["properties"]["key"]["required"]
                if k != "unsafe_or_unknown"
            },
            "unsafe_or_unknown": [_ask("what remains unsafe or unknown")],
        },
    }


def _answers() -> dict[str, Any]:
    families: dict[str, dict[str, str]] = yaml.safe_load((ROOT / "corpus" / "intents.yml").read_text(encoding="utf-8"))
    what = {name: says for intents in families.values() for name, says in intents.items() if name in known_intents()}
    answers: dict[str, Any] = {
        name: {
            "gist": _ask("short, lower case"),
            "guarded": [_ask(f"{name}, wary; asked: {says}")],
            "open": [_ask(f"{name}, trusting")],
        }
        for name, says in what.items()
    }
    earned = {
        "ask_medication_worry": "fear-one",
        "ask_side_effects": "fear-two",
        "ask_missed_doses": "the-doses",
        "ask_mood": "the-symptom",
    }
    for topic, fact in earned.items():
        by = ["adherence_inquiry"] if topic == "ask_missed_doses" else ["open_question", "explore_meaning"]
        answers[topic]["earned"] = [{"fact": fact, "by": by, "trust": 4, "line": _ask(f"{fact} comes out")}]
    return answers


def _lines(pattern: Pattern) -> dict[str, Any]:
    schema = schema_of("lines.yml")["properties"]
    beats: list[dict[str, Any]] = []
    for stage, count in BEATS_PER_STAGE.items():
        for number in range(1, count + 2):
            beats.append(
                {
                    "id": f"at-{stage.replace('_', '-')}-{number}",
                    "stage": stage,
                    "kind": "test",
                    "text": _ask(f"{stage}, beat", number),
                }
            )
    for beat, changes in _roles(beats, pattern):
        beat |= changes
    back = [
        {"id": f"back-{n}", "stage": s, "kind": k, "text": _ask(f"second visit, {s}", n)}
        for n, (s, k) in enumerate(_BACK, start=1)
    ]
    shows = {"shows": ["mistrust", "demand", "noncompliance"]}
    groups = {name: schema["endings"]["properties"][name]["minItems"] for name in schema["endings"]["properties"]}
    return {
        "opening": _several("first words", 3),
        "beats": beats,
        "reactions": {
            code: _several(f"how they take {code.replace('_', ' ')}", rule["minItems"])
            for code, rule in schema["reactions"]["properties"].items()
            if code in schema["reactions"]["required"]
        },
        "escalation": {
            style: [{"text": line, **shows} for line in _several(style, 8)] for style in ("confrontation", "withdrawal")
        },
        "softening": _several("gives way a little", 6),
        "repair_accepted": _several("a mistake was owned", 3),
        "pressed": _several("the big ask again", 5),
        "not_understood": _several("asks back in character", 14),
        "again": [f"{TO_WRITE} said before, {{gist}} ({number})." for number in range(1, 9)],
        "asides": _several("something of their own", 24),
        "leaving_warning": _several("half way out of the chair", 2),
        "endings": {name: _several(f"last words, {name.replace('_', ' ')}", max(3, count)) for name, count in groups.items()},
        "another_doctor": {part: _several(f"somebody else, {part}", 3) for part in ("asks", "stays", "goes")},
        "return_visit": {
            "openings": {name: _several(f"back after {name.replace('_', ' ')}", 2) for name in (*groups, "another_doctor")},
            **{part: _several(f"{part} since", 2) for part in ("kept", "broken", "taken", "missed")},
            "beats": back,
        },
    }


_BACK = (
    ("opening", "test"), ("first_tests", "test"), ("first_tests", "test"), ("peak", "test"), ("peak", "test"),
    ("turn_hard", "test"), ("turn_soft", "test"), ("close", "test"), ("close", "doorknob"),
)  # fmt: skip


def _roles(beats: list[dict[str, Any]], pattern: Pattern) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield the beats that have a part to play: the big ask, probes, doorknob, clues, and the pattern's own tests."""
    at = {beat["id"]: beat for beat in beats}
    yield at["at-peak-1"], {"kind": "big_ask", "tags": ["request"], "request": _ask("what is asked for, in a few words")}
    yield at["at-opening-2"], {"kind": "probe"}
    yield at["at-first-tests-2"], {"kind": "probe"}
    yield at["at-close-2"], {"kind": "doorknob"}
    if not pattern.control:
        yield at["at-turn-soft-1"], {"kind": "clue", "reveals": "clue-one"}
        yield at["at-turn-soft-2"], {"kind": "clue", "reveals": "clue-two"}
    free = [at[f"at-{stage}-{n}"] for stage in ("first-tests", "peak") for n in (3, 4, 5)]
    for beat, (word, what) in zip(free, pattern.tests.items(), strict=False):
        yield beat, {"about": word, "text": _ask(what)}


def _exemplars(pattern: Pattern) -> dict[str, Any]:
    return {
        "well": [{"reply": _ask("a skilled reply", n), "codes": [sorted(pattern.key)[0]]} for n in range(1, 13)],
        "badly": [{"reply": _ask("what a tired beginner types", n), "codes": [sorted(pattern.worst)[0]]} for n in range(1, 9)],
    }
