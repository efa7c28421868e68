"""The tab 承诺台账: found, opened, compared, taken away."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.page.conftest import Visitor

pytestmark = pytest.mark.browser


def open_ledger(visitor: Visitor, search: str = "") -> Page:
    page = visitor.page
    visitor.tab("ledger")
    expect(page.locator("#ledger tbody tr").first).to_be_visible()
    if search:
        page.get_by_label("搜索").fill(search)
        expect(page.locator("#ledger tbody tr").first).to_contain_text(search)
    return page


def choose(page: Page, label: str, option: str) -> None:
    """On a phone the choices are folded away behind a button."""
    fields = page.locator("#ledger-tab form")
    if not fields.get_by_label(label).is_visible():
        fields.get_by_role("button", name="筛选").click()
    fields.get_by_label(label).select_option(label=option)


def test_a_row_opens_its_sentence_and_its_other_year(visitor: Visitor) -> None:
    page = open_ledger(visitor, "基础教育学位")
    opener = page.locator("#ledger tbody tr", has_text="3万座").locator(".opener")
    opener.click()
    row = page.locator("#row")
    expect(row.locator("mark")).to_contain_text("新增基础教育学位3万座")
    expect(row.locator("mark")).to_be_in_viewport()
    expect(row.locator(".crumbs")).to_contain_text("三、2023年经济社会发展主要任务")
    expect(row.locator(".status.expired")).to_have_text("文件已失效")
    series = row.locator(".series tbody tr")
    expect(series.nth(0)).to_contain_text("11760")
    expect(series.nth(1)).to_contain_text("3万座")
    series.nth(0).locator(".opener").click()
    expect(row.locator("mark")).to_contain_text("新增学位11760个")
    page.keyboard.press("Escape")
    expect(row.locator("mark")).to_have_count(0)
    opener.click()
    row.get_by_role("link", name="打开全文").click()
    expect(page.locator(".paragraph.pointed mark")).to_contain_text("新增基础教育学位3万座")


def test_the_ledger_filters_and_sorts(visitor: Visitor) -> None:
    page = open_ledger(visitor)
    rows, count = page.locator("#ledger tbody tr"), page.locator("#ledger .count")
    expect(rows).to_have_count(100)
    page.locator("#ledger .more").click()
    expect(rows).to_have_count(200)
    choose(page, "性质", "目标")
    expect(page.locator("#ledger .scope.actual")).to_have_count(0)
    choose(page, "文件", "深圳市龙华区2022年国民经济和社会发展计划执行情况与2023年计划")
    choose(page, "章节", "(八)聚焦所需所急所盼,打造民生幸福标杆城区")
    expect(page.locator("#ledger td.where").first).to_contain_text("(八)")
    heading = page.locator("#ledger thead th", has_text="指标")
    heading.locator("button").click()
    expect(heading).to_have_attribute("aria-sort", "ascending")
    rising = page.locator("#ledger tbody th").all_inner_texts()
    heading.locator("button").click()
    expect(heading).to_have_attribute("aria-sort", "descending")
    expect(heading.locator("button")).to_be_focused()
    assert [name[0] for name in page.locator("#ledger tbody th").all_inner_texts()] == [n[0] for n in reversed(rising)]
    page.get_by_label("搜索").fill("没有这样的词")
    expect(count).to_contain_text("没有符合条件")


def test_the_rows_shown_are_downloaded(visitor: Visitor) -> None:
    page = open_ledger(visitor, "碧道")
    shown = page.locator("#ledger tbody tr").count()
    with page.expect_download() as csv_file:
        page.get_by_role("button", name="下载 CSV").click()
    content = csv_file.value.path().read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert 0 < len(rows) == shown
    assert all("碧道" in row["指标或事项"] + row["原文"] + row["主题"] + row["章节"] for row in rows)
    with page.expect_download() as xlsx_file:
        page.get_by_role("button", name="下载 Excel").click()
    assert xlsx_file.value.suggested_filename == "承诺台账.xlsx"
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_file.value.path().read_bytes())).active
    assert sheet is not None
    assert sheet.max_row == shown + 1


def test_actual_and_target_are_drawn_side_by_side(visitor: Visitor) -> None:
    page = open_ledger(visitor, "海绵城市")
    page.get_by_role("radio", name="去年完成与今年目标").check()
    pair = page.locator(".pairs li", has_text="新增海绵城市面积")
    expect(pair).to_contain_text("目标比完成数低 约1.6平方公里（推算）")
    widths = [bar.bounding_box()["width"] for bar in pair.locator(".bar").all()]  # type: ignore[index]
    assert widths[0] > widths[1] > 0
    pair.locator(".opener").nth(1).click()
    expect(page.locator("#row mark")).to_contain_text("海绵城市")
