"""The clauses of a sentence, and which of them lean on the one before for what they speak of."""

from __future__ import annotations

import re
from functools import lru_cache

from index.words import tagged


def clauses(text: str) -> list[tuple[int, int]]:
    """Spans of the clauses between commas and semicolons, the mark included; a comma inside a figure (12,000) ends none."""
    return [m.span() for m in re.finditer(r"(?:[^,，;；]|(?<=\d),(?=\d{3}))+[,，;；]?", text)]


def with_subject(text: str, start: int, end: int) -> tuple[int, int]:
    """The span of the clauses around ``text[start:end]``, and of those before it that it leans on (…产业园,集聚企业87家)."""
    spans = clauses(text)
    inside = [i for i, (a, b) in enumerate(spans) if a < end and start < b] or [0]
    first = inside[0]
    while first and inside[0] - first < _FAR and leans(text[slice(*spans[first])]):
        first -= 1
    if first and _ABOUT.match(text[slice(*spans[first - 1])]):
        first -= 1
    return spans[first][0], spans[inside[-1]][1]


@lru_cache(maxsize=20_000)
def leans(clause: str) -> bool:
    """Whether a clause has no subject of its own: it begins with a verb (集聚企业87家) or with a part of a whole (总投资超900亿元)."""
    if _PART.match(clause):
        return True
    words = tagged(clause.lstrip("—－- \u3000\n"))[:2]
    if not words or words[0][1] not in ("v", "d", "ad", "p", "vd"):
        return False
    # A verb with a verb or 对 behind it is the name of a thing: 消费对经济增长的贡献率, 出口增长.
    named = words[0][1] == "v" and words[1:] and words[1][1] in ("v", "p", "uj")
    return not named or bool(_DEED.match(words[0][0]))


_DEED = re.compile("新增|累计|实现|完成|继续|持续|加快|预计|力争|建成|推动|开展|组织|启动|实施")
"""Verbs that are no names of things whatever follows."""
_ABOUT = re.compile("[—－ ]*(?:为(?:了)?|围绕|针对|对于?|在|关于)[^,，;；]{4,}")
"""A clause that says what the next one is about: 为加快社会保障体系建设,今年中央财政将安排2762亿元."""
_FAR = 2
"""Clauses back that a subject may stand."""
_PART = re.compile(
    "(?:总(?:投资|面积|长|里程|规模|数|量|额|产值|注册资本)|其中|累计|同比|年均|平均|覆盖(?:面|率)|占比?|比|较|均|分别)"
)
