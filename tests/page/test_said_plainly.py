"""What a reader must not have to guess: what a card leaves out, which figure is of what, which years and documents are meant."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect

from rag.messages import ROUTINE
from rag.render import when
from tests.page.conftest import SIZES, Visit
from tests.quick import Site
from tests.test_commitments import TOKEN
from ui.web.excerpt import MOST, excerpt

LONG = "完善城市功能，" * 20 + "既有住宅增设电梯1,400部以上，" + "推进适老化改造，" * 40


def test_a_card_shows_the_clause_that_says_most() -> None:
    at = LONG.index("既有")
    shown = excerpt(LONG, (at, at + 10))
    assert "既有住宅增设电梯1,400部以上，" in shown
    assert shown[0] == shown[-1] == "…"
    assert len(shown) <= MOST + 2
    assert excerpt(LONG[:MOST], (0, 5)) == LONG[:MOST]


@given(
    st.lists(st.sampled_from(["1,234.5", "98", "甲乙", "，", "。", "500套"]), min_size=1, max_size=200),
    st.integers(0, 900),
)
def test_no_number_is_cut(pieces: list[str], at: int) -> None:
    quote = "。".join(pieces)
    shown = excerpt(quote, (min(at, len(quote) - 1), min(at + 20, len(quote))))
    inside = shown.strip("…")
    assert inside in quote
    numbers = set(re.findall(r"\d[\d,.]*\d|\d", quote))
    assert set(re.findall(r"\d[\d,.]*\d|\d", inside)) <= numbers


@pytest.mark.parametrize("name", ["newest", "other_measure", "more_documents"])
def test_a_note_that_only_explains_warns_of_nothing(name: str) -> None:
    assert name in ROUTINE
    assert "one_side" not in ROUTINE


def test_a_time_is_told_in_the_readers_words() -> None:
    assert (when("2025 actual", "en"), when("2025 target", "en")) == ("2025 result", "2025 target")
    assert when("2025 target", "zh-Hant") == "2025年目標"


pages = pytest.mark.browser


@pages
@pytest.mark.parametrize("size", list(SIZES))
def test_figures_of_two_things_say_which_is_which(visit: Visit, size: str) -> None:
    someone = visit(size)
    someone.open()
    turn = someone.ask("龙华2022年地区生产总值是多少，2023年新增学位多少")
    things = turn.locator(".figure .thing")
    expect(things).to_have_count(2)
    expect(things.nth(1)).to_contain_text("学位")
    card = turn.locator(".source").first
    expect(card.locator(".go")).to_be_visible()
    assert card.locator(".quote").evaluate("e => e.scrollHeight <= e.clientHeight + 1"), "nothing is cut by the box"


@pages
def test_a_refusal_tells_the_years_of_the_place(visit: Visit) -> None:
    someone = visit("phone", "en-GB")
    someone.open("en/")
    turn = someone.ask("How many zoos does Longhua run?")
    tips = turn.locator(".tips li")
    expect(tips.first).to_contain_text("2022, 2023")
    link = tips.last.locator(".link")
    assert link.evaluate("e => e.getBoundingClientRect().height") < 90


def _ledger(browser: Browser, site: Site, size: str, address: str) -> Page:
    width, height = SIZES[size]
    page = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN").new_page()
    page.goto(f"{site.url}/{address}")
    expect(page.locator("#ledger .count")).to_be_visible()
    return page


@pages
@pytest.mark.parametrize(("address", "both"), [("en/?tab=ledger", "学位 Yunze"), ("?tab=ledger", "school places 云泽")])
def test_the_example_of_the_search_finds_rows(browser: Browser, ledger_site: Site, address: str, both: str) -> None:
    page = _ledger(browser, ledger_site, "desk", address)
    box = page.locator(".ledger-form [name=search]")
    example = re.split("：|e.g. ", str(box.get_attribute("placeholder")))[-1]
    for words in (example, both):
        box.fill(words)
        expect(page.locator(".working")).to_be_empty()
        expect(page.locator("#ledger tbody tr").first).to_contain_text("学位")
    page.context.close()


@pages
@pytest.mark.parametrize("size", list(SIZES))
def test_staff_find_their_form_and_see_it(browser: Browser, ledger_site: Site, size: str) -> None:
    page = _ledger(browser, ledger_site, size, "?tab=ledger")
    page.get_by_role("button", name="工作人员登记进展").click()
    page.get_by_label("工作人员口令").fill(TOKEN)
    page.keyboard.press("Enter")
    expect(page.locator(".staff [role=status]")).to_contain_text("已进入")
    page.locator("#ledger tbody tr", has_text="幼儿园").locator(".opener").click()
    expect(page.locator("#row .status-form").get_by_label("已完成")).to_be_in_viewport()
    page.context.close()
