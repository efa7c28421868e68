"""The tab 问答: asking, answers as they grow, what the browser keeps and hands back.

The conversation belongs to the browser: the server keeps nothing of it, makes the HTML of a turn when asked, and is handed the answers
again for another language, for a file to take away, or with feedback.
"""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from html import escape
from typing import Annotated, Any, Literal

import gradio as gr
from anyio import to_thread
from pydantic import Field

from index.errors import PlanqaError
from rag.types import Answer
from ui.asked import MAX_QUESTION, BadRequest
from ui.feedback import Feedback, FeedbackStore, Reason, Verdict
from ui.web.asking import Asking, KeptTurn, read_asked
from ui.web.fields import distinct, select
from ui.web.functions import served, visitor
from ui.web.kept import Seal, read, rebuilt
from ui.web.limits import ADDRESS
from ui.web.line import Line
from ui.web.report import as_docx, as_markdown
from ui.web.service import Service
from ui.web.shell import ASSETS
from ui.web.sources import Reader
from ui.web.texts import Texts
from ui.web.turns import turn, welcome

MAX_TURNS = 100
_FORMS = {
    "md": "text/markdown;charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_BROWSER_WORDS = (
    "searching", "empty", "failed", "again", "too_slow", "busy", "copied", "thanks", "not_stored", "clear_sure", "cleared", "only_in", "no_filters",
)  # fmt: skip
"""What the script says itself, before or without an answer of the server."""


Turns = Annotated[tuple[Any, ...], Field(max_length=MAX_TURNS)]


@dataclass(frozen=True, slots=True)
class Start:
    """What the browser has kept, when the page opens."""

    turns: Turns = ()


@dataclass(frozen=True, slots=True)
class Export:
    """A conversation to take away: ``md`` or ``docx``, its links below ``site``."""

    form: Literal["md", "docx"]
    turns: Turns
    site: Annotated[str, Field(max_length=500)]


@dataclass(frozen=True, slots=True)
class Judged:
    """What a person thinks of a kept answer."""

    turn: dict[str, Any]
    verdict: Verdict
    reason: Reason = ""
    note: Annotated[str, Field(max_length=2000)] = ""
    history: Annotated[tuple[str, ...], Field(max_length=50)] = ()


def build_chat_tab(service: Service, feedback: FeedbackStore, line: Line, seal: Seal, texts: Texts, root: str) -> None:  # noqa: C901 (its inner functions are counted with it)
    """Add the tab to the page being built."""
    asking = Asking(service, line, seal, texts, root)

    async def answer(event: gr.EventData, request: gr.Request) -> AsyncIterator[dict[str, Any]]:
        try:
            asked = read_asked(event._data)
        except BadRequest as error:
            raise gr.Error(str(error), print_exception=False) from error
        async for state in asking.states(asked, visitor(request)):
            yield state

    def opened(kept: object) -> KeptTurn | None:
        """None for what is no turn of this server; the browser drops it."""
        try:
            return seal.opened(KeptTurn, kept)
        except BadRequest:
            return None

    def started(kept: Start) -> dict[str, Any]:
        here = asking.reader
        turns = [(number, opened(one)) for number, one in enumerate(kept.turns, 1)]
        drawn = [turn(here, f"k{n}", k.answer, k.filters, k.next, whole=True) if k else "" for n, k in turns]
        welcomed = welcome(here, service.examples(texts.language))
        return {"welcome": _notice(service.notice) + welcomed, "filters": _filter_fields(here), "turns": drawn}

    @served
    async def start(data: object) -> dict[str, Any]:
        """What the page shows first: the documents as they are now, and the kept turns in its language."""
        kept = read(Start, data)
        async with line.turn(ADDRESS.get()) as ticket:
            return await ticket.work(started, kept)

    @served
    async def alive(data: object) -> bool:
        """Whether the server is there."""
        return True

    @served
    async def export(data: object) -> dict[str, Any]:
        """A file with the conversation, its content in base64."""
        wanted = read(Export, data)
        async with line.turn(ADDRESS.get()) as ticket:
            return await ticket.work(exported, wanted)

    def exported(wanted: Export) -> dict[str, Any]:
        answers = [_as_it_stands(asking.reader, kept.answer) for one in wanted.turns if (kept := opened(one))]
        if wanted.form == "docx":
            content = as_docx(texts, answers, wanted.site)
        else:
            content = as_markdown(texts, answers, wanted.site).encode()
        return {
            "name": f"{texts.title}.{wanted.form}",
            "type": _FORMS[wanted.form],
            "content": base64.b64encode(content).decode(),
        }

    @served
    async def judge(data: object) -> dict[str, Any]:
        """Store what a person thinks of an answer."""
        return await to_thread.run_sync(judged, read(Judged, data))

    def judged(said: Judged) -> dict[str, Any]:
        try:
            given = rebuilt(service.catalog, seal.opened(KeptTurn, said.turn).answer)
            feedback.add(Feedback(said.verdict, given, said.reason, said.note, said.history))
        except (PlanqaError, OSError) as error:
            return {"error": f"{texts.not_stored}({error})"}
        return {}

    with gr.Tab(texts.chat, id="chat", elem_id="tab-chat"):
        chat = gr.HTML(
            {}, html_template="${shell}", shell=_shell(asking.reader), js_on_load=(ASSETS / "chat.js").read_text(encoding="utf-8"),
            server_functions=[start, alive, export, judge], apply_default_css=False, elem_id="chat",
        )  # fmt: skip
    chat.submit(
        answer, None, chat, show_progress="hidden", api_visibility="private", concurrency_limit=None, trigger_mode="multiple",
    ).then(None, None, None, js="() => planqa.ended()", show_progress="hidden", api_visibility="private")  # fmt: skip


def _as_it_stands(reader: Reader, answer: Answer) -> Answer:
    """The answer with its citations as the index has them; one whose documents have changed since says so."""
    try:
        return rebuilt(reader.catalog, answer)
    except BadRequest:
        return replace(answer, notices=(*answer.notices, reader.texts.gone))


def _notice(words: str) -> str:
    """What the operator tells visitors while nothing is answered."""
    return f'<p class="notice" role="alert">{escape(words)}</p>' if words else ""


def _shell(reader: Reader) -> str:
    """The tab's frame: conversation, box, source panel."""
    t = reader.texts
    words = escape(json.dumps({name: getattr(t, name) for name in _BROWSER_WORDS}, ensure_ascii=False))
    return (
        f'<div id="talk-and-source" data-words="{words}" data-root="{reader.root}"><section id="talk" aria-label="{t.chat}">'
        f'<div class="toolbar" role="toolbar" aria-label="{t.tools}" hidden><span class="hint">{t.kept_here}</span>'
        f'<button type="button" class="button" data-act="export" data-form="md">{t.as_markdown}</button>'
        f'<button type="button" class="button" data-act="export" data-form="docx">{t.as_docx}</button>'
        f'<button type="button" class="button" data-act="clear">{t.clear}</button></div>'
        f'<div id="welcome">{welcome(reader, ())}</div><div id="turns"></div><p id="announce" class="unseen" role="status"></p>'
        f'<form id="ask-form" autocomplete="off"><div id="filters" class="filters" hidden>{_filter_fields(reader)}</div>'
        f'<div class="chips" aria-live="polite"></div><div class="box"><label class="unseen" for="question">{t.question}</label>'
        f'<button type="button" class="button" data-act="filters" aria-expanded="false" aria-controls="filters">{t.filters}</button>'
        f'<textarea id="question" rows="1" maxlength="{MAX_QUESTION}" placeholder="{escape(t.placeholder)}" aria-describedby="keys" '
        f'enterkeyhint="send"></textarea><button type="submit" class="button primary" id="ask">{t.ask}</button></div>'
        f'<p id="keys" class="hint">{t.keys}</p></form></section>'
        f'<section id="source" aria-label="{t.panel}" tabindex="-1"><button type="button" class="close" id="close-source" aria-label="{t.close}">✕</button>'
        f'<div id="source-body"><p class="hint">{t.panel_empty}</p></div></section></div>'
    )


def _filter_fields(reader: Reader) -> str:
    """Choices of document, region and year, drawn from the documents at hand."""
    t, documents = reader.texts, reader.catalog.documents()
    years = sorted({year for d in documents for year in d.years}, reverse=True)
    return (
        select("document", t.document, t.all_documents, ((d.document_id, d.title) for d in documents))
        + select("region", t.region, t.all_regions, distinct(sorted(d.region for d in documents)))
        + select("year", t.year, t.all_years, distinct(map(str, years)))
    )
