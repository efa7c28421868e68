"""From a question to an answer. :meth:`Assistant.ask` lists the steps in reading order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from itertools import islice

from index.store import PassageStore
from rag.across import OneByOne, across, year_by_year
from rag.citing import cite
from rag.cross import CrossReranker
from rag.evidence import Evidence
from rag.followups import next_questions
from rag.phrases import phrases
from rag.question import Question, readings
from rag.reader import Clock, Reader, Trail
from rag.rerank import THRESHOLD, confidence
from rag.routing import Documents, Router, Step
from rag.several import Found, heading, refusal, side_by_side
from rag.types import Answer, Citation, Filters, Parts, within

ASKED = 6
"""Documents that one question is put to at most; of more, those whose sentences come nearest."""
LIKELIER = 0.3
"""Confidence by which a less likely reading of a follow-up must be ahead."""


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
        self._router = Router(store.catalog)
        self.reader = Reader(store, self._router, parts, threshold, reranker)
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
        clock = Clock()
        documents = within(self._router.documents, filters)
        one = OneByOne(
            ask=lambda asked, document: self.reader.ask(asked, document, clock).answer, mention=partial(self.reader.mention, clock=clock),
            title=partial(self.reader.title, clock=clock), shortlist=self._shortlist,
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
        if trail.question.form == "compare" and len(trail.answer.citations) == 1:
            whole = year_by_year(self._router, one, question, history, documents)
            trail = Trail(trail.question, (), replace(whole, timings_ms=clock.total())) if whole else trail
        return replace(trail, answer=replace(trail.answer, question=question.strip()))

    def alternatives(self, trail: Trail, most: int) -> tuple[Citation, ...]:
        """Up to ``most`` sentences that would have answered in the place of those cited: of the time and place asked for, and sure
        enough by themselves. Their number is 0."""
        asked, cited = trail.question, {(c.document_id, c.start) for c in trail.answer.citations}
        able = [e for e in trail.weighed if e.fits and confidence(asked, e) >= self.reader.threshold]
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
                weighed += self.reader.find(self.reader.in_scope(step.asked), document.document_id, Clock())
        return tuple(sorted(weighed, key=lambda e: (not e.fits, -e.score)))

    def passages(
        self, question: str, history: Sequence[str] = (), filters: Filters = Filters(), most: int = 10
    ) -> tuple[Citation, ...]:
        """:meth:`search`, as citations."""
        return tuple(cite(n, e) for n, e in enumerate(self.search(question, history, filters)[:most], 1))

    def suggest(self, answer: Answer, filters: Filters = Filters(), most: int = 3) -> tuple[str, ...]:
        """Questions to ask after an answer or a refusal that are answered themselves; see :func:`rag.followups.next_questions`."""
        several = len({d.region for d in self.store.catalog.documents()}) > 1
        place = (lambda d: self.reader.document(d).metadata.region) if several else (lambda d: "")
        questions = next_questions(answer, self.reader.rows, self.reader.pairs, place)
        return tuple(islice((q for q in questions if self._answers(q, filters)), most))

    def _take(self, step: Step, clock: Clock) -> Trail:
        """The documents of one step, each asked for itself, and their answers side by side."""
        documents = self._shortlist(step.asked, step.documents, ASKED)
        trails = [self.reader.ask(step.asked, document, clock) for document in documents]
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
        asked = self.reader.in_scope(asked)
        ids = {d.document_id: d for d in documents}
        best = dict.fromkeys(c.passage.document_id for c in self.reader.candidates(asked, frozenset(ids)))
        return tuple(ids[d] for d in list(best)[:most])

    def warm_up(self) -> None:
        """Load model, dictionaries and tables now, so that the first question does not wait for them."""
        self.follow("预热:2000年新增多少公里道路?")
        self.follow("Warm up: how many kilometres of roads were built in 2000?")
