"""How much one visitor may ask of the server: bytes of a request, requests a minute, requests at once, time to send them."""

from __future__ import annotations

import asyncio
import ipaddress
import json
import math
import time
from collections import Counter
from contextvars import ContextVar
from dataclasses import dataclass

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.errors import PlanqaError
from ui.web.routes import Route, route_of

_LARGE = 32 * 1024
"""Bytes of a call from which on it counts as a question does."""
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
ADDRESS: ContextVar[str] = ContextVar("address", default="local")
"""Of the visitor whose request is answered."""


class BadLimits(PlanqaError):
    """A setting of the limits cannot be used."""


@dataclass(frozen=True, slots=True)
class Limits:
    """For one address, save the sizes, which hold for one request."""

    questions: str = "120/minute"
    requests: str = "1200/minute"
    at_once: int = 160
    """Requests in work, open streams included."""
    body: int = 256 * 1024
    """Bytes of a question, or a call of API or MCP."""
    kept_body: int = 4 * 1024 * 1024
    """Bytes of a call that brings a whole conversation."""
    body_seconds: float = 20.0
    """For a request to arrive whole."""
    files_seconds: float = 600.0
    """For the operator's files to arrive whole."""


def rate(text: str) -> RateLimitItem:
    """``120/minute`` and the like, in the notation of the library *limits*.

    Raises:
        BadLimits: it is none.
    """
    try:
        return parse(text)
    except ValueError as error:
        raise BadLimits(f"限额应写作 120/minute 这样，不是 {text} (not a rate)") from error


def visitor_of(scope: Scope) -> str:
    """The address that a request counts for; of IPv6 the network of a household (/64), whose addresses one visitor may change at will."""
    host = (scope.get("client") or ("local", 0))[0]
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return str(host)[:64]
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


class Refused(Exception):
    """A request is not taken: the status, the words, and after how many seconds it may come again."""

    def __init__(self, status: int, words: str, seconds: int = 0) -> None:
        super().__init__(words)
        self.status, self.words, self.seconds = status, words, seconds


class Limited:
    """ASGI middleware: 429 with Retry-After, 413, 415 or 408 beyond the limits."""

    def __init__(self, app: ASGIApp, limits: Limits = Limits()) -> None:
        self._app = app
        self._limits = limits
        self._rates = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._questions, self._requests = rate(limits.questions), rate(limits.requests)
        self._open: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        address = visitor_of(scope)
        ADDRESS.set(address)
        self._open[address] += 1
        try:
            self._admit(scope, address)
            await self._within(scope, receive, send)
        except Refused as refused:
            await _say(refused, send)
        finally:
            self._open[address] -= 1
            if not self._open[address]:
                del self._open[address]

    async def _within(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The application, its request's body bounded. What it makes of a body that was cut off, if anything, is not sent."""
        route = route_of(scope["method"], scope["path"])
        most = self._most(route, scope["path"])
        seconds = self._limits.files_seconds if most > self._limits.kept_body else self._limits.body_seconds
        body = _Body(receive, most, seconds)

        async def unless_refused(message: Message) -> None:
            if body.refused is None:
                await send(message)

        try:
            await self._app(scope, body.receive, unless_refused)
        except Exception:
            if body.refused is None:
                raise
        if body.refused is not None:
            raise body.refused

    def _admit(self, scope: Scope, address: str) -> None:
        path, method, headers = scope["path"], scope["method"], Headers(scope=scope)
        if path in ("/healthz", "/readyz"):
            return
        if self._open[address] > self._limits.at_once:
            raise Refused(429, "同时打开的请求太多 (too many requests at once)", 2)
        self._count(self._requests, "requests", address)
        length = headers.get("content-length", "0")
        size = int(length) if length.isascii() and length.isdecimal() and len(length) < 12 else None
        route = route_of(method, path)
        if (route and route.costly) or size is None or size > _LARGE:
            self._count(self._questions, "questions", address)
        most = self._most(route, path)
        if size is None or size > most:
            raise _too_large(most)
        kind = headers.get("content-type", "application/json").partition(";")[0].strip().lower()
        if method == "POST" and route and route.form:
            if kind not in _FORMS:
                raise Refused(415, "只接受表单 (forms only)")
        elif method == "POST" and kind != "application/json":
            raise Refused(415, "只接受 JSON (JSON only)")

    def _count(self, item: RateLimitItem, what: str, address: str) -> None:
        if not self._rates.hit(item, what, address):
            reset = self._rates.get_window_stats(item, what, address).reset_time
            seconds = min(max(1, math.ceil(reset - time.time())), item.get_expiry())
            raise Refused(
                429, f"请求太频繁，请 {seconds} 秒后再试 (too many requests: try again in {seconds} s)", seconds
            )

    def _most(self, route: Route | None, path: str) -> int:
        if route and route.form:
            return route.form
        return self._limits.kept_body if path.rstrip("/").endswith("/component_server") else self._limits.body


class _Body:
    """A request's body that may be neither too long nor too slow."""

    def __init__(self, receive: Receive, most: int, seconds: float) -> None:
        self._receive, self._most = receive, most
        self._deadline = time.monotonic() + seconds
        self._whole = False
        self._read = 0
        self.refused: Refused | None = None

    async def receive(self) -> Message:
        """The next message, or the end of the connection once the body is refused."""
        if self._whole:
            return await self._receive()
        try:
            message = await asyncio.wait_for(self._receive(), max(0.0, self._deadline - time.monotonic()))
        except TimeoutError:
            return self._refuse(Refused(408, "请求没有按时收完 (the request came too slowly)"))
        self._read += len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        return self._refuse(_too_large(self._most)) if self._read > self._most else message

    def _refuse(self, refused: Refused) -> Message:
        self.refused, self._whole = refused, True
        return {"type": "http.disconnect"}


def _too_large(most: int) -> Refused:
    return Refused(413, f"请求超过 {most // 1024} KB (too large)")


async def _say(refused: Refused, send: Send) -> None:
    """The refusal as JSON, under the names that Gradio's and other clients look for."""
    body = json.dumps({"detail": refused.words, "error": refused.words}, ensure_ascii=False).encode()
    headers = [(b"content-type", b"application/json; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    headers += [(b"cache-control", b"no-store"), (b"connection", b"close")] if refused.status != 429 else []
    if refused.seconds:
        headers.append((b"retry-after", str(refused.seconds).encode()))
    await send({"type": "http.response.start", "status": refused.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
