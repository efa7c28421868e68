"""Where in a sentence the answer stands: the clauses the reader marked, and the figure of the ledger that they hold."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.bounds import AFTER_BOUND, without_bounds
from index.document import Scope
from index.figures import find_figures
from index.rows import LedgerRow
from index.tabular import is_row
from rag.candidates import Sentence
from rag.measure import Measure, fits
from rag.time import Span

SHORT, BROAD = 100, 200
"""Characters up to which a sentence is given whole: in an answer about one thing, and in a list or digest."""
MARKED = 0.5
"""Chance from which a character belongs to what answers."""
LEAST, AHEAD = 0.25, 3
"""Chance from which a figure is taken that is so many times as likely as the next, where none is marked."""


@dataclass(frozen=True, slots=True)
class Piece:
    """The part of a sentence that answers, ``document.text[start:end]``, and the rows whose figures answer."""

    sentence: Sentence
    start: int
    end: int
    rows: tuple[LedgerRow, ...] = ()

    @property
    def text(self) -> str:
        return self.sentence.document.text[self.start : self.end]

    @property
    def scope(self) -> Scope | None:
        """The time of its figure where it has one (a table's row has one a column), else its sentence's."""
        times = {row.scope for row in self.rows}
        return self.rows[0].scope if len(times) == 1 else self.sentence.scope


def ground(
    sentence: Sentence, wanted: tuple[Span, ...], leading: int, measure: Measure | None = None, *, whole: bool = False
) -> Piece:
    """The piece of a sentence that answers; with ``leading`` figures at most where figures are asked for, of a year ``wanted`` if any is,
    and of the ``measure`` that is.

    Of a ``whole`` subject more of a sentence belongs to the answer than of one figure.
    """
    rows = _rows(sentence, wanted, measure, leading) if leading else ()
    start, end = _window(sentence, rows, BROAD if whole else SHORT)
    return Piece(sentence, start, end, rows)


def window(sentence: Sentence) -> tuple[int, int]:
    """From the first to the last clause of a sentence that matters, in document offsets; a sentence that is not too long is given whole."""
    return _window(sentence, (), BROAD)


def _rows(sentence: Sentence, wanted: tuple[Span, ...], measure: Measure | None, most: int) -> tuple[LedgerRow, ...]:
    able = of_time(sentence.rows, wanted)
    if measure:
        able = [row for row in able if fits(row, measure)]
    if is_row(sentence.text):  # the cells are in the order in which they answer
        return tuple(able[:1])
    chances = [(figure_chance(sentence, row), row) for row in able]
    ranked = sorted(chances, key=lambda c: -c[0])
    marked = [c for c in ranked if c[0] >= MARKED] or [c for c in ranked[:1] if _stands_out(ranked)]
    return tuple(sorted((row for _, row in marked[:most]), key=lambda row: row.start))


def _stands_out(ranked: Sequence[tuple[float, LedgerRow]]) -> bool:
    """Whether the first of some figures, each with its chance, is marked far likelier than the next."""
    first, second = ranked[0][0], ranked[1][0] if len(ranked) > 1 else 0.0
    return first >= LEAST and first >= AHEAD * second


def of_time(rows: Sequence[LedgerRow], wanted: Sequence[Span]) -> list[LedgerRow]:
    """The rows of a time ``wanted``, all where any will do.

    Beside what is told of the whole of a span that is wanted, a year inside it tells only of itself.
    """
    sums = [w for w in wanted if any((row.first_year, row.year) == w for row in rows)]
    spans = [(last, last) if (first, last) in sums else (first, last) for first, last in wanted]
    return [row for row in rows if not wanted or any(first <= row.year <= last for first, last in spans)]


def figure_span(sentence: Sentence, row: LedgerRow) -> tuple[int, int]:
    """Where a row's figure stands in its sentence, the row's whole clause where it is not found."""
    figure = next((f for f in find_figures(row.quote) if (f.value, f.unit) == (row.value, row.unit)), None)
    start = row.start - sentence.start + (figure.start if figure else 0)
    return max(start, 0), start + (figure.end - figure.start if figure else len(row.quote))


def figure_chance(sentence: Sentence, row: LedgerRow) -> float:
    """The mean chance of the characters of a row's figure."""
    marks = sentence.marks[slice(*figure_span(sentence, row))]
    return sum(marks) / len(marks) if marks else 0.0


def _window(sentence: Sentence, rows: tuple[LedgerRow, ...], short: int) -> tuple[int, int]:
    """From the first to the last clause that matters, in document offsets."""
    text, base = sentence.text, sentence.start
    if len(text) <= short or is_row(text) or not sentence.marks:
        return base, sentence.end
    spans = clauses(text)
    chance = [max(sentence.marks[a:b], default=0.0) for a, b in spans]
    kept = [i for i, c in enumerate(chance) if c >= MARKED] or [chance.index(max(chance))]
    held = [i for i, (a, b) in enumerate(spans) for row in rows if a + base < row.end and row.start < b + base]
    first, last = min([*kept, *held]), max([*kept, *held])
    if first and _LEANS.match(text[slice(*spans[first])]):
        first -= 1
    start, end = spans[first][0], spans[last][1]
    whole_start = max((m.end() for m in _PART_END.finditer(text, 0, start)), default=0)
    whole_end = next((m.end() for m in _PART_END.finditer(text, max(end - 1, 0))), len(text))
    if whole_end - whole_start <= short:  # what stands between semicolons has its subject with it
        start, end = whole_start, whole_end
    return base + start, base + end


def clauses(text: str) -> list[tuple[int, int]]:
    """The clauses of a sentence, each with the mark that ends it."""
    cuts = [0, *(m.end() for m in re.finditer("[,，;；。!！?？\n]", text) if m.end() < len(text)), len(text)]
    return [(a, b) for a, b in itertools.pairwise(cuts) if text[a:b].strip()]


_PART_END = re.compile("[;；。!！?？\n]")
_LEANS = re.compile(
    "[\\s“]*(?:同比|环比|年均|其中|增长|下降|达到?|占|比|较|提高|居|排|为|均|分别|位居|全部|并|也|且|[\\d.]+)"
)
"""A clause that opens so has its subject in the one before it."""


def figure_text(row: LedgerRow) -> str:
    """A row's figure as its clause writes it, with the bound at the side where it stands (近1.7万套, 500多万名, 3.05万套以上)."""
    for figure in find_figures(row.quote):
        if (figure.value, figure.unit) == (row.value, row.unit):
            before, _ = without_bounds(row.quote[: figure.start])
            after = AFTER_BOUND.match(row.quote, figure.end)
            return row.quote[len(before) : after.end() if after else figure.end].replace("了", "")
    return f"{row.value}{row.unit}"
