"""What a card shows of a quote: all of one that is not too long, else the clauses that say most and what stands around them."""

from __future__ import annotations

import itertools
import re

MOST = 200
"""Characters of a quote in sight."""
_CUT = re.compile(r"(?<=[,;!?])(?!\d)|(?<=[，；。！？、\n])")
"""Between clauses; a half-width comma between digits parts none."""
_INSIDE = re.compile(r"[\d.,，％%]")


def excerpt(quote: str, focus: tuple[int, int] | None, most: int = MOST) -> str:
    """At most about ``most`` characters of a quote, whole clauses around ``quote[slice(*focus)]`` (its beginning where that is None), with
    an ellipsis where something is left out; never cut inside a number."""
    if len(quote) <= most:
        return quote
    cuts = sorted({0, len(quote), *(m.start() for m in _CUT.finditer(quote))})
    spans = list(itertools.pairwise(cuts))
    start, end = focus or spans[0]
    first = next((i for i, (_, b) in enumerate(spans) if b > start), 0)
    last = first
    for i in range(first, len(spans)):  # the clauses of the focus
        if spans[i][0] >= end or spans[i][1] - spans[first][0] > most:
            break
        last = i
    while True:  # those behind it while they fit, else those before it
        room = most - (spans[last][1] - spans[first][0])
        if last + 1 < len(spans) and spans[last + 1][1] - spans[last + 1][0] <= room:
            last += 1
        elif first and spans[first - 1][1] - spans[first - 1][0] <= room:
            first -= 1
        else:
            break
    start, end = spans[first][0], _short_of_number(quote, spans[first][0], spans[last][1], most)
    return f"{'…' if start else ''}{quote[start:end].strip()}{'…' if end < len(quote) else ''}"


def _short_of_number(quote: str, start: int, end: int, most: int) -> int:
    """Where a piece ends: one clause that is too long by itself is cut in front of the number that the cut would go through."""
    if end - start <= most:
        return end
    end = start + most
    while end > start + 1 and _INSIDE.match(quote[end - 1]) and _INSIDE.match(quote[end]):
        end -= 1
    return end
