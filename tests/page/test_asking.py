"""Asking, as a citizen on a phone and an official at a desk do it."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import expect

from tests.page.conftest import WAIT, Visit, Visitor
from tests.test_cli import planqa

pytestmark = pytest.mark.browser
QUESTION = "2023年要新增多少学位?"


def test_an_answer_leads_to_its_place_in_the_document(visitor: Visitor) -> None:
    page = visitor.page
    turn = visitor.ask(QUESTION)
    figure = turn.locator(".figure strong")
    expect(figure).to_have_text("3万座")
    expect(turn.locator(".figure .scope")).to_have_text("2023年目标")
    expect(turn.locator(".words .of")).to_have_text("龙华区2023年计划")
    size = "e => parseFloat(getComputedStyle(e).fontSize)"
    assert figure.evaluate(size) > 1.5 * turn.locator(".words p").last.evaluate(size), "the figure stands out"
    expect(turn.locator(".card > :first-child")).to_contain_text("文件已失效")  # before the answer is used

    turn.locator(".marker").first.click()
    source = page.locator("#source")
    expect(source.locator("mark")).to_contain_text("新增基础教育学位3万座")
    expect(source.locator("mark")).to_be_in_viewport()
    expect(source.locator(".cited")).to_contain_text("发展优质均衡教育")
    expect(source.locator(".near")).to_have_count(2)
    expect(source.locator(".crumbs li")).to_have_count(3)
    expect(source.locator(".crumbs")).to_contain_text("三、2023年经济社会发展主要任务")
    expect(source).to_contain_text("龙华区发展和改革局")
    expect(source).to_contain_text("2023-07-03")
    expect(source.locator(".status.expired")).to_have_text("文件已失效")

    source.get_by_role("link", name="打开全文").click()
    pointed = page.locator(".paragraph.pointed")
    expect(pointed.locator("mark")).to_have_text("新改扩建幼儿园15所、义务教育学校9所,新增基础教育学位3万座。")
    expect(pointed.locator("mark")).to_be_in_viewport()
    assert re.search(r"document\?doc=[\w-]+&p=\d+", page.url)
    page.go_back()
    visitor.ready()
    expect(page.locator(".figure strong")).to_have_text("3万座")


def test_a_long_list_shows_its_items_and_folds_its_sources(visitor: Visitor) -> None:
    visitor.only_in("深圳市龙华区2022年国民经济和社会发展计划执行情况与2023年计划")
    turn = visitor.ask("介绍一下这份文件")
    items = turn.locator(".items li")
    expect(items.last).to_contain_text("三、2023年经济社会发展主要任务")
    last = items.last.locator(".marker")
    expect(last).to_be_visible()
    folded = turn.locator(".more .source")
    expect(folded.last).not_to_be_visible()
    last.click()  # a source that is folded away opens from its marker all the same
    expect(visitor.page.locator("#source mark")).to_be_in_viewport()
    expect(visitor.page.locator("#source mark")).to_contain_text("主要任务")
    visitor.page.keyboard.press("Escape")
    turn.locator(".more summary").click()
    expect(folded.last).to_be_visible()


def test_the_conversation_is_kept_in_the_browser_until_it_is_cleared(visitor: Visitor) -> None:
    page = visitor.page
    visitor.ask("2022年新改扩建幼儿园多少所?")
    page.reload()
    visitor.ready()
    expect(page.locator(".figure strong")).to_have_text("14所")
    expect(visitor.ask("那2023年呢?")).to_contain_text("15所")  # the kept question is its context
    page.locator(".turn").first.locator(".marker").first.click()
    expect(page.locator("#source mark")).to_contain_text("14所")
    page.keyboard.press("Escape")
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("[data-act=clear]").click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator("#welcome")).to_be_visible()
    page.reload()
    visitor.ready()
    expect(page.locator(".turn")).to_have_count(0)


def test_examples_and_follow_ups_are_answered(visitor: Visitor) -> None:
    page = visitor.page
    examples = page.locator("#welcome .suggestion").all_inner_texts()
    assert len(examples) == 4
    page.locator("#welcome .suggestion").last.click()
    turn = page.locator(".turn")
    expect(turn.locator(".answer .suggestion").first).to_be_visible(timeout=WAIT)
    for question in examples[:-1]:
        expect(visitor.ask(question).locator(".answer")).to_have_count(1)
    follow_up = turn.first.locator(".suggestion").first
    asked = follow_up.inner_text()
    follow_up.click()
    latest = page.locator(".turn").nth(4)
    expect(latest.locator(".asked")).to_contain_text(asked)
    expect(latest.locator(".answer [data-act=copy]")).to_have_count(1, timeout=WAIT)


def test_what_is_asked_while_another_is_answered_waits_for_its_turn(visitor: Visitor) -> None:
    page = visitor.page
    page.locator("[data-act=filters]").click()
    for question in (QUESTION, "2022年新改扩建幼儿园多少所?", "2023年新增床位多少张?"):
        page.locator("#question").fill(question)
        page.keyboard.press("Enter")
        expect(page.locator("#question")).to_have_value("")
    expect(page.locator("#filters")).not_to_be_visible()  # it would cover the answer
    expect(page.locator(".turn [data-act=copy]")).to_have_count(3, timeout=WAIT)
    expect(page.locator(".figure strong")).to_have_text(["3万座", "14所", "6000张"])


def test_a_refusal_says_what_was_looked_for_and_how_to_go_on(visitor: Visitor) -> None:
    page = visitor.page
    visitor.ask(QUESTION).locator(".marker").first.click()
    page.keyboard.press("Escape")
    turn = visitor.ask("深圳市南山区2023年GDP增长目标是多少?")
    expect(page.locator("#source mark")).not_to_be_visible()  # what stood there belongs to the answer before
    expect(turn.locator(".refused h3").first).to_be_in_viewport()
    expect(turn.locator(".answer")).to_have_count(0)
    expect(turn.locator(".refused h3").first).to_have_text("文件没有说")
    expect(turn.locator(".refused")).to_contain_text("南山区")
    expect(turn.locator(".looked")).to_contain_text("全部文件")
    expect(turn.locator(".tips li").first).to_be_visible()
    near = visitor.ask("2022年GDP在全国排第几")
    if near.locator(".related").count():  # not sure enough: the nearest sentences, called that
        expect(near.locator(".refused h3").first).to_have_text("文件里最接近的内容")
        near.locator(".related .source").first.click()
        expect(page.locator("#source mark")).to_be_in_viewport()


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_copy_and_export_carry_notices_and_references(visit: Visit, size: str) -> None:
    visitor = visit(size, permissions=["clipboard-read", "clipboard-write"])
    page = visitor.open()
    turn = visitor.ask(QUESTION)
    visitor.ask("今天天气怎么样?")
    turn.locator("[data-act=copy]").click()
    expect(turn.locator("[data-act=copy]")).to_have_text("已复制")
    text = page.evaluate("navigator.clipboard.readText()")
    assert text.index("文件已失效") < text.index("3万座（2023年目标）") < text.index("[EB/OL]. (2023-07-03)[")
    assert "**" not in text
    (link,) = re.findall(r"http://\S+", text)
    page.goto(link)
    expect(page.locator("mark")).to_contain_text("新增基础教育学位3万座")
    visitor.open()

    with page.expect_download() as markdown:
        page.get_by_role("button", name="导出 Markdown").click()
    content = markdown.value.path().read_text(encoding="utf-8")
    assert "## 1. 2023年要新增多少学位?" in content
    assert "> **注意**" in content
    assert link in content
    assert "## 2. 今天天气怎么样?" in content
    with page.expect_download() as word:
        page.get_by_role("button", name="导出 Word").click()
    assert word.value.suggested_filename == "规划问答.docx"
    written = [p.text for p in Document(io.BytesIO(word.value.path().read_bytes())).paragraphs]
    assert "1. 2023年要新增多少学位?" in written
    assert any("文件已失效" in line for line in written)
    assert any(line.endswith(link) for line in written)


def test_feedback_becomes_lines_of_a_question_set(visitor: Visitor, feedback_file: Path, library: Path) -> None:
    page = visitor.page
    before = _feedback(library, feedback_file)
    turn = visitor.ask(QUESTION)
    turn.locator("[data-act=useful]").click()
    expect(turn.locator("[data-act=useful]")).to_have_attribute("aria-pressed", "true")
    expect(turn.locator(".thanks")).to_have_text("谢谢，已记录")
    turn = visitor.ask("2023年新增床位多少张?")
    turn.locator("[data-act=wrong]").click()
    turn.get_by_label("年份或地区不对").check()
    turn.get_by_label("补充说明").fill("应为2022年,请回复 someone@example.com 或 13812345678")
    turn.get_by_role("button", name="提交").click()
    expect(turn.locator(".thanks")).to_have_text("谢谢，已记录")
    page.reload()
    visitor.ready()
    expect(page.locator("[data-act=wrong]").nth(1)).to_have_attribute("aria-pressed", "true")

    useful, wrong = _feedback(library, feedback_file)[len(before) :]
    assert (useful["verdict"], useful["kind"], useful["must_include"]) == ("useful", "target", [["3万座"]])
    assert useful["evidence"] == ["新改扩建幼儿园15所、义务教育学校9所,新增基础教育学位3万座。"]
    assert (wrong["verdict"], wrong["reason"], wrong["must_not_include"]) == ("wrong", "time", ["6000张"])
    assert wrong["history"] == [QUESTION]
    assert not re.search(r"13812345678|someone@|127\.0\.0\.1", json.dumps(_feedback(library, feedback_file)))
    assert b"13812345678" not in feedback_file.read_bytes()


def _feedback(library: Path, file: Path) -> list[dict[str, object]]:
    done = planqa("feedback", index=library, PLANQA_FEEDBACK=str(file))
    assert done.returncode == 0
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_filters_narrow_the_search(visitor: Visitor) -> None:
    page = visitor.page
    page.locator("[data-act=filters]").click()
    form = page.locator("#ask-form")
    form.get_by_label("地区").select_option("云泽市")
    expect(page.locator(".chips")).to_contain_text("只找：云泽市")
    page.locator("[data-act=filters]").click()
    turn = visitor.ask("2023年要新增多少基础教育学位?")
    expect(turn.locator(".refused .looked")).to_contain_text("云泽市")
    turn.locator(".tips [data-act=no-filters]").click()
    expect(page.locator(".chips")).to_be_empty()
    expect(visitor.ask("2023年要新增多少基础教育学位?").locator(".figure strong")).to_have_text("3万座")
    page.locator("[data-act=filters]").click()
    form.get_by_label("文件").select_option(label="青禾县人民政府关于印发青禾县教育事业发展“十五五”规划的通知")
    page.locator("[data-act=filters]").click()
    expect(visitor.ask("到2028年新增学位多少?").locator(".figure strong")).to_have_text("1.5万个")
    titles = page.locator(".turn").last.locator(".sources .where").all_inner_texts()
    assert all("青禾县" in title for title in titles)


def test_the_keyboard_is_enough(visitor: Visitor) -> None:
    page = visitor.page
    page.locator("#tab-chat-button").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#tab-ledger-button")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#tab-ledger-button")).to_be_focused()
    page.keyboard.press("End")
    expect(page.locator("#tab-about-button")).to_have_attribute("aria-selected", "true")
    page.locator("#about h2").first.click()
    page.keyboard.press("/")
    box = page.locator("#question")
    expect(box).to_be_focused()
    page.keyboard.type("2023年要新增")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("多少学位?")
    # Enter that ends the choice of a Chinese word asks nothing
    box.dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True, "cancelable": True})
    expect(page.locator(".turn")).to_have_count(0)
    page.keyboard.press("Enter")
    marker = page.locator(".marker").first
    expect(marker).to_be_visible(timeout=WAIT)
    expect(page.locator("[data-act=copy]")).to_have_count(1, timeout=WAIT)
    marker.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#source")).to_be_focused()
    page.keyboard.press("Escape")
    expect(marker).to_be_focused()


def test_markup_in_a_question_is_text(visitor: Visitor) -> None:
    page = visitor.page
    visitor.ask("<img src=x onerror=\"document.title='hacked'\"><script>document.title='hacked'</script>学位")
    expect(page.locator(".asked")).to_contain_text("<script>")
    page.reload()
    visitor.ready()
    expect(page.locator(".asked")).to_contain_text("<script>")
    assert page.title() == "规划问答"


def test_an_empty_question_is_told_so(visitor: Visitor) -> None:
    page = visitor.page
    page.locator("#question").fill("   ")
    page.keyboard.press("Enter")
    expect(page.locator("#announce")).to_have_text("请输入问题")
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator("#question")).to_be_focused()


def test_the_language_is_the_browsers_or_the_one_chosen(visitor: Visitor, visit: Visit) -> None:
    size = "phone" if visitor.page.viewport_size == {"width": 390, "height": 844} else "desk"
    english = visit(size, "en-GB")
    page = english.open()
    assert page.url.endswith("/en/")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    turn = english.ask("How many hospital beds will be added in 2023?")
    expect(turn.locator(".figure strong")).to_have_text("6000张")
    expect(turn.locator(".notice")).to_contain_text("no longer in force")
    page.get_by_role("link", name="繁體").click()
    english.ready()
    assert page.url.endswith("/zh-hant/")
    expect(page.locator(".label", has_text="出處")).to_be_visible()
    expect(page.locator("#tab-ledger-button")).to_have_text("承諾台賬")
    turn = english.ask("2023年新增多少張牀位?")
    expect(turn.locator(".figure strong")).to_have_text("6000张")
    page.goto(english.url)
    english.ready()
    assert page.url.endswith("/zh-hant/"), "the choice is remembered"
    hong_kong = visit(size, "zh-HK").open()
    assert hong_kong.url.endswith("/zh-hant/")


def test_what_was_kept_by_another_version_is_dropped_quietly(visitor: Visitor) -> None:
    page = visitor.page
    page.evaluate("localStorage.setItem('planqa.conversation.1', '[{\"answer\": 1}, 7]')")
    page.reload()
    visitor.ready()
    expect(page.locator(".turn")).to_have_count(0)
    expect(visitor.ask(QUESTION).locator(".figure strong")).to_have_text("3万座")
