"""PDF files with a text layer: letters on pages become lines, lines become paragraphs again; page numbers are kept as marks.

PDF knows neither words nor paragraphs, only where each letter stands. What is read here is what a reader's eye reads: letters at one height
are a line; a line that is indented, or follows one that stops short of the margin, opens a paragraph.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from index.reading.headings import heading_mark
from index.reading.rulings import Box, Letter, find_tables
from index.reading.source import Line, Run, ScannedFile, Source, UnreadableFile, assemble
from index.reading.tables import table_lines
from index.reading.text import looks_like_text

_BOLD_FONT = re.compile("bold|black|heavy|hei|黑", re.I)
_PAGE_NUMBER = re.compile(
    r"^[\s\-–—·.•]*(?:第?\s*\d{1,4}\s*页?(?:\s*[/／,，共]+\s*\d{1,4}\s*页?)?|[ivxIVX]{1,5})[\s\-–—·.•]*$"
)
_PRINTED = re.compile(r"(?:https?|file)://|\d{1,4}/\d{1,2}/\d{1,4}\s*[,，]?\s*(?:上午|下午)?\s*\d{1,2}:\d{2}")
"""What a browser prints above and below a page."""
_CLOSED = tuple("。！？!?：:；;")
_NEVER_OPENS = tuple("”’》）)】，,。、；;：:！？!?%％")
_NEEDS_OCR = "需先做文字识别:安装 planqa[ocr] 后重新 build"
_LETTERS_A_PAGE = 8
"""Fewer on an average page means pictures of pages."""


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """One printed line. Lengths in points, ``top`` counted downwards from the page's upper edge."""

    runs: tuple[Run, ...]
    left: float
    right: float
    top: float
    bottom: float
    page: int
    row: bool = False
    """A table's line: complete in itself."""

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)

    @property
    def size(self) -> float:
        return self.bottom - self.top


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
            raise UnreadableFile("PDF 有密码,请去掉密码后再放入 (encrypted PDF)") from error
        raise UnreadableFile("PDF 已损坏或不完整,请重新下载 (damaged PDF)") from error
    try:
        pages = [list(_page_lines(document[i], i + 1)) for i in range(len(document))]
    except pypdfium2.PdfiumError as error:
        raise UnreadableFile("PDF 已损坏或不完整,请重新下载 (damaged PDF)") from error
    finally:
        document.close()
    text = "".join(line.text for page in pages for line in page)
    if len(text) < _LETTERS_A_PAGE * max(len(pages), 1):
        raise ScannedFile(f"扫描版 PDF,没有文字层,{_NEEDS_OCR} (scanned PDF: needs OCR)", len(pages))
    if not looks_like_text(text):
        raise ScannedFile(f"PDF 的文字层是乱码,{_NEEDS_OCR} (unreadable text layer: needs OCR)", len(pages))
    return assemble(paragraphs(pages))


# --- letters to lines -----------------------------------------------------------------------------------------------


def _page_lines(page: Any, number: int) -> Iterator[PlacedLine]:
    """The printed lines of a page from top to bottom, a table's rows in its place."""
    letters = list(_letters(page))
    tables = []
    for box, cells in find_tables(_rulings(page), letters):
        letters = [letter for letter in letters if not box.holds(letter)]
        lines = table_lines(cells)
        step = (box.bottom - box.top) / max(len(lines), 1)
        for i, (text, row) in enumerate(lines):
            top = box.top + i * step
            tables.append(PlacedLine((Run(text, page=number),), box.left, box.right, top, top + step, number, row))
    yield from sorted([*_lines(letters, number), *tables], key=lambda line: line.top)


def _letters(page: Any) -> Iterator[Letter]:
    height = page.get_height()
    textpage = page.get_textpage()
    raw = textpage.raw
    fonts: dict[bytes, bool] = {}
    name, flags = ctypes.create_string_buffer(256), ctypes.c_int()
    box, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    for i in range(textpage.count_chars()):
        code = pdfium.FPDFText_GetUnicode(raw, i)
        if pdfium.FPDFText_IsGenerated(raw, i) == 1 or code < 33 or 0xD800 <= code < 0xE000 or chr(code).isspace():
            continue
        if not pdfium.FPDFText_GetLooseCharBox(raw, i, box):
            continue
        name.value = b""
        pdfium.FPDFText_GetFontInfo(raw, i, name, 255, flags)
        font = name.value
        if font not in fonts:
            fonts[font] = bool(_BOLD_FONT.search(font.decode("utf-8", "replace")))
        text = _plain_form(chr(code))
        baseline = height - y.value if pdfium.FPDFText_GetCharOrigin(raw, i, x, y) else height - box.bottom
        yield Letter(text, box.left, height - box.top, box.right, height - box.bottom, baseline, fonts[font])


def _plain_form(char: str) -> str:
    """Fonts often map a character to a look-alike radical (⼀ U+2F00 for 一) or to a compatibility form."""
    return unicodedata.normalize("NFKC", char) if "\u2e80" <= char <= "\u2fdf" or "\uf900" <= char <= "\ufaff" else char


def _rulings(page: Any) -> list[Box]:
    """Thin filled or stroked paths, and the edges of framed ones, as boxes."""
    height = page.get_height()
    found = []
    for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=3):
        left, bottom, right, top = item.get_bounds()
        found.append(Box(left, height - top, right, height - bottom))
    return found


def _lines(letters: Sequence[Letter], page: int) -> Iterator[PlacedLine]:
    """Letters at one height, from left to right."""
    rest = sorted(letters, key=lambda letter: letter.baseline)
    start = 0
    for i in range(1, len(rest) + 1):
        if i < len(rest):
            first, letter = rest[start], rest[i]
            if (letter.baseline - first.baseline) < 0.45 * max(first.size, letter.size):
                continue
        yield _line(sorted(rest[start:i], key=lambda letter: letter.left), page)
        start = i


def _line(letters: Sequence[Letter], page: int) -> PlacedLine:
    size = median(letter.size for letter in letters)
    runs = [Run(letters[0].text, letters[0].bold, page)]
    for before, letter in pairwise(letters):
        gap = letter.left - before.right
        latin = before.text.isascii() and letter.text.isascii()
        blank = " " if gap > (0.2 if latin else 0.8) * size else ""
        if letter.bold == runs[-1].bold:
            runs[-1] = Run(runs[-1].text + blank + letter.text, letter.bold, page)
        else:
            runs.append(Run(blank + letter.text, letter.bold, page))
    top = median(letter.top for letter in letters)
    return PlacedLine(tuple(runs), letters[0].left, max(x.right for x in letters), top, top + size, page)


# --- lines to paragraphs --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Body:
    """How the body is set: its letters' size, margins (of odd and even pages), and the step from line to line."""

    size: float
    left: tuple[float, float]
    right: tuple[float, float]
    step: float


def paragraphs(pages: Sequence[Sequence[PlacedLine]]) -> Iterator[Line]:
    """Lines joined to paragraphs, across pages too, without headers, footers and page numbers."""
    lines = [line for page in _without_furniture(pages) for line in page]
    if not lines:
        return
    body = _body(lines)
    body_bold = _mostly_bold(lines)
    runs: list[Run] = []
    for before, line in pairwise([None, *lines]):
        assert line is not None
        if before and _opens_paragraph(before, line, body):
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
        edges.update({_edge_key(line) for line in (*page[:2], *page[-2:])})
    often = max(3, len(pages) // 3)
    for page in pages:
        kept = list(page)
        for at in (0, 0, -1, -1):
            if not kept or kept[at].row:
                continue
            text = kept[at].text
            if _PAGE_NUMBER.match(text) or _PRINTED.match(text) or edges[_edge_key(kept[at])] >= often:
                del kept[at]
        yield kept


def _edge_key(line: PlacedLine) -> str:
    """What a running header or footer repeats: its words, numbers aside."""
    return re.sub(r"\d+", "#", line.text)


def _body(lines: Sequence[PlacedLine]) -> _Body:
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


def _opens_paragraph(before: PlacedLine, line: PlacedLine, body: _Body) -> bool:
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
    unfinished = not before.text.endswith(_CLOSED) and any(mark in before.text for mark in "，,。")
    if indent > 0.8 * size or short > (6 if unfinished else 2.2) * size:
        return True
    if before.page == line.page and line.top - before.top > 1.6 * body.step:
        return True
    return before.text.endswith(_CLOSED) and (short > 1.4 * size or heading_mark(line.text) is not None)
