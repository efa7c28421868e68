"""The tab 承诺台账: filters, the table or the bars, the row that is open. The rows stay on the server; the page gets those it shows."""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace
from html import escape
from typing import Annotated, Literal

import gradio as gr
from anyio import to_thread
from pydantic import Field

from index.deeds import split_deed
from index.rows import UNDATED
from rag.indicators import english_name
from rag.places import bare, in_pinyin, innermost
from ui.asked import MAX_NAME
from ui.ledger import ORDERS, Ledger, Listed, Wanted, as_rows
from ui.sheets import encode, staff_rows, told_rows
from ui.status import MAX_NOTE, BadStatus, State, Tracking, key_of
from ui.subjects import OTHER, SUBJECTS, subject_name
from ui.web.fields import distinct, select
from ui.web.functions import served
from ui.web.kept import read
from ui.web.ledger_html import STEP, Around, Marks, View, row_panel, state_words, table
from ui.web.ledger_pairs import kept, plot
from ui.web.limits import ADDRESS
from ui.web.line import Line
from ui.web.service import Service
from ui.web.shell import ASSETS
from ui.web.sources import Reader
from ui.web.texts import Texts

_MIME = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
Token = Annotated[str, Field(max_length=MAX_NAME)]
_UNFILLED = "none"


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
    state: Literal["", "done", "under_way", "not_told", "none"] = ""
    """What staff filled in; ``none``: nothing."""
    token: Token = ""


@dataclass(frozen=True, slots=True)
class Key:
    """Which row the page wants to see."""

    key: Annotated[str, Field(max_length=MAX_NAME)]
    token: Token = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """What staff fill in on a row."""

    key: Annotated[str, Field(max_length=MAX_NAME)]
    token: Token
    state: State = ""
    note: Annotated[str, Field(max_length=MAX_NOTE)] = ""


def build_ledger_tab(service: Service, line: Line, texts: Texts, root: str, tracking: Tracking) -> None:  # noqa: C901 (its inner functions are counted with it)
    """Add the tab to the page being built."""
    t = texts

    def chosen(request: Request, ledger: Ledger, marks: Marks) -> list[Listed]:
        # a target's result is found from the target
        wanted = replace(request.wanted, kind="", type="") if request.look == "kept" else request.wanted
        found = ledger.select(wanted)
        if marks is not None and request.state:
            found = [r for r in found if _has_state(marks, r, request.state)]
        order = ORDERS.get(request.order)
        return sorted(found, key=order, reverse=request.falling) if order else found

    @served
    async def rows(data: object) -> dict[str, object]:
        """Table or bars, and the choices as the documents are now."""
        return await to_thread.run_sync(drawn, read(Request, data))

    def drawn(request: Request) -> dict[str, object]:
        ledger, reader = service.ledger, Reader(t, service.catalog, root)
        marks = tracking.seen_by(request.token, service.catalog, ledger)
        found = chosen(request, ledger, marks)
        view = View(request.order, request.falling, request.shown)
        wide = len(ledger.documents) > 1 and not request.wanted.document_id
        if request.look == "plot":
            shown = plot(reader, ledger.pairs(found), view, with_document=wide)
        elif request.look == "kept":
            shown = kept(reader, ledger.kept(found), view)
        else:
            shown = table(t, found, view, marks, with_document=wide)
        fields = _fields(t, ledger, request.wanted.document_id, tracked=marks is not None)
        return {"shown": shown, "fields": fields, "staff": tracking.admits(request.token)}

    @served
    async def row(data: object) -> str:
        """The panel of one row, or nothing where the documents have changed meanwhile."""
        return await to_thread.run_sync(panel, read(Key, data))

    def panel(asked: Key) -> str:
        ledger = service.ledger
        listed = ledger.find(asked.key)
        if listed is None:
            return ""
        marks = tracking.seen_by(asked.token, service.catalog, ledger)
        around = Around(
            ledger.series(listed), ledger.result(listed), ledger.subjects[listed.number],
            (marks or {}).get(listed.number), tracking.admits(asked.token),
        )  # fmt: skip
        return row_panel(Reader(t, service.catalog, root), listed, around)

    @served
    async def file(data: object) -> dict[str, str]:
        """All rows that are wanted, as a file: of pairs, those that stand in them."""
        request = read(Request, data)
        async with line.turn(ADDRESS.get()) as ticket:
            return await ticket.work(written, request)

    def written(request: Request) -> dict[str, str]:
        ledger, form = service.ledger, request.form if request.form in _MIME else "csv"
        marks = tracking.seen_by(request.token, service.catalog, ledger)
        found = _in_look(request.look, ledger, chosen(request, ledger, marks))
        told = told_rows(as_rows(found), found, ledger, service.catalog)
        content = encode(told if marks is None else staff_rows(told, found, marks), form, t.language)
        return {"name": f"{t.ledger}.{form}", "type": _MIME[form], "content": base64.b64encode(content).decode()}

    @served
    async def fill(data: object) -> dict[str, str]:
        """Keep what staff filled in on a row; says why where it is not kept."""
        return {"why": await to_thread.run_sync(store, read(Filled, data))}

    def store(filled: Filled) -> str:
        if tracking.store is None or not tracking.admits(filled.token):
            return t.wrong_token
        listed = service.ledger.find(filled.key)
        if listed is None:
            return t.changed
        try:
            tracking.store.put(key_of(service.catalog, listed), filled.state, filled.note.strip())
        except BadStatus as error:
            return str(error)
        return ""

    with gr.Tab(t.ledger, id="ledger", elem_id="tab-ledger"):
        gr.HTML(
            {}, html_template="${shell}", shell=_shell(t, service.ledger, tracking), js_on_load=(ASSETS / "ledger.js").read_text(encoding="utf-8"),
            server_functions=[rows, row, file, fill], apply_default_css=False, elem_id="ledger-tab",
        )  # fmt: skip


def _in_look(look: str, ledger: Ledger, found: list[Listed]) -> list[Listed]:
    """Of the rows chosen those that a look shows, in its order; a target's result stands in its own columns."""
    if look == "plot":
        return list(dict.fromkeys(one for pair in ledger.pairs(found) for one in pair))
    if look == "kept":
        return [target for one in ledger.kept(found) for target in (*(t for _, t in one.told), *one.untold)]
    return found


def _has_state(marks: Marks, listed: Listed, state: str) -> bool:
    mark = (marks or {}).get(listed.number)
    return (mark.state if mark and mark.state else _UNFILLED) == state


def _shell(t: Texts, ledger: Ledger, tracking: Tracking) -> str:
    looks = "".join(
        f'<label><input type="radio" name="look" value="{look}"{" checked" if look == "table" else ""}><span>{words}</span></label>'
        for look, words in (("table", t.as_table), ("plot", t.as_plot), ("kept", t.as_kept))
    )
    return (
        f'<form class="ledger-form" role="search" aria-label="{t.ledger}"><div class="filters"><label class="field wide"><span>{t.search}</span>'
        f'<input type="search" name="search" maxlength="200" placeholder="{escape(t.search_hint.format(words=_example(t, ledger)))}"></label>'
        f'<button type="button" class="button fold" data-fold aria-expanded="false">{t.filters}</button>'
        f'<div class="fields">{_fields(t, ledger, "", tracked=tracking.public)}</div></div>'
        f'<div class="ledger-actions"><fieldset class="looks"><legend class="unseen">{t.view}</legend>{looks}</fieldset>'
        f'<button type="button" class="button" data-act="reset" hidden>{t.no_conditions}</button>'
        f'<button type="button" class="button" data-copy-link="">{t.link_to_rows}</button>'
        f'<button type="button" class="button" data-file="csv">{t.as_csv}</button>'
        f'<button type="button" class="button" data-file="xlsx">{t.as_xlsx}</button></div></form>'
        f"{_staff(t) if tracking.token else ''}"
        f'<p class="working" role="status" data-words="{t.working}"></p><div class="ledger-columns"><div id="ledger"></div><div id="row">'
        f'<section class="source-panel empty"><p class="hint">{t.row_empty}</p></section></div></div>'
    )


def _example(t: Texts, ledger: Ledger) -> str:
    """Words that find a row of this ledger: a thing, and a place where there are documents of several."""
    english = t.language == "en"
    told = ((name, r) for r in ledger.rows if r.row.type == "figure" and (name := english_name(r.row)))
    name, listed = next(((n, r) for n, r in told if n.startswith("new ")), ("", None))
    if listed is None:
        return t.target
    place = listed.document.region if len(ledger.regions) > 1 else ""
    where = in_pinyin(place) if english else bare(innermost(place))
    return f"{name.removeprefix('new ') if english else split_deed(listed.row.indicator)[1]} {where}".strip()


def _staff(t: Texts) -> str:
    """Where staff enter; a link with ``staff`` opens it at once."""
    return (
        f'<p class="staff-door"><button type="button" class="link" data-act="staff">{t.staff_door}</button></p>'
        f'<form class="staff" hidden data-in="{t.admitted}" data-wrong="{t.wrong_token}" data-stored="{t.stored}">'
        f'<label class="field"><span>{t.staff}</span><input type="password" name="token" maxlength="{MAX_NAME}" autocomplete="off"></label>'
        f'<button type="submit" class="button">{t.enter}</button><button type="button" class="button" data-act="leave" hidden>{t.leave}</button>'
        f'<p class="hint" role="status"></p></form>'
    )


def _fields(t: Texts, ledger: Ledger, document_id: str, *, tracked: bool) -> str:
    years = sorted({listed.row.year for listed in ledger.rows if listed.row.year != UNDATED}, reverse=True)
    states = (*state_words(t).items(), (_UNFILLED, t.unfilled))
    return (
        select("subject", t.subject, t.any, ((s.key, subject_name(s.key, t.language)) for s in (*SUBJECTS, OTHER)))
        + select("kind", t.kind, t.any, (("target", t.target), ("actual", t.actual)))
        + select("type", t.type, t.any, (("figure", t.figure), ("action", t.action)))
        + select("year", t.year, t.any, distinct(map(str, years)))
        + select("region", t.region, t.any, distinct(sorted(d.region for d in ledger.documents)))
        + select("document_id", t.document, t.any, ((d.document_id, d.title) for d in ledger.documents))
        + select("section", t.section, t.any, distinct(_headings(ledger, document_id)))
        + (select("state", t.state, t.any, states) if tracked else "")
    )


def _headings(ledger: Ledger, document_id: str) -> list[str]:
    """Headings to choose from: all of one document, or the outermost of every one."""
    rows = [r.row for r in ledger.rows if document_id in ("", r.document_id)]
    depth = None if document_id or len(ledger.documents) == 1 else 1
    return [title for row in rows for title in row.section[:depth]]
