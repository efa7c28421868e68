"""The page's layout and what its controls do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import gradio as gr

from index.errors import PlanqaError
from rag.types import Filters
from ui.web import texts
from ui.web.examples import example_questions
from ui.web.ledger_tab import build_ledger_tab
from ui.web.render import Turn, conversation, documents_line
from ui.web.service import Service

HERE = Path(__file__).parent
STYLES = (HERE / "page.css", HERE / "ledger.css")
SCRIPT = HERE / "page.js"
MAX_TYPED = 2000

_PANEL = (
    f'<section id="source" aria-label="{texts.PANEL_TITLE}" tabindex="-1">'
    f'<button type="button" id="close-source" aria-label="{texts.CLOSE}">✕</button>'
    f'<div id="source-body"><p class="hint">{texts.PANEL_EMPTY}</p></div></section>'
)


def build_page(service: Service) -> gr.Blocks:
    """A tab for each way to use the documents, the chat first."""
    with gr.Blocks(title=texts.TITLE, analytics_enabled=False, fill_width=True) as page:
        gr.HTML(
            f'<header class="masthead"><h1>{texts.TITLE}</h1><p>{texts.SUBTITLE}<br><span lang="en">{texts.SUBTITLE_EN}</span></p></header>'
        )
        with gr.Tabs(elem_id="tabs"):
            _build_chat_tab(service)
            build_ledger_tab(service)
    return page


def _build_chat_tab(service: Service) -> None:
    """Chat on the left, the source beside it (below it, as a drawer, on a phone)."""
    documents = service.catalog.documents()
    with gr.Tab(texts.CHAT, id="chat"):
        turns = gr.State([])
        with gr.Row(elem_id="columns"):
            with gr.Column(scale=3, min_width=320):
                chat = gr.HTML(documents_line(service.catalog), elem_id="chat")
                with gr.Row(elem_id="examples"):
                    examples = [
                        gr.Button(question, size="sm", elem_classes="example")
                        for question in example_questions(service.catalog)
                    ]
                with gr.Row(elem_id="asking"):
                    typed = gr.Textbox(
                        label=texts.QUESTION_LABEL, placeholder=texts.PLACEHOLDER, max_length=MAX_TYPED, lines=1, max_lines=4,
                        scale=8, autofocus=True, elem_id="question", container=False,
                    )  # fmt: skip
                    ask = gr.Button(texts.ASK, variant="primary", scale=1, min_width=72, elem_id="ask")
                with gr.Row(elem_id="options"):
                    choices = [(texts.ALL_DOCUMENTS, ""), *((d.title, d.document_id) for d in documents)]
                    document = gr.Dropdown(choices, value="", label=texts.FILTER, visible=len(documents) > 1, scale=4)
                    clear = gr.Button(texts.CLEAR, size="sm", scale=1, elem_id="clear")
            with gr.Column(scale=2, min_width=320, elem_id="source-column"):
                gr.HTML(_PANEL)

        def answer(question: str, so_far: list[Turn], document_id: str) -> Iterator[tuple[str, list[Turn], str]]:
            question = question.strip()
            if not question:
                gr.Warning("请输入问题")
                yield conversation(so_far, service.catalog) or documents_line(service.catalog), so_far, ""
                return
            pending = [*so_far, Turn(question)]
            yield (
                conversation(pending, service.catalog, texts.SEARCHING if service.ready else texts.LOADING),
                so_far,
                "",
            )
            history = [turn.question for turn in so_far if turn.answer]
            try:
                turn = Turn(question, service.ask(question, history, Filters(document_id=document_id or "")))
            except PlanqaError as error:
                turn = Turn(question, error=str(error))
            done = [*so_far, turn]
            yield conversation(done, service.catalog), done, ""

        outputs = [chat, turns, typed]
        gr.on(
            [typed.submit, ask.click], answer, [typed, turns, document], outputs, show_progress="hidden", api_name="ask_page",
            concurrency_limit=8,
        )  # fmt: skip
        for button in examples:
            button.click(
                answer,
                [button, turns, document],
                outputs,
                show_progress="hidden",
                api_visibility="private",
                concurrency_limit=8,
            )
        clear.click(lambda: (documents_line(service.catalog), [], ""), None, outputs, api_visibility="private")
