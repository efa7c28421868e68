"""What is embedded: a document's paragraphs and sentences, each with the context that tells its twins apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from index.dialogue import question_in
from index.document import PlanDocument, Scope

_NUMBERING = re.compile(
    r"^(?:第[一二三四五六七八九十百]+[章节]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)]|\d+[.、])\s*"
)

Level = Literal["paragraph", "sentence", "context"]
_CUT = re.compile(r"[，;；。:：]|,(?!\d)")
LONG, PIECE = 100, 40
"""Characters from which a sentence is embedded piece by piece too, and the least that a piece holds."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One embedded text. ``embedded`` is what the model reads; ``start``/``end`` locate the verbatim piece.

    ``level`` is ``paragraph``, ``sentence`` (bare) or ``context`` (sentence below its heading path; a long one also piece by piece, each with
    its own ``start`` and ``end``). ``sentence`` is None for a paragraph.
    """

    id: int
    document_id: str
    level: Level
    sentence: int | None
    paragraph: int
    scope: Scope | None
    start: int
    end: int
    embedded: str


def document_passages(document: PlanDocument, first_id: int) -> Iterator[Passage]:
    """Passages of one document, ids counting up from ``first_id``."""
    ids = iter(range(first_id, 2**62))
    for p, paragraph in enumerate(document.paragraphs):
        scope = document.sections[paragraph.section].scope if paragraph.section is not None else None
        text = f"{context_line(document, p, scope)}\n{document.quote(paragraph)}"
        yield _passage(next(ids), document, "paragraph", None, p, scope, paragraph.start, paragraph.end, text)
    for s, sentence in enumerate(document.sentences):
        text = document.quote(sentence)
        where = context_line(document, sentence.paragraph, sentence.scope)
        place = (s, sentence.paragraph, sentence.scope, sentence.start, sentence.end)
        yield _passage(next(ids), document, "sentence", *place, text)
        yield _passage(next(ids), document, "context", *place, f"{where}:{text}")
        for start, end in _pieces(text):
            own = (*place[:3], sentence.start + start, sentence.start + end)
            yield _passage(next(ids), document, "context", *own, f"{where}:{text[start:end]}")


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """A long sentence in runs of clauses: one vector of ten targets is near to a question about none of them."""
    if len(text) < LONG:
        return
    start = 0
    for end in (*(m.end() for m in _CUT.finditer(text)), len(text)):
        if end - start >= PIECE or (end == len(text) > start):
            yield start, end
            start = end


def context_line(document: PlanDocument, paragraph: int, scope: Scope | None) -> str:
    """``龙华区 2023年目标 民生幸福标杆城区 发展优质均衡教育``: place, time, heading and topic in words a question would use."""
    part = document.paragraphs[paragraph]
    path = document.heading_path(part.section)
    heading = question_in(_NUMBERING.sub("", path[-1])) if path else ""
    when = scope_words(scope)
    return " ".join(word for word in (document.metadata.region, when, heading, part.topic) if word)


def scope_words(scope: Scope | None) -> str:
    """A scope as Chinese readers say it: 2022年完成情况, 2023年目标."""
    if scope is None:
        return ""
    years = f"{scope.first_year}—{scope.year}年" if scope.first_year not in (None, scope.year) else f"{scope.year}年"
    return years + scope.period + ("完成情况" if scope.kind == "actual" else "目标")


def _passage(
    passage_id: int,
    document: PlanDocument,
    level: Level,
    sentence: int | None,
    paragraph: int,
    scope: Scope | None,
    start: int,
    end: int,
    embedded: str,
) -> Passage:
    return Passage(passage_id, document.document_id, level, sentence, paragraph, scope, start, end, embedded)
