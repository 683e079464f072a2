"""Tunes the upper layers of the small encoder on the corpus: what a thought earns, and what an utterance asks or tells.

The lower layers stay as they are, so their output is computed once and an epoch costs minutes on two cores. Needs torch, tokenizers,
safetensors and onnx (training/README.md); never part of the product's environment. After prepare.py:
`python training/finetune.py --out training/build/out`. Seeds are fixed.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from bert import LAYERS, WIDTH, Encoder, pool
from tokenizers import Tokenizer
from torch import nn

BUILD = Path(__file__).resolve().parent / "build"
MAX_TOKENS = 112
NONE = "none"
Batch = tuple[torch.Tensor, torch.Tensor]


@dataclass
class Example:
    """A text (or line and thought), the output of the lower layers for it, and its label."""

    hidden: torch.Tensor
    label: int
    task: str


class Tuned(nn.Module):
    """The upper layers and a head a task."""

    def __init__(self, encoder: Encoder, top: int, sizes: dict[str, int]) -> None:
        super().__init__()
        self.encoder, self.first = encoder, LAYERS - top
        for name, parameter in encoder.named_parameters():
            parameter.requires_grad = name.startswith("layers.") and int(name.split(".")[1]) >= self.first
        self.heads = nn.ModuleDict({task: nn.Linear(WIDTH, size) for task, size in sizes.items()})
        self.drop = nn.Dropout(0.2)

    def pooled(self, batch: Batch) -> torch.Tensor:
        hidden, attention = batch
        return pool(self.encoder.run(hidden, attention, self.first, LAYERS), attention)


def context_text(row: dict) -> str:
    """The first segment: the demand tags as words, then the patient's line."""
    return " ".join(row["tags"]).replace("_", " ") + ": " + row["line"]


def roughen(text: str, rng: random.Random) -> str:
    """Type a text the way people do: no capitals, no full stops, letters swapped."""
    if rng.random() < 0.7:
        text = text.lower()
    if rng.random() < 0.5:
        text = text.replace(".", "").replace(",", "").replace("'", "")
    letters = list(text)
    for _ in range(max(1, len(letters) // 40)):
        i = rng.randrange(max(1, len(letters) - 1))
        if rng.random() < 0.5 and len(letters) > i + 1 and letters[i].isalpha() and letters[i + 1].isalpha():
            letters[i], letters[i + 1] = letters[i + 1], letters[i]
    return "".join(letters)


@torch.no_grad()
def lower(encoder: Encoder, tokenizer: Tokenizer, texts: list[tuple[str, ...]], first: int) -> list[torch.Tensor]:
    """Return the lower layers' output for each text or pair of texts, at half precision."""
    encoder.eval()
    encoded = [tokenizer.encode(*text) for text in texts]
    order = sorted(range(len(texts)), key=lambda i: len(encoded[i].ids))
    found: list[torch.Tensor] = [torch.empty(0)] * len(texts)
    for k in range(0, len(order), 64):
        chunk = order[k : k + 64]
        width = max(len(encoded[i].ids) for i in chunk)
        ids, kinds, attention = (torch.zeros(len(chunk), width, dtype=torch.long) for _ in range(3))
        for row, i in enumerate(chunk):
            n = len(encoded[i].ids)
            ids[row, :n], kinds[row, :n], attention[row, :n] = (torch.tensor(x) for x in (encoded[i].ids, encoded[i].type_ids, [1] * n))
        hidden = encoder.run(encoder.embed(ids, kinds), attention, 0, first)
        for row, i in enumerate(chunk):
            found[i] = hidden[row, : len(encoded[i].ids)].half().clone()
    return found


def padded(examples: list[Example]) -> Batch:
    width = max(len(e.hidden) for e in examples)
    hidden, attention = torch.zeros(len(examples), width, WIDTH), torch.zeros(len(examples), width, dtype=torch.long)
    for row, example in enumerate(examples):
        n = len(example.hidden)
        hidden[row, :n], attention[row, :n] = example.hidden.float(), 1
    return hidden, attention


def batches(examples: list[Example], size: int, rng: random.Random) -> list[list[Example]]:
    """Shuffle, then sort within stretches by length, so that little of a batch is padding; one task a batch."""
    found = []
    for task in sorted({e.task for e in examples}):
        rows = [e for e in examples if e.task == task]
        rng.shuffle(rows)
        for k in range(0, len(rows), 16 * size):
            stretch = sorted(rows[k : k + 16 * size], key=lambda e: len(e.hidden))
            found += [stretch[j : j + size] for j in range(0, len(stretch), size)]
    rng.shuffle(found)
    return found


def fit(model: Tuned, examples: list[Example], weights: dict[str, torch.Tensor], args: argparse.Namespace) -> None:
    rng = random.Random(args.seed)
    steps = args.epochs * len(batches(examples, args.batch, random.Random(0)))
    body = [p for p in model.encoder.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW([{"params": body, "lr": args.lr}, {"params": model.heads.parameters(), "lr": args.lr * 10}], weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, [args.lr, args.lr * 10], total_steps=steps + 1, pct_start=0.1)
    losses = {task: nn.CrossEntropyLoss(weight=weight, label_smoothing=0.05) for task, weight in weights.items()}
    started = time.monotonic()
    for epoch in range(args.epochs):
        model.train()
        total = 0.0
        plan = batches(examples, args.batch, rng)
        for rows in plan:
            task = rows[0].task
            scores = model.heads[task](model.drop(model.pooled(padded(rows))))
            loss = losses[task](scores, torch.tensor([e.label for e in rows]))
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(body, 1.0)
            optimiser.step()
            schedule.step()
            total += float(loss.detach())
        print(f"epoch {epoch + 1} of {args.epochs}: loss {total / len(plan):.3f}, {time.monotonic() - started:.0f} s", flush=True)
    model.eval()


@torch.no_grad()
def probabilities(model: Tuned, examples: list[Example], task: str) -> np.ndarray:
    rows = []
    for k in range(0, len(examples), 64):
        rows.append(model.heads[task](model.pooled(padded(examples[k : k + 64]))).softmax(-1).numpy())
    return np.concatenate(rows)


def main() -> None:
    parser = argparse.ArgumentParser()
    for name, kind, value in (("lr", float, 3e-4), ("epochs", int, 6), ("batch", int, 32), ("top", int, 2), ("hold", int, 0), ("seed", int, 7), ("rough", float, 0.3)):  # fmt: skip
        parser.add_argument(f"--{name}", type=kind, default=value)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    rng = random.Random(args.seed)
    replies = [json.loads(line) for line in (BUILD / "codes.jsonl").open(encoding="utf-8")]
    utterances = [json.loads(line) for line in (BUILD / "intents.jsonl").open(encoding="utf-8")]
    codes = sorted({code for row in replies for _, code in row["thoughts"]})
    intents = sorted({row["intent"] for row in utterances})
    tokenizer = Tokenizer.from_file(str(BUILD / "base" / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    encoder = Encoder(BUILD / "base" / "model.safetensors")
    scenes = sorted({row["scene"] for row in replies})
    random.Random(1).shuffle(scenes)
    held = {scene for i, scene in enumerate(scenes) if args.hold and i % args.hold == 0}
    texts: list[tuple[str, ...]] = []
    labels: list[tuple[int, str, bool]] = []
    for row in replies:
        out = row["scene"] in held
        for text, code in row["thoughts"]:
            for version in [text] + ([roughen(text, rng)] if not out and rng.random() < args.rough else []):
                texts.append((context_text(row), version))
                labels.append((codes.index(code), "thought", out))
    for i, row in enumerate(utterances):
        texts.append((row["text"],))
        labels.append((intents.index(row["intent"]), "intent", bool(args.hold) and i % args.hold == 0))
    started = time.monotonic()
    hidden = lower(encoder, tokenizer, texts, LAYERS - args.top)
    print(f"lower layers of {len(texts)} texts in {time.monotonic() - started:.0f} s", flush=True)
    examples = [Example(h, label, task) for h, (label, task, _) in zip(hidden, labels, strict=True)]
    train = [e for e, (_, _, out) in zip(examples, labels, strict=True) if not out]
    test = [e for e, (_, _, out) in zip(examples, labels, strict=True) if out]
    counts = np.bincount([e.label for e in train if e.task == "thought"], minlength=len(codes))
    weights = {"thought": torch.tensor((counts.mean() / np.maximum(counts, 1)) ** 0.4, dtype=torch.float32), "intent": torch.ones(len(intents))}
    model = Tuned(encoder, args.top, {"thought": len(codes), "intent": len(intents)})
    fit(model, train, weights, args)
    for task in ("thought", "intent"):
        rows = [e for e in test if e.task == task]
        if rows:
            right = probabilities(model, rows, task).argmax(1) == np.array([e.label for e in rows])
            print(f"held out, {task}: {right.mean():.3f} of {len(rows)}", flush=True)
    export(model, {"thought": codes, "intent": intents}, args.out)


def export(model: Tuned, labels: dict[str, list[str]], out: Path) -> None:
    """Write the encoder as int8 ONNX with its mean-pooled output, and the heads as arrays."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    out.mkdir(parents=True, exist_ok=True)
    names = ["input_ids", "attention_mask", "token_type_ids"]
    sample = tuple(torch.ones(1, 6, dtype=torch.long) for _ in names)
    axes = {name: {0: "batch", 1: "sequence"} for name in names}
    torch.onnx.export(model.encoder, sample, str(out / "fp32.onnx"), input_names=names, output_names=["pooled"], dynamic_axes=axes, opset_version=17, dynamo=False)  # fmt: skip
    quantize_dynamic(str(out / "fp32.onnx"), str(out / "encoder.onnx"), weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    arrays = {f"{task}_{part}": getattr(head, part).detach().numpy() for task, head in model.heads.items() for part in ("weight", "bias")}
    np.savez(out / "heads.npz", **arrays)
    (out / "labels.json").write_text(json.dumps(labels, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
