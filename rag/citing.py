"""Citations of sentences and lines, and what must be said of the documents they stand in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.document import PlanDocument
from rag.candidates import Sentence
from rag.ground import window
from rag.messages import say
from rag.types import Citation, Language


def cite(n: int, sentence: Sentence) -> Citation:
    """Citation ``n``: a sentence."""
    paragraph = sentence.document.sentences[sentence.number].paragraph
    scope = sentence.scope.label if sentence.scope else None
    whole = citation(n, sentence.document, sentence.start, sentence.end, paragraph, scope)
    return replace(whole, focus=window(sentence)) if sentence.marks else whole


def citation(
    n: int, document: PlanDocument, start: int, end: int, paragraph: int | None = None, scope: str | None = None
) -> Citation:
    """Citation ``n``: a piece of a document, which stands in ``paragraph`` where that is given."""
    part = document.paragraphs[paragraph] if paragraph is not None else None
    m = document.metadata
    return Citation(
        n, document.document_id, m.title, m.issuer, m.published,
        document.heading_path(part.section) if part else (), part.topic if part else "",
        scope, document.text[start:end], start, end, document.page(start),
    )  # fmt: skip


def notices(documents: Sequence[PlanDocument], language: Language) -> tuple[str, ...]:
    """What a reader must know before using the answer."""
    found: dict[str, None] = {}
    for m in (document.metadata for document in documents):
        if not m.in_force:
            found[say("expired", language, title=m.title, standing=m.standing)] = None
        if m.recognised:
            found[say("recognised", language, title=m.title)] = None
    return tuple(found)
