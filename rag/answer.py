"""From a question to an answer. :meth:`Assistant.ask` lists the steps in reading order."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice

import numpy as np

from index.document import PlanDocument
from index.embedding import Vectors
from index.ledger import LedgerRow, pair_rows
from index.passages import Passage
from index.store import PassageStore
from rag.about import answer_about
from rag.cross import CrossReranker
from rag.evidence import Evidence, Weigher, sums_up_years
from rag.expansion import write_out
from rag.extract import Extract, extract, work_out
from rag.followups import next_questions
from rag.phrases import Phrases, phrases
from rag.places import same_place
from rag.question import Question, readings
from rag.rerank import THRESHOLD, confidence, rerank
from rag.retriever import Retrieved, retrieve
from rag.sufficiency import can_answer
from rag.types import Answer, Citation, Derived, Filters, Parts

RERANKED = 16
"""Candidates weighed in full."""
RELATED = 3
LIKELIER = 0.3
"""Confidence by which a less likely reading of a follow-up must be ahead."""


@dataclass(slots=True)
class _Clock:
    started: float = field(default_factory=time.perf_counter)
    last: float = field(default_factory=time.perf_counter)
    stages: dict[str, float] = field(default_factory=dict)

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self.stages[stage] = round(self.stages.get(stage, 0.0) + (now - self.last) * 1000, 2)
        self.last = now

    def total(self) -> dict[str, float]:
        return {**self.stages, "total": round((time.perf_counter() - self.started) * 1000, 2)}


@dataclass(frozen=True, slots=True)
class Trail:
    """How an answer came about, for who writes on from it: the question understood, the sentences weighed (best first), the answer."""

    question: Question
    weighed: tuple[Evidence, ...]
    answer: Answer


class Assistant:
    """Answers from one index version, without an LLM. Safe to share between threads."""

    def __init__(
        self,
        store: PassageStore,
        parts: Parts = Parts(),
        threshold: float = THRESHOLD,
        reranker: CrossReranker | None = None,
    ) -> None:
        self.store = store
        self.parts = parts
        self.reranker = reranker
        self._threshold = threshold
        self._weigher = Weigher(store.catalog, store.vocabulary, parts.headings)
        self._document = lru_cache(maxsize=512)(store.catalog.document)
        self._rows = lru_cache(maxsize=512)(self._rows_by_sentence)
        self._pairs = lru_cache(maxsize=512)(self._ledger_pairs)
        self._answers = lru_cache(maxsize=4096)(
            lambda question, filters: not self.follow(question, (), filters).answer.refused
        )

    def ask(self, question: str, history: Sequence[str] = (), filters: Filters = Filters()) -> Answer:
        """Answer or refuse; ``history`` holds the conversation's earlier questions, oldest first.

        Raises:
            BadQuestion: the question is empty or too long.
        """
        return self.follow(question, history, filters).answer

    def stream(self, question: str, history: Sequence[str] = (), filters: Filters = Filters()) -> Iterator[Answer]:
        """:meth:`ask` in the form of those who write sentence by sentence: growing answers, of which the last one counts.

        Raises:
            BadQuestion: the question is empty or too long.
        """
        yield self.ask(question, history, filters)

    def follow(self, question: str, history: Sequence[str] = (), filters: Filters = Filters()) -> Trail:
        """:meth:`ask`, with the way to the answer.

        Raises:
            BadQuestion: the question is empty or too long.
        """
        clock = _Clock()
        trails = []
        for asked in readings(question, history):
            clock.lap("understand")
            trails.append(self._ask(asked, filters, clock))
        given = [trail for trail in trails if not trail.answer.refused] or trails
        surest = max(trail.answer.confidence for trail in given)
        return next(trail for trail in given if trail.answer.confidence >= surest - LIKELIER)

    def alternatives(self, trail: Trail, most: int) -> tuple[Citation, ...]:
        """Up to ``most`` sentences that would have answered in the place of those cited: of the time and place asked for, and sure
        enough by themselves. Their number is 0."""
        asked, cited = trail.question, {(c.document_id, c.start) for c in trail.answer.citations}
        able = [e for e in trail.weighed if e.fits and confidence(asked, e) >= self._threshold]
        return tuple(_cite(0, e) for e in able if (e.document.document_id, e.start) not in cited)[:most]

    def search(self, question: str, history: Sequence[str] = (), filters: Filters = Filters()) -> tuple[Evidence, ...]:
        """The sentences that speak most nearly of the question, best first, those of another time or place last.

        Raises:
            BadQuestion: the question is empty or too long.
        """
        asked = self._in_scope(readings(question, history)[0])
        weighed = self._find(asked, filters, self._documents(asked, filters), _Clock())
        return tuple(sorted(weighed, key=lambda e: not e.fits))

    def passages(
        self, question: str, history: Sequence[str] = (), filters: Filters = Filters(), most: int = 10
    ) -> tuple[Citation, ...]:
        """:meth:`search`, as citations."""
        return tuple(_cite(n, e) for n, e in enumerate(self.search(question, history, filters)[:most], 1))

    def suggest(self, answer: Answer, filters: Filters = Filters(), most: int = 3) -> tuple[str, ...]:
        """Questions to ask after an answer or a refusal that are answered themselves; see :func:`rag.followups.next_questions`."""
        several = len({d.region for d in self.store.catalog.documents()}) > 1
        place = (lambda d: self._document(d).metadata.region) if several else (lambda d: "")
        questions = next_questions(answer, self._rows, self._pairs, place)
        return tuple(islice((q for q in questions if self._answers(q, filters)), most))

    def _ask(self, asked: Question, filters: Filters, clock: _Clock) -> Trail:
        asked = self._in_scope(asked)
        words = phrases(asked.language)
        documents = self._documents(asked, filters)
        if not documents:
            return Trail(asked, (), self._refuse(asked, words.no_document(filters), (), clock))
        if asked.form == "about":
            return Trail(asked, (), self._about(asked, documents, words, clock))
        weighed = self._find(asked, filters, documents, clock)
        written_out = write_out(asked, (e.text for e in weighed), self.store.vocabulary)
        if written_out:
            asked, weighed = written_out, self._find(written_out, filters, documents, clock)
        answer = (self._compare if asked.form == "compare" else self._single)(asked, weighed, words, clock)
        return Trail(asked, tuple(weighed), answer)

    def warm_up(self) -> None:
        """Load model, dictionaries and tables now, so that the first question does not wait for them."""
        self.follow("预热:2000年新增多少公里道路?")

    # steps --------------------------------------------------------------------------------------------------------

    def _documents(self, asked: Question, filters: Filters) -> tuple[PlanDocument, ...]:
        """Documents that may answer: those the filters leave, narrowed by a document the question names."""
        found = []
        for summary in self.store.catalog.documents():
            if filters.document_id in ("", summary.document_id) and filters.region in summary.region:
                if filters.year is None or filters.year in summary.years:
                    found.append(self._document(summary.document_id))
        named = [d for d in found if _named(d, asked)]
        return tuple(named or found)

    def _in_scope(self, asked: Question) -> Question:
        return asked if self.parts.scope else replace(asked, years=(), relative=None, kind=None)

    def _find(
        self, asked: Question, filters: Filters, documents: Sequence[PlanDocument], clock: _Clock
    ) -> list[Evidence]:
        vector = self._vector(asked)
        clock.lap("embed")
        retrieved = retrieve(self.store, asked, vector, filters, self.parts)
        clock.lap("search")
        weighed = self._weigh(asked, retrieved, documents)
        clock.lap("weigh")
        return weighed

    def _vector(self, asked: Question) -> Vectors:
        """The question's vector; of an English one with terms of plans, the middle between it and the terms in Chinese."""
        vector = self.store.embed_query(asked.resolved)
        if not asked.content.gloss:
            return vector
        years = " ".join(f"{year}年" for year in asked.years)
        both = vector + self.store.embed_query(
            f"{years}{'目标' if asked.kind == 'target' else ''} {asked.content.gloss}"
        )
        return np.asarray(both / np.linalg.norm(both), dtype=np.float32)

    def _weigh(self, asked: Question, retrieved: Retrieved, documents: Sequence[PlanDocument]) -> list[Evidence]:
        allowed = {d.document_id for d in documents}
        weighed = []
        for candidate in [c for c in retrieved.candidates if c.passage.document_id in allowed][:RERANKED]:
            document = self._document(candidate.passage.document_id)
            assert candidate.passage.sentence is not None
            rows = self._rows(document.document_id).get(candidate.passage.sentence, ())
            weighed.append(self._weigher.weigh(asked, retrieved, candidate, document, rows))
        if not self.parts.reranking:
            return weighed
        return rerank(weighed, self.reranker.scores(asked, weighed) if self.reranker else ())

    def _single(self, asked: Question, weighed: list[Evidence], words: Phrases, clock: _Clock) -> Answer:
        fit = [e for e in weighed if e.fits]
        if not fit:
            return self._refuse(asked, self._why_none_fits(asked, weighed, words), weighed, clock)
        able = [e for e in fit if can_answer(asked, e)]
        if not able:
            return self._refuse(asked, words.not_said(asked), weighed, clock)
        best = able[0]
        sure = confidence(asked, best, weighed)
        if sure < self._threshold:
            return self._refuse(asked, words.not_said(asked), weighed, clock, sure)
        piece = self._extract(asked, best)
        text = words.extract(asked, piece, _scope_label(best, words), 1)
        return self._answer(asked, text, [piece], (), sure, clock)

    def _compare(self, asked: Question, weighed: list[Evidence], words: Phrases, clock: _Clock) -> Answer:
        """Result and promise side by side: the best piece, and its counterpart by the ledger or else by search."""
        fit = [e for e in weighed if e.fits and e.scope]
        if not fit:
            return self._refuse(asked, self._why_none_fits(asked, weighed, words), weighed, clock)
        sure, best = max(((confidence(asked, e), e) for e in fit), key=lambda found: found[0])
        if sure < self._threshold:
            return self._refuse(asked, words.not_said(asked), weighed, clock, sure)
        anchor = self._extract(asked, best)
        other = self._counterpart(asked, anchor) or self._across(asked, best, fit)
        if other is None:
            text = words.extract(asked, anchor, _scope_label(best, words), 1)
            return self._answer(asked, text, [anchor], (), sure, clock, (words.one_side(),))
        pieces = sorted((anchor, other), key=lambda p: p.evidence.scope.year if p.evidence.scope else 0)
        parts = [words.extract(asked, p, _scope_label(p.evidence, words), n) for n, p in enumerate(pieces, 1)]
        derived: tuple[Derived, ...] = ()
        if all(p.rows for p in pieces):
            change = work_out(pieces[0].rows[0], pieces[1].rows[0])
            if change:
                derived = (change.derived,) if change.derived else ()
                parts.append(words.difference(change))
        return self._answer(asked, "\n".join(parts), pieces, derived, sure, clock)

    def _across(self, asked: Question, best: Evidence, fit: Sequence[Evidence]) -> Extract | None:
        """The best sentence of the other time, where it is sure enough by itself."""
        assert best.scope
        found = [e for e in fit if e.scope and (e.scope.year, e.scope.kind) != (best.scope.year, best.scope.kind)]
        # A promise may be without a figure (实现全覆盖).
        sure = [e for e in found if confidence(replace(asked, form="fact"), e) >= self._threshold]
        return self._extract(asked, sure[0]) if sure else None

    def _counterpart(self, asked: Question, anchor: Extract) -> Extract | None:
        """The same indicator on the other side, where the ledger pairs them and the time is one asked for."""
        document = anchor.evidence.document
        partner = next((p for row in anchor.rows[:1] if (p := self._pairs(document.document_id).get(row))), None)
        if partner is None or (asked.years and partner.year not in asked.years):
            return None
        sentence = document.sentences[partner.sentence]
        passage = Passage(
            -1, document.document_id, "sentence", partner.sentence, sentence.paragraph, sentence.scope,
            sentence.start, sentence.end, "",
        )  # fmt: skip
        candidate = replace(anchor.evidence.candidate, passage=passage)
        evidence = replace(anchor.evidence, candidate=candidate, scope=sentence.scope, row=partner)
        if sums_up_years(asked, sentence.scope, partner):
            return None
        rows = self._rows(document.document_id)[partner.sentence]
        return extract(asked, evidence, rows, self._weigher, (partner,))

    def _about(self, asked: Question, documents: Sequence[PlanDocument], words: Phrases, clock: _Clock) -> Answer:
        document = documents[0]
        found = answer_about(asked.plain, document)
        if found is None:
            return self._refuse(asked, words.page_silent(document), (), clock)
        scopes = {s.start: s.scope.label for s in document.sections if s.scope}
        citations = tuple(
            _citation(n, document, start, end, None, scopes.get(start)) for n, (start, end) in enumerate(found.spans, 1)
        )
        markers = "".join(f"[{c.n}]" for c in citations)
        clock.lap("answer")
        return Answer(
            asked.text, asked.resolved, found.text.replace("{n}", markers), False, None, "extractive", 1.0,
            _notices([document], words), citations, timings_ms=clock.total(),
        )  # fmt: skip

    # parts --------------------------------------------------------------------------------------------------------

    def _rows_by_sentence(self, document_id: str) -> dict[int, tuple[LedgerRow, ...]]:
        found: dict[int, list[LedgerRow]] = {}
        for _, row in self.store.catalog.ledger(document_id):
            found.setdefault(row.sentence, []).append(row)
        return {sentence: tuple(rows) for sentence, rows in found.items()}

    def _ledger_pairs(self, document_id: str) -> dict[LedgerRow, LedgerRow]:
        """Each paired row's counterpart, both ways."""
        rows = [row for found in self._rows(document_id).values() for row in found]
        pairs = pair_rows(rows)
        return {**dict(pairs), **{target: actual for actual, target in pairs}}

    def _extract(self, asked: Question, evidence: Evidence) -> Extract:
        sentence = evidence.candidate.passage.sentence
        assert sentence is not None
        rows = self._rows(evidence.document.document_id).get(sentence, ()) if can_answer(asked, evidence) else ()
        return extract(asked, evidence, rows, self._weigher)

    def _answer(
        self,
        asked: Question,
        text: str,
        pieces: list[Extract],
        derived: tuple[Derived, ...],
        sure: float,
        clock: _Clock,
        notices: tuple[str, ...] = (),
    ) -> Answer:
        citations = tuple(_cite(n, piece.evidence) for n, piece in enumerate(pieces, 1))
        clock.lap("answer")
        return Answer(
            asked.text, asked.resolved, text, False, None, "extractive", sure,
            (*_notices([p.evidence.document for p in pieces], phrases(asked.language)), *notices), citations, (), derived, clock.total(),
        )  # fmt: skip

    def _refuse(
        self, asked: Question, reason: str, weighed: Sequence[Evidence], clock: _Clock, sure: float = 0.0
    ) -> Answer:
        related = tuple(_cite(n, e) for n, e in enumerate(weighed[:RELATED], 1))
        clock.lap("answer")
        return Answer(
            asked.text,
            asked.resolved,
            reason,
            True,
            reason,
            "extractive",
            sure,
            related=related,
            timings_ms=clock.total(),
        )

    def _why_none_fits(self, asked: Question, weighed: Sequence[Evidence], words: Phrases) -> str:
        documents = [self._document(s.document_id) for s in self.store.catalog.documents()]
        foreign = [p for p in asked.places if not any(same_place(p, d.metadata.region) for d in documents)]
        if foreign:
            return words.other_place(foreign[0], documents)
        covered = {
            y
            for d in documents
            for s in d.sentences
            if s.scope
            for y in (s.scope.year, s.scope.first_year or s.scope.year)
        }
        outside = [y for y in asked.years if y not in covered]
        if outside:
            return words.other_year(outside[0], sorted({y for d in documents for y in d.metadata.years}))
        return words.other_time(asked) if weighed else words.not_said(asked)


def _named(document: PlanDocument, asked: Question) -> bool:
    """Whether the question names this very document: its year and what sort of document it is (2019年政府工作报告)."""
    title = document.metadata.title
    sorts = [s for s in ("政府工作报告", "五年规划", "国民经济和社会发展计划") if s in title and s in asked.resolved]
    if not sorts or not document.metadata.years:
        return False
    return f"{document.metadata.years[-1]}年" in asked.resolved.split(sorts[0])[0][-12:]


def _scope_label(evidence: Evidence, words: Phrases) -> str:
    return words.scope(evidence.scope) if evidence.scope else ""


def _cite(n: int, evidence: Evidence) -> Citation:
    """Citation ``n``: the sentence weighed."""
    passage = evidence.candidate.passage
    scope = evidence.scope.label if evidence.scope else None
    return _citation(n, evidence.document, passage.start, passage.end, passage.paragraph, scope)


def _citation(
    n: int, document: PlanDocument, start: int, end: int, paragraph: int | None, scope: str | None
) -> Citation:
    part = document.paragraphs[paragraph] if paragraph is not None else None
    m = document.metadata
    return Citation(
        n, document.document_id, m.title, m.issuer, m.published,
        document.heading_path(part.section) if part else (), part.topic if part else "",
        scope, document.text[start:end], start, end, document.page(start),
    )  # fmt: skip


def _notices(documents: Sequence[PlanDocument], words: Phrases) -> tuple[str, ...]:
    """What a reader must know before using the answer."""
    found: dict[str, None] = {}
    for m in (document.metadata for document in documents):
        if not m.in_force:
            found[words.expired(m)] = None
        if m.recognised:
            found[words.recognised(m)] = None
    return tuple(found)
