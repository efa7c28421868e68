"""Where the sentences of a block begin and end."""

from __future__ import annotations

import re
from itertools import pairwise

from index.reading.source import Span

DUTY = re.compile(
    "[ \\u3000]*[（(【\\[][^（）()【】\\[\\]\\n。]{0,20}(?:责任|牵头|主办|承办|配合|主管|负责|时限|期限|完成时间)[^（）()【】\\[\\]\\n]*[）)】\\]][。；;]?"
)
"""Who is to do what a sentence says, or by when, in brackets behind its full stop: a part of it."""
_SENTENCE = re.compile(rf"[^。！？!?]*[。！？!?]+[”’》）)】]*(?:{DUTY.pattern})?|[^。！？!?]+$")
_SERIES = re.compile("(?<=[：:])(?=一是)|(?<=[；;])(?=[二三四五六七八九十]是)")
"""Where the items of one sentence begin (抓好三件事：一是…；二是…)."""


def sentence_spans(text: str, start: int, end: int, cuts: list[int]) -> list[Span]:
    """Sentences of a block, cut at ``cuts`` too (where bold run-in headings end) and where the items of a series begin."""
    stops = {start, end, *cuts}
    stops.update(match.end() for match in _SENTENCE.finditer(text, start, end))
    stops.update(match.start() for match in _SERIES.finditer(text, start, end))
    spans = []
    for a, b in pairwise(sorted(stops)):
        while a < b and text[a].isspace():
            a += 1
        while b > a and text[b - 1].isspace():
            b -= 1
        if a < b:
            spans.append((a, b))
    return spans
