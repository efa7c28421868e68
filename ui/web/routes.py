"""Every address that is answered, and why; all others, Gradio's upload and file routes among them, are 404.

A new version of Gradio may bring new routes: they stay closed until they are listed here. ``docs/routes.md`` is this table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from starlette.responses import PlainTextResponse
from starlette.routing import compile_path
from starlette.types import ASGIApp, Receive, Scope, Send

from index.reading.sandbox import MAX_FILE_BYTES
from ui.web.languages import PATHS

FORM = 64 * 1024
FILES = MAX_FILE_BYTES + 1024 * 1024
NO_SUCH = "没有这个地址 (no such address)"


@dataclass(frozen=True, slots=True)
class Route:
    """Addresses of one form. ``costly`` says whether an answer takes work, so that fewer a minute are given."""

    methods: str
    path: str
    why: str
    costly: bool = False
    page: bool = False
    """Whether it stands once a language, below each of its pages."""
    form: int = 0
    """Bytes of a form that is taken; 0: it takes JSON."""
    operator: bool = False
    """Whether it is there only where an operator's token is set."""


ROUTES = (
    Route("GET", "/", "the page (also /zh-hant/ and /en/)", page=True),
    Route("GET", "/document", "a whole document, or the list of them, without script", costly=True),
    Route("GET", "/original", "a document's file as it was loaded, where PLANQA_ORIGINALS allows it", costly=True),
    Route("GET", "/planqa/{name}", "our own styles, scripts and icon"),
    Route("GET", "/widget.js", "the button to ask for other sites"),
    Route("GET", "/admin", "the operator's page, where PLANQA_ADMIN_TOKEN is set; so the rest below it", costly=True, operator=True),
    Route("POST", "/admin/login", "the token becomes a session", costly=True, form=FORM, operator=True),
    Route("POST", "/admin/logout", "the session ends", form=FORM, operator=True),
    Route("POST", "/admin/files", "documents are loaded", costly=True, form=FILES, operator=True),
    Route("GET POST", "/admin/file", "what is known of a document is corrected", costly=True, form=FORM, operator=True),
    Route("GET POST", "/admin/build", "a build is watched, or started", form=FORM, operator=True),
    Route("POST", "/admin/answers", "answers are turned off or on", form=FORM, operator=True),
    Route("GET", "/admin/feedback", "the last feedback of one kind", costly=True, operator=True),
    Route("GET", "/healthz", "is the process alive: for container and proxy"),
    Route("GET", "/readyz", "is the model loaded and the index open"),
    Route("GET POST DELETE", "/mcp", "Model Context Protocol", costly=True),
    Route("GET", "/assets/{path:path}", "Gradio's scripts and styles", page=True),
    Route("GET", "/theme.css", "Gradio's colours", page=True),
    Route("GET", "/config", "Gradio's clients ask what the page consists of", page=True),
    Route("GET", "/gradio_api/info", "Gradio's clients ask how the endpoints are called", page=True),
    Route("POST", "/gradio_api/queue/join", "a question", costly=True, page=True),
    Route("GET", "/gradio_api/queue/data", "its answer as it grows", page=True),
    Route("POST", "/gradio_api/run/predict", "the list of documents is drawn anew when its tab opens", page=True),
    Route("POST", "/gradio_api/component_server", "the page's short calls: start, ledger, drafts, documents, files, feedback", page=True),
    Route("POST", "/gradio_api/call/{name}", "the API without a client: ask", costly=True),
    Route("GET", "/gradio_api/call/{name}/{event}", "the API without a client: its answer"),
)  # fmt: skip


@cache
def _listed() -> tuple[tuple[re.Pattern[str], Route], ...]:
    below = [f"/{path}".rstrip("/") for path in PATHS.values()]
    return tuple(
        (compile_path((prefix + route.path).rstrip("/"))[0], route)
        for route in ROUTES
        for prefix in (below if route.page else [""])
    )


def route_of(method: str, path: str) -> Route | None:
    """The listed route that answers, or None. A last slash more or less is the same address."""
    method = {"HEAD": "GET", "OPTIONS": ""}.get(method, method)
    for pattern, route in _listed():
        if pattern.match(path.rstrip("/")) and (not method or method in route.methods.split()):
            return route
    return None


class OnlyListed:
    """ASGI middleware: 404 for what is not in :data:`ROUTES`, and for the operator's routes unless ``operator``."""

    def __init__(self, app: ASGIApp, operator: bool = False) -> None:
        self._app = app
        self._operator = operator

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})
            return
        if scope["type"] == "http":
            route = route_of(scope["method"], scope["path"])
            if route is None or (route.operator and not self._operator):
                await PlainTextResponse(NO_SUCH, 404)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def routes_table() -> str:
    """The list as a table in Markdown."""
    rows = (
        f"| {route.methods} | `{'[LANGUAGE]' if route.page else ''}{route.path}` | {route.why} |" for route in ROUTES
    )
    return "\n".join(("| method | address | why |", "| --- | --- | --- |", *rows, ""))
