"""How well scores rank and decide, on questions whose answers are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from training.examples import Example


@dataclass(frozen=True, slots=True)
class Metrics:
    """``first`` and ``third``: an answering sentence stands first, or among three. ``auc``: answerable above unanswerable by top score.

    ``decides``: the first sentence answers and is above the threshold, or nothing answers and none is. ``found``: an answer is among
    the candidates at all.
    """

    questions: int
    found: float
    first: float
    third: float
    auc: float
    decides: float
    threshold: float

    def __str__(self) -> str:
        return (
            f"n {self.questions} found {self.found:.3f} hit@1 {self.first:.3f} hit@3 {self.third:.3f} "
            f"AUC {self.auc:.3f} decides {self.decides:.3f} at {self.threshold:.2f}"
        )


def metrics(examples: Sequence[Example], scores: Sequence[np.ndarray], threshold: float | None = None) -> Metrics:
    """``scores`` of each example's first candidates. Without ``threshold`` that of the best half-and-half by plan is taken."""
    tops, hits = np.array([s.max() for s in scores]), []
    first = third = found = 0
    for example, score in zip(examples, scores, strict=True):
        right = {*example.answers, *example.doubtful}
        order = [example.candidates[i] for i in np.argsort(-score, kind="stable")]
        hits.append(bool(order) and order[0] in right)
        if example.answerable:
            first += hits[-1]
            third += bool(right & set(order[:3]))
            found += bool(right & set(order))
    answerable = np.array([e.answerable for e in examples])
    hit = np.array(hits)
    if threshold is None:
        decides, threshold = _across(examples, tops, hit, answerable)
    else:
        decides = float(_decided(tops, hit, answerable, threshold).mean())
    n = max(int(answerable.sum()), 1)
    return Metrics(
        len(examples), found / n, first / n, third / n, auc(tops[answerable], tops[~answerable]), decides, threshold
    )  # fmt: skip


def auc(higher: np.ndarray, lower: np.ndarray) -> float:
    """The chance that one of ``higher`` is above one of ``lower``; not a number where there is none."""
    if not len(higher) or not len(lower):
        return float("nan")
    return float(((higher[:, None] > lower) + 0.5 * (higher[:, None] == lower)).mean())


def best_threshold(tops: np.ndarray, hit: np.ndarray, answerable: np.ndarray) -> float:
    """The score from which to answer, so that most are decided right; the middle of the best stretch of nine."""
    grid = np.sort(tops)
    rates = np.array([_decided(tops, hit, answerable, t).mean() for t in grid])
    smooth = np.convolve(rates, np.ones(9) / 9, "same") if len(rates) > 20 else rates
    return float(grid[int(smooth.argmax())])


def _decided(tops: np.ndarray, hit: np.ndarray, answerable: np.ndarray, threshold: float) -> np.ndarray:
    return np.where(answerable, (tops >= threshold) & hit, tops < threshold)


def _across(
    examples: Sequence[Example], tops: np.ndarray, hit: np.ndarray, answerable: np.ndarray
) -> tuple[float, float]:
    plans = sorted({e.plan for e in examples})
    half = np.array([plans.index(e.plan) % 2 for e in examples], dtype=bool)
    right, thresholds = np.zeros(len(examples)), []
    for own in (half, ~half):
        threshold = best_threshold(tops[~own], hit[~own], answerable[~own])
        right[own] = _decided(tops[own], hit[own], answerable[own], threshold)
        thresholds.append(threshold)
    return float(right.mean()), float(np.mean(thresholds))
