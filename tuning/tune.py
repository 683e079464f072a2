"""Examples go in; the tuned encoder as int8 ONNX and the code heads come out.

Runs outside the product's environment, on torch (see tune.sh). Learns three things at once with one encoder: the code of each thought,
the codes of the whole reply (line and reply read together), and which utterances ask the same (each by itself). Each reply is read twice in a
step, as written and roughened or without its line, and the codes of the first two are drawn together. Utterances are held near the untuned
encoder's sense of likeness, so that questions nobody wrote down stay where they were. Seeds are fixed.
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertModel
from transformers.utils import logging

UNLABELLED = -100  # as in examples.py
ROUGH = (1, 2)  # versions that say the same in other spelling and grammar, as in examples.py
SEED, BATCH, SAID_BATCH, AVERAGE_EVERY = 20261125, 12, 48, 5
logging.set_verbosity_error()


class Heads(nn.Module):
    """The two code heads and the throw-away head of utterance classes."""

    def __init__(self, form: int, known: int, spoken: int, codes: int, classes: int) -> None:
        """Make heads of the widths that the product computes."""
        super().__init__()
        self.thought = nn.Linear(384 * 2 + form + 4 + known, spoken)
        self.reply = nn.Linear(384 * 3 + known, codes)
        self.said = nn.Linear(384, classes, bias=False)
        self.drop = nn.Dropout(0.2)


class Examples:
    """The arrays of examples.py, cut into batches."""

    def __init__(self, file: Path) -> None:
        """Read the file."""
        self.a = dict(np.load(file))
        version, held = self.a["version"], self.a["held"]
        reply_of = np.cumsum(version == 0) - 1
        self.clean = np.flatnonzero((version == 0) & ~held)
        self.held = np.flatnonzero((version == 0) & held)
        self.others: dict[int, list[int]] = {int(i): [] for i in self.clean}
        first = np.flatnonzero(version == 0)
        for i in np.flatnonzero((version > 0) & ~held):
            self.others[int(first[reply_of[i]])].append(int(i))

    def twins(self, rows: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Return another version of each reply: rough, or read with nothing before it; the reply itself where it has none."""
        return np.array([rng.choice(self.others[int(i)]) if self.others[int(i)] else i for i in rows])

    def code_batch(self, rows: np.ndarray) -> dict[str, Tensor]:
        """Return padded ids, segment numbers, spans and labels of some replies."""
        a = self.a
        parts = [a["ids"][a["id_at"][i] : a["id_at"][i + 1]] for i in rows]
        width = max(map(len, parts))
        ids, mask, types = np.zeros((3, len(rows), width), np.int64)
        span_mask, of, form, place, labels = [], [], [], [], []
        for n, (i, part) in enumerate(zip(rows, parts, strict=True)):
            ids[n, : len(part)], mask[n, : len(part)], types[n, a["first"][i] : len(part)] = part, 1, 1
            spans = a["spans"][a["span_at"][i] : a["span_at"][i + 1]]
            for k, (start, end) in enumerate(spans):
                row = np.zeros(width, np.float32)
                row[a["first"][i] + start : a["first"][i] + end] = 1 / (end - start)
                span_mask.append(row)
                of.append(n)
                place.append((k == 0, k == len(spans) - 1, len(spans) == 1, min(1.0, len(spans) / 4)))
            form.append(a["form"][a["span_at"][i] : a["span_at"][i + 1]])
            labels.append(a["labels"][a["span_at"][i] : a["span_at"][i + 1]])
        own = (types * mask).astype(np.float32)
        own[np.arange(len(rows)), mask.sum(1) - 1] = 0  # the mark that ends the pair is not the reply's
        return {
            "ids": torch.from_numpy(ids), "mask": torch.from_numpy(mask), "types": torch.from_numpy(types), "own": torch.from_numpy(own),
            "spans": torch.from_numpy(np.stack(span_mask)), "of": torch.tensor(of), "form": torch.from_numpy(np.concatenate(form)),
            "place": torch.tensor(np.array(place, np.float32)), "labels": torch.from_numpy(np.concatenate(labels)).long(),
            "wanted": torch.from_numpy(a["wanted"][rows]), "judged": torch.from_numpy(a["judged"][rows]), "known": torch.from_numpy(a["known"][rows]),
        }  # fmt: skip

    def said_batch(self, rows: np.ndarray) -> tuple[Tensor, Tensor, Tensor]:
        """Return padded ids, mask and classes of some utterances."""
        a = self.a
        parts = [a["said_ids"][a["said_at"][i] : a["said_at"][i + 1]] for i in rows]
        width = max(map(len, parts))
        ids, mask = np.zeros((2, len(rows), width), np.int64)
        for n, part in enumerate(parts):
            ids[n, : len(part)], mask[n, : len(part)] = part, 1
        return torch.from_numpy(ids), torch.from_numpy(mask), torch.from_numpy(a["said_class"][rows]).long()


def code_scores(bert: BertModel, heads: Heads, b: dict[str, Tensor]) -> tuple[Tensor, Tensor]:
    """Return the scores of thoughts and replies, computed as dyad/scoring/classifier.py does."""
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bert.training):
        hidden = bert(b["ids"], attention_mask=b["mask"], token_type_ids=b["types"]).last_hidden_state
    hidden = hidden.float()
    own = b["own"][:, :, None]
    mean = (hidden * own).sum(1) / own.sum(1).clamp(min=1)
    high = hidden.masked_fill(own == 0, -1e4).amax(1)
    spans = torch.einsum("st,sth->sh", b["spans"], hidden[b["of"]])
    thought = torch.cat([spans, mean[b["of"]], b["form"], b["place"], b["known"][b["of"]]], 1)
    reply = torch.cat([mean, high, hidden[:, 0], b["known"]], 1)
    return heads.thought(heads.drop(thought)), heads.reply(heads.drop(reply))


def apart(odds: Tensor, of: Tensor, reply: Tensor, rough: Tensor) -> Tensor:
    """Return how far the codes of a reply lie from those of its rough twin, mean squared; a batch holds all replies, then all twins."""
    best = torch.zeros(len(reply), odds.shape[1]).scatter_reduce(0, of[:, None].expand_as(odds), odds, "amax", include_self=False)
    half = len(reply) // 2
    far = ((best[:half] - best[half:]) ** 2).sum(1) + ((reply[:half] - reply[half:]) ** 2).sum(1)
    return (far * rough).sum() / rough.sum().clamp(min=1)


def said_vectors(bert: BertModel, ids: Tensor, mask: Tensor) -> Tensor:
    """Return unit vectors of utterances, as the product's encoder does."""
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bert.training):
        hidden = bert(ids, attention_mask=mask, token_type_ids=torch.zeros_like(ids)).last_hidden_state
    kept = mask[:, :, None].float()
    return functional.normalize((hidden.float() * kept).sum(1) / kept.sum(1), dim=1)


def untuned_vectors(bert: BertModel, examples: Examples) -> Tensor:
    """Return the vectors of all utterances before anything is learnt."""
    rows = np.arange(len(examples.a["said_class"]))
    with torch.no_grad():
        return torch.cat(
            [said_vectors(bert.eval(), *examples.said_batch(rows[at : at + 64])[:2]) for at in range(0, len(rows), 64)]
        )


def validate(bert: BertModel, heads: Heads, examples: Examples) -> str:
    """Return how well held-out scenes are read, by each head alone."""
    bert.eval(), heads.eval()
    rows = examples.held
    right = total = 0
    hits = extra = lost = 0.0
    with torch.no_grad():
        for at in range(0, len(rows), 32):
            b = examples.code_batch(rows[at : at + 32])
            thought, reply = code_scores(bert, heads, b)
            right += int((thought.argmax(1) == b["labels"]).sum())
            total += int((b["labels"] != UNLABELLED).sum())
            guess, gold = (reply > -0.4).float() * b["judged"], b["wanted"] * b["judged"]
            hits += float((guess * gold).sum())
            extra += float((guess * (1 - gold)).sum())
            lost += float(((1 - guess) * gold).sum())
    return f"held-out thoughts right {right / total:.3f} of {total}; replies micro-F1 {2 * hits / (2 * hits + extra + lost):.3f}"


def order(lengths: np.ndarray, rows: np.ndarray, size: int, rng: np.random.Generator) -> list[np.ndarray]:
    """Return batches of like length in random order, so that little is spent on padding."""
    rows = rng.permutation(rows)
    batches = []
    for at in range(0, len(rows), size * 40):
        chunk = rows[at : at + size * 40]
        chunk = chunk[np.argsort(lengths[chunk], kind="stable")]
        batches += [chunk[i : i + size] for i in range(0, len(chunk), size)]
    rng.shuffle(batches)
    return batches


def train(examples: Examples, base: Path, epochs: int, lr: float, limit: int | None) -> tuple[BertModel, Heads]:
    """Return encoder and heads, averaged over the last steps."""
    torch.manual_seed(SEED)
    rng = np.random.default_rng(SEED)
    a = examples.a
    bert = BertModel.from_pretrained(base, add_pooling_layer=False)
    untuned = untuned_vectors(bert, examples)
    bert.embeddings.word_embeddings.weight.requires_grad_(False)  # rare words keep the place that a billion sentences gave them
    heads = Heads(a["form"].shape[1], a["known"].shape[1], 38, a["wanted"].shape[1], int(a["said_class"].max()) + 1)
    counts = np.bincount(a["labels"][a["labels"] != UNLABELLED], minlength=38) + 1
    weight = torch.tensor((counts.mean() / counts) ** 0.4, dtype=torch.float32)
    tuned = [p for p in bert.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(
        [
            {"params": [p for p in tuned if p.ndim >= 2], "lr": lr, "weight_decay": 0.05},
            {"params": [p for p in tuned if p.ndim < 2], "lr": lr, "weight_decay": 0.0},
            {"params": heads.parameters(), "lr": lr * 10, "weight_decay": 0.02},
        ]
    )
    lengths, said_lengths = np.diff(a["id_at"]), np.diff(a["said_at"])
    steps = epochs * math.ceil(len(examples.clean) / BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / (0.06 * steps), max(0.02, (steps - s) / (0.94 * steps)))
    )
    learning = [*tuned, *heads.parameters()]
    averaged = [p.detach().clone() for p in learning]
    said_batches: list[np.ndarray] = []
    step, losses = 0, np.zeros(5)
    for epoch in range(epochs):
        bert.train(), heads.train()
        for rows in order(lengths, examples.clean, BATCH, rng)[:limit]:
            twins = examples.twins(rows, rng)
            b = examples.code_batch(np.concatenate([rows, twins]))
            thought, reply = code_scores(bert, heads, b)
            loss_thought = functional.cross_entropy(
                thought, b["labels"], weight=weight, label_smoothing=0.05, ignore_index=UNLABELLED
            )
            each = functional.binary_cross_entropy_with_logits(reply, b["wanted"], reduction="none") * b["judged"]
            loss_reply = each.sum() / len(reply)
            rough = torch.from_numpy(np.isin(a["version"][twins], ROUGH))
            loss_same = apart(thought.softmax(1), b["of"], reply.sigmoid(), rough)
            loss = loss_thought + 0.5 * loss_reply + 1.5 * loss_same
            loss_said = loss_near = torch.zeros(())
            if step % 2 == 0:
                if not said_batches:
                    said_batches = order(said_lengths, np.arange(len(said_lengths)), SAID_BATCH, rng)
                said = said_batches.pop()
                ids, mask, classes = examples.said_batch(said)
                vectors = said_vectors(bert, ids, mask)
                before = untuned[torch.from_numpy(said)]
                loss_said = functional.cross_entropy(heads.said(vectors * 12.0), classes, label_smoothing=0.1)
                loss_near = ((vectors @ vectors.T - before @ before.T) ** 2).mean()
                loss = loss + 0.3 * loss_said + 2.0 * loss_near
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(learning, 1.0)
            optimizer.step()
            schedule.step()
            step += 1
            if step % AVERAGE_EVERY == 0:
                keep = min(0.99, step / (step + 100))
                with torch.no_grad():
                    for kept, new in zip(averaged, learning, strict=True):
                        kept.lerp_(new, 1 - keep)
            losses += [x.item() for x in (loss_thought, loss_reply, loss_same, 2 * loss_said, 2 * loss_near)]
            if step % 200 == 0:
                print(f"{step} of {steps}: losses {np.round(losses / 200, 3)}", flush=True)
                losses[:] = 0
        print(f"epoch {epoch + 1}: {validate(bert, heads, examples)}", flush=True)
    with torch.no_grad():
        for kept, new in zip(averaged, learning, strict=True):
            new.copy_(kept)
    print(f"averaged: {validate(bert, heads, examples)}", flush=True)
    return bert, heads


def export(bert: BertModel, heads: Heads, out: Path) -> None:
    """Write encoder.onnx (int8) and heads.npz."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    class Hidden(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.bert = bert.eval()

        def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
            return self.bert(input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids).last_hidden_state

    ids = torch.ones((1, 8), dtype=torch.int64)
    names = ["input_ids", "attention_mask", "token_type_ids"]
    whole = out / "encoder-float.onnx"
    torch.onnx.export(
        Hidden(), (ids, ids, torch.zeros_like(ids)), str(whole), input_names=names, output_names=["hidden"], opset_version=17, dynamo=False,
        dynamic_axes={name: {0: "batch", 1: "tokens"} for name in [*names, "hidden"]},
    )  # fmt: skip
    # Seven bits a weight: sums of two products then fit sixteen bits, so that processors with and without VNNI add up the same.
    quantize_dynamic(whole, out / "encoder.onnx", per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)
    arrays = {
        name: np.concatenate([layer.weight.detach().numpy().T, layer.bias.detach().numpy()[None]])
        for name, layer in (("thought_head", heads.thought), ("reply_head", heads.reply))
    }
    np.savez(out / "heads.npz", **arrays)


def main() -> None:
    """Tune, validate, export."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("examples", type=Path)
    parser.add_argument("base", type=Path, help="folder of all-MiniLM-L6-v2: config.json and model.safetensors")
    parser.add_argument("out", type=Path)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--lr", type=float, default=2e-4)
    parser.add_argument("--limit", type=int, default=None, help="steps an epoch, for trying out")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(2)
    bert, heads = train(Examples(options.examples), options.base, options.epochs, options.lr, options.limit)
    torch.save({"bert": bert.state_dict(), "heads": heads.state_dict()}, options.out / "tuned.pt")
    export(bert, heads, options.out)


if __name__ == "__main__":
    main()
