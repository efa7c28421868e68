"""The printed lines of a page: letters at one height, as text and as the pieces that wide gaps part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from index.reading.columnheads import Piece, Row
from index.reading.rulings import Letter
from index.reading.source import Run


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """One printed line. Lengths in points, ``top`` counted downwards from the page's upper edge."""

    runs: tuple[Run, ...]
    left: float
    right: float
    top: float
    bottom: float
    page: int
    row: bool = False
    """A table's line: complete in itself."""

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)

    @property
    def size(self) -> float:
        return self.bottom - self.top


def printed_lines(letters: Sequence[Letter], page: int) -> tuple[list[PlacedLine], list[Row]]:
    """The lines of a page from top to bottom, and the same as pieces."""
    found = list(heights(letters))
    lines = [_line(height, page) for height in found]
    spacing = _spacing([gap for height in found for gap in _gaps(height)])
    rows = [Row(tuple(_pieces(h, spacing, page)), line.top) for h, line in zip(found, lines, strict=True)]
    return lines, rows


def heights(letters: Sequence[Letter]) -> Iterator[list[Letter]]:
    """Letters at one height, from left to right."""
    rest = sorted(letters, key=lambda letter: letter.baseline)
    start = 0
    for i in range(1, len(rest) + 1):
        if i < len(rest):
            first, letter = rest[start], rest[i]
            if (letter.baseline - first.baseline) < 0.45 * max(first.size, letter.size):
                continue
        yield sorted(rest[start:i], key=lambda letter: letter.left)
        start = i


def _pieces(letters: Sequence[Letter], spacing: float, page: int) -> Iterator[Piece]:
    """What stands between the wide gaps of a line on a page whose letters are set apart by ``spacing``."""
    wide = spacing + _WIDE * median(letter.size for letter in letters)
    start = 0
    for i, gap in enumerate(_gaps(letters), 1):
        if gap > wide:
            yield _piece(letters[start:i], page)
            start = i
    yield _piece(letters[start:], page)


def _piece(letters: Sequence[Letter], page: int) -> Piece:
    line = _line(letters, page)
    return Piece(line.text, line.left, line.right)


_WIDE = 0.9
"""Of a letter's size: wider gaps part columns."""


def _gaps(letters: Sequence[Letter]) -> list[float]:
    return [letter.left - before.right for before, letter in pairwise(letters)]


def _spacing(gaps: Sequence[float]) -> float:
    """How widely letters are set apart."""
    return max(median(gaps), 0.0) if len(gaps) >= _ENOUGH else 0.0


def _line(letters: Sequence[Letter], page: int) -> PlacedLine:
    """One line of letters. It is as large as its characters: figures are lower, and a line full of them is no smaller print."""
    size = median([x.size for x in letters if "\u4e00" <= x.text <= "\u9fff"] or [x.size for x in letters])
    runs = [Run(letters[0].text, letters[0].bold, page)]
    gaps = _gaps(letters)
    spacing = _spacing(gaps)
    for gap, before, letter in zip(gaps, letters, letters[1:], strict=False):
        gap -= spacing
        latin = before.text.isascii() and letter.text.isascii()
        blank = " " if gap > (0.2 if latin else 0.8) * size else ""
        if letter.bold == runs[-1].bold:
            runs[-1] = Run(runs[-1].text + blank + letter.text, letter.bold, page)
        else:
            runs.append(Run(blank + letter.text, letter.bold, page))
    top = median(letter.top for letter in letters)
    return PlacedLine(tuple(runs), letters[0].left, max(x.right for x in letters), top, top + size, page)


_ENOUGH = 4
"""Gaps of a line from which on it is told how widely its letters are spaced."""
