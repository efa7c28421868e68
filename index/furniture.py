"""Lines of a text that are not the plan's: contents, signature, what a page puts around it, and what it prints twice."""

from __future__ import annotations

import re
from collections.abc import Callable

from index.reading.source import TAIL, Span


def without_furniture(text: str, lines: list[Span], is_row: Callable[[int], bool]) -> list[Span]:
    """The lines of the plan. ``is_row`` tells by its start whether a line is a table's row, of which none is left out."""
    kept = _without_tail(text, _without_contents(text, lines))
    kept = _without_repeats(text, [(a, b) for a, b in kept if is_row(a) or _WORDS.search(text, a, b)], is_row)
    return _without_signature(text, kept)


_WORDS = re.compile("[\u4e00-\u9fffA-Za-z]{2}")
"""A line with less says nothing: page numbers, --> and the like."""
_LONG = 40


def _without_tail(text: str, lines: list[Span]) -> list[Span]:
    """Without what a saved page puts under its article."""
    for i, (a, b) in enumerate(lines):
        if i > len(lines) * 0.5 and TAIL.match(text[a:b]) and not any(d - c > 3 * _LONG for c, d in lines[i:]):
            return lines[:i]
    return lines


def _without_repeats(text: str, lines: list[Span], is_row: Callable[[int], bool]) -> list[Span]:
    """Each long line once: some pages hold their text, or its opening, twice."""
    seen: set[str] = set()
    kept = []
    for a, b in lines:
        line = text[a:b]
        if b - a >= _LONG and not is_row(a):
            if line in seen:
                continue
            seen.add(line)
        kept.append((a, b))
    return kept


def _without_contents(text: str, lines: list[Span]) -> list[Span]:
    """Without a table of contents: entries led by dots to a page number, and what stands between 目录 and its first entry's return."""
    bare = [_ENTRY_END.sub("", text[a:b]) for a, b in lines]
    bare = ["".join(line.split()) for line in bare]
    head = next((i for i, line in enumerate(bare[:20]) if line in {"目录", "目次"}), None)
    if head is not None and head + 1 < len(lines):
        again = next((i for i in range(head + 2, len(lines)) if bare[i] == bare[head + 1]), None)
        lines = lines[:head] + lines[head + 1 if again is None else again :]
    return [(a, b) for a, b in lines if not _LEADER.search(text, a, b)]


_ENTRY_END = re.compile(r"[\s.…·．]*\d*$")
_LEADER = re.compile(r"(?:\.{4,}|…{2,}|·{4,}|．{4,})\s*[-—]?\d{1,4}[-—]?$")


def _without_signature(text: str, lines: list[Span]) -> list[Span]:
    """Without what stands below the last paragraph: who signed when, (此件公开发布)."""
    while len(lines) > 1 and _SIGNATURE.fullmatch(text, *lines[-1]):
        lines = lines[:-1]
    return lines


_SIGNATURE = re.compile(
    "(?:[\u4e00-\u9fff]{2,20}(?:人民政府|委员会|办公室|办公厅|[局厅部委])|[〇○零一二三四五六七八九\\d]{4}年[一二三四五六七八九十\\d]{1,3}月[一二三四五六七八九十\\d]{1,3}日|"
    "[（(]此件.{0,12}[）)]|抄送[:：].*|[^。]{2,30}办公(?:室|厅).{0,4}\\d{4}年\\d{1,2}月\\d{1,2}日印发)"
)
