"""One document's own answer to a question understood: find, weigh, and say what its sentences say, or refuse."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial

import numpy as np

from index.catalog import DocumentSummary
from index.document import PlanDocument
from index.embedding import Vectors
from index.ledger import LedgerRow, pair_rows
from index.passages import Passage
from index.store import PassageStore
from index.words import normalise
from rag.about import answer_about
from rag.citing import citation, cite
from rag.citing import notices as document_notices
from rag.commitments import MOST, in_time, kind_of, rows_about, topic_of
from rag.content import Content
from rag.cross import CrossReranker
from rag.cues import Form, asks_quantity
from rag.evidence import Evidence, Weigher, sums_up_years
from rag.expansion import write_out
from rag.extract import Extract, extract, figure_text, work_out
from rag.listing import announced
from rag.phrases import Phrases, phrases
from rag.places import same_place
from rag.question import Question, understand
from rag.rerank import THRESHOLD, confidence, rerank
from rag.retriever import Candidate, Retrieved, retrieve
from rag.routing import Router
from rag.sufficiency import can_answer
from rag.types import Answer, Derived, Parts

RERANKED = 16
"""Candidates weighed in full."""
REMEMBERED = 64
"""Documents kept in memory."""
RELATED = 3
CLOSE = 0.5
"""Score up to which sentences are as good as the best by rank, so that the surest of them is taken."""
OTHER_SIDE = 0.1
"""Confidence from which the second side of a comparison is told beside a first that is sure by itself: the question says that there is one."""


@dataclass(slots=True)
class Clock:
    """Milliseconds by stage of the work."""

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


class Reader:
    """Reads one document at a time. Safe to share between threads."""

    def __init__(
        self,
        store: PassageStore,
        router: Router,
        parts: Parts = Parts(),
        threshold: float = THRESHOLD,
        reranker: CrossReranker | None = None,
    ) -> None:
        """``router`` knows which documents there are, so that a refusal can say what they speak of instead."""
        self.store = store
        self.parts = parts
        self.threshold = threshold
        self.reranker = reranker
        self._router = router
        self.weigher = lru_cache(maxsize=REMEMBERED)(partial(Weigher, store, headings=parts.headings))
        self.document = lru_cache(maxsize=REMEMBERED)(store.catalog.document)
        self.rows = lru_cache(maxsize=REMEMBERED)(self._rows_by_sentence)
        self.pairs = lru_cache(maxsize=REMEMBERED)(self._ledger_pairs)
        self._embed = lru_cache(maxsize=512)(store.embed_query)

    def ask(self, asked: Question, summary: DocumentSummary, clock: Clock) -> Trail:
        """One document's own answer."""
        asked = self.in_scope(asked)
        words = phrases(asked.language)
        if asked.form == "chat":
            return Trail(asked, (), self._refuse(asked, words.only_documents(), (), clock))
        if asked.form == "about":
            return Trail(asked, (), self._about(asked, self.document(summary.document_id), words, clock))
        if (topic := topic_of(asked)) and (every := self._every_figure(asked, topic, summary, words, clock)):
            return Trail(asked, (), every)
        weighed = self.find(asked, summary.document_id, clock)
        written_out = write_out(asked, (e.text for e in weighed), self.store.vocabulary)
        if written_out:
            asked, weighed = written_out, self.find(written_out, summary.document_id, clock)
        answer = (self._compare if asked.form == "compare" else self._single)(asked, weighed, words, clock)
        return Trail(asked, tuple(weighed), answer)

    def mention(self, asked: Question, summary: DocumentSummary, clock: Clock) -> Answer:
        """The sentence in which one document speaks of something in so many words."""
        words = phrases(asked.language)
        weighed = self.find(asked, summary.document_id, clock)
        said = [e for e in weighed if e.place_agrees and _mentions(e.text, asked)]
        if not said:
            return self._refuse(asked, words.not_said(asked), weighed, clock)
        piece = self._extract(asked, max(said, key=lambda e: e.own_coverage))
        text = words.extract(piece, 1)
        return self._answer(asked, text, [piece], (), round(piece.evidence.own_coverage, 3), clock)

    def title(self, asked: Question, summary: DocumentSummary, clock: Clock) -> Answer:
        """The line of the page that is one document's title."""
        document = self.document(summary.document_id)
        span = document.metadata.title_span
        if span is None:
            return self._refuse(asked, phrases(asked.language).page_silent(document), (), clock)
        cited = (citation(1, document, *span, None, None),)
        return Answer(
            asked.text, asked.resolved, document.metadata.title, False, None, "extractive", 1.0,
            document_notices([document], phrases(asked.language)), cited,
        )  # fmt: skip

    # steps --------------------------------------------------------------------------------------------------------

    def in_scope(self, asked: Question) -> Question:
        return asked if self.parts.scope else replace(asked, years=(), relative=None, kind=None)

    def candidates(self, asked: Question, document_ids: frozenset[str]) -> tuple[Candidate, ...]:
        """The sentences of some documents that come nearest to a question, best first, not weighed."""
        return retrieve(self.store, asked, self._embed(asked.resolved), document_ids, self.parts).candidates

    def find(self, asked: Question, document_id: str, clock: Clock) -> list[Evidence]:
        """The sentences of one document that may answer, best first."""
        vector = self._vector(asked)
        clock.lap("embed")
        retrieved = retrieve(self.store, asked, vector, frozenset({document_id}), self.parts)
        clock.lap("search")
        weighed = self._weigh(asked, retrieved, self.document(document_id))
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
        weigher = self.weigher(document.document_id)
        weighed = []
        for candidate in retrieved.candidates[:RERANKED]:
            assert candidate.passage.sentence is not None
            rows = self.rows(document.document_id).get(candidate.passage.sentence, ())
            weighed.append(weigher.weigh(asked, retrieved, candidate, document, rows))
        if not self.parts.reranking:
            return weighed
        return rerank(weighed, self.reranker.scores(asked, weighed) if self.reranker else ())

    def _single(self, asked: Question, weighed: list[Evidence], words: Phrases, clock: Clock) -> Answer:
        fit = [e for e in weighed if e.fits]
        if not fit:
            return self._refuse(asked, self._why_none_fits(asked, weighed, words), weighed, clock)
        able = [e for e in fit if can_answer(asked, e)]
        if not able:
            return self._refuse(asked, words.not_said(asked), weighed, clock)
        close = [e for e in able if e.score > able[0].score - CLOSE]
        sure, best = max(((confidence(asked, e, weighed), e) for e in close), key=lambda found: found[0])
        if sure < self.threshold:
            return self._refuse(asked, words.not_said(asked), weighed, clock, sure)
        piece = self._extract(asked, best)
        text = words.extract(piece, 1)
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

    def _compare(self, asked: Question, weighed: list[Evidence], words: Phrases, clock: Clock) -> Answer:
        """Result and promise side by side: the best piece, and its counterpart by the ledger or else by search."""
        fit = [e for e in weighed if e.fits and e.scope]
        sure, best = max(((confidence(asked, e), e) for e in fit), key=lambda found: found[0], default=(0.0, None))
        anchor = self._extract(asked, best) if best and sure >= self.threshold else None
        if anchor and (told := self._difference_told(asked, anchor)):
            text = words.extract(told, 1)
            return self._answer(asked, text, [told], (), sure, clock)
        partner = self._counterpart(asked, anchor) if anchor else None
        if partner is None and (by_sides := self._by_sides(asked, weighed, words, clock)):
            return by_sides
        if best is None:
            return self._refuse(asked, self._why_none_fits(asked, weighed, words), weighed, clock)
        if anchor is None:
            return self._refuse(asked, words.not_said(asked), weighed, clock, sure)
        other = partner or self._across(asked, best, fit)
        if other is None:
            text = words.extract(anchor, 1)
            return self._answer(asked, text, [anchor], (), sure, clock, (words.one_side(),))
        return self._side_by_side(asked, (anchor, other), sure, words, clock)

    def _difference_told(self, asked: Question, anchor: Extract) -> Extract | None:
        """The anchor with the difference from the year before, where that is asked and the plan says it itself."""
        if not _DIFFERENCE_ASKED.search(asked.plain) or not anchor.rows:
            return None
        evidence, sentence = anchor.evidence, anchor.evidence.candidate.passage.sentence
        assert sentence is not None
        rows = self.rows(evidence.document.document_id).get(sentence, ())
        behind = min((row for row in rows if row.start > anchor.rows[0].start), key=lambda row: row.start, default=None)
        if behind is None or not behind.change or not _DIFFERENCE_TOLD.search(behind.quote):
            return None
        return extract(asked, evidence, rows, self.weigher(evidence.document.document_id), (anchor.rows[0], behind))

    def _by_sides(self, asked: Question, weighed: list[Evidence], words: Phrases, clock: Clock) -> Answer | None:
        """The answers to the two questions that a comparison is made of, where both are answered."""
        pieces: list[Extract] = []
        sure = 1.0
        for text in asked.sides:
            side = self.in_scope(replace(understand(text), language=asked.language))
            found = self.find(side, weighed[0].document.document_id, clock) if weighed else []
            able = [e for e in found if e.fits and can_answer(side, e)]
            told = confidence(side, able[0], found) if able else 0.0
            if told < (self.threshold if not pieces else OTHER_SIDE):
                return None
            sure = min(sure, told) if not pieces else sure
            pieces.append(self._extract(side, able[0]))
        if not pieces or pieces[0].evidence.start == pieces[1].evidence.start:
            return None
        return self._side_by_side(asked, pieces, sure, words, clock)

    def _side_by_side(
        self, asked: Question, sides: Sequence[Extract], sure: float, words: Phrases, clock: Clock
    ) -> Answer:
        pieces = sorted(sides, key=lambda p: p.evidence.scope.year if p.evidence.scope else 0)
        parts = [words.extract(p, n) for n, p in enumerate(pieces, 1)]
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
        # A promise may be without a figure (实现全覆盖), where not each side is asked for one.
        form: Form = "compare" if asked.sides and all(map(asks_quantity, asked.sides)) else "fact"
        sure = [e for e in found if confidence(replace(asked, form=form), e) >= self.threshold]
        return self._extract(asked, sure[0]) if sure else None

    def _counterpart(self, asked: Question, anchor: Extract) -> Extract | None:
        """The same indicator on the other side, where the ledger pairs them and the time is one asked for."""
        document = anchor.evidence.document
        partner = next((p for row in anchor.rows[:1] if (p := self.pairs(document.document_id).get(row))), None)
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
        rows = self.rows(document.document_id)[partner.sentence]
        return extract(asked, evidence, rows, self.weigher(document.document_id), (partner,))

    def _every_figure(
        self, asked: Question, topic: Content, summary: DocumentSummary, words: Phrases, clock: Clock
    ) -> Answer | None:
        """All rows of the ledger on a topic, each with its sentence; None where there is none."""
        document = self.document(summary.document_id)
        rows = [row for found in self.rows(summary.document_id).values() for row in found]
        years = asked.years or ((document.metadata.years[-1],) if asked.relative == "target" else ())
        coverage = self.weigher(summary.document_id).coverage
        found = rows_about(topic, in_time(rows, years, kind_of(asked)), document, coverage)
        if not found:
            return None
        shown = found[:MOST]
        sentences = list(dict.fromkeys(row.sentence for row in shown))
        citations = []
        for n, index in enumerate(sentences, 1):
            sentence = document.sentences[index]
            scope = sentence.scope.label if sentence.scope else None
            citations.append(citation(n, document, sentence.start, sentence.end, sentence.paragraph, scope))
        lines = [
            words.figure(
                figure_text(row),
                row.quote.strip("—－- 。"),
                words.scope(row.scope),
                sentences.index(row.sentence) + 1,
            )
            for row in shown
        ]
        more = words.more_in_ledger(max(0, len(found) - MOST))
        clock.lap("answer")
        return Answer(
            asked.text, asked.resolved, "\n".join(lines), False, None, "extractive", 1.0,
            (*document_notices([document], words), more), tuple(citations), timings_ms=clock.total(), rows=shown,
        )  # fmt: skip

    def _about(self, asked: Question, document: PlanDocument, words: Phrases, clock: Clock) -> Answer:
        found = answer_about(asked.plain, document)
        if not found:
            silent = self._refuse(asked, words.page_silent(document), (), clock)
            # What the page does not say the manifest may know.
            return replace(silent, notices=document_notices([document], words))
        scopes = {s.start: s.scope.label for s in document.sections if s.scope}
        citations = tuple(
            citation(n, document, start, end, None, scopes.get(start))
            for n, (start, end) in enumerate((span for answer in found for span in answer.spans), 1)
        )
        text, first = "", 1
        for answer in found:
            markers = [f"[{n}]" for n in range(first, first + len(answer.spans))]
            own = answer.text.replace("{n}", "".join(markers))
            for n, marker in enumerate(markers, 1):
                own = own.replace(f"{{{n}}}", marker)
            text, first = f"{text}\n{own}".strip(), first + len(markers)
        clock.lap("answer")
        return Answer(
            asked.text, asked.resolved, text, False, None, "extractive", 1.0,
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
        rows = [row for found in self.rows(document_id).values() for row in found]
        pairs = pair_rows(rows)
        return {**dict(pairs), **{target: actual for actual, target in pairs}}

    def _extract(self, asked: Question, evidence: Evidence) -> Extract:
        sentence = evidence.candidate.passage.sentence
        assert sentence is not None
        rows = self.rows(evidence.document.document_id).get(sentence, ()) if can_answer(asked, evidence) else ()
        return extract(asked, evidence, rows, self.weigher(evidence.document.document_id))

    def _answer(
        self,
        asked: Question,
        text: str,
        pieces: list[Extract],
        derived: tuple[Derived, ...],
        sure: float,
        clock: Clock,
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
        self, asked: Question, reason: str, weighed: Sequence[Evidence], clock: Clock, sure: float = 0.0
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


_DIFFERENCE_ASKED = re.compile(
    r"[比较](?:去年|上一?年|前一年|(?:19|20)?\d\d年)[^,，]{0,10}?(?:[多少高低涨降减]|增|加|扩)[^,，]{0,6}?(?:多少|几|百分之)"
)
_DIFFERENCE_TOLD = re.compile(r"[比较](?:去年|上年|\d{4}年)")


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
