"""The ledger as people use it: filtered, sorted, in series, and written for spreadsheets and other programs."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from index.catalog import Catalog, DocumentSummary
from index.errors import PlanqaError
from index.pairs import Entry, all_series, find_series, pair_rows
from index.rows import LedgerRow, written
from index.units import normalized
from index.words import normalise
from ui.asked import MAX_NAME

Row = dict[str, Any]
Name = Annotated[str, Field(max_length=MAX_NAME)]
FIELDS = (
    "document_id", "title", "region", "year", "kind", "indicator", "value", "value_min", "value_max", "unit", "bound", "change",
    "section", "topic", "quote", "start", "end", "first_year", "type", "period", "deadline", "responsible",
)  # fmt: skip
KINDS = {"target": "目标", "actual": "完成"}
PATH = " › "
_NUMBER = re.compile(r"-?[\d.,—–~-]+")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FORMULA = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
"""What begins a formula, also in its wide form and behind blanks that are seen or not."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows; a field left empty lets all pass."""

    document_id: Name = ""
    region: Name = ""
    kind: Name = ""
    year: int | None = None
    section: Annotated[str, Field(max_length=1000)] = ""
    """A heading at any depth."""
    search: Name = ""
    """Words parted by spaces: each must stand in indicator, topic, heading or quote."""


@dataclass(frozen=True, slots=True)
class Listed(Entry):
    """A row with its document and its place in the ledger."""

    number: int
    document: DocumentSummary

    @property
    def key(self) -> str:
        """Names the row to :meth:`Ledger.find`, also after the documents have changed."""
        return f"{self.number}:{self.document_id}:{self.row.start}"


class Ledger:
    """All rows of an index in memory, so that filtering takes milliseconds. Without ``actions``, those of figures alone."""

    def __init__(self, catalog: Catalog, *, actions: bool = False) -> None:
        self.documents = catalog.documents()
        by_document: dict[str, list[LedgerRow]] = {d.document_id: [] for d in self.documents}
        for owner, row in catalog.ledger(type=None if actions else "figure"):
            by_document[owner].append(row)
        rows = ((d, row) for d in self.documents for row in by_document[d.document_id])
        self.rows = tuple(Listed(d.document_id, row, i, d) for i, (d, row) in enumerate(rows))

    @cached_property
    def _words(self) -> tuple[str, ...]:
        """What :attr:`Wanted.search` looks into, row by row; normalised in one go, which is far quicker than each alone."""
        texts = (" ".join((r.row.indicator, r.row.topic, *r.row.section, r.row.quote)) for r in self.rows)
        return tuple(normalise("\0".join(text.replace("\0", " ") for text in texts)).split("\0"))

    def find(self, key: str) -> Listed | None:
        """The row of a :attr:`Listed.key`, or None where the ledger has it no longer."""
        number, _, _ = key.partition(":")
        listed = self.rows[int(number)] if number.isdecimal() and int(number) < len(self.rows) else None
        return listed if listed and listed.key == key else None

    def select(self, wanted: Wanted) -> list[Listed]:
        """The rows wanted, newest plan first, in the order of the text."""
        regions = self._regions(wanted.region)
        words = normalise(wanted.search).split()
        return [
            listed
            for listed in self.rows
            if (not wanted.document_id or listed.document_id == wanted.document_id)
            and (not wanted.kind or listed.row.kind == wanted.kind)
            and (not wanted.year or listed.row.year == wanted.year)
            and (not wanted.section or wanted.section in listed.row.section)
            and (regions is None or listed.document.region in regions)
            and all(word in self._words[listed.number] for word in words)
        ]

    def _regions(self, name: str) -> set[str] | None:
        if not name:
            return None
        from rag.places import same_place  # imports the gazetteer: only where a region is named

        return {d.region for d in self.documents if d.region and same_place(name, d.region)}

    def series(self, listed: Listed) -> tuple[Listed, ...]:
        """The row's indicator through the years, in all plans of its region."""
        return find_series(listed, [r for r in self.rows if r.document.region == listed.document.region])

    def all_series(self, chosen: Sequence[Listed]) -> list[tuple[Listed, ...]]:
        """The series of more than one year that the chosen rows belong to."""
        found = []
        for region in dict.fromkeys(r.document.region for r in chosen):
            seeds, rows = ([r for r in some if r.document.region == region] for some in (chosen, self.rows))
            found += all_series(seeds, rows)
        return found

    def pairs(self, chosen: Sequence[Listed]) -> list[tuple[Listed, Listed]]:
        """Actual and target of one indicator in one plan, where either is among the chosen rows."""
        wanted = {r.number for r in chosen}
        found = []
        for document in dict.fromkeys(r.document_id for r in chosen):
            owned = {id(r.row): r for r in self.rows if r.document_id == document}
            both = ((owned[id(a)], owned[id(t)]) for a, t in pair_rows(r.row for r in owned.values()))
            found += [(a, t) for a, t in both if a.number in wanted or t.number in wanted]
        return found


def _by_pinyin(text: str) -> bytes:
    """GB 2312 orders its common characters by their sound."""
    return text.encode("gb18030", errors="replace")


def _by_value(listed: Listed) -> tuple[bytes, float]:
    value, unit = normalized(listed.row.value_min, listed.row.unit)
    return _by_pinyin(unit), value


ORDERS: dict[str, Callable[[Listed], Any]] = {
    "indicator": lambda r: _by_pinyin(r.row.indicator),
    "value": _by_value,
    "year": lambda r: (r.row.year, r.row.first_year or r.row.year),
    "kind": lambda r: r.row.kind,
    "section": lambda r: (r.document_id, r.row.start),
    "document": lambda r: _by_pinyin(r.document.title),
}
"""By what rows are sorted."""


def as_rows(chosen: Sequence[Listed]) -> list[Row]:
    """Rows with the fields other programs rely on; a commitment without a figure has no number either."""
    return [{name: _field(r, name) for name in FIELDS} for r in chosen]


def _field(listed: Listed, name: str) -> Any:
    if name == "section":
        return list(listed.row.section)
    if name.startswith("value_") and listed.row.type == "action":
        return None
    return getattr(listed.document if name in ("document_id", "title", "region") else listed.row, name)


def series_rows(series: Sequence[Sequence[Listed]]) -> list[Row]:
    """As :func:`as_rows`, one series after the other; ``series`` names the one a row belongs to."""
    return [{**row, "series": points[-1].row.indicator} for points in series for row in as_rows(points)]


# --- formats -------------------------------------------------------------------------------------------------------


def write(rows: Sequence[Row], form: str, out: Path | None) -> None:
    """Write to ``out``, or standard output.

    Raises:
        PlanqaError: xlsx without a file, as it is no text.
    """
    if out is not None:
        out.write_bytes(encode(rows, form))
    elif form == "xlsx":
        raise PlanqaError("xlsx 格式请用 --out 指定文件 (give --out FILE for xlsx)")
    else:
        sys.stdout.write(encode(rows, form).decode())


def encode(rows: Sequence[Row], form: str) -> bytes:
    """The rows as a file's content: table, csv, json or xlsx."""
    return {"table": _table, "csv": _csv, "json": _json, "xlsx": _xlsx}[form](rows)


def _lines(rows: Sequence[Row]) -> list[list[Any]]:
    """Header and rows, each value fit for a cell."""
    names = list(rows[0]) if rows else list(FIELDS)
    return [names, *([_cell(row[name]) for name in names] for row in rows)]


def _cell(value: Any) -> Any:
    """A list as a path; text without characters that no cell can hold."""
    if isinstance(value, list):
        value = PATH.join(value)
    return _UNWRITABLE.sub("", value) if isinstance(value, str) else value


def _inert(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula gets an apostrophe in front, which makes it text."""
    formula = isinstance(value, str) and _FORMULA.match(value) and not _NUMBER.fullmatch(value)
    return f"'{value}" if formula else value


def _json(rows: Sequence[Row]) -> bytes:
    return (json.dumps(list(rows), ensure_ascii=False, indent=2) + "\n").encode()


def _csv(rows: Sequence[Row]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([_inert(cell) for cell in line] for line in _lines(rows))
    # Excel takes a CSV for UTF-8 only where it begins with a byte order mark.
    return text.getvalue().encode("utf-8-sig")


def _table(rows: Sequence[Row]) -> bytes:
    lines, series = [], None
    for row in rows:
        if row.get("series") != series:
            series = row["series"]
            lines.append(f"[{series}]")
        span = f"{row['first_year']}—" if row["first_year"] else ""
        figure = written(row["change"], row["value"], row["unit"])
        columns = [f"{span}{row['year']}年{KINDS[row['kind']]}", row["indicator"], figure, row["bound"], row["quote"]]
        lines.append("\t".join([*columns, *([row["title"]] if series else [])]))
    return "\n".join([*lines, f"共 {len(rows)} 条", ""]).encode()


def _xlsx(rows: Sequence[Row]) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "承诺台账"
    for line in _lines(rows):
        sheet.append(line)
        for cell in sheet[sheet.max_row]:
            if isinstance(cell.value, str):
                cell.data_type = "s"  # text, whatever it begins with
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()
