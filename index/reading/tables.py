"""A table as lines that can be read, found and cited alone: each row repeats the names of its columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.units import MAGNITUDE, UNIT

_NUMBER = re.compile(r"^[-+±≥≤<>〔［\[(（]*(?!(?:19|20)\d\d$)\d[\d.,，'’%％\s]*[)）〕］\]]*")
"""A bare year heads a column, and is no figure."""
_NONE = re.compile(r"[-—–－/／\s]*")
_HEADER_ROWS = 3
_CHANGES = "(?:同比|比上年|较上年)?(?:增长|增速|增幅|增减|下降)"
_GROWTH = re.compile(f"{_CHANGES}[（(]?[%％]?[)）]?")
_MEASURE = re.compile(f"{_GROWTH.pattern}|[（(]?(?:{MAGNITUDE})*(?:{UNIT})[)）]?|[%％]")


def is_measure(line: str) -> bool:
    """Whether a line of a cell is a unit by itself, or says that the figure beside it is a growth (亿元, 增长%)."""
    return bool(_MEASURE.fullmatch(line.strip()))


@dataclass(frozen=True, slots=True)
class Cell:
    r"""A cell as its format gives it, its lines parted by ``\n``; ``heading`` where the format itself calls it a column's name (``<th>``)."""

    text: str
    columns: int = 1
    rows: int = 1
    heading: bool = False


Grid = list[list[str]]


def table_lines(rows: Sequence[Sequence[Cell]]) -> list[tuple[str, bool]]:
    """``(text, is_row)`` lines: ``指标:地区生产总值;2020年:2500;2025年:4000``.

    A line that is no row is the table's caption (a first row of one wide cell). A later row of one wide cell names the group of the rows
    below it and opens each of them.
    """
    rows = [line for row in rows for line in _by_lines(row)]
    grid = _spread(rows)
    width = max((len(line) for line in grid), default=0)
    caption: list[tuple[str, bool]] = []
    while grid and width > 1 and len(set(grid[0])) == 1 and not (rows[0] and rows[0][0].heading):
        caption.append((grid[0][0], False))
        grid, rows = grid[1:], rows[1:]
    if not grid:
        return caption
    depth = _header_depth(rows, grid)
    names = [_joined([line[i] for line in grid[:depth]]) for i in range(width)]
    lines, group = caption, ""
    units = [i for i in range(1, width) if _UNITS.fullmatch(names[i]) and _holds_units(grid[depth:], i)]
    for line in grid[depth:]:
        for i in units:
            if not line[0] and line[i] and not is_measure(line[i]):  # a part, set in below its whole
                line[0], line[i] = line[i], ""
        if width > 1 and len(set(line)) == 1:
            group = line[0]
            continue
        named = zip(names, line, strict=True)
        pairs = [f"{name}:{value}" if name else value for name, value in named if value and name != "序号"]
        if pairs:
            lines.append((";".join(([group] if group else []) + pairs), True))
    return lines


_UNITS = re.compile("(?:计量)?单位")


def _holds_units(rows: Grid, column: int) -> bool:
    told = [line[column] for line in rows if line[column]]
    return 2 * sum(map(is_measure, told)) > len(told)


def _by_lines(row: Sequence[Cell]) -> list[list[Cell]]:
    """A row whose cells hold several figures, one a line, as so many rows; the lines of any other row are joined.

    A level and its growth (亿元 above 增长%) are of one thing, whose name may go over lines.
    """
    lines = [cell.text.split("\n") for cell in row]
    several = {len(cell) for cell in lines if len(cell) > 1 and all(_NUMBER.fullmatch(line.strip()) for line in cell)}
    if len(several) != 1:
        return [[replace(cell, text=_unbroken(cell.text)) for cell in row]]
    (count,) = several
    of_one = any(_GROWTH.fullmatch(line.strip()) for own in lines if len(own) == count for line in own[1:])

    def parted(own: list[str]) -> bool:
        told = all(_NUMBER.fullmatch(line.strip()) or _NONE.fullmatch(line) or is_measure(line) for line in own)
        return len(own) == count and (told or not of_one)

    return [
        [
            replace(cell, text=own[i] if parted(own) else _unbroken(cell.text))
            for cell, own in zip(row, lines, strict=True)
        ]
        for i in range(count)
    ]


def _unbroken(text: str) -> str:
    return re.sub(r"(?<=[!-~])\n(?=[!-~])", " ", text).replace("\n", "")


def _spread(rows: Sequence[Sequence[Cell]]) -> Grid:
    """The cells on a grid; a cell over several rows or columns stands in each."""
    filled: dict[tuple[int, int], str] = {}
    for y, row in enumerate(rows):
        x = 0
        for cell in row:
            while (y, x) in filled:
                x += 1
            for dy in range(min(max(cell.rows, 1), len(rows) - y)):
                for dx in range(min(max(cell.columns, 1), 50)):
                    filled[y + dy, x + dx] = cell.text
            x += max(cell.columns, 1)
    width = 1 + max((x for _, x in filled), default=-1)
    return [[filled.get((y, x), "") for x in range(width)] for y in range(len(rows))]


def _header_depth(rows: Sequence[Sequence[Cell]], grid: Grid) -> int:
    """How many rows name the columns: as the format says, else the first row, and what it spans, if it holds no figure."""
    marked = 0
    while marked < len(rows) and rows[marked] and all(cell.heading for cell in rows[marked]):
        marked += 1
    if marked:
        return min(marked, len(grid) - 1)
    if len(grid) < 2 or any(_NUMBER.fullmatch(text) for text in grid[0]) or len(grid[0]) < 2:
        return 0
    spanned = max((cell.rows for cell in rows[0]), default=1)
    split = any(cell.columns > 1 for cell in rows[0])
    return min(max(spanned, 2 if split else 1), _HEADER_ROWS, len(grid) - 1)


def head_of(rows: list[list[Cell]]) -> list[list[Cell]]:
    """The rows at the head of a table that name its columns; none where it opens with figures."""
    grid = _spread(rows)
    depth = _header_depth(rows, grid) if len(grid) > 1 else 0
    return rows[:depth] if not any(_NUMBER.fullmatch(text) for line in grid[:depth] for text in line) else []


def width_of(rows: Sequence[Sequence[Cell]]) -> int:
    """How many columns the widest row fills."""
    return max((sum(cell.columns for cell in row) for row in rows), default=0)


class Tables:
    """The tables of a file in order. One without a head goes on from the one before: below 续表, or with nothing between them."""

    def __init__(self) -> None:
        self._head: list[list[Cell]] = []
        self._group: list[list[Cell]] = []

    def lines(self, rows: list[list[Cell]], between: Sequence[str]) -> list[tuple[str, bool]]:
        """:func:`table_lines` of a table; ``between`` are the lines of text since the one before."""
        between = [line for line in between if line.strip()]
        width = width_of(rows)
        body = [row for row in rows if not _is_wide(row, width)]
        head = head_of(body)
        may_go_on = bool(self._head) and width == width_of(self._head) and all(map(_CONTINUED.fullmatch, between))
        if may_go_on and (not head or (between and any(_FIGURED.search(cell.text) for cell in body[0]))):
            rows = [*self._head, *self._group, *rows]
        else:
            self._head, self._group = head, []
        self._group = [row for row in rows if _is_wide(row, width)][-1:] if width > 1 else []
        return table_lines(rows)


def _is_wide(row: Sequence[Cell], width: int) -> bool:
    return len(row) == 1 and row[0].columns >= width > 1


_CONTINUED = re.compile(
    r"\s*(?:[(（]?\s*(?:续\s*(?:上?表|附表)|接上[表页]).{0,30}|.{0,40}[(（]\s*续\s*表?\s*[)）]|[(（]?(?:计量)?单位[:：].{1,12}|[-—–\d\s]*)"
)
"""What stands above a table that goes on: 续表1, 表1（续）, its unit, a page's number."""
_FIGURED = re.compile(r"(?<!\d)(?!(?:19|20)\d\d)\d")


def _joined(parts: list[str]) -> str:
    return "".join(dict.fromkeys(part for part in parts if part))
