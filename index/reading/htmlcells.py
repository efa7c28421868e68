"""The cells of a web page's table, and the text of an element as a browser shows it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from index.reading.markup import Sheet, is_raised, raised
from index.reading.tables import Cell

DROPPED = frozenset({
    "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "canvas", "button", "select",
    "input", "textarea", "nav", "footer", "head", "video", "audio", "map",
})  # fmt: skip
BLOCKS = frozenset({
    "p", "div", "section", "article", "main", "header", "aside", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol",
    "dl", "dt", "dd", "table", "tbody", "thead", "tfoot", "tr", "td", "th", "caption", "blockquote", "pre", "center",
    "form", "fieldset", "figure", "figcaption", "hr", "br", "body", "address", "details", "summary", "ucapcontent",
    "ucaptitle",
})  # fmt: skip


def rows_of(table: Any) -> Iterator[list[Any]]:
    for row in table.iter("tr"):
        yield [cell for cell in row if cell.tag in {"td", "th"}]


def cells_of(table: Any, sheet: Sheet) -> Iterator[list[Cell]]:
    """The cells of a table, row by row; the lines of a cell are parted by ``\n``."""
    caption = table.find("caption")
    if caption is not None and plain_text(caption):
        yield [Cell(plain_text(caption), columns=50)]
    for row in rows_of(table):
        yield [
            Cell(_cell_text(c, sheet), _count(c.get("colspan")), _count(c.get("rowspan")), heading=c.tag == "th")
            for c in row
        ]


def _count(value: str | None) -> int:
    return int(value) if value and value.isdigit() and len(value) < 4 else 1


def _cell_text(element: Any, sheet: Sheet) -> str:
    lines = [_in_one_line(line) for line in "".join(_cell_pieces(element, sheet, [])).split("\0")]
    return "\n".join(line for line in lines if line)


def _cell_pieces(element: Any, sheet: Sheet, pieces: list[str]) -> list[str]:
    """The text of a cell without what is hidden or struck out, with NUL between its lines."""
    pieces.append(element.text or "")
    for child in element:
        if isinstance(child.tag, str) and not sheet.leaves_out(child) and child.tag not in DROPPED:
            block = child.tag in BLOCKS
            pieces.append("\0" if block else "")
            if is_raised(child):
                pieces.append(raised(plain_text(child), "".join(pieces[-3:])))
            else:
                _cell_pieces(child, sheet, pieces)
            pieces.append("\0" if block and child.tag != "br" else "")
        pieces.append(child.tail or "")
    return pieces


def _in_one_line(text: str) -> str:
    return "".join(c for c, _ in unwrapped([(c, False) for c in text])).strip()


def plain_text(element: Any) -> str:
    """A cell's text in one line."""
    return _in_one_line(element.text_content())


def unwrapped(chars: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Blanks as a browser shows them, but no blank where the source was wrapped next to a Chinese character."""
    out: list[tuple[str, bool]] = []
    i = 0
    while i < len(chars):
        char, bold = chars[i]
        if char not in " \t\r\n\f":
            out.append((char, bold))
            i += 1
            continue
        stop = i
        while stop < len(chars) and chars[stop][0] in " \t\r\n\f":
            stop += 1
        wrapped = any(c in "\r\n" for c, _ in chars[i:stop])
        latin = out and out[-1][0].isascii() and stop < len(chars) and chars[stop][0].isascii()
        if latin or not wrapped:
            out.append((" ", bold))
        i = stop
    return out
