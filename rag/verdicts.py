"""What a question set expects, and what an answer is worth beside it.

The verdicts are those of the published score (shared with other programs), so that a figure here and there means the same.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import PlanqaError
from rag.types import Answer

DEPTHS = (1, 3, 5, 10)
"""The k of recall@k."""
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_YEAR = re.compile(r"(?:19|20)\d\d(?:年|\b)")
_MARKER = re.compile(r"\[\d+\]|【\d+】")
_BRIEF = {"overview": 1500, "list": 800, "compare": 800, "multi": 800}
"""Characters of a brief answer by kind of question; 400 for the others."""


class BadQuestionSet(PlanqaError):
    """A question set or saved run cannot be read; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Gold:
    """One question with what a right answer holds.

    ``must_include`` lists groups; each needs one of its alternatives. ``evidence`` are verbatim pieces of the plan.
    """

    id: str
    question: str
    lang: str
    kind: str
    history: tuple[str, ...]
    must_include: tuple[tuple[str, ...], ...]
    must_not_include: tuple[str, ...]
    evidence: tuple[str, ...]
    also: tuple[str, ...]
    """Further pieces that are fine to cite."""
    answerable: bool


def read_questions(path: Path) -> tuple[Gold, ...]:
    """A question set, one JSON object a line.

    Raises:
        BadQuestionSet: a line is no JSON object or lacks a field.
    """
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8-sig", errors="replace").splitlines(), 1):
        if line.strip():
            try:
                found.append(_gold(json.loads(line)))
            except (ValueError, KeyError, TypeError) as error:
                raise BadQuestionSet(f"{path} 第 {number} 行无法读取 (cannot read the line): {error!r}") from error
    if not found:
        raise BadQuestionSet(f"{path} 中没有问题 (no questions)")
    return tuple(found)


def judge(gold: Gold, answer: Answer) -> dict[str, float]:
    """The verdicts on one answer.

    right: every group of ``must_include`` met, nothing of ``must_not_include``; cited: all evidence lies in the quotes;
    citation_precise: share of the quotes that hold evidence; exact: right, cited and at least half precise; refused_rightly and
    refused_wrongly; figures_faithful: every figure stands in a quote, the question, the source's own labels or ``derived``; brief: at most 400
    characters, 800 for lists and comparisons.
    """
    text = normal(_MARKER.sub("", answer.answer))
    quotes = [normal(c.quote) for c in answer.citations]
    found: dict[str, float] = {}
    if gold.answerable:
        found |= _judge_answerable(gold, answer, text, quotes)
    else:
        found["refused_rightly"] = float(answer.refused)
    if not answer.refused:
        known = set(_FIGURE.findall(" ".join(quotes))) | set(_FIGURE.findall(normal(gold.question)))
        for c in answer.citations:
            known |= set(_FIGURE.findall(normal("|".join((c.title, c.published, *c.section, c.topic, str(c.scope))))))
        known |= set(_FIGURE.findall(normal("|".join(f"{d.value}|{d.how}" for d in answer.derived))))
        found["figures_faithful"] = float(set(_FIGURE.findall(text)) <= known)
        found["brief"] = float(len(text) <= _BRIEF.get(gold.kind, 400))
    bad = [normal(b) for b in gold.must_not_include if _FIGURE.search(normal(b))]
    guessed = not gold.answerable and bool(_FIGURE.search(_YEAR.sub("", text)))
    found["wrong_figure"] = float(not answer.refused and (any(b in text for b in bad) or guessed))
    found["useful"] = _useful(gold, answer, found)
    return found


def ranks(gold: Gold, ranking: Sequence[str]) -> dict[str, float]:
    """recall@k (share of the evidence in the first k sentences) and reciprocal rank of the first evidence, where there is any."""
    if not (gold.answerable and gold.evidence) or gold.kind == "meta":
        return {}
    sentences = [normal(text) for text in ranking]
    pieces = [normal(piece) for piece in gold.evidence]
    first = [next((i for i, s in enumerate(sentences) if p in s), len(sentences) + 10**6) for p in pieces]
    found = {f"recall@{k}": sum(i < k for i in first) / len(first) for k in DEPTHS}
    return {**found, "mrr": 1 / (1 + min(first)) if min(first) < len(sentences) else 0.0}


def holds(gold: Gold, text: str) -> bool:
    """Whether a sentence holds a piece of the evidence."""
    return any(normal(piece) in normal(text) for piece in gold.evidence)


def normal(text: str) -> str:
    """NFKC, lower case, without white space, Markdown emphasis or thousands separators."""
    text = unicodedata.normalize("NFKC", text).lower()
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    return re.sub(r"[\s*_`]+", "", text)


def _judge_answerable(gold: Gold, answer: Answer, text: str, quotes: list[str]) -> dict[str, float]:
    met = all(any(normal(option) in text for option in group) for group in gold.must_include)
    wrong = any(normal(bad) in text for bad in gold.must_not_include)
    right = met and not wrong and not answer.refused
    found = {"refused_wrongly": float(answer.refused), "right": float(right)}
    if not gold.evidence:
        return {**found, "exact": float(right)}
    pieces = [normal(piece) for piece in gold.evidence]
    fitting = [*pieces, *(normal(piece) for piece in gold.also)]
    held = sum(any(piece in quote for quote in quotes) for piece in pieces)
    cited = not answer.refused and held >= (0.5 if gold.kind == "overview" else 1.0) * len(pieces)
    precise = sum(any(piece in quote for piece in fitting) for quote in quotes) / len(quotes) if quotes else 0.0
    found["cited"] = float(cited)
    if not answer.refused:
        found["citation_precise"] = precise
    return {**found, "exact": float(right and cited and precise >= 0.5)}


def _useful(gold: Gold, answer: Answer, verdicts: Mapping[str, float]) -> float:
    """A right answer 1; the right sentences offered as related 0.5; an honest refusal 1 (0.5 with sentences where nothing is asked of
    the documents)."""
    offered = answer.outcome == "related"
    if not gold.answerable:
        return float(answer.refused) * (0.5 if offered and gold.kind == "offtopic" else 1.0)
    if verdicts.get("exact", verdicts["right"]):
        return 1.0
    near = [normal(c.quote) for c in answer.related]
    shown = bool(gold.evidence) and all(any(normal(piece) in quote for quote in near) for piece in gold.evidence)
    return 0.5 if offered and shown else 0.0


def _gold(row: Mapping[str, Any]) -> Gold:
    def texts(name: str) -> tuple[str, ...]:
        values: Iterable[Any] = row.get(name) or ()
        return tuple(str(value) for value in values)

    return Gold(
        str(row["id"]), str(row["question"]), str(row.get("lang", "zh")), str(row["kind"]), texts("history"),
        tuple(tuple(map(str, group)) for group in row.get("must_include") or ()),
        texts("must_not_include"), texts("evidence"), texts("also"), bool(row["answerable"]),
    )  # fmt: skip
