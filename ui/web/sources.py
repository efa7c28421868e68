"""Sources as HTML: one line each, and the panel with the sentence in its place. Everything from a document is escaped here."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

from index.catalog import Catalog, UnknownDocument
from index.document import PlanDocument, Scope
from rag.types import Citation
from ui.web.excerpt import excerpt
from ui.web.finding import Marker
from ui.web.texts import Texts

PATH = '<span aria-hidden="true"> › </span>'


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a piece of HTML is for."""

    texts: Texts
    catalog: Catalog
    root: str
    """From the page of the reader's language up to the site's address: empty or ``../``."""


def document_address(document_id: str, paragraph: int | None = None, span: tuple[int, int] | None = None) -> str:
    """Relative address of a document, of one paragraph (counted from 1), with the characters of ``span`` marked."""
    query: dict[str, str | int] = {"doc": document_id}
    if paragraph is not None:
        query["p"] = paragraph
    if span is not None:
        query["mark"] = f"{span[0]}-{span[1]}"
    return f"document?{urlencode(query)}" + (f"#p{paragraph}" if paragraph is not None else "")


def paragraph_at(document: PlanDocument, start: int, end: int) -> int | None:
    """Index of the paragraph that holds the span; None for the page's own lines above the body."""
    return next((i for i, p in enumerate(document.paragraphs) if p.start <= start and end <= p.end), None)


def cited_address(document: PlanDocument | None, citation: Citation) -> str:
    """Where a citation can be read in the whole document."""
    if document is None:
        return document_address(citation.document_id)
    found = paragraph_at(document, citation.start, citation.end)
    span = (citation.start, citation.end)
    return document_address(citation.document_id, None if found is None else found + 1, span)


def document_of(catalog: Catalog, citation: Citation) -> PlanDocument | None:
    """The cited document, or None where it is gone or no longer says so (an answer kept from an earlier index)."""
    try:
        document = catalog.document(citation.document_id)
    except UnknownDocument:
        return None
    return document if document.text[citation.start : citation.end] == citation.quote else None


def source_line(reader: Reader, key: str, citation: Citation, hidden: bool = False) -> str:
    """One entry of a list of sources; the panel's content lies ready in a template, so opening it makes no request."""
    t = reader.texts
    where = PATH.join(escape(part) for part in (citation.title, *citation.section[-1:], citation.topic) if part)
    document = document_of(reader.catalog, citation)
    number = "" if hidden else f'<span class="n">{citation.n}</span>'
    focus = citation.focus and (citation.focus[0] - citation.start, citation.focus[1] - citation.start)
    return (
        f'<li><button type="button" class="source" data-source="{key}" aria-controls="source">{number}'
        f'<span class="quote">{escape(excerpt(citation.quote, focus))}</span>'
        f'<span class="where">{scope_badge(t, citation.scope)} {where} <span class="go">{t.open_source}</span></span></button>'
        f'<template data-panel="{key}">{source_panel(reader, document, citation)}</template></li>'
    )


def scope_badge(t: Texts, scope: str | None) -> str:
    """``2022 actual`` as a badge in the reader's words."""
    if not scope:
        return ""
    found = Scope.parse(scope)
    years = scope.split()[0].replace("-", "—")
    words = (t.year_actual if found.kind == "actual" else t.year_target).format(years=years, period=found.period)
    return f'<span class="scope {found.kind}">{escape(words)}</span>'


def status_badge(t: Texts, standing: str) -> str:
    """The document's own word that it no longer holds, or that none is on the page."""
    if standing and t.language == "en":
        return f'<span class="status expired">{t.expired}</span>'
    if standing:
        return f'<span class="status expired">{escape(standing)}</span>'
    return f'<span class="status">{t.in_force_unstated}</span>'


def source_panel(reader: Reader, document: PlanDocument | None, citation: Citation) -> str:
    """Document, status, breadcrumb, the cited paragraph between its neighbours with the sentence marked, and the way to the whole."""
    t = reader.texts
    crumbs = "".join(f"<li>{escape(part)}</li>" for part in (*citation.section, citation.topic) if part)
    trail = f'<nav aria-label="{t.where}"><ol class="crumbs">{crumbs}</ol></nav>' if crumbs else ""
    if document is None:
        return (
            f'<h2>{escape(citation.title)}</h2><p class="notice">{t.gone}</p>{trail}'
            f'<p class="cited"><mark>{escape(citation.quote)}</mark></p>'
        )
    m = document.metadata
    facts = [
        f"{t.issuer} {escape(m.issuer)}" if m.issuer else "",
        f"{t.date} {escape(m.published)}" if m.published else "",
        t.page.format(n=citation.page) if citation.page else "",
    ]
    address = escape(reader.root + cited_address(document, citation))
    return (
        f'<h2>{escape(m.title)}</h2><p class="facts">{" · ".join(f for f in facts if f)} {status_badge(t, m.standing)}</p>'
        f'{trail}<p class="when">{scope_badge(t, citation.scope)}</p>{_neighbourhood(document, citation)}'
        f'<p class="doors"><a class="button" href="{address}">{t.open_whole}</a>'
        f'<button type="button" class="button" data-copy-link="{address}">{t.copy_link}</button></p>'
    )


def _neighbourhood(document: PlanDocument, citation: Citation) -> str:
    cited = paragraph_at(document, citation.start, citation.end)
    span = (citation.start, citation.end)
    if cited is None:
        return f'<p class="cited">{marked(document.text, *span, span)}</p>'
    near = range(max(0, cited - 1), min(len(document.paragraphs), cited + 2))
    html = ""
    for index in near:
        part = document.paragraphs[index]
        text = marked(document.text, part.start, part.end, span)
        html += f'<p class="{"cited" if index == cited else "near"}">{text}</p>'
    return html


def marked(text: str, start: int, end: int, span: tuple[int, int] | None) -> str:
    """``text[start:end]`` with the part of it inside ``span`` marked."""
    return Marker(text, span).piece(start, end)
