"""What is embedded: a document's paragraphs, sentences and clauses, each with the context that tells its twins apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from index.document import PlanDocument, Scope
from index.ledger import extract_rows

_NUMBERING = re.compile(
    r"^(?:第[一二三四五六七八九十百]+[章节]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)]|\d+[.、])\s*"
)

Level = Literal["paragraph", "sentence", "context", "figure"]


@dataclass(frozen=True, slots=True)
class Passage:
    """One embedded text. ``embedded`` is what the model reads; ``start``/``end`` locate the verbatim piece.

    ``level`` is ``paragraph``, ``sentence`` (bare), ``context`` (sentence below its heading path) or ``figure`` (the clause of one
    ledger row, since a sentence of ten figures is near to no question about one of them). ``sentence`` is None for a paragraph.
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
    for row in extract_rows(document):
        scope, paragraph_at = document.sentences[row.sentence].scope, document.sentences[row.sentence].paragraph
        text = f"{scope_words(scope)} {row.indicator}:{row.quote}"
        yield _passage(next(ids), document, "figure", row.sentence, paragraph_at, scope, row.start, row.end, text)


def context_line(document: PlanDocument, paragraph: int, scope: Scope | None) -> str:
    """``龙华区 2023年目标 民生幸福标杆城区 发展优质均衡教育``: place, time, heading and topic in words a question would use."""
    part = document.paragraphs[paragraph]
    path = document.heading_path(part.section)
    heading = _NUMBERING.sub("", path[-1]) if path else ""
    when = scope_words(scope)
    return " ".join(word for word in (document.metadata.region, when, heading, part.topic) if word)


def scope_words(scope: Scope | None) -> str:
    """A scope as Chinese readers say it: 2022年完成情况, 2023年目标."""
    if scope is None:
        return ""
    years = f"{scope.first_year}—{scope.year}年" if scope.first_year not in (None, scope.year) else f"{scope.year}年"
    return years + ("完成情况" if scope.kind == "actual" else "目标")


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
