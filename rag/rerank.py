"""The second look at few candidates, and how sure the best one makes us."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files

from rag.evidence import FEATURES, Evidence
from rag.question import Question
from rag.sufficiency import can_answer

SIGNS = (*FEATURES, "lead", "english", "figure")
"""What the confidence is read from: the features of the best sentence, its lead over the runner-up, and the question's language."""
THRESHOLD = 0.25
"""Confidence from which an answer is given: the flat top of the score on the questions of tests/data/questions that are for tuning, towards
fewer wrong answers."""


def rerank(weighed: Sequence[Evidence]) -> list[Evidence]:
    """Best first."""
    weights = _weights()["rerank"]
    scored = [replace(e, score=sum(weights[n] * f for n, f in zip(FEATURES, e.features, strict=True))) for e in weighed]
    return sorted(scored, key=lambda e: -e.score)


def confidence(asked: Question, best: Evidence, rivals: Sequence[Evidence] = ()) -> float:
    """How sure the best evidence makes us, 0 to 1; ``rivals`` are the other sentences of the time and place asked for.

    0 where no likeness can mend what lacks; the rest is a logistic model over the evidence.
    """
    if not can_answer(asked, best):
        return 0.0
    weights = _weights()["confidence"]
    z = weights["bias"] + sum(weights[n] * s for n, s in zip(SIGNS, signs(asked, best, rivals), strict=True))
    return round(1 / (1 + math.exp(-z)), 3)


def signs(asked: Question, best: Evidence, rivals: Sequence[Evidence]) -> tuple[float, ...]:
    """The values of ``SIGNS``, in that order. The lead is negative where a better match lacks what is asked for, and 1 without a rival."""
    lead = min((best.score - e.score for e in rivals if e is not best), default=1.0)
    lead = max(-4.0, min(lead, 4.0))
    return (*best.features, lead, float(asked.language == "en"), float(asked.form == "figure"))


@lru_cache(maxsize=1)
def _weights() -> dict[str, dict[str, float]]:
    """Learned by :mod:`rag.training` from the question sets in tests/data/questions."""
    return json.loads(files("rag").joinpath("weights.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]
