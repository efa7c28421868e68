"""The passages of one index version as a langchain-core vector store over FAISS and SQLite. Nothing is pickled."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.vectorstores import VectorStore
from numpy.typing import NDArray

from index.catalog import Catalog, SearchTerms
from index.checksums import check, damaged
from index.embedding import ModelIdentity, SentenceTransformerEmbeddings, Vectors
from index.errors import PlanqaError
from index.nearest import Nearest, Span
from index.passages import Level, Passage
from index.versions import MissingIndex
from index.wordindex import WordIndex
from index.words import words

LEVELS: tuple[Level, ...] = ("paragraph", "sentence", "context")
"""One FAISS index each, so that a search at one level is not crowded out by another."""
READ: tuple[Level, ...] = ("sentence", "context")
"""Those whose texts the model reads; a paragraph's vector is made of its sentences'."""

FORMAT = 10
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
                raise MissingIndex(
                    f"索引 {version} 由另一版本的程序构建，请运行 planqa build 重建 "
                    f"(built by another version of the program: format {manifest['format']}, not {FORMAT})"
                )
            self.identity = ModelIdentity(**manifest["model"])
            self.catalog = Catalog(version / "plans.sqlite")
            check(version, vectors=False)
            self._ids = {level: np.array(self.catalog.passage_ids(level), dtype=np.int64) for level in LEVELS}
            self._blocks = self.catalog.blocks()
            self._open_vectors(version)
        except PlanqaError:
            raise
        except Exception as error:
            raise damaged(version, error) from error
        self.version = version
        self.words = lru_cache(maxsize=_REMEMBERED_DOCUMENTS)(self._words_of)
        self._years = lru_cache(maxsize=len(LEVELS))(self._years_of)
        self._known: dict[int, Passage] = {}
        if self.identity.name != embeddings.name:
            raise ModelMismatch(
                f"索引由模型 {self.identity.name} 构建，当前设置是 {embeddings.name}:"
                "请改回设置，或运行 planqa build 重建 (index and model differ)"
            )

    def _open_vectors(self, version: Path) -> None:
        self._nearest = {level: Nearest(version, level) for level in LEVELS}
        if any(len(self._ids[level]) != self._nearest[level].rows for level in LEVELS):
            raise ValueError("vectors and passages differ in number")

    def close(self) -> None:
        """Let go of the version, which may then be removed from disk, and of the files mapped into memory."""
        self.catalog.close()
        self._nearest = {}

    @property
    def embeddings(self) -> SentenceTransformerEmbeddings:
        return self._embeddings

    def passages(self, ids: Sequence[int]) -> list[Passage]:
        """Passages by their ids, in their order; read from disk at once, and kept in memory while there is room."""
        missing = {i for i in ids if i not in self._known}
        fresh = self.catalog.passages(missing) if missing else {}
        found = [fresh[i] if i in fresh else self._known[i] for i in ids]
        if len(self._known) + len(fresh) > _REMEMBERED:
            self._known = {}  # another thread goes on with the one it has
        self._known.update(fresh)
        return found

    def passage(self, passage_id: int) -> Passage:
        """One passage."""
        return self.passages([passage_id])[0]

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
        return self.passages(ids)

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
        self, vector: Vectors, level: Level, k: int, documents: frozenset[str] | None = None, year: int | None = None
    ) -> list[tuple[Passage, float]]:
        """The ``k`` passages of one level nearest by cosine, best first; of ``documents`` only, and of those that speak of ``year`` by their
        place in the document only, where given. One search, however many documents."""
        ids = self._ids[level]
        spans: list[Span] | None = None
        if documents is not None:
            spans = _joined(np.searchsorted(ids, (b.start, b.stop)) for b in self._chosen(documents))
        only = None
        if year is not None:
            first, last = self._years(level)
            only = (first <= year) & (year <= last)
        hits = self._nearest[level].search(vector, k, spans, only)
        found = self.passages([int(ids[row]) for row, _ in hits])
        return [(passage, cosine) for passage, (_, cosine) in zip(found, hits, strict=True)]

    def _years_of(self, level: Level) -> NDArray[np.int16]:
        """First and last year of each row, shape (2, rows)."""
        return np.array(self.catalog.years(level), dtype=np.int16).reshape(-1, 2).T.copy()

    def search_words(
        self, terms: Sequence[str], k: int, documents: frozenset[str] | None = None, headings: bool = True
    ) -> list[tuple[Passage, float]]:
        """The ``k`` sentences with the highest BM25 over words, and over their headings' words if asked.

        Of a single document, words are as rare as they are in it; else as in the whole index.
        """
        if documents is not None and len(documents) == 1:
            (document,) = documents
            hits = self.words(document).search(terms, k, headings)
        else:
            among = None if documents is None else self._chosen(documents)
            hits = self.catalog.search_words(terms, k, headings, among)
        found = self.passages([i for i, _ in hits])
        return [(passage, score) for passage, (_, score) in zip(found, hits, strict=True)]

    def _words_of(self, document_id: str) -> WordIndex:
        return WordIndex(self.catalog.search_terms(self._blocks[document_id]))

    def _chosen(self, documents: frozenset[str]) -> list[range]:
        """The passages of some documents as blocks of ids, ascending; of all as one."""
        if len(documents) > 1 and documents >= self._blocks.keys():
            return [range(max(block.stop for block in self._blocks.values()))]
        return sorted((self._blocks[d] for d in documents if d in self._blocks), key=lambda block: block.start)

    def embedded(self, level: Level) -> Iterator[tuple[str, Vectors]]:
        """Every passage text of a level with its vector."""
        nearest = self._nearest[level]
        for row, passage_id in enumerate(self._ids[level]):
            yield self.catalog.passages([int(passage_id)])[int(passage_id)].embedded, nearest.vectors(row, row + 1)[0]

    # langchain-core's interface -----------------------------------------------------------------------------------

    def similarity_search_with_score(
        self,
        query: str,
        k: int = 4,
        level: Level = "context",
        documents: Iterable[str] | None = None,
        year: int | None = None,
        **kwargs: Any,
    ) -> list[tuple[Document, float]]:
        """langchain Documents with cosines; see :meth:`search_vectors`."""
        chosen = frozenset(documents) if documents is not None else None
        hits = self.search_vectors(self.embed_query(query), level, k, chosen, year)
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


def _joined(spans: Iterable[Iterable[int]]) -> list[Span]:
    """Ascending spans, those that touch as one: all documents are a single one."""
    found: list[Span] = []
    for first, stop in spans:
        if found and found[-1][1] == first:
            first = found.pop()[0]
        found.append((int(first), int(stop)))
    return found


def write_manifest(folder: Path, identity: ModelIdentity) -> None:
    manifest = {"format": FORMAT, "model": asdict(identity)}
    (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")


def search_terms(passage: Passage, text: str) -> SearchTerms | None:
    """What a passage of a document of ``text`` is found by. Only sentences are searched by words: a paragraph would find them a second time."""
    if passage.level != "context":
        return None
    own = text[passage.start : passage.end]
    return SearchTerms(words(own), words(passage.embedded[: -len(own)]))
