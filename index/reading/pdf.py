"""PDF files with a text layer: letters on pages become lines, lines become paragraphs again; page numbers are kept as marks.

PDF knows neither words nor paragraphs, only where each letter stands. What is read here is what a reader's eye reads: letters at one height
are a line; a line that is indented, or follows one that stops short of the margin, opens a paragraph.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

import pypdfium2

from index.reading.aligned import tables_in
from index.reading.columnheads import Head
from index.reading.encodings import commonness, looks_like_text
from index.reading.gutter import in_reading_order
from index.reading.headings import heading_mark
from index.reading.letters import page_letters
from index.reading.printed import PlacedLine, printed_lines
from index.reading.rulings import Box, Letter, find_tables
from index.reading.source import (
    Line,
    Run,
    ScannedFile,
    Source,
    UnreadableFile,
    assemble,
    is_page_number,
    often,
    running_key,
)
from index.reading.tables import Cell, head_of, table_lines, width_of

_PRINTED = re.compile(r"(?:https?|file)://|\d{1,4}/\d{1,2}/\d{1,4}\s*[,，]?\s*(?:上午|下午)?\s*\d{1,2}:\d{2}")
"""What a browser prints above and below a page."""
_CLOSED = tuple("。！？!?：:；;")
_NEVER_OPENS = tuple("”’》）)】，,。、；;：:！？!?%％")
_NEEDS_OCR = "需先做文字识别：安装 planqa[ocr] 后重新 build"
_COMMON = 0.5
"""Share of common characters; fonts without a map to Unicode give rare ones."""
_LETTERS_A_PAGE = 8
"""Fewer on an average page means pictures of pages."""


def read(data: bytes) -> Source:
    """A PDF's text layer.

    Raises:
        UnreadableFile: damaged, or locked by a password.
        ScannedFile: its pages are pictures, or its text layer is nonsense; :mod:`index.reading.ocr` may read them.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableFile("PDF 有密码，请去掉密码后再放入 (encrypted PDF)") from error
        raise UnreadableFile("PDF 已损坏或不完整，请重新下载 (damaged PDF)") from error
    try:
        pages = list(_pages(document))
    except pypdfium2.PdfiumError as error:
        raise UnreadableFile("PDF 已损坏或不完整，请重新下载 (damaged PDF)") from error
    finally:
        document.close()
    text = "".join(line.text for page in pages for line in page)
    if len(text) < _LETTERS_A_PAGE * max(len(pages), 1):
        raise ScannedFile(f"扫描版 PDF，没有文字层，{_NEEDS_OCR} (scanned PDF: needs OCR)", len(pages))
    if not looks_like_text(text) or commonness(text) < _COMMON:
        raise ScannedFile(f"PDF 的文字层是乱码，{_NEEDS_OCR} (unreadable text layer: needs OCR)", len(pages))
    return assemble(paragraphs(pages))


# --- letters to lines -----------------------------------------------------------------------------------------------


def _pages(document: Any) -> Iterator[list[PlacedLine]]:
    """The printed lines of each page from top to bottom, a table's rows in its place."""
    head, columns = _Head(Box(0, 0, 0, 0), []), Head()
    for i in range(len(document)):
        letters, rulings = page_letters(document[i])
        letters, ruled, head = _ruled(letters, rulings, i + 1, head)
        letters = letters if ruled else in_reading_order(letters)
        lines, columns = _lines(letters, i + 1, columns)
        yield sorted([*lines, *ruled], key=lambda line: line.top)


@dataclass(frozen=True, slots=True)
class _Head:
    """The rows that name the columns of the table before, and where it stood: a table may go on over the page without them."""

    box: Box
    rows: list[list[Cell]]

    def goes_for(self, box: Box, cells: list[list[Cell]]) -> bool:
        alike = abs(box.left - self.box.left) < _SAME_EDGE and abs(box.right - self.box.right) < _SAME_EDGE
        return bool(self.rows) and alike and width_of(cells) == width_of(self.rows) and not head_of(cells)


_SAME_EDGE = 6.0
"""Points."""


def _ruled(
    letters: list[Letter], rulings: list[Box], page: int, head: _Head
) -> tuple[list[Letter], list[PlacedLine], _Head]:
    """The letters outside a page's ruled tables, the rows of these, and the head of the last."""
    rows: list[PlacedLine] = []
    for box, cells in sorted(find_tables(rulings, letters), key=lambda table: table[0].top):
        letters = [letter for letter in letters if not box.holds(letter)]
        goes_on = head.goes_for(box, cells)
        head = head if goes_on else _Head(box, head_of(cells))
        rows += _rows(box, [*head.rows, *cells] if goes_on else cells, page)
    return letters, rows, head


def _rows(box: Box, cells: list[list[Cell]], page: int) -> Iterator[PlacedLine]:
    """The lines of a table, as if they stood in ``box`` one below the other."""
    lines = table_lines(cells)
    step = (box.bottom - box.top) / max(len(lines), 1)
    for i, (text, row) in enumerate(lines):
        top = box.top + i * step
        yield PlacedLine((Run(text, page=page),), box.left, box.right, top, top + step, page, row)


def _lines(letters: Sequence[Letter], page: int, columns: Head) -> tuple[list[PlacedLine], Head]:
    """The lines of a page outside ruled tables, those that stand in columns as a table's rows; and the columns of the last of these."""
    lines, pieces = printed_lines(letters, page)
    out, at = [], 0
    for table in tables_in(pieces, columns):
        columns = table.head
        inside = lines[table.first : table.last + 1]
        box = Box(min(x.left for x in inside), inside[0].top, max(x.right for x in inside), inside[-1].bottom)
        out += [*lines[at : table.first], *_rows(box, table.cells, page)]
        at = table.last + 1
    return [*out, *lines[at:]], columns


# --- lines to paragraphs --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Body:
    """How the body is set: its letters' size, margins (of odd and even pages), and the step from line to line."""

    size: float
    left: tuple[float, float]
    right: tuple[float, float]
    step: float


# --- lines to paragraphs ----------------------------------------------------------------------------------------------


def paragraphs(pages: Sequence[Sequence[PlacedLine]]) -> Iterator[Line]:
    """Lines joined to paragraphs, across pages too, without headers, footers and page numbers."""
    kept = list(_without_furniture(pages))
    body = _body([line for page in kept for line in page])
    bare = _without_heads([_without_footnotes(page, body) for page in kept], body)
    lines = [line for page in bare for line in page]
    if not lines:
        return
    body_bold = _mostly_bold(lines)
    runs: list[Run] = []
    for before, line in pairwise([None, *lines]):
        assert line is not None
        if before and _opens_paragraph("".join(run.text for run in runs), before, line, body):
            yield Line(tuple(runs), before.row)
            runs = []
        own = [Run(run.text, run.bold and not body_bold, run.page) for run in line.runs]
        if runs and runs[-1].text[-1:].isascii() and own[0].text[:1].isascii() and runs[-1].text[-1:].isalpha():
            own[0] = Run(" " + own[0].text, own[0].bold, own[0].page)
        runs += own
    yield Line(tuple(runs), lines[-1].row)


def _without_furniture(pages: Sequence[Sequence[PlacedLine]]) -> Iterator[list[PlacedLine]]:
    edges: Counter[str] = Counter()
    for page in pages:
        edges.update({running_key(line.text) for line in (*page[:2], *page[-2:])})
    enough = often(len(pages))
    for page in pages:
        kept = list(page)
        for at in (0, 0, -1, -1):
            if not kept or kept[at].row:
                continue
            text = kept[at].text
            if is_page_number(text) or _PRINTED.match(text) or edges[running_key(text)] >= enough:
                del kept[at]
        yield kept


def _without_footnotes(page: list[PlacedLine], body: _Body) -> list[PlacedLine]:
    """A page without the notes at its foot: small lines below all others, the first of which opens with a note's mark."""
    first = len(page)
    while first > 0 and not page[first - 1].row and page[first - 1].size < _SMALL * body.size:
        first -= 1
    marked = next((i for i in range(first, len(page)) if _NOTE_MARK.match(page[i].text)), len(page))
    return page[:marked] if first else page


def _without_heads(pages: Sequence[list[PlacedLine]], body: _Body) -> Iterator[list[PlacedLine]]:
    """Pages without a running head or foot that too few pages repeat to be known by that: see :func:`_stands_apart`.

    What opens the first page and ends the last is kept: numbers and names of the document stand there.
    """
    edges = Counter(text for page in pages if page for text in {page[0].text, page[-1].text})
    for i, page in enumerate(pages):
        so_far = pages[i - 1][-1] if i and pages[i - 1] else None
        if i and len(page) > 1 and _stands_apart(page[0], page[1], so_far, body, edges):
            page = page[1:]
        if i < len(pages) - 1 and len(page) > 1 and _stands_apart(page[-1], page[-2], page[-2], body, edges):
            page = page[:-1]
        yield page


def _stands_apart(
    line: PlacedLine, inner: PlacedLine, so_far: PlacedLine | None, body: _Body, edges: Counter[str]
) -> bool:
    """Whether a page's first or last line is no part of the text that ``inner`` begins or ends; ``so_far`` is read before it.

    Of three signs two: set off, in small print (within a sentence too), repeated.
    """
    if line.row or inner.row or any(mark in line.text for mark in "，。；;") or heading_mark(line.text):
        return False
    set_off = abs(inner.top - line.top) > 1.6 * body.step
    small = line.size < _SMALL * min(inner.size, body.size)
    within = so_far is not None and not so_far.row and _unfinished(so_far.text, so_far)
    return set_off + small + (edges[line.text] > 1) + (small and within) > 1


def _unfinished(so_far: str, line: PlacedLine) -> bool:
    """Whether a sentence goes on behind ``line``, which ends the text ``so_far``."""
    return not line.text.endswith(_CLOSED) and any(mark in so_far for mark in "，,。")


_SMALL = 0.92
_NOTE_MARK = re.compile(
    r"\s*(?:[\[［〔【(（]?\s*(?:注\s*)?\d{1,3}\s*[\]］〕】)）]?(?![\d.、．年月%])|[①-⑳]|[*＊※]|注\s*[\d:：])"
)


def _body(lines: Sequence[PlacedLine]) -> _Body:
    if not lines:
        return _Body(1.0, (0.0, 0.0), (0.0, 0.0), 1.0)
    sizes: Counter[float] = Counter()
    for line in (line for line in lines if not line.row):
        sizes[round(line.size * 2) / 2] += len(line.text)
    size = (sizes.most_common(1)[0][0] if sizes else 0.0) or 1.0
    set_so = [line for line in lines if not line.row and abs(line.size - size) < 0.15 * size] or list(lines)
    left, right = [], []
    for side in (0, 1):
        own = [line for line in set_so if line.page % 2 == side]
        own = own if len(own) > 8 else set_so
        left.append(min(_shared([line.left for line in own], size)))
        # Ragged lines end before the margin and hanging punctuation behind it, so the margin is where nearly all lines have ended.
        right.append(sorted(line.right for line in own)[len(own) * 9 // 10])
    steps = [b.top - a.top for a, b in pairwise(set_so) if a.page == b.page and 0 < b.top - a.top < 4 * size]
    return _Body(size, (left[0], left[1]), (right[0], right[1]), median(steps) if steps else 1.5 * size)


def _shared(edges: list[float], size: float) -> list[float]:
    """Positions where several lines begin or end; all, where too few do."""
    columns = Counter(round(edge / size) for edge in edges)
    enough = max(2, len(edges) // 20)
    return [edge for edge in edges if sum(columns[round(edge / size) + d] for d in (-1, 0, 1)) >= enough] or edges


def _mostly_bold(lines: Sequence[PlacedLine]) -> bool:
    """Whether the body's own font is called bold (some fonts for body text are named so)."""
    letters = Counter[bool]()
    for line in lines:
        for run in line.runs:
            letters[run.bold] += len(run.text)
    return letters[True] > letters[False]


def _opens_paragraph(so_far: str, before: PlacedLine, line: PlacedLine, body: _Body) -> bool:
    """Whether ``line`` opens a paragraph behind ``before``, which ends the text ``so_far`` of the one before."""
    if before.row or line.row:
        return True
    if line.text.startswith(_NEVER_OPENS):
        return False
    side, size = line.page % 2, body.size
    if abs(before.size - line.size) > 0.12 * size:
        return True
    indent = line.left - body.left[side]
    short = body.right[before.page % 2] - before.right
    if before.size > 1.15 * size and indent > 0.8 * size:  # a title in large letters over several centred lines
        return line.top - before.top > 2.5 * line.size or bool(heading_mark(line.text))
    # A word or figure that may not be broken (“12+4”) leaves a gap at the end of a line in mid-sentence.
    unfinished = _unfinished(so_far, before)
    if before.page != line.page and unfinished and indent <= 0.8 * size and not heading_mark(line.text):
        return False  # a page may end with a short line above its notes
    if indent > 0.8 * size or short > (6 if unfinished else 2.2) * size:
        return True
    if before.page == line.page and line.top - before.top > 1.6 * body.step:
        return True
    return before.text.endswith(_CLOSED) and (short > 1.4 * size or heading_mark(line.text) is not None)
