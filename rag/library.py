"""The documents of one index as answering needs them: opened once, kept in memory, each with its figures by sentence."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache

from index.document import Scope
from index.embedding import Vectors
from index.pairs import Entry, follow_up, pair_rows
from index.rows import LedgerRow
from index.store import READ, PassageStore
from index.times import DocumentTime
from index.titles import document_time, time_of
from rag.candidates import Sentence
from rag.misspelled import spelled
from rag.naming import short_names
from rag.places import innermost, inside
from rag.query_adapter import adapted
from rag.retriever import Candidate

REMEMBERED, LEDGERS, SENTENCES = 256, 64, 8192
"""Documents kept in memory, and of how many documents and sentences the figures are."""
NEAREST = 16
"""Sentences looked at where the nearest to a text are asked for."""


class Library:
    """Safe to share between threads."""

    def __init__(self, store: PassageStore) -> None:
        self.store = store
        self.documents = store.catalog.documents()
        self.short_names = frozenset(name for d in self.documents for name in short_names(d.region))
        """Places of the documents without their suffix (龙华)."""
        self.inner_names = frozenset(name for d in self.documents if d.region for name in inside(d.region))
        """Places inside those of the documents, without their suffix."""
        self.summary = {d.document_id: d for d in self.documents}
        self.document = lru_cache(maxsize=REMEMBERED)(store.catalog.document)
        self.figures = lru_cache(maxsize=SENTENCES)(store.catalog.figures)
        self.rows = lru_cache(maxsize=LEDGERS)(self._rows)
        self.pairs = lru_cache(maxsize=LEDGERS)(self._pairs)
        self.kept = lru_cache(maxsize=LEDGERS)(self._kept)
        self.time = lru_cache(maxsize=4096)(self._time)
        self._vector = lru_cache(maxsize=512)(store.embed_query)
        self.title_vector = lru_cache(maxsize=4096)(store.embed_query)
        self._scopes = store.catalog.scopes()

    @cached_property
    def spelled(self) -> Mapping[str, frozenset[str]]:
        """Places of the documents by how they sound."""
        return spelled({innermost(d.region) for d in self.documents if d.region})

    def vector(self, text: str) -> Vectors:
        """A question's unit vector, shape (dimension,)."""
        return self._vector(text)

    def search_vector(self, question: str) -> Vectors:
        """The unit vector that a question is searched with, shape (dimension,)."""
        return adapted(self.vector(question), self.store.identity.name)

    def nearest(self, document_id: str, text: str) -> list[tuple[int, float]]:
        """Where a document's sentences nearest to a text begin, each with a weight: its cosine above the last one's, less with its rank."""
        vector, among = self.vector(text), frozenset({document_id})
        found: list[tuple[int, float]] = []
        for level in READ:
            hits = self.store.search_vectors(vector, level, NEAREST, among)
            found += [(passage.start, (c - hits[-1][1]) / (4 + rank)) for rank, (passage, c) in enumerate(hits)]
        return found

    def sentence(self, document_id: str, number: int, fused: float = 0.0, belief: float = 0.0) -> Sentence:
        """Sentence ``number`` of a document, with its figures and times; ``fused`` and ``belief`` are what a search makes of it."""
        document, rows = self.document(document_id), self.figures(document_id, number)
        own = document.sentences[number].scope
        scopes: dict[Scope, None] = dict.fromkeys([own] if own else [])
        scopes |= dict.fromkeys(row.scope for row in rows)
        return Sentence(document, number, tuple(scopes), rows, fused, belief)

    def found(self, candidate: Candidate) -> Sentence:
        """The sentence of a search's candidate."""
        passage = candidate.passage
        assert passage.sentence is not None
        return self.sentence(passage.document_id, passage.sentence, candidate.fused, candidate.belief)

    def scopes(self, document_id: str) -> Mapping[Scope, int]:
        """How many sentences of a document speak of which time."""
        return self._scopes.get(document_id, {})

    def _rows(self, document_id: str) -> Mapping[int, tuple[LedgerRow, ...]]:
        """A document's figures by the number of their sentence."""
        found: dict[int, list[LedgerRow]] = {}
        for _, row in self.store.catalog.ledger(document_id):
            found.setdefault(row.sentence, []).append(row)
        return {sentence: tuple(rows) for sentence, rows in found.items()}

    def _pairs(self, document_id: str) -> Mapping[LedgerRow, LedgerRow]:
        """Result and target of one indicator, both ways."""
        rows = (row for found in self.rows(document_id).values() for row in found)
        pairs = pair_rows(rows)
        return {a: b for pair in pairs for a, b in (pair, pair[::-1])}

    def _kept(self, one: str, other: str) -> Mapping[tuple[str, LedgerRow], tuple[str, LedgerRow]]:
        """Targets of either of two documents and what the other tells of them, each with its document, both ways."""
        entries = [Entry(i, row) for i in (one, other) for found in self.rows(i).values() for row in found]
        pairs = [((a.document_id, a.row), (b.document_id, b.row)) for a, b in follow_up(entries)]
        return {a: b for pair in pairs for a, b in (pair, pair[::-1])}

    def _time(self, document_id: str) -> DocumentTime:
        summary = self.summary[document_id]
        return time_of(summary) if summary.years else document_time(summary.title, summary.published)
