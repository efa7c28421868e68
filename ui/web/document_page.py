"""A whole document as a page that needs no script: contents, an anchor for every paragraph, a link to each that can be shared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

from index.document import Paragraph, PlanDocument, Section
from ui.web.languages import PATHS
from ui.web.shell import whole_page
from ui.web.sources import Reader, document_address, marked, paragraph_at, status_badge

Span = tuple[int, int]
_CELL = re.compile(r"([^:;]{1,40}):([^;]+)")
_PUNCTUATION = re.compile(r"[\s。,;:、]*")


def document_html(reader: Reader, document: PlanDocument, paragraph: int | None, span: Span | None) -> str:
    """The page of one document. ``paragraph`` (counted from 1) is pointed at, the characters of ``span`` are marked."""
    t, m = reader.texts, document.metadata
    facts = [
        f"{t.issuer} {escape(m.issuer)}" if m.issuer else "",
        f"{t.date} {escape(m.published)}" if m.published else "",
        escape(m.region),
        t.years(m.years),
        t.paragraph_count.format(n=len(document.paragraphs)),
    ]
    notices = ""
    if not m.in_force:
        notices += f'<p class="notice">{t.expired_notice.format(standing=escape(m.standing))}</p>'
    if m.recognised:
        notices += f'<p class="notice">{t.recognised_notice}</p>'
    home = PATHS[t.language] or "./"
    ask = f"{home}?{urlencode({'document': document.document_id})}"
    here = document_address(document.document_id, paragraph, span).partition("#")[0]
    return whole_page(
        t,
        m.title,
        f'<main id="document"><header><p class="back"><a href="{home}">← {t.back}</a></p><h1 lang="zh">{escape(m.title)}</h1>'
        f'<p class="facts">{" · ".join(fact for fact in facts if fact)} {status_badge(t, m.standing)}</p>{notices}'
        f'<p class="doors"><a class="button primary" href="{ask}">{t.ask_about}</a>'
        f'<button type="button" class="button" id="print" hidden>{t.print_it}</button></p></header>'
        f'<div class="reading">{_contents(reader, document)}<article lang="zh">{_body(reader, document, paragraph, span)}</article></div></main>',
        f"{here}&lang=",
        ("base.css", "document.css"),
        ("document.js",),
    )


def documents_html(reader: Reader, missing: bool = False) -> str:
    """The plain list of documents; ``missing`` says that the one asked for is not there."""
    t = reader.texts
    rows = "".join(
        f'<li><a href="{document_address(d.document_id)}" lang="zh">{escape(d.title)}</a> {status_badge(t, d.standing)}</li>'
        for d in reader.catalog.documents()
    )
    problem = f'<p class="notice" role="alert">{t.no_such_document}</p>' if missing else ""
    home = PATHS[t.language] or "./"
    return whole_page(
        t,
        t.documents,
        f'<main id="document"><header><p class="back"><a href="{home}">← {t.back}</a></p><h1>{t.documents}</h1>{problem}</header>'
        f'<ul class="all-documents">{rows}</ul></main>',
        "document?lang=",
        ("base.css", "document.css"),
        (),
    )


def _contents(reader: Reader, document: PlanDocument) -> str:
    """Headings as a tree, folded on a phone."""
    if not document.sections:
        return ""
    items, depth = "", 0
    for index, section in enumerate(document.sections):
        level = _depth(document.sections, section)
        if level > depth:
            items += "<ol>" * (level - depth)
        else:
            items += "</li>" + "</ol></li>" * (depth - level)
        depth = level
        items += f'<li><a href="#s{index + 1}">{escape(section.title)}</a>'
    items += "</li></ol>" * depth
    return f'<nav class="contents" aria-label="{reader.texts.contents}"><details open><summary>{reader.texts.contents}</summary>{items}</details></nav>'


def _depth(sections: Sequence[Section], section: Section) -> int:
    """1 for the outermost headings."""
    depth, parent = 1, section.parent
    while parent is not None:
        depth, parent = depth + 1, sections[parent].parent
    return depth


def _body(reader: Reader, document: PlanDocument, pointed: int | None, span: Span | None) -> str:
    """Everything the text holds, in its order: headings, paragraphs, and whatever lies between."""
    parts: list[tuple[int, int, str]] = []
    for index, section in enumerate(document.sections):
        start = document.text.find(section.title, section.start)
        level = min(_depth(document.sections, section) + 1, 6)
        parts.append(
            (
                section.start,
                start + len(section.title),
                f'<h{level} id="s{index + 1}">{escape(section.title)}</h{level}>',
            )
        )
    page = None
    for index, part in enumerate(document.paragraphs):
        here = document.page(part.start)
        turned = f'<p class="page">{reader.texts.page.format(n=here)}</p>' if here != page and here is not None else ""
        page = here
        parts.append((part.start, part.end, turned + _paragraph(reader, document, index, pointed, span)))
    html, reached = "", 0
    for start, end, part_html in sorted(parts, key=lambda part: part[:2]):
        html += _between(document, reached, start, span) + part_html
        reached = max(reached, end)
    return html + _between(document, reached, len(document.text), span)


def _between(document: PlanDocument, start: int, end: int, span: Span | None) -> str:
    """Text that is neither heading nor paragraph, such as the page's own lines above the body."""
    if end <= start or _PUNCTUATION.fullmatch(document.text[start:end]):
        return ""
    lines, offset = "", start
    for line in document.text[start:end].splitlines(keepends=True):
        if line.strip():
            lines += f"<p>{marked(document.text, offset, offset + len(line.rstrip()), span)}</p>"
        offset += len(line)
    return f'<div class="between">{lines}</div>'


def _paragraph(reader: Reader, document: PlanDocument, index: int, pointed: int | None, span: Span | None) -> str:
    part, number = document.paragraphs[index], index + 1
    link = (
        f'<a class="anchor" href="{escape(document_address(document.document_id, number))}" '
        f'aria-label="{reader.texts.link_here.format(n=number)}">{number}</a>'
    )
    classes = "paragraph pointed" if number == pointed else "paragraph"
    table = _table(document, index, span)
    if table:
        return f'<div id="p{number}" class="{classes} tabular">{table}{link}</div>'
    return f'<p id="p{number}" class="{classes}">{_topic(document, part, span)}{link}</p>'


def _topic(document: PlanDocument, part: Paragraph, span: Span | None) -> str:
    """The paragraph, its run-in heading bold."""
    text = document.text
    if part.topic and text.startswith(part.topic, part.start):
        middle = part.start + len(part.topic)
        return f"<b>{marked(text, part.start, middle, span)}</b>{marked(text, middle, part.end, span)}"
    return marked(text, part.start, part.end, span)


def _table(document: PlanDocument, index: int, span: Span | None) -> str:
    """Rows written as ``指标:…;2030年:…`` (see :mod:`index.reading.tables`) as the table they came from, or empty.

    What stands before the first row is the caption. Text outside the cells means that it is no table, and is shown as it is written.
    """
    part = document.paragraphs[index]
    rows = [(s, _CELL.findall(document.quote(s))) for s in document.sentences if s.paragraph == index]
    while rows and len(rows[0][1]) < 2:
        rows.pop(0)
    whole = all(";".join(f"{name}:{value}" for name, value in cells) == document.quote(s).strip() for s, cells in rows)
    names = list(dict.fromkeys(name for _, cells in rows for name, _ in cells))
    if len(rows) < 2 or len(names) < 2 or not whole:
        return ""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    body = ""
    for sentence, cells in rows:
        values = dict(cells)
        chosen = span is not None and sentence.start < span[1] and span[0] < sentence.end
        columns = "".join(f"<td>{escape(values.get(name, ''))}</td>" for name in names)
        body += f"<tr{' class=marked' if chosen else ''}>{columns}</tr>"
    caption = escape(document.text[part.start : rows[0][0].start].strip())
    title = f"<caption>{caption}</caption>" if caption else ""
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{caption or escape(names[0])}">'
        f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def pointed_paragraph(document: PlanDocument, paragraph: int | None, span: Span | None) -> int | None:
    """The paragraph an address points at, by its number or by the characters to mark; None where there is none such."""
    if paragraph is not None and 1 <= paragraph <= len(document.paragraphs):
        return paragraph
    found = paragraph_at(document, *span) if span else None
    return None if found is None else found + 1
