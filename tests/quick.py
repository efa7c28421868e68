"""A server in this process that needs no model: a real index of one small plan, and an assistant that finds words by looking for them."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI

from bench.server import free_port
from index.build import build_index
from index.catalog import Catalog
from index.versions import current_version
from rag.followups import Suggestion
from rag.types import Answer, Citation, Filters, Line
from tests.conftest import write_plan
from tests.hashed import Hashed as Hashed
from ui.admin.notice import Notice
from ui.feedback import FeedbackStore
from ui.web.launch import build_pages, guarded
from ui.web.options import Options
from ui.web.service import Service

TITLE = "云泽市2031年国民经济和社会发展计划执行情况与2032年计划"
LINES = (TITLE, "一、2032年主要任务", "新增学位1500个,新增床位300张。", "空气质量优良率达到91%。")


def quick_index(folder: Path, *more: str) -> Path:
    """An index of one small plan below ``folder``, built without a model."""
    write_plan(folder / "docs", "a.txt", *LINES, *more)
    return quick_build(folder)


def quick_build(folder: Path) -> Path:
    """An index of the documents below ``folder``, built without a model."""
    build_index(folder / "docs", folder / "index", Hashed())
    return folder / "index"


@dataclass
class Store:
    catalog: Catalog
    version: Path

    def close(self) -> None:
        self.catalog.close()


@dataclass(eq=False)
class Finder:
    """An assistant: quotes the sentence that holds most of a question's characters. ``gate`` holds every question back while it is closed."""

    store: Store
    gate: threading.Event = field(default_factory=threading.Event)
    asked: list[str] = field(default_factory=list)

    def warm_up(self) -> None:
        pass

    def ask(self, question: str, history: Sequence[str] = (), filters: Filters = Filters()) -> Answer:
        self.asked.append(question)
        assert self.gate.wait(30)
        if question == "boom":
            raise ZeroDivisionError("secret/path")
        (summary, *_) = self.store.catalog.documents()
        document = self.store.catalog.document(summary.document_id)
        best = max(document.sentences, key=lambda s: len(set(document.quote(s)) & set(question)))
        quote = document.quote(best)
        m = document.metadata
        citation = Citation(
            1, document.document_id, m.title, m.issuer, m.published, (), "", None, quote, best.start, best.end
        )
        return Answer(question, question, "answer", "answered", (Line(quote, (1,)),), citations=(citation,))

    def stream(self, question: str, history: Sequence[str], filters: Filters) -> Iterator[Answer]:
        yield self.ask(question, history, filters)

    def suggest(self, answer: Answer, filters: Filters) -> tuple[str, ...]:
        return ("然后呢?",)

    def answers(self, suggested: Suggestion, filters: Filters = Filters()) -> bool:
        return True

    def passages(self, question: str, history: Sequence[str], filters: Filters, most: int) -> tuple[Citation, ...]:
        return self.ask(question).citations


@dataclass(frozen=True)
class Site:
    """A running server and what is behind it."""

    url: str
    finder: Finder
    feedback: FeedbackStore
    pages: FastAPI
    server: uvicorn.Server
    loop: asyncio.AbstractEventLoop

    @contextmanager
    def behind(self, options: Options, **more: Any) -> Iterator[Site]:
        """The same pages behind other guards, on a port of their own."""
        app, port = guarded(self.pages, options), free_port()
        config = uvicorn.Config(app, port=port, log_level="warning", lifespan="off", proxy_headers=False, **more)
        server = uvicorn.Server(config)
        done = asyncio.run_coroutine_threadsafe(server.serve(), self.loop)
        _wait(server)
        try:
            yield replace(self, url=f"http://127.0.0.1:{port}", server=server)
        finally:
            self.finder.gate.set()
            server.should_exit = True
            done.result(30)

    def fresh(self) -> Site:
        """Itself as no test has used it: nothing asked, and nothing held back."""
        self.finder.gate.set()
        self.finder.asked.clear()
        return self

    def stop(self) -> None:
        """Tell the server to stop."""
        self.server.should_exit = True


@contextmanager
def quick_site(index: Path, folder: Path, options: Options = Options(), port: int = 0) -> Iterator[Site]:
    """Serve an index until the block ends; feedback goes below ``folder``."""
    version = current_version(index)
    finder = Finder(Store(Catalog(version / "plans.sqlite"), version))
    finder.gate.set()
    feedback = FeedbackStore(folder / "feedback.sqlite")
    notice = Notice(feedback.path.with_suffix(".notice"))
    service = Service(lambda: finder.store.catalog, lambda: finder, notice=notice.text)  # type: ignore[arg-type,return-value]
    pages, port = build_pages(service, feedback, options), port or free_port()
    config = uvicorn.Config(
        guarded(pages, options), port=port, log_level="warning", proxy_headers=False, timeout_graceful_shutdown=2
    )
    server, loop = uvicorn.Server(config), asyncio.new_event_loop()
    thread = threading.Thread(target=lambda: loop.run_until_complete(server.serve()))
    thread.start()
    _wait(server)
    try:
        yield Site(f"http://127.0.0.1:{port}", finder, feedback, pages, server, loop)
    finally:
        finder.gate.set()
        server.should_exit = True
        thread.join(20)


def _wait(server: uvicorn.Server) -> None:
    while not server.started:
        time.sleep(0.02)


def submit_event(config: dict[str, Any]) -> int:
    """The number of the event by which the page asks."""
    return next(d["id"] for d in config["dependencies"] if any(t[1] == "submit" for t in d["targets"]))
