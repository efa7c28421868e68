"""The page's parts without a browser: languages, what comes back from a browser, reports, the whole text of a document."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from html import unescape
from typing import get_args

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from index.catalog import Catalog
from index.document import PlanDocument
from index.store import PassageStore
from rag.answer import Assistant
from rag.types import Answer, Citation, Level, Line
from ui.web.admin_texts import ADMIN_TEXTS, AdminTexts
from ui.web.chat_tab import KeptTurn
from ui.web.document_page import View, document_html
from ui.web.kept import BadRequest, plain, read
from ui.web.languages import Language, choose
from ui.web.report import as_docx, as_markdown, as_text
from ui.web.said import Said
from ui.web.sources import Reader
from ui.web.texts import TEXTS, Texts
from ui.web.turns import answer_text

WORDS = [name for name, value in {**vars(Texts), **vars(AdminTexts)}.items() if isinstance(value, Said)]


@pytest.mark.parametrize(
    ("asked", "chosen", "accept", "expected"),
    [
        (None, None, "", "zh"), (None, None, "zh-CN,zh;q=0.9,en;q=0.8", "zh"), (None, None, "zh-TW,zh;q=0.9", "zh-Hant"),
        (None, None, "zh-Hant-HK", "zh-Hant"), (None, None, "en-GB,en;q=0.9,zh;q=0.1", "en"), (None, None, "fr-FR", "en"),
        (None, None, "en;q=0.2, zh-CN;q=0.7", "zh"), (None, "en", "zh-CN", "en"), ("zh", "en", "en", "zh"), ("xx", "yy", "zh;q=oops,zh-HK", "zh-Hant"),
    ],
)  # fmt: skip
def test_the_language_is_asked_for_or_chosen_or_the_browsers(
    asked: str | None, chosen: str | None, accept: str, expected: Language
) -> None:
    assert choose(asked, chosen, accept) == expected


@given(st.text(), st.text(), st.text())
def test_any_header_gives_a_language(asked: str, chosen: str, accept: str) -> None:
    assert choose(asked, chosen, accept) in TEXTS


def test_every_word_has_its_languages_with_the_same_gaps() -> None:
    gaps, chinese = re.compile(r"\{(\w+)\}"), re.compile("[\u4e00-\u9fff]")
    for name in WORDS:
        said = [getattr(ADMIN_TEXTS[language], name) for language in ("zh", "zh-Hant", "en")]
        assert len({tuple(sorted(gaps.findall(words))) for words in said}) == 1, name
        assert chinese.search(said[0]), name
        assert name == "search_hint" or not chinese.search(said[2]), name


@pytest.fixture(scope="module")
def answers(store: PassageStore) -> list[Answer]:
    assistant = Assistant(store)
    return [
        assistant.ask(q)
        for q in ("2023年要新增多少学位?", "新增学位2023年目标与2022年完成数相比如何？", "今天天气怎么样?")
    ]


def test_what_the_browser_keeps_comes_back_the_same(answers: list[Answer]) -> None:
    for answer in answers:
        kept = KeptTurn(answer, next=("然后呢?",))
        assert read(KeptTurn, {**plain(kept), "verdict": "useful"}) == kept
    for nonsense in (None, 7, "x", {}, {"answer": {}}, {"answer": {**plain(answers[0]), "citations": 3}}):
        with pytest.raises(BadRequest):
            read(KeptTurn, nonsense)


def test_reports_hold_question_notice_figure_and_reference(answers: list[Answer]) -> None:
    t, site = TEXTS["zh"], "https://plan.example/"
    text = as_text(t, answers[0], site)
    assert text.index("文件已失效") < text.index("3万座（2023年目标）") < text.index("[EB/OL]. (2023-07-03)[")
    assert "龙华区发展和改革局. " in text
    assert f"{site}document?doc=" in text
    assert "“新改扩建幼儿园15所、义务教育学校9所,新增基础教育学位3万座。”" in text
    markdown = as_markdown(t, answers, site)
    assert [line for line in markdown.splitlines() if line.startswith("## ")] == [
        f"## {n}. {a.question}" for n, a in enumerate(answers, 1)
    ]
    assert "**11760个**" in markdown
    word = Document(io.BytesIO(as_docx(t, answers, site)))
    assert any(run.bold and run.text == "3万座" for p in word.paragraphs for run in p.runs)


def test_each_form_of_line_has_its_look(answers: list[Answer], store: PassageStore) -> None:
    reader = Reader(TEXTS["zh"], store.catalog, "")

    def look(*lines: Line) -> str:
        html = answer_text(reader, replace(answers[0], lines=lines), "1")
        return re.sub(r"<button.*?</button>", "[n]", html)

    def badge(kind: str, words: str) -> str:
        return f'<span class="scope {kind}">{words}</span>'

    lead = look(Line("增长8%左右", (1,), scope="2008 target", lead="8%左右"))
    assert lead == f'<p class="figure"><strong>8%左右</strong> {badge("target", "2008年目标")}</p><p>增长8%左右[n]</p>'
    headed = look(Line("龙华区2023年计划", level="heading"), Line("建成书房", (1,), scope="2021-2025 actual"))
    assert (
        headed
        == f'<p class="of" lang="zh">龙华区2023年计划</p><p>{badge("actual", "2021—2025年完成情况")} 建成书房[n]</p>'
    )
    listed = look(Line("目标如下", (1,)), Line("增长7%", (2,), level="item"), Line("突破千亿元", (3,), level="item"))
    assert listed == '<p>目标如下[n]</p><ul class="items"><li>增长7%[n]</li><li>突破千亿元[n]</li></ul>'


@given(st.text())
def test_no_text_of_an_answer_is_lost_or_becomes_markup(store: PassageStore, answers: list[Answer], text: str) -> None:
    for level in get_args(Level):
        lines = (Line(text, (1,), lead=text, level=level),)
        html = answer_text(Reader(TEXTS["zh"], store.catalog, ""), replace(answers[0], lines=lines), "1")
        assert text in unescape(re.sub("<(?!&)[^>]*>", "", html))


def test_odd_characters_break_no_report() -> None:
    odd = "#*[x](y)<b>\x00\x0b\ufffe|`\\\n第二行"
    citation = Citation(1, "d", odd, odd, "", (odd,), odd, None, odd, 0, 3)
    answer = Answer(odd, odd, "answer", "answered", (Line(odd, (1,), lead=odd),), notices=(odd,), citations=(citation,))
    markdown = as_markdown(TEXTS["en"], [answer], "http://x/")
    assert "\n## 1. \\#\\*\\[x\\](y)\\<b\\>" in markdown
    Document(io.BytesIO(as_docx(TEXTS["en"], [answer], "http://x/")))
    assert as_text(TEXTS["en"], answer, "http://x/")


def test_the_readable_page_holds_the_whole_text(store: PassageStore, plan: PlanDocument) -> None:
    catalog: Catalog = store.catalog
    sentence = next(s for s in plan.sentences if "新增基础教育学位3万座" in plan.quote(s))
    html = document_html(Reader(TEXTS["zh"], catalog, ""), plan, View(span=(sentence.start, sentence.end)))
    article = html[html.index("<article") : html.index("</article>")]
    text = re.sub(r'<a class="anchor".*?</a>', "", article)
    shown = (
        re.sub(r"\s", "", re.sub("<[^>]+>", "", text)).replace("&quot;", '"').replace("&gt;", ">").replace("&amp;", "&")
    )
    missing = [line for line in plan.text.splitlines() if re.sub(r"\s", "", line) not in shown]
    assert missing == []
    assert f"<mark>{plan.quote(sentence)}</mark>" in article


@pytest.mark.parametrize("language", ["zh", "zh-Hant"])
def test_chinese_is_punctuated_in_full_width(language: Language) -> None:
    page = [getattr(ADMIN_TEXTS[language], name) for name in WORDS]
    half_width = re.compile(r"[\u4e00-\u9fff][,;:?!](?![0-9A-Za-z/])")
    assert not [text for text in page if isinstance(text, str) and half_width.search(text)]
