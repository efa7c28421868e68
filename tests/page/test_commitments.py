"""The ledger followed through the years: by subject, by link, on a phone, beside what became of targets, filled in by staff."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.page.conftest import SIZES, Visitor
from tests.page.test_access import TARGETS, findings
from tests.quick import Site
from tests.test_commitments import TOKEN

pytestmark = pytest.mark.browser
SCHEMES: dict[str, Literal["dark", "light"]] = {"phone": "dark", "desk": "light"}


@pytest.fixture(params=list(SIZES))
def visitor(request: pytest.FixtureRequest, browser: Browser, ledger_site: Site) -> Iterator[Visitor]:
    """A person with a phone by night, or at a desk by day, who must leave without a complaint of the browser."""
    width, height = SIZES[request.param]
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", color_scheme=SCHEMES[request.param],
        reduced_motion="reduce",
    )  # fmt: skip
    someone = Visitor(context, ledger_site.url)
    yield someone
    assert someone.errors == []
    assert someone.foreign == []
    context.close()


def opened(visitor: Visitor, address: str = "?tab=ledger") -> Page:
    page = visitor.open(address)
    expect(page.locator("#ledger .count")).to_be_visible()
    return page


def choose(page: Page, label: str, option: str) -> None:
    form = page.locator(".ledger-form")
    if not form.get_by_label(label).is_visible():
        form.locator("[data-fold]").click()
    form.get_by_label(label).select_option(label=option)


def clean(visitor: Visitor) -> None:
    """Nothing that axe finds, no small target, nothing cut off at the side."""
    page = visitor.page
    assert findings(page) + page.evaluate(TARGETS) == []
    size = page.viewport_size
    assert size is not None
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_a_link_opens_the_same_rows(visitor: Visitor) -> None:
    page = opened(visitor)
    choose(page, "领域", "教育")
    choose(page, "性质", "目标")
    choose(page, "年份", "2031")
    rows = page.locator("#ledger tbody tr")
    expect(rows).to_have_count(2)
    page.locator("#ledger thead button", has_text="指标").click()
    expect(page.locator("#ledger thead [aria-sort=ascending]")).to_have_count(1)
    names = page.locator("#ledger tbody th").all_inner_texts()
    address = page.url
    assert {"tab=ledger", "subject=education", "kind=target", "year=2031", "order=indicator"} <= set(
        address.split("?")[1].split("&")
    )
    page.goto("about:blank")
    page.goto(address)
    expect(rows).to_have_count(2)
    assert page.locator("#ledger tbody th").all_inner_texts() == names
    expect(page.locator("#ledger-tab [name=subject]")).to_have_value("education")
    expect(page.locator("#ledger-tab [name=year]")).to_have_value("2031")
    page.get_by_role("link", name="English").click()
    visitor.ready()
    expect(page.locator("#ledger .count")).to_contain_text("2 rows")
    expect(page.locator("#ledger .kind").first).to_have_text("target")
    page.get_by_role("button", name="Clear filters").click()
    expect(rows).not_to_have_count(2)
    assert "subject" not in page.url
    clean(visitor)
    visitor.tab("chat")
    expect(page.locator("#question")).to_be_visible()
    page.wait_for_function("!location.search.includes('ledger')")


def test_a_link_to_what_is_gone_shows_all(visitor: Visitor) -> None:
    page = opened(visitor, "?tab=ledger&document_id=none&year=1900&order=nothing")
    expect(page.locator("#ledger tbody tr").first).to_be_visible()
    expect(page.locator("#ledger-tab [name=document_id]")).to_have_value("")


def test_rows_are_whole_and_an_open_one_keeps_its_title(visitor: Visitor) -> None:
    page = opened(visitor)
    size = page.viewport_size
    assert size is not None
    for cell in page.locator("#ledger tbody tr").first.locator("th, td").all():
        box = cell.bounding_box()
        assert box is None or box["x"] + box["width"] <= size["width"]
    row = page.locator("#ledger tbody tr", has_text="自助终端")
    row.locator(".opener").click()
    panel = page.locator("#row")
    expect(panel.locator("mark")).to_be_in_viewport()
    panel.locator(".source-panel").evaluate("(e) => (e.scrollTop = e.scrollHeight)")
    expect(panel.locator(".opened")).to_be_in_viewport()
    expect(panel.locator(".opened")).to_contain_text("新增政务服务自助终端")
    expect(row.locator("th")).to_be_in_viewport()
    expect(row).to_have_attribute("aria-current", "true")
    clean(visitor)
    page.get_by_label("搜索").fill("没有这样的词")
    expect(page.locator("#ledger .count")).to_contain_text("没有符合条件")
    expect(panel.locator("mark")).to_have_count(0)


def test_a_target_stands_beside_what_the_next_report_tells(visitor: Visitor) -> None:
    page = opened(visitor)
    page.get_by_role("radio", name="去年完成与今年目标").check()
    expect(page.locator("#ledger .told")).to_contain_text("这不是目标的完成情况")
    page.get_by_role("radio", name="目标与来年结果").check()
    pair = page.locator(".pairs li", has_text="新增学位")
    expect(pair.locator("q").nth(0)).to_contain_text("新增学位1500个")
    expect(pair.locator("q").nth(1)).to_have_text("新增学位1620个。")
    expect(pair).to_contain_text("结果比目标高 120个（推算）")
    expect(pair).to_contain_text("结果见：云泽市2032年政府工作报告")
    fall = page.locator(".pairs li", has_text="能耗")
    expect(fall).to_contain_text("结果的降幅比目标小 0.5个百分点（推算）")
    expect(page.locator(".kept > .hint")).to_have_text("到期的目标 6 项，在后来的文件里找到 4 项的数")
    page.locator(".untold summary").click()
    expect(page.locator(".untold li")).to_have_count(2)
    clean(visitor)
    pair.locator(".opener").nth(1).click()
    expect(page.locator("#row mark")).to_have_text("新增学位1620个。")
    page.keyboard.press("Escape")
    page.get_by_role("radio", name="表格").check()
    choose(page, "领域", "教育")
    page.locator("#ledger tbody tr", has_text="1500").locator(".opener").click()
    expect(page.locator("#row h3", has_text="后来的文件报告的结果")).to_be_visible()


def test_staff_fill_in_and_visitors_see_nothing_of_it(visitor: Visitor, tmp_path: Path) -> None:
    page = opened(visitor)
    expect(page.locator(".staff")).to_be_hidden()
    page = opened(visitor, "?tab=ledger&staff=1")
    page.get_by_label("工作人员口令").fill("not this one")
    page.get_by_role("button", name="进入").click()
    expect(page.locator(".staff [role=status]")).to_have_text("口令不对")
    page.get_by_label("工作人员口令").fill(TOKEN)
    page.keyboard.press("Enter")
    expect(page.locator(".staff [role=status]")).to_contain_text("已进入")
    row = page.locator("#ledger tbody tr", has_text="幼儿园")
    row.locator(".opener").click()
    status = page.locator("#row .status-form")
    status.get_by_label("进行中").check()
    status.get_by_label("备注").fill("=主体已封顶")
    clean(visitor)
    status.get_by_role("button", name="保存").click()
    expect(status.locator("[role=status]")).to_have_text("已保存")
    expect(row.locator("td.state")).to_contain_text("进行中")
    page.keyboard.press("Escape")
    choose(page, "进展", "进行中")
    expect(page.locator("#ledger tbody tr")).to_have_count(1)
    clean(visitor)
    with page.expect_download() as file:
        page.get_by_role("button", name="下载 CSV").click()
    (kept,) = csv.DictReader(io.StringIO(file.value.path().read_text(encoding="utf-8-sig")))
    assert (kept["进展"], kept["备注"]) == ("进行中", "'=主体已封顶")
    assert "staff" not in str(page.locator(".ledger-form [data-copy-link]").get_attribute("data-copy-link"))
    page.reload()
    expect(page.locator("#ledger tbody tr td.state")).to_contain_text("进行中")
    page.get_by_role("button", name="退出").click()
    expect(page.locator("#ledger td.state")).to_have_count(0)
    page.evaluate("sessionStorage.clear()")
