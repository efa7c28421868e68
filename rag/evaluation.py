"""The measure of answers: what a question set expects, what an answer is worth beside it, and what changed between two runs.

The verdicts are those of the published score (shared with other programs), so that a figure here and there means the same.
"""

from __future__ import annotations

import json
import re
import statistics
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from index.errors import PlanqaError
from rag.answer import Assistant
from rag.types import Answer, LLMUse, Parts

DEPTHS = (1, 3, 5, 10)
"""The k of recall@k."""
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_MARKER = re.compile(r"\[\d+\]|【\d+】")
_LONG_KINDS = frozenset({"list", "compare"})


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
    answerable: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """One question's verdicts by name (1 good, 0 bad, or a share), absent where they do not apply."""

    id: str
    kind: str
    lang: str
    question: str
    answer: str
    refused: bool
    verdicts: Mapping[str, float]
    confidence: float
    """Of the answer that would be given if nothing were refused for want of confidence."""
    would_be_right: bool
    """Whether that answer would be exact; false for every unanswerable question."""
    milliseconds: float
    mode: str = "extractive"
    llm: LLMUse | None = None

    @property
    def good(self) -> bool:
        """What the score counts: exact where answerable, refused where not."""
        return bool(self.verdicts.get("exact", self.verdicts.get("refused_rightly", 0.0)))


@dataclass(frozen=True, slots=True)
class Run:
    """All questions of a set, judged."""

    rows: tuple[Judged, ...]

    def figures(self) -> dict[str, float]:
        """Each verdict's mean over the questions it applies to, ``score``, and latency p50 and p95 in ms."""
        return _figures(self.rows)

    def by(self, field: str) -> dict[str, dict[str, float]]:
        """The same figures for each ``kind`` or ``lang``."""
        groups: dict[str, list[Judged]] = {}
        for row in self.rows:
            groups.setdefault(getattr(row, field), []).append(row)
        return {name: _figures(rows) for name, rows in sorted(groups.items())}

    def risk_coverage(self) -> list[tuple[float, float, float]]:
        """(threshold, coverage, risk) from the surest answer down (El-Yaniv & Wiener 2010).

        Coverage is the share of all questions answered at that threshold of confidence, risk the share of these answers that are
        not exact.
        """
        curve, wrong = [], 0
        ordered = sorted(self.rows, key=lambda row: -row.confidence)
        for n, row in enumerate(ordered, 1):
            wrong += not row.would_be_right
            if n == len(ordered) or ordered[n].confidence < row.confidence:
                curve.append((row.confidence, n / len(ordered), wrong / n))
        return curve

    def save(self, path: Path) -> None:
        rows = [asdict(row) for row in self.rows]
        path.write_text(json.dumps({"rows": rows}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Changed:
    """A question whose verdict differs between two runs."""

    id: str
    question: str
    was_good: bool
    before: str
    after: str


ABLATIONS: Mapping[str, Parts] = {
    "all parts": Parts(),
    "dense only": Parts(lexical=False),
    "lexical only": Parts(dense=False),
    "no heading context": Parts(headings=False),
    "no scope": Parts(scope=False),
    "no reranking": Parts(reranking=False),
}


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


def read_run(path: Path) -> Run:
    """A run saved by :meth:`Run.save`.

    Raises:
        BadQuestionSet: not such a file.
    """
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))["rows"]
        uses = [LLMUse(**row["llm"]) if row.get("llm") else None for row in rows]
        return Run(tuple(Judged(**{**row, "llm": use}) for row, use in zip(rows, uses, strict=True)))
    except (ValueError, KeyError, TypeError) as error:
        raise BadQuestionSet(f"{path} 不是 planqa eval --out 保存的结果 (not a saved run): {error!r}") from error


def evaluate(
    assistant: Assistant, questions: Sequence[Gold], progress: Callable[[int], None] = lambda done: None
) -> Run:
    """Every question asked and judged. Each is asked a second time with no refusal for want of confidence, for the curve."""
    bold = Assistant(assistant.store, assistant.reader.parts, threshold=0.0, reranker=assistant.reader.reranker)
    assistant.warm_up()
    rows = []
    for done, gold in enumerate(questions, 1):
        answer = assistant.ask(gold.question, gold.history)
        guess = bold.ask(gold.question, gold.history)
        ranking = [e.text for e in assistant.search(gold.question, gold.history)]
        verdicts = {**judge(gold, answer), **ranks(gold, ranking)}
        sure = 0.0 if guess.refused else guess.confidence
        would_be_right = gold.answerable and bool(judge(gold, guess).get("exact"))
        took = (answer.timings_ms or {}).get("total", 0.0)
        rows.append(
            Judged(
                gold.id,
                gold.kind,
                gold.lang,
                gold.question,
                answer.answer,
                answer.refused,
                verdicts,
                sure,
                would_be_right,
                took,
                answer.mode,
                answer.llm,
            )
        )
        progress(done)
    return Run(tuple(rows))


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
        found |= _judge_answerable(gold, answer.refused, text, quotes)
    else:
        found["refused_rightly"] = float(answer.refused)
    if not answer.refused:
        known = set(_FIGURE.findall(" ".join(quotes))) | set(_FIGURE.findall(normal(gold.question)))
        for c in answer.citations:
            known |= set(_FIGURE.findall(normal("|".join((c.title, c.published, *c.section, c.topic, str(c.scope))))))
        known |= set(_FIGURE.findall(normal("|".join(f"{d.value}|{d.how}" for d in answer.derived))))
        found["figures_faithful"] = float(set(_FIGURE.findall(text)) <= known)
        found["brief"] = float(len(text) <= (800 if gold.kind in _LONG_KINDS else 400))
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


def changes(before: Run, after: Run) -> list[Changed]:
    """Questions of both runs that were good and are not, or the other way round; the lost ones first."""
    old = {row.id: row for row in before.rows}
    found = [
        Changed(row.id, row.question, old[row.id].good, old[row.id].answer, row.answer)
        for row in after.rows
        if row.id in old and old[row.id].good != row.good
    ]
    return sorted(found, key=lambda change: not change.was_good)


def normal(text: str) -> str:
    """NFKC, lower case, without white space, Markdown emphasis or thousands separators."""
    text = unicodedata.normalize("NFKC", text).lower()
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    return re.sub(r"[\s*_`]+", "", text)


def _judge_answerable(gold: Gold, refused: bool, text: str, quotes: list[str]) -> dict[str, float]:
    met = all(any(normal(option) in text for option in group) for group in gold.must_include)
    wrong = any(normal(bad) in text for bad in gold.must_not_include)
    right = met and not wrong and not refused
    found = {"refused_wrongly": float(refused), "right": float(right)}
    if not gold.evidence:
        return {**found, "exact": float(right)}
    pieces = [normal(piece) for piece in gold.evidence]
    cited = not refused and all(any(piece in quote for quote in quotes) for piece in pieces)
    precise = sum(any(piece in quote for piece in pieces) for quote in quotes) / len(quotes) if quotes else 0.0
    found["cited"] = float(cited)
    if not refused:
        found["citation_precise"] = precise
    return {**found, "exact": float(right and cited and precise >= 0.5)}


def _figures(rows: Sequence[Judged]) -> dict[str, float]:
    values: dict[str, list[float]] = {}
    for row in rows:
        for name, value in row.verdicts.items():
            values.setdefault(name, []).append(value)
    figures = {name: round(statistics.fmean(found), 4) for name, found in values.items()}
    times = sorted(row.milliseconds for row in rows)
    return {
        "questions": len(rows),
        "score": round(statistics.fmean(row.good for row in rows), 4),
        **figures,
        "p50_ms": round(statistics.median(times), 1),
        "p95_ms": round(times[min(len(times) - 1, int(len(times) * 0.95))], 1),
        **_cost(rows),
    }


def _cost(rows: Sequence[Judged]) -> dict[str, float]:
    """What the LLM did: the share of answers it wrote, and per answer it was asked for: sentences dropped, tokens, time.

    Empty where none was asked; tokens only of answers whose server counts them.
    """
    uses = [row.llm for row in rows if row.llm]
    if not uses:
        return {}
    found = {
        "llm_written": statistics.fmean(row.mode == "llm" for row in rows),
        "llm_asked": len(uses),
        "llm_cached": sum(use.cached for use in uses),
        "llm_dropped": statistics.fmean(use.dropped for use in uses),
        "llm_p50_ms": statistics.median(use.ms for use in uses),
    }
    for name in ("prompt_tokens", "completion_tokens"):
        if counted := [n for use in uses if (n := getattr(use, name)) is not None]:
            found[name] = statistics.fmean(counted)
    return {name: round(value, 3) for name, value in found.items()}


def _gold(row: Mapping[str, Any]) -> Gold:
    def texts(name: str) -> tuple[str, ...]:
        values: Iterable[Any] = row.get(name) or ()
        return tuple(str(value) for value in values)

    return Gold(
        str(row["id"]), str(row["question"]), str(row.get("lang", "zh")), str(row["kind"]), texts("history"),
        tuple(tuple(map(str, group)) for group in row.get("must_include") or ()),
        texts("must_not_include"), texts("evidence"), bool(row["answerable"]),
    )  # fmt: skip
