"""The nginx example of the docs, run as it stands save address, port and certificate: the page below a path of another site."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from bench.server import free_port
from tests.conftest import ROOT
from tests.quick import Site, quick_index, quick_site
from tests.test_limits import ask, call
from ui.web.limits import Limits
from ui.web.options import Options

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
pytestmark = pytest.mark.skipif(NGINX is None, reason="no nginx on this machine (apt-get install nginx-light)")
HTML = {"accept": "text/html", "accept-language": "zh-CN"}


def configuration(folder: Path, port: int, behind: int) -> str:
    """The example in a whole configuration that needs no root."""
    example = (ROOT / "docs" / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    example = example.replace("listen 443 ssl;", f"listen 127.0.0.1:{port};").replace(
        "127.0.0.1:7860;", f"127.0.0.1:{behind};"
    )
    example = re.sub(r"(?m)^\s*ssl_certificate.*$", "", example)
    places = "".join(
        f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;\n" if os.geteuid() == 0 else ""
    return (
        f"{user}daemon off;\npid {folder}/pid;\nerror_log {folder}/error.log;\nworker_processes 1;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{places}{example}}}\n"
    )


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Site]]:
    folder = tmp_path_factory.mktemp("nginx")
    port, behind = free_port(), free_port()
    options = Options(limits=Limits("30/minute", "400/minute"), root_path="/planqa", trusted_proxies="127.0.0.1")
    (folder / "nginx.conf").write_text(configuration(folder, port, behind), encoding="utf-8")
    with quick_site(quick_index(folder), folder, options, behind) as site:
        running = subprocess.Popen([str(NGINX), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")])
        try:
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port)).close()
                    break
                except OSError:
                    assert running.poll() is None, (folder / "error.log").read_text()
                    time.sleep(0.05)
            yield f"http://127.0.0.1:{port}/planqa", site
        finally:
            running.terminate()
            running.wait(10)


def test_pages_and_their_parts_stay_below_the_path(proxied: tuple[str, Site]) -> None:
    url, _ = proxied
    with httpx.Client(headers=HTML, follow_redirects=True, timeout=60) as client:
        for path, language in (
            ("", "zh-Hans"),
            ("/", "zh-Hans"),
            ("/en/", "en"),
            ("/?lang=zh-Hant", "zh-Hant"),
            ("/en", "en"),
        ):
            page = client.get(url + path)
            assert page.status_code == 200, path
            assert str(page.url).startswith(f"{url}/"), path
            assert f'lang="{language}' in page.text
            root = re.findall(r'"root":"([^"]*)"', page.text)[0]
            assert root == url + {"zh-Hans": "", "en": "/en", "zh-Hant": "/zh-hant"}[language]
            for part in re.findall(r'(?:src|href)="([^"#]+\.(?:js|css)[^"]*)"', page.text):
                loaded = client.get(page.url.join(part))
                assert loaded.status_code == 200, part
                assert str(loaded.url).startswith(url), part
        listed = client.get(f"{url}/document")
        for address in re.findall(r'href="([^"#]+)"', listed.text):
            assert str(listed.url.join(address)).startswith(url), address
        assert client.get(f"{url}/gradio_api/upload").status_code == 404
        assert client.get(f"{url}/healthz").text == "ok\n"


def test_a_question_is_answered_through_it(proxied: tuple[str, Site]) -> None:
    url, site = proxied
    through = replace(site, url=url)
    values = ask(through, "新增学位多少?", "through")
    assert values[-1]["state"] == "done"
    assert call(through, "judge", {"turn": values[-1]["kept"], "verdict": "useful"}).json() == {}


def test_the_visitors_address_counts_not_the_proxys_and_not_a_claimed_one(proxied: tuple[str, Site]) -> None:
    url, site = proxied
    claimed = [
        httpx.post(
            f"{url}/gradio_api/call/documents", json={"data": []}, timeout=60, headers={"x-forwarded-for": f"9.9.9.{n}"}
        ).status_code
        for n in range(40)
    ]
    assert claimed[-1] == 429
    direct = httpx.post(
        f"{site.url}/gradio_api/call/documents", json={"data": []}, timeout=60, headers={"x-forwarded-for": "8.8.8.8"}
    )
    assert direct.status_code == 200, "another visitor of the same proxy"
