"""Reads every import and holds the doors and floors of docs/architecture.md."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Each room stands only on rooms of a lower floor.
FLOOR = {
    "dyad.faults": 0,
    "dyad.language": 0,
    "dyad.patterns": 0,
    "dyad.scoring": 1,
    "dyad.cases": 1,
    "dyad.nlu": 1,
    "dyad.ready": 1,
    "dyad.agreement": 1,
    "dyad.patient": 2,
    "dyad.debrief": 3,
    "dyad.play": 3,
    "dyad.simulate": 3,
    "dyad.cli": 4,
    "actions": 4,
    "web": 4,
}
RASA = {"rasa", "rasa_sdk", "sanic"}
DJANGO = {"django", "environ", "axes", "csp", "django_filters", "django_otp", "whitenoise"}


def imports_of(source: str, package: str) -> Iterator[str]:
    """Yield the full names of what a module's source imports, wherever in it the import stands."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            parent = package.rsplit(".", node.level - 1)[0] if node.level > 1 else package
            base = ".".join(part for part in (parent if node.level else "", node.module or "") if part)
            # `from dyad import cases` names a room only together with what is imported.
            yield from (f"{base}.{name.name}" for name in node.names)


def room_of(module: str) -> str | None:
    """Return the room that a full name lies in, or None for what is not ours."""
    parts = module.split(".")
    room = ".".join(parts[:2]) if parts[0] == "dyad" else parts[0]
    return room if room in FLOOR else None


def modules() -> list[tuple[str, Path]]:
    """Return the dotted name and file of all our modules."""
    files = [file for folder in ("dyad", "actions", "web") for file in sorted((ROOT / folder).rglob("*.py"))]
    return [(".".join(file.relative_to(ROOT).with_suffix("").parts), file) for file in files if "node_modules" not in file.parts]


def complaints(module: str, imported: set[str]) -> list[str]:
    """Return what is wrong with the imports of one module."""
    room = room_of(module)
    found = []
    for name in sorted(imported):
        top, other = name.split(".")[0], room_of(name)
        if top in RASA and room not in ("dyad.nlu", "actions"):
            found.append(f"{module} imports {name}; only dyad.nlu and actions know Rasa")
        if top in DJANGO and room != "web":
            found.append(f"{module} imports {name}; only web knows Django")
        if room and other and other != room and FLOOR[other] >= FLOOR[room]:
            found.append(f"{module} imports {name}, which is not on a lower floor")
    return found


@pytest.mark.parametrize(("module", "file"), modules(), ids=[name for name, _ in modules()])
def test_module_stays_behind_its_doors(module, file):
    package = module.removesuffix(".__init__") if file.name == "__init__.py" else module.rpartition(".")[0]
    assert complaints(module, set(imports_of(file.read_text(encoding="utf-8"), package))) == []


def test_every_room_has_a_floor():
    rooms = {".".join(name.split(".")[:2]) for name, _ in modules() if name.startswith("dyad.")} - {"dyad.__init__"}
    assert rooms <= set(FLOOR)


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("dyad.scoring.score", "from dyad.patient import VisitState"),
        ("dyad.scoring.score", "from ..patient import VisitState"),
        ("dyad.patient.visit", "def late():\n    import rasa.core"),
        ("dyad.debrief.report", "import django.db"),
        ("dyad.cli", "import web.settings"),
        ("web.training.visits", "from actions.visit import answer"),
        ("dyad.language.thoughts", "from dyad import cases"),
    ],
)
def test_a_forbidden_import_is_found(module, source):
    assert len(complaints(module, set(imports_of(source, module.rpartition(".")[0])))) == 1


def test_an_import_from_a_lower_floor_is_fine():
    assert complaints("dyad.patient.visit", {"dyad.scoring.score.TurnScore", "json"}) == []
