"""Citations of sentences and lines, and what must be said of the documents they stand in."""

from __future__ import annotations

from collections.abc import Sequence

from index.document import PlanDocument
from rag.evidence import Evidence
from rag.phrases import Phrases
from rag.types import Citation


def cite(n: int, evidence: Evidence) -> Citation:
    """Citation ``n``: the sentence weighed."""
    passage = evidence.candidate.passage
    scope = evidence.scope.label if evidence.scope else None
    return citation(n, evidence.document, passage.start, passage.end, passage.paragraph, scope)


def citation(
    n: int, document: PlanDocument, start: int, end: int, paragraph: int | None, scope: str | None
) -> Citation:
    """Citation ``n``: a piece of a document, which stands in ``paragraph`` where that is given."""
    part = document.paragraphs[paragraph] if paragraph is not None else None
    m = document.metadata
    return Citation(
        n, document.document_id, m.title, m.issuer, m.published,
        document.heading_path(part.section) if part else (), part.topic if part else "",
        scope, document.text[start:end], start, end, document.page(start),
    )  # fmt: skip


def notices(documents: Sequence[PlanDocument], words: Phrases) -> tuple[str, ...]:
    """What a reader must know before using the answer."""
    found: dict[str, None] = {}
    for m in (document.metadata for document in documents):
        if not m.in_force:
            found[words.expired(m)] = None
        if m.recognised:
            found[words.recognised(m)] = None
    return tuple(found)
