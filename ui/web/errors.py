"""What FastAPI and Gradio make of a call that is none: one line with a status that says whose mistake it was, as for every other error."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from gradio.route_utils import FnIndexInferError

from ui.asked import one_line


def tell_errors(app: FastAPI) -> None:
    """Have the application, and every one that is mounted in it, tell errors so."""
    for inner in (app, *(a for route in app.routes if isinstance(a := getattr(route, "app", None), FastAPI))):
        inner.add_exception_handler(RequestValidationError, _wrong_form)
        # Gradio looks up what a call names (an event, a component, an endpoint) and lets the lookup fail; what it calls catches its own errors.
        inner.add_exception_handler(KeyError, _no_such)
        inner.add_exception_handler(FnIndexInferError, _no_such)


async def _wrong_form(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    where = ".".join(map(str, first["loc"]))
    return _told(422, f"请求的内容不合要求({where}：{first['msg']}) (not what is taken here)")


async def _no_such(request: Request, error: Exception) -> Response:
    return _told(404, "没有这个功能，请刷新页面 (no such function: reload the page)")


def _told(status: int, words: str) -> Response:
    return JSONResponse({"detail": one_line(words)}, status)
