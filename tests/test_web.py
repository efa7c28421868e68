"""The page as a citizen meets it: a real server, a real Chromium, a phone and a desk."""

from __future__ import annotations

import csv
import io
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.conftest import ROOT

pytestmark = pytest.mark.browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip
SIZES = {"phone": (390, 844), "desk": (1280, 800)}
WAIT = 60_000


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("CI must run the browser tests: install chromium")
        pytest.skip("no Chromium on this machine (apt-get install chromium fonts-noto-cjk)")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


def start_server(index: Path) -> tuple[subprocess.Popen[bytes], str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "ui", "serve", "--port", str(port)],
        env={**os.environ, "PLANQA_INDEX": str(index), "PYTHONPATH": str(ROOT)}, cwd=ROOT,
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    for _ in range(300):
        try:
            urllib.request.urlopen(url, timeout=1).close()
            return server, url
        except OSError:
            time.sleep(0.1)
            assert server.poll() is None, "the server died"
    server.kill()
    raise AssertionError("the server did not answer within 30 s")


@pytest.fixture(scope="module")
def url(index_dir: Path) -> Iterator[str]:
    server, address = start_server(index_dir)
    yield address
    server.terminate()
    server.wait(20)


class Watched:
    """A page with its console errors and foreign requests."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.errors: list[str] = []
        self.foreign: list[str] = []
        page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: self.errors.append(str(e)))
        page.on("request", lambda r: None if _own(r.url) else self.foreign.append(r.url))


def _own(url: str) -> bool:
    return url.startswith(("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:"))


@pytest.fixture(params=list(SIZES))
def watched(browser: Browser, url: str, request: pytest.FixtureRequest) -> Iterator[Watched]:
    width, height = SIZES[request.param]
    page = browser.new_page(viewport={"width": width, "height": height})
    seen = Watched(page)
    page.goto(url)
    yield seen
    assert seen.errors == []
    assert seen.foreign == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "the page scrolls sideways"
    page.close()


def ask(page: Page, question: str) -> None:
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")


def test_the_answer_opens_the_very_paragraph_with_the_sentence_marked(watched: Watched) -> None:
    page = watched.page
    ask(page, "2023年要新增多少学位?")
    answer = page.locator("article.answer")
    expect(answer.locator("strong")).to_have_text("3万座", timeout=WAIT)
    expect(answer).to_contain_text("新增基础教育学位3万座")
    expect(answer.locator(".notice")).to_contain_text("文件已失效")
    answer.locator(".marker").click()
    source = page.locator("#source")
    expect(source.locator("mark")).to_contain_text("新增基础教育学位3万座")
    expect(source.locator("mark")).to_be_in_viewport()
    expect(source.locator(".cited")).to_contain_text("发展优质均衡教育")
    expect(source).to_contain_text("龙华区发展和改革局")
    expect(source).to_contain_text("2023-07-03")
    expect(source.locator(".status.expired")).to_have_text("文件已失效")
    expect(source.locator(".crumbs")).to_contain_text("三、2023年经济社会发展主要任务")


def test_what_the_plan_does_not_say_is_refused_and_named_as_no_answer(watched: Watched) -> None:
    page = watched.page
    ask(page, "深圳市南山区2023年GDP增长目标是多少?")
    refused = page.locator(".refused")
    expect(refused).to_contain_text("南山区", timeout=WAIT)
    expect(refused).to_contain_text("不是答案")
    expect(page.locator("article.answer")).to_have_count(0)


def test_markup_in_a_question_is_text(watched: Watched) -> None:
    page = watched.page
    ask(page, "<img src=x onerror=\"document.title='hacked'\"><script>document.title='hacked'</script>学位")
    expect(page.locator(".asked")).to_contain_text("<script>", timeout=WAIT)
    expect(page.locator(".answer, .refused")).to_have_count(1, timeout=WAIT)
    assert page.title() == "规划问答"


def test_a_follow_up_and_clearing(watched: Watched) -> None:
    page = watched.page
    ask(page, "2022年新改扩建幼儿园多少所?")
    expect(page.locator("article.answer strong")).to_have_text("14所", timeout=WAIT)
    ask(page, "那2023年呢?")
    expect(page.locator("article.answer strong").nth(1)).to_have_text("15所", timeout=WAIT)
    page.locator("#clear").click()
    expect(page.locator("article.answer")).to_have_count(0)


def test_example_questions_are_answered(watched: Watched) -> None:
    page = watched.page
    examples = page.locator("button.example")
    expect(examples.first).to_be_visible()
    for number in range(examples.count()):
        examples.nth(number).click()
        expect(page.locator("article.answer")).to_have_count(number + 1, timeout=WAIT)


def test_an_empty_question_is_told_so(watched: Watched) -> None:
    ask(watched.page, "   ")
    expect(watched.page.get_by_text("请输入问题", exact=True)).to_be_visible(timeout=WAIT)


def open_ledger(page: Page, search: str = "") -> None:
    page.get_by_role("tab", name="承诺台账").click()
    expect(page.locator("#ledger tbody tr").first).to_be_visible(timeout=WAIT)
    if search:
        page.locator("#ledger-search :is(input, textarea)").fill(search)
        expect(page.locator("#ledger tbody tr").first).to_contain_text(search, timeout=WAIT)


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_label(label, exact=True).click()
    page.get_by_role("option", name=option, exact=True).click()


def test_a_row_of_the_ledger_opens_its_sentence_and_its_other_year(watched: Watched) -> None:
    page = watched.page
    open_ledger(page, "基础教育学位")
    page.locator("#ledger tbody tr", has_text="3万座").locator(".opener").click()
    row = page.locator("#row")
    expect(row.locator("mark")).to_contain_text("新增基础教育学位3万座", timeout=WAIT)
    expect(row.locator("mark")).to_be_in_viewport()
    expect(row.locator(".crumbs")).to_contain_text("三、2023年经济社会发展主要任务")
    expect(row.locator(".status.expired")).to_have_text("文件已失效")
    series = row.locator(".series tbody tr")
    expect(series.nth(0)).to_contain_text("11760")
    expect(series.nth(1)).to_contain_text("3万座")
    series.nth(0).locator(".opener").click()
    expect(row.locator("mark")).to_contain_text("新增学位11760个", timeout=WAIT)
    page.keyboard.press("Escape")
    expect(row.locator("mark")).to_have_count(0, timeout=WAIT)


def test_the_ledger_filters_and_sorts(watched: Watched) -> None:
    page = watched.page
    open_ledger(page)
    rows, count = page.locator("#ledger tbody tr"), page.locator("#ledger .count")
    expect(rows).to_have_count(100)
    page.locator("#ledger .more").click()
    expect(rows).to_have_count(200, timeout=WAIT)
    choose(page, "性质", "目标")
    expect(page.locator("#ledger .scope.actual")).to_have_count(0, timeout=WAIT)
    choose(page, "章节", "(八)聚焦所需所急所盼,打造民生幸福标杆城区")
    expect(page.locator("#ledger td.where").first).to_contain_text("(八)", timeout=WAIT)
    heading = page.locator("#ledger thead th", has_text="指标")
    heading.locator("button").click()
    expect(heading).to_have_attribute("aria-sort", "ascending", timeout=WAIT)
    rising = page.locator("#ledger tbody th").all_inner_texts()
    heading.locator("button").click()
    expect(heading).to_have_attribute("aria-sort", "descending", timeout=WAIT)
    assert [name[0] for name in page.locator("#ledger tbody th").all_inner_texts()] == [n[0] for n in reversed(rising)]
    page.locator("#ledger-search :is(input, textarea)").fill("没有这样的词")
    expect(count).to_contain_text("没有符合条件", timeout=WAIT)


def test_the_rows_shown_are_downloaded(watched: Watched) -> None:
    page = watched.page
    open_ledger(page, "碧道")
    shown = page.locator("#ledger tbody tr").count()
    with page.expect_download() as csv_file:
        page.locator("#ledger-csv").click()
    content = csv_file.value.path().read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert 0 < len(rows) == shown
    assert all("碧道" in row["indicator"] + row["quote"] + row["topic"] + row["section"] for row in rows)
    with page.expect_download() as xlsx_file:
        page.locator("#ledger-xlsx").click()
    assert xlsx_file.value.suggested_filename == "承诺台账.xlsx"
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_file.value.path().read_bytes())).active
    assert sheet is not None
    assert sheet.max_row == shown + 1


def test_actual_and_target_are_drawn_side_by_side(watched: Watched) -> None:
    page = watched.page
    open_ledger(page, "绿道")
    page.get_by_text("目标与完成对照", exact=True).click()
    pair = page.locator(".pairs li", has_text="新增环城绿道")
    expect(pair).to_contain_text("目标比完成数低 3公里(推算)", timeout=WAIT)
    widths = [bar.bounding_box()["width"] for bar in pair.locator(".bar").all()]  # type: ignore[index]
    assert widths[0] > widths[1] > 0
    pair.locator(".opener").nth(1).click()
    expect(page.locator("#row mark")).to_contain_text("绿道", timeout=WAIT)


def test_the_ledger_fits_the_page_and_the_finger(watched: Watched) -> None:
    page = watched.page
    open_ledger(page)
    beyond = """[...document.querySelectorAll("#tabs *")].filter((e) => e.offsetParent && !e.closest(".rows")
        && e.getBoundingClientRect().right > innerWidth + 1).map((e) => e.outerHTML.slice(0, 80))"""
    small = """[...document.querySelectorAll("#ledger button, #ledger-filters :is(input, textarea), #ledger-actions :is(button, label)")]
        .filter((e) => e.offsetParent && e.getBoundingClientRect().height < 44).map((e) => e.outerHTML.slice(0, 80))"""
    assert page.evaluate(beyond) == []
    assert page.evaluate(small) == []


def test_the_page_takes_a_question_before_the_model_is_in_memory(browser: Browser, index_dir: Path) -> None:
    server, address = start_server(index_dir)
    try:
        page = browser.new_page()
        page.goto(address)
        ask(page, "2023年新增床位多少张?")
        expect(page.locator(".waiting")).to_contain_text("正在载入模型", timeout=WAIT)
        expect(page.locator("article.answer strong")).to_have_text("6000张", timeout=WAIT)
        page.close()
    finally:
        server.kill()
        server.wait(20)
