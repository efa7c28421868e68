"""The words of the documents with their vectors, so that a question's word finds the plan's word of nearly the same meaning."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.document import PlanDocument
from index.embedding import SentenceTransformerEmbeddings, Vectors
from index.words import normalise, segment

WORD = re.compile("[\u4e00-\u9fff]{2,}|[a-z][a-z0-9.+-]+")


def content_words(text: str) -> tuple[str, ...]:
    """The different words of a text that can carry meaning by themselves, in order: Chinese ones of two characters or more, Latin ones."""
    return tuple(dict.fromkeys(word for word in segment(normalise(text)) if WORD.fullmatch(word)))


def document_words(document: PlanDocument) -> list[str]:
    """Every content word of a document, sorted."""
    return sorted({word for s in document.sentences for word in content_words(document.quote(s))})


class Vocabulary:
    """Words with unit vectors, read side; a word that the documents do not have is embedded when it is asked for."""

    def __init__(self, words: Sequence[str], vectors: Vectors, embeddings: SentenceTransformerEmbeddings) -> None:
        """``vectors[i]``, shape (len(words), dimension), belongs to ``words[i]``."""
        self._rows = {word: row for row, word in enumerate(words)}
        # Vectors of one language model share a large common part; without it, cosines tell words apart (Mu & Viswanath 2018).
        self._mean = vectors.mean(axis=0) if len(words) else np.zeros(1, dtype=np.float32)
        self._vectors = _unit(vectors - self._mean)
        self._embeddings = embeddings
        self._foreign = lru_cache(maxsize=5_000)(self._embed)
        self._matrix = lru_cache(maxsize=1_000)(self._stacked)
        self._known = lru_cache(maxsize=20_000)(self._rows_of)
        self._text = "\n".join(words)
        self._inside = lru_cache(maxsize=5_000)(lambda word: word in self._text)

    def __contains__(self, word: object) -> bool:
        """Whether the documents have a word, by itself or inside another."""
        return word in self._rows or self._inside(str(word))

    def likeness(self, words: tuple[str, ...], others: tuple[str, ...]) -> NDArray[np.float32]:
        """Cosines of centred vectors, shape (len(words), len(others)): above 0.5 words mean nearly the same, below 0.3 nothing can be said.

        ``others`` must be words of the documents; one that is not counts as like nothing.
        """
        known = self._known(others)
        likeness = self._matrix(words) @ self._vectors[known].T
        likeness[:, known < 0] = 0.0
        return likeness

    def _rows_of(self, words: tuple[str, ...]) -> NDArray[np.int64]:
        """The row of each word, -1 for one that the documents do not have."""
        return np.array([self._rows.get(word, -1) for word in words], dtype=np.int64)

    def _stacked(self, words: tuple[str, ...]) -> Vectors:
        return np.stack(
            [
                self._vectors[row] if row >= 0 else self._foreign(w)
                for row, w in zip(self._rows_of(words), words, strict=True)
            ]
        )

    def _embed(self, word: str) -> Vectors:
        return _unit(self._embeddings.passages([word])[0] - self._mean)


def write_vocabulary(folder: Path, words: Sequence[str], vectors: Vectors) -> None:
    """``words.json`` and ``words.npy`` (half precision: likeness needs two digits)."""
    (folder / "words.json").write_text(json.dumps(list(words), ensure_ascii=False), encoding="utf-8")
    np.save(folder / "words.npy", vectors.astype(np.float16), allow_pickle=False)


def read_vocabulary(folder: Path, embeddings: SentenceTransformerEmbeddings) -> Vocabulary:
    """What :func:`write_vocabulary` wrote.

    Raises:
        OSError, ValueError: a file is missing or damaged.
    """
    rows, vectors = read_words(folder)
    return Vocabulary(list(rows), vectors, embeddings)


def read_words(folder: Path) -> tuple[dict[str, int], Vectors]:
    """The row of each word, in order, and their vectors as the model gave them, shape (words, dimension).

    Raises:
        OSError, ValueError: a file is missing or damaged.
    """
    words = json.loads((folder / "words.json").read_text(encoding="utf-8"))
    vectors = np.load(folder / "words.npy", allow_pickle=False).astype(np.float32)
    if len(words) != len(vectors):
        raise ValueError("words and their vectors differ in number")
    return {word: row for row, word in enumerate(words)}, vectors


def _unit(vectors: NDArray[np.float32]) -> Vectors:
    return np.asarray(vectors / (np.linalg.norm(vectors, axis=-1, keepdims=True) + 1e-9), dtype=np.float32)
