"""The corpus, the intents and the cases' own questions go in; one file of token ids, spans, form and labels for `tune.py` comes out.

Runs in the product's environment, so that training sees a reply through the very code that will see it in a visit:
`.venv/bin/python -m tuning.examples OUT.npz`.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import yaml

from dyad.cases import case_slugs, load_case
from dyad.language.encoder import shared_tokenizer
from dyad.language.form import form_features
from dyad.language.thoughts import Thought, split_thoughts
from dyad.scoring.classifier import DISTRESS, SPOKEN, WHOLE, beside, context_text, tokens_between
from dyad.scoring.corpus import NLU_FOLDER, CorpusReply, read_corpus, read_distress
from dyad.scoring.rubric import load_rubric
from dyad.scoring.score import TurnContext
from tuning.noise import roughen

UNLABELLED = -100  # what torch's cross entropy passes over
ROUGH = 2  # how often each reply is also given as a hurried, misspelling, learning or regional writer would have typed it
BARE = ROUGH + 1  # the version that is read with nothing before it
HELD_OUT = 12  # one scene in so many is never trained on: it chooses thresholds and shows what was learnt


def held_out(line: str) -> bool:
    """Tell whether a scene is kept for validation; whole scenes are, so that no sibling of a reply is met in training."""
    return int(hashlib.sha256(line.encode()).hexdigest(), 16) % HELD_OUT == 0


def _versions(reply: CorpusReply) -> list[list[str]]:
    random = Random(reply.source)
    written = [thought.text for thought in reply.thoughts]
    return [written, *([roughen(text, random) for text in written] for _ in range(ROUGH)), written]


def _label(thought: Thought, bounds: list[tuple[int, int, str]]) -> int:
    """Return the label whose words the thought shares most."""
    shared = [max(0, min(thought.end, end) - max(thought.start, start)) for start, end, _ in bounds]
    return SPOKEN.index(bounds[int(np.argmax(shared))][2])


class Rows:
    """Collects examples as flat arrays; `*_at` holds where each example's part begins."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.lists: dict[str, list[Any]] = {
            name: []
            for name in (
                "ids",
                "id_at",
                "first",
                "spans",
                "span_at",
                "form",
                "labels",
                "wanted",
                "judged",
                "known",
                "held",
                "version",
            )
        }

    def add(
        self,
        text: str,
        context: TurnContext,
        label: Callable[[Thought], int],
        whole: dict[str, float | None],
        version: int,
        held: bool,
    ) -> bool:
        """Add one version of one reply and tell whether there was a thought in it; `whole` says what is wanted, None where nobody judged."""
        thoughts = split_thoughts(text)
        pair = shared_tokenizer().pair(context_text(context), text)
        found = [tokens_between(thought.start, thought.end, pair) for thought in thoughts]
        if not found or any(start >= end for start, end in found):
            return False
        rows = self.lists
        rows["id_at"].append(len(rows["ids"]))
        rows["span_at"].append(len(rows["spans"]))
        rows["ids"] += pair.ids
        rows["first"].append(pair.first)
        rows["spans"] += found
        rows["form"] += [form_features(thought.span) for thought in thoughts]
        rows["labels"] += [label(thought) for thought in thoughts]
        rows["wanted"].append([float(whole[name] or 0) for name in WHOLE])
        rows["judged"].append([float(whole[name] is not None) for name in WHOLE])
        rows["known"].append(beside(context))
        rows["held"].append(held)
        rows["version"].append(version)
        return True

    def arrays(self) -> dict[str, np.ndarray]:
        """Return what was collected."""
        rows = {
            **self.lists,
            "id_at": [*self.lists["id_at"], len(self.lists["ids"])],
            "span_at": [*self.lists["span_at"], len(self.lists["spans"])],
        }
        kinds = {"form": np.float32, "wanted": np.float32, "judged": np.float32, "known": np.float32, "held": bool}
        return {name: np.array(values, kinds.get(name, np.int32)) for name, values in rows.items()}


def add_coded(rows: Rows, reply: CorpusReply) -> None:
    """Add a reply of the corpus, as written and roughened."""
    context = TurnContext(reply.case_type, reply.line, reply.tags)
    whole: dict[str, float | None] = dict.fromkeys(WHOLE, 0.0)
    whole |= {thought.code: 1.0 for thought in reply.thoughts if thought.code in whole}
    for omission in load_rubric().omissions:
        judged = reply.omission is not None or omission.tag not in reply.tags
        whole[omission.code] = float(reply.omission == omission.code) if judged else None
    for number, parts in enumerate(_versions(reply)):
        if number == BARE:
            context = TurnContext(reply.case_type)
            whole |= {omission.code: None for omission in load_rubric().omissions}
        bounds, text = [], ""
        for part, thought in zip(parts, reply.thoughts, strict=True):
            start = len(text) + 1 if text else 0
            text = f"{text} {part}" if text else part
            bounds.append((start, start + len(part), thought.code))
        added = rows.add(
            text, context, lambda thought, bounds=bounds: _label(thought, bounds), whole, number, held_out(reply.line)
        )
        if not added and number == 0:
            return  # the other versions belong to the one as written


def add_distress(rows: Rows, replies: list[CorpusReply]) -> None:
    """Add the lines on a trainee's own distress, each beside a patient's line drawn by lot; they say nothing about codes."""
    random = Random(5)
    risky = [reply for reply in replies if "risk" in reply.tags]
    for text, own in read_distress():
        whole: dict[str, float | None] = {**dict.fromkeys(WHOLE), DISTRESS: float(own)}
        for number, version in enumerate([text, *(roughen(text, random) for _ in range(ROUGH))]):
            beside_it = random.choice(risky if random.random() < 0.5 else replies)
            context = TurnContext(beside_it.case_type, beside_it.line, beside_it.tags)
            rows.add(version, context, lambda thought: UNLABELLED, whole, number, held_out(text))


def utterance_examples() -> dict[str, np.ndarray]:
    """Return the intents' utterances and the cases' own questions: ids and the class of each; a topic of a case is a class."""
    texts: list[tuple[str, str]] = []
    for file in sorted(NLU_FOLDER.glob("*.yml")):
        for item in (yaml.safe_load(file.read_text(encoding="utf-8")) or {}).get("nlu", ()):
            texts += [(item["intent"], row[2:].strip()) for row in item["examples"].splitlines() if row.startswith("- ")]
    for slug in case_slugs():
        for topic, answer in load_case(slug).answers.items():
            texts += [(f"{slug}/{topic}", text) for text in answer.asked_as]
    names = sorted({name for name, _ in texts})
    encoded = [shared_tokenizer().ids(text) for _, text in texts]
    return {
        "said_ids": np.concatenate([np.array(row, np.int32) for row in encoded]),
        "said_at": np.cumsum([0, *map(len, encoded)]),
        "said_class": np.array([names.index(name) for name, _ in texts], np.int32),
        "intent_classes": np.array([i for i, name in enumerate(names) if "/" not in name], np.int32),
    }


def main() -> None:
    """Write the file."""
    replies = read_corpus()
    rows = Rows()
    for reply in replies:
        add_coded(rows, reply)
    add_distress(rows, replies)
    arrays = {**rows.arrays(), **utterance_examples()}
    np.savez(Path(sys.argv[1]), **arrays)
    print(f"{len(replies)} replies in {len(arrays['version'])} versions, {len(arrays['said_class'])} utterances -> {sys.argv[1]}")


if __name__ == "__main__":
    main()
