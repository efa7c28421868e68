"""The second look at few candidates, and how sure the best one makes us."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.evidence import Evidence
from rag.question import Question

WEIGHTS = (2.0, 1.5, 12.0, 8.0, 3.0, 1.0, 0.3, 0.5, -0.3)


@dataclass(frozen=True, slots=True)
class Confidence:
    value: float
    answers: bool


def rerank(weighed: Sequence[Evidence]) -> list[Evidence]:
    """Best first."""
    scored = [replace(e, score=sum(w * f for w, f in zip(WEIGHTS, e.features, strict=True))) for e in weighed]
    return sorted(scored, key=lambda e: -e.score)


def confidence(asked: Question, best: Evidence, fit: Sequence[Evidence]) -> Confidence:
    """Whether the best evidence is enough to answer."""
    cosine = best.features[2]
    value = best.coverage if asked.language != "en" else 0.5 + 8 * cosine
    return Confidence(round(min(max(value, 0.0), 1.0), 3), value >= 0.6)
