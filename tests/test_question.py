"""What a question names: its time, its places, what it leans on, and the things it asks for at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.document import Scope
from index.scope import DocumentTime
from rag.itself import SAID, spoken
from rag.language import language_of
from rag.places import inside, places_named, same_place
from rag.question import MAX_QUESTION, BadQuestion, readings
from rag.several import clauses
from rag.time import TimeAsked, speaks_of, without_time

YEARLY = DocumentTime(2022, 2023)


@pytest.mark.parametrize(
    ("question", "time"),
    [
        ("2023年要新增多少学位?", TimeAsked(years=(2023,))),
        ("23年加了多少", TimeAsked(years=(2023,))),
        ("经济增速97年实际和98年预期", TimeAsked(years=(1997, 1998))),
        ("三农支出05跟06各多少", TimeAsked(years=(2005, 2006))),
        ("装机容量 24对25", TimeAsked(years=(2024, 2025))),
        ("固投增速 24完成 25预期", TimeAsked(years=(2024, 2025))),
        ("78到85年产值增长多少", TimeAsked(spans=((1978, 1985),))),
        ("15和20个百分点哪个多", TimeAsked()),
        ("产权70年到期怎么办, 土地用50年呢", TimeAsked()),
        ("旅游收入比19年多几成", TimeAsked()),
        ("By how much did visitors exceed 2019?", TimeAsked()),
        ("23 新增学位 完成数", TimeAsked(years=(2023,), kind="actual")),
        ("去年修了多少公里,今年打算修多少", TimeAsked(offsets=(-1, 0))),
        ("舊年落戶上海嘅研究所", TimeAsked(offsets=(-1,))),
        ("今年比去年多多少", TimeAsked(offsets=(0,))),
        ("新的扶贫标准比2009年提高了多少?", TimeAsked()),
        ("“十四五”期间建了多少", TimeAsked(spans=((2021, 2025),))),
        ("十四五末的2025年要达到多少", TimeAsked(years=(2025,))),
        ("社会零售九五期间平均涨多少", TimeAsked(spans=((1996, 2000),))),
        ("第七个五年计划", TimeAsked(spans=((1986, 1990),))),
        ("2003到2007年累计转移支付多少?", TimeAsked(spans=((2003, 2007),))),
        ("实施“中国制造2025”要坚持哪四条?", TimeAsked()),
        ("投资2000万元的项目有几个", TimeAsked()),
        ("What is the 2023 target?", TimeAsked(years=(2023,), kind="target")),
        ("2024年计划完成多少", TimeAsked(years=(2024,))),
        ("2024年1-9月增长多少", TimeAsked(years=(2024,), period="1-9月")),
        ("2024年9月末贷款余额", TimeAsked(years=(2024,), period="9月末")),
        ("2024年12月末贷款余额", TimeAsked(years=(2024,))),
        ("2025年6月底前建成多少", TimeAsked(years=(2025,))),
        ("goals of the 15th Five-Year Plan", TimeAsked(spans=((2026, 2030),))),
        ("How many last year?", TimeAsked(offsets=(-1,))),
    ],
)
def test_the_time_asked_for(question: str, time: TimeAsked) -> None:
    assert readings(question)[0].time == time


def test_this_year_is_the_documents_own() -> None:
    assert TimeAsked(offsets=(-1, 0)).wanted(YEARLY) == ((2022, 2022), (2023, 2023))
    assert TimeAsked(offsets=(0,)).wanted(DocumentTime(2020, 2025)) == (), "a five-year plan has no 今年"


@pytest.mark.parametrize(
    ("wanted", "scope", "text", "speaks"),
    [
        ((2023, 2023), Scope(2023, "target"), "新增学位3万座", True),
        ((2023, 2023), Scope(2022, "actual"), "新增学位11760个", False),
        ((2022, 2022), Scope(2022, "actual", 2018), "五年来新增学位8万个", True),
        ((2021, 2021), Scope(2022, "actual", 2018), "五年来新增学位8万个", False),
        ((2023, 2023), Scope(2022, "actual"), "2023年1月已开工", True),
        ((2021, 2021), Scope(2022, "actual"), "比2021年增长7%", False),
        ((2021, 2025), Scope(2025, "target", 2021), "五年建成", True),
        ((2021, 2025), Scope(2023, "target"), "新增学位", True),
    ],
)
def test_a_sentence_speaks_of_its_time(wanted: tuple[int, int], scope: Scope, text: str, speaks: bool) -> None:
    assert speaks_of((wanted,), (scope,), text, YEARLY) is speaks


def test_words_of_time_can_be_taken_off() -> None:
    assert without_time("2023年要建多少个幼儿园") == "要建多少个幼儿园"
    assert without_time("去年GDP") == "GDP"


@pytest.mark.parametrize(
    ("question", "history", "read"),
    [
        ("那2022年呢?", ["2023年新建污水管网多少公里?"], ["2022年新建污水管网多少公里?"]),
        ("是哪几家医院", ["2023年新增多少床位"], ["是哪几家医院", "2023年新增多少床位 是哪几家医院"]),
        ("2023年城镇新增就业目标是多少万人", ["2023年新增多少床位"], ["2023年城镇新增就业目标是多少万人"]),
        ("幼儿园呢", ["新增学位多少", "那去年呢"], ["去年幼儿园多少?", "新增学位多少 那去年呢 幼儿园呢"]),
        (
            "噢那今年想要几个",
            ["去年添了多少托位", "4100个啊,还行"],
            ["去年添了多少托位 4100个啊,还行 噢那今年想要几个"],
        ),
        (
            "河里的水呢 国家考核的断面",
            ["空气好的天占多少"],
            ["空气好的天占多少 河里的水呢 国家考核的断面", "河里的水呢 国家考核的断面"],
        ),
    ],
)
def test_a_follow_up_is_read_behind_the_question_it_leans_on(
    question: str, history: list[str], read: list[str]
) -> None:
    assert [reading.read for reading in readings(question, history)] == read


def test_a_follow_up_keeps_place_and_time_and_changes_what_it_names() -> None:
    (asked,) = readings("那2022年呢?", ["深圳市2023年新建污水管网多少公里?"])
    assert asked.places == ("深圳市",) or "深圳" in asked.places[0]
    assert asked.time == TimeAsked(years=(2022,))
    assert asked.resolved == "2022年深圳市新建污水管网多少公里?"
    for kept in readings("那幼儿园呢?", ["2023年新改扩建多少所学校?"]):
        assert kept.time == TimeAsked(years=(2023,))


def test_primary_schools_are_no_middle_of_the_year() -> None:
    (asked,) = readings("2023年中小学高级教师要增加多少名?")
    assert asked.time == TimeAsked(years=(2023,))
    (trains,) = readings("2023年中欧班列开行多少列?")
    assert trains.time == TimeAsked(years=(2023,))
    (middle,) = readings("2023年中完成了多少?")
    assert middle.time.period == "年中"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("学位", "zh"),
        ("GDP?", "zh"),
        ("學位多少", "zh-Hant"),
        ("How many school places?", "en"),
        ("Longhua的GDP是多少", "zh"),
    ],
)
def test_the_language_of_a_question(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize("said", SAID, ids=lambda said: said.status)
def test_each_way_to_speak_to_the_program_fits_its_example_and_not_the_other(said: object) -> None:
    assert spoken(readings(said.yes)[0]) == said.status  # type: ignore[attr-defined]
    assert spoken(readings(said.no)[0]) == ""  # type: ignore[attr-defined]


@pytest.mark.parametrize("question", ["", "  \n ", "\u200b", "问" * (MAX_QUESTION + 1), "学位" * 50_000])
def test_empty_and_endless_questions_get_one_clear_error(question: str) -> None:
    with pytest.raises(BadQuestion):
        readings(question)


@given(st.text(max_size=400), st.lists(st.text(max_size=80), max_size=8))
def test_any_text_is_read(question: str, history: list[str]) -> None:
    try:
        found = readings(question, history)
    except BadQuestion:
        return
    assert 1 <= len(found) <= 2
    for reading in found:
        assert reading.read
        clauses(reading)


def test_a_place_in_pinyin_is_known_by_all_its_readings() -> None:
    assert places_named("How big was the economy of Tianchang alone in 2023?") == ("Tianchang",)
    assert same_place("Tianchang", "滁州市天长市")
    assert not same_place("Tianchang", "滁州市")


def test_places_inside_a_region_are_known_without_their_suffix() -> None:
    assert {"天长", "来安"} <= inside("滁州市")
    assert not inside("深圳市龙华区")


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("What can I ask here?", "abilities"), ("这里能问什么？", "abilities"), ("What can I look up on this site?", "abilities"),
        ("Hi, can I ask in English? Can you translate the plan?", "languages"), ("能用英文问吗？", "languages"),
        ("可以用粵語提問嗎？", "languages"), ("What can I ask here?Do you speak English?", "abilities"), ("谢谢！", "thanks"),
        ("Hi, how many school places in 2023?", ""), ("What can I do about noise?", ""), ("能用外语教学的学校有几所", ""),
        ("What can you tell me about schools in 2023?", ""),
    ],
)  # fmt: skip
def test_what_is_asked_of_the_program_itself(question: str, status: str) -> None:
    assert spoken(readings(question)[0]) == status


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("龍華今年加幾多個學額？", "龙华今年加几多个学位?"),
        ("幼稚園和公屋", "幼儿园和保障性住房"),
        ("捷運與巴士", "地铁与公交车"),
        ("可再生能源佔比", "可再生能源占比"),  # a word that plans have stays
        ("幼稚园", "幼稚园"),  # in simplified characters nothing is another region's word
    ],
)
def test_words_of_hong_kong_and_taiwan_are_read_as_those_of_plans(question: str, read: str) -> None:
    assert readings(question)[0].plain == read
