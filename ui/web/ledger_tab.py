"""The tab 承诺台账: filters, the table or the bars, the row that is open."""

from __future__ import annotations

import base64
from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr

from ui.ledger import KINDS, ORDERS, Ledger, Listed, Wanted, as_rows, encode
from ui.web import texts
from ui.web.ledger_html import STEP, View, plot, row_panel, table
from ui.web.service import Service

_MIME = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
_NOTHING_OPEN = f'<section class="source-panel empty"><p class="hint">{texts.ROW_EMPTY}</p></section>'
_CLICKS = (Path(__file__).parent / "ledger.js").read_text(encoding="utf-8")

_SAVE = """(file) => {
  const [name, type, content] = file.split(",");
  const bytes = Uint8Array.from(atob(content), (c) => c.charCodeAt(0));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}"""
"""Offers a file that came as a value: no copy of it is left on the server."""


def build_ledger_tab(service: Service) -> None:
    """Add the tab to the page being built. The rows stay on the server; the page gets those it shows."""
    ledger = Ledger(service.catalog)
    rows = [listed.row for listed in ledger.rows]
    regions = sorted({d.region for d in ledger.documents if d.region})
    several = len(ledger.documents) > 1

    def choices(found: list[Any]) -> list[tuple[str, Any]]:
        return [(texts.ANY, ""), *((str(value), value) for value in found)]

    with gr.Tab(texts.LEDGER, id="ledger") as tab:
        view = gr.State(View())
        with gr.Row(elem_id="ledger-filters"):
            search = gr.Textbox(
                label=texts.SEARCH, placeholder=texts.SEARCH_HINT, max_length=200, elem_id="ledger-search"
            )
            kind = gr.Dropdown([(texts.ANY, ""), *((word, k) for k, word in KINDS.items())], value="", label=texts.KIND)
            year = gr.Dropdown(choices(sorted({row.year for row in rows}, reverse=True)), value="", label=texts.YEAR)
            region = gr.Dropdown(choices(regions), value="", label=texts.REGION, visible=len(regions) > 1)
            document = gr.Dropdown(
                [(texts.ANY, ""), *((d.title, d.document_id) for d in ledger.documents)], value="", label=texts.DOCUMENT,
                visible=several, elem_id="ledger-document",
            )  # fmt: skip
            section = gr.Dropdown(choices(_headings(ledger, "")), value="", label=texts.SECTION)
        with gr.Row(elem_id="ledger-actions"):
            look = gr.Radio([texts.AS_TABLE, texts.AS_PLOT], value=texts.AS_TABLE, label=texts.VIEW, show_label=False, container=False)  # fmt: skip
            as_csv = gr.Button(texts.AS_CSV, size="sm", elem_id="ledger-csv")
            as_xlsx = gr.Button(texts.AS_XLSX, size="sm", elem_id="ledger-xlsx")
        with gr.Row(elem_id="ledger-columns"):
            with gr.Column(scale=3, min_width=320):
                shown = gr.HTML("", elem_id="ledger", js_on_load=_CLICKS)
            with gr.Column(scale=2, min_width=320, elem_id="row-column"):
                opened = gr.HTML(_NOTHING_OPEN, elem_id="row", js_on_load=_CLICKS)
        saved = gr.Textbox(visible="hidden", label=texts.AS_CSV)

    filters = [search, kind, year, region, document, section]

    def chosen(view: View, values: tuple[Any, ...]) -> list[Listed]:
        text, kind, year, region, document_id, section = values
        found = ledger.select(Wanted(document_id or "", region or "", kind or "", year or None, section or "", text))
        return sorted(found, key=ORDERS[view.order], reverse=view.falling) if view.order else found

    def drawn(view: View, look: str, values: tuple[Any, ...]) -> str:
        found = chosen(view, values)
        wide = several and not values[4]
        if look == texts.AS_PLOT:
            return plot(ledger.pairs(found), view, with_document=wide)
        return table(found, view, with_document=wide)

    def refresh(view: View, look: str, *values: Any) -> tuple[str, View]:
        view = replace(view, shown=STEP)
        return drawn(view, look, values), view

    def click(event: gr.EventData, view: View, look: str, *values: Any) -> tuple[Any, Any, View]:
        """What a button in the table, the bars or the open row asks for."""
        act, value = str(event._data.get("act")), str(event._data.get("value"))
        if act == "open" and value.isdecimal() and int(value) < len(ledger.rows):
            listed = ledger.rows[int(value)]
            return gr.skip(), row_panel(listed, ledger.series(listed), service.catalog), view
        if act == "close":
            return gr.skip(), _NOTHING_OPEN, view
        if act == "sort" and value in ORDERS:
            view = replace(view, order=value, falling=view.order == value and not view.falling)
        elif act == "more":
            view = replace(view, shown=view.shown + STEP)
        return drawn(view, look, values), gr.skip(), view

    def file(form: str, view: View, values: tuple[Any, ...]) -> str:
        content = base64.b64encode(encode(as_rows(chosen(view, values)), form)).decode()
        return f"{texts.LEDGER}.{form},{_MIME[form]},{content}"

    def csv_file(view: View, *values: Any) -> str:
        return file("csv", view, values)

    def xlsx_file(view: View, *values: Any) -> str:
        return file("xlsx", view, values)

    # Filtering is a matter of milliseconds, so it skips the queue that answers wait in.
    quick: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
    gr.on(
        [search.change, *(f.input for f in (kind, year, region, section, look))], refresh, [view, look, *filters], [shown, view],
        trigger_mode="always_last", **quick,
    )  # fmt: skip
    document.input(
        lambda document_id: gr.Dropdown(choices(_headings(ledger, document_id)), value=""), document, section, **quick
    ).then(refresh, [view, look, *filters], [shown, view], **quick)
    gr.on([shown.click, opened.click], click, [view, look, *filters], [shown, opened, view], **quick)
    for button, make in ((as_csv, csv_file), (as_xlsx, xlsx_file)):
        button.click(make, [view, *filters], saved, **quick).then(None, saved, None, js=_SAVE, **quick)
    tab.select(refresh, [view, look, *filters], [shown, view], **quick)


def _headings(ledger: Ledger, document_id: str) -> list[str]:
    """Headings to choose from: all of one document, or the outermost of every one."""
    rows = [r.row for r in ledger.rows if document_id in ("", r.document_id)]
    depth = None if document_id or len(ledger.documents) == 1 else 1
    return list(dict.fromkeys(title for row in rows for title in row.section[:depth]))
