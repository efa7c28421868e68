"""The documents of one index version in SQLite: text, structure, passages and full-text search.

Reading needs neither the embedding model nor FAISS, so listing and showing documents is instant.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from bisect import bisect_right
from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from index.checksums import damaged, read_checksums, text_digest
from index.document import Metadata, Paragraph, PlanDocument, Scope, ScopeKind, Section, Sentence, standing
from index.errors import PlanqaError
from index.passages import Level, Passage
from index.rows import UNDATED, LedgerRow
from index.versions import hold
from index.wordindex import CONTEXT, OWN

_LAST_ID = 2**62
_REMEMBERED = 16
"""Documents kept in memory once read, some 1 MB each."""
_COMMON, _MANY = 1 / 16, 20_000
"""Share and number of sentences above which a word tells them apart too little for the time that it takes to rank them all."""
_SPARE = 4
"""Sentences ranked first for each one wanted, where some documents do not count."""
_COUNTED = 50_000
"""Words whose number of sentences is kept in memory."""


class UnknownDocument(PlanqaError):
    """No document of that id is in the index."""


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """One line of ``planqa documents``."""

    document_id: str
    title: str
    issuer: str
    published: str
    status: str
    region: str
    years: tuple[int, ...]
    paragraphs: int
    file: str
    kind: str
    in_force: bool
    superseded_by: str

    @property
    def standing(self) -> str:
        """See :attr:`index.document.Metadata.standing`."""
        return standing(self.status, self.superseded_by)

    def covers(self, year: int) -> bool:
        """Whether the document reports on a year or plans it; a five-year plan plans each of its years."""
        spans = self.kind == "五年规划" and bool(self.years) and self.years[0] < year < self.years[-1]
        return spans or year in self.years


@dataclass(frozen=True, slots=True)
class SearchTerms:
    """What a sentence is found by in full-text search: its own words and its context's."""

    own: Sequence[str]
    context: Sequence[str]


class Catalog:
    """One version's SQLite file, opened for reading. Safe to share between threads; its version stays on disk until it is closed."""

    def __init__(self, path: Path) -> None:
        """Open it.

        Raises:
            MissingIndex: the version was removed.
            sqlite3.Error: the file is missing or damaged.
        """
        self._path = path
        self._claim = hold(path.parent)
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self.document = lru_cache(maxsize=_REMEMBERED)(self._document)
        self.totals = lru_cache(maxsize=1)(self._totals)
        self._sentences_with = lru_cache(maxsize=_COUNTED)(self._count)
        self._connection()

    def close(self) -> None:
        """Let go of the version, which may then be removed, and of every thread's connection to it."""
        self._claim.close()
        while self._connections:
            self._connections.pop().close()

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            # Each is used by the thread that made it and closed by whoever closes the catalog.
            connection = sqlite3.connect(f"file:{quote(str(self._path))}?mode=ro", uri=True, check_same_thread=False)
            connection.execute("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, words, row)")
            self._local.connection = connection
            self._connections.append(connection)
        return connection

    def documents(self) -> tuple[DocumentSummary, ...]:
        """All documents, newest plan first."""
        rows = self._connection().execute(
            "SELECT document_id, file, metadata, json_array_length(structure, '$.paragraphs') FROM document ORDER BY document_id"
        )
        found = []
        for document_id, file, metadata, paragraphs in rows:
            m = _metadata(metadata)
            summary = DocumentSummary(
                document_id, m.title, m.issuer, m.published, m.status, m.region, m.years, paragraphs, file,
                m.kind, m.in_force, m.superseded_by,
            )  # fmt: skip
            found.append(summary)
        return tuple(sorted(found, key=lambda d: (-max(d.years, default=0), d.title)))

    def _document(self, document_id: str) -> PlanDocument:
        """The whole document.

        Raises:
            UnknownDocument: no such id.
            MissingIndex: its text is not what was read when the index was built.
        """
        row = (
            self._connection()
            .execute("SELECT file, text, metadata, structure FROM document WHERE document_id = ?", (document_id,))
            .fetchone()
        )
        if row is None:
            raise UnknownDocument(f"没有编号为 {document_id} 的文件，请用 planqa documents 查看编号 (no such document)")
        file, text, metadata, structure = row
        if text_digest(text) != read_checksums(self._path.parent).documents.get(document_id):
            raise damaged(self._path.parent, f"the text of {document_id} changed since the build")
        parts = json.loads(structure)
        return PlanDocument(
            document_id,
            file,
            text,
            _metadata(metadata),
            tuple(Section(**{**s, "scope": _scope(s["scope"])}) for s in parts["sections"]),
            tuple(Paragraph(**p) for p in parts["paragraphs"]),
            tuple(
                Sentence(s["start"], s["end"], s["paragraph"], _scope(s["scope"]), _scope(s["around"]))
                for s in parts["sentences"]
            ),
            tuple(parts["pages"]),
        )

    def ledger(
        self,
        document_id: str | None = None,
        kind: str | None = None,
        year: int | None = None,
        *,
        type: str | None = "figure",
        undated: bool = False,
    ) -> list[tuple[str, LedgerRow]]:
        """Rows of the ledger as (document id, row), in the order of the text; None leaves a field open.

        Without ``type``, rows of figures alone: actions (``action``) have no value. Rows of no known year only where ``undated``.
        """
        held = "document_id = ?1" if document_id is not None else "?1 IS NULL"
        rows = self._connection().execute(
            f"SELECT document_id, fields FROM ledger WHERE {held} AND (?2 IS NULL OR kind = ?2) "
            "AND (?3 IS NULL OR year = ?3) AND (?4 IS NULL OR type = ?4) AND (?5 OR year != ?6) ORDER BY document_id, start",
            (document_id, kind, year, type, undated, UNDATED),
        )
        return [(found, _ledger_row(fields)) for found, fields in rows]

    def figures(self, document_id: str, sentence: int) -> tuple[LedgerRow, ...]:
        """The ledger's figures of one sentence, in its order."""
        rows = self._connection().execute(
            "SELECT fields FROM ledger WHERE document_id = ? AND sentence = ? AND type = 'figure' AND year != ? ORDER BY start",
            (document_id, sentence, UNDATED),
        )
        return tuple(_ledger_row(fields) for (fields,) in rows)

    def digests(self) -> dict[str, tuple[str, str]]:
        """For each file its document's id and the digest it was written with."""
        rows = self._connection().execute("SELECT file, document_id, digest FROM document")
        return {file: (document_id, digest) for file, document_id, digest in rows}

    def embedded(self, texts: Collection[str]) -> list[tuple[str, int, Level]]:
        """Those of some texts that were embedded, each with one passage's id and level."""
        connection = self._connection()
        connection.execute("CREATE TEMP TABLE IF NOT EXISTS wanted (text TEXT PRIMARY KEY) WITHOUT ROWID")
        connection.execute("DELETE FROM wanted")
        connection.executemany("INSERT OR IGNORE INTO wanted VALUES (?)", ((text,) for text in texts))
        rows = connection.execute(
            "SELECT embedded, min(id), level FROM passage CROSS JOIN wanted ON text = embedded GROUP BY embedded"
        )
        return rows.fetchall()

    def _totals(self) -> tuple[int, int, int]:
        """How many documents, paragraphs and sentences there are."""
        row = self._connection().execute(
            "SELECT (SELECT count(*) FROM document), (SELECT count(*) FROM passage WHERE level = 'paragraph'), "
            "(SELECT count(*) FROM passage WHERE level = 'sentence')"
        )
        documents, paragraphs, sentences = row.fetchone()
        return documents, paragraphs, sentences

    def passages(self, ids: Collection[int]) -> dict[int, Passage]:
        """Passages by their ids, each with the text that was embedded."""
        rows = self._connection().execute(
            'SELECT passage.id, document_id, level, sentence, paragraph, year, kind, first_year, period, start, "end", embedded '
            "FROM json_each(?) CROSS JOIN passage ON passage.id = value",
            (json.dumps(list(ids)),),
        )
        found: dict[int, Passage] = {}
        for i, document, level, sentence, paragraph, year, kind, first, period, start, end, embedded in rows:
            scope = Scope(year, kind, first, period) if year else None
            found[i] = Passage(i, document, level, sentence, paragraph, scope, start, end, embedded)
        return found

    def passage_ids(self, level: Level) -> list[int]:
        """Ids of one level, ascending: the i-th belongs to row i of the level's FAISS index."""
        return sorted(i for (i,) in self._connection().execute("SELECT id FROM passage WHERE level = ?", (level,)))

    def years(self, level: Level) -> list[tuple[int, int]]:
        """First and last year that each passage of a level speaks of, in the order of :meth:`passage_ids`; 0 where it names none."""
        rows = self._connection().execute(
            "SELECT id, coalesce(first_year, year, 0), coalesce(year, 0) FROM passage WHERE level = ?", (level,)
        )
        return [(first, last) for _, first, last in sorted(rows)]

    def sentence_ids(self, document_id: str, paragraph: int) -> list[int]:
        """Ids of the ``sentence`` passages of one paragraph, ascending."""
        rows = self._connection().execute(
            "SELECT id FROM passage WHERE level = 'sentence' AND document_id = ? AND paragraph = ? ORDER BY id",
            (document_id, paragraph),
        )
        return [i for (i,) in rows]

    def tells_year(self, documents: Collection[str], first: int, last: int, written: Sequence[str]) -> bool:
        """Whether any of some documents has a figure of a year from ``first`` to ``last``, or one of the words ``written`` in its text.

        None of them is read into objects, however many they are.
        """
        among = json.dumps(list(documents))
        row = self._connection().execute(
            "SELECT EXISTS (SELECT 1 FROM json_each(?1) CROSS JOIN ledger ON document_id = value WHERE ledger.type = 'figure' AND year BETWEEN ?2 AND ?3)"
            " OR EXISTS (SELECT 1 FROM json_each(?1) AS d CROSS JOIN document ON document_id = d.value, json_each(?4) AS w"
            " WHERE instr(text, w.value))",
            (among, first, last, json.dumps(list(written), ensure_ascii=False)),
        )
        return bool(row.fetchone()[0])

    def blocks(self) -> dict[str, range]:
        """The ids of each document's passages; no other's lie between them."""
        rows = self._connection().execute("SELECT document_id, min(id), max(id) FROM passage GROUP BY document_id")
        return {document: range(first, last + 1) for document, first, last in rows}

    def scopes(self) -> dict[str, dict[Scope, int]]:
        """For each document how many of its sentences speak of which time."""
        found: dict[str, dict[Scope, int]] = {}
        rows = self._connection().execute(
            "SELECT document_id, year, kind, first_year, count(*) FROM passage "
            "WHERE level = 'sentence' AND year IS NOT NULL AND period = '' GROUP BY document_id, year, kind, first_year"
        )
        for document, year, kind, first, number in rows:
            found.setdefault(document, {})[Scope(year, kind, first)] = number
        return found

    def search_words(
        self, terms: Sequence[str], limit: int, headings: bool = True, among: Sequence[range] | None = None
    ) -> list[tuple[int, float]]:
        """Passages by BM25 over segmented words: [(passage id, score)], larger is better.

        ``among`` gives the ids that count, in ascending blocks; None is all. SQLite's ``bm25()`` is the Okapi BM25 with k1 = 1.2, b = 0.75,
        negated.
        """
        terms = self._telling(terms)
        query = " OR ".join('"{}"'.format(term.replace('"', '""')) for term in terms)
        if not query or (among is not None and not among):
            return []
        blocks = among or [range(_LAST_ID)]
        bounds = (blocks[0].start, blocks[-1].stop - 1)
        starts, found = [block.start for block in blocks], list[tuple[int, float]]()
        ranked = (
            "SELECT rowid, -bm25(words, ?, ?) AS score FROM words "
            "WHERE words MATCH ? AND rowid BETWEEN ? AND ? ORDER BY score DESC LIMIT ?"
        )
        dense = sum(map(len, blocks)) * _SPARE > bounds[1] - bounds[0]
        for most in (limit * _SPARE ** (len(blocks) > 1), -1)[not dense :]:  # all only where the best are not enough
            values = (OWN, CONTEXT if headings else 0.0, query, *bounds, most)
            rows = self._connection().execute(ranked, values).fetchall()
            found = [(i, score) for i, score in rows if i in blocks[bisect_right(starts, i) - 1]][:limit]
            if len(found) == limit or len(rows) < most:
                break
        return found

    def _telling(self, terms: Sequence[str]) -> list[str]:
        """Each term once, without those that very many sentences hold, where others are left."""
        once = list(dict.fromkeys(terms))
        most = max(_MANY, _COMMON * self.totals()[2]) if len(once) > 1 else _LAST_ID
        return [term for term in once if self._sentences_with(term) <= most] or once

    def _count(self, term: str) -> int:
        """How many sentences hold a word, their headings included."""
        row = self._connection().execute("SELECT doc FROM temp.vocabulary WHERE term = ?", (term,)).fetchone()
        return row[0] if row else 0

    def search_terms(self, ids: range) -> list[tuple[int, str, str]]:
        """What the sentences among some passages are found by: passage id, own words, words of the headings."""
        between = "SELECT rowid, own, context FROM words WHERE rowid BETWEEN ? AND ?"
        return self._connection().execute(between, (ids.start, ids.stop - 1)).fetchall()


def text_digests(path: Path) -> dict[str, str]:
    """Checksum of each document's text in a catalog file, by document id."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT document_id, text FROM document")
        return {document_id: text_digest(text) for document_id, text in rows}


@lru_cache(maxsize=256)
def _metadata(text: str) -> Metadata:
    fields: dict[str, Any] = json.loads(text)
    for name in ("years", "title_span", "source_span", "status_span"):
        if fields[name] is not None:
            fields[name] = tuple(fields[name])
    return Metadata(**fields)


def _ledger_row(text: str) -> LedgerRow:
    fields: dict[str, Any] = json.loads(text)
    return LedgerRow(**{**fields, "section": tuple(fields["section"])})


def _scope(fields: dict[str, Any] | None) -> Scope | None:
    return _scope_of(**fields) if fields else None


@lru_cache(maxsize=4096)
def _scope_of(year: int, kind: ScopeKind, first_year: int | None = None, period: str = "") -> Scope:
    return Scope(year, kind, first_year, period)
