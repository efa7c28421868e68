"""The ledger written for other programs, with the fields they rely on, and for people: columns and words in their language."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from index.catalog import Catalog
from index.errors import PlanqaError
from index.rows import around, open_ends, written
from rag.language import Language, in_language
from ui.ledger import FIELDS, Ledger, Listed, Row
from ui.status import Mark
from ui.subjects import subject_name

PATH = " › "
_NUMBER = re.compile(r"-?[\d.,—–~-]+")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FORMULA = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
"""What begins a formula, also in its wide form and behind blanks that are seen or not."""
KINDS = {"target": "目标", "actual": "完成"}
_WORDS: dict[str, dict[str, tuple[str, str]]] = {
    "kind": {"target": ("目标", "target"), "actual": ("完成", "result")},
    "type": {"figure": ("数字", "figure"), "action": ("行动", "action")},
    "status": {"done": ("已完成", "done"), "under_way": ("进行中", "under way"), "not_told": ("未提及", "not told")},
}
"""What a field's values are called in Chinese and English."""


@dataclass(frozen=True, slots=True)
class Column:
    """One field as people read it; ``width`` in digits, as spreadsheets count."""

    field: str
    chinese: str
    english: str
    width: int


COLUMNS = (
    Column("title", "文件", "Document", 34), Column("region", "地区", "Region", 14), Column("year", "年份", "Year", 8),
    Column("first_year", "起始年份", "From year", 10), Column("period", "时段", "Part of the year", 10), Column("kind", "性质", "Kind", 8),
    Column("type", "类型", "Type", 8), Column("subjects", "领域", "Subject", 16), Column("indicator", "指标或事项", "Indicator or action", 30),
    Column("change", "增减", "Change", 12), Column("bound", "限定词", "Bound", 9), Column("value", "数值", "Value", 12), Column("unit", "单位", "Unit", 10),
    Column("value_min", "数值下限", "Lowest", 12), Column("value_max", "数值上限", "Highest", 12),
    Column("deadline", "期限", "Deadline", 14), Column("responsible", "责任单位", "Responsible", 20),
    Column("quote", "原文", "Text of the document", 60), Column("section", "章节", "Section", 36), Column("topic", "主题", "Topic", 22),
    Column("status", "进展", "Status", 10), Column("note", "备注", "Note", 30), Column("status_day", "登记日期", "Noted on", 12),
    Column("result", "后来报告的结果", "Result reported later", 18), Column("result_quote", "后来报告的原文", "Text of the result", 60),
    Column("result_title", "报告结果的文件", "Reported in", 34), Column("series", "系列", "Series", 24),
    Column("document_id", "文件编号", "Document id", 26), Column("start", "原文起点", "Start", 10), Column("end", "原文终点", "End", 10),
)  # fmt: skip
"""In the order people read them."""
_BY_FIELD = {column.field: column for column in COLUMNS}
_WRAPPED = frozenset({"quote", "result_quote", "section", "note", "title", "result_title", "indicator"})


def staff_rows(rows: Sequence[Row], chosen: Sequence[Listed], marks: Mapping[int, Mark]) -> list[Row]:
    """``rows``, which are those of ``chosen``, with what staff filled in."""
    found = [marks.get(listed.number, Mark()) for listed in chosen]
    return [{**row, "status": m.state, "note": m.note, "status_day": m.day} for row, m in zip(rows, found, strict=True)]


def told_rows(rows: Sequence[Row], chosen: Sequence[Listed], ledger: Ledger, catalog: Catalog) -> list[Row]:
    """``rows``, which are those of ``chosen``, with what later documents tell of each target."""
    return [{**row, **_told(ledger.result(listed), catalog)} for row, listed in zip(rows, chosen, strict=True)]


def _told(result: Listed | None, catalog: Catalog) -> Row:
    if result is None:
        return {"result": "", "result_quote": "", "result_title": ""}
    row, document = result.row, catalog.document(result.document_id)
    return {
        "result": "".join(around(row)),
        "result_quote": document.quote(document.sentences[row.sentence]),
        "result_title": result.document.title,
    }


# --- formats -------------------------------------------------------------------------------------------------------


def write(rows: Sequence[Row], form: str, out: Path | None, language: Language | None = None) -> None:
    """Write to ``out``, or standard output.

    Raises:
        PlanqaError: xlsx without a file, as it is no text.
    """
    if out is not None:
        out.write_bytes(encode(rows, form, language))
    elif form == "xlsx":
        raise PlanqaError("xlsx 格式请用 --out 指定文件 (give --out FILE for xlsx)")
    else:
        sys.stdout.write(encode(rows, form, language).decode())


def encode(rows: Sequence[Row], form: str, language: Language | None = None) -> bytes:
    """The rows as a file's content: table, csv, json or xlsx. With a language, csv and xlsx are for people; without, for programs."""
    forms: dict[str, Callable[[Sequence[Row]], bytes]] = {
        "table": _table, "csv": partial(_csv, language=language), "json": _json, "xlsx": partial(_xlsx, language=language),
    }  # fmt: skip
    return forms[form](rows)


def _names(rows: Sequence[Row], language: Language | None) -> list[str]:
    """The fields written: for programs as they stand; for people those there are, in reading order."""
    names = list(rows[0]) if rows else list(FIELDS)
    return [column.field for column in COLUMNS if column.field in names] if language else names


def _lines(rows: Sequence[Row], language: Language | None) -> list[list[Any]]:
    """Header and rows, each value fit for a cell."""
    names = _names(rows, language)
    head = [_head(name, language) for name in names] if language else names
    told = [_for_people(row) for row in rows] if language else rows
    return [head, *([_cell(name, row[name], language) for name in names] for row in told)]


def _for_people(row: Row) -> Row:
    """Without a limit that the figure does not have."""
    below, above = open_ends(row["bound"])
    lowest, highest = None if below else row["value_min"], None if above else row["value_max"]
    return {**row, "bound": row["bound"].replace(",", "、"), "value_min": lowest, "value_max": highest}


def _head(name: str, language: Language) -> str:
    return in_language(_BY_FIELD[name].chinese, _BY_FIELD[name].english, language)


def _cell(name: str, value: Any, language: Language | None) -> Any:
    """A list as a path; a word in the reader's language; text without characters that no cell can hold."""
    if language and name == "subjects":
        return (", " if language == "en" else "、").join(subject_name(key, language) for key in value)
    if language and name in _WORDS and value in _WORDS[name]:
        return in_language(*_WORDS[name][value], language)
    if language and name == "value" and _is_plain(value):
        return float(value) if "." in value else int(value)
    if isinstance(value, list):
        value = PATH.join(value)
    return _UNWRITABLE.sub("", value) if isinstance(value, str) else value


def _is_plain(value: Any) -> bool:
    """Whether a figure as written is a number that a spreadsheet may add up."""
    return isinstance(value, str) and value.isascii() and value.replace(".", "", 1).isdecimal()


def _inert(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula gets an apostrophe in front, which makes it text."""
    formula = isinstance(value, str) and _FORMULA.match(value) and not _NUMBER.fullmatch(value)
    return f"'{value}" if formula else value


def _json(rows: Sequence[Row]) -> bytes:
    return (json.dumps(list(rows), ensure_ascii=False, indent=2) + "\n").encode()


def _csv(rows: Sequence[Row], language: Language | None) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([_inert(cell) for cell in line] for line in _lines(rows, language))
    # Excel takes a CSV for UTF-8 only where it begins with a byte order mark.
    return text.getvalue().encode("utf-8-sig")


def _table(rows: Sequence[Row]) -> bytes:
    lines, series, several = [], None, len({row["title"] for row in rows}) > 1
    for row in rows:
        if row.get("series") != series:
            series = row["series"]
            lines.append(f"[{series}]")
        span = f"{row['first_year']}—" if row["first_year"] else ""
        figure = written(row["change"], row["value"], row["unit"])
        year = f"{span}{row['year']}年" if row["year"] else ""
        columns = [f"{year}{KINDS[row['kind']]}", row["indicator"], figure, row["bound"], row["quote"]]
        place, document = [row["region"]] if several else [], [row["title"]] if several or series else []
        lines.append("\t".join([*place, *columns, *document]))
    return "\n".join([*lines, f"共 {len(rows)} 条", ""]).encode()


def _xlsx(rows: Sequence[Row], language: Language | None) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = in_language("承诺台账", "Commitments", language or "zh")
    names, top, wrapped = _names(rows, language), Alignment(vertical="top"), Alignment(vertical="top", wrap_text=True)
    for line in _lines(rows, language):
        sheet.append(line)
        for name, cell in zip(names, sheet[sheet.max_row], strict=True):
            cell.alignment = wrapped if name in _WRAPPED else top
            if isinstance(cell.value, str):
                cell.data_type = "s"  # text, whatever it begins with
    for number, name in enumerate(names, 1):
        head = sheet.cell(1, number)
        head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor="DDE7F3")
        head.alignment = Alignment(vertical="center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(number)].width = _BY_FIELD[name].width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.print_title_rows = "1:1"
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()
