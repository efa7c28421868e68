"""The page in one language: a tab for each way to use the documents, the chat first."""

from __future__ import annotations

import os

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

import gradio as gr

from ui.api import Api
from ui.feedback import FeedbackStore
from ui.web.about_tab import build_about_tab
from ui.web.chat_tab import AT_ONCE, build_chat_tab
from ui.web.documents_tab import build_documents_tab
from ui.web.languages import Language
from ui.web.ledger_tab import build_ledger_tab
from ui.web.service import Service
from ui.web.shell import root_of
from ui.web.texts import TEXTS

WAITING = 512
"""Questions that may wait in line; more are told that it is full."""


def build_page(service: Service, feedback: FeedbackStore, language: Language, api: Api | None = None) -> gr.Blocks:
    """The page; with ``api`` its methods are endpoints that other programs call."""
    texts, root = TEXTS[language], root_of(language)
    with gr.Blocks(title=texts.title, analytics_enabled=False, fill_width=True) as page:
        with gr.Tabs(elem_id="tabs"):
            build_chat_tab(service, feedback, texts, root)
            build_ledger_tab(service, texts, root)
            build_documents_tab(service, texts, root)
            build_about_tab(texts)
        if api is not None:
            for endpoint in (api.ask, api.search, api.commitments, api.documents):
                gr.api(endpoint, api_name=endpoint.__name__, concurrency_limit=AT_ONCE, concurrency_id="ask")
    return page.queue(max_size=WAITING, default_concurrency_limit=AT_ONCE)
