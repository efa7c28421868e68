"""The tab 问答: asking, answers as they grow, what the browser keeps and hands back.

The conversation belongs to the browser: the server keeps nothing of it, makes the HTML of a turn when asked, and is handed the answers
again for another language, for a file to take away, or with feedback.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape
from typing import Any

import gradio as gr

from index.errors import PlanqaError
from rag.types import Answer, Filters
from ui.feedback import Feedback, FeedbackStore
from ui.web.examples import example_questions
from ui.web.fields import distinct, select
from ui.web.kept import BadRequest, plain, read
from ui.web.report import as_docx, as_markdown
from ui.web.service import Service
from ui.web.shell import ASSETS
from ui.web.sources import Reader
from ui.web.texts import Texts
from ui.web.turns import failed, turn, waiting, welcome

MAX_TYPED = 2000
MAX_TURNS = 200
AT_ONCE = 16
"""Questions in work at a time; the others wait in Gradio's queue."""
_FORMS = {
    "md": "text/markdown;charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_BROWSER_WORDS = (
    "searching", "empty", "failed", "again", "too_slow", "copied", "thanks", "not_stored", "clear_sure", "cleared", "only_in", "no_filters", "you",
)  # fmt: skip
"""What the script says itself, before or without an answer of the server."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the page sends it."""

    id: str
    question: str
    history: tuple[str, ...] = ()
    filters: Filters = Filters()


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """An answer as the browser keeps it."""

    answer: Answer
    filters: Filters = Filters()
    next: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Export:
    """A conversation to take away: ``md`` or ``docx``, its links below ``site``."""

    form: str
    turns: tuple[KeptTurn, ...]
    site: str


def build_chat_tab(service: Service, feedback: FeedbackStore, texts: Texts, root: str) -> None:
    """Add the tab to the page being built."""

    def reader() -> Reader:
        return Reader(texts, service.catalog, root)

    def answer(event: gr.EventData) -> Iterator[dict[str, Any]]:
        """The turn as it grows; its last state holds the answer for the browser to keep."""
        asked = read(Asked, event._data)
        if not service.ready:
            yield {"id": asked.id, "state": "waiting", "html": waiting(texts, asked.question, loading=True)}
        whole: Answer | None = None
        try:
            for whole in service.answers(asked.question, asked.history, asked.filters):
                html = turn(reader(), asked.id, whole, asked.filters, (), whole=False)
                yield {"id": asked.id, "state": "partial", "html": html}
        except PlanqaError as error:
            yield {"id": asked.id, "state": "failed", "html": failed(texts, asked.question, str(error))}
            return
        assert whole is not None
        questions = suggestions(whole, asked.filters)
        html = turn(reader(), asked.id, whole, asked.filters, questions, whole=True)
        kept = plain(KeptTurn(replace(whole, rows=()), asked.filters, questions))
        yield {"id": asked.id, "state": "done", "html": html, "kept": kept}

    def suggestions(whole: Answer, filters: Filters) -> tuple[str, ...]:
        """None where the documents have changed since the answer: it stands without them."""
        try:
            return service.suggest(whole, filters)
        except PlanqaError:
            return ()

    def start(data: dict[str, Any]) -> dict[str, Any]:
        """What the page shows first: the documents as they are now, and the kept turns in its language."""
        here = reader()
        turns = []
        for number, kept in enumerate(list(data.get("turns") or [])[-MAX_TURNS:], 1):
            try:
                k = read(KeptTurn, kept)
                turns.append(turn(here, f"k{number}", k.answer, k.filters, k.next, whole=True))
            except BadRequest:
                turns.append("")  # kept by another version of the page; the browser drops it
        return {"welcome": _welcome(here), "filters": _filter_fields(here), "turns": turns}

    def alive(data: dict[str, Any]) -> bool:
        """Whether the server is there."""
        return True

    def export(data: dict[str, Any]) -> dict[str, Any]:
        """A file with the conversation, its content in base64."""
        wanted = read(Export, data)
        answers = [kept.answer for kept in wanted.turns[-MAX_TURNS:]]
        if wanted.form == "docx":
            content = as_docx(texts, answers, wanted.site)
        else:
            content = as_markdown(texts, answers, wanted.site).encode()
        return {
            "name": f"{texts.title}.{wanted.form}",
            "type": _FORMS.get(wanted.form, _FORMS["md"]),
            "content": base64.b64encode(content).decode(),
        }

    def judge(data: dict[str, Any]) -> dict[str, Any]:
        """Store what a person thinks of an answer."""
        try:
            feedback.add(read(Feedback, data))
        except (PlanqaError, OSError) as error:
            return {"error": f"{texts.not_stored}({error})"}
        return {}

    with gr.Tab(texts.chat, id="chat", elem_id="tab-chat"):
        chat = gr.HTML(
            {}, html_template="${shell}", shell=_shell(reader()), js_on_load=(ASSETS / "chat.js").read_text(encoding="utf-8"),
            server_functions=[start, alive, export, judge], apply_default_css=False, elem_id="chat",
        )  # fmt: skip
    chat.submit(
        answer, None, chat, show_progress="hidden", api_visibility="private", concurrency_limit=AT_ONCE, concurrency_id="ask",
        trigger_mode="multiple",
    ).then(None, None, None, js="() => planqa.ended()", show_progress="hidden", api_visibility="private")  # fmt: skip


def _welcome(reader: Reader) -> str:
    return welcome(reader, example_questions(reader.catalog, reader.texts.language))


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
        f'<div id="welcome">{_welcome(reader)}</div><div id="turns"></div><p id="announce" class="unseen" role="status"></p>'
        f'<form id="ask-form" autocomplete="off"><div id="filters" class="filters" hidden>{_filter_fields(reader)}</div>'
        f'<div class="chips" aria-live="polite"></div><div class="box"><label class="unseen" for="question">{t.question}</label>'
        f'<button type="button" class="button" data-act="filters" aria-expanded="false" aria-controls="filters">{t.filters}</button>'
        f'<textarea id="question" rows="1" maxlength="{MAX_TYPED}" placeholder="{escape(t.placeholder)}" aria-describedby="keys" '
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
