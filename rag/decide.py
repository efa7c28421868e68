"""What the reader's scores decide: answer, or offer what is nearest, or refuse. One chance, calibrated once."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from rag.candidates import Sentence
from rag.forms import Form

RELATED = 5
"""Sentences offered where no answer is given."""
FEW = 12
"""Documents up to which they are one place's, or named."""
NEARLY = 1.0
"""How far below the best a second sentence may score, where one thing is asked, to stand beside it: they cannot be told apart."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Chosen on the calibration plans' questions (``training/thresholds.py``); see rag/calibration.json."""

    a: float
    b: float
    """``chance = sigmoid(a * score + b)`` is the calibrated chance that a sentence of this score belongs to a right answer."""
    answer: Mapping[Form, float]
    """By form, the chance of the best sentence from which an answer is given."""
    crowd: float
    """The chance from which an answer is given where more than ``FEW`` documents are searched: among so many, something always sounds alike."""
    related: float
    """Chance of the best sentence from which the nearest sentences are offered."""
    more: Mapping[Form, float]
    """By form, the chance from which a sentence stands in the answer beside the best one."""
    most: Mapping[Form, int]
    """By form, how many sentences an answer holds at most."""

    def answers(self, form: Form, documents: int) -> float:
        """The chance of the best sentence of so many documents from which an answer is given."""
        return max(self.answer[form], self.crowd) if documents > FEW else self.answer[form]

    def chance(self, score: float) -> float:
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, self.a * score + self.b))))

    def score(self, chance: float) -> float:
        """The score that has a chance between 0 and 1."""
        return (math.log(chance / (1 - chance)) - self.b) / self.a


@lru_cache(maxsize=1)
def thresholds() -> Thresholds:
    return Thresholds(**json.loads(files("rag").joinpath("calibration.json").read_text(encoding="utf-8")))


def chosen(sentences: Sequence[Sentence], form: Form, by: Thresholds) -> list[Sentence]:
    """The sentences of an answer in the order of their scores: the best, and those that are sure enough beside it."""
    ranked = sorted(sentences, key=lambda s: -s.score)
    sure = [s for s in ranked[1:] if by.chance(s.score) >= by.more[form]]
    if form == "single":
        sure = [s for s in sure if s.score >= ranked[0].score - NEARLY]
    return _once([*ranked[:1], *sure])[: by.most[form]]


def _once(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Without what an earlier one says word for word; reports hold some text twice."""
    found: dict[str, Sentence] = {}
    for sentence in sentences:
        found.setdefault("".join(sentence.text.split()), sentence)
    return list(found.values())
