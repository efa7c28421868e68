"""Vectors of a build that was not finished: written as it goes, so that a build killed and run again embeds only what is missing."""

from __future__ import annotations

import hashlib
import logging
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType

import numpy as np

from index.embedding import ModelIdentity, Vectors

log = logging.getLogger(__name__)


class UnfinishedVectors:
    """Vectors by model and text in ``DIR/unfinished.sqlite``; a context manager.

    The file goes once its build is published: from then on the version itself holds the vectors. It only ever saves work, so a file that
    cannot be read or written is logged and done without.
    """

    def __init__(self, directory: Path, identity: ModelIdentity) -> None:
        self._path = directory / "unfinished.sqlite"
        self._identity = identity
        self._connection: sqlite3.Connection | None = None

    def __enter__(self) -> UnfinishedVectors:
        try:
            self._open()
        except sqlite3.DatabaseError as error:
            log.warning("vectors of the unfinished build cannot be used: %s", error)
            self.finished()
            try:
                self._open()
            except sqlite3.DatabaseError as again:
                self._give_up(again)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def get(self, texts: Iterable[str]) -> dict[str, Vectors]:
        """Vectors of those texts that an unfinished build has embedded."""
        found: dict[str, Vectors] = {}
        if self._connection is None:
            return found
        size = self._identity.dimension * np.dtype(np.float32).itemsize
        try:
            for text in texts:
                row = self._connection.execute("SELECT vector FROM vector WHERE key = ?", (self._key(text),)).fetchone()
                if row and len(row[0]) == size:
                    found[text] = np.frombuffer(row[0], dtype=np.float32)
        except sqlite3.DatabaseError as error:
            self._give_up(error)
        return found

    def keep(self, texts: Sequence[str], vectors: Vectors) -> None:
        """Write vectors down for good; ``vectors[i]`` belongs to ``texts[i]``."""
        if self._connection is None:
            return
        rows = [(self._key(text), np.ascontiguousarray(v).tobytes()) for text, v in zip(texts, vectors, strict=True)]
        try:
            with self._connection:
                self._connection.executemany("INSERT OR REPLACE INTO vector VALUES (?, ?)", rows)
        except sqlite3.DatabaseError as error:
            self._give_up(error)

    def finished(self) -> None:
        """Remove the file: the build is published."""
        self._close()
        for suffix in ("", "-journal"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)

    def _open(self) -> None:
        self._connection = sqlite3.connect(self._path)
        # A kill loses nothing either way; only after a power failure might the file be damaged, and then it is done without.
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.execute("CREATE TABLE IF NOT EXISTS vector (key BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID")

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _give_up(self, error: sqlite3.DatabaseError) -> None:
        log.warning("vectors are not kept while building: %s", error)
        self._close()

    def _key(self, text: str) -> bytes:
        return hashlib.sha256(f"{self._identity.name}\n{self._identity.dimension}\n{text}".encode()).digest()
