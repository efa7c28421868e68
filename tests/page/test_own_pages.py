"""The pages without Gradio in a browser: search within a document, contents that follow, paper; the operator's work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.page.conftest import SIZES, Visitor
from tests.page.test_access import TARGETS, findings
from tests.quick import Site, quick_index, quick_site
from ui.web.options import Operator, Options

pytestmark = pytest.mark.browser
TOKEN = "correct-horse-battery-staple"
CHAPTERS = [f"{n}、2032年第{n}项任务" for n in "二三四五六七八九"]
FILLING = "持续优化公共服务，推动高质量发展，不断增强人民群众获得感。" * 12


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("own")
    more = [line for chapter in CHAPTERS for line in (chapter, chapter[0] + FILLING, f"新增学位{len(chapter)}00个。")]
    index = quick_index(folder, *more)
    operator = Operator(TOKEN, folder / "docs", index)
    with quick_site(index, folder, Options(originals=folder / "docs", operator=operator)) as running:
        yield running


@pytest.fixture(params=[("phone", "light"), ("desk", "dark")], ids="-".join)
def guest(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[Visitor]:
    """Somebody with a phone or at a desk, by day or by night."""
    size, scheme = request.param
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", color_scheme=scheme, reduced_motion="reduce"
    )
    someone = Visitor(context, site.url)
    yield someone
    assert someone.page.evaluate("document.documentElement.scrollWidth") <= width, "the page scrolls sideways"
    assert someone.errors == []
    assert someone.foreign == []
    context.close()


@pytest.fixture
def reader(guest: Visitor, site: Site) -> Visitor:
    """Somebody who reads the document."""
    (document,) = site.finder.store.catalog.documents()
    guest.page.goto(f"{site.url}/document?doc={document.document_id}")
    return guest


def width_of(page: Page) -> int:
    assert page.viewport_size
    return page.viewport_size["width"]


def test_words_are_found_counted_and_stepped_through(reader: Visitor) -> None:
    page = reader.page
    page.get_by_role("searchbox", name="在这份文件里查找").fill("學位")
    page.keyboard.press("Enter")
    status, current = page.locator(".find .count"), page.locator("mark.current")
    expect(status).to_have_text("第 1 处，共 9 处")
    expect(current).to_have_attribute("data-hit", "1")
    expect(page.locator("mark.hit")).to_have_count(9)
    page.get_by_role("link", name="下一处").click()
    expect(status).to_have_text("第 2 处，共 9 处")
    expect(current).to_be_in_viewport()
    page.get_by_role("link", name="上一处").click()
    page.get_by_role("link", name="上一处").click()
    expect(status).to_have_text("第 9 处，共 9 处")
    expect(current).to_be_in_viewport()
    page.get_by_role("searchbox").press("Enter")
    expect(status).to_have_text("第 1 处，共 9 处")
    page.get_by_role("searchbox").press("Shift+Enter")
    expect(status).to_have_text("第 9 处，共 9 处")
    expect(page.get_by_role("searchbox")).to_be_in_viewport()
    assert findings(page) + page.evaluate(TARGETS) == []
    page.get_by_role("searchbox").fill("地铁")
    page.get_by_role("button", name="查找").click()
    expect(status).to_have_text("没有找到")
    assert findings(page) == []


def test_the_contents_follow_the_scroll(reader: Visitor) -> None:
    page = reader.page
    reached = page.locator(".contents [aria-current]")
    expect(reached).to_have_count(0)
    page.get_by_role("heading", name=CHAPTERS[4]).evaluate("(heading) => heading.scrollIntoView()")
    expect(reached).to_have_text(CHAPTERS[4])
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(reached).to_have_text(CHAPTERS[-1])
    if width_of(page) > 900:
        expect(reached).to_be_in_viewport()
    page.evaluate("scrollTo(0, 0)")
    expect(reached).to_have_count(0)


def test_paper_shows_the_text_alone(reader: Visitor) -> None:
    page = reader.page
    page.emulate_media(media="print")
    for screen in (".masthead", ".contents", ".find", ".anchor", ".doors"):
        expect(page.locator(screen).first).to_be_hidden()
    expect(page.get_by_role("heading", name=CHAPTERS[0])).to_be_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.paragraph')).color") == "rgb(0, 0, 0)"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_an_operator_loads_corrects_and_turns_answers_off(guest: Visitor, site: Site, tmp_path: Path) -> None:
    page = guest.page
    page.goto(f"{site.url}/admin")
    assert findings(page) + page.evaluate(TARGETS) == []
    page.get_by_label("管理口令").fill(TOKEN)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="放入文件")).to_be_visible()
    file = tmp_path / f"报告{width_of(page)}.txt"
    file.write_text("云泽市2030年政府工作报告\n\n一、2030年主要任务\n\n新增学位900个。", encoding="utf-8")
    page.get_by_label("选择文件").set_input_files(file)
    page.get_by_role("button", name="放入", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text(f"已放入：{file.name}")
    page.get_by_label("给访客的告示").fill("正在更新文件。")
    page.get_by_role("button", name="停止回答").click()
    expect(page.locator("blockquote")).to_have_text("正在更新文件。")
    assert findings(page) + page.evaluate(TARGETS) == []
    page.get_by_role("button", name="恢复回答").click()
    expect(page.get_by_role("button", name="停止回答")).to_be_visible()
    page.get_by_role("link", name="更正 a.txt").click()
    assert findings(page) + page.evaluate(TARGETS) == []
    page.get_by_label("发布单位").fill("云泽市人民政府")
    page.get_by_label("状态").select_option(label="已失效")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("status").first).to_contain_text("已保存 a.txt 的更正")
    expect(page.locator("li", has_text="a.txt")).to_contain_text("已有更正")
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_label("管理口令")).to_be_visible()
