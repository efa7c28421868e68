"""What the page needs from ``rag``, with the model loading behind a page that is already there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from index.catalog import Catalog
from index.errors import PlanqaError
from rag.types import Answer, Filters

if TYPE_CHECKING:
    from rag.answer import Assistant


class Service:
    """Opens the assistant in a background thread; the first question waits for it, the page does not."""

    def __init__(self, open_catalog: Callable[[], Catalog], open_assistant: Callable[[], Assistant]) -> None:
        self.catalog = open_catalog()
        self._open_assistant = open_assistant
        self._assistant: Assistant | None = None
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
        self._ready.wait()
        if self._assistant is None:
            raise self._error or PlanqaError("模型尚未载入 (not loaded)")
        return self._assistant.ask(question, history, filters)
