"""Eighty requests that no program sends to get an answer: each is told one clear line or shut out, and the next visitor is answered as ever."""

from __future__ import annotations

import contextlib
import json
import re
import socket
from collections.abc import Iterator

import httpx
import pytest

from tests.quick import Site, quick_index, quick_site, submit_event
from tests.test_limits import ask
from ui.web.limits import Limits
from ui.web.options import Options
from ui.web.page import MAILBOXES, NAMES, Recent

PLENTY = Options(limits=Limits("100000/minute", "100000/minute"))
GET, CLOSE = b"GET /healthz HTTP/1.1\r\n", b"connection: close\r\n\r\n"
JOIN, CALL, SERVE, MCP = "/gradio_api/queue/join", "/gradio_api/call/ask", "/gradio_api/component_server", "/mcp"


def post(path: str, body: bytes, *headers: str, length: int | None = None) -> bytes:
    """A POST of JSON as bytes on the wire."""
    lines = [f"POST {path} HTTP/1.1", "host: x", "content-type: application/json", "connection: close", *headers]
    lines.append(f"content-length: {len(body) if length is None else length}")
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + body


RAW: dict[str, bytes] = {
    # what is no HTTP
    "nothing": b"\r\n\r\n", "nuls": b"\x00" * 100 + b"\r\n\r\n", "noise": bytes(range(128, 256)) * 40 + b"\r\n\r\n", "words": b"please\r\n\r\n",
    "tls hello": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 60 + b"\r\n\r\n", "http 0.9": b"GET /\r\n\r\n", "http 2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "http 9": b"GET /healthz HTTP/9.9\r\nconnection: close\r\n\r\n", "ssh": b"SSH-2.0-OpenSSH_9.2\r\n\r\n", "smtp": b"EHLO example.cn\r\nMAIL FROM:<a@example.cn>\r\n\r\n", "redis": b"*1\r\n$4\r\nINFO\r\n\r\n",
    # heads
    "no host": GET + b"\r\n", "two hosts": GET + b"host: a\r\nhost: b\r\n" + CLOSE, "no colon": GET + b"host x\r\n" + CLOSE,
    "blank in a name": GET + b"host: x\r\nx y: 1\r\n" + CLOSE, "nul in a value": GET + b"host: x\r\nx: a\x00b\r\n" + CLOSE, "folded": GET + b"host: x\r\nx: a\r\n b\r\n" + CLOSE,
    "long header": GET + b"host: x\r\nx: " + b"a" * 200_000 + b"\r\n" + CLOSE, "many headers": GET + b"host: x\r\n" + b"x: 1\r\n" * 20_000 + CLOSE,
    "long address": b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nhost: x\r\n" + CLOSE, "bare lines": b"GET /none HTTP/1.1\nhost: x\nconnection: close\n\n",
    "another site": b"GET http://example.cn/ HTTP/1.1\r\nhost: x\r\n" + CLOSE, "tunnel": b"CONNECT example.cn:443 HTTP/1.1\r\nhost: x\r\n" + CLOSE,
    "all": b"OPTIONS * HTTP/1.1\r\nhost: x\r\n" + CLOSE, "trace": b"TRACE / HTTP/1.1\r\nhost: x\r\n" + CLOSE, "own method": b"STEAL / HTTP/1.1\r\nhost: x\r\n" + CLOSE,
    "small method": b"get / HTTP/1.1\r\nhost: x\r\n" + CLOSE, "websocket": b"GET / HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade, close\r\nsec-websocket-key: YQ==\r\nsec-websocket-version: 13\r\n\r\n",
    # addresses
    "climbing": b"GET /planqa/../../../../etc/passwd HTTP/1.1\r\nhost: x\r\n" + CLOSE, "climbing, written otherwise": b"GET /planqa/..%2f..%2fetc%2fpasswd HTTP/1.1\r\nhost: x\r\n" + CLOSE,
    "no utf-8": b"GET /%ff%fe HTTP/1.1\r\nhost: x\r\n" + CLOSE, "nul in the address": b"GET /planqa/a%00.css HTTP/1.1\r\nhost: x\r\n" + CLOSE, "lines in the address": b"GET /x%0d%0aset-cookie:a=b HTTP/1.1\r\nhost: x\r\n" + CLOSE,
    "slashes": b"GET //// HTTP/1.1\r\nhost: x\r\n" + CLOSE, "file": b"GET /gradio_api/file=/etc/passwd HTTP/1.1\r\nhost: x\r\n" + CLOSE, "assets": b"GET /assets/../../routes.py HTTP/1.1\r\nhost: x\r\n" + CLOSE,
    # lengths
    "negative length": post(JOIN, b"{}", length=-1), "long length": post(JOIN, b"{}", length=10**30), "two lengths": post(JOIN, b"{}", "content-length: 5"),
    "length and chunks": post(JOIN, b"0\r\n\r\n", "transfer-encoding: chunked"), "bad chunk": b"POST " + JOIN.encode() + b" HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
    "huge chunk": b"POST " + JOIN.encode() + b" HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nffffffffffffffff\r\n" + b"x" * 600_000,
    "unknown coding": post(JOIN, b"{}", "transfer-encoding: gzip, x"), "too large": post(JOIN, b"[" * 300_000),
    # bodies
    "empty body": post(JOIN, b""), "form": post(JOIN, b"a=b").replace(b"application/json", b"application/x-www-form-urlencoded"), "xml": post(JOIN, b"<a/>").replace(b"application/json", b"text/xml"),
    "no utf-8 body": post(JOIN, b'{"data": ["\xff\xfe"]}'), "half a body": post(JOIN, b'{"data": ['), "deep": post(JOIN, b"[" * 100_000), "deep object": post(CALL, b'{"data":' * 20_000), "gzip": post(JOIN, b"\x1f\x8b\x08" + b"\x00" * 50, "content-encoding: gzip"),
}  # fmt: skip
TAKEN = ("folded", "many headers", "http 9")
"""Odd, and of no harm."""
DEEP: object = []
for _ in range(500):
    DEEP = [DEEP]
BODIES: dict[str, tuple[str, object]] = {
    "null": (JOIN, None), "list": (JOIN, []), "number": (JOIN, 7), "no data": (JOIN, {}), "data text": (JOIN, {"data": "x"}), "no such event": (JOIN, {"data": [], "fn_index": 10**6, "session_hash": "a"}),
    "event text": (JOIN, {"data": [], "fn_index": "x", "session_hash": "a"}), "negative event": (JOIN, {"data": [], "fn_index": -5, "session_hash": "a"}), "endless event": (JOIN, {"data": [], "fn_index": 10**400, "session_hash": "a"}),
    "session a list": (JOIN, {"data": [], "fn_index": 0, "session_hash": ["a"]}), "call null": (CALL, None), "call a list": (CALL, []), "call without data": (CALL, {}), "call of nothing": ("/gradio_api/call/none", {"data": []}), "call of a path": ("/gradio_api/call/..%2f..%2fx", {"data": []}),
    "served null": (SERVE, None), "served nothing": (SERVE, {}), "served of none": (SERVE, {"component_id": 10**6, "session_hash": "a", "fn_name": "start", "data": {}}), "served name": (SERVE, {"component_id": 1, "session_hash": "a", "fn_name": "__init__", "data": {}}),
    "served deep": (SERVE, {"component_id": 1, "session_hash": "a", "fn_name": "start", "data": DEEP}), "predict null": ("/gradio_api/run/predict", None), "predict none": ("/gradio_api/run/predict", {"data": [], "fn_index": 10**6}),
    "mcp null": (MCP, None), "mcp list": (MCP, [1, 2, 3]), "mcp no method": (MCP, {"jsonrpc": "2.0", "id": 1}), "mcp no such method": (MCP, {"jsonrpc": "2.0", "id": 1, "method": "steal"}), "mcp params": (MCP, {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": "x"}),
    "mcp no such tool": (MCP, {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "steal", "arguments": {}}}), "mcp deep": (MCP, {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "ask", "arguments": {"question": DEEP}}}),
}  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("requests")
    with quick_site(quick_index(folder), folder, PLENTY) as running:
        yield running


def told(site: Site, sent: bytes) -> tuple[int, str]:
    """Status and words of the first answer to what is sent, once the server has closed."""
    host, port = site.url.removeprefix("http://").split(":")
    got = b""
    closed_early = contextlib.suppress(OSError)
    with socket.create_connection((host, int(port)), 60) as line, closed_early:
        line.sendall(sent)
        while piece := line.recv(65536):
            got += piece
    head, _, body = got.partition(b"\r\n\r\n")
    words = body.split(b"\r\n")[1] if b"chunked" in head.lower() else body
    return int(head.split()[1]) if head else 0, words.decode()


def one_clear_line(words: str) -> None:
    """Something is said, shortly, and nothing of the inside."""
    assert words.strip()
    assert len(words.strip().splitlines()) == 1
    assert len(words) < 1200
    assert not re.search(r"Traceback|object at 0x|\.py\b|Error:", words)


def test_there_are_many() -> None:
    assert len(RAW) + len(BODIES) >= 80


@pytest.mark.parametrize("name", RAW)
def test_bytes_on_the_wire(site: Site, name: str, caplog: pytest.LogCaptureFixture) -> None:
    status, words = told(site, RAW[name])
    assert 400 <= status < 500 or (name in TAKEN and status == 200), words
    if "HTTP/1.1 400" not in words:  # of two answers to what is two requests, the first
        one_clear_line(words)
    assert not [record for record in caplog.records if record.exc_info]


@pytest.mark.parametrize("name", BODIES)
def test_json_that_asks_for_nothing(site: Site, name: str, caplog: pytest.LogCaptureFixture) -> None:
    path, body = BODIES[name]
    headers = {"content-type": "application/json", "accept": "application/json, text/event-stream"}
    reply = httpx.post(site.url + path, content=json.dumps(body), headers=headers, timeout=60)
    assert 400 <= reply.status_code < 500 or (path == MCP and "error" in reply.text.lower()), reply.text
    one_clear_line(reply.text.strip().removeprefix("event: message"))
    assert not [record for record in caplog.records if record.exc_info]


def test_too_few_arguments_are_told_and_not_logged(site: Site, capfd: pytest.CaptureFixture[str]) -> None:
    joined = httpx.post(f"{site.url}/gradio_api/call/ask", json={"data": []}, timeout=60)
    reply = httpx.get(f"{site.url}/gradio_api/call/ask/{joined.json()['event_id']}", timeout=60).text
    assert "event: error" in reply
    assert "参数不足" in json.loads(reply.split("data: ")[1])["error"]
    assert "Traceback" not in capfd.readouterr().err


def test_arguments_that_may_be_left_out_are_what_they_are_by_default(site: Site) -> None:
    """The API got more arguments since a caller counted them."""
    joined = httpx.post(f"{site.url}/gradio_api/call/commitments", json={"data": ["学位", ""]}, timeout=60)
    reply = httpx.get(f"{site.url}/gradio_api/call/commitments/{joined.json()['event_id']}", timeout=60).text
    assert "event: complete" in reply
    (said,) = json.loads(reply.split("data: ")[1])
    assert [row["value"] for row in said["rows"]] == ["1500"]


def test_the_next_visitor_is_answered(site: Site) -> None:
    assert ask(site, "学位")[-1]["state"] == "done"


def test_what_visitors_leave_behind_is_bounded(site: Site) -> None:
    with httpx.Client(base_url=site.url, timeout=60) as client:
        event = submit_event(client.get("/config").json())
        for number in range(20):
            call = {"data": [], "fn_index": event, "session_hash": f"visitor{number}", "event_data": {}}
            client.post(JOIN, json=call).raise_for_status()
    pages = [route.app for route in site.pages.routes if hasattr(getattr(route, "app", None), "state_holder")]
    assert len(pages) == 3
    assert not any(page.state_holder.session_data or page.state_holder.time_last_used for page in pages)
    queues = [page.get_blocks()._queue for page in pages]
    assert all(queue.pending_event_ids_session.max_size == NAMES for queue in queues)
    assert all(queue.pending_messages_per_session.max_size == MAILBOXES for queue in queues)
    assert all(len(queue.event_analytics) <= 1 for queue in queues)


def test_a_session_that_waits_for_its_answer_is_not_forgotten_for_newer_ones() -> None:
    sessions = Recent(3)
    for name in "abc":
        sessions[name] = name
    assert "a" in sessions
    sessions["d"] = "d"
    assert list(sessions) == ["c", "a", "d"]
