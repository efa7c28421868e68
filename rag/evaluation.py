"""The measure of answers: a question set asked and judged, its figures, and what changed between two runs."""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rag.answer import Assistant
from rag.types import Filters, LLMUse, Parts
from rag.verdicts import BadQuestionSet, Gold, holds, judge, ranks


@dataclass(frozen=True, slots=True)
class Judged:
    """One question's verdicts by name (1 good, 0 bad, or a share), absent where they do not apply."""

    id: str
    kind: str
    lang: str
    question: str
    answer: str
    outcome: str
    status: str
    verdicts: Mapping[str, float]
    confidence: float | None
    """The calibrated chance that the best sentence found belongs to a right answer; None where a rule was certain."""
    would_be_right: bool
    """Whether that sentence holds evidence; false for every unanswerable question."""
    milliseconds: float
    mode: str = "extractive"
    llm: LLMUse | None = None

    @property
    def refused(self) -> bool:
        return self.outcome != "answer"

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
        ordered = sorted(self._decided(), key=lambda pair: -pair[0])
        for n, (confidence, right) in enumerate(ordered, 1):
            wrong += not right
            if n == len(ordered) or ordered[n][0] < confidence:
                curve.append((confidence, n / len(self.rows), wrong / n))
        return curve

    def operating_point(self) -> tuple[float, float] | None:
        """(coverage, risk) of the run as it answered, each form of question with its own threshold; None where nothing was answered."""
        answered = [row for row in self.rows if row.confidence is not None and not row.refused]
        if not answered:
            return None
        wrong = sum(not row.would_be_right for row in answered)
        return len(answered) / len(self.rows), wrong / len(answered)

    def reliability(self, bins: int = 10) -> list[tuple[float, float, int]]:
        """(mean confidence, share that were right, how many) of each tenth of the confidence that is not empty."""
        cells: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
        for confidence, right in self._decided():
            cells[min(int(confidence * bins), bins - 1)].append((confidence, right))
        return [
            (statistics.fmean(c for c, _ in cell), statistics.fmean(r for _, r in cell), len(cell))
            for cell in cells
            if cell
        ]

    def calibration_error(self) -> float:
        """Expected calibration error (Naeini et al. 2015): the mean gap between confidence and share right, by tenths."""
        table = self.reliability()
        total = sum(n for *_, n in table)
        return sum(n * abs(confidence - right) for confidence, right, n in table) / total if total else 0.0

    def _decided(self) -> list[tuple[float, bool]]:
        """Confidence and truth of each question that the reader decided."""
        return [(row.confidence, row.would_be_right) for row in self.rows if row.confidence is not None]

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
    "no reader": Parts(reader=False),
}


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
    assistant: Assistant,
    questions: Sequence[Gold],
    progress: Callable[[int], None] = lambda done: None,
    filters: Filters = Filters(),
) -> Run:
    """Every question asked, within ``filters``, and judged."""
    rows = []
    for done, gold in enumerate(questions, 1):
        context = assistant.follow(gold.question, gold.history, filters)
        answer = assistant.told(context)
        verdicts = {**judge(gold, answer), **ranks(gold, [s.text for s in context.sentences])}
        took = (answer.timings_ms or {}).get("total", 0.0)
        best = context.open[:1]
        would_be_right = gold.answerable and any(holds(gold, s.text) for s in best)
        rows.append(
            Judged(
                gold.id,
                gold.kind,
                gold.lang,
                gold.question,
                answer.answer,
                answer.outcome,
                answer.status,
                verdicts,
                answer.confidence,
                would_be_right,
                took,
                answer.mode,
                answer.llm,
            )
        )
        progress(done)
    return Run(tuple(rows))


def changes(before: Run, after: Run) -> list[Changed]:
    """Questions of both runs that were good and are not, or the other way round; the lost ones first."""
    old = {row.id: row for row in before.rows}
    found = [
        Changed(row.id, row.question, old[row.id].good, old[row.id].answer, row.answer)
        for row in after.rows
        if row.id in old and old[row.id].good != row.good
    ]
    return sorted(found, key=lambda change: not change.was_good)


def _figures(rows: Sequence[Judged]) -> dict[str, float]:
    values: dict[str, list[float]] = {}
    for row in rows:
        for name, value in row.verdicts.items():
            values.setdefault(name, []).append(value)
    figures = {name: round(statistics.fmean(found), 4) for name, found in values.items()}
    times = sorted(row.milliseconds for row in rows)
    return {
        "questions": len(rows),
        "calibration_error": round(Run(tuple(rows)).calibration_error(), 4),
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
