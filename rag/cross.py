"""A cross-encoder that reads question and sentence together, where one is configured: a third opinion on the order of candidates."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.errors import PlanqaError
from index.passages import context_line
from rag.evidence import Evidence
from rag.question import Question

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder


class RerankerUnavailable(PlanqaError):
    """The cross-encoder cannot be loaded; the message says what to do."""


class CrossReranker:
    """One ``sentence_transformers.CrossEncoder`` by name or local path, loaded on first use, safe to share between threads."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._model: CrossEncoder | None = None
        self._lock = threading.Lock()

    def scores(self, asked: Question, weighed: Sequence[Evidence]) -> list[float]:
        """How well each sentence below its context line answers the question, 0 to 1.

        Raises:
            RerankerUnavailable: no such model here.
        """
        pairs = [
            (asked.resolved, f"{context_line(e.document, e.candidate.passage.paragraph, e.scope)} {e.text}")
            for e in weighed
        ]
        if not pairs:
            return []
        from torch.nn import Sigmoid

        with self._lock:
            found = self._loaded().predict(pairs, activation_fn=Sigmoid(), show_progress_bar=False)
        return [float(score) for score in found]

    def _loaded(self) -> CrossEncoder:
        if self._model is None:
            from sentence_transformers import CrossEncoder

            try:
                self._model = CrossEncoder(self.name, num_labels=1)
            except (OSError, ValueError, RuntimeError) as error:
                raise RerankerUnavailable(
                    f"无法载入重排模型 {self.name}:请检查名称或本地路径,或去掉 PLANQA_RERANKER (cannot load the reranker: {error})"
                ) from error
        return self._model
