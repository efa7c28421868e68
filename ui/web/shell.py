"""What a browser gets before any script runs: language, head, masthead and a first sight of the page.

Gradio's own HTML is an empty frame in English that advertises Gradio; the words here make it ours and paint at once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from html import escape
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.web.headers import NONCE
from ui.web.languages import COOKIE, LANGUAGES, NAMES, PATHS, TAGS, Language, choose
from ui.web.texts import TEXTS, Texts

ASSETS = Path(__file__).parent / "assets"
ASSETS_PATH = "planqa"
"""Where the assets stand, below the site's address; Gradio has ``assets`` and ``static`` of its own."""
STYLES = ("base.css", "chat.css", "ledger.css", "check.css", "documents.css")
SCRIPTS = ("page.js",)
YEAR = 365 * 24 * 3600
_SOCIAL = re.compile(r'\s*<meta\s+(?:property="og:|name="twitter:)[^>]*>|<link rel="manifest"[^>]*>')
_SCRIPT = re.compile(r"<script\b(?P<told>[^>]*)>(?P<code>.*?)</script>", re.DOTALL)
_FRAME_SCRIPT = "iframeResizer"
"""In a script of Gradio's that our page does not need: it lets an embedding page set its size."""
_LOGO = (
    '<svg class="logo" viewBox="0 0 40 40" aria-hidden="true"><rect width="40" height="40" rx="9"/>'
    '<path class="sheet" d="M12 8h12l6 6v18H12z"/><path class="quote" d="M16 17h10M16 22h10M16 27h6"/></svg>'
)


@lru_cache(maxsize=32)
def asset_address(name: str) -> str:
    """An asset's address below the site, with its content's hash, so that it may be cached for good."""
    digest = sha256((ASSETS / name).read_bytes()).hexdigest()[:12]
    return f"{ASSETS_PATH}/{name}?v={digest}"


def head(t: Texts, root: str, title: str, styles: Sequence[str], scripts: Sequence[str]) -> str:
    """Title, icon, styles and scripts of our own; nothing comes from another host."""
    links = "".join(f'<link rel="stylesheet" href="{root}{asset_address(name)}">' for name in styles)
    code = "".join(f'<script defer src="{root}{asset_address(name)}"></script>' for name in scripts)
    return (
        f'<title>{escape(title)}</title><meta name="description" content="{escape(t.subtitle)}">'
        f'<link rel="icon" type="image/svg+xml" href="{root}{asset_address("icon.svg")}">{links}{code}'
    )


def masthead(t: Texts, heading: str, switch: str) -> str:
    """Name, motto and languages. ``heading`` is the name's element (``h1`` where the page has none); a language's name is put behind ``switch``."""
    languages = "".join(
        f'<a href="{escape(switch)}{language}" lang="{TAGS[language]}" hreflang="{TAGS[language]}"'
        f"{' aria-current=true' if language == t.language else ''}>{NAMES[language]}</a>"
        for language in LANGUAGES
    )
    return (
        f'<header class="masthead"><a class="skip" href="#content">{t.skip}</a>{_LOGO}'
        f'<div class="brand"><{heading}>{t.title}</{heading}><p>{t.subtitle}</p></div>'
        f'<nav class="languages" aria-label="{t.languages}">{languages}</nav></header>'
    )


def whole_page(
    t: Texts, title: str, body: str, switch: str, styles: Sequence[str], scripts: Sequence[str], root: str = ""
) -> str:
    """A page of our own, without Gradio; see :func:`masthead` for ``switch``. ``root`` leads from it up to the site's address."""
    return (
        f'<!doctype html><html lang="{TAGS[t.language]}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'
        f'{head(t, root, f"{title} · {t.title}", styles, scripts)}</head><body class="plain">'
        f'{masthead(t, "p", switch)}<div id="content" tabindex="-1">{body}</div></body></html>'
    )


def _first_sight(t: Texts, root: str) -> str:
    """What stands below the masthead until Gradio has drawn the tabs."""
    return (
        f'<div id="first-sight"><p class="tabs-to-come" aria-hidden="true">{t.chat} {t.ledger} {t.check} {t.documents} {t.about}</p>'
        f'<div class="welcome"><h2>{t.welcome}</h2><p>{t.welcome_more}</p><p class="waiting">{t.opening}</p></div>'
        f'<noscript><p>{t.no_script} <a href="{root}document">{t.read_all}</a></p></noscript></div>'
    )


def dressed(html: str, language: Language, nonce: str = "") -> str:
    """Gradio's page in our dress; its scripts carry ``nonce``."""
    t, root = TEXTS[language], root_of(language)
    html = html.replace('lang="en"', f'lang="{TAGS[language]}"', 1)
    html = _SOCIAL.sub("", html)
    html = _SCRIPT.sub(lambda script: _marked(script, nonce), html)
    html = html.replace("</head>", head(t, root, t.title, STYLES, SCRIPTS) + "</head>", 1)
    opened = html.index(">", html.index("<body")) + 1
    top = masthead(t, "h1", f"{root or './'}?lang=")
    return f'{html[:opened]}{top}<span id="content" tabindex="-1"></span>{_first_sight(t, root)}{html[opened:]}'


def _marked(script: re.Match[str], nonce: str) -> str:
    if _FRAME_SCRIPT in script["code"] and "createElement" in script["code"]:
        return ""
    return f'<script nonce="{nonce}"{script["told"]}>{script["code"]}</script>'


def root_of(language: Language) -> str:
    """From the page of a language up to the site's address."""
    return "../" * PATHS[language].count("/")


class PageShell:
    """ASGI middleware: sends a reader to the page in their language and dresses Gradio's pages."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._pages: dict[str, Language] = {f"/{path}": language for language, path in PATHS.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"] if scope["type"] == "http" and scope["method"] == "GET" else None
        language = self._pages.get(path or "") or self._pages.get(f"{path}/")
        if language is None or "text/html" not in Headers(scope=scope).get("accept", ""):
            await self._app(scope, receive, send)
            return
        elsewhere = self._elsewhere(scope, language)
        if elsewhere is not None:
            await elsewhere(scope, receive, send)
            return
        nonce = scope.get("state", {}).get(NONCE, "")
        await self._app(scope, receive, _dressing(send, language, nonce))

    def _elsewhere(self, scope: Scope, language: Language) -> RedirectResponse | None:
        """The redirect a request needs: to a document, to another language, to the address with its slash."""
        headers, path = Headers(scope=scope), scope["path"]
        query = dict(parse_qsl(scope["query_string"].decode("latin-1")))
        root = root_of(language) if path.endswith("/") else ""
        if "doc" in query:
            return RedirectResponse(f"{root}document?{urlencode(query)}", 302)
        asked = query.pop("lang", None)
        wanted = language
        if path == "/" or asked:
            cookies = cookie_parser(headers.get("cookie", ""))
            wanted = choose(asked, cookies.get(COOKIE) if path == "/" else language, headers.get("accept-language", ""))
        if wanted == language and asked is None and path.endswith("/"):
            return None
        rest = f"?{urlencode(query)}" if query else ""
        response = RedirectResponse(f"{root}{PATHS[wanted] or './'}{rest}", 302, {"vary": "Accept-Language, Cookie"})
        if asked is not None:
            response.set_cookie(COOKIE, wanted, max_age=YEAR, samesite="lax")
        return response


def _dressing(send: Send, language: Language, nonce: str) -> Send:
    """``send``, with an HTML body replaced once it is whole."""
    start: Message | None = None
    body = b""

    async def dressed_send(message: Message) -> None:
        nonlocal start, body
        if message["type"] == "http.response.start":
            start = message
            return
        if message["type"] != "http.response.body" or start is None:
            await send(message)
            return
        body += message.get("body", b"")
        if message.get("more_body"):
            return
        headers = MutableHeaders(scope=start)
        if headers.get("content-type", "").startswith("text/html"):
            body = dressed(body.decode("utf-8"), language, nonce).encode("utf-8")
            headers["content-length"] = str(len(body))
            headers.append("vary", "Accept-Language, Cookie")
        await send(start)
        await send({"type": "http.response.body", "body": body})

    return dressed_send
