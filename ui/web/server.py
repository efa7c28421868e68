"""The HTTP server itself: patience with slow clients, an end to what runs when it is told to stop, proxies that may be believed."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import resource
import socket
from collections.abc import Container
from functools import partial
from typing import Any

import uvicorn
from fastapi import FastAPI
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware
from uvicorn.protocols.http.h11_impl import H11Protocol

from ui.asked import one_line
from ui.web.functions import INTERNAL

log = logging.getLogger(__name__)
HEADER_SECONDS = 15.0
"""In which a client must have sent a request's head, and between two requests its next one."""
STOP_SECONDS = 20
"""For questions in work to be answered once the server is told to stop."""
CONNECTIONS = 1000
"""Open at once; more are told 503."""
CONNECTIONS_EACH = 250
"""Of one address, trusted proxies aside: connections that ask nothing must not take the others' places."""
_FORWARDED = (b"x-forwarded-", b"forwarded", b"x-gradio-server", b"x-real-ip")


class PatientProtocol(H11Protocol):
    """HTTP/1.1 that closes a connection on which no request comes; uvicorn itself waits for the first one for ever. It closes at once those that
    an address opens beyond its share."""

    def __init__(self, *given: Any, trusted: Container[str] = (), **named: Any) -> None:
        super().__init__(*given, **named)
        self._trusted = trusted
        self._look: asyncio.TimerHandle | None = None
        self._idle_before: object = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        address = self.client[0] if self.client else ""
        if address not in self._trusted and self._open(address) > CONNECTIONS_EACH:
            transport.close()
        else:
            self._look_later()

    def _open(self, address: str) -> int:
        return sum((getattr(other, "client", None) or ("",))[0] == address for other in self.connections)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._look:
            self._look.cancel()
        super().connection_lost(exc)

    def _look_later(self) -> None:
        self._look = self.loop.call_later(HEADER_SECONDS / 2, self._look_now)

    def _look_now(self) -> None:
        """Close after two looks without a request in between."""
        idle = self.cycle is None or self.cycle.response_complete
        mark = (self.cycle,) if idle else None
        if idle and mark == self._idle_before:
            self.transport.close()
            return
        self._idle_before = mark
        self._look_later()


class Forwarded:
    """ASGI middleware: believes the headers of trusted proxies about visitor and scheme, and takes everybody else's away."""

    def __init__(self, app: ASGIApp, trusted: str = "") -> None:
        self._app = app
        self._believing: Any = ProxyHeadersMiddleware(app, trusted)  # type: ignore[arg-type]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if (scope.get("client") or ("",))[0] in self._believing.trusted_hosts:
            await self._believing(scope, receive, send)
            return
        headers = [(name, value) for name, value in scope["headers"] if not name.lower().startswith(_FORWARDED)]
        await self._app({**scope, "headers": headers}, receive, send)


class Below:
    """ASGI middleware: the pages learn below which path of the site a proxy has put them, as ASGI tells it."""

    def __init__(self, app: ASGIApp, root_path: str = "") -> None:
        self._app = app
        self._root_path = root_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._root_path and scope["type"] == "http":
            scope = {**scope, "root_path": self._root_path, "path": self._root_path + scope["path"]}
        await self._app(scope, receive, send)


class OneLine:
    """ASGI middleware: an error that nobody caught is one line in the log and one line for the visitor."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except asyncio.CancelledError:  # the server stops, and says so itself
            return
        except Exception as error:
            log.error("%s %s: %s", scope["method"], scope["path"], one_line(f"{type(error).__name__}: {error}"))
            if not started:
                await PlainTextResponse(INTERNAL, 500)(scope, receive, send)


class Server(uvicorn.Server):
    """uvicorn that ends its pages' open connections first when it is told to stop, so that only questions in work are waited for."""

    def __init__(self, config: uvicorn.Config, pages: FastAPI) -> None:
        super().__init__(config)
        self._pages = pages

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for route in self._pages.routes:
            stop: asyncio.Event | None = getattr(getattr(route, "app", None), "stop_event", None)
            if stop is not None:
                stop.set()
        await super().shutdown(sockets)


def serve(app: ASGIApp, pages: FastAPI, listening: socket.socket, trusted: str = "") -> None:
    """Serve on a socket until told to stop; ``trusted`` as for :class:`Forwarded`."""
    _more_files()
    proxies: Any = ProxyHeadersMiddleware(app, trusted).trusted_hosts  # type: ignore[arg-type]
    config = uvicorn.Config(
        app, http=partial(PatientProtocol, trusted=proxies),  # type: ignore[arg-type]
        ws="none", log_level="warning", proxy_headers=False, server_header=False,
        limit_concurrency=CONNECTIONS, timeout_graceful_shutdown=STOP_SECONDS, h11_max_incomplete_event_size=32 * 1024,
    )  # fmt: skip
    Server(config, pages).run(sockets=[listening])


def _more_files() -> None:
    """As many open files as the system allows: each connection is one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = min(hard, 65536) if hard != resource.RLIM_INFINITY else 65536
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
