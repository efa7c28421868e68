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

SIGNS = (*FEATURES, "lead", "elsewhere", "english", "figure")
"""What the confidence is read from: the features of the best sentence, its lead over the runner-up, and the question's language."""
THRESHOLD = 0.3
"""Confidence from which an answer is given: the flat top of the score on the questions of tests/data/questions that are for tuning, towards
fewer wrong answers."""


CROSS_WEIGHT = 3.0
"""What a cross-encoder's verdict between 0 and 1 is worth; the features' own scores lie some 8 apart. Not learned: no such model is bundled."""


def rerank(weighed: Sequence[Evidence], crossed: Sequence[float] = ()) -> list[Evidence]:
    """Best first; ``crossed`` are a cross-encoder's scores, one a sentence, where there is one."""
    weights = _weights()["rerank"]
    scored = [replace(e, score=sum(weights[n] * f for n, f in zip(FEATURES, e.features, strict=True))) for e in weighed]
    if crossed:
        scored = [replace(e, score=e.score + CROSS_WEIGHT * c) for e, c in zip(scored, crossed, strict=True)]
    return sorted(scored, key=lambda e: -e.score)


def confidence(asked: Question, best: Evidence, others: Sequence[Evidence] = ()) -> float:
    """How sure the best evidence makes us, 0 to 1; ``others`` are all sentences weighed beside it.

    0 where no likeness can mend what lacks; the rest is a logistic model over the evidence.
    """
    if not can_answer(asked, best):
        return 0.0
    weights = _weights()["confidence"]
    z = weights["bias"] + sum(weights[n] * s for n, s in zip(SIGNS, signs(asked, best, others), strict=True))
    return round(1 / (1 + math.exp(-z)), 3)


def signs(asked: Question, best: Evidence, others: Sequence[Evidence]) -> tuple[float, ...]:
    """The values of ``SIGNS``, in that order.

    The lead over the next sentence of the time and place asked for is negative where a better match lacks what is asked for, and 1 without
    a rival. ``elsewhere`` is how much more of the question a sentence of another time or place says: then that is where it is told.
    """
    lead = min((best.score - e.score for e in others if e is not best and e.fits), default=1.0)
    lead = max(-4.0, min(lead, 4.0))
    elsewhere = max((e.own_coverage - best.own_coverage for e in others if not e.fits), default=0.0)
    return (*best.features, lead, max(0.0, elsewhere), float(asked.language == "en"), float(asked.form == "figure"))


@lru_cache(maxsize=1)
def _weights() -> dict[str, dict[str, float]]:
    """Learned by :mod:`rag.training` from the question sets in tests/data/questions."""
    return json.loads(files("rag").joinpath("weights.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]
