"""The page while it has to wait: for the model, for an answer that is being written, for a server that is gone."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
import uvicorn
from playwright.sync_api import Browser, expect

from bench.server import free_port
from index.store import PassageStore
from rag.answer import Assistant
from rag.types import Answer, Filters
from tests.page.conftest import SIZES, WAIT, Visit
from ui.feedback import FeedbackStore
from ui.web.launch import build_app
from ui.web.service import Service

pytestmark = pytest.mark.browser


class Writing(Service):
    """The real assistant's answers, given out as a language model would write them: sentence by sentence; the model comes late."""

    def __init__(self, assistant: Assistant, loaded: threading.Event) -> None:
        self.go_on = threading.Event()

        def open_assistant() -> Assistant:
            loaded.wait(60)
            return assistant

        super().__init__(lambda: assistant.store.catalog, open_assistant)

    def answers(self, question: str, history: Sequence[str], filters: Filters) -> Iterator[Answer]:
        whole = replace(self.ask(question, history, filters), mode="llm", notices=("请先看这里",))
        yield replace(whole, lines=whole.lines[:1], citations=whole.citations[:1], derived=())
        assert self.go_on.wait(30)
        yield whole


@pytest.fixture(scope="module")
def writing(
    store: PassageStore, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Writing, threading.Event, str]]:
    loaded = threading.Event()
    service = Writing(Assistant(store), loaded)
    port = free_port()
    app = build_app(service, FeedbackStore(tmp_path_factory.mktemp("f") / "f.sqlite"))
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield service, loaded, f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(20)


def test_it_paints_before_the_model_is_there_and_grows_as_the_answer_is_written(
    visit: Visit, writing: tuple[Writing, threading.Event, str]
) -> None:
    service, loaded, url = writing
    visitor = visit("phone", url=url)
    page = visitor.open()
    expect(page.locator("#welcome h2")).to_be_visible()
    assert not service.ready
    page.locator("#question").fill("空气质量优良率2022年是多少,2023年目标是多少?")
    page.keyboard.press("Enter")
    expect(page.locator(".card.waiting")).to_contain_text("正在载入模型")
    loaded.set()
    first = page.locator(".answer")
    expect(first).to_contain_text("89.9%", timeout=WAIT)
    expect(first).to_contain_text("请先看这里")
    expect(first).to_contain_text("正在写")
    expect(first).not_to_contain_text("93.4%")
    page.locator("#question").fill("2022年新增多少学位?")
    page.keyboard.press("Enter")  # a question put meanwhile waits for its turn and is not lost
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator("#question")).to_have_value("")
    expect(first.locator("[data-act=copy]")).to_have_count(0)
    service.go_on.set()
    expect(first).to_contain_text("93.4%", timeout=WAIT)
    expect(first).to_contain_text("3.5")
    expect(first).to_contain_text("由语言模型撰写")
    expect(first.locator("[data-act=copy]")).to_have_count(1)
    expect(page.locator(".turn").nth(1).locator("[data-act=copy]")).to_have_count(1, timeout=WAIT)


def test_a_server_that_is_gone_loses_no_question(
    browser: Browser, writing: tuple[Writing, threading.Event, str]
) -> None:
    service, loaded, url = writing
    loaded.set()
    service.go_on.set()
    page = browser.new_page(viewport={"width": SIZES["phone"][0], "height": SIZES["phone"][1]}, locale="zh-CN")
    page.goto(url)
    page.locator("#talk-and-source.ready").wait_for(timeout=WAIT)
    page.route("**/gradio_api/**", lambda route: route.abort())
    page.locator("#question").fill("2023年新增床位多少张?")
    page.keyboard.press("Enter")
    failed = page.locator(".card.failed")
    expect(failed).to_contain_text("服务器没有回应", timeout=WAIT)
    expect(page.locator("#question")).to_have_value("2023年新增床位多少张?")
    page.unroute("**/gradio_api/**")
    page.reload()  # as Gradio does by itself when the server is back
    page.locator("#talk-and-source.ready").wait_for(timeout=WAIT)
    expect(page.locator("#question")).to_have_value("2023年新增床位多少张?")
    page.locator("#ask").click()
    expect(page.locator(".figure strong")).to_have_text("6000张", timeout=WAIT)
    page.close()
