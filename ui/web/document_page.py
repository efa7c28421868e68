"""A whole document as a page that needs no script: contents, search, an anchor for every paragraph, a link to each that can be shared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

from index.document import PlanDocument
from index.page import Facet, PageLine, page_lines
from ui.web.document_body import Body, depth
from ui.web.finding import MOST_HITS, Marker, Span, find
from ui.web.languages import PATHS
from ui.web.shell import whole_page
from ui.web.sources import Reader, document_address, paragraph_at, status_badge
from ui.web.texts import Texts

ORIGINAL = "original"
"""Where a document's file is given out."""


@dataclass(frozen=True, slots=True)
class View:
    """What of a document its address asks to see."""

    paragraph: int | None = None
    """Counted from 1; pointed at."""
    span: Span | None = None
    """Characters that are marked."""
    words: str = ""
    """What is searched for in it."""
    original: bool = False
    """Whether the file itself can be had."""


def document_html(reader: Reader, document: PlanDocument, view: View) -> str:
    """The page of one document."""
    t, m = reader.texts, document.metadata
    hits = find(document.text, view.words)
    marker = Marker(document.text, view.span, hits)
    lines = page_lines(document)
    body = Body(t, document, lines, marker, view.paragraph).html()
    notices = ""
    if not m.in_force:
        standing = f'<span lang="zh">{escape(m.standing)}</span>'
        notices += f'<p class="notice">{t.expired_notice.format(standing=standing)}</p>'
    if m.recognised:
        notices += f'<p class="notice">{t.recognised_notice}</p>'
    if t.language == "en":
        notices += f'<p class="hint">{t.in_chinese}</p>'
    home = PATHS[t.language] or "./"
    query = urlencode({"document": document.document_id})
    doors = (
        f'<a class="button primary" href="{home}?{query}">{t.ask_about}</a>'
        f'<button type="button" class="button" id="print" hidden>{t.print_it}</button>'
    )
    if view.original:
        file = urlencode({"doc": document.document_id})
        doors += f'<a class="button" href="{ORIGINAL}?{file}" download>{t.original}</a>'
    here = document_address(document.document_id, view.paragraph, view.span).partition("#")[0]
    here += f"&{urlencode({'find': view.words})}" if view.words else ""
    return whole_page(
        t,
        m.title,
        f'<main id="document"><header><p class="back"><a href="{home}">← {t.back}</a></p><h1 lang="zh">{escape(m.title)}</h1>'
        f'{_facts(t, document, lines)}{notices}<p class="doors">{doors}</p></header>'
        f'<div class="reading">{_contents(reader, document)}<div class="text">{_search(t, document, view, marker.count, len(hits))}'
        f'<article lang="zh">{body}</article></div></div></main>',
        f"{here}&lang=",
        ("base.css", "document.css"),
        ("document.js",),
    )


def _facts(t: Texts, document: PlanDocument, lines: Sequence[PageLine]) -> str:
    """What the page says of the document, each under its name in the reader's language."""
    m = document.metadata
    told: dict[Facet, str] = {}
    for line in lines:
        for facet, words in line.told.items():
            told.setdefault(facet, words)
    source = told.get("source", "")
    named = (
        (t.given_by, told.get("speaker", "")),
        (t.given_at, told.get("occasion", "").lstrip("—－-– ")),
        (t.number, told.get("number", "")),
        (t.taken_from, source if source != m.issuer else ""),
    )
    facts = [
        f'{t.issuer} <span lang="zh">{escape(m.issuer)}</span>' if m.issuer else "",
        f"{t.date} {escape(m.published)}" if m.published else "",
        f'<span lang="zh">{escape(m.region)}</span>' if m.region else "",
        t.kind_of(m.kind),
        t.years(m.years),
        t.paragraph_count.format(n=len(document.paragraphs)),
    ]
    rows = "".join(f'<div><dt>{name}</dt><dd lang="zh">{escape(words)}</dd></div>' for name, words in named if words)
    summary = f'<p class="facts">{" · ".join(fact for fact in facts if fact)} {status_badge(t, m.standing)}</p>'
    return f'{summary}<dl class="told">{rows}</dl>' if rows else summary


def _search(t: Texts, document: PlanDocument, view: View, shown: int, found: int) -> str:
    """The form that searches the document; its hits are marked in the text, the script leads from one to the next."""
    status = ""
    if view.words:
        many = t.hits_cut.format(n=MOST_HITS) if found >= MOST_HITS else t.hits.format(n=shown)
        status = many if shown else t.no_hits
    at = t.hit_at.format(i="{i}", n=shown)
    steps = (
        f'<a class="button" href="#hit-{shown}" data-step="-1"><span aria-hidden="true">↑</span><span class="unseen">{t.previous_hit}</span></a>'
        f'<a class="button" href="#hit-1" data-step="1"><span aria-hidden="true">↓</span><span class="unseen">{t.next_hit}</span></a>'
        if shown
        else ""
    )
    return (
        f'<form class="find{" found" if shown else ""}" role="search" action="document#hit-1" aria-label="{t.find_here}">'
        f'<input type="hidden" name="doc" value="{escape(document.document_id)}">'
        f'<input type="search" name="find" value="{escape(view.words)}" maxlength="100" aria-label="{t.find_here}" placeholder="{t.find_here}" lang="zh">'
        f'<button class="button">{t.find_it}</button>{steps}'
        f'<output class="count" data-at="{at}">{status}</output></form>'
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
    items, level = "", 0
    for index, section in enumerate(document.sections):
        here = depth(document.sections, section)
        items += "<ol>" * (here - level) if here > level else "</li>" + "</ol></li>" * (level - here)
        level = here
        items += f'<li><a href="#s{index + 1}" lang="zh">{escape(section.title)}</a>'
    items += "</li></ol>" * level
    return f'<nav class="contents" aria-label="{reader.texts.contents}"><details open><summary>{reader.texts.contents}</summary>{items}</details></nav>'


def pointed_paragraph(document: PlanDocument, paragraph: int | None, span: Span | None) -> int | None:
    """The paragraph an address points at, by its number or by the characters to mark; None where there is none such."""
    if paragraph is not None and 1 <= paragraph <= len(document.paragraphs):
        return paragraph
    found = paragraph_at(document, *span) if span else None
    return None if found is None else found + 1
