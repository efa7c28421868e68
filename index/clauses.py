"""The clauses of a sentence that hold figures, cut so that each figure has its own stretch of text."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.bounds import without_bounds
from index.figures import Figure

CLAUSE_END = re.compile(r"[,，;；:：。！？!?\n]")
LIST = re.compile(
    "、|以及|(?<![共温柔祥缓总谐平中])和(?![美谐平睦解县田])|(?<![普涉波危顾惠以])及(?![时格其])|(?<![参给赋])与(?![会时])"
)


@dataclass(frozen=True, slots=True)
class Segment:
    """The stretch of a clause that belongs to one figure. ``shared`` where an enumeration goes on."""

    figure: Figure
    start: int
    end: int
    before: str
    behind: str
    shared: bool
    open: bool
    """Another figure stands behind in the same stretch."""
    of: bool = False
    """的 ties it to what stands behind: 总投资15亿元的商场."""


def clauses(text: str, figures: tuple[Figure, ...]) -> Iterator[tuple[int, int, list[Figure]]]:
    """Clauses between commas that hold figures; a comma inside a figure (12,000) ends none."""
    stops = [m.start() for m in CLAUSE_END.finditer(text) if not any(f.start <= m.start() < f.end for f in figures)]
    start = 0
    for stop in [*stops, len(text)]:
        inside = [f for f in figures if start <= f.start < stop]
        if inside:
            yield start, stop, inside
        start = stop + 1


def _cut(between: str) -> tuple[int, int] | None:
    """Where an enumeration splits between two figures: end of the left part and start of the right one."""
    after = _AFTER_FIGURE.match(between)
    offset = after.end() if after else 0
    match = LIST.match(between, offset) or _DIVIDES.search(between, offset)
    if not match:
        kept, _ = without_bounds(between)
        match = re.search(f"(?:{LIST.pattern})$", kept)
    return match.span() if match else None


_DIVIDES = re.compile("(?<!^[国省市州区县部])、")
"""12个国、省控断面 is one kind of thing."""
_AFTER_FIGURE = re.compile("(?:及|或)?(?:以上|以下|以内|之内|左右|上下)")


_UNIT_NOTE = re.compile("^(?:[（(][^（）()]{1,3}[)）]次?|/(?:月|年|人|亩|吨|天|日|户|斤|公斤|平方米))")
"""1.2万套（间）, 800元/月."""


def segments(text: str, start: int, end: int, figures: list[Figure]) -> list[Segment]:
    bounds = [(start, False)]
    ends = []
    for left, right in itertools.pairwise(figures):
        cut = _cut(text[left.end : right.start])
        ends.append(left.end + cut[0] if cut else end)
        bounds.append((left.end + cut[1] if cut else bounds[-1][0], bool(cut)))
    ends.append(end)
    for i in range(len(ends) - 2, -1, -1):  # figures that no mark divides share one quote
        if bounds[i + 1][0] == bounds[i][0]:
            ends[i] = ends[i + 1]
    found = []
    for i, figure in enumerate(figures):
        first, shared = bounds[i]
        joined = i > 0 and bounds[i - 1][0] == first
        begin = figures[i - 1].end if joined else first
        stop = min(ends[i], figures[i + 1].start) if i + 1 < len(figures) else end
        after = _AFTER_FIGURE.match(text, figure.end)
        behind = text[after.end() if after else figure.end : stop]
        behind = _UNIT_NOTE.sub("", behind)
        tied, behind = behind.startswith("的"), behind.lstrip("的")
        found.append(Segment(figure, first, ends[i], text[begin : figure.start], behind, shared, stop < ends[i], tied))
    return found
