"""The page in one language: a tab for each way to use the documents, the chat first."""

from __future__ import annotations

import inspect
import os
import sys
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

import gradio as gr
from gradio.blocks import BlockFunction
from gradio.state_holder import SessionState, StateHolder
from gradio.utils import LRUCache

from ui.api import Api
from ui.feedback import FeedbackStore
from ui.status import Tracking
from ui.web.about_tab import build_about_tab
from ui.web.chat_tab import build_chat_tab
from ui.web.check_tab import build_check_tab
from ui.web.documents_tab import build_documents_tab
from ui.web.kept import Seal
from ui.web.languages import Language
from ui.web.ledger_tab import build_ledger_tab
from ui.web.line import Line
from ui.web.public import for_gradio, in_line
from ui.web.service import Service
from ui.web.shell import root_of
from ui.web.texts import TEXTS

WAITING = 512
"""Events that Gradio's queue holds, and that it works on: all at once, as who of them is answered when is up to the :class:`Line`. Of itself
it works on 40, in the order in which they came, and one visitor's could hold back all others."""
ESTIMATES = 60.0
"""Seconds between two of Gradio's own guesses of how long each must wait, which the page does not show."""
MAILBOXES = 2 * WAITING
"""Sessions whose messages Gradio's queue keeps, some 5 KB each: more than can wait. Of itself it keeps 2,000."""
NAMES = 10_000
"""Sessions whose names it remembers; of itself it forgets none."""


class Recent(LRUCache[str, Any]):  # type: ignore[misc]
    """What was looked for last stays; of itself this forgets what came first, even a session that waits for its answer."""

    def __contains__(self, key: object) -> bool:
        found = bool(super().__contains__(key))
        if found:
            self.move_to_end(key)
        return found


class Page(gr.Blocks):  # type: ignore[misc]
    """Gradio's page, with an end to what it remembers of its visitors, and one line for a call that lacks arguments."""

    def bounded(self) -> Page:
        """Itself, ready to be served."""
        self.queue(max_size=WAITING, status_update_rate=ESTIMATES)
        self._queue.max_thread_count = WAITING
        self._queue.pending_event_ids_session = Recent(NAMES)
        self._queue.pending_messages_per_session = Recent(MAILBOXES)
        # Figures of its own use that nobody asks for: a table of the last 10,000 events, made anew by pandas after every one.
        self._queue.ANALYTICS_MAX_EVENTS, self._queue.ANAYLTICS_CACHE_FREQUENCY = 1, sys.maxsize
        return self

    def validate_inputs(self, block_fn: BlockFunction, inputs: list[Any]) -> None:
        wanted, given = len(block_fn.inputs), len(inputs)
        if given < wanted:
            # Callers that name no arguments keep working when the API gets more of them.
            inputs += _defaults(block_fn.fn, wanted)[given:]
        if len(inputs) < wanted or _MISSING in inputs:
            words = f"参数不足：应有 {wanted} 个，只有 {given} 个 (too few arguments)"
            raise gr.Error(words, print_exception=False)


class Sessions(StateHolder):  # type: ignore[misc]
    """One state for all sessions: the page keeps nothing in it. Of itself Gradio makes one a session, some 10 ms and 50 KB each."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.set_blocks(page)
        self._state = _State(page)

    def __getitem__(self, session_id: str) -> SessionState:
        return self._state


class _State(SessionState):  # type: ignore[misc]
    """What Gradio knows of a session."""

    def _update_value_in_config(self, key: int, value: Any) -> None:
        """What a visitor was shown last is not remembered."""


_MISSING = inspect.Parameter.empty


def _defaults(function: Any, wanted: int) -> list[Any]:
    """What stands for each argument that is left out; nothing where that is not an endpoint of the API."""
    parameters = list(inspect.signature(function).parameters.values()) if function else []
    return [parameter.default for parameter in parameters] if len(parameters) == wanted else []


def build_page(
    service: Service, feedback: FeedbackStore, line: Line, seal: Seal, language: Language, api: Api | None = None,
    tracking: Tracking = Tracking(),
) -> Page:  # fmt: skip
    """The page; with ``api`` its methods are endpoints that other programs call."""
    texts, root = TEXTS[language], root_of(language)
    page = Page(title=texts.title, analytics_enabled=False, fill_width=True)
    with page:
        with gr.Tabs(elem_id="tabs"):
            build_chat_tab(service, feedback, line, seal, texts, root)
            build_ledger_tab(service, line, texts, root, tracking)
            build_check_tab(service, line, texts, root)
            build_documents_tab(service, texts, root)
            build_about_tab(texts)
        if api is not None:
            for endpoint in (api.ask, api.search, api.check, api.commitments, api.documents):
                gr.api(for_gradio(in_line(line, endpoint)), api_name=endpoint.__name__, concurrency_limit=None)
    return page.bounded()
