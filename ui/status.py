"""How far each commitment has come, as staff fill it in, in a SQLite file of its own: a new index leaves it as it is.

An entry belongs to what the document says, not to a row's number: the document's id, the sentence, the indicator and its value.
"""

from __future__ import annotations

import hmac
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, get_args

from index.catalog import Catalog, UnknownDocument
from index.errors import PlanqaError
from ui.ledger import Ledger, Listed

State = Literal["", "done", "under_way", "not_told"]
"""Empty: nobody has filled it in."""
STATES: tuple[State, ...] = get_args(State)[1:]
MAX_NOTE = 500
MOST_BYTES = 64 * 1024 * 1024
"""Of the file. Past this nothing more is stored."""
LEAST_TOKEN = 16
"""Characters of a token that cannot be found by trying."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS status (document_id TEXT NOT NULL, sentence TEXT NOT NULL, indicator TEXT NOT NULL, value TEXT NOT NULL,
                                   state TEXT NOT NULL, note TEXT NOT NULL, day TEXT NOT NULL,
                                   PRIMARY KEY (document_id, sentence, indicator, value)) WITHOUT ROWID;
"""


class BadStatus(PlanqaError):
    """A status cannot be stored or read; the message says why."""


@dataclass(frozen=True, slots=True)
class Key:
    """What an entry belongs to."""

    document_id: str
    sentence: str
    indicator: str
    value: str


@dataclass(frozen=True, slots=True)
class Mark:
    """What staff filled in, and on which day."""

    state: State = ""
    note: str = ""
    day: str = ""


class StatusStore:
    """The file, made when the first entry comes. Safe to share between threads and processes."""

    def __init__(self, path: Path, most_bytes: int = MOST_BYTES) -> None:
        self.path = path
        self._most_bytes = most_bytes

    def put(self, key: Key, state: State, note: str) -> None:
        """Store an entry in the place of the one before; with neither state nor note, take it away.

        Raises:
            BadStatus: the state is none there is, the note too long, or the file is full, damaged or on a full disk.
        """
        if state not in get_args(State) or len(note) > MAX_NOTE:
            raise BadStatus(f"进展无法识别，或备注超过 {MAX_NOTE} 字 (unknown status, or the note is too long)")
        place = (key.document_id, key.sentence, key.indicator, key.value)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self.path, timeout=10)) as connection, connection:
                connection.execute(_SCHEMA)
                if not state and not note:
                    connection.execute(
                        "DELETE FROM status WHERE document_id = ? AND sentence = ? AND indicator = ? AND value = ?",
                        place,
                    )
                    return
                self._room(connection, sum(len(text.encode()) for text in (*place, note)))
                row = (*place, state, note, date.today().isoformat())
                connection.execute("INSERT OR REPLACE INTO status VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        except (sqlite3.Error, OSError) as error:
            raise BadStatus(f"进展文件暂时无法写入 (cannot write: {error})") from error

    def _room(self, connection: sqlite3.Connection, size: int) -> None:
        ((pages,),) = connection.execute("PRAGMA page_count")
        ((page_bytes,),) = connection.execute("PRAGMA page_size")
        if pages * page_bytes + size > self._most_bytes:
            raise BadStatus(f"进展文件已满 {self._most_bytes / 1024 / 1024:.3g} MB (the file is full)")

    def marks(self) -> dict[Key, Mark]:
        """Every entry.

        Raises:
            BadStatus: the file is none of this kind.
        """
        if not self.path.exists():
            return {}
        try:
            with closing(sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
                return {Key(*row[:4]): Mark(*row[4:]) for row in connection.execute("SELECT * FROM status")}
        except (sqlite3.Error, TypeError) as error:
            raise BadStatus(f"{self.path} 无法读取 (cannot read): {error}") from error


def key_of(catalog: Catalog, listed: Listed) -> Key:
    """What an entry of the row belongs to."""
    document = catalog.document(listed.document_id)
    sentence = document.quote(document.sentences[listed.row.sentence])
    return Key(listed.document_id, sentence, listed.row.indicator, listed.row.value)


def marked_rows(store: StatusStore, catalog: Catalog, ledger: Ledger) -> dict[int, Mark]:
    """The entries by their rows' numbers, as the index has the rows now.

    Where the indicator of a row has another name than when its entry was made, the entry goes to the only row of that sentence with that value.
    """
    found: dict[int, Mark] = {}
    by_document: dict[str, dict[Key, Mark]] = {}
    for key, mark in store.marks().items():
        by_document.setdefault(key.document_id, {})[key] = mark
    for listed_rows in _rows_of(ledger, by_document):
        try:
            keys = {listed.number: key_of(catalog, listed) for listed in listed_rows}
        except UnknownDocument:
            continue
        marks = by_document[listed_rows[0].document_id]
        found |= {number: marks[key] for number, key in keys.items() if key in marks}
        for key in marks.keys() - set(keys.values()):
            like = [n for n, k in keys.items() if (k.sentence, k.value) == (key.sentence, key.value) and n not in found]
            if len(like) == 1:
                found[like[0]] = marks[key]
    return found


def _rows_of(ledger: Ledger, documents: Mapping[str, object]) -> Sequence[list[Listed]]:
    rows: dict[str, list[Listed]] = {}
    for listed in ledger.rows:
        if listed.document_id in documents:
            rows.setdefault(listed.document_id, []).append(listed)
    return list(rows.values())


@dataclass(frozen=True, slots=True)
class Tracking:
    """Who sees what staff filled in, and who may fill in; without a token nobody may."""

    store: StatusStore | None = None
    token: str = ""
    public: bool = False
    """Whether visitors see the states; notes are for staff."""

    def admits(self, token: str) -> bool:
        """Whether a token is staff's."""
        return bool(self.store and self.token) and hmac.compare_digest(token.encode(), self.token.encode())

    def seen_by(self, token: str, catalog: Catalog, ledger: Ledger) -> dict[int, Mark] | None:
        """The entries that a visitor with this token, if any, may see, by row; None where the column is not shown at all."""
        staff = self.admits(token)
        if self.store is None or not (staff or self.public):
            return None
        marks = marked_rows(self.store, catalog, ledger)
        return marks if staff else {number: Mark(mark.state, day=mark.day) for number, mark in marks.items()}
