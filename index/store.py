"""The passages of one index version as a langchain-core vector store over FAISS and SQLite. Nothing is pickled."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.vectorstores import VectorStore
from numpy.typing import NDArray

from index.catalog import Catalog, SearchTerms
from index.checksums import check, damaged
from index.embedding import ModelIdentity, SentenceTransformerEmbeddings, Vectors
from index.errors import PlanqaError
from index.passages import Level, Passage
from index.sounds import sounds
from index.versions import MissingIndex
from index.wordindex import WordIndex
from index.words import words

LEVELS: tuple[Level, ...] = ("paragraph", "sentence", "context")
"""One FAISS index each, so that a search at one level is not crowded out by another."""


FORMAT = 9
"""Raised whenever what a version holds changes; an older version is refused, and a build starts afresh."""

_REMEMBERED = 50_000
"""Passages kept in memory once read, some 1 kB each."""
_REMEMBERED_DOCUMENTS = 64
"""Documents whose words are kept in memory once searched, some 3 MB each."""


class ModelMismatch(PlanqaError):
    """The index was built with another embedding model than the one configured."""


class PassageStore(VectorStore):
    """Read side of an index version: dense search by level, lexical search, and the documents behind the passages.

    A version is immutable, so texts are added by building the next one (``index.build``), not here.
    """

    def __init__(self, version: Path, embeddings: SentenceTransformerEmbeddings) -> None:
        """Open a version.

        Raises:
            MissingIndex: a file of it is missing, damaged or, vectors aside (see :func:`index.checksums.changed_files`), not as it was built.
            ModelMismatch: it was built with another model (checked by name now, by dimension at the first search).
        """
        self._embeddings = embeddings
        try:
            manifest = json.loads((version / "manifest.json").read_text(encoding="utf-8"))
            if manifest["format"] != FORMAT:
                raise ValueError(f"format {manifest['format']}, this program needs {FORMAT}")
            self.identity = ModelIdentity(**manifest["model"])
            self.catalog = Catalog(version / "plans.sqlite")
            check(version, vectors=False)
            self._faiss = {level: opened(version / f"{level}.faiss") for level in LEVELS}
            self._ids = {level: np.array(self.catalog.passage_ids(level), dtype=np.int64) for level in LEVELS}
            self._blocks = self.catalog.blocks()
            if any(len(self._ids[level]) != self._faiss[level].ntotal for level in LEVELS):
                raise ValueError("vectors and passages differ in number")
        except MissingIndex:
            raise
        except Exception as error:
            raise damaged(version, error) from error
        self.version = version
        self.words = lru_cache(maxsize=_REMEMBERED_DOCUMENTS)(self._words_of)
        self.passage = lru_cache(maxsize=_REMEMBERED)(self.catalog.passage)
        if self.identity.name != embeddings.name:
            raise ModelMismatch(
                f"索引由模型 {self.identity.name} 构建，当前设置是 {embeddings.name}:"
                "请改回设置，或运行 planqa build 重建 (index and model differ)"
            )

    def close(self) -> None:
        """Let go of the version, which may then be removed from disk, and of the files mapped into memory."""
        self.catalog.close()
        self._faiss = {}

    @property
    def embeddings(self) -> SentenceTransformerEmbeddings:
        return self._embeddings

    def sentence_of(self, passage: Passage) -> Passage:
        """The ``sentence`` passage that a passage lies in; not for paragraphs."""
        if passage.level == "sentence":
            return passage
        assert passage.sentence is not None
        ids = self._ids["sentence"]
        first = int(np.searchsorted(ids, self._blocks[passage.document_id].start))
        return self.passage(int(ids[first + passage.sentence]))

    def sentences_of(self, paragraph: Passage) -> list[Passage]:
        """The ``sentence`` passages of a paragraph, in order."""
        ids = self.catalog.sentence_ids(paragraph.document_id, paragraph.paragraph)
        return [self.passage(i) for i in ids]

    def embed_query(self, text: str) -> Vectors:
        """Unit vector of a question, shape (dimension,).

        Raises:
            ModelMismatch: the configured model's vectors have another dimension than the index's.
        """
        vector: Vectors = self._embeddings.queries([text])[0]
        if len(vector) != self.identity.dimension:
            raise ModelMismatch(
                f"模型向量为 {len(vector)} 维，索引为 {self.identity.dimension} 维：请运行 planqa build 重建 (dimensions differ)"
            )
        return vector

    def search_vectors(
        self, vector: Vectors, level: Level, k: int, documents: frozenset[str] | None = None
    ) -> list[tuple[Passage, float]]:
        """The ``k`` passages of one level nearest by cosine, best first, of ``documents`` only where given."""
        index, ids = self._faiss[level], self._ids[level]
        if not index.ntotal:  # documents without a figure, which FAISS cannot search
            return []
        parameters = None
        if documents is not None:
            spans = [np.searchsorted(ids, (block.start, block.stop)) for block in self._chosen(documents)]
            parameters = faiss.SearchParameters(sel=_selector(spans, index.ntotal))
        scores, rows = index.search(vector[np.newaxis], min(k, index.ntotal), params=parameters)
        return [
            (self.passage(int(ids[row])), float(score))
            for row, score in zip(rows[0], scores[0], strict=True)
            if row >= 0
        ]

    def search_words(
        self, terms: Sequence[str], k: int, documents: frozenset[str] | None = None, headings: bool = True
    ) -> list[tuple[Passage, float]]:
        """The ``k`` sentences with the highest BM25 over words and sounds, and over their headings' words if asked.

        Of a single document, words are as rare as they are in it; else as in the whole index.
        """
        if documents is not None and len(documents) == 1:
            (document,) = documents
            return [(self.passage(i), score) for i, score in self.words(document).search(terms, k, headings)]
        among = None if documents is None else self._chosen(documents)
        return [(self.passage(i), score) for i, score in self.catalog.search_words(terms, k, headings, among)]

    def _words_of(self, document_id: str) -> WordIndex:
        return WordIndex(self.catalog.search_terms(self._blocks[document_id]))

    def _chosen(self, documents: frozenset[str]) -> list[range]:
        """The passages of some documents as blocks of ids, ascending."""
        return sorted((self._blocks[d] for d in documents if d in self._blocks), key=lambda block: block.start)

    def embedded(self, level: Level) -> Iterator[tuple[str, Vectors]]:
        """Every passage text of a level with its vector."""
        for row, passage_id in enumerate(self._ids[level]):
            yield self.catalog.passage(int(passage_id)).embedded, self._faiss[level].reconstruct(row)

    # langchain-core's interface -----------------------------------------------------------------------------------

    def similarity_search_with_score(
        self, query: str, k: int = 4, level: Level = "context", documents: Iterable[str] | None = None, **kwargs: Any
    ) -> list[tuple[Document, float]]:
        """langchain Documents with cosines; see :meth:`search_vectors`."""
        chosen = frozenset(documents) if documents is not None else None
        hits = self.search_vectors(self.embed_query(query), level, k, chosen)
        return [(self.to_document(passage), score) for passage, score in hits]

    def similarity_search(self, query: str, k: int = 4, **kwargs: Any) -> list[Document]:
        return [document for document, _ in self.similarity_search_with_score(query, k, **kwargs)]

    def _select_relevance_score_fn(self) -> Callable[[float], float]:
        return lambda cosine: (cosine + 1) / 2

    def get_by_ids(self, ids: Sequence[str], /) -> list[Document]:
        wanted = [int(i) for i in ids if i.isdecimal()]
        return [self.to_document(self.passage(i)) for i in wanted if any(i in block for block in self._blocks.values())]

    def to_document(self, passage: Passage) -> Document:
        """A passage as langchain sees it; ``metadata`` holds the fields of :class:`Passage`, the scope as its label."""
        metadata = {**asdict(passage), "scope": passage.scope.label if passage.scope else None}
        return Document(page_content=metadata.pop("embedded"), metadata=metadata, id=str(passage.id))

    def add_texts(
        self, texts: Iterable[str], metadatas: list[dict[str, Any]] | None = None, **kwargs: Any
    ) -> list[str]:
        raise NotImplementedError("an index version is immutable: put the file into docs_raw/ and run planqa build")

    @classmethod
    def from_texts(
        cls, texts: list[str], embedding: Embeddings, metadatas: list[dict[str, Any]] | None = None, **kwargs: Any
    ) -> PassageStore:
        raise NotImplementedError("plans are parsed, not added as loose texts: use index.build.build_index")


def opened(path: Path) -> faiss.Index:
    """Mapped rather than read: vectors take memory only while they are searched, and only once however many processes serve them."""
    return faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)


def _selector(spans: Sequence[NDArray[np.int64]], rows: int) -> faiss.IDSelector:
    """The rows of some spans; a single span is searched in the time of its length."""
    if len(spans) == 1:
        return faiss.IDSelectorRange(int(spans[0][0]), int(spans[0][1]))
    wanted = np.zeros(rows, dtype=bool)
    for first, stop in spans:
        wanted[first:stop] = True
    return faiss.IDSelectorBitmap(np.packbits(wanted, bitorder="little"))


def write_vectors(folder: Path, level: Level, vectors: Vectors) -> None:
    """Write the index of one level; ``vectors`` (unit, shape (n, dimension)) in the order of the level's passage ids.

    Raises:
        OSError: the disk is full. (FAISS's own writer tells it as another error, or for a small file not at all.)
    """
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    with (folder / f"{level}.faiss").open("wb") as file:
        faiss.write_index(index, faiss.PyCallbackIOWriter(file.write))


def write_manifest(folder: Path, identity: ModelIdentity) -> None:
    manifest = {"format": FORMAT, "model": asdict(identity)}
    (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")


def search_terms(passage: Passage, text: str) -> SearchTerms | None:
    """What a passage of a document of ``text`` is found by. Only sentences are searched by words: a paragraph would find them a second time."""
    if passage.level != "context":
        return None
    own = text[passage.start : passage.end]
    return SearchTerms(words(own), words(passage.embedded[: -len(own)]), sounds(own))
