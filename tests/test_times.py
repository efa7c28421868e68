"""The time of clauses: years in mid-sentence, parts of a year, deadlines, bases of comparison."""

from __future__ import annotations

import pytest

from index.clausetimes import clause_times, times_of_clauses
from index.document import Scope
from index.scope import heads_a_time, sentence_scope, turn_of
from index.times import DocumentTime
from index.titles import document_time
from index.yearparts import months_of
from rag.time import same_part
from tests.test_structure import parse_text

TIME = DocumentTime(2024, 2025)
DONE, PLANNED = Scope(2024, "actual"), Scope(2025, "target")

CLAUSES = [
    # a sentence, the time around it, and its clauses' times in order
    ("力争到2027年底,规上工业总产值突破2000亿元,国家高新技术企业达到500家。", PLANNED, ["2027 target"]),
    ("确保2026年底前建成轨道交通3号线,新增运营里程18公里。", PLANNED, ["2026 target"]),
    ("全区公共充电桩到2030年达到1.5万个。", PLANNED, ["2030 target"]),
    ("今年计划新增学位3800个,到2028年累计新增学位1.6万个。", PLANNED, ["2025 target", "2028 target"]),
    ("建成公园绿地46公顷,2026年再建成60公顷。", PLANNED, ["2025 target", "2026 target"]),
    ("新增床位300张,明年再增200张。", PLANNED, ["2025 target", "2026 target"]),
    ("新增床位300张,“十五五”末达到2000张。", PLANNED, ["2025 target", "2030 target"]),
    ("二〇二六年完成投资30亿元。", PLANNED, ["2026 target"]),
    ("上半年,地区生产总值增长4.8%,固定资产投资增长3.1%。", DONE, ["2024 上半年 actual"]),
    ("1—9月,规上工业增加值增长5%,全年增长6%。", DONE, ["2024 1—9月 actual", "2024 actual"]),
    ("截至6月底,新增就业1.2万人。", DONE, ["2024 6月底 actual"]),
    ("前三季度,城镇新增就业1.42万人。", DONE, ["2024 前三季度 actual"]),
    ("上半年完成改造12个,全年改造30个。", PLANNED, ["2025 上半年 target", "2025 target"]),
    ("2025年中小学新增学位300个。", PLANNED, ["2025 target"]),
    ("12月末,存款余额1260亿元。", DONE, ["2024 actual"]),
    ("年初确定的目标全部完成,新增学位500个。", DONE, ["2024 actual"]),
    ("预算收入57.3亿元,比2020年翻了一番。", DONE, ["2024 actual"]),
    ("2020年以来累计新建学校20所。", DONE, ["2024 actual"]),
    ("预算收入57.3亿元,较“十三五”增长16.3%。", DONE, ["2024 actual"]),
    ("落实《青屿区2026—2030年养老规划》,新增床位300张。", DONE, ["2024 actual"]),
    ("年末失业率从上半年5.5%降到5.3%。", DONE, ["2024 actual", "2024 actual"]),
    ("占比由2019年的12%提高到14%。", DONE, ["2024 actual", "2019 actual", "2024 actual"]),
    ("人均收入5.6万元,比2023年的5.3万元增长5.7%。", DONE, ["2024 actual", "2023 actual", "2024 actual"]),
]


@pytest.mark.parametrize(("sentence", "around", "labels"), CLAUSES)
def test_each_clause_has_its_own_time(sentence: str, around: Scope, labels: list[str]) -> None:
    clauses = times_of_clauses(sentence, around, TIME)
    assert [clause.scope.label for clause in clauses if clause.scope] == labels
    assert "".join(sentence[clause.start : clause.end] for clause in clauses) == sentence


@pytest.mark.parametrize(
    ("sentence", "deadline"),
    [
        ("确保2026年底前建成3号线。", "2026年底前"),
        ("6月底前完成招标。", "6月底前"),
        ("力争10月15日前开园。", "10月15日前"),
        ("建成3号线。", ""),
    ],
)
def test_deadlines(sentence: str, deadline: str) -> None:
    assert times_of_clauses(sentence, PLANNED, TIME)[0].deadline == deadline


def test_a_sentence_has_the_time_of_most_of_its_figures() -> None:
    assert sentence_scope("全区充电桩到2030年达到1.5万个。", PLANNED, TIME) == Scope(2030, "target")
    assert sentence_scope("新增学位3800个、床位300张,到2028年学位达到1.6万个。", PLANNED, TIME) == PLANNED
    assert sentence_scope("加快建设2023年确定的项目。", PLANNED, TIME) == PLANNED


def test_times_of_clauses_are_offsets_of_the_document() -> None:
    document = parse_text(
        "青屿区2025年国民经济和社会发展计划\n二、2025年目标任务\n今年计划新增学位3800个,到2028年累计新增学位1.6万个。\n",
        "plan.txt",
    )
    (first, second) = clause_times(document, 0)
    assert document.text[first.start : first.end] == "今年计划新增学位3800个,"
    assert (first.scope, second.scope) == (Scope(2025, "target"), Scope(2028, "target"))


@pytest.mark.parametrize(
    ("line", "heads"),
    [
        ("2023年工作回顾", True), ("今后五年工作任务", True), ("“十四五”时期经济社会发展回顾", True), ("一、2023年工作回顾", True),
        ("2024年政府工作报告", False), ("2024年1月15日", False), ("2024年,我们完成了各项工作。", False), ("主要工作", False),
    ],
)  # fmt: skip
def test_headings_that_stand_alone(line: str, heads: bool) -> None:
    assert heads_a_time(line) is heads


def test_a_report_turns_from_what_was_done_to_what_is_to_come() -> None:
    assert turn_of("一年来,我们坚持稳中求进。", TIME) == DONE
    assert turn_of("今年经济社会发展的主要预期目标是:地区生产总值增长5%。", TIME) == PLANNED
    assert turn_of("重点做好以下九个方面工作:", TIME) == PLANNED
    assert turn_of("新增学位500个。", TIME) is None


@pytest.mark.parametrize(
    ("title", "years"),
    [
        ("中华人民共和国国民经济和社会发展第七个五年计划", (1985, 1990)), ("山东省“十四五”教育事业发展规划", (2020, 2025)),
        ("智慧健康养老产业发展行动计划（2021-2025 年）", (2020, 2025)), ("数字山东2019行动方案", (2018, 2019)),
    ],
)  # fmt: skip
def test_years_of_titles(title: str, years: tuple[int, int]) -> None:
    time = document_time(title, "")
    assert (time.reviewed, time.planned) == years


@pytest.mark.parametrize(
    ("part", "months"),
    [
        ("上半年", (1, 6)), ("下半年", (7, 12)), ("一季度", (1, 3)), ("第三季度", (7, 9)), ("前三季度", (1, 9)), ("首季度", (1, 3)),
        ("1—9月", (1, 9)), ("一至六月", (1, 6)), ("前11个月", (1, 11)), ("首两月", (1, 2)), ("9月末", (9, 9)), ("十二月份", (12, 12)),
        ("年中", None), ("全年", None),
    ],
)  # fmt: skip
def test_months_of_a_part_of_the_year(part: str, months: tuple[int, int] | None) -> None:
    assert months_of(part) == months


def test_parts_of_a_year_are_one_where_their_months_are() -> None:
    assert same_part("上半年", "1—6月")
    assert same_part("first three quarters", "前三季度")
    assert same_part("", "")
    assert not same_part("一季度", "上半年")
    assert not same_part("上半年", "")
    assert not same_part("年中", "年初")


def test_a_review_of_a_year_and_a_plan_turns_to_the_plan_where_its_text_does() -> None:
    document = parse_text(
        "云泽市2026年政府工作报告\n一、2025年和“十四五”时期工作回顾\n过去一年,全市生产总值增长4.8%。\n"
        "“十四五”时期是砥砺奋进的五年。\n新增学位5万座。\n二、2026年工作\n新增学位1万座。\n",
        "a.txt",
    )
    told = {document.quote(s): s.scope.label for s in document.sentences if s.scope}
    assert told["过去一年,全市生产总值增长4.8%。"] == "2025 actual"
    assert told["新增学位5万座。"] == "2021-2025 actual"
    assert told["新增学位1万座。"] == "2026 target"
