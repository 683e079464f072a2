"""The intents stand in three places: what counts for each, what Rasa knows, and what trainees say."""

from __future__ import annotations

from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = {"start_visit", "end_visit"}  # sent by the channel, never typed


def described() -> dict[str, set[str]]:
    """Return the intents of corpus/intents.yml by family."""
    raw = yaml.safe_load((ROOT / "corpus/intents.yml").read_text(encoding="utf-8"))
    return {family: set(intents) for family, intents in raw.items()}


def known() -> list[str]:
    """Return the intents of domain.yml."""
    intents: list[str] = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))["intents"]
    return intents


def said() -> dict[str, set[str]]:
    """Return the intents that have utterances, by file of data/nlu."""
    return {
        file.stem: {item["intent"] for item in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]}
        for file in sorted((ROOT / "data/nlu").glob("*.yml"))
    }


def test_domain_knows_the_described_intents_and_the_two_commands():
    assert set(known()) == set().union(*described().values()) | COMMANDS


def test_no_intent_stands_twice_in_the_domain():
    assert len(known()) == len(set(known()))


def test_trainees_say_each_intent_in_the_file_of_its_family():
    assert said() == described()
