"""What the page calls on the server: errors reach it as one line with a status, not as a traceback."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

import gradio as gr
from fastapi import HTTPException

from index.errors import PlanqaError
from ui.web.limits import ADDRESS, visitor_of
from ui.web.line import Busy

log = logging.getLogger(__name__)
INTERNAL = "程序内部错误，已记录 (an internal error; it has been logged)"
Called = Callable[[object], Awaitable[Any]]


def served(function: Called) -> Called:
    """A server function of the page whose errors are told: 429 where the line is full, 400 where the call is none, 500 for our own."""

    @wraps(function)
    async def told(data: object) -> Any:
        try:
            return await function(data)
        except Busy as busy:
            raise HTTPException(429, str(busy), {"retry-after": str(busy.seconds)}) from busy
        except PlanqaError as error:
            raise HTTPException(400, str(error)) from error
        except Exception as error:
            log.exception("a call of the page failed")
            raise HTTPException(500, INTERNAL) from error

    return told


def visitor(request: gr.Request | None) -> str:
    """The address that a question in Gradio's queue counts for."""
    inner = getattr(request, "request", None)
    return visitor_of(inner.scope) if inner is not None else ADDRESS.get()
