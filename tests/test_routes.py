"""What is answered at all, with which headers: every route there is, whether listed or not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from starlette.routing import Mount

from tests.conftest import ROOT
from tests.quick import Site, quick_index, quick_site
from ui.web.headers import BadSites, frame_ancestors
from ui.web.launch import build_pages
from ui.web.limits import Limits
from ui.web.options import Options
from ui.web.routes import ROUTES, route_of, routes_table

EMBEDDER = "https://www.example.gov.cn"
HEADERS = ("content-security-policy", "x-content-type-options", "referrer-policy", "permissions-policy")
PLENTY = Limits("10000/minute", "10000/minute")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    with quick_site(
        quick_index(folder), folder, Options(limits=PLENTY, embedders=frame_ancestors(EMBEDDER))
    ) as running:
        yield running


@pytest.fixture(scope="module")
def every(site: Site) -> list[tuple[str, str]]:
    """Method and a sample address of every route of the application and of all that is mounted in it."""
    return sorted(set(_routes(build_pages(_service(site), site.feedback))))


def _service(site: Site) -> Any:
    class Quiet:
        catalog = site.finder.store.catalog
        ready = True

        @property
        def ledger(self) -> Any:
            from ui.ledger import Ledger

            return Ledger(self.catalog)

    return Quiet()


def _routes(app: Any, below: str = "") -> Iterator[tuple[str, str]]:
    for route in app.routes:
        if isinstance(route, Mount):
            yield from _routes(route.app, below + route.path)
            continue
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from _routes(inner, below)
            continue
        path = re.sub(r"\{[^}]*\}", "x", below + route.path)
        for method in getattr(route, "methods", None) or {"GET"}:
            yield method, path


def test_every_route_that_is_not_listed_is_404_and_all_carry_the_headers(
    site: Site, every: list[tuple[str, str]]
) -> None:
    assert len(every) > 100, "Gradio's own routes are among them"
    closed = 0
    with httpx.Client(base_url=site.url, timeout=30) as client:
        for method, path in every:
            if path.endswith("/queue/data") or "/call/" in path or (path == "/mcp" and method == "GET"):
                continue  # streams of events that there are none of
            reply = client.request(method, path, headers={"accept": "application/json"})
            for name in HEADERS:
                assert name in reply.headers, (method, path, name)
            assert "frame-ancestors 'none'" in reply.headers["content-security-policy"], path
            if route_of(method, path) is None:
                assert reply.status_code == 404, (method, path)
                closed += 1
    assert closed > 60


@pytest.mark.parametrize(
    "path",
    [
        "/upload", "/gradio_api/upload", "/en/gradio_api/upload", "/gradio_api/file=/etc/passwd", "/monitoring", "/gradio_api/proxy=http://x/",
        "/gradio_api/deep_link", "/gradio_api/startup-events", "/gradio_api/stream/x", "/login", "/gradio_api/openapi.json", "/docs", "/openapi.json",
        "/gradio_api/queue/status", "/static/../ui/cli.py", "/planqa/../../cli.py", "/gradio_api/vibe-code", "/custom_component/x", "//", "/..%2f",
    ],
)  # fmt: skip
def test_what_the_page_does_not_use_is_closed(site: Site, path: str) -> None:
    for method in ("GET", "POST", "PUT", "DELETE", "TRACE"):
        reply = httpx.request(method, site.url + path, files={"files": b"x" * 1000} if method == "POST" else None)
        assert reply.status_code == 404, (method, path)
        assert len(reply.text.splitlines()) == 1


def test_the_documented_list_is_the_list() -> None:
    assert routes_table() in (ROOT / "docs" / "routes.md").read_text(encoding="utf-8")
    assert all(route.why for route in ROUTES)


def test_only_the_widgets_page_may_be_framed_and_only_by_the_sites_set(site: Site) -> None:
    def ancestors(path: str) -> str:
        reply = httpx.get(site.url + path, headers={"accept": "text/html", "accept-language": "zh-CN"})
        (found,) = re.findall("frame-ancestors ([^;]*)", reply.headers["content-security-policy"])
        assert ("x-frame-options" in reply.headers) is (found == "'none'")
        return str(found)

    assert ancestors("/?embed=1") == EMBEDDER
    assert ancestors("/en/?embed=1&lang=en") in (EMBEDDER, "'none'")
    assert ancestors("/zh-hant/?embed=1") == EMBEDDER
    for path in ("/", "/?embed=0", "/?embed=2", "/document?embed=1", "/widget.js?embed=1", "/none?embed=1"):
        assert ancestors(path) == "'none'", path


@pytest.mark.parametrize(
    "sites", ["x", "https://a;script-src *", "https://a, https://b", "javascript:1", "https://a/b", "*"]
)
def test_a_setting_of_sites_that_is_none_is_told(sites: str) -> None:
    with pytest.raises(BadSites):
        frame_ancestors(sites)
    assert (
        frame_ancestors("'self' https://*.gov.cn:8443 http://localhost")
        == "'self' https://*.gov.cn:8443 http://localhost"
    )


def test_every_script_of_the_page_carries_this_answers_nonce(site: Site) -> None:
    seen = set()
    for _ in range(2):
        reply = httpx.get(site.url, headers={"accept": "text/html", "accept-language": "zh-CN"})
        (nonce,) = re.findall("'nonce-([^']+)'", reply.headers["content-security-policy"])
        scripts = re.findall(r"<script\b[^>]*>", reply.text)
        inline = [script for script in scripts if "src=" not in script]
        assert inline
        assert all(f'nonce="{nonce}"' in script for script in inline)
        assert "iframeResizer.contentWindow" not in reply.text
        seen.add(nonce)
    assert len(seen) == 2


def test_health_and_readiness(site: Site) -> None:
    assert httpx.get(f"{site.url}/healthz").text == "ok\n"
    assert httpx.get(f"{site.url}/readyz").status_code == 200
