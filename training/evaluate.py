"""python -m training.evaluate --cache CACHE --part calibrate FILE [FILE ...]: ranks and decides, and how well the marks fit.

FILE is a training run's .pt or the program's .onnx. ``marks`` is the mean AUC of the marks over an answering sentence's pieces.
"""

from __future__ import annotations

import argparse
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import torch

from index.e5 import bundled
from rag.reader_model import BundledReader
from rag.reading.tokens import Pair, Pieces
from training.augment import plain
from training.encoder import batch_of, word_table
from training.examples import Example, Plan, Prepared, load
from training.metrics import auc, metrics
from training.train import new_reader

CANDIDATES = 16
LIMIT = 192


Scorer = Callable[[Sequence[Pair]], tuple[np.ndarray, np.ndarray]]
"""Rows to a logit each, and to a mark for each of their pieces one after the other."""


def torch_scorer(weights: Path) -> Scorer:
    """A training run's own weights, in bfloat16."""
    reader = new_reader()
    reader.load_state_dict(torch.load(weights))
    reader.eval()
    table = word_table(bundled()).to(torch.bfloat16)

    def scorer(pairs: Sequence[Pair]) -> tuple[np.ndarray, np.ndarray]:
        with torch.no_grad():
            logits, marks = reader(batch_of(pairs, table))
        return logits.float().numpy(), marks.float().numpy()

    return scorer


def onnx_scorer(weights: Path) -> Scorer:
    """What the program runs."""
    reader = BundledReader(weights, threads=1)
    return lambda pairs: tuple(map(np.array, reader.logits(pairs)))  # type: ignore[return-value]


def scores_of(questions: Sequence[tuple[Example, Plan]], scorer: Scorer) -> tuple[list[np.ndarray], list[float]]:
    """Each question's logits over its candidates, and for each marked answering candidate how well its marks rank its pieces."""
    pieces, scores, fits = Pieces(bundled()), [], []
    for example, plan in questions:
        pairs = plain(example, plan, pieces, CANDIDATES, LIMIT)
        logits, marks = scorer(pairs)
        scores.append(logits)
        own = np.split(marks, np.cumsum([len(p.ids) for p in pairs])[:-1])
        for at, pair, chances in zip(example.candidates, pairs, own, strict=False):
            wanted = np.array([any(a < y and x < b for a, b in example.marks.get(at, ())) for x, y in pair.spans])
            inside = np.array([y > x for x, y in pair.spans])
            if wanted.any() and not wanted[inside].all():
                fits.append(auc(chances[wanted], chances[inside & ~wanted]))
    return scores, fits


def _share(
    rank: int, world: int, questions: Sequence[tuple[Example, Plan]], weights: Path
) -> tuple[list[np.ndarray], list[float]]:
    torch.set_num_threads(1)
    scorer = onnx_scorer(weights) if weights.suffix == ".onnx" else torch_scorer(weights)
    return scores_of(questions[rank::world], scorer)


def evaluate(
    prepared: Sequence[Prepared], weights: Path, workers: int = 2, every: int = 1
) -> tuple[list[Example], list[np.ndarray], float]:
    """Examples, their candidates' logits, and the mean fit of the marks."""
    questions = [(e, made.plan) for made in prepared for e in made.examples if e.answers or not e.answerable][::every]
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        parts = pool.map(partial(_share, world=workers, questions=questions, weights=weights), range(workers))
    scores: list[np.ndarray] = [np.zeros(0)] * len(questions)
    for rank, (part, _) in enumerate(parts):
        scores[rank::workers] = part
    return [e for e, _ in questions], scores, float(np.mean([fit for _, fits in parts for fit in fits]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path, nargs="+")
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--part", default="calibrate")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--every", type=int, default=1, help="only each such question, for a quick look")
    parser.add_argument("--kinds", action="store_true", help="a line a kind and a language too")
    given = parser.parse_args()
    for weights in given.weights:
        examples, scores, fit = evaluate(load(given.cache, given.part), weights, given.workers, given.every)
        print(f"{weights.name} {metrics(examples, scores)} marks {fit:.3f}", flush=True)
        if given.kinds:
            print("\n".join(by_kind(examples, scores)), flush=True)


def by_kind(examples: Sequence[Example], scores: Sequence[np.ndarray]) -> Iterator[str]:
    """A line a kind and a language, with one threshold for all."""
    threshold = metrics(examples, scores).threshold
    for name, of in (("kind", [e.kind for e in examples]), ("language", [e.language for e in examples])):
        for value in sorted(set(of)):
            chosen = [i for i, own in enumerate(of) if own == value]
            own = metrics([examples[i] for i in chosen], [scores[i] for i in chosen], threshold)
            yield f"  {name} {value}: {own}"


if __name__ == "__main__":
    main()
