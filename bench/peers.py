"""Beside others that retrieve without an LLM: the same plans, the same questions, the same embedding model, one run.

    pip install -e .[peers]
    python -m bench.peers --docs CORPUS --plans 210 --questions training/questions/calibrate

- ``planqa``: its own build and search; with the reader, which decides what is an answer, and without.
- ``langchain``: its recipe of chunks (``RecursiveCharacterTextSplitter``, 500 characters, 50 shared) in a flat FAISS index.
- ``txtai``: the same chunks in its hybrid index (dense beside BM25).

The peers are given planqa's text of each file, so that reading the files costs and loses them nothing. Every question is put to its own plan
in an index of all plans. A peer's chunk is some ten sentences, so more of the text stands in its first hits; the characters shown are told.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from bench.questions import megabytes, quantile, sample
from index.build import build_index
from index.embedding import SentenceTransformerEmbeddings, Vectors
from index.reading import READERS
from index.store import READ, PassageStore
from index.versions import current_version
from rag.answer import Assistant
from rag.context import Context
from rag.pipeline import STEPS, keep_in_scope, read
from rag.types import Filters
from rag.verdicts import Gold, normal, read_questions

DEPTHS = (1, 4, 10)
CHUNK, OVERLAP = 500, 50
SEPARATORS = ["\n\n", "\n", "。", "；", "，", ""]

Retrieve = Callable[[Gold, str], list[str]]
"""The texts found for a question in one document, best first."""


@dataclass(frozen=True, slots=True)
class Built:
    """A system that is ready, what it took and how large it is."""

    name: str
    seconds: float
    megabytes: float
    retrieve: Retrieve


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--docs", type=Path, required=True)
    parser.add_argument("--plans", type=int, default=210, help="those that have questions come first")
    parser.add_argument("--questions", type=Path, default=Path("training/questions/calibrate"))
    parser.add_argument("--count", type=int, default=200, help="questions asked")
    parser.add_argument(
        "--index", type=Path, help="an index of the plans, built before: neither its build nor the bare model is timed"
    )
    options = parser.parse_args()
    sets = {path.stem: path for path in sorted(options.questions.glob("*.jsonl"))}
    plans = [p for p in sorted(options.docs.iterdir()) if p.suffix in READERS and p.name != "README.md"]
    plans = sorted(plans, key=lambda p: p.stem not in sets)[: options.plans]
    asked = [
        (gold, path.name)
        for path in plans
        if path.stem in sets
        for gold in read_questions(sets[path.stem])
        if gold.evidence and gold.kind != "meta" and not gold.history
    ]
    asked = sample(asked, options.count)
    embeddings = SentenceTransformerEmbeddings()
    embeddings.queries(["预热"])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours, store = planqa(plans, folder, embeddings, options.index)
        texts = {
            d.file: d.text for d in map(store.catalog.document, (d.document_id for d in store.catalog.documents()))
        }
        bare = 0.0 if options.index else bare_model(store, embeddings)
        beside = f"; the bare model over planqa's passages {bare:.1f} s" if bare else ""
        print(f"{len(texts)} plans, {len(asked)} questions{beside}", flush=True)
        for built in ours:
            tell(built, asked, bare)
        for peer in (langchain, txtai):
            try:
                tell(peer(texts, folder, embeddings), asked, bare)
            except ImportError as missing:
                print(f"{peer.__name__}: not installed ({missing.name})")
    return 0


def planqa(
    plans: Sequence[Path], folder: Path, embeddings: SentenceTransformerEmbeddings, index: Path | None
) -> tuple[list[Built], PassageStore]:
    """The build once, unless there is one already; searched with and without the reader."""
    docs = folder / "docs"
    docs.mkdir()
    for plan in plans:
        (docs / plan.name).symlink_to(plan.resolve())
    started = time.perf_counter()
    if index is None:
        build_index(docs, index := folder / "index", embeddings)
    seconds = time.perf_counter() - started
    store = PassageStore(current_version(index), embeddings)
    size = megabytes(store.version)
    assistant = Assistant(store)
    assistant.warm_up()
    ids = {d.file: d.document_id for d in store.catalog.documents()}

    def found(last: Callable[..., Context]) -> Retrieve:
        def retrieve(gold: Gold, file: str) -> list[str]:
            context = Context(gold.question, tuple(gold.history), Filters(document_id=ids[file]))
            for step in STEPS[: STEPS.index(last) + 1]:
                context = step(assistant.tools, context) if context.answer is None else context
            return [sentence.text for sentence in context.open]

        return retrieve

    return [
        Built("planqa, search", seconds, size, found(keep_in_scope)),
        Built("planqa, with reader", seconds, size, found(read)),
    ], store


def langchain(texts: Mapping[str, str], folder: Path, embeddings: SentenceTransformerEmbeddings) -> Built:
    """Chunks in a flat FAISS index, filtered by the document."""
    started = time.perf_counter()
    chunks, spans = chunked(texts)
    index = faiss.IndexFlatIP(embeddings.identity.dimension)
    index.add(embedded(embeddings, chunks))
    path = folder / "chunks.faiss"
    faiss.write_index(index, str(path))
    seconds = time.perf_counter() - started

    def retrieve(gold: Gold, file: str) -> list[str]:
        first, end = spans[file]
        only = faiss.SearchParameters(sel=faiss.IDSelectorRange(first, end))
        _, rows = index.search(embeddings.queries([gold.question]), max(DEPTHS), params=only)
        return [chunks[row] for row in rows[0] if row >= 0]

    stored = path.stat().st_size + sum(len(chunk.encode()) for chunk in chunks)
    return Built("langchain recipe", seconds, stored / 1e6, retrieve)


def txtai(texts: Mapping[str, str], folder: Path, embeddings: SentenceTransformerEmbeddings) -> Built:
    """Its hybrid index, with its own database for content and filter."""
    from txtai import Embeddings

    def transform(rows: Sequence[str]) -> Vectors:
        # It has one way for passages and questions; the model of this project wants to be told which.
        return embeddings.queries(list(rows)) if len(rows) == 1 else embedded(embeddings, rows)

    started = time.perf_counter()
    chunks, spans = chunked(texts)
    index: Any = Embeddings(method="external", transform=transform, hybrid=True, content=True)
    files = [file for file, (first, end) in spans.items() for _ in range(first, end)]
    index.index(
        (number, {"text": text, "file": file}) for number, (text, file) in enumerate(zip(chunks, files, strict=True))
    )
    index.save(str(folder / "txtai"))
    seconds = time.perf_counter() - started

    def retrieve(gold: Gold, file: str) -> list[str]:
        query = "select text from txtai where similar(:question, 1000) and file = :file"
        rows = index.search(query, max(DEPTHS), parameters={"question": gold.question, "file": file})
        return [row["text"] for row in rows]

    return Built("txtai, hybrid", seconds, megabytes(folder / "txtai"), retrieve)


def chunked(texts: Mapping[str, str]) -> tuple[list[str], dict[str, tuple[int, int]]]:
    """All chunks, and each file's rows: from the first to before the last."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(SEPARATORS, chunk_size=CHUNK, chunk_overlap=OVERLAP, keep_separator="end")
    chunks: list[str] = []
    spans = {}
    for file, text in texts.items():
        first = len(chunks)
        chunks += splitter.split_text(text)
        spans[file] = first, len(chunks)
    return chunks, spans


def embedded(embeddings: SentenceTransformerEmbeddings, texts: Sequence[str]) -> Vectors:
    """Rows of unit vectors in the order of the texts, embedded as a build does: those of like length together."""
    order = sorted(range(len(texts)), key=lambda row: len(texts[row]))
    vectors = np.concatenate(
        [embeddings.passages([texts[row] for row in order[i : i + 64]]) for i in range(0, len(order), 64)]
    )
    return vectors[np.argsort(order)]


def bare_model(store: PassageStore, embeddings: SentenceTransformerEmbeddings) -> float:
    """Seconds that the model alone takes for the passages of a build, each once."""
    texts = list({text for level in READ for text, _ in store.embedded(level)})
    started = time.perf_counter()
    embedded(embeddings, texts)
    return time.perf_counter() - started


def tell(built: Built, asked: Sequence[tuple[Gold, str]], bare: float) -> None:
    """One line: build, size, milliseconds, and the share of the evidence that stands in the first k hits, with how many characters they show."""
    times: list[float] = []
    recalls: dict[int, list[float]] = {k: [] for k in DEPTHS}
    shown: dict[int, list[int]] = {k: [] for k in DEPTHS}
    built.retrieve(*asked[0])
    for gold, file in asked:
        started = time.perf_counter()
        texts = built.retrieve(gold, file)
        times.append((time.perf_counter() - started) * 1000)
        pieces = [normal(piece) for piece in gold.evidence]
        for k in DEPTHS:
            together = [normal(text) for text in texts[:k]]
            recalls[k].append(sum(any(piece in text for text in together) for piece in pieces) / len(pieces))
            shown[k].append(sum(len(re.sub(r"\s", "", text)) for text in texts[:k]))
    beside = f" (bare model ×{built.seconds / bare:.2f})" if bare else ""
    found = "  ".join(f"@{k} {np.mean(recalls[k]):.3f} ({np.mean(shown[k]):.0f} characters)" for k in DEPTHS)
    print(
        f"{built.name:<20} build {built.seconds:7.1f} s{beside}, {built.megabytes:6.1f} MB;"
        f" query p50 {quantile(times, 0.5):6.1f} ms, p95 {quantile(times, 0.95):6.1f}; evidence {found}",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
