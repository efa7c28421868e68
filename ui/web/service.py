"""What the page needs from ``rag``, with the model loading behind a page that is already there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from index.catalog import Catalog
from index.errors import PlanqaError
from rag.types import Answer, Citation, Filters
from ui.ledger import Ledger

if TYPE_CHECKING:
    from rag.answer import Assistant


class Service:
    """Opens the assistant in a background thread; the first question waits for it, the page does not."""

    def __init__(self, open_catalog: Callable[[], Catalog], open_assistant: Callable[[], Assistant]) -> None:
        self.catalog = open_catalog()
        self._open_assistant = open_assistant
        self._assistant: Assistant | None = None
        self._ledger: tuple[Catalog, Ledger] | None = None
        self._error: PlanqaError | None = None
        self._ready = threading.Event()
        threading.Thread(target=self._load, name="load-model", daemon=True).start()

    def _load(self) -> None:
        try:
            assistant = self._open_assistant()
            assistant.warm_up()
            self._assistant = assistant
        except PlanqaError as error:
            self._error = error
        except Exception as error:  # whatever a model loader throws must reach the page, not die in a thread
            self._error = PlanqaError(f"模型载入失败:{error} (the model failed to load)")
        finally:
            self._ready.set()

    @property
    def ready(self) -> bool:
        """Whether a question is answered without waiting for the model."""
        return self._ready.is_set()

    def ask(self, question: str, history: Sequence[str], filters: Filters) -> Answer:
        """Answer, waiting for the model if need be.

        Raises:
            PlanqaError: the question cannot be taken, or index or model could not be loaded.
        """
        return self._loaded().ask(question, history, filters)

    def answers(self, question: str, history: Sequence[str], filters: Filters) -> Iterator[Answer]:
        """The answer as it grows, each value in place of the one before; the last one is whole.

        Raises:
            PlanqaError: as :meth:`ask`.
        """
        yield from self._loaded().stream(question, history, filters)

    @property
    def ledger(self) -> Ledger:
        """The figures of the documents at hand."""
        catalog = self.catalog
        if self._ledger is None or self._ledger[0] is not catalog:
            self._ledger = (catalog, Ledger(catalog))
        return self._ledger[1]

    def suggest(self, answer: Answer, filters: Filters) -> tuple[str, ...]:
        """Questions to ask next, each of which is answered."""
        return self._loaded().suggest(answer, filters)

    def passages(self, question: str, filters: Filters, most: int) -> tuple[Citation, ...]:
        """The sentences nearest to a question, best first, whether they answer it or not.

        Raises:
            PlanqaError: as :meth:`ask`.
        """
        return self._loaded().passages(question, (), filters, most)

    def _loaded(self) -> Assistant:
        self._ready.wait()
        if self._assistant is None:
            raise self._error or PlanqaError("模型尚未载入 (not loaded)")
        return self._assistant
