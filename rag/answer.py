"""The answering path over one index version, as other rooms call it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from index.reading.source import Source
from index.store import PassageStore
from rag.candidates import Sentence
from rag.citing import cite
from rag.context import Context, Tools
from rag.followups import Suggestion, next_questions
from rag.library import Library
from rag.pipeline import keep_in_scope, read, run, search
from rag.reader import Reader, open_reader
from rag.types import Answer, Citation, Filters, Language, Parts

if TYPE_CHECKING:
    from rag.check import Checked


class Assistant:
    """Answers from one index version, without an LLM. Safe to share between threads."""

    def __init__(self, store: PassageStore, parts: Parts = Parts(), reader: Reader | None = None) -> None:
        self.store = store
        self.tools = Tools(Library(store), reader or open_reader(), parts)
        self._told = lru_cache(maxsize=4096)(self._answer_to)

    def ask(
        self, question: str, history: Sequence[str] = (), filters: Filters = Filters(), *, explain: bool = False
    ) -> Answer:
        """Answer, offer what is nearest, or refuse; ``history`` holds the conversation's earlier questions, oldest first.

        ``explain`` adds the whole trail.

        Raises:
            BadQuestion: the question is empty or too long.
        """
        return self.told(self.follow(question, history, filters), explain=explain)

    def told(self, context: Context, *, explain: bool = False) -> Answer:
        """The answer to the question whose way :meth:`follow` gave."""
        assert context.answer
        return self.explained(context) if explain else context.answer

    def explained(self, context: Context) -> Answer:
        """The context's answer with its whole trail."""
        assert context.answer
        return replace(context.answer, explain=trail(self.tools, context))

    def read_on(self, context: Context) -> Context:
        """The context with its candidates searched for and read, whatever ended the way before."""
        for step in (search, keep_in_scope, read):
            context = step(self.tools, context)
        return context

    def stream(self, question: str, history: Sequence[str] = (), filters: Filters = Filters()) -> Iterator[Answer]:
        """:meth:`ask` in the form of those who write sentence by sentence: growing answers, of which the last one counts.

        Raises:
            BadQuestion: the question is empty or too long.
        """
        yield self.ask(question, history, filters)

    def follow(self, question: str, history: Sequence[str] = (), filters: Filters = Filters()) -> Context:
        """:meth:`ask`, with the way to the answer.

        Raises:
            BadQuestion: the question is empty or too long.
        """
        return run(self.tools, question, history, filters)

    def search(self, question: str, history: Sequence[str] = (), filters: Filters = Filters()) -> tuple[Sentence, ...]:
        """The sentences that speak most nearly of the question, best first, those of another time or place last.

        Raises:
            BadQuestion: the question is empty or too long.
        """
        return self.follow(question, history, filters).sentences

    def passages(
        self, question: str, history: Sequence[str] = (), filters: Filters = Filters(), most: int = 10
    ) -> tuple[Citation, ...]:
        """:meth:`search`, as citations."""
        return tuple(cite(n, s) for n, s in enumerate(self.search(question, history, filters)[:most], 1))

    def check(
        self, draft: Source | str, filters: Filters = Filters(), language: Language | None = None
    ) -> tuple[Checked, ...]:
        """A draft held against the documents; see :meth:`rag.check.Checker.check`."""
        from rag.check import Checker  # the verifier is loaded where a draft is checked

        return Checker(self.tools.library).check(draft, filters, language)

    def suggest(self, answer: Answer, filters: Filters = Filters(), most: int = 3) -> tuple[str, ...]:
        """Questions to ask after an answer or a refusal that are answered themselves; see :func:`rag.followups.next_questions`."""
        library = self.tools.library
        several = len({d.region for d in library.documents}) > 1
        place = (lambda d: library.document(d).metadata.region) if several else (lambda d: "")
        questions = next_questions(answer, library.rows, library.pairs, place)
        return tuple(islice((s.question for s in questions if self.answers(s, filters)), most))

    def answers(self, suggested: Suggestion, filters: Filters = Filters()) -> bool:
        """Whether a question is answered with its figures."""
        told = self._told(suggested.question, filters)
        return bool(told) and all(figure in told for figure in suggested.figures)

    def _answer_to(self, question: str, filters: Filters) -> str:
        answer = self.ask(question, (), filters)
        return "" if answer.refused else answer.answer

    def warm_up(self) -> None:
        """Load models, dictionaries and tables now, so that the first question does not wait for them."""
        self.follow("预热:2000年新增多少公里道路?")
        self.follow("Warm up: how many kilometres of roads were built in 2000?")


def trail(tools: Tools, context: Context) -> dict[str, Any]:
    """The way of a question in plain values: what was understood, which documents, each candidate with its scores or its veto."""
    asked = context.asked
    return {
        "readings": [{"read": r.read, "years": r.time.years, "spans": r.time.spans, "offsets": r.time.offsets, "places": r.places} for r in context.readings],
        "language": asked.language,
        "form": context.form,
        "forms": {form: round(chance, 3) for form, chance in context.forms.items()},
        "documents": [d.document_id for d in context.documents],
        "chosen_by": context.choice.why,
        "candidates": [_traced(tools, s) for s in context.sentences],
        "thresholds": {"answer": tools.thresholds.answers(context.form, len(context.documents)), "related": tools.thresholds.related},
        "timings_ms": dict(context.timings_ms),
    }  # fmt: skip


def _traced(tools: Tools, s: Sentence) -> dict[str, Any]:
    score = (
        {"chance": round(tools.thresholds.chance(s.score), 4), "score": round(s.score, 3)} if s.score == s.score else {}
    )
    return {
        "document_id": s.document.document_id, "start": s.start, "end": s.end, "text": s.text,
        "scope": s.scope.label if s.scope else None, "fused": round(s.fused, 4), "belief": round(s.belief, 2), "veto": s.veto, **score,
    }  # fmt: skip
