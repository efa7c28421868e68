"""The tab 承诺台账: filters, the table or the bars, the row that is open. The rows stay on the server; the page gets those it shows."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from html import escape
from typing import Annotated

import gradio as gr
from anyio import to_thread
from pydantic import Field

from ui.asked import MAX_NAME
from ui.ledger import ORDERS, Ledger, Listed, Wanted, as_rows, encode
from ui.web.fields import distinct, select
from ui.web.functions import served
from ui.web.kept import read
from ui.web.ledger_html import STEP, View, plot, row_panel, table
from ui.web.limits import ADDRESS
from ui.web.line import Line
from ui.web.service import Service
from ui.web.shell import ASSETS
from ui.web.sources import Reader
from ui.web.texts import Texts

_MIME = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@dataclass(frozen=True, slots=True)
class Request:
    """What the page wants to see of the ledger."""

    wanted: Wanted = Wanted()
    look: str = "table"
    order: str = ""
    falling: bool = False
    shown: int = STEP
    form: str = "csv"
    """Of a file: csv or xlsx."""


@dataclass(frozen=True, slots=True)
class Key:
    """Which row the page wants to see."""

    key: Annotated[str, Field(max_length=MAX_NAME)]


def build_ledger_tab(service: Service, line: Line, texts: Texts, root: str) -> None:
    """Add the tab to the page being built."""
    t = texts

    def chosen(request: Request) -> list[Listed]:
        found = service.ledger.select(request.wanted)
        order = ORDERS.get(request.order)
        return sorted(found, key=order, reverse=request.falling) if order else found

    @served
    async def rows(data: object) -> dict[str, str]:
        """Table or bars, and the choices as the documents are now."""
        return await to_thread.run_sync(drawn, read(Request, data))

    def drawn(request: Request) -> dict[str, str]:
        found, ledger = chosen(request), service.ledger
        view = View(request.order, request.falling, request.shown)
        wide = len(ledger.documents) > 1 and not request.wanted.document_id
        if request.look == "plot":
            shown = plot(t, ledger.pairs(found), view, with_document=wide)
        else:
            shown = table(t, found, view, with_document=wide)
        return {"shown": shown, "fields": _fields(t, ledger, request.wanted.document_id)}

    @served
    async def row(data: object) -> str:
        """The panel of one row, or nothing where the documents have changed meanwhile."""
        return await to_thread.run_sync(panel, read(Key, data).key)

    def panel(key: str) -> str:
        ledger = service.ledger
        listed = ledger.find(key)
        return row_panel(Reader(t, service.catalog, root), listed, ledger.series(listed)) if listed else ""

    @served
    async def file(data: object) -> dict[str, str]:
        """All rows that are wanted, as a file."""
        request = read(Request, data)
        async with line.turn(ADDRESS.get()) as ticket:
            return await ticket.work(written, request)

    def written(request: Request) -> dict[str, str]:
        form = request.form if request.form in _MIME else "csv"
        content = encode(as_rows(chosen(request)), form)
        return {"name": f"{t.ledger}.{form}", "type": _MIME[form], "content": base64.b64encode(content).decode()}

    with gr.Tab(t.ledger, id="ledger", elem_id="tab-ledger"):
        gr.HTML(
            {}, html_template="${shell}", shell=_shell(t, service.ledger), js_on_load=(ASSETS / "ledger.js").read_text(encoding="utf-8"),
            server_functions=[rows, row, file], apply_default_css=False, elem_id="ledger-tab",
        )  # fmt: skip


def _shell(t: Texts, ledger: Ledger) -> str:
    looks = "".join(
        f'<label><input type="radio" name="look" value="{look}"{" checked" if look == "table" else ""}><span>{words}</span></label>'
        for look, words in (("table", t.as_table), ("plot", t.as_plot))
    )
    return (
        f'<form class="ledger-form" role="search" aria-label="{t.ledger}"><div class="filters"><label class="field wide"><span>{t.search}</span>'
        f'<input type="search" name="search" maxlength="200" placeholder="{escape(t.search_hint)}"></label>'
        f'<button type="button" class="button fold" data-fold aria-expanded="false">{t.filters}</button>'
        f'<div class="fields">{_fields(t, ledger, "")}</div></div>'
        f'<div class="ledger-actions"><fieldset class="looks"><legend class="unseen">{t.view}</legend>{looks}</fieldset>'
        f'<button type="button" class="button" data-file="csv">{t.as_csv}</button>'
        f'<button type="button" class="button" data-file="xlsx">{t.as_xlsx}</button></div></form>'
        f'<div class="ledger-columns"><div id="ledger"></div><div id="row">'
        f'<section class="source-panel empty"><p class="hint">{t.row_empty}</p></section></div></div>'
    )


def _fields(t: Texts, ledger: Ledger, document_id: str) -> str:
    years = sorted({listed.row.year for listed in ledger.rows}, reverse=True)
    return (
        select("kind", t.kind, t.any, (("target", t.target), ("actual", t.actual)))
        + select("year", t.year, t.any, distinct(map(str, years)))
        + select("region", t.region, t.any, distinct(sorted(d.region for d in ledger.documents)))
        + select("document_id", t.document, t.any, ((d.document_id, d.title) for d in ledger.documents))
        + select("section", t.section, t.any, distinct(_headings(ledger, document_id)))
    )


def _headings(ledger: Ledger, document_id: str) -> list[str]:
    """Headings to choose from: all of one document, or the outermost of every one."""
    rows = [r.row for r in ledger.rows if document_id in ("", r.document_id)]
    depth = None if document_id or len(ledger.documents) == 1 else 1
    return [title for row in rows for title in row.section[:depth]]
