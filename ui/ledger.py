"""The ledger for spreadsheets and other programs."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from index.catalog import Catalog
from index.errors import PlanqaError
from index.words import normalise

Row = dict[str, Any]
FIELDS = (
    "document_id", "title", "region", "year", "kind", "indicator", "value", "value_min", "value_max", "unit", "bound", "change",
    "section", "topic", "quote", "start", "end",
)  # fmt: skip


def commitments(
    catalog: Catalog, document_id: str | None, kind: str | None, year: int | None, search: str
) -> list[Row]:
    """Rows with the fields other programs rely on; ``search`` must stand in indicator, topic, heading or quote.

    Raises:
        UnknownDocument: no such document.
    """
    if document_id is not None:
        catalog.document(document_id)
    documents = {d.document_id: d for d in catalog.documents()}
    wanted = normalise(search)
    found = []
    for owner, row in catalog.ledger(document_id, kind, year):
        fields = asdict(row)
        fields |= {
            "document_id": owner,
            "title": documents[owner].title,
            "region": documents[owner].region,
            "section": list(row.section),
        }
        if wanted in normalise(" ".join((row.indicator, row.topic, *row.section, row.quote))):
            found.append({name: fields[name] for name in FIELDS})
    return found


def write(rows: Sequence[Row], form: str, out: Path | None) -> None:
    """Write to ``out``, or standard output.

    Raises:
        PlanqaError: xlsx without a file, as it is no text.
    """
    if form == "xlsx":
        if out is None:
            raise PlanqaError("xlsx 格式请用 --out 指定文件 (give --out FILE for xlsx)")
        out.write_bytes(_xlsx(rows))
        return
    text = {"table": _table, "csv": _csv, "json": _json}[form](rows)
    if out is not None:
        # Excel takes a CSV for UTF-8 only where it begins with a byte order mark.
        out.write_text(text, encoding="utf-8-sig" if form == "csv" else "utf-8", newline="")
    else:
        sys.stdout.write(("\ufeff" if form == "csv" else "") + text)


def _flat(row: Row) -> list[Any]:
    return [" › ".join(row[name]) if name == "section" else row[name] for name in FIELDS]


def _safe(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula gets an apostrophe in front."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "@", "\t")) else value


def _json(rows: Sequence[Row]) -> str:
    return json.dumps(list(rows), ensure_ascii=False, indent=2) + "\n"


def _csv(rows: Sequence[Row]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(FIELDS)
    writer.writerows([_safe(value) for value in _flat(row)] for row in rows)
    return text.getvalue()


def _table(rows: Sequence[Row]) -> str:
    kinds = {"target": "目标", "actual": "完成"}
    lines = [
        f"{row['year']}年{kinds[row['kind']]}\t{row['indicator']}\t{row['change']}{row['value']}{row['unit']}\t{row['bound']}\t{row['quote']}"
        for row in rows
    ]
    return "\n".join([*lines, f"共 {len(rows)} 条", ""])


def _xlsx(rows: Sequence[Row]) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "承诺台账"
    sheet.append(FIELDS)
    for row in rows:
        sheet.append([_safe(value) for value in _flat(row)])
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()
