"""Dense and lexical search fused into candidate sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from index.embedding import Vectors
from index.passages import Level, Passage
from index.store import PassageStore
from index.words import words
from rag.language import plain
from rag.query_adapter import SHARPNESS, adapted
from rag.types import Filters, Parts, within

DEPTH = 80
"""How far down each ranking is read."""
BELOW = 2.0
"""Weight of the search in sentences below their context line beside the others."""
PARAGRAPHS, LENT = 10, 0.3
"""Nearest paragraphs whose sentences are candidates too, and the share of a sentence's own rank that a paragraph's lends to each of its."""
MOST = 96
"""Candidates that a search gives."""
HEARD, UNLIKELY = 12, -8.0
"""Documents whose sentences are held against each other, and the belief in those of further ones."""
RRF_K = 20
"""Constant of reciprocal rank fusion (Cormack, Clarke & Büttcher 2009), small since the rankings are short."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer; ``fused`` is its reciprocal rank score over all searches."""

    passage: Passage
    fused: float
    belief: float = 0.0
    """What the search by meaning makes of it: the logarithm of the chance that it, of all sentences of its document, is the one sought; 0 until :func:`believed` tells."""


def retrieve(
    store: PassageStore,
    text: str,
    vector: Vectors,
    documents: frozenset[str] | None = None,
    parts: Parts = Parts(),
) -> list[Candidate]:
    """Candidates for a question, best first, in ``documents`` (ids) or in all; ``vector``, shape (dimension,), is what it is searched with."""
    fused: dict[tuple[str, int], float] = {}
    passages: dict[tuple[str, int], Passage] = {}
    for weight, hits in _rankings(store, text, vector, documents, parts):
        found: dict[tuple[str, int], Passage] = {}
        for passage, _ in hits:
            assert passage.sentence is not None
            found.setdefault((passage.document_id, passage.sentence), passage)  # of a long sentence its best piece
        for rank, key in enumerate(found):
            fused[key] = fused.get(key, 0.0) + weight / (RRF_K + rank)
        passages = {**found, **passages}
    if parts.dense:
        for rank, (paragraph, _) in enumerate(store.search_vectors(vector, "paragraph", PARAGRAPHS, documents)):
            for passage in store.sentences_of(paragraph):
                assert passage.sentence is not None
                key = (passage.document_id, passage.sentence)
                fused[key] = fused.get(key, 0.0) + LENT / (RRF_K + rank)
                passages.setdefault(key, passage)
    best = sorted(fused, key=lambda key: -fused[key])[:MOST]
    return [Candidate(store.sentence_of(passages[key]), fused[key]) for key in best]


def believed(
    store: PassageStore, vector: Vectors, candidates: Sequence[Candidate], parts: Parts = Parts()
) -> list[Candidate]:
    """Candidates of a question with the search's belief in each; ``vector``, shape (dimension,), is what they were searched with."""
    if not parts.dense:
        return list(candidates)
    level: Level = "context" if parts.headings else "sentence"
    held = list(dict.fromkeys(c.passage.document_id for c in candidates))[:HEARD]
    beliefs = {document_id: _beliefs(store, vector, document_id, level) for document_id in held}

    def belief(passage: Passage) -> float:
        assert passage.sentence is not None
        among = beliefs.get(passage.document_id, {})
        return among.get(passage.sentence, min(among.values(), default=UNLIKELY))

    return [replace(c, belief=belief(c.passage)) for c in candidates]


def _rankings(
    store: PassageStore, text: str, vector: Vectors, documents: frozenset[str] | None, parts: Parts
) -> Iterator[tuple[float, list[tuple[Passage, float]]]]:
    """What each search finds, best first, with its weight."""
    if parts.dense:
        yield 1.0, store.search_vectors(vector, "sentence", DEPTH, documents)
        if parts.headings:
            yield BELOW, store.search_vectors(vector, "context", DEPTH, documents)
    if parts.lexical:
        yield 1.0, store.search_words(words(text), DEPTH, documents, parts.headings)


def _beliefs(store: PassageStore, vector: Vectors, document_id: str, level: Level) -> Mapping[int, float]:
    """:attr:`Candidate.belief` of a document's nearest sentences by their number; all others have less. A softmax over cosines."""
    hits = store.search_vectors(vector, level, DEPTH, frozenset({document_id}))
    logits = [SHARPNESS * cosine for _, cosine in hits]
    total = float(np.logaddexp.reduce(logits)) if hits else 0.0
    nearest: dict[int, float] = {}
    for (passage, _), logit in zip(hits, logits, strict=True):
        assert passage.sentence is not None
        nearest.setdefault(passage.sentence, logit - total)
    return nearest


class PlanRetriever(BaseRetriever):
    """The same search as a langchain-core retriever, for chains built by others: Documents with scope and fused score."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    store: PassageStore
    filters: Filters = Filters()
    k: int = 10

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        text = plain(query)
        allowed = frozenset(d.document_id for d in within(self.store.catalog.documents(), self.filters))
        documents = []
        vector = adapted(self.store.embed_query(text), self.store.identity.name)
        for candidate in retrieve(self.store, text, vector, allowed)[: self.k]:
            document = self.store.to_document(candidate.passage)
            document.metadata["score"] = candidate.fused
            documents.append(document)
        return documents
