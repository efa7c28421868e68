"""The head of a table that nothing rules: lines whose pieces together name every column below them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.reading.headings import heading_mark
from index.units import MAGNITUDE, UNIT

_FIGURE = re.compile(
    rf"[-+±≥≤<>＜＞〔［\[(（约超近逾]*(?!(?:19|20)\d\d(?:$|年))\d[\d,.，'’\s]*(?:[%％‰]|(?:{MAGNITUDE})*(?:{UNIT}))?(?:以上|以下|以内|左右)?[)）〕］\]]*"
)
_NO_WORD = re.compile(r"(?:19|20)\d\d|[-—–－/／]+")
_PROSE = re.compile("[。；;！？!?]")
_LONGEST = 40
"""Characters of a cell's line."""
_LONGEST_HEAD = 20
_HEAD_LINES = 4
_NO_NAME = re.compile(r"[（(]?(?:计量|金额)?单位[:：]|.*月\d{1,2}日|.*[：:]$")
"""The unit of all figures, and what stands below a document's title."""
_SHARED = re.compile(r"(?=.*\d{2}).{1,8}(?<![表单])")
"""The time that several columns share, in a line by itself at the top; another line there is the table's name."""

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands between two wide gaps of a line; ``left`` and ``right`` in any unit that all lines share."""

    text: str
    left: float
    right: float

    @property
    def is_figure(self) -> bool:
        return bool(_FIGURE.fullmatch(self.text))


@dataclass(frozen=True, slots=True)
class Row:
    """A line of pieces from left to right; ``top`` counts downwards."""

    pieces: tuple[Piece, ...]
    top: float

    @property
    def may_be_cells(self) -> bool:
        return bool(self.pieces) and not any(_PROSE.search(p.text) or len(p.text) > _LONGEST for p in self.pieces)

    @property
    def is_figured(self) -> bool:
        """Whether it may be the main line of a table's row, where its figures stand; a bare year may be one."""
        return self.may_be_cells and any(p.is_figure or _NO_WORD.fullmatch(p.text) for p in self.pieces[1:])


@dataclass(frozen=True, slots=True)
class Head:
    """The columns of a table, with the names that stand above them."""

    columns: tuple[Span, ...] = ()
    names: tuple[str, ...] = ()


def touch(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def head_above(rows: Sequence[Row], main: int, floor: int, columns: Sequence[Span]) -> tuple[int, int, Head] | None:
    """First line of the head, first of the body, and the head: lines above the first figures that together name every column.

    Where a name wraps above its figures, the widest gap parts head and body.
    """
    last = main
    while last > floor and _opens_body(rows[last - 1], columns):
        last -= 1
    first = last
    while first > max(floor, last - _HEAD_LINES) and _may_head(rows[first - 1], columns):
        first -= 1
    while first < last and len(rows[first].pieces) == 1 and not _is_shared(rows[first].pieces[0], columns):
        first += 1
    for body in sorted(range(first + 1, last + 1), key=lambda i: (rows[i - 1].top - rows[i].top, -i)):
        names = _names(rows[first:body], columns)
        if names:
            return first, body, names
    return None


def _opens_body(row: Row, columns: Sequence[Span]) -> bool:
    """Whether it is a line by itself, from the first column on: the name of a group, or the first line of a name that wraps."""
    return row.may_be_cells and len(row.pieces) == 1 and touch(columns[0], (row.pieces[0].left, row.pieces[0].right))


def _is_shared(piece: Piece, columns: Sequence[Span]) -> bool:
    return bool(_SHARED.fullmatch(piece.text)) and 0 not in over_columns(piece, columns)


def _may_head(row: Row, columns: Sequence[Span]) -> bool:
    if not row.may_be_cells or any(p.is_figure or len(p.text) > _LONGEST_HEAD for p in row.pieces):
        return False
    return not any(_NO_NAME.match(p.text) or heading_mark(p.text) for p in row.pieces)


def over_columns(piece: Piece, columns: Sequence[Span]) -> list[int]:
    """The columns below a piece of the head; the nearest, where none is."""
    over = [i for i, column in enumerate(columns) if touch(column, (piece.left, piece.right))]
    middle = (piece.left + piece.right) / 2
    return over or [min(range(len(columns)), key=lambda i: abs(sum(columns[i]) / 2 - middle))]


def _names(rows: Sequence[Row], columns: Sequence[Span]) -> Head | None:
    """What the lines of a head together call each column; None where one has no name, or two have the same."""
    lines = [[(over_columns(piece, columns), piece) for piece in row.pieces] for row in rows]
    names: list[list[str]] = [[] for _ in columns]
    wide = list(columns)
    for k, line in enumerate(lines):
        for over, piece in line:
            taken = {i for own, other in line if other is not piece for i in own}
            shared = _shared(over, piece, lines[k + 1 :], taken)
            for i in shared:
                names[i].append(piece.text)
            if len(shared) == 1:
                (i,) = shared
                wide[i] = (min(wide[i][0], piece.left), max(wide[i][1], piece.right))
    joined = tuple("".join(dict.fromkeys(own)) for own in names)
    told = any(len(row.pieces) > 1 for row in rows) and any(len(name) > 1 for name in joined)  # 目  录 names nothing
    whole = told and all(joined) and len(set(joined)) == len(joined)
    apart = all(a[1] <= b[0] for a, b in pairwise(wide))
    return Head(tuple(wide if apart else columns), joined) if whole else None


def _shared(over: list[int], piece: Piece, below: list[list[tuple[list[int], Piece]]], taken: set[int]) -> list[int]:
    """The columns that share a piece of the head: those around it in the middle of which it stands, each with a name in the line below it."""
    named = next(
        ({i: p for own, p in line for i in own} for line in below if any(set(o) & set(over) for o, _ in line)), {}
    )
    free = (set(named) - taken) | set(over)
    low, high = over[0], over[-1]
    if not {low, high} <= set(named):
        return over
    while low - 1 in free and low > 1:
        low -= 1
    while high + 1 in free:
        high += 1
    middle, pitch = (piece.left + piece.right) / 2, _pitch(named)
    centred = [
        range(a, b + 1)
        for a in range(low, over[0] + 1)
        for b in range(over[-1], high + 1)
        if abs((named[a].left + named[b].right) / 2 - middle) < _CENTRED * pitch
    ]
    first = named[over[0]]
    flush = abs(piece.left - first.left) < _FLUSH * pitch < abs(piece.right - first.right)
    if flush or not centred:  # as far as the next
        return list(range(over[0], high + 1))
    return list(sorted(centred, key=len)[0 if 0 in named else -1])


def _pitch(named: dict[int, Piece]) -> float:
    """How far one name stands from the next."""
    return min((named[i + 1].left - named[i].left for i in named if i + 1 in named), default=0.0) or 1.0


_CENTRED, _FLUSH = 0.25, 0.05
"""Of the way from column to column."""
