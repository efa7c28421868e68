"""Which lines of a text are headings: numbered, bold, or alone on their line (2023年工作回顾).

A line set like a heading that says all there is by a figure of its own is an item of a list, and text.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from index.bounds import ENDS
from index.dialogue import LEVEL, questions
from index.figures import find_figures
from index.reading.headings import MAX_HEADING, heading_mark, is_heading
from index.reading.source import Source, Span
from index.scope import heads_a_time
from index.sentences import DUTY
from index.topics import LIST_ITEM

_CAPTION = re.compile(r"(?:专栏|表)\s*[\d一二三四五六七八九十]+")
MAX_CAPTION = 40
_BOLD_LEVEL = 7
"""A heading that has no number but its bold type stands below all numbered ones."""


class Marks:
    """What the reader saw, asked by offset."""

    def __init__(self, source: Source) -> None:
        self._text = source.text
        self._rows = frozenset(start for start, _ in source.rows)
        self._bold = source.bold
        self._starts = [start for start, _ in source.bold]

    def is_row(self, start: int) -> bool:
        return start in self._rows

    def bold_in(self, start: int, end: int) -> tuple[Span, ...]:
        first = bisect_left(self._starts, start)
        return tuple((a, b) for a, b in self._bold[first : bisect_left(self._starts, end)] if b <= end)

    def bold_head(self, start: int, end: int) -> int | None:
        """Where the bold type ends that the line opens with, a full stop or colon behind it included."""
        found = self.bold_in(start, end)
        if not found or found[0][0] != start:
            return None
        stop = found[0][1]
        return stop + 1 if stop < end and self._text[stop] in "。:：" else stop

    def run_in_headings(self, start: int, end: int) -> list[Span]:
        """Bold stretches that open a sentence within a line, with more text behind them."""
        found = []
        for a, b in self.bold_in(start, end):
            opens = (
                a == start
                or self._text[max(a - 8, 0) : a].rstrip(" \u3000")[-1:] in tuple("。！？；;”")
                or bool(LIST_ITEM.fullmatch(self._text[start:a]))
            )
            if b < end and self._text[b] in "。:：":
                b += 1
            named = sum("\u4e00" <= c <= "\u9fff" for c in self._text[a:b]) >= _BOLD_MIN
            if opens and named and b - a <= _BOLD_MAX and b < end:
                found.append((a, b))
        return found


_BOLD_MIN, _BOLD_MAX = 3, 45


def headings(text: str, lines: list[Span], marks: Marks) -> dict[int, tuple[int, int | None]]:
    """By where each line starts the level of the heading it opens with, and where that ends; no end where it opens with none."""
    alone, asked = _alone(text, lines, marks), questions(text, lines)
    found: dict[int, tuple[int, int | None]] = {}
    below: tuple[int, int | None] = (0, len(text))
    for start, end in reversed(lines):
        head = (alone[start], end) if start in alone else _heading(text, start, end, marks)
        head = (LEVEL, asked[start]) if start in asked and head[1] != end else head
        item = head[1] == end and start not in {*alone, *asked} and _is_item(text[start:end], head[0], below)
        found[start] = (head[0], None) if item else head
        below = (0, None) if marks.is_row(start) else head
    return found


def _is_item(line: str, level: int, below: tuple[int, int | None]) -> bool:
    """Whether a line set as a heading is one of a list, each of which says all there is, without a text ``below``: by a figure of its own, or
    in a sentence of clauses (三、本方案自印发之日起施行,由区城管局负责解释。)."""
    mark = heading_mark(line)
    figures = find_figures(line[mark.end :] if mark else line)
    told = line.endswith("。") and bool(re.search("[,，]", line))
    if not (figures or told) or heads_a_time(line):
        return False
    alone = (below[1] and below[0] <= level) or (mark is None and tells_a_figure(line))
    return bool(alone) or (bool(figures) and level >= _ITEMS and line.endswith(("。", "；", ";")))


def tells_a_figure(heading: str) -> bool:
    """Whether a heading ends in a figure (全年新增学位5000个以上), so that it is a sentence too."""
    figures = find_figures(heading)
    return bool(figures and ENDS.fullmatch(heading, figures[-1].end))


_ITEMS = 5
"""Level of the numbers (1.) that the items of a list have as well as headings."""


def _heading(text: str, start: int, end: int, marks: Marks) -> tuple[int, int | None]:
    """Level of the heading a line opens with, and where it ends: the whole line, its bold head, or its first short sentence."""
    line = text[start:end]
    mark = heading_mark(line)
    bold = marks.bold_head(start, end)
    if mark is None:
        whole = (
            bold == end and end - start <= MAX_CAPTION and not _CAPTION.match(line) and not line.endswith(("；", "，"))
        )
        return _BOLD_LEVEL, end if whole else None
    if is_heading(line):
        return mark.level, end
    if bold and start + mark.end < bold <= start + MAX_HEADING:
        return mark.level, bold
    stop = line.find("。")
    if 0 < stop < MAX_HEADING - 10 and not (find_figures(line[mark.end : stop]) or DUTY.fullmatch(line, stop + 1)):
        return mark.level, start + stop + 1
    return mark.level, None


def _alone(text: str, lines: list[Span], marks: Marks) -> dict[int, int]:
    """Headings that have no number and no bold type but a line of their own, with their levels.

    One with a time (2023年工作回顾) is known by that. In a document that has those, other short lines in front of prose are headings too.
    """
    timed = [(a, b) for a, b in lines if not marks.is_row(a) and heads_a_time(text[a:b])]
    numbered = any(mark.level <= _TOP_NUMBERED for a, b in timed if (mark := heading_mark(text[a:b])))
    bare = [a for a, b in timed if heading_mark(text[a:b]) is None]
    if numbered or not bare:
        return dict.fromkeys(bare, _BOLD_LEVEL)
    found = dict.fromkeys(bare, _ALONE_LEVEL)
    for (_, before), (a, b), (c, d) in zip(lines, lines[1:], lines[2:], strict=False):
        follows = text[before - 1] in "。！!" and not (marks.is_row(a) or heading_mark(text[a:b]))
        opens = d - c > MAX_HEADING or heading_mark(text[c:d])
        if follows and opens and a > bare[0] and _SHORT_LINE.fullmatch(text, a, b):
            found[a] = _ALONE_LEVEL
    return found


_ALONE_LEVEL = 0
"""Above all numbered headings."""
_TOP_NUMBERED = 3
_SHORT_LINE = re.compile("[\u4e00-\u9fff“”、]{6,24}")
