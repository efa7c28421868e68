"""Answers that an LLM writes from the evidence, every sentence held to what it cites: :meth:`Writer._written_out` lists the steps in reading order.

What is verified is what is shown. The extractive answer takes over only where nothing of the LLM's stands.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from langchain_core.messages import AIMessage, BaseMessage

from index.figures import find_figures
from index.store import PassageStore
from rag.answer import Assistant
from rag.citing import notices as document_notices
from rag.context import Context
from rag.llm.cache import AnswerCache, key_of
from rag.llm.checks.english import is_english
from rag.llm.claims import Claim, ClaimReader
from rag.llm.model import LLM, LLMFailed, Spent
from rag.llm.packet import Packet, packet
from rag.llm.prompt import answer_messages, repair_message, rules_in
from rag.llm.sources import Source
from rag.llm.verify import framed, verify
from rag.messages import say
from rag.reader import Reader
from rag.types import Answer, Citation, Figure, Filters, Language, Line, LLMUse

CERTAIN = frozenset(
    {
        "which_place", "other_place", "other_year", "no_document", "no_such_document", "which_document", "greeting", "thanks", "abilities", "languages",
        "injection", "documents", "not_a_question",
    }
)  # fmt: skip
"""What the pipeline decided by rule; no LLM is asked. That the documents say nothing of a year is none where it was searched for first."""
MOST_HEADING = 24
"""Characters of a heading."""
NEAR = 10
"""Sentences of a document nearest to an English claim, among which the one it cites must be."""
_HAN = re.compile("[\u4e00-\u9fff]{2,}")
_UNFIT = re.compile(r"https?:|www\\.|<[a-zA-Z/!]|[\[\]{}<>`|]|!\[")
"""Links, markup and code, which no sentence of a plan has."""


@dataclass(slots=True)
class _Work:
    """One answer under way."""

    started: float = field(default_factory=time.monotonic)
    """When the LLM's time began: once the evidence was there."""
    spent: Spent = field(default_factory=Spent)
    kept: list[Claim] = field(default_factory=list)
    failed: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    lacking: list[Claim] = field(default_factory=list)
    cached: bool = False
    failure: str = ""
    raw: str = ""

    def use(self, model: str) -> LLMUse:
        s, ms = self.spent, round((time.monotonic() - self.started) * 1000, 1)
        kept = sum(claim.kind == "claim" for claim in self.kept)
        return LLMUse(model, s.calls, s.prompt_tokens, s.completion_tokens, ms, self.cached, kept, len(self.failed))


class Writer(Assistant):
    """An assistant that answers in the words of an LLM where these hold. Safe to share between threads."""

    def __init__(
        self, store: PassageStore, llm: LLM, cache: AnswerCache | None = None, reader: Reader | None = None
    ) -> None:
        super().__init__(store, reader=reader)
        self._llm = llm
        self._cache = cache

    def told(self, context: Context, *, explain: bool = False) -> Answer:
        """See :meth:`Assistant.told`; the last answer of :meth:`stream`."""
        if explain:
            context = replace(context, answer=self.explained(context))
        *_, answer = self._written_out(context)
        return answer

    def stream(self, question: str, history: Sequence[str] = (), filters: Filters = Filters()) -> Iterator[Answer]:
        """The answer as it grows by checked sentences; the last one counts. Leaving the loop early ends the LLM's work.

        Raises:
            BadQuestion: the question is empty or too long.
        """
        yield from self._written_out(self.follow(question, history, filters))

    # steps --------------------------------------------------------------------------------------------------------

    def _written_out(self, context: Context) -> Iterator[Answer]:
        assert context.answer
        if context.answer.status in CERTAIN and not (context.answer.status == "other_year" and context.sentences):
            yield context.answer
            return
        work = _Work()
        evidence = packet(self.tools.library, self._read_on(context), whole_plan=self._llm.settings.whole_plan)
        messages = answer_messages(
            context.typed, context.asked.resolved, context.history, context.asked.language, evidence
        )
        language = context.asked.language
        for claim in self._checked(self._written(messages, work), evidence, work, language):
            work.kept.append(claim)
            yield self._answer(context, evidence, work)
        for claim in self._repaired(messages, evidence, work, language):
            work.kept.append(claim)
            yield self._answer(context, evidence, work)
        yield self._whole(context, evidence, work)

    def _read_on(self, context: Context) -> Context:
        """With candidates, where the page's own lines ended the way before there were any."""
        return context if context.sentences or not context.documents else self.read_on(context)

    def _written(self, messages: Sequence[BaseMessage], work: _Work) -> Iterator[Claim]:
        """What the LLM writes, line by line, from the cache where the same was asked before."""
        settings, reader = self._llm.settings, ClaimReader()
        key = key_of(
            [self.store.version.name, settings.name, str(settings.temperature), *(str(m.content) for m in messages)]
        )
        if self._cache and (text := self._cache.get(key)):
            work.cached, work.raw = True, text
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
            if self._cache and (work.kept or work.lacking):
                self._cache.put(key, work.raw)
        except LLMFailed as failure:
            work.failure = failure.reason

    def _checked(self, claims: Iterator[Claim], evidence: Packet, work: _Work, language: Language) -> Iterator[Claim]:
        """The lines that stand in what they cite; the others are kept with why not."""
        sources, seen = evidence.sources(), set()
        for claim in claims:
            claim = replace(claim, text="".join(c for c in claim.text if c.isprintable()))
            if not claim.text or claim.text in seen:
                continue
            seen.add(claim.text)
            if claim.kind == "none":
                work.lacking.append(claim)
            elif claim.kind == "heading":
                if len(claim.text) <= MOST_HEADING and not re.search(r"\d", claim.text) and not _unfit(claim.text):
                    yield claim
            else:
                cited = [sources[n] for n in claim.cites if n in sources]
                reasons = ("unfit",) if _unfit(claim.text) else held(claim.text, cited)
                if not reasons and language == "en" and not self._is_near(claim, evidence):
                    reasons = ("words: not what is cited",)
                if reasons:
                    work.failed.append((claim.text, tuple(reasons)))
                else:
                    yield replace(claim, cites=tuple(s.n for s in cited))

    def _repaired(
        self, messages: Sequence[BaseMessage], evidence: Packet, work: _Work, language: Language
    ) -> Iterator[Claim]:
        """One more round for what did not stand, as long as there is time."""
        failed = [f for f in work.failed if f[1] != ("unfit",)]
        if not failed or work.failure or work.cached:
            return
        again = [*messages, AIMessage(work.raw), repair_message(failed)]
        mended = _Work(started=work.started, spent=work.spent)
        for claim in self._checked(self._written(again, mended), evidence, mended, language):
            if claim.kind == "claim" and claim.text not in {k.text for k in work.kept}:
                work.failed = work.failed[1:]
                yield claim

    def _whole(self, context: Context, evidence: Packet, work: _Work) -> Answer:
        """The verified lines; else what the LLM says is lacking; else the extractive answer."""
        language = context.asked.language
        if any(claim.kind == "claim" for claim in work.kept):
            answer = self._answer(context, evidence, work)
            said = [say("lacking", language, what=claim.text) for claim in work.lacking if not _unfit(claim.text)]
            if work.failed:
                said.append(say("llm_dropped", language, count=len(work.failed)))
            if work.failure:
                said.append(say("llm_broken_off", language, reason=work.failure))
            return replace(answer, notices=(*answer.notices, *said))
        if work.lacking and not work.failed and not work.failure:
            return self._lacking(context, evidence, work)
        name = "llm_failed" if work.failure else "llm_nothing" if work.failed or not work.lacking else ""
        return self._extractive(context, work, *((say(name, language, reason=work.failure),) if name else ()))

    # parts --------------------------------------------------------------------------------------------------------

    def _is_near(self, claim: Claim, evidence: Packet) -> bool:
        """Whether an English claim, whose words cannot be looked up, is near in meaning to what it cites, or repeats a name of it."""
        cited = [o.citation for o in evidence.offers if o.source.n in claim.cites]
        if any(name in c.quote for name in _HAN.findall(claim.text) for c in cited):
            return True
        ids = frozenset(c.document_id for c in cited)
        near = self.store.search_vectors(self.tools.library.vector(claim.text), "sentence", NEAR, ids)
        return any((p.document_id, p.start) == (c.document_id, c.start) for p, _ in near for c in cited)

    def _answer(self, context: Context, evidence: Packet, work: _Work) -> Answer:
        before, asked = context.answer, context.asked
        assert before
        used = list(dict.fromkeys(n for claim in work.kept for n in claim.cites))
        number = {n: i for i, n in enumerate(used, 1)}
        offers = {offer.source.n: offer.citation for offer in evidence.offers}
        citations = tuple(replace(offers[n], n=number[n]) for n in used)
        kept = _without_empty_headings(work.kept)
        lines = tuple(_line(claim, tuple(number[n] for n in claim.cites), offers) for claim in kept)
        cited = [self.tools.library.document(d) for d in dict.fromkeys(c.document_id for c in citations)]
        return Answer(
            asked.typed, asked.resolved, "answer", "written", lines, mode="llm", notices=document_notices(cited, asked.language),
            citations=citations, language=asked.language, timings_ms=_timed(before, work), llm=work.use(self._llm.settings.model),
            explain=before.explain,
        )  # fmt: skip

    def _lacking(self, context: Context, evidence: Packet, work: _Work) -> Answer:
        """The LLM found no answer in the evidence: the nearest sentences it names, or a refusal."""
        asked, offers = context.asked, {offer.source.n: offer.citation for offer in evidence.offers}
        near = list(dict.fromkeys(n for claim in work.lacking for n in claim.cites if n in offers))[:5]
        name = "related" if near else "not_said"
        assert context.answer
        return Answer(
            asked.typed, asked.resolved, "related" if near else "refuse", "unsure" if near else "not_said",
            reason=say(name, asked.language), mode="llm", language=asked.language,
            related=tuple(replace(offers[n], n=i) for i, n in enumerate(near, 1)),
            timings_ms=_timed(context.answer, work), llm=work.use(self._llm.settings.model), explain=context.answer.explain,
        )  # fmt: skip

    def _extractive(self, context: Context, work: _Work, *said: str) -> Answer:
        answer = context.answer
        assert answer
        use = work.use(self._llm.settings.model) if work.spent.calls or work.cached else None
        return replace(answer, notices=(*answer.notices, *said), llm=use, timings_ms=_timed(answer, work))


def held(text: str, sources: Sequence[Source]) -> tuple[str, ...]:
    """Why a claim does not stand in what it cites; empty where it does.

    A line shows the time of its sources beside it where they have one, so a claim may leave that time out.
    """
    reasons = verify(text, sources)
    if (
        reasons
        and not is_english(text)
        and len({s.scope for s in sources}) == 1
        and not verify(framed(text, sources[0]), sources)
    ):
        return ()
    return reasons


def _line(claim: Claim, cites: tuple[int, ...], offers: dict[int, Citation]) -> Line:
    if claim.kind == "heading":
        return Line(claim.text, level="heading")
    figures = tuple(Figure(f.value, f.unit, f.bound, f.start, f.end) for f in find_figures(claim.text))
    scopes = {offers[n].scope for n in claim.cites}
    documents = {offers[n].document_id for n in claim.cites}
    scope = next(iter(scopes)) if len(scopes) == 1 else None
    return Line(claim.text, cites, figures, scope, next(iter(documents)) if len(documents) == 1 else "")


def _without_empty_headings(kept: Sequence[Claim]) -> list[Claim]:
    """A heading stands only above a claim."""
    return [c for i, c in enumerate(kept) if c.kind != "heading" or (i + 1 < len(kept) and kept[i + 1].kind == "claim")]


def _unfit(text: str) -> bool:
    return bool(_UNFIT.search(text)) or rules_in(text)


def _timed(answer: Answer, work: _Work) -> dict[str, float]:
    before = dict(answer.timings_ms or {})
    llm = round((time.monotonic() - work.started) * 1000, 2)
    return {**before, "llm": llm, "total": round(before.get("total", 0.0) + llm, 2)}
