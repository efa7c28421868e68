"""A served index that is built anew: no restart, no failed question, nothing left on disk."""

from __future__ import annotations

import gc
import os
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.request
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.build import build_index
from index.catalog import Catalog
from index.embedding import SentenceTransformerEmbeddings
from index.store import PassageStore
from index.versions import current_version, open_current
from rag.answer import Assistant
from rag.types import Filters
from tests.conftest import ROOT, write_plan
from tests.quick import LINES, Finder, Store, quick_build, quick_index
from ui.web.service import Service

TITLE = "云泽市安平区2031年国民经济和社会发展计划执行情况与2032年计划"
QUESTION = "2032年新增病床床位多少张?"


def write(docs: Path, beds: int) -> None:
    write_plan(
        docs, "a.txt", TITLE, "一、2031年计划执行情况", "新增学位1200个,空气质量优良率91%。",
        "二、2032年主要任务", f"新增学位1500个,新增病床床位{beds}张。",
    )  # fmt: skip


def catalog(index: Path) -> Catalog:
    """As the page opens it before the model is there: it holds no claim on the version."""
    return open_current(index, lambda version: Catalog(version / "plans.sqlite"))


def wait_for(what: str, done: object, seconds: float = 140.0) -> None:
    deadline = time.monotonic() + seconds
    while not done():  # type: ignore[operator]
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def test_questions_go_on_while_the_index_is_built_anew(
    tmp_path: Path, embeddings: SentenceTransformerEmbeddings
) -> None:
    docs, index = tmp_path / "docs", tmp_path / "index"
    write(docs, 300)
    build_index(docs, index, embeddings)
    first = current_version(index)

    def assistant() -> Assistant:
        return Assistant(open_current(index, lambda version: PassageStore(version, embeddings)))

    service = Service(lambda: catalog(index), assistant, lambda: current_version(index), look_every=0.05, kept=0.2)
    told: list[str] = []
    failed: list[Exception] = []
    stop = threading.Event()

    def hammer() -> None:
        while not stop.is_set():
            try:
                told.append(service.ask(QUESTION, (), Filters()).answer)
            except Exception as error:  # any at all is a failed request
                failed.append(error)

    def newest() -> str:
        return service.ask(QUESTION, (), Filters()).answer

    people = [threading.Thread(target=hammer, daemon=True) for _ in range(4)]
    for one in people:
        one.start()
    with service.using() as held:
        for beds in (310, 320, 330):
            write(docs, beds)
            build_index(docs, index, embeddings)
            wait_for("the new index answers", lambda beds=beds: f"{beds}张" in newest())
        assert "300张" in held.ask(QUESTION).answer, "a question that runs keeps its index"
        assert first.exists()
        assert held.store.catalog.documents()
    wait_for(
        "old versions go", lambda: [v.name for v in (index / "versions").iterdir()] == [current_version(index).name]
    )
    stop.set()
    for one in people:
        one.join(10)
    assert failed == []
    assert {re.findall(r"\d+张", answer)[0] for answer in told} == {"300张", "310张", "320张", "330张"}
    assert service.catalog.documents()[0].title == TITLE


def test_an_old_version_leaves_memory_though_its_parts_hold_one_another(tmp_path: Path) -> None:
    index = quick_index(tmp_path)
    opened: list[weakref.ref[Finder]] = []

    def assistant() -> Finder:
        version = current_version(index)
        made = Finder(Store(Catalog(version / "plans.sqlite"), version))
        made.itself = made  # type: ignore[attr-defined]  # as caches of bound methods do
        opened.append(weakref.ref(made))
        return made

    gc.disable()
    try:
        service = Service(lambda: catalog(index), assistant, lambda: current_version(index), look_every=0.05, kept=0.1)  # type: ignore[arg-type,return-value]
        for beds in (400, 500):
            wait_for("it is opened", lambda: service.ready)
            write_plan(tmp_path / "docs", "b.txt", *LINES[:2], f"新增床位{beds}张。")
            quick_build(tmp_path)
            wait_for("the new index is taken", lambda beds=beds: len(opened) == beds // 100 - 2)
        wait_for("the old ones go", lambda: [ref() is not None for ref in opened] == [False, False, True])
    finally:
        gc.enable()


def test_an_index_that_cannot_be_opened_is_left_alone(
    tmp_path: Path, embeddings: SentenceTransformerEmbeddings
) -> None:
    docs, index = tmp_path / "docs", tmp_path / "index"
    write(docs, 300)
    build_index(docs, index, embeddings)

    def assistant() -> Assistant:
        return Assistant(open_current(index, lambda version: PassageStore(version, embeddings)))

    service = Service(lambda: catalog(index), assistant, lambda: current_version(index), look_every=0.05)
    assert "300张" in service.ask(QUESTION, (), Filters()).answer
    broken = index / "versions" / "ffffffffffffffff"
    broken.mkdir()
    (broken / "COMPLETE").touch()
    (index / "CURRENT").write_text(broken.name, encoding="utf-8")
    time.sleep(0.5)
    assert "300张" in service.ask(QUESTION, (), Filters()).answer
    write(docs, 310)
    build_index(docs, index, embeddings)
    wait_for("a good one is taken", lambda: "310张" in service.ask(QUESTION, (), Filters()).answer)


@pytest.fixture
def served(tmp_path: Path, embeddings: SentenceTransformerEmbeddings) -> Iterator[tuple[str, Path, Path]]:
    """``planqa serve`` as people start it: address, documents, index."""
    docs, index = tmp_path / "docs", tmp_path / "index"
    write(docs, 300)
    build_index(docs, index, embeddings)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "ui", "serve", "--index", str(index), "--port", str(port)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=tmp_path
    )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for("the page is there", lambda: reachable(url), 120)
        yield url, docs, index
    finally:
        process.terminate()
        process.wait(20)


def reachable(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as page:
            return page.status == 200
    except OSError:
        return False


def test_a_running_server_takes_up_a_new_index(served: tuple[str, Path, Path]) -> None:
    from gradio_client import Client

    url, docs, index = served
    client = Client(url, verbose=False)
    failed: list[str] = []
    stop = threading.Event()

    def asked() -> str:
        return str(client.predict(QUESTION, api_name="/ask")["answer"])

    def hammer() -> None:
        while not stop.is_set():
            try:
                if not re.search("3[01]0张", asked()):
                    failed.append("no figure")
                if not reachable(url):
                    failed.append("no page")
            except Exception as error:  # any at all is a failed request
                failed.append(repr(error))

    assert "300张" in asked()
    people = [threading.Thread(target=hammer, daemon=True) for _ in range(2)]
    for one in people:
        one.start()
    write(docs, 310)
    build = [sys.executable, "-m", "ui", "build", "--docs", str(docs), "--index", str(index)]
    done = subprocess.run(
        build, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    wait_for("the new index answers", lambda: "310张" in asked())
    stop.set()
    for one in people:
        one.join(20)
    assert failed == []
