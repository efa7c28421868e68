"""The API as other programs reach it over HTTP: each call waits its turn like a question of the page, and tells its errors in one line.

While the operator has turned answers off, the calls that answer are 503.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

import gradio as gr
from gradio.context import LocalContext
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from index.errors import PlanqaError
from ui.web.functions import INTERNAL, visitor
from ui.web.line import Line

log = logging.getLogger(__name__)


ANSWERING = tuple(f"/gradio_api/call/{name}" for name in ("ask", "search", "check"))


class AnswersOffAnswer:
    """ASGI middleware: 503 with the operator's notice for calls of the API that answer, while there is one."""

    def __init__(self, app: ASGIApp, notice: Callable[[], str]) -> None:
        self._app = app
        self._notice = notice

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answering = scope["type"] == "http" and scope["method"] == "POST" and scope["path"].endswith(ANSWERING)
        if answering and (words := self._notice()):
            told = JSONResponse({"detail": words, "error": words}, 503, {"cache-control": "no-store"})
            await told(scope, receive, send)
            return
        await self._app(scope, receive, send)


def in_line(line: Line, call: Callable[..., Any]) -> Callable[..., Awaitable[Any]]:
    """``call``, done in a thread when its turn has come.

    Raises:
        PlanqaError: what ``call`` raises, Busy, or an internal error that says nothing about the inside.
    """

    @wraps(call)
    async def waiting(*arguments: Any, **named: Any) -> Any:
        async with line.turn(visitor(LocalContext.request.get(None))) as ticket:
            try:
                return await ticket.work(call, *arguments, **named)
            except PlanqaError:
                raise
            except Exception as error:
                log.exception("a call of the API failed")
                raise PlanqaError(INTERNAL) from error

    return waiting


def for_gradio(call: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """``call``, whose errors reach Gradio's clients in their own words and the log not at all."""

    @wraps(call)
    async def told(*arguments: Any, **named: Any) -> Any:
        try:
            return await call(*arguments, **named)
        except PlanqaError as error:
            raise gr.Error(str(error), print_exception=False) from error

    return told
