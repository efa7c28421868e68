"""The bundled reader: for a question and a sentence, whether the sentence answers, and which of its characters do."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.e5 import WordEmbeddings, bundled
from index.network import session_options
from index.words import simplify
from rag.reading.context import question_text, reading_context
from rag.reading.tokens import Pair, Pieces, marked

__all__ = ["BundledReader", "Reading", "question_text", "reading_context"]

THREADS = 2
"""Threads of one reading, unless told otherwise."""
_WINDOW, _OVERLAP = 240, 80
"""Characters of a sentence that are read at a time; of a longer one the window with the best score counts."""
_AT_ONCE = 16
"""Sentences of one pass: the states of more leave the processor's cache."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader makes of one sentence.

    ``score`` is the logit that the sentence answers, 0 being as likely as that nothing does; ``marks`` holds, for each character of the
    sentence, the chance from 0 to 1 that it belongs to the part that answers, which means something only where the score is high.
    """

    score: float
    marks: tuple[float, ...]


class BundledReader:
    """Loads its weights (0.6 s) with the first question. Threads may share one."""

    def __init__(self, weights: Path | None = None, threads: int = THREADS) -> None:
        """``weights`` is an ONNX file of ``training.export``; the one that ships with the program if None."""
        self._weights, self._threads = weights, threads
        self._lock = threading.Lock()
        self._parts: tuple[Any, Pieces, WordEmbeddings] | None = None

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Reading]:
        """One reading a passage, in their order; a passage is (:func:`reading_context`, sentence).

        ``question`` is what :func:`question_text` makes of a conversation. Raises ImportError where onnxruntime or tokenizers are
        missing, OSError where the weights are, ValueError where they are damaged.
        """
        _, pieces, _ = self._loaded()
        question = simplify(question)
        windows = [(i, at) for i, (_, sentence) in enumerate(passages) for at in _windows(len(sentence))]
        pairs = [
            pieces.pair(question, simplify(passages[i][0]), _plain(passages[i][1][at : at + _WINDOW]))
            for i, at in windows
        ]
        best: dict[int, Reading] = {}
        for w, score, chances in self._each(pairs):
            i, at = windows[w]
            if i not in best or score > best[i].score:
                spans = [(start + at, end + at) if end else (start, end) for start, end in pairs[w].spans]
                best[i] = Reading(score, marked(spans, chances, len(passages[i][1])))
        return [best[i] for i in range(len(passages))]

    def _each(self, pairs: Sequence[Pair]) -> Iterator[tuple[int, float, list[float]]]:
        """Each row's number, logit and its pieces' marks; rows of like length are read together."""
        order = sorted(range(len(pairs)), key=lambda i: len(pairs[i].ids))
        for start in range(0, len(order), _AT_ONCE):
            part = order[start : start + _AT_ONCE]
            scores, marks = self.logits([pairs[i] for i in part])
            begun = 0
            for i, score in zip(part, scores, strict=True):
                end = begun + len(pairs[i].ids)
                yield i, score, marks[begun:end]
                begun = end

    def predict(self, pairs: Sequence[tuple[str, str]], **_: Any) -> npt.NDArray[np.float32]:
        """Logits, as ``sentence_transformers.CrossEncoder.predict`` gives them.

        A pair is a question and ``context:sentence`` or a bare text.
        """
        scores = np.zeros(len(pairs), np.float32)
        for question in dict.fromkeys(question for question, _ in pairs):
            at = [i for i, pair in enumerate(pairs) if pair[0] == question]
            passages = [_parted(pairs[i][1]) for i in at]
            scores[at] = [reading.score for reading in self.read(question, passages)]
        return scores

    def _loaded(self) -> tuple[Any, Pieces, WordEmbeddings]:
        with self._lock:
            if self._parts is None:
                pieces, session = _pieces(), _session(self._weights, self._threads)
                self._parts = session, pieces, bundled().word_embeddings
            return self._parts

    def logits(self, pairs: Sequence[Pair]) -> tuple[list[float], list[float]]:
        """For rows of pieces: a logit each, and a mark for each of their pieces, one row after the other."""
        session, _, embeddings = self._loaded()
        scores, marks = session.run(["scores", "marks"], _inputs(pairs, embeddings))
        return scores.tolist(), marks.tolist()


def _inputs(pairs: Sequence[Pair], embeddings: WordEmbeddings) -> dict[str, npt.NDArray[Any]]:
    """Rows of pieces one after the other, and where they stand in rows of one length (``padded``) and back (``packed``)."""
    lengths = np.array([len(pair.ids) for pair in pairs])
    ids = np.array([i for pair in pairs for i in pair.ids])
    known, which = np.unique(ids, return_inverse=True)
    starts = np.cumsum(lengths) - lengths
    columns = np.arange(lengths.max())
    mask = columns[None] < lengths[:, None]
    row = np.repeat(np.arange(len(pairs)), lengths)
    positions = np.arange(len(ids)) - starts[row]
    is_row = row[None] == np.arange(len(pairs))[:, None]
    is_question = positions < np.array([pair.question for pair in pairs])[row]
    covers = np.array([end > start for pair in pairs for start, end in pair.spans])
    return {
        "words": embeddings(known)[which],
        "positions": positions,
        "padded": np.where(mask, starts[:, None] + columns, 0),
        "mask": mask.astype(np.int32),
        "packed": np.flatnonzero(mask),
        "first": starts,
        "asked": (is_row & is_question).astype(np.float32),
        "said": (is_row & ~is_question).astype(np.float32),
        "sentence": (is_row & covers).astype(np.float32),
    }


def _plain(text: str) -> str:
    """Simplified, unless that changes the number of characters, which the marks count."""
    plain = simplify(text)
    return plain if len(plain) == len(text) else text


def _windows(length: int) -> range:
    """Where the windows of a sentence begin: each reaches well into the next."""
    return range(0, max(length - _OVERLAP, 1), _WINDOW - _OVERLAP)


def _parted(text: str) -> tuple[str, str]:
    context, colon, sentence = text.partition(":")
    return (context, sentence) if colon else ("", text)


@lru_cache(maxsize=1)
def _pieces() -> Pieces:
    return Pieces(bundled())


def _session(weights: Path | None, threads: int) -> Any:
    import onnxruntime

    options = session_options(threads)
    options.inter_op_num_threads = 1
    # Threads that spin while they wait take the time of whoever else has work.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    with as_file(files("rag.reading").joinpath("reader.onnx")) as bundled:
        path = weights or bundled
        if not path.exists():
            raise FileNotFoundError(path)
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
