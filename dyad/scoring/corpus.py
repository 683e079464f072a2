"""Reads corpus/codes/*.txt: scenes, whole replies, and the code of each thought in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from dyad.scoring.rubric import TAGS, load_rubric

ROOT = Path(__file__).resolve().parents[2]
CODES_FOLDER = ROOT / "corpus" / "codes"
DISTRESS_FILE = ROOT / "corpus" / "distress.txt"
NLU_FOLDER = ROOT / "data" / "nlu"
NONE = "none"
OMISSIONS_JUDGED = "# omissions: labelled"  # in such a file a row without a prefix has been judged to omit nothing


class CorpusError(Exception):
    """A line of the corpus cannot be read; the message names file, line and what would do."""


@dataclass(frozen=True)
class CorpusThought:
    """One thought, the code it earns (or none), and the code it nearly earns."""

    text: str
    code: str
    nearly: str | None = None


@dataclass(frozen=True)
class CorpusReply:
    """A whole reply to a patient's line; `omission` is the code earned by silence, "" for none, None where nobody judged it."""

    case_type: str
    tags: tuple[str, ...]
    line: str
    thoughts: tuple[CorpusThought, ...]
    source: str
    omission: str | None = None

    @property
    def text(self) -> str:
        """The reply as it was typed."""
        return " ".join(thought.text for thought in self.thoughts)


def read_corpus(folder: Path = CODES_FOLDER) -> list[CorpusReply]:
    """Read all replies, in the order of file names and lines.

    Raises:
        CorpusError: a scene or reply is malformed or uses an unknown code, tag or case type.
    """
    return [reply for file in sorted(folder.glob("*.txt")) for reply in _read_file(file)]


def read_distress(file: Path = DISTRESS_FILE) -> list[tuple[str, bool]]:
    """Return what trainees may type about themselves, and whether it is distress of their own (clinical brief 5.2)."""
    found, own = [], False
    for row in file.read_text(encoding="utf-8").splitlines():
        if row.startswith("## "):
            own = row == "## distress"
        elif row.strip() and not row.startswith("#"):
            found.append((row.strip(), own))
    return found


def read_utterances(folder: Path = NLU_FOLDER) -> list[str]:
    """Return the utterances of the intents, which stand in Rasa's own format."""
    found = []
    for file in sorted(folder.glob("*.yml")):
        for item in (yaml.safe_load(file.read_text(encoding="utf-8")) or {}).get("nlu", ()):
            found += [row[2:].strip() for row in item["examples"].splitlines() if row.startswith("- ")]
    return found


def _read_file(file: Path) -> Iterator[CorpusReply]:
    scene: tuple[str, tuple[str, ...], str] | None = None
    judged = False
    for number, raw in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        row, place = raw.strip(), f"corpus/codes/{file.name}, line {number}"
        if not row or (row.startswith("#") and not row.startswith("##")):
            judged = judged or row == OMISSIONS_JUDGED
            continue
        if row.startswith("##"):
            parts = [part.strip() for part in row[2:].split("|", 2)]
            if len(parts) != 3:
                raise CorpusError(f"{place}: a scene is '## case type | tags | what the patient said'.")
            if parts[0] not in load_rubric().cases:
                raise CorpusError(f"{place}: the case type {parts[0]} is unknown. Known: {', '.join(load_rubric().cases)}.")
            if unknown := set(parts[1].replace(",", " ").split()) - set(TAGS):
                raise CorpusError(f"{place}: unknown tags {', '.join(sorted(unknown))}. Known: {', '.join(TAGS)}.")
            scene = (parts[0], tuple(parts[1].replace(",", " ").split()), parts[2])
            continue
        if scene is None:
            raise CorpusError(f"{place}: a reply before the first scene.")
        omission, row = _omission(row, place)
        thoughts = tuple(_thought(piece, place) for piece in row.split("||"))
        yield CorpusReply(*scene, thoughts, f"{file.name}:{number}", omission if omission or judged else None)


def _omission_codes() -> tuple[str, ...]:
    return tuple(omission.code for omission in load_rubric().omissions)


def _omission(row: str, place: str) -> tuple[str, str]:
    """Return the omission that a row begins with, as `[ignore_affect] `, and the rest of the row."""
    if not row.startswith("["):
        return "", row
    name, _, rest = row[1:].partition("]")
    if name not in _omission_codes():
        raise CorpusError(f"{place}: '[{name}]' is no omission. Known: {', '.join(_omission_codes())}.")
    return name, rest.strip()


def _thought(piece: str, place: str) -> CorpusThought:
    label, colon, text = piece.strip().partition(":")
    code, _, nearly = (part.strip() for part in label.partition("~"))
    if not colon or not text.strip():
        raise CorpusError(f"{place}: '{piece.strip()[:40]}' is no 'code: words'.")
    for name in (code, nearly):
        if name and name != NONE and (name not in load_rubric().codes or name in _omission_codes()):
            raise CorpusError(f"{place}: the code '{name}' is unknown.")
    return CorpusThought(text.strip(), code, nearly or None)
