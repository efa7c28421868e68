"""The tab 核稿: a draft pasted or opened, held against the documents, marked, and taken away as Word with comments. Nothing of it is kept."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Annotated, TypeVar

import gradio as gr
from pydantic import Field

from index.errors import PlanqaError
from index.reading.source import Source
from rag.types import Filters
from ui.asked import MAX_NAME, BadRequest
from ui.check import MAX_BYTES, MAX_DRAFT, as_docx, bounded, read_bytes
from ui.web.check_html import checked_draft, opened
from ui.web.fields import distinct, select
from ui.web.functions import served
from ui.web.kept import read
from ui.web.limits import ADDRESS
from ui.web.line import Line
from ui.web.service import Service
from ui.web.shell import ASSETS
from ui.web.sources import Reader
from ui.web.texts import Texts

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
Name = Annotated[str, Field(max_length=MAX_NAME)]
Wanted = TypeVar("Wanted")


@dataclass(frozen=True, slots=True)
class Draft:
    """What the page wants checked."""

    draft: Annotated[str, Field(max_length=2 * MAX_DRAFT)]
    document_id: Name = ""
    region: Name = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class File:
    """A Word file whose text the page wants; ``content`` in base64."""

    name: Name
    content: Annotated[str, Field(max_length=2 * MAX_BYTES)]


def build_check_tab(service: Service, line: Line, texts: Texts, root: str) -> None:
    """Add the tab to the page being built."""
    t = texts

    @served
    async def check(data: object) -> dict[str, object]:
        """The marked draft and its Word file, or why there is none."""
        wanted = read(Draft, data)
        async with line.turn(ADDRESS.get()) as ticket:
            return await ticket.work(_told, checked, wanted)

    def checked(wanted: Draft) -> dict[str, object]:
        draft = bounded(Source(wanted.draft))
        found = service.check(draft, Filters(wanted.document_id, wanted.region, wanted.year), t.language)
        word = base64.b64encode(as_docx(draft.text, found, t.language)).decode()
        reader = Reader(t, service.catalog, root)
        shown = checked_draft(reader, draft.text, found)
        return {"shown": shown, "file": {"name": f"{t.check}.docx", "type": _DOCX, "content": word}}

    @served
    async def text(data: object) -> dict[str, object]:
        """The text of a Word file, or why it cannot be read."""
        wanted = read(File, data)
        async with line.turn(ADDRESS.get()) as ticket:
            return await ticket.work(_told, text_of, wanted)

    def text_of(file: File) -> dict[str, object]:
        try:
            content = base64.b64decode(file.content, validate=True)
        except binascii.Error as error:
            raise BadRequest(t.unreadable_file) from error
        return {"text": read_bytes(content, file.name).text}

    with gr.Tab(t.check, id="check", elem_id="tab-check"):
        gr.HTML(
            {}, html_template="${shell}", shell=_shell(t, service, root), js_on_load=(ASSETS / "check.js").read_text(encoding="utf-8"),
            server_functions=[check, text], apply_default_css=False, elem_id="check-tab",
        )  # fmt: skip


def _told(function: Callable[[Wanted], dict[str, object]], wanted: Wanted) -> dict[str, object]:
    """What a function gives, or the error in words for the page to show."""
    try:
        return function(wanted)
    except PlanqaError as error:
        return {"error": str(error)}


def _shell(t: Texts, service: Service, root: str) -> str:
    documents = service.catalog.documents()
    years = sorted({year for d in documents for year in d.years}, reverse=True)
    fields = (
        select("document_id", t.document, t.any, ((d.document_id, d.title) for d in documents))
        + select("region", t.region, t.any, distinct(sorted(d.region for d in documents)))
        + select("year", t.this_year, t.any, distinct(map(str, years)))
    )
    return (
        f'<form class="check-form" aria-label="{t.check}"><p class="hint">{t.check_hint}</p>'
        f'<label class="field"><span>{t.draft}</span><textarea name="draft" rows="9" maxlength="{MAX_DRAFT}" lang="zh" '
        f'placeholder="{escape(t.draft_placeholder)}"></textarea></label>'
        f'<div class="filters"><button type="button" class="button fold" data-fold aria-expanded="false">{t.filters}</button>'
        f'<div class="fields">{fields}</div></div>'
        f'<div class="tools"><button type="submit" class="button primary">{t.check_it}</button>'
        f'<label class="button"><input type="file" class="unseen" name="file" accept=".docx,.txt,.md">{t.load_file}</label>'
        f'<button type="button" class="button" data-act="word" hidden>{t.with_comments}</button></div>'
        f'<p class="notice" role="alert" hidden></p><p class="hint progress" role="status" data-checking="{t.checking}" data-unreadable="{t.unreadable_file}" '
        f'data-limit="{MAX_BYTES // 2}"></p></form>'
        f'<div id="checked"></div><template class="frame">{opened(Reader(t, service.catalog, root))}</template>'
    )
