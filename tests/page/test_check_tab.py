"""The tab 核稿: a draft pasted or opened, marked, held beside its source, taken away."""

from __future__ import annotations

import io
import re
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Page, expect

from tests.page.conftest import WAIT, Visit, Visitor

pytestmark = pytest.mark.browser
DRAFT = "龙华区2022年成绩\n\n2022年，龙华区完成固定资产投资904.8亿元，新增上市企业2家。龙华法院受理案件量同比上升9.4%。\n谢谢大家！<b>"


def opened(visitor: Visitor) -> Page:
    visitor.tab("check")
    expect(visitor.page.get_by_label("稿件", exact=True)).to_be_visible()
    return visitor.page


def check(page: Page) -> None:
    page.get_by_role("button", name="核对", exact=True).click()
    expect(page.locator("#checked .count")).to_be_visible(timeout=WAIT)


def test_a_draft_is_marked_beside_its_sources(visitor: Visitor) -> None:
    page = opened(visitor)
    page.get_by_label("稿件", exact=True).fill(DRAFT)
    check(page)
    expect(page.locator("#checked .count")).to_have_text("相符 1 处，不符 2 处，未找到 0 处")
    draft = page.locator(".marked-draft")
    expect(draft).to_contain_text("谢谢大家！<b>")
    expect(draft.locator("mark.differs")).to_have_count(2)
    expect(draft.locator("mark.agrees")).to_have_text("新增上市企业2家。")
    mend = page.locator(".mend li")
    expect(mend.nth(0)).to_contain_text("数字不同：文件为940.8亿元")
    expect(mend.nth(1)).to_contain_text("升降不同")
    draft.locator("mark.differs").first.press("Enter")
    source = page.locator(".check-source .source-panel")
    expect(source.locator("mark")).to_contain_text("完成固定资产投资940.8亿元")
    expect(source.locator("mark")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(source.locator("mark")).to_have_count(0)
    mend.nth(1).get_by_role("button").click()
    expect(source.locator("mark")).to_contain_text("受理案件量同比下降9.4%")
    source.get_by_role("link", name="打开全文").click()
    expect(page.locator(".paragraph.pointed mark")).to_contain_text("受理案件量同比下降9.4%")


def test_english_is_said_not_to_be_checked(visit: Visit) -> None:
    visitor = visit("desk", locale="en-GB")
    visitor.open("en/")
    visitor.tab("check")
    page = visitor.page
    page.get_by_label("Draft", exact=True).fill("Longhua will add 5,000 hospital beds in 2023.")
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator("#checked .count")).to_contain_text("not checked", timeout=WAIT)
    expect(page.locator(".check-side")).to_contain_text("No statement was checked")
    expect(page.locator(".marked-draft .unread")).to_have_text("Longhua will add 5,000 hospital beds in 2023.")


def test_a_draft_is_taken_away_as_word_and_opened_again(visitor: Visitor, tmp_path: Path) -> None:
    page = opened(visitor)
    page.get_by_label("稿件", exact=True).fill(DRAFT)
    check(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="导出 Word（带批注）").click()
    content = download.value.path().read_bytes()
    assert download.value.suggested_filename == "核稿.docx"
    comments = [comment.text for comment in docx.Document(io.BytesIO(content)).comments]
    assert len(comments) == 2
    assert "数字不同：文件为940.8亿元" in comments[0]
    (tmp_path / "草稿.docx").write_bytes(content)
    (tmp_path / "草稿.txt").write_bytes("龙华区2022年新增总部企业14家。".encode("gb18030"))
    (tmp_path / "坏的.docx").write_bytes(b"PK")
    field, chooser = page.get_by_label("稿件", exact=True), page.locator("#check-tab [name=file]")
    chooser.set_input_files(tmp_path / "草稿.txt")
    expect(field).to_have_value("龙华区2022年新增总部企业14家。")
    chooser.set_input_files(tmp_path / "草稿.docx")
    expect(field).to_have_value(re.compile("904.8亿元.*\\n谢谢大家！<b>"), timeout=WAIT)
    chooser.set_input_files(tmp_path / "坏的.docx")
    expect(page.locator("#check-tab [role=alert]")).to_be_visible(timeout=WAIT)
    expect(field).to_have_value(re.compile("904.8亿元"))
