"""The web server: the page in three languages, the readable documents, the widget, Gradio's API and MCP, on one port."""

from __future__ import annotations

import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ.setdefault("HF_HUB_OFFLINE", "1")
# A question is too short to be split between cores: its threads would wait for one another, the longer the more people ask.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import gradio as gr
from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from mcp.server.transport_security import TransportSecuritySettings
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp

from index.catalog import UnknownDocument
from index.errors import PlanqaError
from ui.admin.builder import builder_of
from ui.admin.notice import Notice
from ui.api import Api
from ui.asked import MAX_NAME
from ui.feedback import FeedbackStore
from ui.mcp import mcp_server
from ui.web.admin import Office, add_admin
from ui.web.admin_door import Door
from ui.web.document_page import ORIGINAL, View, document_html, documents_html, pointed_paragraph
from ui.web.errors import tell_errors
from ui.web.headers import SecurityHeaders
from ui.web.kept import Seal
from ui.web.languages import COOKIE, PATHS, Language, choose
from ui.web.limits import Limited
from ui.web.line import Line
from ui.web.options import Options
from ui.web.originals import original_file, original_response
from ui.web.page import Sessions, build_page
from ui.web.public import AnswersOffAnswer, in_line
from ui.web.routes import NO_SUCH, OnlyListed
from ui.web.server import Below, Forwarded, OneLine, serve
from ui.web.service import Service
from ui.web.shell import ASSETS, ASSETS_PATH, YEAR, PageShell
from ui.web.sources import Reader
from ui.web.texts import TEXTS

FONTS = ("Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "Source Han Sans SC", "sans-serif")
_FRESH = {"cache-control": "no-store"}


def launch(service: Service, feedback: FeedbackStore, host: str, port: int, options: Options = Options()) -> None:
    """Serve until interrupted.

    Raises:
        PlanqaError: the port is taken.
    """
    try:
        listening = socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=1024
        )
    except (OSError, OverflowError) as error:
        raise PlanqaError(f"无法在 {host}:{port} 启动，请用 --port 换一个端口 (cannot listen: {error})") from error
    pages = build_pages(service, feedback, options)
    with listening:
        serve(guarded(pages, options), pages, listening, options.trusted_proxies)


def build_app(service: Service, feedback: FeedbackStore, options: Options = Options()) -> ASGIApp:
    """Everything that is served, behind everything that guards it."""
    return guarded(build_pages(service, feedback, options), options)


def guarded(pages: ASGIApp, options: Options) -> ASGIApp:
    """Pages behind limits, list of routes and headers; a visitor's request meets the last line first."""
    app: ASGIApp = GZipMiddleware(PageShell(Below(pages, options.root_path)), minimum_size=1024)
    app = Limited(OneLine(app), options.limits)
    app = OnlyListed(app, options.operator is not None)
    app = SecurityHeaders(app, options.embedders)
    return Forwarded(app, options.trusted_proxies)


def build_pages(service: Service, feedback: FeedbackStore, options: Options = Options()) -> FastAPI:
    """Every page and endpoint. Fonts are the reader's own; nothing is loaded from elsewhere."""
    api, line, seal = Api(service), Line(options.budget), Seal(feedback.path.with_suffix(".key"))
    mcp = mcp_server(api, partial(in_line, line))
    # What is served is public and only read, so a page of another origin learns nothing that it could not ask for itself.
    open_to_all = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    mcp_app = mcp.streamable_http_app(stateless_http=True, transport_security=open_to_all)

    office = _office(service, feedback, options)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with mcp.session_manager.run():
            yield
        if office is not None:
            office.builder.stop()

    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(AnswersOffAnswer, notice=lambda: service.notice)
    _add_own_routes(app, service, options.originals)
    if office is not None:
        add_admin(app, office)
    app.router.routes.extend(mcp_app.routes)
    theme = gr.themes.Base(primary_hue="blue", neutral_hue="slate", font=FONTS, font_mono=("ui-monospace", "monospace"))
    for language, path in sorted(
        PATHS.items(), key=lambda item: -len(item[1])
    ):  # the root last: it takes every address
        page = build_page(service, feedback, line, seal, language, api if not path else None, options.tracking)
        below = f"/{path}".rstrip("/")
        gr.mount_gradio_app(
            app, page, below or "/", ssr_mode=False, theme=theme,
            footer_links=[], run_history=False, show_error=True, enable_monitoring=False, max_file_size=0,
        )  # fmt: skip
        app.routes[-1].app.state_holder = Sessions(page)  # type: ignore[attr-defined]
    tell_errors(app)
    return app


def _office(service: Service, feedback: FeedbackStore, options: Options) -> Office | None:
    """What the operator's page needs; None where there is none."""
    operator = options.operator
    if operator is None:
        return None
    builder = builder_of(operator.docs, operator.index, operator.model, feedback.path.with_suffix(".build.json"))
    return Office(
        service, feedback, operator.docs, builder, Notice(feedback.path.with_suffix(".notice")), Door(operator.token)
    )


def _add_own_routes(app: FastAPI, service: Service, originals: Path | None) -> None:
    @app.get(f"/{ASSETS_PATH}/{{name}}")
    def asset(name: str) -> Response:
        file = _asset(name)
        return (
            FileResponse(file, headers={"cache-control": f"public, max-age={YEAR}, immutable"})
            if file
            else PlainTextResponse(NO_SUCH, 404)
        )

    @app.get("/widget.js")
    def widget() -> Response:
        return FileResponse(ASSETS / "widget.js", headers={"cache-control": "public, max-age=3600"})

    @app.get("/healthz")
    async def healthz() -> Response:
        return PlainTextResponse("ok\n", headers=_FRESH)

    @app.get("/readyz")
    async def readyz() -> Response:
        problem = service.problem if service.ready else "模型载入中 (loading)"
        return PlainTextResponse(f"{problem or 'ready'}\n", 503 if problem else 200, headers=_FRESH)

    @app.get("/document")
    def document(
        request: Request, doc: str = "", p: str = "", mark: str = "", find: str = "", lang: str = ""
    ) -> Response:
        language = choose(lang, request.cookies.get(COOKIE), request.headers.get("accept-language", ""))
        response = _document(service, originals, language, doc, View(_number(p), _span(mark), find[:MAX_NAME].strip()))
        response.headers["vary"] = "Accept-Language, Cookie"
        if lang:
            response.set_cookie(COOKIE, language, max_age=YEAR, samesite="lax")
        return response

    @app.get(f"/{ORIGINAL}")
    def original(doc: str = "") -> Response:
        if originals is None:
            return PlainTextResponse(NO_SUCH, 404)
        return original_response(service.catalog, originals, doc)


def _asset(name: str) -> Path | None:
    return next((file for file in ASSETS.iterdir() if file.name == name), None)


def _document(
    service: Service, originals: Path | None, language: Language, document_id: str, view: View
) -> HTMLResponse:
    reader = Reader(TEXTS[language], service.catalog, "")
    try:
        document = reader.catalog.document(document_id)
    except UnknownDocument:
        missing = bool(document_id)
        return HTMLResponse(documents_html(reader, missing=missing), 404 if missing else 200)
    pointed = pointed_paragraph(document, view.paragraph, view.span)
    given = originals is not None and original_file(originals, document.file) is not None
    return HTMLResponse(document_html(reader, document, replace(view, paragraph=pointed, original=given)))


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 8 else None


def _span(text: str) -> tuple[int, int] | None:
    start, _, end = text.partition("-")
    first, last = _number(start), _number(end)
    return (first, last) if first is not None and last is not None and first < last else None
