"""Dense and lexical search fused into few candidate sentences, each with the evidence for and against it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from index.document import Scope
from index.embedding import Vectors
from index.passages import Passage
from index.store import PassageStore
from rag.question import Question, understand
from rag.types import Filters, Parts, within

DEPTH = 40
"""How far down each ranking is read; evidence past rank 40 of both was never found later (see planqa eval)."""
RRF_K = 10
"""Constant of reciprocal rank fusion (Cormack, Clarke & Büttcher 2009), small since the rankings are short."""
WEIGHTS = {"sentence": 1.0, "context": 1.0, "figure": 1.0, "words": 1.0}


OTHER_TIME = 0.5
"""What remains of the fused score of a sentence that speaks of another time than the question."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer, with how each search saw it. Cosines are 0 and BM25 is 0 where a search missed it.

    ``figure_cosine`` is that of the nearest clause with a figure, less the mean of that ranking's tail.
    """

    passage: Passage
    fused: float
    cosine: float
    context_cosine: float
    figure_cosine: float
    bm25: float


@dataclass(frozen=True, slots=True)
class Retrieved:
    """All candidates, best first, and the query-level background the cosines stand out from."""

    candidates: tuple[Candidate, ...]
    background: float
    """Mean cosine of the ranking's tail; e5 cosines mean little by themselves (all lie between 0.8 and 0.92)."""


@dataclass
class _Seen:
    passage: Passage
    fused: float = 0.0
    weight: float = 1.0
    found: dict[str, float] = field(default_factory=dict)


def retrieve(
    store: PassageStore,
    question: Question,
    vector: Vectors,
    documents: frozenset[str] | None = None,
    parts: Parts = Parts(),
) -> Retrieved:
    """Candidates for a question in ``documents`` (ids), or in all; ``vector`` is the resolved question's, shape (dimension,)."""
    rankings: dict[str, list[tuple[Passage, float]]] = {"sentence": []}
    if parts.dense:
        rankings["sentence"] = store.search_vectors(vector, "sentence", DEPTH, documents)
    if parts.dense and parts.headings:
        rankings["context"] = store.search_vectors(vector, "context", DEPTH, documents)
    if parts.dense and question.form in ("figure", "compare"):
        rankings["figure"] = store.search_vectors(vector, "figure", DEPTH, documents)
    if parts.lexical:
        terms = [*question.content.terms, *question.content.sounds]
        rankings["words"] = store.search_words(terms, DEPTH, documents, headings=parts.headings)
    seen: dict[tuple[str, int], _Seen] = {}
    for name, ranking in rankings.items():
        for rank, (passage, score) in enumerate(ranking):
            assert passage.sentence is not None
            one = seen.setdefault((passage.document_id, passage.sentence), _Seen(store.sentence_of(passage)))
            if name in one.found:  # a sentence counts once, by its nearest clause
                continue
            if not one.found and time_agrees(question, passage.scope) is False:
                one.weight = OTHER_TIME
            one.fused += one.weight * WEIGHTS[name] / (RRF_K + rank)
            one.found[name] = score
    background, figure_background = _tail_mean(rankings["sentence"]), _tail_mean(rankings.get("figure", []))
    candidates = [
        Candidate(
            one.passage,
            one.fused,
            one.found.get("sentence", background),
            one.found.get("context", 0.0),
            one.found["figure"] - figure_background if "figure" in one.found else 0.0,
            one.found.get("words", 0.0),
        )
        for one in seen.values()
    ]
    return Retrieved(tuple(sorted(candidates, key=lambda c: -c.fused)), background)


def _tail_mean(ranking: list[tuple[Passage, float]]) -> float:
    """Of the second half of a ranking, which is all that a document of few sentences has."""
    tail = [score for _, score in ranking[min(DEPTH, len(ranking)) // 2 :]] or [0.0]
    return sum(tail) / len(tail)


class PlanRetriever(BaseRetriever):
    """The same search as a langchain-core retriever, for chains built by others: Documents with scope and fused score."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    store: PassageStore
    filters: Filters = Filters()
    k: int = 10

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        question = understand(query)
        allowed = frozenset(d.document_id for d in within(self.store.catalog.documents(), self.filters))
        found = retrieve(self.store, question, self.store.embed_query(question.resolved), allowed)
        documents = []
        for candidate in found.candidates[: self.k]:
            document = self.store.to_document(candidate.passage)
            document.metadata["score"] = candidate.fused
            documents.append(document)
        return documents


def time_agrees(question: Question, scope: Scope | None, text: str = "", turning: tuple[int, ...] = ()) -> bool | None:
    """Whether a sentence speaks of the time asked for; None where the question names none.

    It does when its scope is an asked year or a span that ends with it (2025 of 2021-2025: a span's figures are those of its end), or it
    names the time itself. 去年/今年 mean the first and the last of the years ``turning`` the document at hand.
    """
    if question.years:
        if scope is not None and scope.year in question.years:
            return True
        said = _BASE.sub("", text)
        names = {f"{year}年" for year in question.years}
        if turning:
            names |= {word for year, word in ((turning[0], "去年"), (turning[-1], "今年")) if year in question.years}
        return any(name in said for name in names)
    if question.relative:
        word = "去年" if question.relative == "actual" else "今年"
        return (scope is not None and scope.kind == question.relative) or word in _BASE.sub("", text)
    return None


_BASE = re.compile("(?:比|较|高于|低于|多于|少于)去年")
"""Last year as what is measured from, not what is spoken of."""
