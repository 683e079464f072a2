"""The small encoder as plain torch: six layers, read from the base weights, split into a frozen lower and a tuned upper part."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional as F  # noqa: N812 (torch's own convention)

WIDTH, HEADS, LAYERS = 384, 12, 6


class Layer(nn.Module):
    """One transformer layer with the names of BERT's checkpoint."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12), nn.LayerNorm(WIDTH, eps=1e-12)
        self.up, self.down = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)
        self.drop = nn.Dropout(0.1)

    def forward(self, hidden: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        batch, length, _ = hidden.shape

        def heads(x: torch.Tensor) -> torch.Tensor:
            return x.view(batch, length, HEADS, WIDTH // HEADS).transpose(1, 2)

        scores = heads(self.query(hidden)) @ heads(self.key(hidden)).transpose(-1, -2) / (WIDTH // HEADS) ** 0.5 + mask
        mixed = (scores.softmax(-1) @ heads(self.value(hidden))).transpose(1, 2).reshape(batch, length, WIDTH)
        hidden = self.norm1(hidden + self.drop(self.out(mixed)))
        return self.norm2(hidden + self.drop(self.down(F.gelu(self.up(hidden)))))


class Encoder(nn.Module):
    """Embeddings and six layers."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        weights = {name.removeprefix("bert."): tensor.float() for name, tensor in load_file(file).items()}
        vocabulary = weights["embeddings.word_embeddings.weight"].shape[0]
        self.words, self.places, self.kinds = nn.Embedding(vocabulary, WIDTH), nn.Embedding(512, WIDTH), nn.Embedding(2, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        parts = {"words": "embeddings.word_embeddings", "places": "embeddings.position_embeddings", "kinds": "embeddings.token_type_embeddings", "norm": "embeddings.LayerNorm"}
        names = {"query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value", "out": "attention.output.dense",
                 "norm1": "attention.output.LayerNorm", "up": "intermediate.dense", "down": "output.dense", "norm2": "output.LayerNorm"}  # fmt: skip
        parts |= {f"layers.{i}.{ours}": f"encoder.layer.{i}.{theirs}" for i in range(LAYERS) for ours, theirs in names.items()}
        self.load_state_dict({own: weights[f"{parts[own.rpartition('.')[0]]}.{own.rpartition('.')[2]}"] for own in self.state_dict()})

    def embed(self, ids: torch.Tensor, kinds: torch.Tensor) -> torch.Tensor:
        places = torch.arange(ids.shape[1], device=ids.device).unsqueeze(0)
        return self.norm(self.words(ids) + self.places(places) + self.kinds(kinds))

    def run(self, hidden: torch.Tensor, attention: torch.Tensor, first: int, last: int) -> torch.Tensor:
        """Run layers first..last-1; attention is 1 for words and 0 for padding."""
        mask = (1.0 - attention[:, None, None, :].to(hidden.dtype)) * -1e4
        for layer in self.layers[first:last]:
            hidden = layer(hidden, mask)
        return hidden

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor) -> torch.Tensor:
        return pool(self.run(self.embed(input_ids, token_type_ids), attention_mask, 0, LAYERS), attention_mask)


def pool(hidden: torch.Tensor, attention: torch.Tensor) -> torch.Tensor:
    """Mean over the words, shape (batch, 384)."""
    weight = attention.unsqueeze(-1).to(hidden.dtype)
    return (hidden * weight).sum(1) / weight.sum(1)
