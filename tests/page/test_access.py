"""For everybody: axe-core on every tab and state, by day and by night, in three languages; targets that a thumb meets."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.page.conftest import Visit, Visitor

pytestmark = pytest.mark.browser
TARGETS = """[...document.querySelectorAll("button, select, textarea, input, summary, [role=tab], a.button, .languages a, .contents a, a.anchor")]
    .filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest(".unseen, .skip, [aria-hidden=true]"))
    .map((e) => [e, (e.closest("label.choice, .looks label") ?? e).getBoundingClientRect()])
    .filter(([e, box]) => box.height < 43.5 || (box.width < 43.5 && !e.matches(".contents a")))
    .map(([e, box]) => `${Math.round(box.width)}x${Math.round(box.height)} ${e.outerHTML.slice(0, 90)}`)"""


def findings(page: Page) -> list[str]:
    """What axe finds, of any impact."""
    result = Axe().run(page)
    return [
        f"{v['id']} ({v['impact']}): {node['html'][:120]} {node.get('failureSummary', '')[:160]}"
        for v in result.response["violations"]
        for node in v["nodes"]
    ]


@pytest.mark.parametrize(
    ("size", "locale", "scheme"),
    [("phone", "zh-CN", "light"), ("phone", "zh-HK", "dark"), ("desk", "zh-CN", "dark"), ("desk", "en-US", "light")],
)
def test_axe_finds_nothing_and_targets_are_large(visit: Visit, size: str, locale: str, scheme: str) -> None:
    visitor = visit(size, locale, color_scheme=scheme, reduced_motion="reduce")
    page = visitor.open()
    found = {"home": findings(page) + page.evaluate(TARGETS)}
    turn = visitor.ask("2023年要新增多少学位?")
    turn.locator(".marker").first.click()
    found["source"] = findings(page) + page.evaluate(TARGETS)
    page.keyboard.press("Escape")
    turn.locator("[data-act=wrong]").click()
    visitor.only_in("深圳市龙华区2022年国民经济和社会发展计划执行情况与2023年计划")
    visitor.ask("介绍一下这份文件").locator(".more summary").click()
    visitor.ask("深圳市南山区2023年GDP增长目标是多少?")
    page.locator("[data-act=filters]").click()
    found["complaint, list and refusal"] = findings(page) + page.evaluate(TARGETS)
    visitor.tab("ledger")
    page.locator("#ledger .opener").first.click()
    expect(page.locator("#row mark")).to_be_visible()
    found["ledger"] = findings(page) + page.evaluate(TARGETS)
    page.keyboard.press("Escape")
    page.locator(".looks label").nth(1).click()
    expect(page.locator(".pairs")).to_be_visible()
    found["bars"] = findings(page) + page.evaluate(TARGETS)
    visitor.tab("documents")
    expect(page.locator("#documents li.card").first).to_be_visible()
    found["documents"] = findings(page) + page.evaluate(TARGETS)
    visitor.tab("about")
    found["about"] = findings(page) + page.evaluate(TARGETS)
    page.goto(f"{visitor.url}/document?doc=shenzhenshilonghuaqu-2023-55f0&p=3")
    found["document"] = findings(page) + page.evaluate(TARGETS)
    assert {place: problems for place, problems in found.items() if problems} == {}


def test_the_dark_page_is_dark(visit: Visit) -> None:
    visitor: Visitor = visit("phone", color_scheme="dark")
    visitor.open()
    visitor.ask("2023年要新增多少学位?")
    brightness = """(selector) => Math.max(...getComputedStyle(document.querySelector(selector)).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number))"""
    for selector in ("body", ".card.answer", ".box", "#question"):
        style = visitor.page.evaluate(brightness, selector)
        assert style < 70, (selector, style)
