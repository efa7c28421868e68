"""The tab 文件: every document with its status, found by words and filters, one step from its text, its figures and a question about it."""

from __future__ import annotations

from html import escape

import gradio as gr

from index.catalog import DocumentSummary
from ui.web.fields import distinct, select
from ui.web.service import Service
from ui.web.shell import ASSETS
from ui.web.sources import Reader, document_address, status_badge
from ui.web.texts import Texts


def build_documents_tab(service: Service, texts: Texts, root: str) -> None:
    """Add the tab; the list is drawn anew whenever it is opened."""

    def drawn() -> str:
        return documents_list(Reader(texts, service.catalog, root))

    with gr.Tab(texts.documents, id="documents", elem_id="tab-documents") as tab:
        shown = gr.HTML(
            drawn(), js_on_load=(ASSETS / "documents.js").read_text(encoding="utf-8"), apply_default_css=False, elem_id="documents",
        )  # fmt: skip
    tab.select(drawn, None, shown, queue=False, show_progress="hidden", api_visibility="private")


def documents_list(reader: Reader) -> str:
    """Filters and one card a document; the filters work in the browser, on what is there already."""
    t, documents = reader.texts, reader.catalog.documents()
    years = sorted({year for d in documents for year in d.years}, reverse=True)
    fields = (
        select("status", t.status, t.any, [("expired", t.expired), ("others", t.others)])
        + select("kind", t.sort_of, t.any, distinct(d.kind for d in documents))
        + select("region", t.region, t.any, distinct(sorted(d.region for d in documents)))
        + select("year", t.year, t.any, distinct(map(str, years)))
    )
    cards = "".join(_card(reader, d) for d in documents)
    return (
        f'<form class="filters" role="search" aria-label="{t.documents}"><label class="field wide"><span>{t.find_document}</span>'
        f'<input type="search" name="words" placeholder="{t.find_hint}" maxlength="100"></label>'
        f'<button type="button" class="button fold" data-fold aria-expanded="false">{t.filters}</button><div class="fields">{fields}</div></form>'
        f'<p class="count" role="status" data-found="{escape(t.found_documents)}" data-none="{t.no_documents}">'
        f'{t.found_documents.format(n=len(documents))}</p><ul class="documents">{cards}</ul>'
    )


def _card(reader: Reader, d: DocumentSummary) -> str:
    t = reader.texts
    words = " ".join((d.title, d.issuer, d.region, d.published, *map(str, d.years))).lower()
    facts = [
        f"{t.issuer} {escape(d.issuer)}" if d.issuer else "",
        f"{t.date} {escape(d.published)}" if d.published else "",
        escape(d.region),
        t.years(d.years),
        t.paragraph_count.format(n=d.paragraphs),
    ]
    number = escape(d.document_id)
    return (
        f'<li class="card" data-words="{escape(words)}" data-status="{"others" if d.in_force else "expired"}" data-kind="{escape(d.kind)}" '
        f'data-region="{escape(d.region)}" data-year="{" ".join(map(str, d.years))}">'
        f'<h2 lang="zh">{escape(d.title)}</h2><p class="facts">{status_badge(t, d.standing)} {" · ".join(f for f in facts if f)}</p>'
        f'<p class="doors"><a class="button primary" href="{escape(reader.root + document_address(d.document_id))}">{t.read}</a>'
        f'<button type="button" class="button" data-ask-about="{number}">{t.ask_about}</button>'
        f'<button type="button" class="button" data-figures="{number}">{t.figures}</button></p></li>'
    )
