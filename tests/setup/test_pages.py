"""Pages that say what stands elsewhere are compared with it."""

from __future__ import annotations

import importlib.util
import re
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
READ_IN = ("dyad", "actions", "web", "scripts")  # where settings are read; tests and bench have their own
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


def first_column(page: str) -> dict[str, list[str]]:
    """Return the other cells of each table row that begins with a name in backticks."""
    rows = re.findall(r"^\| `([^`]+)` \| (.+) \|$", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE)
    return {name: rest.split(" | ") for name, rest in rows}


def variables_in_use() -> set[str]:
    """Return every DYAD_ variable that code, scripts or configuration name."""
    files = [file for folder in READ_IN for file in (ROOT / folder).rglob("*") if file.suffix in (".py", ".sh")]
    files += [ROOT / name for name in ("Procfile", "Makefile", "endpoints.yml", "credentials.yml")]
    return {
        name
        for file in files
        if "node_modules" not in file.parts
        for name in re.findall(r"\bDYAD_[A-Z_]*[A-Z]", file.read_text(encoding="utf-8"))
    }


def test_settings_page_lists_the_variables_that_are_read_and_no_others():
    assert set(first_column("docs/settings.md")) == variables_in_use()


def test_settings_page_tells_the_defaults_of_the_scripts():
    script = ". scripts/env.sh && env"
    set_here = subprocess.run(
        ["bash", "-c", script], cwd=ROOT, env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=True
    ).stdout
    defaults = dict(line.split("=", 1) for line in set_here.splitlines() if line.startswith("DYAD_"))
    told = {name: cells[0].strip("`") for name, cells in first_column("docs/settings.md").items() if name in defaults}
    told = {name: "" if value == "none" else value for name, value in told.items()}
    for name in ("DYAD_VAR", "DYAD_BOT_PORT", "DYAD_ACTIONS_PORT"):
        told = {key: value.replace(f"${name}", defaults[name]) for key, value in told.items()}
    assert len(defaults) > 8
    assert told == defaults


def test_rubric_page_is_what_the_rubric_says():
    spec = importlib.util.spec_from_file_location("write_rubric_page", ROOT / "scripts/write_rubric_page.py")
    assert spec and spec.loader
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    written = script.page(yaml.safe_load((ROOT / "dyad/scoring/rubric.yml").read_text(encoding="utf-8")))
    assert (ROOT / "docs/rubric.md").read_text(encoding="utf-8") == written, "run `make docs`"


def direct_dependencies() -> set[str]:
    """Return the names in the dependency lists of pyproject.toml."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    project = re.search(r"^dependencies = \[(.*?)^\]", text, re.DOTALL | re.MULTILINE)
    groups = re.search(r"^\[dependency-groups\]\n(.*?)^\[", text, re.DOTALL | re.MULTILINE)
    assert project and groups
    return {name.lower() for name in re.findall(r'"([A-Za-z0-9][A-Za-z0-9._-]*)[^"]*"', project[1] + groups[1])}


def test_each_direct_dependency_has_its_reason():
    assert set(first_column("docs/dependencies.md")) == direct_dependencies()


def test_security_page_names_the_versions_that_are_locked():
    locked = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE))
    table = (ROOT / "SECURITY.md").read_text(encoding="utf-8").split("## Known advisories")[1]
    told = dict(re.findall(r"^\| ([a-z-]+) \| (\d\S*) \|", table, re.MULTILINE))
    assert len(told) > 10
    assert told == {name: locked[name] for name in told}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page):
    links = re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_make_words_in_the_readme_exist():
    words = set(re.findall(r"\bmake ([a-z]+)\b", (ROOT / "README.md").read_text(encoding="utf-8")))
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert words <= targets


def test_the_authors_page_names_only_intents_codes_and_commands_that_exist():
    from dyad.cases.check import known_intents
    from dyad.cli import case

    page = (ROOT / "docs/writing-a-case.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:ask|propose|refuse|grant|schedule|explain)_[a-z_]+)`", page))
    assert named - known_intents() - {"explain_rationale"} == set()
    assert set(re.findall(r"dyad case (\w+)", page)) <= set(case.commands)
