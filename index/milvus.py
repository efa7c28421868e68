"""The same store with its vectors in Milvus, for more passages than one machine serves: a setting, no other program.

A version of the index is a collection (``planqa_NAME``), the alias ``planqa`` is the collection in use. The catalogue and the full text stay in
the version's SQLite file, which every serving process reads from a shared folder; see docs/adr/0014-milvus-holds-the-vectors.md.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from index.checksums import CATALOG
from index.embedding import SentenceTransformerEmbeddings, Vectors
from index.errors import MilvusUnavailable
from index.nearest import CLUSTERED_FROM, Nearest, in_order
from index.passages import Level, Passage
from index.store import LEVELS, PassageStore
from index.versions import MissingIndex, current_version

if TYPE_CHECKING:
    from pymilvus import MilvusClient

ALIAS = "planqa"
_AT_ONCE = 1_000
"""Rows of one insertion: below the 64 MB that a message may have, by far."""
_MOST = 16_384
"""Hits that Milvus gives at most."""


@dataclass(frozen=True, slots=True)
class Milvus:
    """Where it is. One database holds one index: collections of versions that are gone are removed from it."""

    uri: str
    """``http://HOST:19530``, with the database behind it if not the default one; or a file, for milvus-lite inside this process."""
    token: str = field(default="", repr=False)

    def client(self) -> MilvusClient:
        """A connection.

        Raises:
            MilvusUnavailable: pymilvus is not installed, or nobody answers.
        """
        with _told(self.uri):
            from pymilvus import MilvusClient

            return MilvusClient(self.uri, token=self.token)

    def upload(self, version: Path) -> None:
        """Bring the vectors of a finished version into a collection of its own, which nobody uses yet.

        Raises:
            MilvusUnavailable: it fails; nothing is left of the collection.
        """
        with _told(self.uri), closing(self.client()) as client:
            name = collection(version)
            client.drop_collection(name)  # of a build that was killed
            levels = {level: Nearest(version, level) for level in LEVELS}
            _create(client, name, levels["sentence"].dimension, exact=levels["sentence"].rows <= CLUSTERED_FROM)
            try:
                for level, vectors in levels.items():
                    _insert(client, name, version, level, vectors)
                client.flush(name)
                client.load_collection(name)
            except BaseException:
                client.drop_collection(name)
                raise

    def switch(self, directory: Path) -> None:
        """Make the collection of the version in use the one that the alias names, and remove those of versions that are gone from disk.

        A version stays on disk while a process holds it, and so does its collection here.

        Raises:
            MilvusUnavailable: see :meth:`upload`, which is called where the collection is missing.
        """
        version = current_version(directory)
        with _told(self.uri), closing(self.client()) as client:
            name = collection(version)
            if not client.has_collection(name):
                self.upload(version)
            if ALIAS in client.list_aliases().get("aliases", []):
                client.alter_alias(name, ALIAS)
            else:
                client.create_alias(name, ALIAS)
            held = {collection(folder) for folder in (directory / "versions").iterdir()}
            for other in client.list_collections():
                if other.startswith(f"{ALIAS}_") and other not in held:
                    client.drop_collection(other)


def collection(version: Path) -> str:
    """The name of a version's collection."""
    return f"{ALIAS}_{version.name}"


class MilvusStore(PassageStore):
    """A version whose nearest passages are looked for in Milvus; the files of vectors need not be here."""

    def __init__(self, version: Path, embeddings: SentenceTransformerEmbeddings, milvus: Milvus) -> None:
        """See :class:`PassageStore`.

        Raises:
            MilvusUnavailable: nobody answers.
        """
        self._milvus, self._client = milvus, milvus.client()
        super().__init__(version, embeddings)

    def close(self) -> None:
        """See :meth:`PassageStore.close`."""
        super().close()
        self._client.close()

    def _open_vectors(self, version: Path) -> None:
        with _told(self._milvus.uri):
            if not self._client.has_collection(collection(version)):
                raise MissingIndex(
                    f"Milvus 中没有 {collection(version)}，请在设置 PLANQA_STORE=milvus 时运行 planqa build (no such collection: build)"
                )
            self._client.load_collection(collection(version))

    def search_vectors(
        self, vector: Vectors, level: Level, k: int, documents: frozenset[str] | None = None, year: int | None = None
    ) -> list[tuple[Passage, float]]:
        """See :meth:`PassageStore.search_vectors`; of passages equally near the first stands first.

        Raises:
            MilvusUnavailable: nobody answers.
        """
        wanted = [f'level == "{level}"']
        if documents is not None and not documents >= self._blocks.keys():
            wanted.append(f"document in {json.dumps(sorted(documents))}")
        if year is not None:
            wanted.append(f"first_year <= {year} and last_year >= {year}")
        with _told(self._milvus.uri):
            (hits,) = self._client.search(
                collection(self.version), [vector.tolist()], filter=" and ".join(wanted), limit=min(k, _MOST),
                output_fields=["id"], search_params={"metric_type": "IP"}, consistency_level="Strong",
            )  # fmt: skip
        near = in_order((int(hit["id"]), float(hit["distance"])) for hit in hits)
        found = self.passages([i for i, _ in near])
        return [(passage, cosine) for passage, (_, cosine) in zip(found, near, strict=True)]

    def embedded(self, level: Level) -> Iterator[tuple[str, Vectors]]:
        raise NotImplementedError("vectors are read from the builder's files, not from Milvus")


def _create(client: MilvusClient, name: str, dimension: int, *, exact: bool) -> None:
    from pymilvus import DataType

    schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("id", DataType.INT64, is_primary=True)
    schema.add_field("level", DataType.VARCHAR, max_length=16)
    schema.add_field("document", DataType.VARCHAR, max_length=64)
    schema.add_field("first_year", DataType.INT16)
    schema.add_field("last_year", DataType.INT16)
    schema.add_field("vector", DataType.FLOAT_VECTOR, dim=dimension)
    by = client.prepare_index_params()
    # Few vectors are searched exactly, as FAISS does; of many the server chooses the kind of index by its own settings.
    by.add_index("vector", index_type="FLAT" if exact else "AUTOINDEX", metric_type="IP")
    client.create_collection(name, schema=schema, index_params=by, consistency_level="Strong")


def _insert(client: MilvusClient, name: str, version: Path, level: Level, vectors: Nearest) -> None:
    # Not by Catalog, which holds a version: this one is not finished.
    with closing(sqlite3.connect(f"file:{quote(str(version / CATALOG))}?mode=ro", uri=True)) as connection:
        rows = connection.execute(
            "SELECT id, document_id, coalesce(first_year, year, 0), coalesce(year, 0) FROM passage WHERE level = ? ORDER BY id",
            (level,),
        )
        first = 0
        while some := rows.fetchmany(_AT_ONCE):
            found: list[dict[str, Any]] = [
                {"id": i, "level": level, "document": document, "first_year": begin, "last_year": end, "vector": vector}
                for (i, document, begin, end), vector in zip(
                    some, vectors.vectors(first, first + len(some)).tolist(), strict=True
                )
            ]
            client.insert(name, found)
            first += len(some)


@contextmanager
def _told(uri: str) -> Iterator[None]:
    """What goes wrong between us and Milvus, as one error that says where."""
    try:
        from pymilvus.exceptions import MilvusException
    except ImportError as error:
        raise MilvusUnavailable('请先安装：pip install "planqa[milvus]" (pymilvus is not installed)') from error
    try:
        yield
    except (MilvusException, OSError) as error:
        raise MilvusUnavailable(
            f"无法使用 Milvus {uri}，请检查 PLANQA_MILVUS_URI 和服务 (Milvus fails: {error})"
        ) from error
