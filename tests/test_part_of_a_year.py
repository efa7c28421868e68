"""A report on a part of a year reviews that part of its own year and plans the rest of it."""

from __future__ import annotations

import pytest

from index.ledger import extract_rows
from index.parsing import parse_text
from index.times import DocumentTime
from index.titles import document_time
from rag.time import same_part


@pytest.mark.parametrize(
    ("title", "reviewed", "planned", "part"),
    [
        ("青川市2024年前三季度国民经济运行情况的报告", 2024, 2024, "前三季度"),
        ("关于云山县2023年1—9月计划执行情况的报告", 2023, 2023, "1—9月"),
        ("关于2022年上半年工作总结和下半年工作安排的报告", 2022, 2022, "上半年"),
        ("云山县2023年国民经济和社会发展计划执行情况与2024年上半年工作安排", 2023, 2024, ""),
        ("云山县2024年上半年重点工作计划", 2023, 2024, ""),
        ("云山县2023年下半年工作总结", 2023, None, ""),
    ],
)
def test_the_years_of_a_title(title: str, reviewed: int, planned: int | None, part: str) -> None:
    assert document_time(title, "") == DocumentTime(reviewed, planned, part)


def rows_of(text: str) -> list[tuple[str, str, int, str]]:
    """Value, kind, year and part of the year of each row."""
    return [(row.value, row.kind, row.year, row.period) for row in extract_rows(parse_text(text, "plan.txt"))]


def test_three_quarters() -> None:
    text = """青川市2024年前三季度国民经济和社会发展计划执行情况的报告
青川市发展和改革委员会
2024年10月20日
一、计划执行情况
新登记企业4100户。三季度当季新登记企业1300户，比去年同期多200户。今年新开工产业项目61个。
二、四季度工作打算
新登记企业900户，全年达到5000户以上。2024年力争完成工业投资88亿元，2025年完成95亿元。
"""
    assert rows_of(text) == [
        ("4100", "actual", 2024, "前三季度"),
        ("1300", "actual", 2024, "三季度"),
        ("200", "actual", 2024, "三季度"),
        ("61", "actual", 2024, ""),
        ("900", "target", 2024, ""),
        ("5000", "target", 2024, ""),
        ("88", "target", 2024, ""),
        ("95", "target", 2025, ""),
    ]


def test_a_report_without_headings_turns_by_its_words() -> None:
    text = """关于云山县2025年上半年工作完成情况的报告
云山县人民政府办公室
2025年7月12日
上半年，全县改造危房320户，新修水渠41公里。
下半年，我们将改造危房280户，新修水渠35公里。
"""
    assert rows_of(text) == [
        ("320", "actual", 2025, "上半年"),
        ("41", "actual", 2025, "上半年"),
        ("280", "target", 2025, "下半年"),
        ("35", "target", 2025, "下半年"),
    ]


@pytest.mark.parametrize(
    ("asked", "told", "same"),
    [
        ("上半年", "6月底", True),
        ("1—9月", "9月末", True),
        ("前三季度", "6月底", False),
        ("二季度", "6月底", False),
        ("6月底", "6月末", True),
    ],
)
def test_what_is_reached_by_the_end_of_a_month_is_of_the_months_up_to_it(asked: str, told: str, same: bool) -> None:
    assert same_part(asked, told) == same
