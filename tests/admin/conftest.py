"""A site with an operator's page, and what its tests do there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.quick import Site, quick_index, quick_site
from ui.web.options import Operator, Options

TOKEN = "correct-horse-battery-staple"
TREE = "云泽市2030年政府工作报告\n\n一、2030年主要任务\n\n新增学位900个。".encode()


@pytest.fixture(scope="module")
def shared_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Path]]:
    folder = tmp_path_factory.mktemp("admin")
    index = quick_index(folder)
    with quick_site(index, folder, Options(operator=Operator(TOKEN, folder / "docs", index))) as running:
        yield running, folder


@pytest.fixture
def site(shared_site: tuple[Site, Path]) -> Site:
    return shared_site[0]


@pytest.fixture
def docs(shared_site: tuple[Site, Path]) -> Path:
    return shared_site[1] / "docs"


@pytest.fixture(scope="module")
def door(shared_site: tuple[Site, Path]) -> Iterator[httpx.Client]:
    """Logged in once, for tries are few."""
    with httpx.Client(base_url=shared_site[0].url, timeout=60, headers={"accept-language": "zh-CN"}) as client:
        reply = client.post("/admin/login", data={"token": TOKEN})
        assert (reply.status_code, reply.headers["location"]) == (303, "../admin")
        yield client


def csrf(client: httpx.Client) -> str:
    (found, *_) = re.findall('name="csrf" value="([^"]+)"', client.get("/admin").text)
    return str(found)


def post(client: httpx.Client, path: str, **data: str) -> httpx.Response:
    return client.post(f"/admin/{path}", data={"csrf": csrf(client), **data})


def load(client: httpx.Client, name: str, content: bytes, **data: str) -> str:
    """What the page says once a file was sent."""
    reply = client.post("/admin/files", data={"csrf": csrf(client), **data}, files=[("files", (name, content))])
    assert reply.status_code == 303
    return client.get("/admin").text
