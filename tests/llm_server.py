"""A small real HTTP server that speaks the OpenAI chat protocol, well or badly."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = Callable[[dict[str, Any]], str]
"""From a request's JSON to the text of the answer."""


@dataclass
class LLMServer:
    """What it does is changed between requests: ``fault`` names a way to fail, ``reply`` makes the text otherwise."""

    reply: Reply = lambda request: ""
    fault: str = ""
    times: int = 10**6
    """Requests that meet the fault; those after are answered."""
    hold: int | None = None
    """Lines of an answer after which the server waits for ``go_on``."""
    go_on: threading.Event = field(default_factory=threading.Event)
    """Ends all waiting, that of the faults that never end included."""
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    broken_off: threading.Event = field(default_factory=threading.Event)
    """Set when the other side went away before the answer was whole."""
    url: str = ""
    count: Callable[[str], int] | None = None
    """Tokens of a text; without it every answer is said to cost 321 and 45."""

    def say(self, *claims: tuple[str, Sequence[str | int]]) -> None:
        """Answer with these claims, whatever is asked; each cites numbers, or the offered sentences that hold pieces of text."""
        self.reply = lambda request: "\n".join(
            json.dumps({"text": text, "cite": [numbered(request, piece) for piece in cited]}, ensure_ascii=False)
            for text, cited in claims
        )


def offered(request: dict[str, Any]) -> list[dict[str, Any]]:
    """The numbered sentences of a prompt."""
    data = "\n".join(m["content"] for m in request["messages"] if m["role"] == "user").split("编号重新开始")[-1]
    lines = [json.loads(line) for line in data.splitlines() if line.startswith('{"n"')]
    where = ""
    for line in lines:
        where = line.setdefault("where", where)
    return lines


def numbered(request: dict[str, Any], piece: str | int) -> int:
    """The number of the first offered sentence that holds a piece of text; 999 where none does."""
    if isinstance(piece, int):
        return piece
    return next((line["n"] for line in offered(request) if piece in line["text"]), 999)


@contextmanager
def running() -> Iterator[LLMServer]:  # noqa: C901 (its inner functions are counted with it)
    state = LLMServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: Any) -> None:
            return

        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["content-length"])))
            state.requests.append(request)
            state.keys.append(self.headers.get("authorization", ""))
            try:
                if state.fault and len(state.requests) <= state.times:
                    self._fail(state.fault)
                else:
                    self._answer(state.reply(request), request)
            except OSError:
                state.broken_off.set()
            self.close_connection = True

        def _fail(self, fault: str) -> None:
            if fault.isdigit():
                body = json.dumps({"error": {"message": f"no: {self.headers.get('authorization')}"}}).encode()
                self._whole(int(fault), "application/json", body)
            elif fault == "slow":
                state.go_on.wait()
            elif fault == "dropped":
                self._head()
                self._piece('{"text": "2023年计划')
            elif fault == "reset":
                self.connection.close()
            elif fault == "malformed":
                self._head()
                self.wfile.write(b'data: {"choices": [{"delta": {"content": \n\n')
            elif fault == "no json":
                self._whole(200, "text/html", b"<html>gateway</html>")
            elif fault == "empty":
                self._answer("", {"messages": []})
            else:
                self._never_end(fault)

        def _whole(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _never_end(self, fault: str) -> None:
            self._head()
            if fault == "endless":
                while not state.go_on.is_set():
                    self._piece("很多很多的字")
            elif fault == "endless thought":
                self._piece("<think>")
                while not state.go_on.wait(0.01):
                    self._piece("嗯")
            elif fault == "endless silence":
                while not state.go_on.wait(0.05):
                    self.wfile.write(b": still here\n\n")
                    self.wfile.flush()
            else:
                raise AssertionError(fault)

        def _answer(self, text: str, request: dict[str, Any]) -> None:
            asked, said = 321, 45
            if state.count:
                asked, said = sum(state.count(m["content"]) for m in request["messages"]), state.count(text)
            self._head()
            for start in range(0, len(text), 12):
                if state.hold is not None and text[:start].count("\n") >= state.hold:
                    state.go_on.wait()
                self._piece(text[start : start + 12])
            self._event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
            self._event(
                {
                    "choices": [],
                    "usage": {"prompt_tokens": asked, "completion_tokens": said, "total_tokens": asked + said},
                }
            )
            self.wfile.write(b"data: [DONE]\n\n")

        def _head(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            self.send_header("connection", "close")
            self.end_headers()

        def _piece(self, text: str) -> None:
            self._event(
                {"choices": [{"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": None}]}
            )

        def _event(self, fields: dict[str, Any]) -> None:
            event = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", **fields}
            self.wfile.write(f"data: {json.dumps(event)}\n\n".encode())
            self.wfile.flush()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield state
    finally:
        state.go_on.set()
        server.shutdown()
        server.server_close()
