"""The web server: the page in three languages, the readable documents, the widget, Gradio's API and MCP, on one port."""

from __future__ import annotations

import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ.setdefault("HF_HUB_OFFLINE", "1")
# A question is too short to be split between cores: its threads would wait for one another, the longer the more people ask.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import gradio as gr
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, HTMLResponse, Response
from mcp.server.transport_security import TransportSecuritySettings
from starlette.middleware.gzip import GZipMiddleware

from index.catalog import UnknownDocument
from index.errors import PlanqaError
from ui.api import Api
from ui.feedback import FeedbackStore
from ui.mcp import mcp_server
from ui.web.document_page import document_html, documents_html, pointed_paragraph
from ui.web.languages import COOKIE, PATHS, Language, choose
from ui.web.page import build_page
from ui.web.service import Service
from ui.web.shell import ASSETS, ASSETS_PATH, YEAR, PageShell
from ui.web.sources import Reader
from ui.web.texts import TEXTS

FONTS = ("Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "Source Han Sans SC", "sans-serif")
_DOCUMENT_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'"
)


def launch(service: Service, feedback: FeedbackStore, host: str, port: int) -> None:
    """Serve until interrupted.

    Raises:
        PlanqaError: the port is taken.
    """
    try:
        listening = socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=1024
        )
    except OSError as error:
        raise PlanqaError(f"无法在 {host}:{port} 启动,请用 --port 换一个端口 (cannot listen: {error})") from error
    config = uvicorn.Config(build_app(service, feedback), log_level="warning", timeout_graceful_shutdown=3)
    with listening:
        uvicorn.Server(config).run(sockets=[listening])


def build_app(service: Service, feedback: FeedbackStore) -> FastAPI:
    """Everything that is served. Fonts are the reader's own; nothing is loaded from elsewhere."""
    api = Api(service)
    mcp = mcp_server(api)
    # What is served is public and only read, so a page of another origin learns nothing that it could not ask for itself.
    open_to_all = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    mcp_app = mcp.streamable_http_app(stateless_http=True, transport_security=open_to_all)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with mcp.session_manager.run():
            yield

    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    _add_own_routes(app, service)
    app.router.routes.extend(mcp_app.routes)
    theme = gr.themes.Base(primary_hue="blue", neutral_hue="slate", font=FONTS, font_mono=("ui-monospace", "monospace"))
    for language, path in sorted(
        PATHS.items(), key=lambda item: -len(item[1])
    ):  # the root last: it takes every address
        page = build_page(service, feedback, language, api if not path else None)
        gr.mount_gradio_app(
            app, page, f"/{path}".rstrip("/") or "/", ssr_mode=False, theme=theme, footer_links=[], run_history=False, show_error=True,
        )  # fmt: skip
    app.add_middleware(PageShell)
    app.add_middleware(GZipMiddleware, minimum_size=1024)
    return app


def _add_own_routes(app: FastAPI, service: Service) -> None:
    @app.get(f"/{ASSETS_PATH}/{{name}}")
    def asset(name: str) -> Response:
        file = _asset(name)
        return (
            FileResponse(file, headers={"cache-control": f"public, max-age={YEAR}, immutable"})
            if file
            else Response(status_code=404)
        )

    @app.get("/widget.js")
    def widget() -> Response:
        return FileResponse(ASSETS / "widget.js", headers={"cache-control": "public, max-age=3600"})

    @app.get("/document")
    def document(request: Request, doc: str = "", p: str = "", mark: str = "", lang: str = "") -> Response:
        language = choose(lang, request.cookies.get(COOKIE), request.headers.get("accept-language", ""))
        response = _document(service, language, doc, _number(p), _span(mark))
        response.headers["vary"] = "Accept-Language, Cookie"
        response.headers["content-security-policy"] = _DOCUMENT_POLICY
        if lang:
            response.set_cookie(COOKIE, language, max_age=YEAR, samesite="lax")
        return response


def _asset(name: str) -> Path | None:
    return next((file for file in ASSETS.iterdir() if file.name == name), None)


def _document(
    service: Service, language: Language, document_id: str, paragraph: int | None, span: tuple[int, int] | None
) -> HTMLResponse:
    reader = Reader(TEXTS[language], service.catalog, "")
    try:
        document = reader.catalog.document(document_id)
    except UnknownDocument:
        missing = bool(document_id)
        return HTMLResponse(documents_html(reader, missing=missing), 404 if missing else 200)
    return HTMLResponse(document_html(reader, document, pointed_paragraph(document, paragraph, span), span))


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 8 else None


def _span(text: str) -> tuple[int, int] | None:
    start, _, end = text.partition("-")
    first, last = _number(start), _number(end)
    return (first, last) if first is not None and last is not None and first < last else None
