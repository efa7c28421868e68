"""The vectors of one level of a version, and the nearest of them: exactly while they are few, by clusters once they are many.

``LEVEL.faiss`` holds every vector as it is (flat); the next build takes them over from it. Above ``CLUSTERED_FROM`` rows ``LEVEL.ivf.faiss``
lies beside it: the same vectors in clusters, 8 bits a number, which tell the candidates whose exact cosines are then read from the flat
file. Both files are mapped into memory, never read whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from index.embedding import Vectors
from index.passages import Level

Span = tuple[int, int]
"""Rows from the first to before the last."""

CLUSTERED_FROM = 200_000
"""Rows of a level (some 400 plans) from which on there are clusters: exact search takes 16 ms for 250,000 rows, 57 ms for a million.

``python -m bench.million`` measures it again; its ``MEASURED`` holds the figures.
"""
PROBED = 250
"""Clusters that are looked into where all rows count: recall@10 was 0.984 of 250,000 rows (in 1,000 clusters), 0.994 of a million (in 2,000)."""
WIDER = 4
"""Candidates by 8 bits for each one wanted, whose exact cosines then decide."""
_TRAINED_ON = 48
"""Vectors a cluster that the clusters are found with."""
_ADDED = 65_536
"""Rows added at once."""


class Nearest:
    """Safe to share between threads."""

    def __init__(self, folder: Path, level: Level) -> None:
        """Open one level of a version.

        Raises:
            Exception: a file is missing or damaged.
        """
        # IFC maps flat vectors, MMAP the lists of clusters; each reads the other's files into memory.
        self._flat = faiss.read_index(str(folder / f"{level}.faiss"), faiss.IO_FLAG_MMAP_IFC)
        clustered = folder / f"{level}.ivf.faiss"
        self._clustered = faiss.read_index(str(clustered), faiss.IO_FLAG_MMAP) if clustered.exists() else None
        if self._clustered is not None and self._clustered.ntotal != self._flat.ntotal:
            raise ValueError(f"{clustered.name} has another number of vectors")
        self.rows: int = self._flat.ntotal
        self.dimension: int = self._flat.d

    def search(
        self, vector: Vectors, k: int, spans: Sequence[Span] | None = None, only: NDArray[np.bool_] | None = None
    ) -> list[tuple[int, float]]:
        """The ``k`` rows nearest by cosine, best first: [(row, cosine)].

        Args:
            spans: rows that count, ascending; None is all.
            only: whether each row counts, shape (rows,); None is all. Both must hold where both are given.
        """
        if not self.rows:  # documents without a figure, which FAISS cannot search
            return []
        # By the thread that asks: threads that wait for one another cost more than they save, most of all on a machine with other work. What
        # is set holds for the calling thread alone.
        faiss.omp_set_num_threads(1)
        selector, among = _selector(spans, only, self.rows)
        if self._clustered is None or among <= CLUSTERED_FROM:
            parameters = faiss.SearchParameters(sel=selector) if selector else None
            scores, rows = self._flat.search(vector[np.newaxis], min(k, self.rows), params=parameters)
            return in_order((int(r), float(s)) for r, s in zip(rows[0], scores[0], strict=True) if r >= 0)
        # Where fewer rows count, the nearest of them lie further away, in more clusters.
        probed = min(self._clustered.nlist, max(1, round(PROBED * self.rows / among)))
        parameters = faiss.SearchParametersIVF(nprobe=probed, **({"sel": selector} if selector else {}))
        _, rows = self._clustered.search(vector[np.newaxis], min(k * WIDER, self.rows), params=parameters)
        found = np.sort(rows[0][rows[0] >= 0])
        cosines = self.vectors(0, self.rows)[found] @ vector
        return in_order(zip(found.tolist(), cosines.tolist(), strict=True))[:k]

    def vectors(self, first: int, stop: int) -> Vectors:
        """Rows as they lie in the file, shape (stop - first, dimension); valid while this is open."""
        if not self.rows:
            return np.zeros((0, self.dimension), dtype=np.float32)
        every = faiss.rev_swig_ptr(self._flat.get_xb(), self.rows * self.dimension)
        found: Vectors = every.reshape(self.rows, self.dimension)[first:stop]
        return found


def in_order(hits: Iterable[tuple[int, float]]) -> list[tuple[int, float]]:
    """Hits with the nearest first; of those equally near, but for the last digits, the first in the documents, whoever searched."""
    return sorted(hits, key=lambda hit: (-round(hit[1], 6), hit[0]))


def write_vectors(folder: Path, level: Level, vectors: Vectors) -> None:
    """Write the files of one level; ``vectors`` (unit, shape (n, dimension)) in the order of the level's passage ids.

    Raises:
        OSError: the disk is full.
    """
    flat = faiss.IndexFlatIP(vectors.shape[1])
    flat.add(vectors)
    _write(flat, folder / f"{level}.faiss")
    if len(vectors) > CLUSTERED_FROM:
        _write(clustered(vectors), folder / f"{level}.ivf.faiss")


def clustered(vectors: Vectors) -> faiss.Index:
    """Vectors in clusters, twice as many as the root of their number, 8 bits a number."""
    size, dimension = vectors.shape
    clusters = max(1, round(2 * size**0.5))
    index = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(dimension), dimension, clusters, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
    )
    index.cp.spherical = (
        True  # all lie on one side of the sphere: without it the longest mean would draw most questions
    )
    chosen = np.random.default_rng(0).choice(size, min(size, clusters * _TRAINED_ON), replace=False)
    index.train(np.ascontiguousarray(vectors[np.sort(chosen)]))
    for first in range(0, size, _ADDED):
        index.add(np.ascontiguousarray(vectors[first : first + _ADDED]))
    return index


def _write(index: faiss.Index, path: Path) -> None:
    # FAISS's own writer tells a full disk as another error, or for a small file not at all.
    with path.open("wb") as file:
        faiss.write_index(index, faiss.PyCallbackIOWriter(file.write))


def _selector(
    spans: Sequence[Span] | None, only: NDArray[np.bool_] | None, rows: int
) -> tuple[faiss.IDSelector | None, int]:
    """The rows that count, None for all, and how many they are; a single span is searched in the time of its length."""
    if only is None and (spans is None or spans == [(0, rows)]):
        return None, rows
    if only is None and spans is not None and len(spans) == 1:
        first, stop = spans[0]
        return faiss.IDSelectorRange(first, stop), stop - first
    wanted = np.zeros(rows, dtype=bool)
    for first, stop in spans if spans is not None else [(0, rows)]:
        wanted[first:stop] = True
    if only is not None:
        wanted &= only
    return faiss.IDSelectorBitmap(np.packbits(wanted, bitorder="little")), int(np.count_nonzero(wanted))
