"""A question put by the page: its place in the line, the answer as it grows, and at the end what the browser keeps."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from typing import Any

from index.errors import PlanqaError
from rag.language import Language, in_language
from rag.types import Answer, Filters
from rag.types import Line as Said
from ui.asked import MAX_NAME, BadRequest, read_question
from ui.web.kept import Seal, read
from ui.web.line import Busy, Line, Ticket
from ui.web.service import Service
from ui.web.sources import Reader
from ui.web.texts import Texts
from ui.web.turns import failed, turn, waiting

log = logging.getLogger(__name__)
State = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the page sends it."""

    id: str
    question: str
    history: tuple[str, ...] = ()
    filters: Filters = Filters()


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """An answer as the browser keeps it."""

    answer: Answer
    filters: Filters = Filters()
    next: tuple[str, ...] = ()


def read_asked(data: object) -> Asked:
    """The page's question.

    Raises:
        BadRequest: it is none, or too long.
    """
    asked = read(Asked, data)
    question = read_question(asked.question, asked.history)
    names = (asked.id, asked.filters.document_id, asked.filters.region)
    if any(len(name) > MAX_NAME for name in names):
        raise BadRequest("页面发来的内容过长 (too long)")
    return replace(asked, question=question.question, history=question.history)


class Asking:
    """Questions put by the pages of one language."""

    def __init__(self, service: Service, line: Line, seal: Seal, texts: Texts, root: str) -> None:
        self._service, self._line, self._seal, self._texts, self._root = service, line, seal, texts, root

    @property
    def reader(self) -> Reader:
        """For the documents as they are now."""
        return Reader(self._texts, self._service.catalog, self._root)

    async def states(self, asked: Asked, address: str) -> AsyncIterator[State]:
        """The turn as it grows; its last state holds the answer for the browser to keep, or says why there is none."""
        try:
            ticket = self._line.join(address)
        except Busy as busy:
            words = self._texts.busy.format(n=busy.seconds)
            yield {"id": asked.id, "state": "failed", "html": failed(self._texts, asked.question, words)}
            return
        try:
            async for place in ticket.places():
                html = waiting(self._texts, asked.question, loading=False)
                yield {"id": asked.id, "state": "waiting", "html": html, "words": self._texts.place.format(n=place)}
            async for state in self._answered(asked, ticket):
                yield state
        finally:
            ticket.leave()

    async def _answered(self, asked: Asked, ticket: Ticket) -> AsyncIterator[State]:
        if not self._service.ready:
            html = waiting(self._texts, asked.question, loading=True)
            yield {"id": asked.id, "state": "waiting", "html": html}
        steps = self._steps(asked)
        try:
            while (state := await ticket.work(next, steps, None)) is not None:
                yield state
        finally:
            await ticket.work(_close, steps)

    def _steps(self, asked: Asked) -> Iterator[State]:
        """In a thread: the growing turn."""
        whole: Answer | None = None
        try:
            for told in self._service.answers(asked.question, asked.history, asked.filters):
                whole = as_on_page(told, self._texts.language)
                html = turn(self.reader, asked.id, whole, asked.filters, (), whole=False)
                yield {"id": asked.id, "state": "partial", "html": html}
            assert whole is not None
            questions = self._suggestions(whole, asked.filters)
            html = turn(self.reader, asked.id, whole, asked.filters, questions, whole=True)
            kept = self._seal.sealed(KeptTurn(replace(whole, rows=()), asked.filters, questions))
            yield {"id": asked.id, "state": "done", "html": html, "kept": kept}
        except PlanqaError as error:
            yield {"id": asked.id, "state": "failed", "html": failed(self._texts, asked.question, str(error))}
        except Exception:
            log.exception("a question failed")
            yield {"id": asked.id, "state": "failed", "html": failed(self._texts, asked.question, self._texts.internal)}

    def _suggestions(self, whole: Answer, filters: Filters) -> tuple[str, ...]:
        """None where the documents have changed since the answer: it stands without them."""
        try:
            return self._service.suggest(whole, filters)
        except PlanqaError:
            return ()


def as_on_page(answer: Answer, language: Language) -> Answer:
    """An answer to a question in characters of either script on the page in Traditional ones: the program's own words as the page's."""
    if language != "zh-Hant" or answer.language != "zh":
        return answer
    lines = tuple(_in_script(line) for line in answer.lines)
    notices, routine = (tuple(map(_traditional, told)) for told in (answer.notices, answer.routine))
    reason = answer.reason and _traditional(answer.reason)
    return replace(answer, language=language, lines=lines, notices=notices, routine=routine, reason=reason)


def _in_script(line: Said) -> Said:
    own = line.level == "note" or (line.level == "heading" and not line.document_id)
    return replace(line, text=_traditional(line.text)) if own else line


def _traditional(text: str) -> str:
    """In Traditional characters, but for the titles and quotes in it."""
    return "".join(
        part if part[:1] in ("《", "“") else in_language(part, "", "zh-Hant") for part in _QUOTED.split(text)
    )


_QUOTED = re.compile("(《[^》]*》|“[^”]*”)")


def _close(steps: Iterator[State]) -> None:
    steps.close()  # type: ignore[attr-defined]
