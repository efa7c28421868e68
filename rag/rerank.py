"""The second look at few candidates, and how sure the best one makes us."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from rag.evidence import FEATURES, Evidence, unit_family
from rag.question import Question

WEIGHTS = (2.0, 1.5, 12.0, 8.0, 3.0, 1.0, 0.3, 0.7, -0.3)
"""Of ``evidence.FEATURES``, in that order."""
_BIAS = -4.6
_SIGNS = (2.0, 2.5, 30.0, 45.0, 3.0, 1.5, 0.8, 1.6)
"""Own coverage, coverage, cosine, cosine in context, fused rank, quantity, lead over the runner-up, English."""
THRESHOLD = 0.5
"""Confidence from which an answer is given."""


def rerank(weighed: Sequence[Evidence]) -> list[Evidence]:
    """Best first."""
    scored = [replace(e, score=sum(w * f for w, f in zip(WEIGHTS, e.features, strict=True))) for e in weighed]
    return sorted(scored, key=lambda e: -e.score)


_DEFINITE = frozenset({"%", "money", "area", "length", "weight"})
_NAMES_ASKED = re.compile("分别|叫什么|各指|各是|代表|名字|名称|哪[几两二三四五六七八九十]|具体是")
_ENUMERATES = re.compile("、|”“|(?<!总)和(?!谐|平)|与|以及|及")


def confidence(asked: Question, best: Evidence, runner_up: Evidence | None) -> float:
    """How sure the best evidence makes us, 0 to 1.

    Three things no likeness can mend: a figure asked in a unit that the sentence has none of, a figure of another indicator, and
    names asked of a sentence that lists none. The rest is a logistic model over the evidence.
    """
    gap = best.score - runner_up.score if runner_up else 1.0
    if asked.form == "figure" and asked.units and all(unit_family(u) in _DEFINITE for u in asked.units):
        quantity = best.features[FEATURES.index("quantity")]
        if best.row is None or quantity < 0:
            return 0.0
    if (
        asked.form == "figure"
        and best.row is None
        and _HOW_MANY.search(asked.text)
        and best.own_coverage < _WORD_FOR_WORD
    ):
        return 0.0
    if asked.form == "figure" and asked.language != "en" and _names_another(best, gap):
        return 0.0
    if asked.form == "list" and _NAMES_ASKED.search(asked.text) and not _ENUMERATES.search(best.text):
        return 0.0
    signs = (*best.features[:5], best.features[7], min(gap, 4.0), float(asked.language == "en"))
    z = _BIAS + sum(w * s for w, s in zip(_SIGNS, signs, strict=True))
    return round(1 / (1 + math.exp(-z)), 3)


_HOW_MANY = re.compile("多少|(?<!第)几(?!乎)|百分之")
_WORD_FOR_WORD = 0.9
"""Own coverage from which a sentence without a figure may answer how many (外贸进出口总额实现正增长)."""
_SAME_NAME = 0.28
_WELL_COVERED = 0.7
_OWN_WORDS = (0.05, 1.5)
"""Cosine above the background and lead over the runner-up at which other words may well mean the same thing."""


def _names_another(best: Evidence, gap: float) -> bool:
    """Whether the best figure is a neighbour's: its indicator shares next to nothing with what was asked (工业投资 for 固定资产投资)."""
    cosine, lead = _OWN_WORDS
    means_the_same = best.features[FEATURES.index("cosine")] >= cosine and gap >= lead
    return best.named < _SAME_NAME and best.coverage < _WELL_COVERED and not means_the_same
