"""Learn the weights of reranking and of confidence from question sets: ``python -m rag.training SET.jsonl=INDEX … [--out FILE]``.

Each set is asked of an index of its own plan (tests/data/questions/README.md says which). Reranking is learned from pairs of sentences of one
question (pairwise logistic regression, as RankNet without hidden layers, Burges et al. 2005), confidence by logistic regression on
whether the best sentence holds the evidence. Both are cross-validated over whole questions, and the figures printed beside the weights in use.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.model_selection import GroupKFold

from index.embedding import SentenceTransformerEmbeddings
from index.store import PassageStore
from index.versions import current_version
from rag.answer import Assistant
from rag.evaluation import Gold, normal, read_questions
from rag.evidence import FEATURES, Evidence
from rag.question import Question, readings
from rag.rerank import SIGNS, can_answer, confidence, lead, rerank, signs
from rag.rerank import _weights as weights_in_use

FOLDS = 10
PRIOR = 1.0
"""Weight of the prior beside the cases."""


@dataclass(frozen=True, slots=True)
class Example:
    """One question with the sentences of its time and place, in the order of reranking."""

    gold: Gold
    asked: Question
    weighed: tuple[Evidence, ...]

    def holds_evidence(self, evidence: Evidence) -> bool:
        text = normal(evidence.text)
        return any(normal(piece) in text for piece in self.gold.evidence)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", metavar="SET.jsonl=INDEX")
    parser.add_argument("--out", type=Path, help="write the weights here (rag/weights.json)")
    options = parser.parse_args()
    embeddings = SentenceTransformerEmbeddings()
    examples: list[Example] = []
    for pair in options.sets:
        questions, _, index = pair.partition("=")
        assistant = Assistant(PassageStore(current_version(Path(index)), embeddings))
        examples += read_examples(assistant, read_questions(Path(questions)))
    reranking = learn_reranking(examples)
    ordered = [Example(e.gold, e.asked, _order(e.weighed, reranking)) for e in examples]
    sure = learn_confidence(ordered)
    if options.out:
        options.out.write_text(json.dumps({"rerank": reranking, "confidence": sure}, indent=1) + "\n", encoding="utf-8")
    return 0


def read_examples(assistant: Assistant, questions: Sequence[Gold]) -> list[Example]:
    """Questions about the document itself are answered without search and left out."""
    found = []
    for gold in questions:
        asked = readings(gold.question, gold.history)[-1]
        fit = [
            e for e in assistant.search(gold.question, gold.history) if e.time_agrees is not False and e.place_agrees
        ]
        if asked.form != "about" and fit:
            found.append(Example(gold, asked, tuple(rerank(fit))))
    return found


def learn_reranking(examples: Sequence[Example]) -> dict[str, float]:
    """Weights by feature, those in use unless cross-validation prefers the learned; prints how often the first sentence is right."""
    taught = [e for e in examples if any(map(e.holds_evidence, e.weighed))]
    pairs, groups = [], []
    for number, example in enumerate(taught):
        good = [e.features for e in example.weighed if example.holds_evidence(e)]
        bad = [e.features for e in example.weighed if not example.holds_evidence(e)]
        for g in good:
            for b in bad:
                pairs.append(np.subtract(g, b))
                groups.append(number)
    x, group = np.array(pairs), np.array(groups)
    in_use = weights_in_use()["rerank"]
    held = 0
    for train, test in GroupKFold(FOLDS).split(x, groups=group):
        weights = _fit_pairs(x[train], in_use)
        for number in set(group[test]):
            best = max(taught[number].weighed, key=lambda e: float(np.dot(weights, e.features)))
            held += taught[number].holds_evidence(best)
    now = sum(e.holds_evidence(e.weighed[0]) for e in taught)
    print(f"reranking: {len(taught)} questions, first sentence right: in use {now}, learned {held} (cross-validated)")
    weights = _fit_pairs(x, in_use)
    found = {name: round(float(w), 3) for name, w in zip(FEATURES, weights, strict=True)}
    print("  ", found)
    return found if held > now else dict(in_use)


def learn_confidence(examples: Sequence[Example]) -> dict[str, float]:
    """Bias and weights by sign; prints wrong answers and wrong refusals by threshold, cross-validated and in use.

    Each answerable question teaches twice: once as it is, and once with the sentences that hold its evidence taken away, which makes it
    unanswerable with its nearest neighbours in place, the hardest case for a refusal.
    """
    rows, labels, used, names, groups = [], [], [], [], []
    for number, example in enumerate(examples):
        able = tuple(e for e in example.weighed if can_answer(example.asked, e))
        rest = tuple(e for e in able if not example.holds_evidence(e))
        for weighed in (able, rest) if example.gold.answerable else (able,):
            if not weighed:  # what a hard rule refuses teaches nothing
                continue
            best = weighed[0]
            runner_up = weighed[1] if len(weighed) > 1 and example.asked.form != "compare" else None
            rows.append(signs(example.asked, best, lead(best, runner_up)))
            labels.append(example.gold.answerable and example.holds_evidence(best))
            used.append(confidence(example.asked, best, runner_up))
            names.append(f"{example.gold.id} {example.gold.question} -> {best.text[:50]}")
            groups.append(number)
    x, y, group = np.array(rows), np.array(labels), np.array(groups)
    in_use = weights_in_use()["confidence"]
    held = np.zeros(len(y))
    for train, test in GroupKFold(FOLDS).split(x, groups=group):
        bias, weights = _fit(x[train], y[train], in_use)
        held[test] = 1 / (1 + np.exp(-(bias + x[test] @ weights)))
    print(f"confidence: {len(y)} cases, {int(y.sum())} with a right first sentence")
    for threshold in (0.3, 0.4, 0.5, 0.6, 0.7):
        print(f"   {threshold}: in use {_errors(np.array(used), y, threshold)}, learned {_errors(held, y, threshold)}")
    for name, value, good in zip(names, held, y, strict=True):
        if (value >= 0.5) != good:
            print(f"   {'refused' if good else 'answered'} {value:.2f} {name}")
    bias, weights = _fit(x, y, in_use)
    found = {"bias": round(bias, 3)} | {n: round(float(w), 3) for n, w in zip(SIGNS, weights, strict=True)}
    print("  ", found)
    return found


def _fit(x: NDArray[np.float64], y: NDArray[np.bool_], prior: Mapping[str, float]) -> tuple[float, NDArray[np.float64]]:
    """Logistic regression by maximum a posteriori with a normal prior around the weights in use, both classes of equal weight.

    With a few hundred cases the prior keeps what they do not speak of; in units of each sign's standard deviation.
    """
    scale, mean = x.std(axis=0) + 1e-9, x.mean(axis=0)
    standard = (x - mean) / scale
    start = np.array([prior[name] for name in SIGNS])
    centre = np.concatenate([[prior["bias"] + start @ mean], start * scale])
    balance = np.where(y, 0.5 / max(y.sum(), 1), 0.5 / max((~y).sum(), 1)) * len(y)

    def loss(w: NDArray[np.float64]) -> float:
        z = w[0] + standard @ w[1:]
        fit = balance @ np.logaddexp(0, np.where(y, -z, z))
        return float(fit + PRIOR * ((w[1:] - centre[1:]) ** 2).sum())

    found = minimize(loss, centre).x
    weights = found[1:] / scale
    return float(found[0] - weights @ mean), weights


def _fit_pairs(x: NDArray[np.float64], prior: Mapping[str, float]) -> NDArray[np.float64]:
    """As :func:`_fit`, for rows of (better sentence's features less worse one's); no bias."""
    scale = x.std(axis=0) + 1e-9
    centre = np.array([prior[name] for name in FEATURES]) * scale

    def loss(w: NDArray[np.float64]) -> float:
        return float(np.logaddexp(0, -(x / scale) @ w).sum() + PRIOR * ((w - centre) ** 2).sum())

    return np.asarray(minimize(loss, centre).x / scale, dtype=np.float64)


def _order(weighed: Sequence[Evidence], weights: dict[str, float]) -> tuple[Evidence, ...]:
    from dataclasses import replace

    scored = [replace(e, score=sum(weights[n] * f for n, f in zip(FEATURES, e.features, strict=True))) for e in weighed]
    return tuple(sorted(scored, key=lambda e: -e.score))


def _errors(values: NDArray[np.float64], right: NDArray[np.bool_], threshold: float) -> str:
    answers = values >= threshold
    return f"{int((answers & ~right).sum())} wrong answers, {int((~answers & right).sum())} wrong refusals"


if __name__ == "__main__":
    sys.exit(main())
