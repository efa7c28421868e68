"""What a question asks: time, quantities, words that are not the plan's, and what the questions before it add."""

from __future__ import annotations

import pytest

from index.store import PassageStore
from rag.answer import Assistant
from rag.clauses import leans, with_subject
from rag.contrast import contradicts
from rag.coverage import Coverage
from rag.question import Question, readings, understand


@pytest.fixture(scope="module")
def assistant(store: PassageStore) -> Assistant:
    return Assistant(store)


@pytest.mark.parametrize(
    ("question", "form", "years", "relative", "kind"),
    [
        ("2023年要新增多少学位?", "figure", (2023,), None, "target"),
        ("去年空气质量优良率是多少?", "figure", (), "actual", None),
        ("今年GDP目标定多少?", "figure", (), "target", "target"),
        ("GDP增速2022年实际多少,2023年目标多少?", "compare", (2022, 2023), None, None),
        ("2015年国内生产总值比上年增长多少?", "figure", (2015,), None, None),
        ("新的扶贫标准比2009年提高了多少?", "figure", (), None, None),
        ("“十三五”期间城镇新增就业多少万人?", "figure", (2020,), None, None),
        ("2003到2007年累计转移支付多少?", "figure", (2007,), None, None),
        ("实施“中国制造2025”要坚持哪四条?", "list", (), None, None),
        ("物价涨幅从几月份开始回落?", "fact", (), None, None),
        ("这份报告分哪几大部分?", "about", (), None, None),
        ("What is the target for urban job creation in 2008?", "figure", (2008,), None, "target"),
    ],
)
def test_time_and_form(
    question: str, form: str, years: tuple[int, ...], relative: str | None, kind: str | None
) -> None:
    asked = understand(question)
    assert (asked.form, asked.years, asked.relative) == (form, years, relative)
    assert kind is None or asked.kind == kind


def slots(question: str) -> list[tuple[str, ...]]:
    return [slot.units for slot in understand(question).slots]


def test_each_quantity_is_asked_by_itself() -> None:
    assert slots("建成了多少条道路?断头路打通了几公里?") == [("条",), ("公里",)]
    assert len(slots("基础设施投资、新型基础设施投资分别安排了多少亿元?")) == 2
    assert slots("从多少公里增加到多少公里") == [("公里",)]
    assert slots("城镇登记失业率是多少?") == [("%",)]
    assert understand("比上年多多少亿元?").slots[0].difference


def test_follow_ups_are_made_whole() -> None:
    (whole,) = readings("那2022年呢?", ["2023年新建和修复污水管网多少公里?"])
    assert "污水管网" in whole.resolved
    assert whole.years == (2022,)
    swapped, *_ = readings("那农村呢?", ["2007年城镇居民人均可支配收入是多少?"])
    assert "农村居民人均可支配收入" in swapped.resolved
    own, *_ = readings("临时救助呢?", ["2020年新纳入低保的有多少人?"])
    assert [c.said for c in own.slots[0].content.concepts] == ["临时", "救助"]


@pytest.mark.parametrize(
    ("asked", "said", "apart"),
    [
        ("城镇登记失业率", "调查失业率", True),
        ("货物出口额", "货物进出口总额", True),
        ("进出口总额", "货物进出口总额", False),
        ("农村居民收入", "城镇居民收入", True),
        ("城镇和农村居民收入", "城镇居民收入", False),
        ("新增学位", "新增学位", False),
    ],
)
def test_contrasts(asked: str, said: str, apart: bool) -> None:
    assert contradicts(asked, said) is apart


def test_clauses_lean_on_what_they_speak_of() -> None:
    text = "建成全市首个跨境电商产业园,集聚企业87家。"
    start, end = with_subject(text, text.index("集聚"), len(text))
    assert text[start:end] == text
    assert not leans("现代服务业增加值增长3.5%")
    assert not leans("消费对经济增长的贡献率上升3个百分点")
    assert leans("总投资超900亿元")


@pytest.mark.parametrize(
    ("question", "written_out", "said"),
    [
        ("社零2023年打算涨多少个点?", "社会消费品零售总额", "7%"),
        ("2022年固投完成多少亿?", "固定资产投资", "940.8亿元"),
        ("2023年规上工业增加值增长多少?", "规模以上工业增加值", "7%"),
    ],
)
def test_abbreviations_are_written_out(assistant: Assistant, question: str, written_out: str, said: str) -> None:
    answer = assistant.ask(question)
    assert written_out in answer.resolved_question
    assert said in answer.answer


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("2022年空气好的天数占比是多少?", "89.9%"),
        ("2023年要新增多少个快充桩?", ""),
        ("How many kindergartens were newly built or expanded in 2022?", "14所"),
        ("龍華區2023年計劃新增幾多張病床床位?", "6000张"),
    ],
)
def test_other_words_never_lead_to_a_wrong_figure(assistant: Assistant, question: str, said: str) -> None:
    answer = assistant.ask(question)
    assert answer.refused or said in answer.answer


def meant(assistant: Assistant, question: str, text: str) -> float:
    coverage: Coverage = assistant.reader.weigher(assistant.store.catalog.documents()[0].document_id).coverage
    asked: Question = understand(question)
    return coverage.meant(asked.content, text)[0]


def test_words_of_like_meaning_are_seen(assistant: Assistant) -> None:
    """By vectors, not by a list: none of these pairs shares a character."""
    for asked, said, other in (
        ("老人", "长者服务", "污水管网"),
        ("看病", "医疗服务", "轨道线路"),
        ("地铁", "轨道交通", "幼儿园"),
    ):
        assert meant(assistant, asked, said) > meant(assistant, asked, other)


@pytest.mark.parametrize(
    "question",
    [
        "2022年新增的4名院士都是谁?",  # counted, not named
        "2022年规上服务业营收同比增长百分之几?",  # a neighbour's growth stands beside it
        "2022年新增了多少户管道燃气用户?",  # kilometres, not households
        "2022年龙华区人均GDP是多少?",
        "2022年固定资产投资同比增长了百分之几?",
    ],
)
def test_a_neighbours_figure_is_never_given(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.refused
    assert answer.related, "the nearest sentences are offered, apart from an answer"
    assert not answer.citations
