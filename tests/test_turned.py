"""Follow-ups that change one thing of the question before them: its thing or its place."""

from __future__ import annotations

import pytest

from index.catalog import DocumentSummary
from rag.naming import newest
from rag.places import is_place, places_named, same_place
from rag.question import readings


@pytest.mark.parametrize(
    ("history", "question", "read"),
    [
        (["易县今年教育有啥安排"], "那幼儿园嘞", "易县今年幼儿园呢?"),
        (["易县今年教育有啥安排", "那幼儿园嘞"], "养老呢", "易县今年养老呢?"),
        (["龍華2023年新增多少學位？"], "公屋呢？", "龙华2023年公屋多少?"),
        (["龙华今年最低工资一个月多少"], "那就业这块今年有啥", "龙华今年就业呢?"),
        (["What does Hangzhou plan for artificial intelligence?"], "What about elderly care?",
         "What is planned for elderly care in Hangzhou?"),
        (["长沙今年新增停车位好多"], "那合肥呢", "合肥今年新增停车位好多"),
        (["容城去年收入多少"], "那顺平呢", "顺平去年收入多少"),
        (["How many school places will Wuhan add in 2024?"], "How about Changsha?",
         "How many school places will Changsha add in 2024?"),
        (["河南2026年经济增长目标多少", "2025年呢"], "哪个高", "2025年和2026年河南经济增长目标多少哪个高"),
        (["长沙今年新增停车位多少", "那合肥呢"], "哪个多", "长沙和合肥今年新增停车位多少哪个多"),
        (["宜宾2024年改造多少老旧小区"], "跟去年比呢", "宜宾2023年和2024年改造多少老旧小区"),
        (["龙华今年新增多少学位"], "比去年多不多", "龙华去年和今年新增多少学位"),
        (["南通2024年改造多少老旧小区", "跟去年比呢"], "那常州呢", "常州2023年和2024年改造多少老旧小区"),
        (["易县今年GDP目标是多少"], "我们县今年教育有啥安排", "易县今年教育有啥安排"),
    ],
)  # fmt: skip
def test_what_a_follow_up_names_takes_the_place_of_what_was_asked(history: list[str], question: str, read: str) -> None:
    assert readings(question, history)[0].read == read


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("合肥2024年新增学位多少，跟去年比咋样", "合肥2023年和2024年新增学位多少"),
        ("武汉2024年学位新增多少,比去年多不多", "武汉2023年和2024年学位新增多少"),
        ("上海去年利用外资多少，和前年相比呢", "上海前年和去年利用外资多少"),
        ("绵阳改造多少老旧小区，同比呢", "去年和今年绵阳改造多少老旧小区"),
        ("上海2025年进出口多少,同比增长多少", "上海2025年进出口多少,同比增长多少"),
    ],
)
def test_a_clause_that_only_compares_asks_about_the_clause_before(question: str, read: str) -> None:
    assert readings(question)[0].read == read


@pytest.mark.parametrize(
    "question", ["那农村的呢", "那一共呢", "钱呢", "And the number of deaths?", "And the rate of increase?"]
)
def test_a_follow_up_that_says_more_of_the_thing_goes_on_about_it(question: str) -> None:
    before = "去年城里人收入多少" if not question.isascii() else "By how much did accidents fall last year?"
    assert readings(question, [before])[0].read == f"{before} {question}"


def test_a_place_is_known_by_its_whole_name() -> None:
    assert places_named("黄山市黄山区2024年GDP") == ("黄山市", "黄山区")
    assert places_named("In 保定市, what is the target?") == ("保定市",)
    assert same_place("黄山市", "黄山市黄山区")
    assert same_place("黄山", "黄山区")
    assert not same_place("黄山市", "黄山区")
    assert not same_place("吉林省", "吉林市")


def test_a_place_in_pinyin_is_no_part_of_another_syllable() -> None:
    assert same_place("Hangzhou", "杭州市")
    assert not same_place("Hangzhou", "常州市")
    assert not same_place("Xi'an", "易县")
    assert same_place("Xi'an", "西安市")


def test_cities_of_the_world_are_places() -> None:
    assert places_named("How many hospital beds will New York add in 2026?") == ("New York",)
    assert places_named("纽约今年新增多少床位") == ("纽约",)
    assert places_named("Xi'an GDP 2025") == ("Xi'an",)
    assert is_place("Wuxi")
    assert not places_named("Many people ask What is planned")


def summary(region: str, year: int) -> DocumentSummary:
    title = f"{region}{year}年政府工作报告"
    return DocumentSummary(title, title, "", "", "", region, (year,), 9, f"{title}.txt", "工作报告", True, "")


def test_the_newest_document_of_a_place_that_was_renamed() -> None:
    held = [summary("徐水县", 2015), summary("徐水区", 2019), summary("保定市徐水区", 2024)]
    assert [d.years for d in newest(held)] == [(2024,)]
    assert len(newest([summary("吉林省", 2025), summary("吉林市", 2024)])) == 2
