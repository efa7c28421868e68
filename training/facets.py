"""Learn what a question asks of the document itself: ``python -m training.facets``. Writes rag/facets.npz; two minutes on two cores.

Whether it asks about the document at all is learned beside the training plans' questions of their content; what it then asks for, of
the questions that do. Precision and recall on the questions held out of both are printed.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch

from index.embedding import SentenceTransformerEmbeddings
from rag.asked import THINGS, Thing, features, things_asked
from rag.language import plain
from training import linear

ROOT = Path(__file__).parent
CONTENT = ("target", "actual", "fact", "list", "compare", "multi", "overview", "unanswerable", "offtopic")
"""Kinds of the plans' questions that ask nothing of the document itself."""
HASHED, DECAY = 32.0, (3e-4, 3e-3)
"""What the hashed characters weigh beside the vector's standardised numbers; weight decay of the first layer and of the second."""

JOINED = 500
"""Pairs of questions drawn, of which those that ask for different things are joined to one."""

NAMED = 300
"""Questions drawn, before which a plan's name is put."""
_THIS = re.compile("^[这该本]?[份个篇]?(?:文件|报告|规划|计划|方案|通知|纲要)")


class Labelled(NamedTuple):
    question: str
    things: frozenset[Thing]
    """Empty where its subject is the content."""
    held: bool = False
    plan: str = ""
    """Where it asks of one plan."""


def labelled() -> list[Labelled]:
    """The questions written for this, and the plans' own about themselves."""
    rows = map(json.loads, (ROOT / "questions" / "facets.jsonl").read_text(encoding="utf-8").splitlines())
    return [
        Labelled(plain(r["question"]), frozenset(r["facets"]), r["part"] == "held", r.get("plan", "")) for r in rows
    ]


def more(rows: Sequence[Labelled]) -> list[Labelled]:
    """Questions made of written ones."""
    return [*joined([r for r in rows if r.things]), *named(rows)]


def joined(rows: Sequence[Labelled]) -> Iterator[Labelled]:
    """Two questions in one, as people ask them (谁念的,哪天念的): few of the written ones ask for just these two things."""
    chosen = random.Random(0)
    for _ in range(JOINED):
        first = chosen.choice(rows)
        second = chosen.choice([r for r in rows if r.question.isascii() == first.question.isascii()])
        if not first.things & second.things:
            text = f"{first.question.rstrip('?')},{second.question}"
            yield Labelled(text, first.things | second.things, plan=first.plan or second.plan)


def named(rows: Sequence[Labelled]) -> Iterator[Labelled]:
    """Questions that name the plan they are put to (湖南2025年的报告是谁念的), of either sort alike."""
    chosen = random.Random(1)
    plans = sorted(path.stem for path in (ROOT / "questions" / "train").glob("*.jsonl"))
    able = [r for r in rows if not r.question.isascii()]
    for _ in range(NAMED):
        row, plan = chosen.choice(able), chosen.choice(plans)
        name = f"{plan.split('年')[0]}年的报告" if "报告" in plan and chosen.random() < 0.5 else plan
        yield row._replace(question=name + _THIS.sub("", row.question))


def of_content() -> list[Labelled]:
    """Questions of the training plans' content, and of other forms than ``about``."""
    found = []
    for path in sorted((ROOT / "questions" / "train").glob("*.jsonl")):
        rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
        found += [
            Labelled(plain(r["question"]), frozenset(), plan=path.stem)
            for r in rows
            if r["kind"] in CONTENT and not r["history"]
        ]
    rows = map(json.loads, (ROOT / "questions" / "forms.jsonl").read_text(encoding="utf-8").splitlines())
    return found + [Labelled(plain(r["question"]), frozenset()) for r in rows if r["form"] != "about"]


def fit(rows: torch.Tensor, labels: torch.Tensor, decay: float, hashed: int) -> torch.nn.Linear:
    """The layer for rows as they are, of which the last ``hashed`` columns are words."""
    mean, scale = rows.mean(0), rows.std(0)
    mean[-hashed:], scale[-hashed:] = 0.0, 1 / HASHED
    layer = torch.nn.Linear(rows.shape[1], labels.shape[1])
    torch.nn.init.zeros_(layer.weight)
    torch.nn.init.zeros_(layer.bias)

    def loss(found: torch.Tensor) -> torch.Tensor:
        each = torch.nn.functional.binary_cross_entropy_with_logits(found, labels, reduction="none")
        return each.mean(0).sum()

    return linear.learn(layer, rows, mean, scale, loss, decay, 150)


def learn(rows: list[Labelled], known: torch.Tensor, hashed: int) -> tuple[np.ndarray, np.ndarray]:
    """Weights and bias of both layers, one below the other; ``known`` are the questions' features."""
    about = torch.tensor([bool(r.things) for r in rows])
    things = torch.tensor([[float(t in r.things) for t in THINGS] for r in rows])
    layers = (
        fit(known, about.float()[:, None], DECAY[0], hashed),
        fit(known[about], things[about], DECAY[1], hashed),
    )
    weights, bias = (torch.cat([getattr(layer, of) for layer in layers]).detach().numpy() for of in ("weight", "bias"))
    return weights.astype(np.float16), bias.astype(np.float32)


def report(rows: list[Labelled], chances: np.ndarray) -> str:
    """Precision and recall of each thing, and how often all that is asked is found and nothing else."""
    found = [things_asked(float(own[0]), dict(zip(THINGS, own[1:].tolist(), strict=True))) for own in chances]
    lines = [f"{'thing':10} precision recall questions"]
    for thing in THINGS:
        right = sum(thing in f and thing in r.things for f, r in zip(found, rows, strict=True))
        told, asked = sum(thing in f for f in found), sum(thing in r.things for r in rows)
        lines.append(f"{thing:10} {right / max(1, told):9.2f} {right / max(1, asked):6.2f} {asked:9}")
    about = [(f, r) for f, r in zip(found, rows, strict=True) if r.things]
    taken = sum(bool(f) for f, r in zip(found, rows, strict=True) if not r.things)
    lines.append(f"taken for one about the document: {sum(bool(f) for f, _ in about)} of {len(about)} that are")
    lines.append(
        f"and {taken} of {len(rows) - len(about)} that are not; all right {sum(f == r.things for f, r in about)}"
    )
    return "\n".join(lines)


def main() -> None:
    embeddings = SentenceTransformerEmbeddings()
    rows = labelled()
    rows += [*more([r for r in rows if not r.held]), *of_content()]
    vectors = embeddings.queries([r.question for r in rows])
    known = torch.from_numpy(np.stack([features(r.question, v) for r, v in zip(rows, vectors, strict=True)]))
    taught = [i for i, r in enumerate(rows) if not r.held]
    weights, bias = learn([rows[i] for i in taught], known[taught], known.shape[1] - vectors.shape[1])
    held = [i for i, r in enumerate(rows) if r.held]
    print(report([rows[i] for i in held], 1 / (1 + np.exp(-(known[held].numpy() @ weights.T + bias)))))
    np.savez_compressed(ROOT.parent / "rag" / "facets.npz", weights=weights, bias=bias)


if __name__ == "__main__":
    main()
