"""Tunes the small encoder on the corpus: what a thought earns, what a whole reply holds, and what an utterance asks or tells.

One encoder, three heads. Needs torch, transformers, safetensors and onnx (training/README.md); never part of the product's environment.
Run after prepare.py: `python training/finetune.py --out training/build/out`. Seeds are fixed; a GPU makes it minutes instead of hours.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn
from transformers import AutoConfig, AutoTokenizer, BertModel, PreTrainedTokenizerFast

BUILD = Path(__file__).resolve().parent / "build"
MAX_TOKENS = 160
NONE = "none"
DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")


class TunedEncoder(nn.Module):
    """The encoder, mean-pooled, with a head for each task."""

    def __init__(self, thought_codes: int, reply_codes: int, intents: int) -> None:
        super().__init__()
        config = AutoConfig.from_pretrained(BUILD / "base")
        config.hidden_dropout_prob = config.attention_probs_dropout_prob = 0.1
        self.bert = BertModel.from_pretrained(BUILD / "base", config=config, add_pooling_layer=False, torch_dtype=torch.float32)
        width = config.hidden_size
        self.drop = nn.Dropout(0.2)
        self.thought, self.reply, self.intent = nn.Linear(width, thought_codes), nn.Linear(width, reply_codes), nn.Linear(width, intents)

    def pooled(self, batch: dict[str, torch.Tensor]) -> torch.Tensor:
        hidden = self.bert(**batch).last_hidden_state
        mask = batch["attention_mask"].unsqueeze(-1).to(hidden.dtype)
        return (hidden * mask).sum(1) / mask.sum(1)

    def scores(self, batch: dict[str, torch.Tensor], task: str) -> torch.Tensor:
        return getattr(self, task)(self.drop(self.pooled(batch)))


def context_text(row: dict) -> str:
    """The first segment: the demand tags as words, then the patient's line."""
    return " ".join(row["tags"]).replace("_", " ") + ": " + row["line"]


def roughen(text: str, rng: random.Random) -> str:
    """Type a text the way people do: no capitals, no full stops, a letter lost or swapped."""
    if rng.random() < 0.6:
        text = text.lower()
    if rng.random() < 0.4:
        text = text.replace(".", "").replace(",", "").replace("'", "")
    letters = list(text)
    for _ in range(max(1, len(letters) // 40)) if rng.random() < 0.5 else ():
        i = rng.randrange(max(1, len(letters) - 1))
        if len(letters) > i + 1 and letters[i].isalpha() and letters[i + 1].isalpha():
            letters[i], letters[i + 1] = letters[i + 1], letters[i]
    return "".join(letters)


class Data:
    """Rows of the three tasks and the label names."""

    def __init__(self) -> None:
        self.replies = [json.loads(line) for line in (BUILD / "codes.jsonl").open(encoding="utf-8")]
        self.utterances = [json.loads(line) for line in (BUILD / "intents.jsonl").open(encoding="utf-8")]
        self.codes = sorted({code for row in self.replies for _, code in row["thoughts"]} - {NONE})
        self.thought_codes = [*self.codes, NONE]
        self.intents = sorted({row["intent"] for row in self.utterances})


def train(data: Data, replies: list[dict], utterances: list[dict], args: argparse.Namespace, seed: int) -> tuple[TunedEncoder, PreTrainedTokenizerFast]:
    random.seed(seed), np.random.seed(seed), torch.manual_seed(seed)
    rng = random.Random(seed)
    tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(BUILD / "base" / "tokenizer.json"), pad_token="[PAD]", cls_token="[CLS]", sep_token="[SEP]", unk_token="[UNK]", mask_token="[MASK]")
    model = TunedEncoder(len(data.thought_codes), len(data.codes), len(data.intents)).to(DEVICE)
    thoughts = [(context_text(r), text, data.thought_codes.index(code)) for r in replies for text, code in r["thoughts"]]
    wholes = [
        (context_text(r), " ".join(t for t, _ in r["thoughts"]), [float(c in {code for _, code in r["thoughts"]}) for c in data.codes]) for r in replies
    ]
    asked = [(row["text"], data.intents.index(row["intent"])) for row in utterances]
    counts = np.bincount([t[2] for t in thoughts], minlength=len(data.thought_codes))
    weight = torch.tensor((counts.mean() / np.maximum(counts, 1)) ** 0.4, dtype=torch.float32, device=DEVICE)
    ce = nn.CrossEntropyLoss(weight=weight, label_smoothing=0.05)
    ce_intent = nn.CrossEntropyLoss(label_smoothing=0.05)
    bce = nn.BCEWithLogitsLoss(pos_weight=torch.full((len(data.codes),), args.pos_weight, device=DEVICE))

    def batches(rows: list, size: int) -> list[list]:
        """Shuffle, then sort within stretches of sixteen batches by length, so that little of a batch is padding."""
        order = list(range(len(rows)))
        rng.shuffle(order)
        stretches = [sorted(order[k : k + 16 * size], key=lambda i: sum(len(x) for x in rows[i] if isinstance(x, str))) for k in range(0, len(order), 16 * size)]
        order = [i for stretch in stretches for i in stretch]
        return [[rows[i] for i in order[k : k + size]] for k in range(0, len(order), size)]

    def encode(first: list[str], second: list[str] | None) -> dict[str, torch.Tensor]:
        rough = [roughen(t, rng) if rng.random() < args.rough else t for t in (second if second is not None else first)]
        pair = (first, rough) if second is not None else (rough,)
        out = tokenizer(*pair, padding=True, truncation=True, max_length=MAX_TOKENS, return_tensors="pt", return_token_type_ids=True)
        return {k: v.to(DEVICE) for k, v in out.items()}

    plan_length = args.epochs * (-(-len(thoughts) // args.batch) + -(-len(wholes) // args.batch) + -(-len(asked) // args.batch))
    heads = [p for n, p in model.named_parameters() if not n.startswith("bert")]
    optimiser = torch.optim.AdamW([{"params": model.bert.parameters(), "lr": args.lr}, {"params": heads, "lr": args.lr * 10}], weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, [args.lr, args.lr * 10], total_steps=plan_length + 1, pct_start=0.1)
    model.train()
    started = time.monotonic()
    for epoch in range(args.epochs):
        print(f"epoch {epoch}, {time.monotonic() - started:.0f} s", flush=True)
        plan = [("thought", b) for b in batches(thoughts, args.batch)] + [("reply", b) for b in batches(wholes, args.batch)] + [("intent", b) for b in batches(asked, args.batch)]
        rng.shuffle(plan)
        for task, rows in plan:
            if task == "intent":
                scores = model.scores(encode([r[0] for r in rows], None), task)
                loss = ce_intent(scores, torch.tensor([r[1] for r in rows], device=DEVICE))
            else:
                first = [r[0] if rng.random() > 0.1 else "" for r in rows]
                scores = model.scores(encode(first, [r[1] for r in rows]), task)
                target = torch.tensor([r[2] for r in rows], device=DEVICE)
                loss = ce(scores, target) if task == "thought" else bce(scores, target) * args.reply_weight
            if args.steps and schedule.last_epoch >= args.steps:
                print(f"{args.steps} steps in {time.monotonic() - started:.0f} s", flush=True)
                return model.eval(), tokenizer
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
    model.eval()
    return model, tokenizer


@torch.no_grad()
def predict(model: TunedEncoder, tokenizer: PreTrainedTokenizerFast, pairs: list[tuple[str, ...]], task: str) -> np.ndarray:
    """Scores of a head, shape (len(pairs), labels)."""
    rows = []
    for k in range(0, len(pairs), 256):
        chunk = pairs[k : k + 256]
        out = tokenizer(*[list(x) for x in zip(*chunk)], padding=True, truncation=True, max_length=MAX_TOKENS, return_tensors="pt", return_token_type_ids=True)
        rows.append(model.scores({a: v.to(DEVICE) for a, v in out.items()}, task).float().cpu().numpy())
    return np.concatenate(rows)


def softmax(x: np.ndarray) -> np.ndarray:
    e = np.exp(x - x.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def reply_scores(model, tokenizer, data: Data, rows: list[dict]) -> tuple[np.ndarray, np.ndarray]:
    """For each reply: the reply head's probabilities, and the highest thought probability of each code."""
    whole = 1 / (1 + np.exp(-predict(model, tokenizer, [(context_text(r), " ".join(r["pieces"])) for r in rows], "reply")))
    flat = [(context_text(r), piece) for r in rows for piece in r["pieces"]]
    thought = softmax(predict(model, tokenizer, flat, "thought"))
    owner = np.array([i for i, r in enumerate(rows) for _ in r["pieces"]])
    best = np.zeros((len(rows), len(data.codes)))
    for i in range(len(rows)):
        if (owner == i).any():
            best[i] = thought[owner == i][:, : len(data.codes)].max(0)
    return whole, best


def f1(gold: np.ndarray, guess: np.ndarray) -> tuple[float, float, np.ndarray]:
    tp, fp, fn = (gold & guess).sum(0), (~gold & guess).sum(0), (gold & ~guess).sum(0)
    per = 2 * tp / np.maximum(2 * tp + fp + fn, 1)
    seen = gold.sum(0) > 0
    return float(per[seen].mean()), float(2 * tp.sum() / max(1, (2 * tp + fp + fn).sum())), per


def gold_of(rows: list[dict], data: Data) -> np.ndarray:
    return np.array([[c in r["gold"] for c in data.codes] for r in rows])


def report(name: str, gold: np.ndarray, whole: np.ndarray, best: np.ndarray) -> None:
    table = []
    for w in (0.0, 0.3, 0.5, 0.7, 1.0):
        for t in (0.2, 0.3, 0.4, 0.5):
            macro, micro, _ = f1(gold, w * whole + (1 - w) * best >= t)
            table.append((macro, micro, w, t))
    table.sort(reverse=True)
    print(name, " | ".join(f"macro {a:.3f} micro {b:.3f} (w {w}, t {t})" for a, b, w, t in table[:4]), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    for name, kind, value in (("lr", float, 1.5e-4), ("epochs", int, 10), ("batch", int, 48), ("rough", float, 0.3), ("pos_weight", float, 3.0), ("reply_weight", float, 4.0), ("folds", int, 0), ("steps", int, 0), ("seed", int, 7)):
        parser.add_argument(f"--{name}", type=kind, default=value)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--dev", type=Path, help="coded replies to measure on; never trained on")
    args = parser.parse_args()
    data = Data()
    scenes = sorted({r["scene"] for r in data.replies})
    random.Random(1).shuffle(scenes)
    fold_of = {scene: i % 5 for i, scene in enumerate(scenes)}
    for fold in range(args.folds):
        held = [r for r in data.replies if fold_of[r["scene"]] == fold]
        rest = [r for r in data.replies if fold_of[r["scene"]] != fold]
        asked_held = [u for i, u in enumerate(data.utterances) if i % 5 == fold]
        model, tokenizer = train(data, rest, [u for i, u in enumerate(data.utterances) if i % 5 != fold], args, args.seed)
        for r in held:
            r["gold"] = {c for _, c in r["thoughts"]}
        whole, best = reply_scores(model, tokenizer, data, held)
        report(f"fold {fold}", gold_of(held, data), whole, best)
        guess = predict(model, tokenizer, [(u["text"],) for u in asked_held], "intent").argmax(1)
        print("  intents", np.mean([data.intents[g] == u["intent"] for g, u in zip(guess, asked_held)]), flush=True)
        if args.out:
            args.out.mkdir(parents=True, exist_ok=True)
            np.savez(args.out / f"fold{fold}.npz", whole=whole, best=best, gold=gold_of(held, data), ids=[r["id"] for r in held])
    model, tokenizer = train(data, data.replies, data.utterances, args, args.seed)
    if args.dev:
        rows = [json.loads(line) for line in args.dev.open(encoding="utf-8")]
        whole, best = reply_scores(model, tokenizer, data, rows)
        report("dev", gold_of(rows, data), whole, best)
    if args.out:
        export(model, tokenizer, data, args.out)


def export(model: TunedEncoder, tokenizer: PreTrainedTokenizerFast, data: Data, out: Path) -> None:
    """Write the encoder as int8 ONNX (pooled output) and the heads as arrays."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    out.mkdir(parents=True, exist_ok=True)

    class Pooled(nn.Module):
        def __init__(self, inner: TunedEncoder) -> None:
            super().__init__()
            self.inner = inner

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor) -> torch.Tensor:
            return self.inner.pooled({"input_ids": input_ids, "attention_mask": attention_mask, "token_type_ids": token_type_ids})

    model = model.cpu()
    sample = tokenizer("a", "b", return_tensors="pt", return_token_type_ids=True)
    names = ["input_ids", "attention_mask", "token_type_ids"]
    torch.onnx.export(
        Pooled(model), tuple(sample[n] for n in names), str(out / "encoder.fp32.onnx"), input_names=names, output_names=["pooled"],
        dynamic_axes={n: {0: "batch", 1: "sequence"} for n in names}, opset_version=17, dynamo=False,
    )
    quantize_dynamic(str(out / "encoder.fp32.onnx"), str(out / "encoder.onnx"), weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    (out / "encoder.fp32.onnx").unlink()
    arrays = {}
    for task in ("thought", "reply", "intent"):
        head = getattr(model, task)
        arrays[f"{task}_weights"], arrays[f"{task}_bias"] = head.weight.detach().numpy(), head.bias.detach().numpy()
    np.savez(out / "heads.npz", **arrays)
    (out / "labels.json").write_text(json.dumps({"codes": data.codes, "intents": data.intents}, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
