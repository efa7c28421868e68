"""The documents: listed, filtered, read whole, linked to; and what the page says of itself."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import expect

from bench.server import Server
from index.document import PlanDocument
from tests.page.conftest import WAIT, Visit, Visitor
from ui.web.about_tab import QUALITY

pytestmark = pytest.mark.browser
LONGHUA = "深圳市龙华区2022年国民经济和社会发展计划执行情况与2023年计划"


def test_documents_are_listed_filtered_and_lead_on(visitor: Visitor, library: Path) -> None:
    page = visitor.page
    visitor.tab("documents")
    cards = page.locator("#documents li.card:visible")
    expect(cards).to_have_count(len(list((library.parent / "docs").iterdir())))
    expired = cards.filter(has_text=LONGHUA)
    expect(expired.locator(".status.expired")).to_have_text("文件已失效")
    expect(expired).to_contain_text("龙华区发展和改革局")
    page.get_by_label("查找文件").fill("云泽 发展和改革局 2026-02")
    expect(page.locator("#documents .count")).to_have_text("1 份文件")
    expect(cards).to_contain_text("临溪区")
    page.get_by_label("查找文件").fill("")
    form = page.locator("#documents form")
    if not form.get_by_label("状态").is_visible():
        form.get_by_role("button", name="筛选").click()
    form.get_by_label("状态").select_option(label="已失效")
    expect(cards).to_have_count(1)
    form.get_by_label("地区").select_option(label="青禾县")
    expect(page.locator("#documents .count")).to_have_text("没有符合条件的文件")
    form.get_by_label("状态").select_option(label="全部")
    cards.get_by_role("button", name="看数字").click()
    expect(page.locator("#ledger tbody tr").first).to_be_visible()
    expect(page.locator("#ledger-tab select[name=document_id]")).to_have_value(re.compile("^qinghexian"))
    visitor.tab("documents")
    cards.first.get_by_role("button", name="问这份文件").click()
    expect(page.locator("#question")).to_be_focused()
    expect(page.locator(".chips")).to_contain_text("只找：青禾县人民政府")


def test_a_whole_document_can_be_read_and_every_paragraph_linked_to(visitor: Visitor, plan: PlanDocument) -> None:
    page = visitor.page
    visitor.tab("documents")
    page.locator("#documents li.card", has_text=LONGHUA).get_by_role("link", name="阅读全文").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(LONGHUA)
    expect(page.locator("header .notice")).to_contain_text("文件已失效")
    assert page.locator(".paragraph").count() == len(plan.paragraphs)
    assert page.locator("article h2, article h3").count() == len(plan.sections)
    read = re.sub(r"\s|\d+(?=$)", "", page.locator("#p12").inner_text())
    assert read == re.sub(r"\s|\d+(?=$)", "", plan.quote(plan.paragraphs[11]))
    contents = page.locator(".contents")
    if not contents.locator("a").first.is_visible():
        contents.locator("summary").click()
    entry = contents.get_by_role("link", name="(八)聚焦所需所急所盼,打造民生幸福标杆城区")
    entry.press("Enter")  # a click could meet the list while it follows the page
    expect(page.locator("h3", has_text="(八)聚焦所需所急所盼")).to_be_in_viewport()
    page.locator("#p12 .anchor").click()
    expect(page.locator("#p12")).to_have_class(re.compile("pointed"))
    shared = page.url
    assert re.search(r"\?doc=[\w-]+&p=12", shared)
    page.goto(shared.partition("#")[0])
    expect(page.locator("#p12")).to_be_in_viewport()
    page.get_by_role("link", name="问这份文件").click()
    visitor.ready()
    expect(page.locator(".chips")).to_contain_text(LONGHUA)


def test_a_document_needs_no_script_and_speaks_the_readers_language(visit: Visit, server: Server) -> None:
    plain = visit("phone", "en-US", java_script_enabled=False)
    page = plain.page
    page.goto(f"{server.url}/document")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("link", name=LONGHUA).click()
    expect(page.locator(".paragraph")).to_have_count(96)
    expect(page.locator("header .notice")).to_contain_text("No longer in force")
    page.get_by_role("link", name="繁體").click()
    expect(page.locator(".contents summary")).to_have_text("目錄")
    page.goto(f"{server.url}/?doc=shenzhenshilonghuaqu-2023-55f0&p=3")
    expect(page.locator("#p3.pointed")).to_have_count(1)
    page.goto(f"{server.url}/en/")
    assert "<noscript><p>Asking needs JavaScript." in page.content().replace("&lt;", "<").replace("&gt;", ">")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/document?doc=none", 404), ("/document?doc=%3Cscript%3Ealert(1)%3C/script%3E", 404),
        ("/document?doc=shenzhenshilonghuaqu-2023-55f0&p=99999&mark=5-1", 200),
        ("/document?doc=shenzhenshilonghuaqu-2023-55f0&p=x&mark=1-999999999999", 200), ("/planqa/..%2Fpage.py", 404), ("/planqa/none", 404),
    ],
)  # fmt: skip
def test_odd_addresses_do_no_harm(server: Server, address: str, status: int) -> None:
    try:
        with urllib.request.urlopen(server.url + address) as response:
            found, body = response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        found, body = error.code, error.read().decode()
    assert found == status
    assert "<script>alert" not in body
    assert "Traceback" not in body


def test_links_from_elsewhere_open_tab_question_and_document(visitor: Visitor) -> None:
    page = visitor.open("?tab=documents")
    expect(page.locator("#documents li.card").first).to_be_visible()
    visitor.open("?q=2023年新增床位多少张?&document=shenzhenshilonghuaqu-2023-55f0")
    expect(page.locator(".figure strong")).to_have_text("6000张", timeout=WAIT)
    expect(page.locator(".chips")).to_contain_text(LONGHUA)


def test_the_page_tells_what_it_is_with_the_figures_of_the_measured_file(visitor: Visitor) -> None:
    page = visitor.page
    visitor.tab("about")
    about = page.locator("#about")
    for heading in ("这是什么", "回答怎样得来", "限度", "测得的质量", "隐私", "给其他程序和网站"):
        expect(about.get_by_role("heading", name=heading)).to_be_visible()
    measured = json.loads(QUALITY.read_text(encoding="utf-8"))
    rows = about.locator("tbody tr")
    expect(rows).to_have_count(len(measured["sets"]))
    for number, row in enumerate(measured["sets"]):
        expect(rows.nth(number)).to_contain_text(str(row["plans"]))
        expect(rows.nth(number).locator("td").first).to_have_text(str(row["questions"]))
        expect(rows.nth(number).locator("td").nth(1)).to_have_text(f"{100 * row['score']:.1f}%")
    expect(about.locator("pre")).to_contain_text(f'src="{visitor.url}/widget.js"')
