"""Tables drawn with the lines of a character set (┌─┬─┐ │ ├─┼─┤), or with + - |, as text files of old have them.

A rule ends the row above it in the columns that it runs over; where it stops short, a cell goes on. Columns stand below the marks of the rules by
how far right they are printed; a line with as many bars as the widest is parted by their number, since not every program that wrote it counted
as printers do.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

from index.reading.tables import Cell

_UPRIGHT = "│┃║|｜"
_CORNERS = "┌┍┎┏┐┑┒┓└┕┖┗┘┙┚┛├┝┞┟┠┡┢┣┤┥┦┧┨┩┪┫┬┭┮┯┰┱┲┳┴┵┶┷┸┹┺┻┼┽┾┿╀╁╂╃╄╅╆╇╈╉╊╋╔╗╚╝╠╣╦╩╬╒╓╕╖╘╙╛╜╞╟╡╢╤╥╧╨╪╫+"
_LEVEL = "─━═╌╍┄┅┈┉-="
_RULE = re.compile(f"\\s*[{_CORNERS}{_UPRIGHT}][^\n]*[{re.escape(_LEVEL)}][^\n]*")
_TYPED = re.compile(r"\s*\|(?:\s*:?-{2,}:?\s*\|)+\s*")
"""As in Markdown."""
_FIGURE = re.compile(r"[-+≥≤<>]*(?!(?:19|20)\d\d年?$)\d")
_TWO = 2
Band = list[dict[int, tuple[int, str]]]
"""Lines between two rules: their cells by first column, each with the column behind its last."""


def drawn_tables(lines: Sequence[str]) -> Iterator[tuple[int, int, list[list[Cell]]]]:
    """First line, the one behind the last, and rows of each table among lines."""
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) and (_is_rule(lines[end]) or _is_line(lines[end])):
            end += 1
        if end > at and any(map(_is_rule, lines[at:end])):
            rows = _rows(lines[at:end])
            if rows:
                yield at, end, rows
        at = max(end, at + 1)


def _is_rule(line: str) -> bool:
    """Whether a line is drawn, in a part of its columns at least: ├───┼───┤, │      ├───┤."""
    return bool(_TYPED.fullmatch(line) or (_RULE.fullmatch(line) and len(_marks(line, _CORNERS)) >= _TWO))


def _is_line(line: str) -> bool:
    bare = line.strip()
    return len(_marks(bare, _UPRIGHT)) > _TWO - 1 and bare[:1] in _UPRIGHT and bare[-1:] in _UPRIGHT


def _marks(line: str, chars: str) -> list[int]:
    return [i for i, char in enumerate(line) if char in chars]


def _places(line: str) -> list[int]:
    """Where each character is printed, in halves of a character."""
    at, out = 0, []
    for char in line:
        out.append(at)
        at += 2 if unicodedata.east_asian_width(char) in "WFA" else 1
    return out


def _rows(lines: Sequence[str]) -> list[list[Cell]]:
    bars = [_marks(line, _UPRIGHT) for line in lines if not _is_rule(line)]
    count = max(map(len, bars), default=0)
    if count <= _TWO:
        return []
    edges = next(
        _edges(line, _UPRIGHT) for line in lines if not _is_rule(line) and len(_marks(line, _UPRIGHT)) == count
    )
    bands: list[Band] = [[]]
    ended: list[set[int]] = [set(range(count - 1))]
    for line in lines:
        if not _is_rule(line):
            bands[-1].append(_cells(line, edges))
        elif bands[-1]:
            bands.append([])
            ended.append(_ruled(line, edges))
    bands, ended = (bands, ended) if bands[-1] else (bands[:-1], ended[:-1])
    return _merged(*_by_figures(bands, ended, count - 1))


def _edges(line: str, chars: str) -> list[int]:
    places = _places(line)
    return [places[i] for i in _marks(line, chars)]


def _nearest(edges: Sequence[int], place: int) -> int:
    return min(range(len(edges)), key=lambda i: abs(edges[i] - place))


def _cells(line: str, edges: Sequence[int]) -> dict[int, tuple[int, str]]:
    """The cells of a line by their first column, each with the column behind its last."""
    marks = _marks(line, _UPRIGHT)
    own = _edges(line, _UPRIGHT)
    at = list(range(len(edges))) if len(own) == len(edges) else [_nearest(edges, place) for place in own]
    return {
        a: (max(b, a + 1), line[i + 1 : j].strip())
        for (i, j), (a, b) in zip(pairwise(marks), pairwise(at), strict=True)
    }


def _ruled(line: str, edges: Sequence[int]) -> set[int]:
    """The columns that a rule runs over."""
    places = _places(line)
    drawn = [places[i] for i in _marks(line, _LEVEL)]
    corners = _edges(line, _CORNERS + _UPRIGHT)
    if len(corners) == len(edges):
        edges = corners
    return {i for i, (a, b) in enumerate(pairwise(edges)) if any(a < place < b for place in drawn)}


def _by_figures(bands: Sequence[Band], ended: Sequence[set[int]], columns: int) -> tuple[list[Band], list[set[int]]]:
    """The bands, those that hold several rows without a rule between them as so many; a row has figures and a first cell."""
    out: list[Band] = []
    starts: list[set[int]] = []
    for band, own in zip(bands, ended, strict=True):
        opens = [i for i, line in enumerate(band) if line.get(0, (0, ""))[1] and _has_figure(line)]
        at = opens if len(opens) > 1 else []
        parts = [band[i:j] for i, j in pairwise([0, *at[1:], len(band)])]
        out += parts
        starts += [own, *[set(range(columns))] * (len(parts) - 1)]
    return out, starts


def _has_figure(line: dict[int, tuple[int, str]]) -> bool:
    return any(start and _FIGURE.match(text) for start, (_, text) in line.items())


def _merged(bands: Sequence[Band], ended: Sequence[set[int]]) -> list[list[Cell]]:
    """Bands between rules as rows; a cell without a rule above it goes on from the band before."""
    rows: list[list[tuple[int, Cell]]] = []
    open_at: dict[int, tuple[int, int]] = {}
    for y, band in enumerate(bands):
        starts = sorted({start for line in band for start in line})
        rows.append([])
        for start in starts:
            found = [line[start] for line in band if start in line]
            stop = min(end for end, _ in found)
            text = "\n".join(text for _, text in found if text)
            if y and start not in ended[y] and start in open_at:
                top, at = open_at[start]
                column, cell = rows[top][at]
                joined = "\n".join(filter(None, (cell.text, text)))
                rows[top][at] = column, Cell(joined, cell.columns, y - top + 1)
                continue
            open_at[start] = y, len(rows[y])
            rows[y].append((start, Cell(text, stop - start)))
    return [[Cell(_whole(cell.text), cell.columns, cell.rows) for _, cell in row] for row in rows]


def _whole(text: str) -> str:
    """The text of a cell as one line: 指    标 is spread out, and figures of several lines stay apart."""
    return re.sub(r"(?<=[\u3400-\u9fff])[ \u3000]+(?=[\u3400-\u9fff])", "", text)
