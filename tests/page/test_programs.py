"""Other programs and sites: Gradio's API by its client, MCP by its client, the widget inside a page of another origin."""

from __future__ import annotations

import http.server
import os
import re
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import anyio
import pytest
from gradio_client import Client as GradioClient
from gradio_client.exceptions import AppError
from mcp import Client as McpClient
from mcp import StdioServerParameters
from mcp.client.stdio import stdio_client
from playwright.sync_api import expect

from bench.server import Server
from tests.conftest import ROOT
from tests.page.conftest import WAIT, Visit

pytestmark = pytest.mark.browser
LONGHUA = "shenzhenshilonghuaqu-2023-55f0"


def test_gradios_api_has_stable_names(server: Server) -> None:
    client = GradioClient(server.url, verbose=False)
    endpoints = client.view_api(return_format="dict")["named_endpoints"]
    assert set(endpoints) == {"/ask", "/search", "/commitments", "/documents", "/check"}
    answer = client.predict("2023年要新增多少学位?", api_name="/ask")
    assert "3万座" in answer["answer"]
    assert answer["citations"][0]["quote"].startswith("新改扩建幼儿园15所")
    assert answer["notices"]
    follow_up = client.predict("那2022年呢?", ["2023年要新增多少学位?"], LONGHUA, api_name="/ask")
    shown = [c["quote"] for c in (*follow_up["citations"], *follow_up["related"])]
    assert any("11760" in quote for quote in shown)
    assert client.predict("2023年GDP增长目标", region="云泽市", api_name="/ask")["refused"]
    found = client.predict("学位", limit=3, api_name="/search")
    assert len(found) == 3
    assert any("学位" in passage["quote"] for passage in found)
    rows = client.predict(search="学位", kind="target", year=2023, api_name="/commitments")
    assert rows["total"] == len(rows["rows"]) >= 1
    assert {row["kind"] for row in rows["rows"]} == {"target"}
    assert {d["document_id"] for d in client.predict(api_name="/documents")} >= {LONGHUA}
    with pytest.raises(AppError, match="请输入问题"):
        client.predict("", api_name="/ask")


def test_the_readmes_example_runs(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    exec(example.replace("http://127.0.0.1:7860", server.url), {})
    assert "3万座" in capsys.readouterr().out


async def _talk(target: Any) -> dict[str, Any]:
    async with McpClient(target) as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        said: dict[str, Any] = {"tools": set(tools), "described": tools["ask"].description}
        for name, arguments in (
            ("ask", {"question": "2023年要新增多少学位?"}), ("search", {"question": "学位", "limit": 2}),
            ("commitments", {"search": "学位", "kind": "target"}), ("documents", {}), ("ask", {"question": " "}),
        ):  # fmt: skip
            result = await client.call_tool(name, arguments)
            said[f"{name} failed" if result.is_error else name] = result.structured_content or result.content[0].text
    return said


def _check(target: Any) -> None:
    with ThreadPoolExecutor(1) as apart:  # this thread's event loop is playwright's
        said = apart.submit(anyio.run, _talk, target).result()
    assert said["tools"] == {"ask", "search", "check", "commitments", "documents"}
    assert "verbatim" in said["described"]
    assert "3万座" in said["ask"]["answer"]
    assert len(said["search"]["result"]) == 2
    assert said["commitments"]["total"] >= 1
    assert LONGHUA in {d["document_id"] for d in said["documents"]["result"]}
    assert "请输入问题" in str(said["ask failed"])


def test_mcp_over_http(server: Server) -> None:
    _check(f"{server.url}/mcp")


def test_mcp_over_standard_input_and_output(library: Path) -> None:
    environment = {**os.environ, "PLANQA_INDEX": str(library), "PYTHONPATH": str(ROOT)}
    parameters = StdioServerParameters(command=sys.executable, args=["-m", "ui", "mcp"], env=environment, cwd=str(ROOT))
    _check(stdio_client(parameters))


@pytest.fixture
def other_site(server: Server) -> Iterator[str]:
    """A page of another origin (another host name and port) with the widget's one line in it."""
    page = (
        '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>某区政府</title>'
        f'<body><h1>某区政府</h1><script src="{server.url}/widget.js" data-document="{LONGHUA}" async></script></body></html>'
    )

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page.encode() if self.path == "/" else b"")

        def log_message(self, format: str, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page) as site:
        thread = threading.Thread(target=site.serve_forever)
        thread.start()
        yield f"http://localhost:{site.server_address[1]}/"
        site.shutdown()
        thread.join()


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_the_widget_answers_inside_a_page_of_another_origin(visit: Visit, other_site: str, size: str) -> None:
    visitor = visit(size)
    page = visitor.page
    page.goto(other_site)
    button = page.get_by_role("button", name="问规划")
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    assert page.locator("iframe").count() == 0, "nothing is loaded before it is wanted"
    button.click()
    expect(page.get_by_role("dialog", name="规划问答")).to_be_visible()
    inside = page.frame_locator("iframe")
    inside.locator("#talk-and-source.ready").wait_for(timeout=WAIT)
    expect(inside.locator(".masthead")).to_be_hidden()
    inside.locator("#question").fill("2023年新增床位多少张?")
    inside.locator("#question").press("Enter")
    expect(inside.locator(".figure strong")).to_have_text("6000张", timeout=WAIT)
    inside.locator(".marker").first.click()
    expect(inside.locator("#source mark")).to_be_in_viewport()
    page.get_by_role("button", name="关闭", exact=True).click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(button).to_be_focused()
