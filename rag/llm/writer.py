"""From an extractive answer to one an LLM writes: :meth:`Writer.stream` lists the steps in reading order.

The extractive answer stands behind every sentence: what it says is said in the end, by the LLM in words that passed the checks, or as
it was. Refusals, questions about the document itself and English answers (whose words cannot be looked up in a Chinese sentence) stay
extractive.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from index.document import PlanDocument
from index.store import PassageStore
from rag.answer import Assistant
from rag.cross import CrossReranker
from rag.llm import notices
from rag.llm.cache import AnswerCache, key_of
from rag.llm.claims import Claim, ClaimReader
from rag.llm.compose import Composed, Told, compose
from rag.llm.followups import rewritten
from rag.llm.model import LLM, LLMFailed, Spent
from rag.llm.prompt import answer_messages, rules_in
from rag.llm.verify import Source, framed, plain, source_of, verify
from rag.reader import Trail
from rag.types import Answer, Citation, Filters, LLMUse

MORE = 4
"""Sentences offered beside those of the extractive answer, where the question asks for no single figure."""


@dataclass(frozen=True, slots=True)
class _Offer:
    """A sentence the LLM may cite, and the citation it would become."""

    source: Source
    citation: Citation


@dataclass(slots=True)
class _Work:
    """One answer under way."""

    started: float = field(default_factory=time.monotonic)
    """When the LLM's time began: once the extractive answer was there."""
    spent: Spent = field(default_factory=Spent)
    kept: list[Told] = field(default_factory=list)
    dropped: int = 0
    copied: int = 0
    """Sentences that only repeat a source word for word: the extractive answer does that better, with the figure in front."""
    cached: bool = False
    failure: str = ""
    raw: str = ""

    def use(self, model: str) -> LLMUse:
        s = self.spent
        ms = round((time.monotonic() - self.started) * 1000, 1)
        return LLMUse(
            model, s.calls, s.prompt_tokens, s.completion_tokens, ms, self.cached, len(self.kept), self.dropped
        )


class Writer(Assistant):
    """An assistant that answers in the words of an LLM where these hold. Safe to share between threads."""

    def __init__(
        self, store: PassageStore, llm: LLM, cache: AnswerCache | None = None, reranker: CrossReranker | None = None
    ) -> None:
        super().__init__(store, reranker=reranker)
        self._llm = llm
        self._cache = cache

    def ask(self, question: str, history: Sequence[str] = (), filters: Filters = Filters()) -> Answer:
        """The last answer of :meth:`stream`.

        Raises:
            BadQuestion: the question is empty or too long.
        """
        *_, answer = self.stream(question, history, filters)
        return answer

    def stream(self, question: str, history: Sequence[str] = (), filters: Filters = Filters()) -> Iterator[Answer]:
        """The answer as it grows by checked sentences; the last one counts. Leaving the loop early ends the LLM's work.

        Raises:
            BadQuestion: the question is empty or too long.
        """
        work = _Work()
        trail = self._understood(question, history, filters, work)
        offers = self._offers(trail)
        if not offers:
            yield self._extractive(trail, work)
            return
        for told in self._checked(self._written(trail, offers, filters, work), offers, work):
            work.kept.append(told)
            yield self._so_far(trail, offers, work)
        yield self._whole(trail, offers, work)

    # steps --------------------------------------------------------------------------------------------------------

    def _understood(self, question: str, history: Sequence[str], filters: Filters, work: _Work) -> Trail:
        """The extractive way. A follow-up is also read as the LLM makes it whole: that reading stands where it leads to the very
        same sentence in clearer words, or to one where the rules' reading led to none."""
        trail = self.follow(question, history, filters)
        work.started = time.monotonic()
        if not any(h.strip() for h in history):
            return trail
        whole = rewritten(self._llm, trail.question, history, work.spent)
        if whole is None:
            return trail
        other = self.follow(whole, (), filters)
        if other.answer.refused or not (trail.answer.refused or _same_sentence(trail.answer, other.answer)):
            return trail
        return replace(
            other,
            question=replace(other.question, text=question, language=trail.question.language),
            answer=replace(other.answer, question=question),
        )

    def _offers(self, trail: Trail) -> list[_Offer]:
        """The sentences of the extractive answer first, then (for lists and facts) those that would have answered in their place."""
        asked, answer = trail.question, trail.answer
        if answer.refused or asked.form == "about" or asked.language == "en":
            return []
        citations = answer.citations
        if len({citation.document_id for citation in citations}) > 1:  # each document answers for itself
            return []
        if asked.form in ("list", "fact"):
            citations += self.alternatives(trail, MORE)
        return [
            _Offer(source, replace(citation, n=n))
            for n, citation in enumerate(citations, 1)
            if (source := _source(n, self.reader.document(citation.document_id), citation))
        ]

    def _written(self, trail: Trail, offers: Sequence[_Offer], filters: Filters, work: _Work) -> Iterator[Claim]:
        """What the LLM writes, claim by claim, from the cache where the same was asked before."""
        asked = trail.question
        messages = answer_messages(asked.resolved, asked.form, asked.language, [o.source for o in offers])
        settings = self._llm.settings
        key = key_of(
            [
                self.store.version.name,
                settings.name,
                str(settings.temperature),
                asked.resolved,
                str(filters),
                *(str(m.content) for m in messages),
            ]
        )
        reader = ClaimReader()
        if self._cache and (text := self._cache.get(key)):
            work.cached = True
            yield from reader.feed(text)
            yield from reader.rest()
            return
        try:
            for piece in self._llm.stream(messages, work.started + settings.timeout, work.spent):
                work.raw += piece
                yield from reader.feed(piece)
                if reader.finished:
                    break
            yield from reader.rest()
            if self._cache and (work.kept or work.copied):
                self._cache.put(key, work.raw)
        except LLMFailed as failure:
            work.failure = failure.reason

    def _checked(self, claims: Iterator[Claim], offers: Sequence[_Offer], work: _Work) -> Iterator[Told]:
        """The claims that stand in what they cite, with their time said."""
        sources = {o.source.n: o.source for o in offers}
        seen: set[str] = set()
        for claim in claims:
            cited = [sources[n] for n in claim.cites if n in sources]
            text = framed(claim.text, cited[0]) if len(cited) == 1 else claim.text
            if text in seen:
                continue
            seen.add(text)
            if any(_copied(claim.text, source) for source in cited):
                work.copied += 1
                continue
            if rules_in(text) or verify(replace(claim, text=text), sources, self.store.embeddings.passages):
                work.dropped += 1
            else:
                yield Told(text, claim.cites)

    def _so_far(self, trail: Trail, offers: Sequence[_Offer], work: _Work) -> Answer:
        return self._written_answer(trail, compose("", work.kept), offers, work, ())

    def _whole(self, trail: Trail, offers: Sequence[_Offer], work: _Work) -> Answer:
        """Composed with the extractive answer; that one alone where nothing of the LLM's is left."""
        language = trail.question.language
        if work.failure and not work.kept:
            return self._extractive(trail, work, notices.failed(language, work.failure))
        composed = compose(trail.answer.answer.removeprefix(trail.heading), work.kept, trail.question.form)
        if not composed.written:
            mere = work.copied and not work.dropped
            return self._extractive(trail, work, *(() if mere else (notices.nothing_usable(language),)))
        said = [notices.dropped(language, work.dropped, composed.quoted)] if work.dropped else []
        said += [notices.broken_off(language, work.failure)] if work.failure else []
        return self._written_answer(trail, composed, offers, work, said)

    # parts --------------------------------------------------------------------------------------------------------

    def _written_answer(
        self, trail: Trail, composed: Composed, offers: Sequence[_Offer], work: _Work, said: Sequence[str]
    ) -> Answer:
        citations = tuple(replace(offers[n - 1].citation, n=i) for i, n in enumerate(composed.used, 1))
        return replace(
            trail.answer, answer=trail.heading + composed.text, mode="llm", citations=citations, notices=(*trail.answer.notices, *said),
            llm=work.use(self._llm.settings.model), timings_ms=_timed(trail.answer, work),
        )  # fmt: skip

    def _extractive(self, trail: Trail, work: _Work, *said: str) -> Answer:
        use = work.use(self._llm.settings.model) if work.spent.calls or work.cached else None
        return replace(
            trail.answer, notices=(*trail.answer.notices, *said), llm=use, timings_ms=_timed(trail.answer, work)
        )


def _copied(text: str, source: Source) -> bool:
    return plain(text).strip("—-。,;: ") in plain(source.text)


def _timed(answer: Answer, work: _Work) -> dict[str, float]:
    before = dict(answer.timings_ms or {})
    llm = round((time.monotonic() - work.started) * 1000, 2)
    return {**before, "llm": llm, "total": round(before.get("total", 0.0) + llm, 2)}


def _same_sentence(a: Answer, b: Answer) -> bool:
    return {(c.document_id, c.start) for c in a.citations} == {(c.document_id, c.start) for c in b.citations}


def _source(n: int, document: PlanDocument, citation: Citation) -> Source | None:
    """The cited sentence as a source; None for a line that is no sentence of the body."""
    sentence = next((s for s in document.sentences if (s.start, s.end) == (citation.start, citation.end)), None)
    return source_of(n, document, sentence) if sentence else None
