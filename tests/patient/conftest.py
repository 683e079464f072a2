"""Words for each intent, from the bot's own training data, for scripted trainees."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

NLU_FOLDER = Path(__file__).resolve().parents[2] / "data" / "nlu"


@pytest.fixture(scope="session")
def utterances() -> dict[str, str]:
    """Return one thing a trainee says for each intent."""
    found: dict[str, str] = {}
    for file in sorted(NLU_FOLDER.glob("*.yml")):
        for item in yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["nlu"]:
            if "intent" in item:
                found[item["intent"]] = item["examples"].splitlines()[0].removeprefix("- ").strip()
    return found
