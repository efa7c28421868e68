"""The second look at few candidates, and how sure the best one makes us."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files

from rag.evidence import FEATURES, Evidence, unit_family
from rag.question import Question

SIGNS = (*FEATURES, "lead", "english", "figure")
"""What the confidence is read from: the features of the best sentence, its lead over the runner-up, and the question's language."""
THRESHOLD = 0.3
"""Confidence from which an answer is given: the flat top of the score on the questions of tests/data/questions that are for tuning, towards
fewer wrong answers."""


def rerank(weighed: Sequence[Evidence]) -> list[Evidence]:
    """Best first."""
    weights = _weights()["rerank"]
    scored = [replace(e, score=sum(weights[n] * f for n, f in zip(FEATURES, e.features, strict=True))) for e in weighed]
    return sorted(scored, key=lambda e: -e.score)


_DEFINITE = frozenset({"%", "money", "area", "length", "weight"})
_NAMES_ASKED = re.compile("分别|叫什么|各指|各是|代表|名字|名称|哪[几两二三四五六七八九十]|具体是")
_ENUMERATES = re.compile("、|”“|(?<!总)和(?!谐|平)|与|以及|及")


def confidence(asked: Question, best: Evidence, runner_up: Evidence | None) -> float:
    """How sure the best evidence makes us, 0 to 1.

    0 where no likeness can mend what lacks; the rest is a logistic model over the evidence.
    """
    gap = lead(best, runner_up)
    if not can_answer(asked, best):
        return 0.0
    weights = _weights()["confidence"]
    z = weights["bias"] + sum(weights[n] * s for n, s in zip(SIGNS, signs(asked, best, gap), strict=True))
    return round(1 / (1 + math.exp(-z)), 3)


def can_answer(asked: Question, evidence: Evidence) -> bool:
    """Whether the sentence has the sort of thing the question asks for at all: the quantity, the names or the time."""
    if asked.form == "figure":
        if asked.units and all(unit_family(u) in _DEFINITE for u in asked.units):
            if evidence.row is None or evidence.features[FEATURES.index("quantity")] < 0:
                return False
        if evidence.row is None and _HOW_MANY.search(asked.text) and evidence.own_coverage < _WORD_FOR_WORD:
            if not any(
                re.search(f"{_NUMERAL}+{measure}", evidence.text) for measure in _MEASURED.findall(asked.resolved)
            ):
                return False
    if asked.form == "list" and _NAMES_ASKED.search(asked.text) and not _ENUMERATES.search(evidence.text):
        return False
    return not _WHEN.search(asked.text.lower()) or bool(_TIME_SAID.search(evidence.text))


def lead(best: Evidence, runner_up: Evidence | None) -> float:
    """How far the best is ahead; 1 where it stands alone."""
    return best.score - runner_up.score if runner_up else 1.0


def signs(asked: Question, best: Evidence, gap: float) -> tuple[float, ...]:
    """The values of ``SIGNS``, in that order."""
    return (*best.features, min(gap, 4.0), float(asked.language == "en"), float(asked.form == "figure"))


@lru_cache(maxsize=1)
def _weights() -> dict[str, dict[str, float]]:
    """Learned by :mod:`rag.training` from the question sets in tests/data/questions."""
    return json.loads(files("rag").joinpath("weights.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


_WHEN = re.compile("什么时候|何时|哪一?[年天日月]|几[月号]|什么时间|^when |\\bwhen (?:will|did|is|was|does)")
_TIME_SAID = re.compile(
    "[\\d一二三四五六七八九十]+[年月日]|今年|去年|明年|年底|年末|年内|上半年|下半年|季度|[春夏秋冬]季"
)
_NUMERAL = "[\\d.一二三四五六七八九十两百千万亿]"
_MEASURED = re.compile("(?:多少|几)(?:个(?=[\u4e00-\u9fff]))?([\u4e00-\u9fff])")
"""What is counted: 周 of 多少周年, 档 of 几档."""
_HOW_MANY = re.compile("多少|(?<!第)几(?!乎)|百分之")
_WORD_FOR_WORD = 0.9
"""Own coverage from which a sentence without a figure may answer how many (外贸进出口总额实现正增长)."""
