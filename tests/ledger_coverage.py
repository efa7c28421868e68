"""How many figure questions on real plans find their row in the ledger: ``python -m tests.ledger_coverage CORPUS QUESTIONS [PLAN ...]``.

A row is found when it stands in the question's evidence, has the figure asked for, and says by its kind and year what the question asks.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.document import PlanDocument
from index.ledger import extract_rows
from index.parsing import parse_file
from index.rows import LedgerRow
from index.units import normalized
from index.words import normalise

_NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*([万亿千百]*)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one question. ``fault`` is empty where its row was found."""

    plan: str
    question: dict[str, Any]
    fault: str
    rows: tuple[LedgerRow, ...]


def figure_questions(path: Path) -> Iterator[dict[str, Any]]:
    """The questions of a set whose answer is one figure of the text."""
    for line in path.read_text(encoding="utf-8").splitlines():
        question = json.loads(line)
        asks = question["answerable"] and question["kind"] in ("target", "actual") and not question["history"]
        if (
            asks
            and question["evidence"]
            and any(_NUMBER.search(a) for group in question["must_include"] for a in group)
        ):
            yield question


def judge(document: PlanDocument, rows: tuple[LedgerRow, ...], question: dict[str, Any], plan: str) -> Verdict:
    """Whether one question finds its row."""
    flat = {row: normalise(document.quote(document.sentences[row.sentence])).replace(" ", "") for row in rows}
    evidence = [normalise(e).replace(" ", "") for e in question["evidence"]]
    near = tuple(row for row in rows if any(e in flat[row] or flat[row] in e for e in evidence))
    valued = tuple(row for row in near if _has_value(row, question))
    if not valued:
        return Verdict(plan, question, "value", near)
    kinds = tuple(row for row in valued if row.kind == question["kind"])
    if not kinds:
        return Verdict(plan, question, "kind", valued)
    years = _years(document, question)
    timed = [
        row
        for row in kinds
        if not years or row.year in years or (row.first_year and row.first_year <= max(years) <= row.year)
    ]
    return Verdict(plan, question, "" if timed else "year", kinds)


def _has_value(row: LedgerRow, question: dict[str, Any]) -> bool:
    asked = [alternative for group in question["must_include"] for alternative in group]
    values = {value for text in asked for value in _values(text)}
    return any(
        round(value, 4) in values
        for end in (row.value_min, row.value_max)
        for value in (end, normalized(end, _magnitude(row.unit))[0])
    ) or any(normalise(row.value) in normalise(text) for text in asked)


def _magnitude(unit: str) -> str:
    match = re.match("[万亿千百]+", unit)
    return match.group() if match else ""


def _values(text: str) -> Iterator[float]:
    for number, magnitude in _NUMBER.findall(normalise(text)):
        value = float(number.replace(",", ""))
        yield round(value, 4)
        yield round(normalized(value, magnitude)[0], 4)


def _years(document: PlanDocument, question: dict[str, Any]) -> set[int]:
    asked = normalise(question["question"])
    years = {int(year) for year in _YEAR.findall(asked)}
    known = document.metadata.years
    if not years and known and "今年" in asked:
        years = {known[-1]}
    if not years and known and "去年" in asked:
        years = {known[0]}
    return years


def main() -> None:
    """Print each question without a row, then the share found."""
    corpus, questions, plans = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]
    verdicts: list[Verdict] = []
    for path in sorted(questions.glob("*.jsonl")):
        if plans and path.stem not in plans:
            continue
        file = next(p for p in corpus.iterdir() if p.stem == path.stem and p.suffix != ".pdf")
        document = parse_file(file, corpus)
        rows = extract_rows(document)
        verdicts += [judge(document, rows, question, path.stem) for question in figure_questions(path)]
    for v in verdicts:
        if v.fault:
            seen = " | ".join(f"{r.indicator} {r.bound}{r.value}{r.unit} {r.kind} {r.years}" for r in v.rows[:4])
            print(
                f"{v.fault}\t{v.plan}\t{v.question['question']}\t{v.question['kind']}\t{v.question['evidence']}\t{v.question['must_include']}\t{seen}"
            )
    found = sum(not v.fault for v in verdicts)
    print(f"{found} of {len(verdicts)} found ({found / max(len(verdicts), 1):.3f})")


if __name__ == "__main__":
    main()
