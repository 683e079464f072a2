"""A trainee's file goes in; a policy that chooses a move by what the patient just did, and words for it, comes out."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from dyad.cases import Case
from dyad.scoring.rubric import TAGS

TRAINEES_FOLDER = Path(os.environ.get("DYAD_TRAINEES", Path(__file__).resolve().parents[2] / "trainees"))
SLOTS = frozenset({"drug", "ask", "first", "echo"})
_CONDITIONS = frozenset({"tags", "turn_up_to", "turn_from"})
_SLOT = re.compile(r"\{(\w*)\}")
_SENTENCE = re.compile(r"[^.!?]+[.!?]?")
_ECHO_WORDS = (3, 14)  # shortest and longest piece of the patient's words that is said back


class TraineeError(ValueError):
    """A trainee's file cannot be played; the message names the place."""


@dataclass(frozen=True)
class Rule:
    """One line of a policy: when it holds, and the moves it takes in turn."""

    when: dict[str, Any]
    do: tuple[str, ...]

    def holds(self, turn: int, tags: Sequence[str]) -> bool:
        """Tell whether this rule chooses the reply of this turn, counted from 1."""
        if "tags" in self.when and not set(self.when["tags"]) & set(tags):
            return False
        return bool(self.when.get("turn_from", 0) <= turn <= self.when.get("turn_up_to", turn))


@dataclass(frozen=True)
class Trainee:
    """Somebody scripted: what drives them, and their replies by move."""

    name: str
    means: str
    policy: tuple[Rule, ...]
    moves: dict[str, tuple[str, ...]]


class Speaker:
    """One trainee in one visit: no reply twice, and the same visit for the same seed."""

    def __init__(self, trainee: Trainee, case: Case, seed: int) -> None:
        self._trainee, self._case = trainee, case
        self._left = {
            move: Random(f"{seed} {case.slug} {trainee.name} {move}").sample(replies, len(replies))
            for move, replies in trainee.moves.items()
        }
        self._used = dict.fromkeys(range(len(trainee.policy)), 0)

    def reply(self, turn: int, line: str, tags: Sequence[str]) -> tuple[str, str]:
        """Return the move and the words of one turn.

        Raises:
            TraineeError: no reply is left for the move that the policy asks for.
        """
        number, rule = next((i, rule) for i, rule in enumerate(self._trainee.policy) if rule.holds(turn, tags))
        move = rule.do[self._used[number] % len(rule.do)]
        self._used[number] += 1
        if not self._left[move]:
            raise TraineeError(
                f"trainees/{self._trainee.name}.yml: {move} has run out at turn {turn}; write more replies for it."
            )
        return move, self._fill(self._left[move].pop(), line)

    def _fill(self, reply: str, line: str) -> str:
        sheet = self._case.sheet
        words: dict[str, str] = {
            "drug": drug_of(sheet["medication"]["name"]),
            "ask": sheet["big_ask"]["what"].rstrip(".").lower(),
            "first": sheet["person"]["name"].split()[0],
            "echo": echo_of(line),
        }
        return _SLOT.sub(lambda match: words[match[1]], reply)


def drug_of(name: str) -> str:
    """Return the medicine's bare name: `venlafaxine` of `venlafaxine modified release 75 mg`."""
    bare = str(re.split(r"[ ,(]", name.strip())[0])
    return bare.lower()


def echo_of(line: str) -> str:
    """Return some of the patient's own words to say back: the longest sentence that is short enough, without its end mark."""
    sentences = [sentence.strip(" .!?") for sentence in _SENTENCE.findall(line)]
    fitting = [s for s in sentences if _ECHO_WORDS[0] <= len(s.split()) <= _ECHO_WORDS[1]]
    if fitting:
        return str(max(fitting, key=lambda sentence: len(sentence.split())))
    return " ".join((sentences[-1] if sentences else line).split()[: _ECHO_WORDS[1]])


def trainee_names(folder: Path = TRAINEES_FOLDER) -> list[str]:
    """Return the names of all scripted trainees, sorted."""
    return sorted(file.stem for file in folder.glob("*.yml"))


@lru_cache(maxsize=32)
def load_trainee(name: str, folder: Path = TRAINEES_FOLDER) -> Trainee:
    """Read one trainee.

    Raises:
        TraineeError: there is none of this name, or the file cannot be played.
    """
    file, place = folder / f"{name}.yml", f"trainees/{name}.yml"
    if name not in trainee_names(folder):
        raise TraineeError(f"{place}: there is no such trainee. Known: {', '.join(trainee_names(folder))}.")
    raw = yaml.safe_load(file.read_text(encoding="utf-8"))
    if not isinstance(raw, dict) or set(raw) != {"name", "means", "policy", "moves"}:
        raise TraineeError(f"{place}: a trainee has name, means, policy and moves.")
    policy = tuple(Rule(item.get("when", {}), tuple(item["do"])) for item in raw["policy"])
    moves = {move: tuple(replies) for move, replies in raw["moves"].items()}
    _check(place, policy, moves)
    return Trainee(raw["name"], raw["means"], policy, moves)


def _check(place: str, policy: tuple[Rule, ...], moves: dict[str, tuple[str, ...]]) -> None:
    if policy[-1].when:
        raise TraineeError(f"{place}, policy: the last line has no `when`, so that there is always a move.")
    for rule in policy:
        if unknown := set(rule.when) - _CONDITIONS:
            raise TraineeError(
                f"{place}, policy: {', '.join(sorted(unknown))} is no condition. Known: {', '.join(sorted(_CONDITIONS))}."
            )
        if unknown := set(rule.when.get("tags", ())) - set(TAGS):
            raise TraineeError(f"{place}, policy: {', '.join(sorted(unknown))} is no demand tag. Known: {', '.join(TAGS)}.")
        if unknown := set(rule.do) - set(moves):
            raise TraineeError(f"{place}, policy: {', '.join(sorted(unknown))} has no replies below moves.")
    for move, replies in moves.items():
        for reply in replies:
            if unknown := {slot for slot in _SLOT.findall(reply)} - SLOTS:
                raise TraineeError(
                    f"{place}, {move}: {{{', '.join(sorted(unknown))}}} stands for nothing. Known: {', '.join(sorted(SLOTS))}."
                )
