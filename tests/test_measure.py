"""A figure in another measure than the one asked for is near, and no answer."""

from __future__ import annotations

import pytest

from index.store import PassageStore
from rag.answer import Assistant
from rag.measure import Measure, measure_asked, tells


@pytest.mark.parametrize(
    ("question", "measure"),
    [
        ("改造多少个老旧小区", "count"),
        ("高铁总投资多少钱", "money"),
        ("老农民一年能落手里多少块", "money"),
        ("2022年GDP多少亿", "large"),
        ("gdp搞了多少个亿", "large"),
        ("绿道要修几公里", "length"),
        ("种了多少万亩林", "area"),
        ("优良率要达到多少", "share"),
        ("进出口增长多少?", "change"),
        ("城里人收入涨了几个点", "share"),
        ("老年食堂新添了几个点", None),
        ("汇率多少", None),
        ("增加了多少个床位,增速多少", None),
        ("GDP全省第几", "rank"),
        ("五大人才计划具体是哪五个计划", "names"),
        ("新成立的3个教育集团分别叫什么名字", "names"),
        ("哪几个月最忙", None),
        ("Which two hospitals were rated 3A last year?", "names"),
        ("今年添多少名额", None),
        ("空气好的天有多少天", None),
        ("How many public chargers were added?", "count"),
        ("How many kilometres of greenway?", "length"),
        ("How many municipal key projects are planned?", "count"),
        ("How much did foreign trade grow in 2023?", "change"),
    ],
)
def test_what_a_question_wants_its_figure_in(question: str, measure: Measure | None) -> None:
    assert measure_asked(question) == measure


@pytest.mark.parametrize(
    ("sentence", "measure", "told"),
    [
        ("开展老旧小区改造120万平方米。", "count", False),
        ("改造老旧小区54个。", "count", True),
        ("計劃新增公共停車位3800個。", "count", True),
        ("672公里供水管网改造工程惠及40万群众。", "count", True),
        ("完成外贸进出口7065亿元。", "change", False),
        ("进出口总额增长8.6%。", "change", True),
        ("农民人均收入增加1207元。", "change", True),
        ("地区生产总值2952亿元,高于全国平均水平。", "rank", False),
        ("地区生产总值2952亿元,跃居全市第3位。", "rank", True),
        ("计划增加到八十二部。", "money", True),
        ("成立3个教育集团。", "names", False),
        ("建设商贸物流中心、文化教育中心。", "names", True),
    ],
)
def test_whether_a_sentence_tells_it(sentence: str, measure: Measure, told: bool) -> None:
    assert tells(sentence, measure) is told


@pytest.mark.parametrize("question", ["2022年GDP在全国排第几", "2023年拆除违建多少处?"])
def test_a_sentence_that_measures_otherwise_is_no_answer(store: PassageStore, question: str) -> None:
    assert Assistant(store).ask(question).outcome != "answer"
