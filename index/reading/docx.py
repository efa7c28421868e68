"""Word files: paragraphs with the numbers Word counts for them, bold run-in headings, tables; no headers, comments or deleted text."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml.ns import qn
from lxml import etree

from index.reading.headings import is_heading
from index.reading.markup import power, raised
from index.reading.source import Line, Run, Source, UnreadableFile, assemble, goes_on, in_lines
from index.reading.tables import Cell, table_lines

MAX_UNPACKED = 200 * 1024 * 1024
"""A plan of 100 pages unpacks to some 2 MB."""

_DIGITS = "零一二三四五六七八九"
_CHINESE = frozenset(
    {"chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "japaneseCounting", "ideographDigital"}
)
_LONG_CELL = 120
_NO_TEXT = (qn("w:del"), qn("w:moveFrom"), qn("w:txbxContent"))
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
        _number_pages(document.element.body)
        return assemble(_whole_lines(list(_blocks(document.element.body, _Styles(document), _Numbering(document)))))
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


def _blocks(parent: Any, styles: _Styles, numbering: _Numbering) -> Iterator[Line]:
    for element in parent:
        if element.tag == qn("w:p"):
            yield from _paragraph(element, styles, numbering)
        elif element.tag == qn("w:tbl"):
            yield from _table(element, styles, numbering)
        elif element.tag in {qn("w:sdt"), qn("w:ins"), qn("w:moveTo"), qn("w:customXml"), qn("w:smartTag")}:
            content = element.find(qn("w:sdtContent"))
            yield from _blocks(element if content is None else content, styles, numbering)


def _paragraph(element: Any, styles: _Styles, numbering: _Numbering) -> Iterator[Line]:
    """A paragraph's lines: some files hold a whole plan in one, its lines parted by soft breaks."""
    style = _value(element, "w:pPr/w:pStyle")
    if styles.is_contents(style):
        return
    first = element.find(qn("w:r"))
    page = int(first.get(_PAGE, 0)) if first is not None else 0
    runs = [Run(numbering.next_number(element, styles.numbering(style)), page=page)]
    heading = styles.is_heading(style)
    for run in element.iter(qn("w:r"), _MATH_RUN):
        if _is_left_out(run, element):
            continue
        properties = run.find(qn("w:rPr"))
        own = _on(properties.find(qn("w:b"))) if properties is not None else None
        if own is None:
            own = styles.bold(_value(run, "w:rPr/w:rStyle"))
        if own is None:
            own = styles.bold(style)
        text = _run_text(run)
        if _value(run, "w:rPr/w:vertAlign") == "superscript":
            text = raised(text, "".join(run.text for run in runs[-2:]))
        runs.append(Run(text, bool(own) or heading, int(run.get(_PAGE, 0))))
    yield from in_lines(runs)


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


def _is_left_out(run: Any, paragraph: Any) -> bool:
    """Whether a run is deleted, moved away, in a box of its own, hidden or struck out."""
    if next(run.iterancestors(*_NO_TEXT, qn("w:p")), paragraph) is not paragraph:
        return True
    properties = run.find(qn("w:rPr"))
    return properties is not None and any(
        _on(properties.find(qn(tag))) for tag in ("w:vanish", "w:strike", "w:dstrike")
    )


def _table(table: Any, styles: _Styles, numbering: _Numbering) -> Iterator[Line]:
    rows = [list(_cells(row)) for row in table.iter(qn("w:tr")) if _is_of(row, table)]
    filled = [cell.text for row in rows for cell in row if cell.text]
    wide = max((len(row) for row in rows), default=0) < 2
    if wide or not filled or sum(map(len, filled)) / len(filled) > _LONG_CELL:  # a box around text
        for cell in table.iter(qn("w:tc")):
            if _is_of(cell, table):
                yield from _blocks(cell, styles, numbering)
        return
    for text, row in table_lines(_merged(rows)):
        yield Line((Run(text),), row=row)


def _cells(row: Any) -> Iterator[Cell]:
    """The cells of a row; ``rows`` is 0 where the cell goes on from the row above."""
    heading = _on(row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}")) or False
    skipped = _value(row, "w:trPr/w:gridBefore")
    yield from [Cell("")] * min(_whole(skipped, 0), 20)
    for cell in row.iter(qn("w:tc")):
        if next(cell.iterancestors(qn("w:tr"))) is not row:
            continue
        texts = [_cell_line(p).strip() for p in cell.iter(qn("w:p"))]
        span = _value(cell, "w:tcPr/w:gridSpan")
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


def _cell_line(paragraph: Any) -> str:
    text = ""
    for run in paragraph.iter(qn("w:r"), _MATH_RUN):
        if not _is_left_out(run, paragraph):
            piece = _run_text(run)
            text += raised(piece, text) if _value(run, "w:rPr/w:vertAlign") == "superscript" else piece
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


class _Styles:
    """What paragraph and character styles say, their ancestors included."""

    def __init__(self, document: Any) -> None:
        self._by_id = {s.get(qn("w:styleId")): s for s in document.styles.element.iter(qn("w:style"))}

    def _chain(self, style: str | None) -> Iterator[Any]:
        seen: set[str | None] = set()
        while style in self._by_id and style not in seen:
            seen.add(style)
            yield self._by_id[style]
            style = _value(self._by_id[style], "w:basedOn")

    def bold(self, style: str | None) -> bool | None:
        for element in self._chain(style):
            found = _on(element.find(f"{qn('w:rPr')}/{qn('w:b')}"))
            if found is not None:
                return found
        return None

    def _named(self, style: str | None, *names: str) -> bool:
        return any((_value(e, "w:name") or "").lower().startswith(names) for e in self._chain(style))

    def is_heading(self, style: str | None) -> bool:
        return self._named(style, "heading", "标题", "title")

    def is_contents(self, style: str | None) -> bool:
        """Whether a table of contents is set in this style."""
        return self._named(style, "toc", "目录")

    def numbering(self, style: str | None) -> Any:
        return next(
            (n for e in self._chain(style) if (n := e.find(f"{qn('w:pPr')}/{qn('w:numPr')}")) is not None), None
        )


class _Numbering:
    """The numbers that Word counts and does not write into the text (第一章, 一、, (一), 1.)."""

    def __init__(self, document: Any) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._counts: Counter[tuple[str, int]] = Counter()
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        abstract = {a.get(qn("w:abstractNumId")): a for a in root.findall(qn("w:abstractNum"))}
        for number in root.findall(qn("w:num")):
            levels = {}
            for level in abstract.get(_value(number, "w:abstractNumId"), ()):
                if level.tag == qn("w:lvl"):
                    start = _value(level, "w:start") or "1"
                    form = (_value(level, "w:numFmt") or "decimal", _value(level, "w:lvlText") or "", _whole(start, 1))
                    levels[_whole(level.get(qn("w:ilvl")), 0)] = form
            self._levels[number.get(qn("w:numId")) or ""] = levels

    def next_number(self, paragraph: Any, of_style: Any) -> str:
        """The number in front of the paragraph; counts it."""
        own = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        properties = own if own is not None else of_style
        if properties is None:
            return ""
        number = _value(properties, "w:numId") or _value(of_style, "w:numId") or ""
        at = _whole(_value(properties, "w:ilvl"), 0)
        levels = self._levels.get(number, {})
        if at not in levels or levels[at][0] == "bullet":
            return ""
        self._counts[number, at] += 1
        for deeper in range(at + 1, 10):
            self._counts[number, deeper] = 0
        text = levels[at][1]
        for i, (form, _, start) in levels.items():
            count = max(self._counts[number, i], 1) + start - 1
            text = text.replace(f"%{i + 1}", _chinese(count) if form in _CHINESE else str(count))
        return text


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens % 10]) + "十" + (_DIGITS[ones] if ones else "")


def _value(element: Any, path: str) -> str | None:
    """The ``w:val`` of a descendant, or None."""
    if element is None:
        return None
    found = element.find("/".join(qn(step) for step in path.split("/")))
    return None if found is None else found.get(qn("w:val"))


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdigit() else otherwise


def _on(element: Any) -> bool | None:
    """An on/off property: None where it is not given."""
    return None if element is None else element.get(qn("w:val"), "1") not in {"0", "false", "none", "off"}
