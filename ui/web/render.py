"""Answers and sources as HTML. Everything that comes from a document or a person is escaped here, and only here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from index.catalog import Catalog
from index.document import PlanDocument
from rag.types import Answer, Citation
from ui.web import texts

_BOLD = re.compile(r"\*\*(.+?)\*\*")
_MARKER = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and what came of it: an answer, an error line, or (while both are None) still searching."""

    question: str
    answer: Answer | None = None
    error: str = ""


def conversation(turns: Sequence[Turn], catalog: Catalog, waiting: str = texts.SEARCHING) -> str:
    """The whole conversation, newest last."""
    return "".join(_turn(number, turn, catalog, waiting) for number, turn in enumerate(turns, 1))


def _turn(number: int, turn: Turn, catalog: Catalog, waiting: str) -> str:
    asked = f'<div class="turn asked"><span class="who">{texts.YOU}</span>{escape(turn.question)}</div>'
    if turn.error:
        return asked + f'<div class="turn refused" role="status"><b>{texts.FAILED}</b><p>{escape(turn.error)}</p></div>'
    if turn.answer is None:
        return asked + f'<div class="turn waiting" role="status">{waiting}</div>'
    answer = turn.answer
    if answer.refused:
        related = "".join(_source(number, c, catalog) for c in answer.related)
        more = f'<p class="hint">{texts.RELATED}</p><ol class="sources">{related}</ol>' if related else ""
        reason = escape(answer.reason or answer.answer)
        return asked + f'<div class="turn refused"><b>{texts.REFUSED}</b><p>{reason}</p>{more}</div>'
    notices = "".join(f'<p class="notice"><b>{texts.NOTICE}</b> {escape(n)}</p>' for n in answer.notices)
    sources = "".join(_source(number, c, catalog) for c in answer.citations)
    return (
        asked + f'<article class="turn answer" data-turn="{number}">{notices}{answer_text(answer.answer, number)}'
        f'<h3 class="hint">{texts.SOURCES}</h3><ol class="sources">{sources}</ol></article>'
    )


def answer_text(text: str, turn: int) -> str:
    """The answer's words: figures in bold, each marker a button that opens its source."""
    html = _BOLD.sub(r"<strong>\1</strong>", escape(text))
    html = _MARKER.sub(
        rf'<button type="button" class="marker" data-source="{turn}-\1" aria-label="{texts.SOURCES} \1">[\1]</button>',
        html,
    )
    return "".join(f"<p>{line}</p>" for line in html.split("\n") if line)


def _source(turn: int, citation: Citation, catalog: Catalog) -> str:
    """One line of the list of sources, with the source panel's content ready inside a template."""
    where = " › ".join(escape(part) for part in (*citation.section, citation.topic) if part)
    document = catalog.document(citation.document_id)
    key = f"{turn}-{citation.n}"
    return (
        f'<li><button type="button" class="source" data-source="{key}"><span class="n">[{citation.n}]</span>'
        f'<span class="quote">{escape(citation.quote)}</span>'
        f'<span class="where">{escape(citation.title)}{" › " if where else ""}{where}{_scope_badge(citation)}</span></button>'
        f'<template id="source-{key}">{source_panel(document, citation)}</template></li>'
    )


def _scope_badge(citation: Citation) -> str:
    if not citation.scope:
        return ""
    years, kind = citation.scope.split()
    words = f"{years.replace('-', '—')}年{'完成情况' if kind == 'actual' else '目标'}"
    return f' <span class="scope {kind}">{words}</span>'


def source_panel(document: PlanDocument, citation: Citation) -> str:
    """Document, status, breadcrumb, and the cited paragraph between its neighbours, the sentence marked."""
    m = document.metadata
    status = _status_badge(m.standing) or f'<span class="status">{texts.IN_FORCE_UNSTATED}</span>'
    facts = [
        f"{texts.ISSUER}:{escape(m.issuer)}" if m.issuer else "",
        f"{texts.DATE}:{escape(m.published)}" if m.published else "",
        texts.PAGE.format(citation.page) if citation.page else "",
    ]
    crumbs = " › ".join(escape(part) for part in citation.section)
    cited = next(
        (i for i, p in enumerate(document.paragraphs) if p.start <= citation.start and citation.end <= p.end), None
    )
    if cited is None:  # the page's own lines above the body
        body = f'<p class="cited">{_marked(document, citation.start, citation.end, citation)}</p>'
    else:
        near = range(max(0, cited - 1), min(len(document.paragraphs), cited + 2))
        body = "".join(_paragraph(document, i, citation if i == cited else None) for i in near)
    return (
        f'<h2>{escape(m.title)}</h2><p class="facts">{" ".join(f for f in facts if f)} {status}</p>'
        f'<p class="crumbs">{crumbs}{_scope_badge(citation)}</p>{body}'
    )


def _paragraph(document: PlanDocument, index: int, citation: Citation | None) -> str:
    part = document.paragraphs[index]
    if citation:
        return f'<p class="cited">{_marked(document, part.start, part.end, citation)}</p>'
    return f'<p class="near">{escape(document.text[part.start : part.end])}</p>'


def _marked(document: PlanDocument, start: int, end: int, citation: Citation) -> str:
    text = document.text
    before, quote, after = text[start : citation.start], text[citation.start : citation.end], text[citation.end : end]
    return f"{escape(before)}<mark>{escape(quote)}</mark>{escape(after)}".replace("\n", "<br>")


def _status_badge(status: str) -> str:
    return f'<span class="status expired">{escape(status)}</span>' if status else ""


def documents_line(catalog: Catalog) -> str:
    """What the page can speak of, one line a document."""
    rows = "".join(f"<li>{escape(d.title)} {_status_badge(d.standing)}</li>" for d in catalog.documents()[:8])
    return f'<div class="welcome"><p>{texts.WELCOME}</p><ul>{rows}</ul></div>'
