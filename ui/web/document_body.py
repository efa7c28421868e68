"""The text of a document as HTML: headings, paragraphs and tables as they follow, and what does not belong to the plan folded away.

Everything the text holds is on the page, so that whatever is cited can be shown in its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from html import escape

from index.document import Paragraph, PlanDocument, Section, Sentence
from index.page import PageLine
from ui.web.finding import Marker
from ui.web.sources import document_address
from ui.web.texts import Texts

_CELL = re.compile(r"([^:;]{1,40}):([^;]+)")
_PUNCTUATION = re.compile(r"[\s。,;:、]*")
Part = tuple[int, int, Callable[[], str]]
"""A stretch of the text, and what writes it."""


class Body:
    """One document for one reader. ``lines`` are the page's own that tell something of it; ``pointed`` is the paragraph (counted from 1) that the address points at."""

    def __init__(
        self,
        texts: Texts,
        document: PlanDocument,
        lines: Sequence[PageLine],
        marker: Marker,
        pointed: int | None,
    ) -> None:
        self._texts, self._document, self._marker, self._pointed = texts, document, marker, pointed
        self._told = [(line.start, line.end) for line in lines]
        self._sentences: dict[int, list[Sentence]] = {}
        for sentence in document.sentences:
            self._sentences.setdefault(sentence.paragraph, []).append(sentence)

    def html(self) -> str:
        """The whole text in its order."""
        text = self._document.text
        html, reached = "", 0
        for start, end, write in sorted(self._parts(), key=lambda part: part[:2]):
            html += self._outside(reached, start) + write()
            reached = max(reached, end)
        return html + self._outside(reached, len(text))

    def _parts(self) -> list[Part]:
        document = self._document
        parts: list[Part] = []
        for index, section in enumerate(document.sections):
            end = section.start + len(section.title)
            parts.append((section.start, end, partial(self._heading, index, section)))
        for index, part in enumerate(document.paragraphs):
            parts.append((part.start, part.end, partial(self._paragraph, index)))
        return parts

    def _heading(self, index: int, section: Section) -> str:
        level = min(depth(self._document.sections, section) + 1, 6)
        title = self._marker.piece(section.start, section.start + len(section.title))
        return f'<h{level} id="s{index + 1}">{title}</h{level}>'

    def _outside(self, start: int, end: int) -> str:
        """Text that is no part of the plan: what a web page puts around it, what it holds twice. A signature is shown, the rest folded.

        The lines above the body are told by the page's own head already.
        """
        html, reached = "", start
        for a, b in self._told:
            if 0 < reached <= a and b <= end:
                html += self._folded(reached, a) + self._between(a, b, self._marker.piece)
                reached = b
        return html + self._folded(reached, end)

    def _folded(self, start: int, end: int) -> str:
        lines = self._between(start, end, self._marker.plain)
        if not lines:
            return ""
        t = self._texts
        letters = len("".join(self._document.text[start:end].split()))
        opened = " open" if self._marker.cites(start, end) else ""
        return f'<details class="outside"{opened}><summary lang="{t.tag}">{t.outside.format(n=letters)}</summary>{lines}</details>'

    def _between(self, start: int, end: int, write: Callable[[int, int], str]) -> str:
        text = self._document.text
        if end <= start or _PUNCTUATION.fullmatch(text[start:end]):
            return ""
        lines, offset = "", start
        for line in text[start:end].splitlines(keepends=True):
            if line.strip():
                lines += f"<p>{write(offset, offset + len(line.rstrip()))}</p>"
            offset += len(line)
        return f'<div class="between">{lines}</div>'

    def _paragraph(self, index: int) -> str:
        number = index + 1
        part, t = self._document.paragraphs[index], self._texts
        address = escape(document_address(self._document.document_id, number))
        first, last = self._document.page(part.start), self._document.page(max(part.start, part.end - 1))
        pages = str(first) if first == last else f"{first}–{last}"
        beside = f'<span class="on-page" lang="{t.tag}">{t.page.format(n=pages)}</span>' if first is not None else ""
        link = f'<a class="anchor" href="{address}" aria-label="{t.link_here.format(n=number)}" lang="{t.tag}">{number}</a>{beside}'
        classes = "paragraph pointed" if number == self._pointed else "paragraph"
        table = self._table(index)
        if table:
            return f'<div id="p{number}" class="{classes} tabular">{table}{link}</div>'
        return f'<p id="p{number}" class="{classes}">{self._topic(part)}{link}</p>'

    def _topic(self, part: Paragraph) -> str:
        """The paragraph, its run-in heading bold."""
        if part.topic and self._document.text.startswith(part.topic, part.start):
            middle = part.start + len(part.topic)
            return f"<b>{self._marker.piece(part.start, middle)}</b>{self._marker.piece(middle, part.end)}"
        return self._marker.piece(part.start, part.end)

    def _table(self, index: int) -> str:
        """Rows written as ``指标:…;2030年:…`` (see :mod:`index.reading.tables`) as the table they came from, or empty.

        What stands before the first row is the caption. Text outside the cells means that it is no table, and is shown as it is written.
        """
        text, part = self._document.text, self._document.paragraphs[index]
        rows = [(s, list(_CELL.finditer(text, s.start, s.end))) for s in self._sentences.get(index, [])]
        while rows and len(rows[0][1]) < 2:
            rows.pop(0)
        whole = all(";".join(cell[0] for cell in cells) == text[s.start : s.end].strip() for s, cells in rows)
        names = list(dict.fromkeys(cell[1] for _, cells in rows for cell in cells))
        if len(rows) < 2 or len(names) < 2 or not whole:
            return ""
        caption = text[part.start : rows[0][0].start].rstrip()
        written = self._marker.found(part.start, part.start + len(caption)).strip()
        title = f"<caption>{written}</caption>" if written else ""
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
        body = ""
        for sentence, cells in rows:
            values = {cell[1]: cell.span(2) for cell in cells}
            columns = "".join(
                f"<td>{self._marker.found(*values[name]) if name in values else ''}</td>" for name in names
            )
            chosen = " class=marked" if self._marker.cites(sentence.start, sentence.end) else ""
            body += f"<tr{chosen}>{columns}</tr>"
        return (
            f'<div class="wide" tabindex="0" role="region" aria-label="{escape(caption.strip()) or escape(names[0])}">'
            f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        )


def depth(sections: Sequence[Section], section: Section) -> int:
    """1 for the outermost headings."""
    found, parent = 1, section.parent
    while parent is not None:
        found, parent = found + 1, sections[parent].parent
    return found
