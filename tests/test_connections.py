"""Clients that hold connections, and what becomes of those that are open when the server stops."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace

import httpx
import pytest

import ui.web.server as server_module
from tests.quick import Site, quick_index, quick_site
from tests.test_limits import PLENTY, ask
from ui.web.options import Options


@pytest.fixture(scope="module")
def shared_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("connections")
    with quick_site(quick_index(folder), folder, Options(limits=PLENTY)) as running:
        yield running


@pytest.fixture
def site(shared_site: Site) -> Site:
    return shared_site.fresh()


def test_a_body_that_never_ends_is_ended(site: Site) -> None:
    options = Options(limits=replace(PLENTY, body_seconds=0.3))
    with site.behind(options) as site, socket.create_connection(_address(site)) as slow:
        slow.sendall(
            b"POST /gradio_api/queue/join HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"
        )
        slow.settimeout(30)
        assert slow.recv(4096).startswith(b"HTTP/1.1 408")


def test_a_connection_without_a_request_is_closed(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module, "HEADER_SECONDS", 0.4)
    with site.behind(Options(limits=PLENTY), http=server_module.PatientProtocol) as site:
        for head in (b"", b"GET / HTT", b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\nGET /"):
            with socket.create_connection(_address(site)) as slow:
                slow.sendall(head)
                slow.settimeout(30)
                while slow.recv(4096):
                    pass  # until it is closed


def test_connections_of_one_address_leave_others_room(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module, "CONNECTIONS_EACH", 5)
    with (
        site.behind(Options(limits=PLENTY), http=server_module.PatientProtocol, limit_concurrency=8) as site,
        ExitStack() as held,
    ):
        idle = [held.enter_context(socket.create_connection(_address(site), 30)) for _ in range(12)]
        assert [one.recv(10) for one in idle[5:]] == [b""] * 7, "closed"
        elsewhere = httpx.HTTPTransport(local_address="127.0.0.9")
        with httpx.Client(transport=elsewhere) as other:
            assert other.get(f"{site.url}/healthz").status_code == 200


def _address(site: Site) -> tuple[str, int]:
    host, port = site.url.removeprefix("http://").split(":")
    return host, int(port)


def test_a_question_in_work_is_answered_before_the_server_stops(site: Site) -> None:
    with site.behind(Options(limits=PLENTY)) as site:
        site.finder.gate.clear()
        with ThreadPoolExecutor(1) as person:
            asking = person.submit(ask, site, "学位", "last")
            while not (site.finder.asked and site.server.server_state.tasks and asking.running()):
                time.sleep(0.02)
            time.sleep(1)  # the call that asked is answered, and its stream is open
            site.stop()
            time.sleep(0.2)
            site.finder.gate.set()
            assert asking.result()[-1]["state"] == "done"


def test_who_is_not_answered_in_time_leaves_no_traceback(site: Site, capfd: pytest.CaptureFixture[str]) -> None:
    with site.behind(Options(limits=PLENTY), timeout_graceful_shutdown=1) as site, ThreadPoolExecutor(2) as people:
        site.finder.gate.clear()
        asking = [people.submit(ask, site, "学位", f"waits{i}") for i in range(2)]
        while not site.finder.asked:
            time.sleep(0.02)
        time.sleep(1)
        site.stop()
        for one in asking:
            with pytest.raises(httpx.RemoteProtocolError):
                one.result(30)
    logged = capfd.readouterr().err
    assert "shutdown exceeded" in logged
    assert "Traceback" not in logged
