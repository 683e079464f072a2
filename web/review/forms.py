"""What a rater chooses from: the codes by kind, and what a trainee may have meant."""

from __future__ import annotations

from functools import lru_cache

import yaml

from dyad.debrief.texts import load_texts
from dyad.scoring.corpus import CODES_FOLDER
from dyad.scoring.rubric import load_rubric

INTENTS_FILE = CODES_FOLDER.parent / "intents.yml"


@lru_cache(maxsize=1)
def codes_by_kind() -> tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]:
    """Return (kind, codes) with name, label and meaning of each code."""
    rubric, labels = load_rubric(), load_texts().labels
    kinds = dict.fromkeys(code.kind for code in rubric.codes.values())
    return tuple(
        (kind, tuple((name, labels[name], code.means) for name, code in rubric.codes.items() if code.kind == kind))
        for kind in kinds
    )


@lru_cache(maxsize=1)
def meant_choices() -> tuple[tuple[str, str], ...]:
    """Return the intents that Rasa is taught, each with what counts for it, for a reply that was misheard."""
    groups = yaml.safe_load(INTENTS_FILE.read_text(encoding="utf-8"))
    return tuple(sorted((name, counts) for group in groups.values() for name, counts in group.items()))
