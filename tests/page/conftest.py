"""A real server over several plans, a real Chromium, a phone and a desk."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from bench.server import Server, running_server
from index.build import build_index
from index.embedding import SentenceTransformerEmbeddings
from tests.conftest import DOCS, ROOT
from tests.quick import Site, quick_site
from tests.test_commitments import TOKEN, built
from tests.test_limits import PLENTY
from ui.status import StatusStore, Tracking
from ui.web.options import Options

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip
SIZES = {"phone": (390, 844), "desk": (1280, 800)}
WAIT = 60_000
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("CI must run the browser tests: install chromium")
        pytest.skip("no Chromium on this machine (apt-get install chromium fonts-noto-cjk)")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def library(
    index_dir: Path, embeddings: SentenceTransformerEmbeddings, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """An index of plans of several places; the vectors of docs_raw/ are carried over."""
    folder = tmp_path_factory.mktemp("library")
    shutil.copytree(index_dir, folder / "index")
    shutil.copytree(ROOT / "tests" / "data" / "plans", folder / "docs")
    for file in DOCS.glob("*.txt"):
        shutil.copy(file, folder / "docs")
    build_index(folder / "docs", folder / "index", embeddings)
    return folder / "index"


@pytest.fixture(scope="session")
def feedback_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("feedback") / "feedback.sqlite"


@pytest.fixture(scope="session")
def server(library: Path, feedback_file: Path) -> Iterator[Server]:
    with running_server(library, feedback_file) as running:
        yield running


class Visitor:
    """A person at the page: what the browser complained of, and what it asked of other hosts."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.url = url
        self.context = context
        self.errors: list[str] = []
        self.foreign: list[str] = []
        self.page = self.watched(context.new_page())

    def watched(self, page: Page) -> Page:
        page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: self.errors.append(str(e)))
        page.on("request", lambda r: None if _own(r.url) else self.foreign.append(r.url))
        return page

    def open(self, address: str = "") -> Page:
        self.page.goto(f"{self.url}/{address}")
        if "document?" not in address:
            self.ready()
        return self.page

    def ready(self) -> None:
        self.page.locator("#talk-and-source.ready").wait_for(state="attached", timeout=WAIT)

    def only_in(self, title: str) -> None:
        """Choose one document in the filters."""
        self.page.locator("[data-act=filters]").click()
        self.page.locator("#ask-form [name=document]").select_option(label=title)
        self.page.locator("[data-act=filters]").click()

    def ask(self, question: str) -> Any:
        """Ask, and wait for the whole turn; returns its locator."""
        turns = self.page.locator(".turn")
        number = turns.count()
        self.page.locator("#question").fill(question)
        self.page.keyboard.press("Enter")
        turn = turns.nth(number)
        expect(turn.locator("[data-act=copy], .failed")).to_have_count(1, timeout=WAIT)
        self.page.locator("#talk-and-source:not(.busy)").wait_for()
        return turn

    def tab(self, name: str) -> None:
        self.page.locator(f"#tab-{name}-button").click()


def _own(url: str) -> bool:
    return url.startswith(("http://127.0.0.1", "http://localhost", "ws://127.0.0.1", "data:", "blob:", "about:"))


Visit = Callable[..., Visitor]


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Visit]:
    """Makes visitors; each must leave without a complaint of the browser or a request elsewhere."""
    visitors: list[Visitor] = []

    def come(size: str = "desk", locale: str = "zh-CN", url: str = server.url, **options: Any) -> Visitor:
        width, height = SIZES[size]
        context = browser.new_context(viewport={"width": width, "height": height}, locale=locale, **options)
        visitors.append(Visitor(context, url))
        return visitors[-1]

    yield come
    for visitor in visitors:
        assert visitor.errors == []
        assert visitor.foreign == []
        visitor.context.close()


@pytest.fixture(params=list(SIZES))
def visitor(request: pytest.FixtureRequest, visit: Visit) -> Iterator[Visitor]:
    """At home on the page, once with a phone and once at a desk; nothing may scroll sideways when they leave."""
    someone = visit(request.param)
    someone.open()
    yield someone
    width = SIZES[request.param][0]
    assert someone.page.evaluate("document.documentElement.scrollWidth") <= width, "the page scrolls sideways"


@pytest.fixture(scope="module")
def ledger_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Plans of two years that follow each other, and a place where staff may fill in."""
    folder = tmp_path_factory.mktemp("followed")
    tracking = Tracking(StatusStore(folder / "status.sqlite"), TOKEN)
    with quick_site(built(folder), folder, Options(limits=PLENTY, tracking=tracking)) as running:
        yield running
