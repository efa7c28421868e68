"""Times inside a sentence: what must come first, what is foreseen, the whole of a span; and notices, whose text is all to come."""

from __future__ import annotations

import pytest

from index.ledger import extract_rows
from index.metadata import region_of
from index.parsing import parse_text
from rag.ground import of_time

_PLAN = "青川市2025年国民经济和社会发展计划\n青川市人民政府\n2025年1月9日\n一、2025年主要目标\n{}\n"


def times_of(text: str) -> list[tuple[str, str, int]]:
    """Value, kind and year of each row."""
    return [(row.value, row.kind, row.year) for row in extract_rows(parse_text(text, "plan.txt"))]


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("第三水厂2027年建成投产后，新增日供水能力15万吨。", [("15", "target", 2027)]),
        ("随着城际铁路2028年通车，年接待游客达到900万人次。", [("900", "target", 2028)]),
        (
            "待新校区2026年启用，全市新增学位2400座；新建幼儿园6所。",
            [("2400", "target", 2026), ("6", "target", 2025)],
        ),
        ("改造后的老旧小区达到31个。", [("31", "target", 2025)]),
        ("2025、2026年分别新增停车泊位300个、450个。", [("300", "target", 2025), ("450", "target", 2026)]),
        ("2026和2027年新建公园分别为3个和5个。", [("3", "target", 2026), ("5", "target", 2027)]),
        ("规划还展望了到2035年的奋斗目标，人均收入比2020年翻一番。", [("翻一番", "target", 2035)]),
        ("锚定2035年远景目标，森林覆盖率达到58%。", [("58", "target", 2025)]),
        ("放眼2035年，森林覆盖率达到58%，建成公园260个。", [("58", "target", 2035), ("260", "target", 2035)]),
    ],
)
def test_the_year_of_what_comes_after_something(sentence: str, told: list[tuple[str, str, int]]) -> None:
    assert times_of(_PLAN.format(sentence)) == told


def test_the_whole_of_a_span_is_no_year_inside_it() -> None:
    plan = _PLAN.format("2025—2028年，累计新建停车场48座，其中2025年新建9座，2028年新建15座。")
    rows = extract_rows(parse_text(plan, "plan.txt"))
    assert [row.value for row in of_time(rows, ((2025, 2028),))] == ["48", "15"]
    assert [row.value for row in of_time(rows, ((2025, 2025),))] == ["9"]
    assert [row.value for row in of_time(rows[1:], ((2025, 2028),))] == ["9", "15"]


@pytest.mark.parametrize(
    ("title", "kinds"),
    [
        ("关于分解石桥镇2025年重点工作任务的通知", ["target"]),
        ("关于做好2025年农村公路养护工作的通知", ["target"]),
        ("石桥镇2025年《政府工作报告》重点任务分工方案", ["target"]),
        ("关于2025年重点工作任务完成情况的通报", ["actual"]),
    ],
)
def test_a_notice_hands_out_what_is_to_be_done(title: str, kinds: list[str]) -> None:
    notice = f"{title}\n各村：\n同时，安装健身器材26套，所需经费由镇财政承担，请各村认真组织实施，按时上报进度。\n石桥镇人民政府\n2025年3月2日\n"
    assert [row.kind for row in extract_rows(parse_text(notice, "n.txt"))] == kinds


@pytest.mark.parametrize(
    ("title", "place"),
    [
        ("关于分解石桥镇2025年重点工作任务的通知", "石桥镇"),
        ("关于进一步加强云山县2024年防汛工作的通知", "云山县"),
        ("关于调整下达青川市2025年投资计划的通知", "青川市"),
        ("加查县2024年计划", "加查县"),
        ("开化县2024年计划", "开化县"),
    ],
)
def test_what_a_notice_does_is_no_part_of_its_place(title: str, place: str) -> None:
    assert region_of(title) == place
