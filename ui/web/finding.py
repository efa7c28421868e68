"""Words searched for in one document: where they stand, and the text with them marked. All offsets count in the document's text."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from html import escape

from index.words import simplify

Span = tuple[int, int]
MOST_HITS = 1000
"""Marked in one page."""


def find(text: str, words: str) -> tuple[Span, ...]:
    """Where ``words`` stand, however they are written: simplified or traditional, full or half width, with blanks or line breaks between."""
    wanted = "".join(_comparable(words, simplify(words)).split())
    if not wanted:
        return ()
    plain = _comparable(text, simplify(text))
    places = [i for i, character in enumerate(plain) if not character.isspace()]
    dense = "".join(plain[i] for i in places)
    found: list[Span] = []
    at = dense.find(wanted)
    while at >= 0 and len(found) < MOST_HITS:
        found.append((places[at], places[at + len(wanted) - 1] + 1))
        at = dense.find(wanted, at + len(wanted))
    return tuple(found)


def _comparable(text: str, simple: str) -> str:
    """The text with each character in its place."""
    plain = simple if len(simple) == len(text) else text
    return plain.translate({ord(c): _folded(c) for c in set(plain)})


def _folded(character: str) -> str:
    folded = unicodedata.normalize("NFKC", character).lower()
    return folded if len(folded) == 1 else character


class Marker:
    """Writes pieces of a text as HTML, in reading order, and counts the hits that it has written.

    A hit that is written in two pieces (half of it in a run-in heading) is one: its first piece has its anchor.
    """

    def __init__(self, text: str, cited: Span | None = None, hits: Sequence[Span] = ()) -> None:
        self._text, self._cited, self._hits = text, cited, hits
        self._ends = [end for _, end in hits]
        self._numbers: dict[Span, int] = {}

    @property
    def count(self) -> int:
        """How many hits have been written."""
        return len(self._numbers)

    def cites(self, start: int, end: int) -> bool:
        """Whether what is cited lies, wholly or in part, in a piece."""
        return self._cited is not None and start < self._cited[1] and self._cited[0] < end

    def piece(self, start: int, end: int) -> str:
        """``text[start:end]`` with what is cited and what was searched for marked."""
        if self._cited is None or not self.cites(start, end):
            return self.found(start, end)
        first, last = max(start, self._cited[0]), min(end, self._cited[1])
        return f"{self.found(start, first)}<mark>{self.found(first, last)}</mark>{self.found(last, end)}"

    def plain(self, start: int, end: int) -> str:
        """``text[start:end]`` with what is cited marked, and no hit."""
        return Marker(self._text, self._cited).piece(start, end)

    def found(self, start: int, end: int) -> str:
        """``text[start:end]`` with what was searched for marked."""
        html, at = "", start
        for hit in self._hits[bisect_right(self._ends, start) :]:
            first, last = max(at, hit[0]), min(end, hit[1])
            if first >= end:
                break
            anchor = "" if hit in self._numbers else f' id="hit-{len(self._numbers) + 1}"'
            number = self._numbers.setdefault(hit, len(self._numbers) + 1)
            html += f'{_lines(self._text[at:first])}<mark class="hit" data-hit="{number}"{anchor}>{_lines(self._text[first:last])}</mark>'
            at = last
        return html + _lines(self._text[at:end])


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")
