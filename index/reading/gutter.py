"""Pages set in two columns of prose (gazettes): the letters of the right column go below those of the left, as they are read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from statistics import median

from index.reading.printed import heights
from index.reading.rulings import Letter

_Lines = list[list[Letter]]


@dataclass(frozen=True, slots=True)
class _Columns:
    """Lines ``first`` to ``last`` of a page (``last`` not among them), which a gutter at ``at`` (points from the left) parts in two."""

    at: float
    first: int
    last: int


def in_reading_order(letters: Sequence[Letter]) -> list[Letter]:
    """The letters of a page, those of a right column moved below the left one; as they are where the page has one column."""
    if len(letters) < _FEW:
        return list(letters)
    size = median(letter.size for letter in letters)
    lines = list(heights(letters))
    columns = _columns(lines, size)
    if columns is None:
        return list(letters)
    inside = [letter for line in lines[columns.first : columns.last] for letter in line]
    left = [letter for letter in inside if letter.right <= columns.at]
    right = [letter for letter in inside if letter.right > columns.at]
    down = max(x.baseline for x in inside) - min(x.baseline for x in inside) + _step(lines, columns)
    back = min(x.left for x in left) - min(x.left for x in right)
    above = [letter for line in lines[: columns.first] for letter in line]
    below = [_moved(letter, 0.0, down) for line in lines[columns.last :] for letter in line]
    return [*above, *left, *(_moved(letter, back, down) for letter in right), *below]


_FEW = 80
"""Letters: two columns have more."""


def _moved(letter: Letter, across: float, down: float) -> Letter:
    return replace(
        letter,
        left=letter.left + across,
        right=letter.right + across,
        top=letter.top + down,
        bottom=letter.bottom + down,
        baseline=letter.baseline + down,
    )


def _step(lines: _Lines, columns: _Columns) -> float:
    """From line to line of a column."""
    bases = [line[0].baseline for line in lines[columns.first : columns.last]]
    return median(b - a for a, b in pairwise(bases))


def _columns(lines: _Lines, size: float) -> _Columns | None:
    """The two columns of most letters that a page has, if both are of prose."""
    left, right = min(line[0].left for line in lines), max(line[-1].right for line in lines)
    best, most = None, 0
    at = left + 0.3 * (right - left)
    while at < left + 0.7 * (right - left):
        free = [not any(x.left < at + _GUTTER * size and x.right > at - _GUTTER * size for x in line) for line in lines]
        start = 0
        for is_free, run in groupby(free):
            end = start + len(list(run))
            found, start = _Columns(at, start, end), end
            letters = sum(map(len, lines[found.first : found.last]))
            if is_free and letters > most and all(_is_prose(side, size) for side in _sides(lines, found)):
                best, most = found, letters
        at += _GUTTER * size
    return best


_GUTTER = 0.5
"""Half the least width of a gutter, in letters."""


def _sides(lines: _Lines, columns: _Columns) -> tuple[_Lines, _Lines]:
    inside = lines[columns.first : columns.last]
    left = [[x for x in line if x.right <= columns.at] for line in inside]
    right = [[x for x in line if x.right > columns.at] for line in inside]
    return [line for line in left if line], [line for line in right if line]


def _is_prose(lines: _Lines, size: float) -> bool:
    """Whether a column holds sentences that fill its lines; the cells of a table do neither."""
    if len(lines) < _LINES:
        return False
    text = "".join(letter.text for line in lines for letter in line)
    edge = max(line[-1].right for line in lines)
    full = sum(edge - line[-1].right < _RAGGED * size for line in lines)
    return len(text) >= _LETTERS * len(lines) and full >= _FULL * len(lines) and len(_STOPS.findall(text)) >= _MARKS


_LINES, _LETTERS, _MARKS = 4, 8, 3
"""The fewest lines of a column, letters of a line on an average, and marks between clauses."""
_RAGGED, _FULL = 2.5, 0.5
"""How many letters short of the edge a full line may end, and how many of a column's lines are full."""
_STOPS = re.compile("[，,。；;]")
