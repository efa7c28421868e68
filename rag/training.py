"""Learn the weights of reranking and of confidence from question sets: ``python -m rag.training SET.jsonl=INDEX … [--out FILE]``.

Each set is asked of an index of its own plan (tests/data/questions/README.md says which). Reranking is learned from pairs of sentences of one
question (pairwise logistic regression, as RankNet without hidden layers, Burges et al. 2005), confidence by logistic regression on
whether the best sentence holds the evidence. Both are cross-validated over whole questions, and the figures printed beside the weights in use.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.preprocessing import StandardScaler

from index.embedding import SentenceTransformerEmbeddings
from index.store import PassageStore
from index.versions import current_version
from rag.answer import Assistant
from rag.evaluation import Gold, normal, read_questions
from rag.evidence import FEATURES, Evidence
from rag.question import Question
from rag.rerank import SIGNS, THRESHOLD, confidence, rerank, signs
from rag.rerank import _weights as weights_in_use
from rag.sufficiency import can_answer

FOLDS = 10
STRENGTH = 0.2
"""Inverse strength of regularisation (C of scikit-learn), from cross-validation: flat between 0.1 and 0.3."""


@dataclass(frozen=True, slots=True)
class Example:
    """One question with the sentences weighed, in the order of reranking."""

    gold: Gold
    asked: Question
    weighed: tuple[Evidence, ...]

    @property
    def fit(self) -> tuple[Evidence, ...]:
        """Those of the time and place asked for."""
        return tuple(e for e in self.weighed if e.fits)

    def holds_evidence(self, evidence: Evidence) -> bool:
        text = normal(evidence.text)
        return any(normal(piece) in text for piece in self.gold.evidence)

    def answers(self, evidence: Evidence) -> bool:
        """Whether it holds the evidence, or says all that a right answer must (another sentence may say the same)."""
        text, gold = normal(evidence.text), self.gold
        says = bool(gold.must_include) and all(any(normal(o) in text for o in group) for group in gold.must_include)
        return gold.answerable and (self.holds_evidence(evidence) or says)


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
        trail = assistant.follow(gold.question, gold.history)
        if any(e.fits for e in trail.weighed):
            found.append(Example(gold, trail.question, tuple(rerank(trail.weighed))))
    return found


def learn_reranking(examples: Sequence[Example]) -> dict[str, float]:
    """Weights by feature, those in use unless cross-validation prefers the learned; prints how often the first sentence is right."""
    taught = [e for e in examples if any(map(e.holds_evidence, e.fit))]
    pairs, groups = [], []
    for number, example in enumerate(taught):
        good = [e.features for e in example.fit if example.holds_evidence(e)]
        bad = [e.features for e in example.fit if not example.holds_evidence(e)]
        for g in good:
            for b in bad:
                pairs.append(np.subtract(g, b))
                groups.append(number)
    x, group = np.array(pairs), np.array(groups)
    in_use = weights_in_use()["rerank"]
    held = 0
    for train, test in GroupKFold(FOLDS).split(x, groups=group):
        weights = _fit_pairs(x[train])
        for number in set(group[test]):
            best = max(taught[number].fit, key=lambda e: float(np.dot(weights, e.features)))
            held += taught[number].holds_evidence(best)
    now = sum(e.holds_evidence(e.fit[0]) for e in taught)
    print(f"reranking: {len(taught)} questions, first sentence right: in use {now}, learned {held} (cross-validated)")
    weights = _fit_pairs(x)
    found = {name: round(float(w), 3) for name, w in zip(FEATURES, weights, strict=True)}
    print("  ", found)
    return found if held > now else dict(in_use)


def learn_confidence(examples: Sequence[Example]) -> dict[str, float]:
    """Bias and weights by sign; prints wrong answers and wrong refusals by threshold, cross-validated and in use.

    Each answerable question teaches twice: once as it is, and once with the sentences that hold its evidence taken away, which makes it
    unanswerable with its nearest neighbours in place, the hardest case for a refusal.
    """
    rows, labels, used, names, groups, natural = [], [], [], [], [], []
    for number, example in enumerate(examples):
        rest = tuple(e for e in example.weighed if not example.answers(e))
        for weighed in (example.weighed, rest) if example.gold.answerable else (example.weighed,):
            best = next((e for e in weighed if e.fits and can_answer(example.asked, e)), None)
            if best is None:  # what a hard rule refuses teaches nothing
                continue
            rivals = weighed if example.asked.form != "compare" else ()
            rows.append(signs(example.asked, best, rivals))
            labels.append(example.answers(best))
            used.append(confidence(example.asked, best, rivals))
            names.append(f"{example.gold.id} {example.gold.question} -> {best.text[:50]}")
            groups.append(number)
            natural.append(weighed is example.weighed)
    x, y, group = np.array(rows), np.array(labels), np.array(groups)
    held = np.zeros(len(y))
    for train, test in GroupKFold(FOLDS).split(x, groups=group):
        bias, weights = _fit(x[train], y[train])
        held[test] = 1 / (1 + np.exp(-(bias + x[test] @ weights)))
    print(f"confidence: {len(y)} cases, {int(y.sum())} with a right first sentence")
    for threshold in (0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6):
        print(
            f"   {threshold}: in use {_errors(np.array(used), y, threshold)}, learned {_errors(held, y, threshold)}; "
            f"without the taken away {_errors(held[natural], y[natural], threshold)}"
        )
    for name, value, good in zip(names, held, y, strict=True):
        if (value >= THRESHOLD) != good:
            print(f"   {'refused' if good else 'answered'} {value:.2f} {name}")
    bias, weights = _fit(x, y)
    found = {"bias": round(bias, 3)} | {n: round(float(w), 3) for n, w in zip(SIGNS, weights, strict=True)}
    print("  ", found)
    return found


def _fit(x: NDArray[np.float64], y: NDArray[np.bool_]) -> tuple[float, NDArray[np.float64]]:
    """Bias and weights of a logistic regression, regularised in units of each sign's standard deviation."""
    scaler = StandardScaler().fit(x)
    model = LogisticRegression(C=STRENGTH, max_iter=2000).fit(scaler.transform(x), y)
    weights = model.coef_[0] / scaler.scale_
    return float(model.intercept_[0] - weights @ scaler.mean_), weights


def _fit_pairs(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """As :func:`_fit`, for rows of (better sentence's features less worse one's); no bias, since either may come first."""
    scale = x.std(axis=0) + 1e-9
    both = np.concatenate([x / scale, -x / scale])
    model = LogisticRegression(C=STRENGTH, fit_intercept=False, max_iter=2000)
    return np.asarray(model.fit(both, np.repeat([True, False], len(x))).coef_[0] / scale, dtype=np.float64)


def _order(weighed: Sequence[Evidence], weights: dict[str, float]) -> tuple[Evidence, ...]:
    from dataclasses import replace

    scored = [replace(e, score=sum(weights[n] * f for n, f in zip(FEATURES, e.features, strict=True))) for e in weighed]
    return tuple(sorted(scored, key=lambda e: -e.score))


def _errors(values: NDArray[np.float64], right: NDArray[np.bool_], threshold: float) -> str:
    answers = values >= threshold
    return f"{int((answers & ~right).sum())} wrong answers, {int((~answers & right).sum())} wrong refusals"


if __name__ == "__main__":
    sys.exit(main())
