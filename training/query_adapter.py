"""python -m training.query_adapter --cache CACHE: the matrix that moves a question's vector to where its answers lie (``rag/query_adapter.py``).

A linear map q + qA + b, made a unit vector, is learned so that each sentence that answers a question stands above all others of its plan that do
not (InfoNCE, van den Oord et al. 2018, over the whole plan). Takes seconds; prints recall on the calibration plans before and after.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from rag.query_adapter import FILE, SHARPNESS
from training.examples import Embed, Example, Prepared, bundled_embed, load

OUT = Path(__file__).parent.parent / "rag" / "reading" / FILE
EPOCHS, RATE, DECAY, LAST = 10, 1e-3, 0.01, 0.05
NEVER = -1e4
AT = (1, 5, 12, 32)


@dataclass(frozen=True, slots=True)
class Asked:
    """A plan's questions that it answers: the vectors of its sentences and of the questions, one a row."""

    sentences: Tensor
    questions: Tensor
    examples: tuple[Example, ...]


Move = Callable[[Tensor], Tensor]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, required=True, help="what training.prepare wrote")
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    torch.manual_seed(0)
    embedder = bundled_embed()
    known, unseen = ([asked(made, embedder) for made in load(options.cache, part)] for part in ("train", "calibrate"))
    print("before", recall(unseen, lambda q: q))
    layer = learned([plan for plan in known if plan.examples])
    with torch.no_grad():
        print("after ", recall(unseen, partial(moved, layer)))
    np.savez(
        options.out,
        matrix=layer.weight.detach().numpy().T.astype(np.float16),
        bias=layer.bias.detach().numpy().astype(np.float16),
    )


def asked(made: Prepared, embedder: Embed) -> Asked:
    """The questions of a plan that have an answer in it."""
    examples = tuple(e for e in made.examples if e.answers)
    vectors = embedder([f"query: {e.question}" for e in examples])
    return Asked(torch.from_numpy(made.vectors), torch.from_numpy(vectors), examples)


def moved(layer: nn.Linear, questions: Tensor) -> Tensor:
    return F.normalize(questions + layer(questions), dim=-1)


def learned(plans: Sequence[Asked]) -> nn.Linear:
    """The map that ranks best over the plans."""
    dimension = plans[0].sentences.shape[1]
    layer = nn.Linear(dimension, dimension)
    nn.init.zeros_(layer.weight)
    nn.init.zeros_(layer.bias)
    optimizer = torch.optim.AdamW(layer.parameters(), lr=RATE, weight_decay=DECAY)
    steps, rng, order = EPOCHS * len(plans), random.Random(0), list(plans)
    for step in range(steps):
        if step % len(plans) == 0:
            rng.shuffle(order)
        for group in optimizer.param_groups:
            group["lr"] = RATE * max(LAST, 1 - step / steps)
        optimizer.zero_grad()
        rank_loss(order[step % len(plans)], layer).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    return layer


def rank_loss(plan: Asked, layer: nn.Linear) -> Tensor:
    """How unlikely each answer is beside all sentences that do not answer; what helps or is doubtful counts as neither."""
    likeness = moved(layer, plan.questions) @ plan.sentences.T * SHARPNESS
    right, left_out = torch.zeros_like(likeness, dtype=torch.bool), torch.zeros_like(likeness, dtype=torch.bool)
    for row, example in enumerate(plan.examples):
        right[row, list(example.answers)] = True
        left_out[row, [*example.partly, *example.doubtful]] = True
    rivals = torch.logsumexp(likeness.masked_fill(right | left_out, NEVER), 1, keepdim=True)
    each = (torch.logaddexp(likeness, rivals) - likeness) * right
    return (each.sum(1) / right.sum(1)).mean()


def recall(plans: Sequence[Asked], move: Move) -> dict[int, float]:
    """Mean share of a question's answers among the nearest sentences, by how many of those."""
    shares: dict[int, list[float]] = {k: [] for k in AT}
    for plan in plans:
        order = (move(plan.questions) @ plan.sentences.T).argsort(1, descending=True)
        for row, example in enumerate(plan.examples):
            for k in AT:
                first = set(order[row, :k].tolist())
                shares[k].append(len(first & set(example.answers)) / len(example.answers))
    return {k: round(float(np.mean(found)), 3) for k, found in shares.items()}


if __name__ == "__main__":
    main()
