"""What a sentence announces with a colon: the items behind it, or the headings of the parts it opens (重点抓好以下九个方面工作:)."""

from __future__ import annotations

import re

from index.document import PlanDocument

Span = tuple[int, int]
_ANNOUNCES = re.compile("[:：]\\s*$")
_MARKS = (re.compile("^\\s*[—－-]{2}"), re.compile("^\\s*[一二三四五六七八九十]{1,2}是"))
MOST = 20
"""Items of the longest list given; no plan's list of goals is longer."""


def announces(text: str) -> bool:
    """Whether a sentence only says that a list follows."""
    return bool(_ANNOUNCES.search(text))


def announced(document: PlanDocument, sentence: int) -> tuple[Span, ...]:
    """The spans of the items that sentence ``sentence`` announces, in order; empty where it announces none.

    Items are the sentences marked alike (——, 一是) up to the end of the part that the sentence stands in; without a mark, the headings that
    stand beside the first one behind it.
    """
    if not announces(document.quote(document.sentences[sentence])) or sentence + 1 >= len(document.sentences):
        return ()
    end = _end_of_part(document, sentence)
    behind = [s for s in document.sentences[sentence + 1 :] if s.start < end]
    for mark in _MARKS:
        if behind and mark.match(document.quote(behind[0])):
            return tuple((s.start, s.end) for s in behind if mark.match(document.quote(s)))[:MOST]
    start = document.sentences[sentence].end
    first = next((s for s in document.sections if start <= s.start < end), None)
    if first is None:
        return ()
    beside = [s for s in document.sections if s.parent == first.parent and start <= s.start < end]
    return tuple((s.start, s.start + len(s.title)) for s in beside)[:MOST]


def _end_of_part(document: PlanDocument, sentence: int) -> int:
    section = document.paragraphs[document.sentences[sentence].paragraph].section
    return document.sections[section].end if section is not None else len(document.text)
