"""Up to a million passages on one machine: clusters beside exact search, by time, size and recall, with filters by document and by year.

    python -m bench.million --index var/index --rows 1000000

The vectors derive from those of a real index: each is a real one moved some way towards one of its neighbours, and a little at random (cosine
0.98), so that they lie as densely as like sentences of many plans do. Questions are real ones (``training/questions/train``). ``index.nearest.CLUSTERED_FROM`` and ``PROBED``
are set by what this prints; the figures they were set by are :data:`MEASURED`.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from bench.questions import TRAIN, quantile, read_questions, sample
from index import nearest
from index.embedding import SentenceTransformerEmbeddings, Vectors
from index.nearest import Nearest, Span, write_vectors
from index.store import PassageStore
from index.versions import current_version

MEASURED = """
Derived from 74,846 real sentences of 210 plans, 50 questions, two processors and nothing else running, 28 November 2026:
1,000,000 rows in 2,000 clusters, written in 25 s, 1,536 MB and 395 MB beside it
                        exact          125 probed     250            500
all                     57 / 64 ms     5.6 / 6.6      9.6 / 10.7     17 / 21      p50 / p95
recall@10                              0.986          0.994          1.000
a third of the plans    21 / 23 ms     15 / 17        27 / 30        54 / 56
one year in ten         8.5 / 9.5 ms   exact, as of one plan (0.06 / 0.09)
250,000 rows in 1,000 clusters
all                     16 / 17 ms     4.5 / 5.2      6.9 / 7.9
recall@10                              0.972          0.984
"""
CHUNK = 50_000
A_PLAN = 450
"""Passages of one level that a plan has."""
K = 10
NEIGHBOURS = 16


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", type=Path, default=Path("var/index"), help="the real index that vectors derive from")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--questions", type=int, default=50)
    parser.add_argument("--probed", type=int, nargs="*", default=[nearest.PROBED], help="numbers of clusters to try")
    options = parser.parse_args()
    model = SentenceTransformerEmbeddings()
    store = PassageStore(current_version(options.index), model)
    real = np.stack([vector for _, vector in store.embedded("sentence")])
    texts = [q.question for p in sorted(TRAIN.glob("*.jsonl")) for q in read_questions(p)]
    asked = model.queries(sample(texts, options.questions))
    vectors = np.concatenate(list(derived(real, options.rows)))
    print(f"{len(vectors):,} vectors derived from {len(real):,} real ones; {len(asked)} questions")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        nearest.CLUSTERED_FROM = min(nearest.CLUSTERED_FROM, options.rows // 4)
        clock, processor = time.perf_counter(), time.process_time()
        write_vectors(folder, "sentence", vectors)
        took = time.perf_counter() - clock, time.process_time() - processor
        sizes = ", ".join(f"{f.name} {f.stat().st_size / 1e6:.0f} MB" for f in sorted(folder.iterdir()))
        print(f"written in {took[0]:.1f} s, processors {took[1]:.1f} s; {sizes}", flush=True)
        index = Nearest(folder, "sentence")
        for what, spans, only in filters(options.rows):
            exact, slow = _timed(Nearest(_flat(folder), "sentence"), asked, spans, only)
            _tell(f"{what}, exact", slow)
            for probed in options.probed:
                nearest.PROBED = probed
                found, fast = _timed(index, asked, spans, only)
                same = sum(len(set(a) & set(b)) for a, b in zip(exact, found, strict=True))
                _tell(f"{what}, {probed} clusters", fast, f"recall@{K} {same / sum(map(len, exact)):.3f}")
    print(
        f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB, the vectors' making included"
    )
    return 0


def derived(real: Vectors, rows: int) -> Iterator[Vectors]:
    """Unit vectors, a chunk at a time."""
    random = np.random.default_rng(11)
    every = faiss.IndexFlatIP(real.shape[1])
    every.add(real)
    neighbours = every.search(real, NEIGHBOURS + 1)[1][:, 1:]
    for first in range(0, rows, CHUNK):
        size = min(CHUNK, rows - first)
        towards = random.uniform(0, 1, (size, 1)).astype(np.float32)
        chosen = random.integers(0, len(real), size)
        others = neighbours[chosen, random.integers(0, neighbours.shape[1], size)]
        made = real[chosen] * (1 - towards) + real[others] * towards
        made += random.normal(0, 0.01, (size, real.shape[1])).astype(np.float32)
        yield made / np.linalg.norm(made, axis=1, keepdims=True)


def filters(rows: int) -> Iterator[tuple[str, Sequence[Span] | None, NDArray[np.bool_] | None]]:
    """All; one plan; a third of the plans, here and there; the plans of one year."""
    plans = [(first, min(first + A_PLAN, rows)) for first in range(0, rows, A_PLAN)]
    random = np.random.default_rng(13)
    yield "all", None, None
    yield "one plan", [plans[len(plans) // 2]], None
    yield "a third of the plans", [plan for plan in plans if random.random() < 1 / 3], None
    yield "one year in ten", None, np.repeat(random.random(len(plans)) < 0.1, A_PLAN)[:rows]


def _flat(folder: Path) -> Path:
    """The same flat file without clusters beside it."""
    alone = folder / "flat"
    if not alone.exists():
        alone.mkdir()
        (alone / "sentence.faiss").hardlink_to(folder / "sentence.faiss")
    return alone


def _timed(
    index: Nearest, asked: Vectors, spans: Sequence[Span] | None, only: NDArray[np.bool_] | None
) -> tuple[list[list[int]], list[float]]:
    """The rows found for each question, and the milliseconds it took."""
    index.search(asked[0], K, spans, only)
    found, times = [], []
    for vector in asked:
        started = time.perf_counter()
        hits = index.search(vector, K, spans, only)
        times.append((time.perf_counter() - started) * 1000)
        found.append([row for row, _ in hits])
    return found, times


def _tell(what: str, times: Sequence[float], more: str = "") -> None:
    print(f"  {what:<46} p50 {quantile(times, 0.5):8.2f}  p95 {quantile(times, 0.95):8.2f} ms  {more}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
