"""The reader: for a question and a sentence in its context, whether that sentence answers, and where in it.

The bundled one was learned (:mod:`rag.reader_model`, ``training/``); any ``sentence_transformers.CrossEncoder`` may take its place by name.
"""

from __future__ import annotations

import json
import math
import threading
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from index.errors import PlanqaError
from rag.reader_model import BundledReader, Reading

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder


class ReaderUnavailable(PlanqaError):
    """The cross-encoder cannot be loaded; the message says what to do."""


class Reader(Protocol):
    """What decides whether sentences answer. Safe to share between threads."""

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Reading]:
        """One reading for each (context line, sentence)."""
        ...


class NamedReader:
    """A ``CrossEncoder`` by name or local path, loaded on first use. It scores sentences and marks nothing inside them.

    Its scores are made comparable by ``calibration.json`` beside a local path: ``{"a": …, "b": …}``, logit = a * score + b.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._model: CrossEncoder | None = None
        self._lock = threading.Lock()
        path = Path(name) / "calibration.json"
        scale = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        self._a, self._b = float(scale.get("a", 1.0)), float(scale.get("b", 0.0))

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Reading]:
        """See :class:`Reader`.

        Raises:
            ReaderUnavailable: no such model here.
        """
        if not passages:
            return []
        with self._lock:
            scores = self._loaded().predict([(question, f"{c}:{s}") for c, s in passages], show_progress_bar=False)
        return [
            Reading(self._a * _logit(float(score)) + self._b, (1.0,) * len(sentence))
            for score, (_, sentence) in zip(scores, passages, strict=True)
        ]

    def _loaded(self) -> CrossEncoder:
        if self._model is None:
            from sentence_transformers import CrossEncoder

            try:
                self._model = CrossEncoder(self.name, num_labels=1)
            except (OSError, ValueError, RuntimeError) as error:
                raise ReaderUnavailable(
                    f"无法载入重排模型 {self.name}：请检查名称或本地路径，或去掉 PLANQA_RERANKER (cannot load the reranker: {error})"
                ) from error
        return self._model


def _logit(score: float) -> float:
    """Of a chance; a ``CrossEncoder`` gives chances between 0 and 1 by default."""
    return math.log(max(score, 1e-6) / max(1 - score, 1e-6)) if 0 <= score <= 1 else score


@lru_cache(maxsize=2)
def open_reader(name: str = "") -> Reader:
    """The bundled reader, or a cross-encoder by name; one a process, whatever index versions it serves."""
    return NamedReader(name) if name else BundledReader()
