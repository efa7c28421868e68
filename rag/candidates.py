"""Candidate sentences on their way through the vetoes and the reader."""

from __future__ import annotations

import math
from dataclasses import dataclass

from index.document import PlanDocument, Scope
from index.rows import LedgerRow


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence found. ``score`` and ``marks`` are the reader's (see :class:`rag.reader_model.Reading`), NaN and empty before it."""

    document: PlanDocument
    number: int
    """Index into ``PlanDocument.sentences``."""
    scopes: tuple[Scope, ...]
    """The times it speaks of; empty where unknown."""
    rows: tuple[LedgerRow, ...]
    fused: float
    belief: float = 0.0
    """As the search has it; see :class:`rag.retriever.Candidate`."""
    veto: str = ""
    """The name of the veto that took it away; empty while none did."""
    score: float = math.nan
    marks: tuple[float, ...] = ()

    @property
    def start(self) -> int:
        return self.document.sentences[self.number].start

    @property
    def end(self) -> int:
        return self.document.sentences[self.number].end

    @property
    def text(self) -> str:
        return self.document.quote(self.document.sentences[self.number])

    @property
    def scope(self) -> Scope | None:
        return self.document.sentences[self.number].scope

    @property
    def key(self) -> tuple[str, int]:
        return self.document.document_id, self.number
