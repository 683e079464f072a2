"""Reads a pack's four YAML files, holds them against the schema, and builds the case."""

from __future__ import annotations

import json
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from dyad.cases.errors import CaseError
from dyad.cases.pack import Answer, Beat, Case, Earned, Exemplar, Fact, Line, ReturnVisit
from dyad.cases.variants import BASE, Variant, fill, variants_of
from dyad.patterns import load_patterns

ROOT = Path(__file__).resolve().parents[2]
CASES_FOLDER = Path(os.environ.get("DYAD_CASES", ROOT / "cases"))
LIVE = os.environ.get("DYAD_LIVE_CASES") == "1"  # read a pack again as soon as a file of it is written
FILES = ("case.yml", "answers.yml", "lines.yml", "exemplars.yml")
LISTS = ("repair_accepted", "pressed", "not_understood", "again", "asides", "leaving_warning")


class _StrictLoader(yaml.CSafeLoader):
    """YAML in which a key written twice is an error instead of a loss."""


def _mapping(loader: _StrictLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[Any] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node)
        if key in seen:
            raise yaml.MarkedYAMLError(problem=f"the key {key} stands twice", problem_mark=key_node.start_mark)
        seen.add(key)
    return loader.construct_mapping(node, deep=True)


_StrictLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def case_slugs(folder: Path = CASES_FOLDER) -> list[str]:
    """Return the folder names of all packs, sorted."""
    return sorted(path.parent.name for path in folder.glob("*/case.yml"))


def load_case(slug: str, folder: Path = CASES_FOLDER, variant: str = BASE) -> Case:
    """Read one case, as played by one of its people.

    Raises:
        CaseError: a file is missing, is no YAML, or breaks the schema, or there is no such person; the message names the place.
    """
    home = _home(slug, folder)
    return _load(home, variant, _written(home) if LIVE else ())


def raw_files(slug: str, folder: Path = CASES_FOLDER) -> dict[str, dict[str, Any]]:
    """Return the content of a pack's files as it is written, slots and all.

    Raises:
        CaseError: as `load_case`.
    """
    home = _home(slug, folder)
    return _files(home, _written(home) if LIVE else ())


def _home(slug: str, folder: Path) -> Path:
    home = folder / slug
    if not slug or slug.startswith(".") or "/" in slug or not home.is_dir():
        known = ", ".join(case_slugs(folder)) or "none"
        raise CaseError(f"cases/{slug}", "", f"there is no such case. Known cases: {known}.")
    return home


def _written(home: Path) -> tuple[int, ...]:
    """Return when each file was last written, in ns, so that an author's next line is played without a restart."""
    return tuple(file.stat().st_mtime_ns for file in sorted(home.glob("*.yml")))


@lru_cache(maxsize=256)
def _load(home: Path, variant: str, written: tuple[int, ...]) -> Case:
    slug, files = home.name, _files(home, written)
    people = {person.id: person for person in variants_of(files["case.yml"])}
    if variant not in people:
        raise CaseError(f"cases/{slug}/case.yml", "variants", f"there is no {variant!r}. Known: {', '.join(people)}.")
    filled = {name: fill(raw, people[variant], f"cases/{slug}/{name}") for name, raw in files.items()}
    filled["case.yml"]["person"] |= {"name": people[variant].name, "pronouns": people[variant].pronouns}
    return _build(slug, filled, people[variant], tuple(people.values()))


@lru_cache(maxsize=128)
def _files(home: Path, written: tuple[int, ...]) -> dict[str, dict[str, Any]]:
    return {name: _read(home, name) for name in FILES}


def _read(home: Path, name: str) -> dict[str, Any]:
    place = f"cases/{home.name}/{name}"
    try:
        text = (home / name).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise CaseError(place, "", "the file is missing; a pack has " + ", ".join(FILES)) from error
    except UnicodeDecodeError as error:
        raise CaseError(place, f"byte {error.start}", "it is not UTF-8; save it as UTF-8.") from error
    try:
        content = yaml.load(text, Loader=_StrictLoader)  # noqa: S506 (a SafeLoader that refuses double keys)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else "?"
        raise CaseError(place, f"line {line}", f"{error.problem}") from error
    except yaml.YAMLError as error:
        raise CaseError(place, "", f"it holds a character that YAML does not allow ({error}); delete it.") from error
    validator = jsonschema.Draft7Validator(_schema(name))
    for problem in sorted(validator.iter_errors(content), key=lambda e: [str(p) for p in e.absolute_path]):
        raise CaseError(place, _path(problem.absolute_path) or "top", _said(problem))
    checked: dict[str, Any] = content
    return checked


def _said(problem: jsonschema.ValidationError) -> str:
    """Word a complaint of the schema so that the part that matters is not lost behind the content it quotes."""
    if problem.validator in ("minItems", "minProperties") and isinstance(problem.instance, (list, dict)):
        return f"{len(problem.instance)} entries; at least {problem.validator_value} are needed."
    return problem.message if len(problem.message) <= 300 else f"{problem.message[:140]} ... {problem.message[-150:]}"


def _path(parts: Any) -> str:
    text = ""
    for part in parts:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


@lru_cache(maxsize=8)
def _schema(name: str) -> dict[str, Any]:
    return {"$ref": f"#/definitions/{name.removesuffix('.yml')}", "definitions": _definitions()}


@lru_cache(maxsize=1)
def _definitions() -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((Path(__file__).parent / "case.schema.json").read_text(encoding="utf-8"))
    definitions: dict[str, Any] = schema["definitions"]
    return definitions


def schema_of(name: str) -> dict[str, Any]:
    """Return what a file of a pack must hold, as JSON Schema."""
    schema: dict[str, Any] = _definitions()[name.removesuffix(".yml")]
    return schema


def _line(raw: Any, line_id: str) -> Line:
    if isinstance(raw, str):
        return Line(line_id, raw)
    return Line(line_id, raw["text"], tuple(raw.get("tags", ())), raw.get("reveals"), tuple(raw.get("shows", ())))


def _lines(raw: list[Any] | None, prefix: str) -> tuple[Line, ...]:
    return tuple(_line(item, f"{prefix}-{number}") for number, item in enumerate(raw or (), start=1))


def _groups(raw: dict[str, list[Any]], prefix: str) -> dict[str, tuple[Line, ...]]:
    return {key: _lines(items, f"{prefix}-{key}") for key, items in raw.items()}


def _answer(topic: str, raw: dict[str, Any]) -> Answer:
    earned = tuple(
        Earned(
            item["fact"],
            tuple(item["by"]),
            item["trust"],
            Line(
                f"{topic}-earned-{number}",
                item["line"] if isinstance(item["line"], str) else item["line"]["text"],
                tuple(item.get("tags", ())) if isinstance(item["line"], str) else tuple(item["line"].get("tags", ())),
                item["fact"],
            ),
        )
        for number, item in enumerate(raw.get("earned", ()), start=1)
    )
    return Answer(
        topic,
        raw["gist"],
        _lines(raw["guarded"], f"{topic}-guarded"),
        _lines(raw["open"], f"{topic}-open"),
        earned,
        _lines(raw.get("again"), f"{topic}-again"),
        tuple(raw.get("asked_as", ())),
    )


def _beats(raw: list[dict[str, Any]]) -> tuple[Beat, ...]:
    return tuple(
        Beat(
            item["id"],
            item["text"],
            tuple(item.get("tags", ())),
            item.get("reveals"),
            stage=item["stage"],
            kind=item["kind"],
            request=item.get("request"),
            about=item.get("about"),
        )
        for item in raw
    )


def _return_visit(raw: dict[str, Any] | None) -> ReturnVisit | None:
    if raw is None:
        return None
    said = {name: _lines(raw[name], f"return-{name}") for name in ("kept", "broken", "taken", "missed")}
    return ReturnVisit(_groups(raw["openings"], "return"), beats=_beats(raw["beats"]), **said)


def _cues(raw: dict[str, Any] | None) -> dict[str, tuple[Line, ...]]:
    """Read the hint of danger: one line each, and several for what is told."""
    return _groups({name: item if isinstance(item, list) else [item] for name, item in (raw or {}).items()}, "risk")


def _build(slug: str, files: dict[str, dict[str, Any]], variant: Variant, variants: tuple[Variant, ...]) -> Case:
    sheet, lines = files["case.yml"], files["lines.yml"]
    if sheet["slug"] != slug:
        raise CaseError(f"cases/{slug}/case.yml", "slug", f"is {sheet['slug']}; it must be the folder's name, {slug}.")
    if sheet["case_type"] not in load_patterns():
        known = ", ".join(load_patterns())
        raise CaseError(f"cases/{slug}/case.yml", "case_type", f"patterns/{sheet['case_type']}.yml is missing. Known: {known}.")
    return Case(
        slug=slug,
        case_type=sheet["case_type"],
        title=sheet["title"],
        sheet=sheet,
        facts={raw["id"]: Fact(raw["id"], raw["kind"], raw["text"], raw["question"]) for raw in sheet["facts"]},
        answers={topic: _answer(topic, raw) for topic, raw in files["answers.yml"].items()},
        opening=_lines(lines["opening"], "opening"),
        beats=_beats(lines["beats"]),
        reactions=_groups(lines["reactions"], "reaction"),
        escalation=_groups(lines["escalation"], "escalation"),
        softening=_lines(lines["softening"], "softening"),
        lists={key: _lines(lines[key], key) for key in LISTS},
        endings=_groups(lines["endings"], "ending"),
        exemplars={
            key: tuple(Exemplar(raw["reply"], tuple(raw["codes"])) for raw in items)
            for key, items in files["exemplars.yml"].items()
        },
        variant=variant.id,
        variants=variants,
        another_doctor=_groups(lines.get("another_doctor", {}), "another-doctor"),
        risk_cues=_cues(lines.get("risk_cues")),
        return_visit=_return_visit(lines.get("return_visit")),
    )
