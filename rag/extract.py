"""The exact answer out of a sentence: the asked figure first and in bold, then the clause that says it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from index.document import PlanDocument
from index.figures import find_figures, normalized
from index.ledger import LedgerRow, difference
from index.tabular import is_row
from rag.clauses import clauses, leans
from rag.cues import Slot
from rag.evidence import Evidence, Weigher, of_time, quantity_fit, units_of
from rag.question import Question
from rag.types import Derived

MAX_SLOTS = 4
NOTHING = 0.2
"""Score of a row up to which it says nothing of what is asked."""
_COURSE = re.compile(r"[从由][^,，;；、。从由]*?\d[^,，;；、。]*?[到至][^,，;；、。]*")
SHORT = 45
"""Characters: a sentence no longer than this is given whole."""
LONG = 260


@dataclass(frozen=True, slots=True)
class Extract:
    """A piece of a sentence that answers: ``text[start:end]`` of the sentence's document, and the figures asked for."""

    evidence: Evidence
    start: int
    end: int
    rows: tuple[LedgerRow, ...]
    course: str = ""
    """From how much to how much, as written, where that is asked (从9000多公里增加到2万5千公里)."""

    @property
    def piece(self) -> str:
        return self.evidence.document.text[self.start : self.end].strip("—－- \u3000\n,，;；。")

    @property
    def lead(self) -> str:
        """The figures asked for as written, bounds included (近1.7万套, 3.05万套以上)."""
        return self.course or "、".join(dict.fromkeys(figure_text(row) for row in self.rows))


def extract(
    question: Question,
    evidence: Evidence,
    rows: tuple[LedgerRow, ...],
    weigher: Weigher,
    chosen: tuple[LedgerRow, ...] = (),
) -> Extract:
    """The clauses of one sentence that answer; ``rows`` are the sentence's ledger rows, ``chosen`` those already known to."""
    rows = of_time(question, rows)
    if not chosen and question.form in ("figure", "compare") and rows:
        chosen = _choose_rows(question, rows, weigher, evidence.document)
    start, end = _window(question, evidence, chosen, weigher)
    course = ""
    if len(chosen) == 1 and question.slots[0].course:
        course = next((m.group() for m in _COURSE.finditer(chosen[0].quote) if chosen[0].value in m.group()), "")
    return Extract(_of_column(evidence, chosen), start, end, chosen, course)


def _of_column(evidence: Evidence, rows: tuple[LedgerRow, ...]) -> Evidence:
    """The evidence with the time of the table's column that its figure stands in, which may be another than its row's."""
    times = {(row.year, row.kind, row.first_year) for row in rows}
    if len(times) != 1 or not is_row(evidence.text):
        return evidence
    (row, *_) = rows
    return replace(evidence, scope=row.scope)


def _choose_rows(
    question: Question, rows: tuple[LedgerRow, ...], weigher: Weigher, document: PlanDocument
) -> tuple[LedgerRow, ...]:
    """For each quantity asked the row that fits it best, no row twice."""
    slots = question.slots[:MAX_SLOTS]
    if question.form == "compare":  # each side has one of them
        slots = (max(slots, key=lambda slot: max(weigher.row_score(question, slot, row, document) for row in rows)),)
    chosen: dict[LedgerRow, float] = {}
    for slot in slots:
        units = units_of(question, slot)
        free = [row for row in rows if row not in chosen and quantity_fit(question, units, row) > -1.0]
        if (slot.difference or (slot.change and not _names_something(slot))) and chosen:  # 安排多少?比上年多多少?
            free = [row for row in free if row.change and row.start > max(r.start for r in chosen)][:1]
            chosen |= dict.fromkeys(free, 1.0)
        elif free:
            best = max(free, key=lambda row: weigher.row_score(question, slot, row, document))
            chosen[best] = weigher.row_score(question, slot, best, document)
    return tuple(sorted((row for row, score in chosen.items() if score > NOTHING), key=lambda row: row.start))


def _names_something(slot: Slot) -> bool:
    return any(len(concept.said) > 1 for concept in slot.content.concepts)


def _window(question: Question, evidence: Evidence, rows: tuple[LedgerRow, ...], weigher: Weigher) -> tuple[int, int]:
    """From the first to the last clause that matters, in document offsets."""
    text, base = evidence.text, evidence.start
    if (
        len(text) <= SHORT
        or is_row(text)
        or (not (rows and question.form in ("figure", "compare")) and len(text) <= LONG)
    ):
        return base, evidence.end
    spans = clauses(text)
    if rows:
        wanted = [i for i, (a, b) in enumerate(spans) if any(a + base < r.end and r.start < b + base for r in rows)]
        first, last = min(wanted, default=0), max(wanted, default=len(spans) - 1)
    else:
        scores = [weigher.coverage.said(question.content, text[a:b]) for a, b in spans]
        best = max(scores)
        wanted = [i for i, s in enumerate(scores) if s >= 0.5 * best] if best else list(range(len(spans)))
        first, last = wanted[0], wanted[-1]
    while last - first > 0 and spans[last][1] - spans[first][0] > LONG:
        last -= 1
    if first and rows and leans(text[slice(*spans[first])]):
        first -= 1
    return base + spans[first][0], base + spans[last][1]


def figure_text(row: LedgerRow) -> str:
    """A row's figure as its clause writes it, with the bound at the side where it stands (近1.7万套, 500多万名, 3.05万套以上)."""
    for figure in find_figures(row.quote):
        if (figure.value, figure.unit) == (row.value, row.unit):
            before = _BOUND_BEFORE.search(row.quote[: figure.start])
            after = _BOUND_AFTER.match(row.quote, figure.end)
            start, end = before.start(1) if before else figure.start, after.end() if after else figure.end
            return row.quote[start:end].replace("了", "")
    return f"{row.value}{row.unit}"


_BOUND_BEFORE = re.compile(
    "((?:不低于|不少于|不高于|不超过|不超|低于|高于|少于|多于|大于|小于|超过|突破|至少|最多|将近|接近|近|约|超|逾)+了?)$"
)
_BOUND_AFTER = re.compile("(?:及|或)?(?:以上|以下|以内|之内|左右|上下)")


@dataclass(frozen=True, slots=True)
class Change:
    """From actual to target: ``sign`` is 1, 0 or -1; ``derived`` is None where both are the same."""

    sign: int
    unit: str
    derived: Derived | None
    rough: bool
    """Whether a bound (约, 近, 以上) on either side makes the difference rough."""


def work_out(actual: LedgerRow, target: LedgerRow) -> Change | None:
    """Target less actual, where both are single numbers of the same dimension."""
    found = difference(actual, target)
    if found is None:
        return None
    value, unit = found
    rough = any(set(row.bound.split(",")) - {"", "力争"} for row in (actual, target))
    if not value:
        return Change(0, unit, None, rough)
    same_unit = actual.unit == target.unit
    before, after = (
        _plain(row.value_min if same_unit else normalized(row.value_min, row.unit)[0]) for row in (actual, target)
    )
    how = f"{after} - {before}" if value > 0 else f"{before} - {after}"
    return Change(1 if value > 0 else -1, unit, Derived(_plain(abs(value)), how), rough)


def _plain(number: float) -> str:
    """A number without a trailing ``.0`` or float noise."""
    return f"{round(number, 6):.6f}".rstrip("0").rstrip(".")
