"""Tables that nothing rules: lines whose pieces, parted by wide gaps, stand below one another.

What makes a table of them is a head that names every column, and rows below it that hold figures; running text, lists and signatures have none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from index.reading.columnheads import Head, Piece, Row, Span, head_above, over_columns, touch
from index.reading.headings import heading_mark
from index.reading.tables import Cell

_TWO = 2
"""Columns; a single row of so few is no table."""
_BETWEEN = 4
"""Lines without a figure that may stand between two with one: what wraps, and the name of a group."""
_NAMED = re.compile(r"[\u4e00-\u9fffA-Za-z]|^(?:19|20)\d\d$")
"""What a row is of."""


@dataclass(frozen=True, slots=True)
class Table:
    """Cells of the lines ``first`` to ``last`` (which is included); the head's are the first row."""

    first: int
    last: int
    head: Head
    cells: list[list[Cell]] = field(default_factory=list)


def tables_in(rows: Sequence[Row], before: Head | None = None, *, counted: bool = False) -> Iterator[Table]:
    """The tables among lines that stand in reading order; one without a head goes on from the one ``before``, if it stands in its columns.

    Where lines do not say well how far right their pieces stand, those that are ``counted`` to as many stand below one another too.
    """
    at = 0
    for main in _runs(rows):
        if main[0] < at:
            continue
        views = [rows, _counted(rows, len(rows[main[-1]].pieces))] if counted else [rows]
        starts = (
            [0, 1] if not any(p.is_figure for p in rows[main[0]].pieces) else [0]
        )  # bare years head a table as well
        found = (_table(view, main[start:], at, before) for view in views for start in starts if main[start:])
        table = next((table for table in found if table), None)
        if table:
            yield table
            before, at = table.head, table.last + 1


def _runs(rows: Sequence[Row]) -> Iterator[list[int]]:
    """Lines with figures that follow one another but for a few that could be cells."""
    run: list[int] = []
    for i in (i for i, row in enumerate(rows) if row.is_figured):
        if run and (i - run[-1] > _BETWEEN + 1 or not all(row.may_be_cells for row in rows[run[-1] : i])):
            yield run
            run = []
        run.append(i)
    if run:
        yield run


def _counted(rows: Sequence[Row], count: int) -> list[Row]:
    """Lines whose columns are their pieces' numbers; what is neither a single piece nor as many as ``count`` is no line of the table."""
    out = []
    for row in rows:
        known = len(row.pieces) in (1, count)
        out.append(Row(tuple(Piece(p.text, i, i + 0.9) for i, p in enumerate(row.pieces)) if known else (), row.top))
    return out


def _table(rows: Sequence[Row], main: list[int], floor: int, before: Head | None) -> Table | None:
    """The table whose rows have ``main`` as the lines of their figures, and its head somewhere behind line ``floor``."""
    if not all(row.may_be_cells for row in rows[main[0] : main[-1] + 1]):
        return None
    for columns in _columns([rows[i] for i in main], rows[main[0] : main[-1] + 1]):
        named = head_above(rows, main[0], floor, columns)
        if named:
            first, body, head = named
        elif before and len(before.columns) == len(columns) and all(map(touch, before.columns, columns)):
            first, body, head = main[0], main[0], before
        else:
            continue
        if len(main) == 1 and len(columns) == _TWO:
            continue
        main = _with_full_lines(rows, main, head.columns)
        parted = _parted(rows, main, body, head.columns)
        if not all(any(_NAMED.search(cell.text) for cell in cells) for _, cells in parted):
            continue
        cells = [[Cell(name, heading=True) for name in head.names], *(cells for _, cells in parted)]
        return Table(first, parted[-1][0], head, cells)
    return None


def _with_full_lines(rows: Sequence[Row], main: list[int], columns: Sequence[Span]) -> list[int]:
    """The main lines of a table, those among them that hold words in the place of figures: a piece in each column."""

    def is_full(i: int) -> bool:
        return rows[i].may_be_cells and len(_placed(rows[i], columns) or ()) == len(columns)

    end = main[-1] + 1
    while end < len(rows) and is_full(end):
        end += 1
    return [i for i in range(main[0], end) if i in main or is_full(i)]


def _columns(main: Sequence[Row], between: Sequence[Row]) -> Iterator[tuple[Span, ...]]:
    """Where the columns stand: what stands below one another, in all lines or in those of the figures, where that parts the pieces of each of these."""
    for rows in (between, main):
        found: list[Span] = []
        for left, right in sorted((p.left, p.right) for row in rows for p in row.pieces):
            if found and left < found[-1][1]:
                found[-1] = (found[-1][0], max(found[-1][1], right))
            else:
                found.append((left, right))
        if len(found) > 1 and all(_placed(row, found) for row in main):
            yield tuple(found)


def _placed(row: Row, columns: Sequence[Span]) -> dict[int, Piece] | None:
    """The pieces of a line by column; None where one stands in several, or in one that is taken."""
    cells: dict[int, Piece] = {}
    for piece in row.pieces:
        over = [i for i, column in enumerate(columns) if touch(column, (piece.left, piece.right))]
        if len(over) != 1 or over[0] in cells:
            return None
        cells[over[0]] = piece
    return cells


def _parted(rows: Sequence[Row], main: list[int], body: int, columns: Sequence[Span]) -> list[tuple[int, list[Cell]]]:
    """Last line and cells of each row: between two lines of figures the widest gap parts them, the last of those as wide.

    A line by itself as far from both its neighbours as rows are from one another is the name of a group.
    """
    step = _row_step(rows, main)
    names = [i for i in range(body, main[-1]) if _is_group(rows, i, columns, step)]
    uneven = min(_gaps(rows[main[0] : main[-1] + 1]), default=step) < _APART * step
    groups = {i for i in names if uneven or not _goes_on(rows[i - 1], rows[i].pieces[0], columns[0])}
    out: list[tuple[int, list[Cell]]] = []
    start = body
    for line, following in pairwise([*main, 0]):
        while not groups.isdisjoint(range(start, line)):
            name = min(groups & set(range(start, line)))
            out.append((name, [Cell(rows[name].pieces[0].text, columns=len(columns))]))
            start = name + 1
        end = _widest_gap(rows, line, following) if following else _tail(rows, line, columns, step)
        end = min([end, *(i for i in groups if i > line)])
        out.append((end - 1, _cells(rows[start:end], columns)))
        start = end
    return out


def _widest_gap(rows: Sequence[Row], line: int, following: int) -> int:
    """The line below the widest gap between two lines, the last of those as wide."""
    return max(range(line + 1, following + 1), key=lambda i: (rows[i].top - rows[i - 1].top, i))


def _tail(rows: Sequence[Row], line: int, columns: Sequence[Span], step: float) -> int:
    """The first line behind the last row, whose cells may wrap: nearer than rows are, and each piece in one column."""
    end = line + 1
    while (
        end < len(rows)
        and rows[end].may_be_cells
        and rows[end].top - rows[end - 1].top < _APART * step
        and _placed(rows[end], columns) is not None
    ):
        end += 1
    return end


def _row_step(rows: Sequence[Row], main: list[int]) -> float:
    """How far apart rows are: the least of the widest gaps between two lines of figures."""
    return min((max(_gaps(rows[a : b + 1])) for a, b in pairwise(main)), default=0.0)


def _gaps(rows: Sequence[Row]) -> list[float]:
    return [b.top - a.top for a, b in pairwise(rows)]


def _is_group(rows: Sequence[Row], i: int, columns: Sequence[Span], step: float) -> bool:
    """Whether a line by itself is as far from both its neighbours as rows are."""
    if len(rows[i].pieces) != 1 or _UNIT.fullmatch(rows[i].pieces[0].text):
        return False
    apart = min(_gaps(rows[i - 1 : i + 2])) > _APART * step
    piece = rows[i].pieces[0]
    return apart and (piece.left < columns[0][1] or len(over_columns(piece, columns)) > 1)


def _goes_on(above: Row, piece: Piece, column: Span) -> bool:
    """Whether a line by itself in the first column goes on with what fills the column above it; lines stand too evenly to tell."""
    letter = (piece.right - piece.left) / len(piece.text)
    first = above.pieces[0]
    full = len(first.text) >= _FULL and len(above.pieces) > 1 and first.right > column[1] - letter
    return full and not heading_mark(piece.text)


_APART, _FULL = 0.9, 6
"""Of a row's step: lines nearer than that are one row's. Characters of a cell's line that may be full."""
_UNIT = re.compile(r"[（(].*[)）]")
"""What wraps most often."""


def _cells(rows: Sequence[Row], columns: Sequence[Span]) -> list[Cell]:
    texts: list[list[str]] = [[] for _ in columns]
    for row in rows:
        for piece in row.pieces:
            texts[over_columns(piece, columns)[0]].append(piece.text)
    return [Cell("\n".join(own)) for own in texts]
