"""Tables drawn on a page: ruled lines make a grid, and the letters inside it are its cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from index.reading.tables import Cell, is_measure

_THIN = 2.5
"""Points: what is thinner is a line."""
_NEAR = 3.0
"""Points: lines nearer than this are one, or touch."""
MOST_RULINGS = 20_000
"""A page with more is a drawing."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter and its box; heights count downwards. Letters of two fonts on one line share the baseline, not the box."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    baseline: float
    bold: bool

    @property
    def size(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    def holds(self, letter: Letter) -> bool:
        across = (letter.left + letter.right) / 2
        return self.left <= across <= self.right and self.top <= letter.middle <= self.bottom


def find_tables(rulings: Sequence[Box], letters: Sequence[Letter]) -> Iterator[tuple[Box, list[list[Cell]]]]:
    """Every ruled grid of at least two rows and two columns, with its cells' text."""
    if len(rulings) > MOST_RULINGS:
        return
    for group in _touching(_lying_or_standing(rulings)):
        xs = _positions([s.left for s in group if s.right - s.left < _THIN])
        ys = _positions([s.top for s in group if s.bottom - s.top < _THIN])
        if len(xs) < 3 or len(ys) < 3:
            continue
        box = Box(xs[0] - 1, ys[0] - 1, xs[-1] + 1, ys[-1] + 1)
        yield box, _cells(xs, ys, group, [letter for letter in letters if box.holds(letter)])


def _lying_or_standing(rulings: Sequence[Box]) -> list[Box]:
    return [
        r
        for r in rulings
        if min(r.right - r.left, r.bottom - r.top) < _THIN and max(r.right - r.left, r.bottom - r.top) > _NEAR
    ]


def _touching(segments: list[Box]) -> list[list[Box]]:
    """Groups of segments that reach one another, found by sweeping down the page."""
    groups: list[tuple[Box, list[Box]]] = []
    for segment in sorted(segments, key=lambda s: s.top):
        joined = [segment]
        box = segment
        apart = []
        for other, members in groups:
            if _reach(box, other):
                box = _around(box, other)
                joined += members
            else:
                apart.append((other, members))
        groups = [*apart, (box, joined)]
    return [members for _, members in groups]


def _reach(a: Box, b: Box) -> bool:
    return (
        a.left <= b.right + _NEAR
        and b.left <= a.right + _NEAR
        and a.top <= b.bottom + _NEAR
        and b.top <= a.bottom + _NEAR
    )


def _around(a: Box, b: Box) -> Box:
    return Box(min(a.left, b.left), min(a.top, b.top), max(a.right, b.right), max(a.bottom, b.bottom))


def _positions(values: list[float]) -> list[float]:
    """Distinct positions, near ones taken as one."""
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > _NEAR:
            out.append(value)
    return out


def _cells(xs: list[float], ys: list[float], group: list[Box], letters: Sequence[Letter]) -> list[list[Cell]]:
    """Text by cell; a cell without a line on its left or upper side goes on from there.

    No line of the table reaches further than its cell's margins, so the fullest one tells how wide they are at most.
    """
    texts: dict[tuple[int, int], list[Letter]] = {}
    for letter in letters:
        column = sum(1 for x in xs[1:-1] if x < (letter.left + letter.right) / 2)
        row = sum(1 for y in ys[1:-1] if y < letter.middle)
        texts.setdefault((row, column), []).append(letter)
    taken: set[tuple[int, int]] = set()
    rows: list[list[tuple[Cell, list[_Line], float]]] = []
    for r in range(len(ys) - 1):
        cells = []
        for c in range(len(xs) - 1):
            if (r, c) in taken:
                continue
            columns = rows_below = 1
            while c + columns < len(xs) - 1 and not _ruled_down(group, xs[c + columns], ys[r], ys[r + 1]):
                columns += 1
            while r + rows_below < len(ys) - 1 and not _ruled_across(group, ys[r + rows_below], xs[c], xs[c + 1]):
                rows_below += 1
            inside = [(r + i, c + j) for i in range(rows_below) for j in range(columns)]
            taken.update(inside)
            found = [letter for place in inside for letter in texts.get(place, ())]
            cells.append((Cell("", columns, rows_below), _lines(found), xs[c + columns] - xs[c]))
        rows.append(cells)
    margins = min((width - line.width for row in rows for _, lines, width in row for line in lines), default=0.0)
    return [[replace(cell, text=_text(lines, width - margins)) for cell, lines, width in row] for row in rows]


def _ruled_down(group: list[Box], x: float, top: float, bottom: float) -> bool:
    middle = (top + bottom) / 2
    return any(abs(s.left - x) <= _NEAR and s.right - s.left < _THIN and s.top <= middle <= s.bottom for s in group)


def _ruled_across(group: list[Box], y: float, left: float, right: float) -> bool:
    middle = (left + right) / 2
    return any(abs(s.top - y) <= _NEAR and s.bottom - s.top < _THIN and s.left <= middle <= s.right for s in group)


@dataclass(frozen=True, slots=True)
class _Line:
    """The letters of a cell's line from left to right; never empty."""

    letters: list[Letter]

    @property
    def text(self) -> str:
        return "".join(letter.text for letter in self.letters)

    @property
    def width(self) -> float:
        return self.letters[-1].right - self.letters[0].left

    @property
    def opening(self) -> float:
        """How wide the first of it is that may not be parted: a letter with the marks around it, a number, a Latin word."""
        first = _UNPARTED.match(self.text)
        letters = self.letters[: first.end() if first else 1]
        return sum(max(letter.right - letter.left, 0.0 if letter.text.isascii() else letter.size) for letter in letters)


def _lines(letters: list[Letter]) -> list[_Line]:
    """The lines of a cell from top to bottom."""
    size = max((letter.size for letter in letters), default=0.0)
    lines: list[list[Letter]] = []
    for letter in sorted(letters, key=lambda x: x.middle):
        if lines and letter.middle - lines[-1][0].middle < 0.45 * size:
            lines[-1].append(letter)
        else:
            lines.append([letter])
    return [_Line(sorted(line, key=lambda x: x.left)) for line in lines]


def _text(lines: list[_Line], room: float) -> str:
    r"""The lines of a cell, joined where one was full; ``\n`` where the next would have gone on in it, within ``room`` points.

    Units below one another (亿元, 增长%) are each by itself, full or not.
    """
    text = "".join(line.text for line in lines[:1])
    for before, line in pairwise(lines):
        full = before.width + line.opening + _SLACK * line.letters[0].size > room
        full = full and not (is_measure(before.text) and is_measure(line.text))
        text += line.text if full else "\n" + line.text
    return text


_SLACK = 0.2
"""Of a letter's size: boxes are narrower than the space that letters take."""
_UNPARTED = re.compile("[（《“]*(?:[!-~]+|.)[，。、；：！？）》”％]*")
