"""Plain text: encodings, invisible characters and lines broken by a converter are put right here, once.

Everything after this step counts offsets in the text returned, so no later step may change it.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from index.reading.aligned import tables_in
from index.reading.boxdrawn import drawn_tables
from index.reading.columnheads import Piece, Row
from index.reading.encodings import decode
from index.reading.headings import is_heading
from index.reading.source import Source, Span, UnreadableFile, clean, goes_on, is_page_number, often, running_key
from index.reading.tables import Cell, table_lines

_LINE_BREAK = re.compile("\r\n?|\n?[\v\f\x1c-\x1e\x85\u2028\u2029]\n?")
_ESCAPED_BREAK = re.compile(r"(?:\\r)?\\n(?![A-Za-z])|\\r(?![A-Za-z])")
_ESCAPED_CHARACTER = re.compile(r"<U\+([0-9A-Fa-f]{4,6})>")
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{2,6}|#x[0-9A-Fa-f]{2,5});")
_ENDS_A_LINE = tuple("。！？!?：:；;")
_PROSE = re.compile("[，,。；;、]")


def read(data: bytes) -> Source:
    """A text file, decoded and repaired; lines that stand in columns are rows of a table.

    Raises:
        UnreadableFile: empty, binary, too large, or in no known encoding.
    """
    lines = in_lines(decode(data)).split("\n")
    kept = [i for i, line in enumerate(lines) if line.strip()]
    if not kept:
        raise UnreadableFile("文件是空的，请检查是否下载完整 (file is empty)")
    text, rows, at = "", list[Span](), 0
    for first, end, cells in _tables(lines, kept):
        text += _repaired([*lines[at:first], ""])
        for row, is_row in table_lines(cells):
            start, text = len(text), text + clean(row)
            rows += [(start, len(text))] if is_row else []
            text += "\n"
        at = end
    return Source(text + _repaired(lines[at:]), rows=tuple(rows))


def _tables(lines: list[str], kept: list[int]) -> Iterator[tuple[int, int, list[list[Cell]]]]:
    """First line, the one behind the last, and cells of each table; ``kept`` are the lines that are not blank."""
    drawn = list(drawn_tables(lines))
    inside = {i for first, end, _ in drawn for i in range(first, end)}
    pieces = [Row(() if i in inside else tuple(_pieces(lines[i])), n) for n, i in enumerate(kept)]
    found = [(kept[t.first], kept[t.last] + 1, t.cells) for t in tables_in(pieces, counted=True)]
    yield from sorted([*drawn, *found], key=lambda table: table[0])


def read_text(data: bytes) -> str:
    """The text of :func:`read`."""
    return read(data).text


def _repaired(lines: list[str]) -> str:
    return _rejoin(clean("\n".join(lines)))


def _pieces(line: str) -> Iterator[Piece]:
    """What tabs part, by their number; in a line without them, what wide blanks part, by how far right it is printed."""
    if "\t" in line.strip():
        cells = line.rstrip().split("\t")
        yield from (
            Piece(cell.strip(), i, i + min(0.9, 0.1 * len(cell))) for i, cell in enumerate(cells) if cell.strip()
        )
        return
    for match in _PIECE.finditer(line):
        left = _printed(line[: match.start()])
        yield Piece(match.group(), left, left + _printed(match.group()))


_PIECE = re.compile(r"\S+(?:[ \xa0]\S+)*")


def _printed(text: str) -> int:
    """How wide it is printed, in halves of a character."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def in_lines(text: str) -> str:
    """Every kind of line break as ``\\n``, and what an export wrote as escapes (``\\r\\n``, ``&nbsp;``, ``<U+00A0>``) as what it stands for."""
    text = _ESCAPED_CHARACTER.sub(_character, text)
    text = _ENTITY.sub(lambda match: html.unescape(match.group()), text)
    text = _ESCAPED_BREAK.sub("\n", text)
    if "\f" in text:
        text = _over_pages(text)
    return _LINE_BREAK.sub("\n", text)


def _over_pages(text: str) -> str:
    """Without the page breaks within a line at which a sentence goes on; other page breaks stay."""
    pages = _without_furniture(text.split("\f"))
    out = [pages[0]]
    for page, next_page in pairwise(pages):
        before, after = page.rpartition("\n")[2], next_page.partition("\n")[0]
        within = before[-1:].strip() and after[:1].strip() and not before.endswith(_ENDS_A_LINE)
        apart = is_heading(before.strip()) or is_heading(after.strip()) or not _PROSE.search(after)
        out += ["\f" if not within else "\n" if apart else "", next_page]
    return "".join(out)


def _without_furniture(pages: list[str]) -> list[str]:
    """Pages without the running heads and feet that they repeat, and their numbers."""
    edges = Counter(running_key(line.strip()) for page in map(_lines, pages) for line in {*page[:1], *page[-1:]})
    enough, found = often(len(pages)), []
    for page in pages:
        kept = lines = _lines(page)
        for at in (0, -1):
            line = kept[at].strip() if kept else ""
            if line and (is_page_number(line) or edges[running_key(line)] >= enough):
                kept = _lines("\n".join(kept[1:] if at == 0 else kept[:-1]))
        found.append(page if kept is lines else "\n".join(kept).strip(" "))
    return found


def _lines(page: str) -> list[str]:
    """The lines of a page from the first to the last that is not blank."""
    lines = page.split("\n")
    told = [i for i, line in enumerate(lines) if line.strip()]
    return lines[told[0] : told[-1] + 1] if told else []


def _character(match: re.Match[str]) -> str:
    code = int(match.group(1), 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else match.group()


def _rejoin(text: str) -> str:
    """Join a line that breaks off in mid-sentence with the line that goes on, blank lines between them or not."""
    lines = text.split("\n")
    out: list[str] = []
    for line in lines:
        bare = line.strip()
        if bare and out:
            last = next((i for i in range(len(out) - 1, max(-1, len(out) - 4), -1) if out[i].strip()), None)
            if last is not None:
                before = out[last].rstrip()
                if goes_on(before, line) and not is_heading(before.strip()) and not is_heading(bare):
                    out[last:] = [before + bare]
                    continue
        out.append(line)
    return "\n".join(out)
