"""A tuned encoder and raw heads go in; thresholds are chosen on the held-out scenes and everything is written where the product reads it.

`.venv/bin/python -m tuning.finish FOLDER` reads FOLDER/encoder.onnx and FOLDER/heads.npz.
"""

from __future__ import annotations

import itertools
import json
import shutil
import sys
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

from bench.validity import figures
from bench.validity.figures import code_table
from dyad.language.encoder import WEIGHTS, Encoder
from dyad.language.thoughts import split_thoughts
from dyad.scoring.classifier import CODES, SPOKEN, Reading, ReplyClassifier, words_of
from dyad.scoring.corpus import CorpusReply, read_corpus, read_distress, read_utterances
from dyad.scoring.decide import Thresholds, decide
from dyad.scoring.score import TurnContext
from dyad.scoring.scorer import HEADS
from tuning.examples import held_out

Read = list[tuple[CorpusReply, Reading]]


def f1(read: Read, thresholds: Thresholds) -> tuple[float, float]:
    """Return macro and micro F1 of the codes of held-out replies."""
    gold = code_table(({thought.code for thought in reply.thoughts} for reply, _ in read), SPOKEN[:-1])
    guess = code_table(({given.code for given in decide(reading, thresholds).given} for _, reading in read), SPOKEN[:-1])
    return float(figures.f1(gold, guess).mean()), figures.micro_f1(gold, guess)


def omission_threshold(read: Read) -> float:
    """Return the odds from which a feeling is best called passed over."""
    rows = [
        (r.omission == "ignore_affect", float(x.reply[CODES.index("ignore_affect")]))
        for r, x in read
        if r.omission is not None and "affect" in r.tags
    ]
    if not rows:
        return 0.5

    def score(t: float) -> float:
        hits = sum(gold and odds >= t for gold, odds in rows)
        return 2 * hits / max(1, sum(gold for gold, _ in rows) + sum(odds >= t for _, odds in rows))

    best = max(np.arange(0.2, 0.8, 0.05), key=score)
    print(f"feeling passed over: F1 {score(float(best)):.3f} of {len(rows)} from {best:.2f} on")
    return round(float(best), 2)


def distress_threshold(classifier: ReplyClassifier, read: Read) -> float:
    """Return the odds from which help is offered: on every twelfth line about oneself and all held-out replies.

    Missing one in need weighs five times as much as asking once too often.
    """
    own = [(text, label) for text, label in read_distress() if held_out(text)]
    rows = [
        (label, classifier.read(text, split_thoughts(text), TurnContext("C1", "How are you?")).distress) for text, label in own
    ]
    rows += [(False, reading.distress) for _, reading in read]

    def cost(threshold: float) -> int:
        return sum(5 * (odds < threshold) if label else odds >= threshold for label, odds in rows)

    best = round(float(min(np.arange(0.3, 0.95, 0.05), key=cost)), 2)
    missed = sum(label and odds < best for label, odds in rows)
    print(
        f"distress from {best} on: {missed} of {sum(label for label, _ in rows)} missed, {sum(not label and odds >= best for label, odds in rows)} of {len(rows)} wrongly"
    )
    return best


def main() -> None:
    """Choose and write."""
    folder = Path(sys.argv[1])
    corpus = read_corpus()
    words = sorted(
        {w for text in [*read_utterances(), *(r.text for r in corpus), *(r.line for r in corpus)] for w in words_of(text)}
    )
    arrays = np.load(folder / "heads.npz")
    classifier = ReplyClassifier(arrays["thought_head"], arrays["reply_head"], words, Encoder(folder / "encoder.onnx"))
    read: Read = []
    for reply in corpus:
        if held_out(reply.line) and (thoughts := split_thoughts(reply.text)):
            read.append((reply, classifier.read(reply.text, thoughts, TurnContext(reply.case_type, reply.line, reply.tags))))
    grid = [
        Thresholds(mix=m, code=c) for m, c in itertools.product((0.0, 0.3, 0.5, 0.7, 1.0), np.arange(0.2, 0.65, 0.05).round(2))
    ]
    scored = [(sum(f1(read, t)), t) for t in grid]
    best = max(scored, key=lambda pair: pair[0])[1]
    best = replace(
        best,
        code=float(best.code),
        omission=omission_threshold(read),
        distress=distress_threshold(classifier, read),
        doubt=round(float(best.code) * 0.6, 2),
    )
    for mix in (0.0, 0.3, 0.5, 0.7, 1.0):
        top = max((pair for pair in scored if pair[1].mix == mix), key=lambda pair: pair[0])[1]
        print(f"mix {mix}: from {top.code} on macro-F1 {f1(read, top)[0]:.3f} micro-F1 {f1(read, top)[1]:.3f}")
    print(f"{len(read)} held-out replies; chosen {best}: macro-F1 {f1(read, best)[0]:.3f} micro-F1 {f1(read, best)[1]:.3f}")
    names = json.dumps({"codes": CODES, "spoken": SPOKEN, "words": words, "thresholds": asdict(best)})
    HEADS.parent.mkdir(parents=True, exist_ok=True)
    WEIGHTS.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(HEADS, thought_head=arrays["thought_head"], reply_head=arrays["reply_head"], names=np.array(names))
    shutil.copy(folder / "encoder.onnx", WEIGHTS)


if __name__ == "__main__":
    main()
