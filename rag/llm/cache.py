"""What the LLM wrote, kept by index version, model and resolved question, so that a question asked again costs nothing.

The raw text is kept, not the answer: it is parsed and verified again at each use, and a stricter verifier holds for old text too.
"""

from __future__ import annotations

import hashlib
import sqlite3
import threading
import time
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

MOST = 5_000
"""Answers kept; beyond, those not used for longest go."""


class AnswerCache:
    """One SQLite file, shared by threads and processes. A file that cannot be used is no error: nothing is kept then."""

    def __init__(self, file: Path, most: int = MOST) -> None:
        self._file = file
        self._most = most
        self._lock = threading.Lock()

    def get(self, key: str) -> str | None:
        """The text kept under ``key``, now used most recently."""
        try:
            with self._lock, closing(self._open()) as database, database:
                row = database.execute("SELECT text FROM answers WHERE key = ?", (key,)).fetchone()
                if row:
                    database.execute("UPDATE answers SET used = ? WHERE key = ?", (time.time(), key))
                return str(row[0]) if row else None
        except sqlite3.Error:
            return None

    def put(self, key: str, text: str) -> None:
        try:
            with self._lock, closing(self._open()) as database, database:
                database.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", (key, text, time.time()))
                database.execute(
                    "DELETE FROM answers WHERE key IN (SELECT key FROM answers ORDER BY used DESC LIMIT -1 OFFSET ?)",
                    (self._most,),
                )
        except sqlite3.Error:
            return

    def _open(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._file, timeout=2.0)
        database.execute("PRAGMA journal_mode = WAL")
        database.execute(
            "CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, text TEXT NOT NULL, used REAL NOT NULL)"
        )
        return database


def key_of(parts: Iterable[str]) -> str:
    """A key of texts in order; no two different sequences share one."""
    return hashlib.sha256("\0".join(f"{len(part)}:{part}" for part in parts).encode()).hexdigest()
