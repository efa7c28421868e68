"""Word files: paragraphs with the numbers Word counts for them, bold run-in headings, tables; no headers, comments or deleted text."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import docx
from docx.oxml.ns import qn
from lxml import etree

from index.reading.headings import is_heading
from index.reading.markup import power, raised
from index.reading.source import Line, Run, Source, UnreadableFile, assemble, goes_on, in_lines
from index.reading.tables import Cell, Tables
from index.reading.wordstyles import Numbering, Styles, is_on, value_of, whole

MAX_UNPACKED = 200 * 1024 * 1024
"""A plan of 100 pages unpacks to some 2 MB."""

_LONG_CELL = 120
_DELETED = (qn("w:del"), qn("w:moveFrom"))
_BOX = qn("w:txbxContent")
_COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MATH_RUN, _MATH_TEXT = f"{_MATH}r", f"{_MATH}t"


def read(data: bytes) -> Source:
    """A .docx file.

    Raises:
        UnreadableFile: damaged, encrypted, not Word at all, without text, or larger unpacked than any plan.
    """
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableFile("有密码的或旧格式的 Word 文件，请去掉密码后另存为 .docx (encrypted or old Word file)")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            # zipfile reads no more of a member than its declared size, so the declared sizes bound what can be unpacked.
            if sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED:
                raise UnreadableFile(
                    f"解压后超过 {MAX_UNPACKED // 1024 // 1024} MB，不是正常的文件 (zip bomb or too large)"
                )
        document = docx.Document(io.BytesIO(data))
        body = document.element.body
        _without_fallbacks(body)
        _number_pages(body)
        return assemble(_whole_lines(list(_blocks(body, Styles(document), Numbering(document)))))
    except (
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        etree.LxmlError,
        EOFError,
        NotImplementedError,
        zlib.error,
        AttributeError,  # python-docx expects in a part what its name says, and finds another element or none
        TypeError,
    ) as error:
        raise UnreadableFile("Word 文件已损坏或不完整，请重新下载或另存 (damaged Word file)") from error


def _without_fallbacks(body: Any) -> None:
    """Leave out what is written a second time for older programs, where the first writing has text."""
    for choice in list(body.iter(f"{_COMPATIBLE}Choice")):
        if choice.find(f".//{qn('w:t')}") is not None:
            for again in list(choice.itersiblings()):
                again.getparent().remove(again)


def _number_pages(body: Any) -> None:
    """Tell each run the page it begins on, as Word last laid the text out; 0 in a file that Word never laid out.

    Every run is told, so that nothing that the file itself writes there is believed.
    """
    mark = qn("w:lastRenderedPageBreak")
    page = 0 if body.find(f".//{mark}") is None else 1
    for element in body.iter(qn("w:r"), _MATH_RUN, mark):
        if element.tag != mark:
            element.set(_PAGE, str(page))
            continue
        page += 1
        if all(before.tag != qn("w:t") for before in element.itersiblings(preceding=True)):
            element.getparent().set(_PAGE, str(page))


_PAGE = "planqa-page"


def _whole_lines(lines: list[Line]) -> list[Line]:
    """The lines of a file in which each printed line is a paragraph of its own, joined again; those of any other as they are."""
    long = [line for line in lines if not line.row and len(line.text) >= _PRINTED_LINE]
    broken = [line for line in long if not line.text.rstrip().endswith(tuple("。！？!?：:；;”）)"))]
    if len(broken) < max(_MANY, 0.5 * len(long)):
        return lines
    whole: list[Line] = []
    for line in lines:
        if _PAGE_NUMBER.fullmatch(line.text):
            continue
        before = whole[-1] if whole else None
        if (
            before
            and not before.row
            and not line.row
            and len(before.text) >= _PRINTED_LINE
            and goes_on(before.text, line.text)
        ):
            if not is_heading(before.text.strip()) and not is_heading(line.text.strip()):
                whole[-1] = Line((*before.runs, *line.runs))
                continue
        whole.append(line)
    return whole


_PRINTED_LINE, _MANY = 20, 20
_PAGE_NUMBER = re.compile(r"\s*[—－-]*\s*\d{1,3}\s*[—－-]*\s*")


def _blocks(parent: Any, styles: Styles, numbering: Numbering) -> Iterator[Line]:
    tables, between = Tables(), list[str]()
    for element in parent:
        if element.tag == qn("w:p"):
            lines = list(_paragraph(element, styles, numbering))
            between += [line.text for line in lines]
            yield from lines
        elif element.tag == qn("w:tbl"):
            yield from _table(element, styles, numbering, tables, between)
            between = []
        elif element.tag in {qn("w:sdt"), qn("w:ins"), qn("w:moveTo"), qn("w:customXml"), qn("w:smartTag")}:
            content = element.find(qn("w:sdtContent"))
            yield from _blocks(element if content is None else content, styles, numbering)


def _paragraph(element: Any, styles: Styles, numbering: Numbering) -> Iterator[Line]:
    """A paragraph's lines: some files hold a whole plan in one, its lines parted by soft breaks."""
    style = value_of(element, "w:pPr/w:pStyle")
    if styles.is_contents(style):
        return
    first = element.find(qn("w:r"))
    page = int(first.get(_PAGE, 0)) if first is not None else 0
    runs = [Run(numbering.next_number(element, styles.numbering(style)), page=page)]
    heading = styles.is_heading(style)
    for run in element.iter(qn("w:r"), _MATH_RUN):
        if _is_left_out(run, element, styles):
            continue
        bold = heading or bool(is_on(styles.run_says(run, "w:b")))
        runs.append(Run(_placed(run, styles, "".join(run.text for run in runs[-2:])), bold, int(run.get(_PAGE, 0))))
    if runs[0].text[-1:] in tuple(".．") and "".join(run.text for run in runs[1:])[:1].isdigit():
        runs[0] = replace(runs[0], text=runs[0].text + " ")  # 3. and 10千伏 are two numbers
    yield from in_lines(runs)
    for box in element.iter(_BOX):
        run = next(box.iterancestors(qn("w:r"), qn("w:p")))
        if run.tag == qn("w:r") and not _is_left_out(run, element, styles):
            yield from _blocks(box, styles, numbering)


def _placed(run: Any, styles: Styles, before: str) -> str:
    """A run's text, raised where it stands above the line behind the text ``before``."""
    text, place = _run_text(run), styles.run_says(run, "w:vertAlign")
    return raised(text, before) if place is not None and place.get(qn("w:val")) == "superscript" else text


def _run_text(run: Any) -> str:
    parts = []
    if run.tag == _MATH_RUN:
        inside = {ancestor.tag for ancestor in run.iterancestors() if ancestor.tag.startswith(_MATH)}
        text = "".join(child.text or "" for child in run if child.tag == _MATH_TEXT)
        return power(text) if f"{_MATH}sup" in inside else f"/{text}" if f"{_MATH}den" in inside else text
    for child in run:
        if child.tag == qn("w:t"):
            parts.append(child.text or "")
        elif child.tag == qn("w:tab"):
            parts.append(" ")
        elif child.tag in {qn("w:br"), qn("w:cr")}:
            parts.append("\n")
        elif child.tag == qn("w:noBreakHyphen"):
            parts.append("-")
    return "".join(parts)


def _is_left_out(run: Any, paragraph: Any, styles: Styles) -> bool:
    """Whether a run is deleted, moved away, in a paragraph of its own (a box), hidden or struck out."""
    if next(run.iterancestors(*_DELETED, qn("w:p")), paragraph) is not paragraph:
        return True
    return any(is_on(styles.run_says(run, tag)) for tag in ("w:vanish", "w:strike", "w:dstrike"))


def _table(table: Any, styles: Styles, numbering: Numbering, tables: Tables, between: Sequence[str]) -> Iterator[Line]:
    rows = [list(_cells(row, styles)) for row in table.iter(qn("w:tr")) if _is_of(row, table)]
    filled = [cell.text for row in rows for cell in row if cell.text]
    wide = max((len(row) for row in rows), default=0) < 2
    if wide or not filled or sum(map(len, filled)) / len(filled) > _LONG_CELL:  # a box around text
        for cell in table.iter(qn("w:tc")):
            if _is_of(cell, table):
                yield from _blocks(cell, styles, numbering)
        return
    for text, row in tables.lines(_merged(rows), between):
        yield Line((Run(text),), row=row)
    for inner in table.iter(qn("w:tbl")):
        if next(inner.iterancestors(qn("w:tbl")), None) is table:
            yield from _table(inner, styles, numbering, Tables(), ())


def _cells(row: Any, styles: Styles) -> Iterator[Cell]:
    """The cells of a row; ``rows`` is 0 where the cell goes on from the row above."""
    heading = is_on(row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}")) or False
    skipped = value_of(row, "w:trPr/w:gridBefore")
    yield from [Cell("")] * min(whole(skipped, 0), 20)
    for cell in row.iter(qn("w:tc")):
        if next(cell.iterancestors(qn("w:tr"))) is not row:
            continue
        own = [p for p in cell.iter(qn("w:p")) if next(p.iterancestors(qn("w:tc"))) is cell]
        texts = [_cell_line(p, styles).strip() for p in own]
        span = value_of(cell, "w:tcPr/w:gridSpan")
        merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
        goes_on = merge is not None and merge.get(qn("w:val")) != "restart"
        yield Cell(
            "\n".join(filter(None, texts)),
            int(span) if span and span.isdigit() else 1,
            0 if goes_on else 1,
            bool(heading),
        )


def _is_of(part: Any, table: Any) -> bool:
    """Whether a row or cell is the table's own, not one of a table inside it; and not deleted as a whole."""
    gone = part.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None
    return next(part.iterancestors(qn("w:tbl"))) is table and not gone


def _cell_line(paragraph: Any, styles: Styles) -> str:
    text = ""
    for run in paragraph.iter(qn("w:r"), _MATH_RUN):
        if not _is_left_out(run, paragraph, styles):
            text += _placed(run, styles, text)
    return text


def _merged(rows: list[list[Cell]]) -> list[list[Cell]]:
    """Cells merged downwards as one cell of several rows."""
    above: dict[int, tuple[int, int]] = {}
    out: list[list[Cell]] = []
    for y, row in enumerate(rows):
        out.append([])
        x = 0
        for cell in row:
            if cell.rows == 0 and x in above:
                top, at = above[x]
                first = out[top][at]
                out[top][at] = Cell(first.text, first.columns, y - top + 1, first.heading)
            else:
                above[x] = (y, len(out[y]))
                out[y].append(Cell(cell.text, cell.columns, 1, cell.heading))
            x += cell.columns
    return out
