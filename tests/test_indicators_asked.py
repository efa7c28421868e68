"""How an indicator of the ledger is asked for: names that read well, as people ask, in the reader's language."""

from __future__ import annotations

import pytest

from index.rows import LedgerRow, around, open_ends, readable
from rag.indicators import english_name, question_on, reads_well


def row(
    indicator: str, value: str = "5", unit: str = "个", kind: str = "target", change: str = "", bound: str = ""
) -> LedgerRow:
    number = float(value)
    return LedgerRow(indicator, kind, 2024, value, number, number, unit, bound, change, (), "", "", 0, 0, 0)


@pytest.mark.parametrize("name", ["新增学位", "社会消费品零售总额", "森林覆盖率", "新增规上工业企业", "培育龙头企业"])
def test_names_that_people_ask_for(name: str) -> None:
    assert reads_well(name)


@pytest.mark.parametrize(
    "name",
    [
        "城镇调查失业率平",
        "北方第一个过省份",
        "实事连续扎扎实实盯下去",
        "将办好",
        "发明专利授权量已",
        "顶岗实习时间一般",
        "其中",
    ],
)
def test_names_that_were_cut_or_say_nothing(name: str) -> None:
    assert not reads_well(name)


@pytest.mark.parametrize(
    ("asked", "question"),
    [
        (row("新增学位", "5", "万个"), "武汉市2024年要新增多少个学位？"),
        (row("培育农民", "600", "人", "actual"), "武汉市2024年培育多少名农民？"),
        (row("固定资产投资", "6", "%", change="增长"), "武汉市2024年固定资产投资要增长多少？"),
        (row("森林覆盖率", "14", "%"), "武汉市2024年森林覆盖率的目标是多少？"),
        (row("背街小巷", "30", "条"), ""),  # a count of what is not said to be done
        (row("生态廊道", "100", "公里"), ""),
    ],
)
def test_a_question_as_people_ask_it(asked: LedgerRow, question: str) -> None:
    assert question_on(asked, "武汉市", "zh") == question


def test_questions_are_of_one_language() -> None:
    places = row("新增学位", "5", "万个")
    assert question_on(places, "武汉市", "zh-Hant") == "武漢市2024年要新增多少個學位？"
    assert question_on(places, "武汉市", "en") == "What is the 2024 target for new school places in Wuhan?"
    assert question_on(row("新增流动供销网点"), "武汉市", "en") == ""
    assert question_on(places, "陕西省", "en") == "What is the 2024 target for new school places in Shaanxi?"
    assert english_name(row("地区生产总值", "6", "%", change="增长")) == "GDP growth"


def test_figures_as_people_write_them() -> None:
    assert readable(624207000000.0, "元") == "6242.07亿"
    assert readable(0.2, "个百分点") == "0.2"
    assert readable(35000.0, "人") == "3.5万"
    assert readable(20000.0, "万元") == "20000"
    assert around(row("新增企业", "120", "个", bound="多")) == ("", "120多个", "")
    assert around(row("新增企业", "400", "人", bound="力争,以上")) == ("力争", "400人", "以上")


@pytest.mark.parametrize(
    ("bound", "open_below_above"),
    [
        ("以上", (False, True)), ("不低于", (False, True)), ("不超过", (True, False)), ("以内", (True, False)), ("约", (False, False)),
        ("", (False, False)), ("力争,以上", (False, True)), ("低于", (True, False)), ("不高于", (True, False)),
    ],
)  # fmt: skip
def test_which_ends_a_bound_leaves_open(bound: str, open_below_above: tuple[bool, bool]) -> None:
    assert open_ends(bound) == open_below_above
