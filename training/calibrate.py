"""python -m training.calibrate --cache CACHE FILE.onnx: from the top logit to the chance that the first sentence answers.

Writes calibration.json beside the program's weights: ``chance = sigmoid(a * score + b)``, fitted on the plans kept for it. Reports, across
plans, how much further features of the scores would help.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from training.evaluate import by_kind, evaluate
from training.examples import Example, load
from training.metrics import best_threshold, metrics

DEFAULT = Path(__file__).parent.parent / "rag" / "reading" / "calibration.json"
BINS = 10
_PART = re.compile("[，,、？?和跟与及]|还有")


def features(examples: Sequence[Example], scores: Sequence[np.ndarray]) -> np.ndarray:
    """For each question the best logit, its lead over the runner-up, whether it is English, and how many parts it has."""
    best = [np.sort(np.append(s, [-20.0, -20.0]))[::-1][:2] for s in scores]
    return np.array(
        [
            (one, min(one - two, 10.0), float(e.language == "en"), float(len(_PART.findall(e.question))))
            for e, (one, two) in zip(examples, best, strict=True)
        ]
    )


def answered(examples: Sequence[Example], scores: Sequence[np.ndarray]) -> np.ndarray:
    """1 where the sentence with the best logit answers."""
    return np.array(
        [
            float(bool(len(s)) and e.candidates[int(s.argmax())] in {*e.answers, *e.doubtful})
            for e, s in zip(examples, scores, strict=True)
        ]
    )


def fit(x: np.ndarray, y: np.ndarray, ridge: float = 1e-2) -> np.ndarray:
    """Logistic regression by Newton's method; the last weight is the constant."""
    x = np.column_stack([x, np.ones(len(x))])
    weights = np.zeros(x.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (chance - y) + ridge * weights
        curve = (x * (chance * (1 - chance))[:, None]).T @ x + ridge * np.eye(len(weights))
        weights = weights - np.linalg.solve(curve, slope)
    return weights


def chances(x: np.ndarray, weights: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-np.column_stack([x, np.ones(len(x))]) @ weights))  # type: ignore[no-any-return]


def across_plans(x: np.ndarray, y: np.ndarray, plans: Sequence[str]) -> np.ndarray:
    """Each plan's chances from weights fitted on the others."""
    out = np.zeros(len(y))
    for plan in sorted(set(plans)):
        own = np.array([p == plan for p in plans])
        out[own] = chances(x[own], fit(x[~own], y[~own]))
    return out


def calibration_error(chance: np.ndarray, y: np.ndarray) -> float:
    """Expected calibration error over ten bins of equally many questions."""
    parts = np.array_split(np.argsort(chance), BINS)
    return float(sum(abs(chance[p].mean() - y[p].mean()) * len(p) for p in parts) / len(y))


def log_loss(chance: np.ndarray, y: np.ndarray) -> float:
    return float(-np.mean(np.log(np.where(y > 0, chance, 1 - chance))))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=DEFAULT)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    examples, scores, fit_of_marks = evaluate(load(given.cache, "calibrate"), given.weights, given.workers)
    print(f"{metrics(examples, scores)} marks {fit_of_marks:.3f}")
    print("\n".join(by_kind(examples, scores)))
    x, y, plans = features(examples, scores), answered(examples, scores), [e.plan for e in examples]
    for name, columns in (
        ("best logit", [0]),
        ("and its lead", [0, 1]),
        ("and the question's own signs", [0, 1, 2, 3]),
    ):
        chance = across_plans(x[:, columns], y, plans)
        print(f"{name}: log loss {log_loss(chance, y):.4f}, calibration error {calibration_error(chance, y):.4f}")
    weights = fit(x[:, :1], y)
    answerable = np.array([e.answerable for e in examples])
    threshold = best_threshold(x[:, 0], y > 0, answerable)
    error = calibration_error(across_plans(x[:, :1], y, plans), y)
    found = {
        "a": round(float(weights[0]), 4),
        "b": round(float(weights[1]), 4),
        "threshold": round(float(chances(np.array([[threshold]]), weights)[0]), 3),
        "calibration_error": round(error, 4),
        "questions": len(examples),
    }
    given.out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(found)


if __name__ == "__main__":
    main()
