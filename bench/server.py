"""A ``planqa serve`` of one's own for the benchmarks: a process as people start it, on a free port."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
NO_RATE = "100000/minute"
"""Of requests, so that one machine may play a crowd."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where it answers, and when (``time.perf_counter``) its process was started and gave its first page."""

    url: str
    pid: int
    started: float
    answered: float


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def running_server(index: Path | None = None, feedback: Path | None = None, **settings: str) -> Iterator[Server]:
    """Start it with the index in use, or another; it is ended with the block. Feedback goes to a file that does not stay, or the one given.

    ``settings`` are more of its environment (``PLANQA_ADMIN_TOKEN=…``).

    Raises:
        RuntimeError: it died or gave no page within two minutes.
    """
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ, "PLANQA_FEEDBACK": str(feedback or f"{folder}/feedback.sqlite"), "PLANQA_EMBED_SITES": "http://127.0.0.1:* http://localhost:*",
            "PLANQA_QUESTIONS_PER_ADDRESS": NO_RATE, "PLANQA_REQUESTS_PER_ADDRESS": NO_RATE, **settings,
        }  # fmt: skip
        if index:
            environment["PLANQA_INDEX"] = str(index)
        started = time.perf_counter()
        process = subprocess.Popen([sys.executable, "-m", "ui", "serve", "--port", str(port)], env=environment)
        try:
            url = f"http://127.0.0.1:{port}"
            yield Server(url, process.pid, started, _first_page(url, process))
        finally:
            process.terminate()
            process.wait(40)


def _first_page(url: str, process: subprocess.Popen[bytes]) -> float:
    wanted = urllib.request.Request(url, headers={"accept": "text/html", "accept-language": "zh-CN"})
    for _ in range(1200):
        try:
            with urllib.request.urlopen(wanted, timeout=5):
                return time.perf_counter()
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.1)
    raise RuntimeError("the server gave no page")
