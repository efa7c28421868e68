"""From a question to an answer. :meth:`Assistant.ask` lists the steps in reading order."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from itertools import islice

import numpy as np

from index.catalog import DocumentSummary
from index.document import PlanDocument
from index.embedding import Vectors
from index.ledger import LedgerRow, pair_rows
from index.passages import Passage
from index.store import PassageStore
from index.words import normalise
from rag.about import answer_about
from rag.across import OneByOne, across
from rag.citing import citation, cite
from rag.citing import notices as document_notices
from rag.cross import CrossReranker
from rag.evidence import Evidence, Weigher, sums_up_years
from rag.expansion import write_out
from rag.extract import Extract, extract, work_out
from rag.followups import next_questions
from rag.listing import announced
from rag.phrases import Phrases, phrases
from rag.places import same_place
from rag.question import Question, readings
from rag.rerank import THRESHOLD, confidence, rerank
from rag.retriever import Retrieved, retrieve
from rag.routing import Documents, Router, Step
from rag.several import Found, heading, refusal, side_by_side
from rag.sufficiency import can_answer
from rag.types import Answer, Citation, Derived, Filters, Parts, within

RERANKED = 16
"""Candidates weighed in full."""
REMEMBERED = 64
"""Documents kept in memory."""
ASKED = 6
"""Documents that one question is put to at most; of more, those whose sentences come nearest."""
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
    heading: str = ""
    """What the answer opens with to say which document it is of, where the reader did not."""


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
        self._router = Router(store.catalog)
        self._weigher = lru_cache(maxsize=REMEMBERED)(partial(Weigher, store, headings=parts.headings))
        self._document = lru_cache(maxsize=REMEMBERED)(store.catalog.document)
        self._embed = lru_cache(maxsize=512)(store.embed_query)
        self._rows = lru_cache(maxsize=REMEMBERED)(self._rows_by_sentence)
        self._pairs = lru_cache(maxsize=REMEMBERED)(self._ledger_pairs)
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
        documents = within(self._router.documents, filters)
        one = OneByOne(
            ask=lambda asked, document: self._ask(asked, document, clock).answer, mention=partial(self._mention, clock=clock),
            title=partial(self._title, clock=clock), shortlist=self._shortlist,
        )  # fmt: skip
        together = across(self._router, one, question, history, documents)
        if together:
            asked, answer = together
            return Trail(asked, (), replace(answer, question=question.strip(), timings_ms=clock.total()))
        route = self._router.route(question, history, filters)
        clock.lap("understand")
        trails: list[Trail] = []
        for steps in route.rounds:
            trails += [self._take(step, clock) for step in steps]
            if any(not trail.answer.refused for trail in trails):
                break
        given = [trail for trail in trails if not trail.answer.refused] or trails
        surest = max((trail.answer.confidence for trail in given), default=0.0)
        trail = next((trail for trail in given if trail.answer.confidence >= surest - LIKELIER), None)
        if trail is None or (trail.answer.refused and route.reason):
            related = trail.answer.related if trail else ()
            asked = trail.question if trail else readings(question, history)[0]
            return Trail(asked, (), refusal(question.strip(), route.reason, related, clock.total()))
        return replace(trail, answer=replace(trail.answer, question=question.strip()))

    def alternatives(self, trail: Trail, most: int) -> tuple[Citation, ...]:
        """Up to ``most`` sentences that would have answered in the place of those cited: of the time and place asked for, and sure
        enough by themselves. Their number is 0."""
        asked, cited = trail.question, {(c.document_id, c.start) for c in trail.answer.citations}
        able = [e for e in trail.weighed if e.fits and confidence(asked, e) >= self._threshold]
        return tuple(cite(0, e) for e in able if (e.document.document_id, e.start) not in cited)[:most]

    def search(self, question: str, history: Sequence[str] = (), filters: Filters = Filters()) -> tuple[Evidence, ...]:
        """The sentences that speak most nearly of the question, best first, those of another time or place last.

        Raises:
            BadQuestion: the question is empty or too long.
        """
        route = self._router.route(question, history, filters)
        weighed: list[Evidence] = []
        for step in route.rounds[0][:1] if route.rounds else ():
            for document in self._shortlist(step.asked, step.documents, ASKED):
                weighed += self._find(self._in_scope(step.asked), document, _Clock())
        return tuple(sorted(weighed, key=lambda e: (not e.fits, -e.score)))

    def passages(
        self, question: str, history: Sequence[str] = (), filters: Filters = Filters(), most: int = 10
    ) -> tuple[Citation, ...]:
        """:meth:`search`, as citations."""
        return tuple(cite(n, e) for n, e in enumerate(self.search(question, history, filters)[:most], 1))

    def suggest(self, answer: Answer, filters: Filters = Filters(), most: int = 3) -> tuple[str, ...]:
        """Questions to ask after an answer or a refusal that are answered themselves; see :func:`rag.followups.next_questions`."""
        several = len({d.region for d in self.store.catalog.documents()}) > 1
        place = (lambda d: self._document(d).metadata.region) if several else (lambda d: "")
        questions = next_questions(answer, self._rows, self._pairs, place)
        return tuple(islice((q for q in questions if self._answers(q, filters)), most))

    def _take(self, step: Step, clock: _Clock) -> Trail:
        """The documents of one step, each asked for itself, and their answers side by side."""
        documents = self._shortlist(step.asked, step.documents, ASKED)
        trails = [self._ask(step.asked, document, clock) for document in documents]
        found = [Found(document, trail.answer) for document, trail in zip(documents, trails, strict=True)]
        words = phrases(step.asked.language)
        answer = side_by_side(found, words, pinned=step.pinned, alone=step.asked.form == "compare")
        if step.asked.relative and not step.pinned and not answer.refused:
            answer = replace(answer, notices=(*answer.notices, words.own_year()))
        resolved = f"{step.name}:{answer.resolved_question}" if step.name else answer.resolved_question
        surest = max(trails, key=lambda trail: (not trail.answer.refused, trail.answer.confidence))
        cited = {citation.document_id for citation in answer.citations}
        told = [heading(document) for document in documents if cited == {document.document_id}]
        answer = replace(answer, resolved_question=resolved, timings_ms=clock.total())
        return replace(surest, answer=answer, heading="" if step.pinned else "".join(told))

    def _shortlist(self, asked: Question, documents: Documents, most: int) -> Documents:
        """The documents whose sentences come nearest to the question, where they are too many to ask each."""
        if len(documents) <= most:
            return documents
        asked = self._in_scope(asked)
        ids = {d.document_id: d for d in documents}
        retrieved = retrieve(self.store, asked, self._embed(asked.resolved), frozenset(ids), self.parts)
        best = dict.fromkeys(c.passage.document_id for c in retrieved.candidates)
        return tuple(ids[d] for d in list(best)[:most])

    def _ask(self, asked: Question, summary: DocumentSummary, clock: _Clock) -> Trail:
        """One document's own answer."""
        asked = self._in_scope(asked)
        words = phrases(asked.language)
        if asked.form == "chat":
            return Trail(asked, (), self._refuse(asked, words.only_documents(), (), clock))
        if asked.form == "about":
            return Trail(asked, (), self._about(asked, self._document(summary.document_id), words, clock))
        weighed = self._find(asked, summary, clock)
        written_out = write_out(asked, (e.text for e in weighed), self.store.vocabulary)
        if written_out:
            asked, weighed = written_out, self._find(written_out, summary, clock)
        answer = (self._compare if asked.form == "compare" else self._single)(asked, weighed, words, clock)
        return Trail(asked, tuple(weighed), answer)

    def _mention(self, asked: Question, summary: DocumentSummary, clock: _Clock) -> Answer:
        """The sentence in which one document speaks of something in so many words."""
        words = phrases(asked.language)
        weighed = self._find(asked, summary, clock)
        said = [e for e in weighed if e.place_agrees and _mentions(e.text, asked)]
        if not said:
            return self._refuse(asked, words.not_said(asked), weighed, clock)
        piece = self._extract(asked, max(said, key=lambda e: e.own_coverage))
        text = words.extract(asked, piece, _scope_label(piece.evidence, words), 1)
        return self._answer(asked, text, [piece], (), round(piece.evidence.own_coverage, 3), clock)

    def _title(self, asked: Question, summary: DocumentSummary, clock: _Clock) -> Answer:
        """The line of the page that is one document's title."""
        document = self._document(summary.document_id)
        span = document.metadata.title_span
        if span is None:
            return self._refuse(asked, phrases(asked.language).page_silent(document), (), clock)
        cited = (citation(1, document, *span, None, None),)
        return Answer(
            asked.text, asked.resolved, document.metadata.title, False, None, "extractive", 1.0,
            document_notices([document], phrases(asked.language)), cited,
        )  # fmt: skip

    def warm_up(self) -> None:
        """Load model, dictionaries and tables now, so that the first question does not wait for them."""
        self.follow("预热:2000年新增多少公里道路?")

    # steps --------------------------------------------------------------------------------------------------------

    def _in_scope(self, asked: Question) -> Question:
        return asked if self.parts.scope else replace(asked, years=(), relative=None, kind=None)

    def _find(self, asked: Question, summary: DocumentSummary, clock: _Clock) -> list[Evidence]:
        """The sentences of one document that may answer, best first."""
        vector = self._vector(asked)
        clock.lap("embed")
        retrieved = retrieve(self.store, asked, vector, frozenset({summary.document_id}), self.parts)
        clock.lap("search")
        weighed = self._weigh(asked, retrieved, self._document(summary.document_id))
        clock.lap("weigh")
        return weighed

    def _vector(self, asked: Question) -> Vectors:
        """The question's vector; of an English one with terms of plans, the middle between it and the terms in Chinese."""
        vector = self._embed(asked.resolved)
        if not asked.content.gloss:
            return vector
        years = " ".join(f"{year}年" for year in asked.years)
        both = vector + self._embed(f"{years}{'目标' if asked.kind == 'target' else ''} {asked.content.gloss}")
        return np.asarray(both / np.linalg.norm(both), dtype=np.float32)

    def _weigh(self, asked: Question, retrieved: Retrieved, document: PlanDocument) -> list[Evidence]:
        weigher = self._weigher(document.document_id)
        weighed = []
        for candidate in retrieved.candidates[:RERANKED]:
            assert candidate.passage.sentence is not None
            rows = self._rows(document.document_id).get(candidate.passage.sentence, ())
            weighed.append(weigher.weigh(asked, retrieved, candidate, document, rows))
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
        answer = self._answer(asked, text, [piece], (), sure, clock)
        return self._with_items(answer, best) if asked.form == "list" else answer

    @staticmethod
    def _with_items(answer: Answer, best: Evidence) -> Answer:
        """The answer with each item that its sentence announces, each with its own citation."""
        document, sentence = best.document, best.candidate.passage.sentence
        assert sentence is not None
        paragraphs = {s.start: s.paragraph for s in document.sentences}
        scopes = {s.start: s.scope.label for s in document.sections if s.scope}
        scopes |= {s.start: s.scope.label for s in document.sentences if s.scope}
        items = tuple(
            citation(n, document, start, end, paragraphs.get(start), scopes.get(start))
            for n, (start, end) in enumerate(announced(document, sentence), 2)
        )
        lines = [f"{item.quote.strip('—－- 。')}[{item.n}]。" for item in items]
        return replace(answer, answer="\n".join([answer.answer, *lines]), citations=(*answer.citations, *items))

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
        return extract(asked, evidence, rows, self._weigher(document.document_id), (partner,))

    def _about(self, asked: Question, document: PlanDocument, words: Phrases, clock: _Clock) -> Answer:
        found = answer_about(asked.plain, document)
        if found is None:
            silent = self._refuse(asked, words.page_silent(document), (), clock)
            # What the page does not say the manifest may know.
            return replace(silent, notices=document_notices([document], words))
        scopes = {s.start: s.scope.label for s in document.sections if s.scope}
        citations = tuple(
            citation(n, document, start, end, None, scopes.get(start)) for n, (start, end) in enumerate(found.spans, 1)
        )
        markers = "".join(f"[{c.n}]" for c in citations)
        clock.lap("answer")
        return Answer(
            asked.text, asked.resolved, found.text.replace("{n}", markers), False, None, "extractive", 1.0,
            document_notices([document], words), citations, timings_ms=clock.total(),
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
        return extract(asked, evidence, rows, self._weigher(evidence.document.document_id))

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
        citations = tuple(cite(n, piece.evidence) for n, piece in enumerate(pieces, 1))
        clock.lap("answer")
        return Answer(
            asked.text, asked.resolved, text, False, None, "extractive", sure,
            (*document_notices([p.evidence.document for p in pieces], phrases(asked.language)), *notices), citations, (), derived, clock.total(),
            rows=tuple(row for piece in pieces for row in piece.rows),
        )  # fmt: skip

    def _refuse(
        self, asked: Question, reason: str, weighed: Sequence[Evidence], clock: _Clock, sure: float = 0.0
    ) -> Answer:
        related = tuple(cite(n, e) for n, e in enumerate(weighed[:RELATED], 1))
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
        documents = self._router.documents
        foreign = [p for p in asked.places if not any(same_place(p, d.region) for d in documents)]
        if foreign:
            return words.other_place(foreign[0], documents)
        covered = {y for s in self._router.scopes for y in (s.year, s.first_year or s.year)}
        outside = [y for y in asked.years if y not in covered]
        if outside:
            return words.other_year(outside[0], sorted({y for d in documents for y in d.years}))
        return words.other_time(asked) if weighed else words.not_said(asked)


def _mentions(text: str, asked: Question) -> bool:
    """Whether a text says every word that a question is about; of an English one, in any of its senses."""
    plain = normalise(text)
    content = asked.content
    senses = [concept.senses for concept in content.concepts]
    # An English word without a Chinese sense is said nowhere.
    unknown = content.translated and {t for t in content.terms if t.isascii()} - {
        w for c in content.concepts for w in (*c.said.split(), *c.senses)
    }
    return bool(senses) and not unknown and all(any(normalise(word) in plain for word in words) for words in senses)


def _scope_label(evidence: Evidence, words: Phrases) -> str:
    return words.scope(evidence.scope) if evidence.scope else ""
