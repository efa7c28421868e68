"""How Chinese official documents number their headings (GB/T 9704: 一、 then (一) then 1. then (1); plans also use 第一章)."""

from __future__ import annotations

import re
from typing import NamedTuple

_NUMERAL = "[一二三四五六七八九十百]+"
_MARKS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (1, re.compile(rf"第{_NUMERAL}(?:章|部分|篇)[ \u3000:：]*")),
    (2, re.compile(rf"第{_NUMERAL}节[ \u3000:：]*")),
    (3, re.compile(rf"{_NUMERAL}、[ \u3000]*")),
    (4, re.compile(rf"[（(]{_NUMERAL}[）)][ \u3000]*")),
    (5, re.compile(r"\d{1,2}(?:[.．](?!\d)|、)[ \u3000]*")),
    (6, re.compile(r"[（(]\d{1,2}[）)][ \u3000]*")),
)
MAX_HEADING = 60
"""Characters; longer is a paragraph that happens to be numbered."""


class HeadingMark(NamedTuple):
    level: int
    end: int


def heading_mark(line: str) -> HeadingMark | None:
    """The numbering that opens ``line`` (already stripped), with the level it stands for, or None."""
    for level, pattern in _MARKS:
        match = pattern.match(line)
        if match:
            return HeadingMark(level, match.end())
    return None


def is_heading(line: str) -> bool:
    """Whether the whole stripped line is a numbered heading."""
    mark = heading_mark(line)
    if mark is None or len(line) > MAX_HEADING:
        return False
    body = line[mark.end :].rstrip("。.：: ")
    return bool(body) and "。" not in body
