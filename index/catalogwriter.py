"""Writes the documents of a new index version into SQLite, for :mod:`index.catalog` to read."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from index.catalog import SearchTerms
from index.document import PlanDocument
from index.ledger import extract_actions, extract_rows
from index.passages import Passage

SCHEMA = """
CREATE TABLE document (document_id TEXT PRIMARY KEY, file TEXT NOT NULL UNIQUE, digest TEXT NOT NULL, text TEXT NOT NULL,
                       metadata TEXT NOT NULL, structure TEXT NOT NULL);
CREATE TABLE passage (id INTEGER PRIMARY KEY, document_id TEXT NOT NULL, level TEXT NOT NULL, sentence INTEGER, paragraph INTEGER NOT NULL,
                      year INTEGER, kind TEXT, first_year INTEGER, period TEXT, start INTEGER NOT NULL, "end" INTEGER NOT NULL, embedded TEXT NOT NULL);
CREATE INDEX passage_document ON passage (document_id);
CREATE INDEX passage_level ON passage (level, document_id, year, kind, first_year);
CREATE TABLE ledger (document_id TEXT NOT NULL, type TEXT NOT NULL, kind TEXT NOT NULL, year INTEGER NOT NULL, sentence INTEGER NOT NULL, start INTEGER NOT NULL,
                     fields TEXT NOT NULL);
CREATE INDEX ledger_document ON ledger (document_id);
CREATE VIRTUAL TABLE words USING fts5 (own, context, tokenize = "unicode61 remove_diacritics 0");
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a catalog keeps of one document."""

    document: PlanDocument
    digest: str
    passages: Sequence[tuple[Passage, SearchTerms | None]]
    """Each with the terms it is found by, if any."""


def write_catalog(path: Path, entries: Iterable[Entry], before: Path | None = None, kept: Collection[str] = ()) -> None:
    """Write a new catalog file: the documents ``kept`` (ids) of the one ``before``, and new ``entries``.

    What is kept is copied with the file, not read.
    """
    if before:
        shutil.copyfile(before, path)
    connection = sqlite3.connect(path)
    try:
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + ("" if before else SCHEMA))
        if before:
            _drop(connection, kept)
        for entry in entries:
            _insert(connection, entry)
        connection.commit()
    finally:
        connection.close()


def _drop(connection: sqlite3.Connection, kept: Collection[str]) -> None:
    """Remove all documents but ``kept``."""
    gone = [i for (i,) in connection.execute("SELECT document_id FROM document").fetchall() if i not in kept]
    for document_id in gone:
        first, last = connection.execute(
            "SELECT min(id), max(id) FROM passage WHERE document_id = ?", (document_id,)
        ).fetchone()
        connection.execute("DELETE FROM words WHERE rowid BETWEEN ? AND ?", (first, last))
        for table in ("document", "passage", "ledger"):
            connection.execute(f"DELETE FROM {table} WHERE document_id = ?", (document_id,))


def _insert(connection: sqlite3.Connection, entry: Entry) -> None:
    document = entry.document
    structure = {
        "sections": [asdict(s) for s in document.sections],
        "paragraphs": [asdict(p) for p in document.paragraphs],
        "sentences": [asdict(s) for s in document.sentences],
        "pages": document.pages,
    }
    connection.execute(
        "INSERT INTO document VALUES (?, ?, ?, ?, ?, ?)",
        (
            document.document_id, document.file, entry.digest, document.text, _dump(asdict(document.metadata)), _dump(structure),
        ),
    )  # fmt: skip
    for row in (*extract_rows(document), *extract_actions(document)):
        connection.execute(
            "INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?)",
            (document.document_id, row.type, row.kind, row.year, row.sentence, row.start, _dump(asdict(row))),
        )
    for passage, terms in entry.passages:
        connection.execute(
            "INSERT INTO passage VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                passage.id, passage.document_id, passage.level, passage.sentence, passage.paragraph,
                *((s.year, s.kind, s.first_year, s.period) if (s := passage.scope) else (None, None, None, "")), passage.start, passage.end, passage.embedded,
            ),
        )  # fmt: skip
        if terms:
            connection.execute(
                "INSERT INTO words (rowid, own, context) VALUES (?, ?, ?)",
                (passage.id, " ".join(terms.own), " ".join(terms.context)),
            )


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
