"""What the page needs from ``rag``: the model loads behind a page that is already there, and a new index takes the place of the old one."""

from __future__ import annotations

import ctypes
import gc
import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from index.catalog import Catalog
from index.errors import MilvusUnavailable, PlanqaError
from index.reading.source import Source
from index.versions import remove_unused
from rag.types import Answer, Citation, Filters, Language
from ui.ledger import Ledger
from ui.web.examples import MOST, TRIED, example_questions

if TYPE_CHECKING:
    from rag.answer import Assistant
    from rag.check import Checked

log = logging.getLogger(__name__)
LOOK_EVERY = 2.0
"""Seconds between two looks at which index version is in use."""
KEPT = 60.0
"""Seconds that an old version stays on disk after its last question, for what the page still draws of it."""


@dataclass(slots=True)
class _Old:
    """An assistant whose index was replaced."""

    assistant: Assistant
    idle_since: float


class AnswersOff(PlanqaError):
    """The operator has turned answers off; the message is what visitors are told."""


def give_memory_back() -> None:
    """Free what is no longer used. An old version is held by nothing but its own caches, in circles that Python looks at the more rarely the more
    objects there are; and glibc keeps what is freed."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc's own
    if trim:
        trim(0)


class Service:
    """Opens the assistant in a background thread; the first question waits for it, the page does not.

    When a build publishes a new version, that is opened beside the old one and answers from then on; questions that run go on with the old
    one. A version that cannot be opened is reported and left alone.
    """

    def __init__(
        self,
        open_catalog: Callable[[], Catalog],
        open_assistant: Callable[[], Assistant],
        in_use: Callable[[], Path] | None = None,
        look_every: float = LOOK_EVERY,
        kept: float = KEPT,
        notice: Callable[[], str] = str,
    ) -> None:
        """``in_use`` gives the version that should answer; without it the first one answers for good. ``notice`` is what visitors are
        told in place of answers; empty: they get answers.
        """
        self.catalog = open_catalog()
        self._open_assistant = open_assistant
        self._in_use = in_use
        self._notice = notice
        self._look_every, self._kept = look_every, kept
        self._assistant: Assistant | None = None
        self._ledger: tuple[Catalog, Ledger] | None = None
        self._users: dict[Assistant, int] = {}
        self._old: list[_Old] = []
        self._first: tuple[Catalog, float] | None = None
        """What the page showed before the model was there, and since when it no longer does."""
        self._lock = threading.Lock()
        self._error: PlanqaError | None = None
        self._ready = threading.Event()
        threading.Thread(target=self._follow, name="load-model", daemon=True).start()

    @property
    def ready(self) -> bool:
        """Whether a question is answered without waiting for the model."""
        return self._ready.is_set()

    @property
    def problem(self) -> str:
        """Why no question can be answered, once :attr:`ready`; empty where they can."""
        return "" if self._assistant else str(self._error or "模型尚未载入 (not loaded)")

    @property
    def notice(self) -> str:
        """Why nothing is answered for now, in the operator's words; empty while questions are."""
        return self._notice()

    def ask(self, question: str, history: Sequence[str], filters: Filters) -> Answer:
        """Answer, waiting for the model if need be.

        Raises:
            PlanqaError: the question cannot be taken, or index or model could not be loaded.
        """
        with self.using() as assistant:
            return assistant.ask(question, history, filters)

    def answers(self, question: str, history: Sequence[str], filters: Filters) -> Iterator[Answer]:
        """The answer as it grows, each value in place of the one before; the last one is whole.

        Raises:
            PlanqaError: as :meth:`ask`.
        """
        with self.using() as assistant:
            yield from assistant.stream(question, history, filters)

    def suggest(self, answer: Answer, filters: Filters) -> tuple[str, ...]:
        """Questions to ask next, each of which is answered; examples to one who asks what can be asked."""
        if answer.status in ("greeting", "abilities", "languages"):
            return self.examples(answer.language)
        with self.using() as assistant:
            return assistant.suggest(answer, filters)

    def examples(self, language: Language) -> tuple[str, ...]:
        """Questions to begin with in the reader's language; once the assistant is there, such as it answers."""
        proposed = example_questions(self.catalog, language)
        if not self.ready or self.problem or self.notice:
            return tuple(s.question for s in islice(proposed, MOST))
        with self.using() as assistant:
            return tuple(s.question for s in islice(filter(assistant.answers, islice(proposed, TRIED)), MOST))

    def passages(self, question: str, filters: Filters, most: int) -> tuple[Citation, ...]:
        """The sentences nearest to a question, best first, whether they answer it or not.

        Raises:
            PlanqaError: as :meth:`ask`.
        """
        with self.using() as assistant:
            return assistant.passages(question, (), filters, most)

    def check(self, draft: Source, filters: Filters, language: Language | None = None) -> tuple[Checked, ...]:
        """A draft held against the documents.

        Raises:
            PlanqaError: as :meth:`ask`.
        """
        with self.using() as assistant:
            return assistant.check(draft, filters, language)

    @property
    def ledger(self) -> Ledger:
        """The figures and deeds of the documents at hand."""
        catalog = self.catalog
        if self._ledger is None or self._ledger[0] is not catalog:
            self._ledger = (catalog, Ledger(catalog, actions=True))
        return self._ledger[1]

    @contextmanager
    def using(self) -> Iterator[Assistant]:
        """The assistant of the index in use, which stays usable until the block ends.

        Raises:
            AnswersOff: the operator has turned answers off.
            PlanqaError: index or model could not be loaded.
        """
        if notice := self.notice:
            raise AnswersOff(notice)
        self._ready.wait()
        with self._lock:
            assistant = self._assistant
            if assistant is None:
                raise self._error or PlanqaError("模型尚未载入 (not loaded)")
            self._users[assistant] = self._users.get(assistant, 0) + 1
        try:
            yield assistant
        finally:
            with self._lock:
                self._users[assistant] -= 1
                for old in self._old:
                    if old.assistant is assistant:
                        old.idle_since = time.monotonic()

    def _follow(self) -> None:
        self._load()
        if self._in_use:
            self._watch(self._in_use)

    def _load(self) -> None:
        try:
            assistant = self._open_assistant()
            assistant.warm_up()
            self._take(assistant)
        except PlanqaError as error:
            self._error = error
        except Exception as error:  # whatever a model loader throws must reach the page, not die in a thread
            self._error = PlanqaError(f"模型载入失败：{error} (the model failed to load)")
        finally:
            self._ready.set()

    def _watch(self, in_use: Callable[[], Path]) -> None:
        """Follow the index as long as the process lives."""
        unusable: Path | None = None
        while True:
            time.sleep(self._look_every)
            self._let_go()
            try:
                version = in_use()
                if version == unusable or (self._assistant and self._assistant.store.version == version):
                    continue
                unusable = version
                self._take(self._open_assistant())
                unusable = None
            except Exception as error:
                if isinstance(error, MilvusUnavailable):  # it will be back
                    unusable = None
                log.warning("the new index is not used, the old one goes on: %s", error)

    def _take(self, assistant: Assistant) -> None:
        """Answer with ``assistant`` from now on."""
        with self._lock:
            if self._assistant:
                self._old.append(_Old(self._assistant, time.monotonic()))
            elif self.catalog is not assistant.store.catalog:
                self._first = (self.catalog, time.monotonic())
            self._assistant, self._error = assistant, None
            self.catalog = assistant.store.catalog

    def _let_go(self) -> None:
        """Close what nobody has used for a while, remove it from disk and give its memory back."""
        if self._closed():
            give_memory_back()

    def _closed(self) -> bool:
        """Whether there was something to close."""
        with self._lock:
            if self._first and time.monotonic() - self._first[1] >= self._kept:
                self._first[0].close()
                self._first = None
            done = [old for old in self._old if self._unused(old)]
            self._old = [old for old in self._old if old not in done]
            for old in done:
                self._users.pop(old.assistant, None)
        for old in done:
            version = old.assistant.store.version
            old.assistant.store.close()
            remove_unused(version.parent.parent)
        return bool(done)

    def _unused(self, old: _Old) -> bool:
        return not self._users.get(old.assistant) and time.monotonic() - old.idle_since >= self._kept
