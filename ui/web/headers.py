"""Headers that tell a browser what a page of ours may do: on every answer, whatever it is."""

from __future__ import annotations

import re
import secrets
from urllib.parse import parse_qs

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.errors import PlanqaError
from ui.web.languages import PATHS

NONCE = "planqa.nonce"
"""Where a request's scope holds the nonce that its page's scripts must carry."""
_COMMON = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "permissions-policy": (
        "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), midi=(), "
        "payment=(), usb=(), xr-spatial-tracking=(), clipboard-write=(self)"
    ),
    "cross-origin-opener-policy": "same-origin",
}
_NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'"
_DOCUMENT = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'"
)
_ADMIN = _DOCUMENT.replace("img-src 'self'", "img-src 'self' data:; connect-src 'self'")
"""With the arrow of a choice, and the progress of a build."""
# Gradio compiles the templates and scripts of its HTML components in the browser, hence 'unsafe-eval'; an inline script needs the nonce,
# so that markup that slipped in could not run. Gradio and its components set styles inline.
_PAGE = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'"
)
_SITE = re.compile(r"'self'|https?://(\*\.)?[\w.-]+(:(\d{1,5}|\*))?|\[[0-9a-f:]+\]", re.ASCII)


class BadSites(PlanqaError):
    """The setting of the sites allowed to embed the widget cannot be used."""


def frame_ancestors(sites: str) -> str:
    """The setting ``embed_sites`` (origins parted by blanks) as a source list.

    Raises:
        BadSites: a part is no origin.
    """
    parts = sites.split()
    for part in parts:
        if not _SITE.fullmatch(part):
            raise BadSites(
                f"PLANQA_EMBED_SITES 应为空格分隔的网站地址，如 https://www.example.gov.cn，不是 {part} (an origin each)"
            )
    return " ".join(parts) or "'none'"


class SecurityHeaders:
    """ASGI middleware. ``embedders`` is the source list of who may show the widget's page in a frame; nothing else may be framed."""

    def __init__(self, app: ASGIApp, embedders: str = "'none'") -> None:
        self._app = app
        self._embedders = embedders
        self._pages = {f"/{path}" for path in PATHS.values()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        policy, embedders = self._policy(scope)

        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _COMMON.items():
                    headers[name] = value
                headers["content-security-policy"] = f"{policy}; frame-ancestors {embedders}"
                if embedders == "'none'":
                    headers["x-frame-options"] = "DENY"
            await send(message)

        await self._app(scope, receive, headed)

    def _policy(self, scope: Scope) -> tuple[str, str]:
        """What the answer may load, and who may frame it."""
        path = scope["path"]
        if path == "/document":
            return _DOCUMENT, "'none'"
        if path == "/admin" or path.startswith("/admin/"):
            return _ADMIN, "'none'"
        if path not in self._pages:
            return _NOTHING, "'none'"
        nonce = scope.setdefault("state", {})[NONCE] = secrets.token_urlsafe(16)
        embedded = parse_qs(scope["query_string"].decode("latin-1")).get("embed") == ["1"]
        return _PAGE.format(nonce=nonce), self._embedders if embedded else "'none'"
