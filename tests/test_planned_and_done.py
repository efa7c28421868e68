"""What was planned beside what was done, in prose: which is a goal, what it is of, and of which year."""

from __future__ import annotations

import pytest

from index.ledger import extract_rows
from index.parsing import parse_text

Row = tuple[str, int, str, str]


def _rows(text: str) -> set[Row]:
    return {(r.kind, r.year, r.indicator, r.value) for r in extract_rows(parse_text(text, "n.txt")) if r.value}


def test_a_report_on_a_year_sets_goals_beside_results() -> None:
    found = _rows(
        "青川县水利局关于2023年重点工程完成情况的汇报\n2024年1月5日\n县政府：\n一、已完成的任务\n"
        "灌溉渠道计划整治80公里，实际完成92公里。\n小水库加固任务7座，已全部验收。\n"
        "二、2024年初步安排\n整治灌溉渠道60公里。\n"
    )
    assert {
        ("target", 2023, "灌溉渠道整治", "80"),
        ("actual", 2023, "灌溉渠道整治", "92"),
        ("target", 2023, "小水库加固任务", "7"),
        ("target", 2024, "整治灌溉渠道", "60"),
    } <= found


@pytest.mark.parametrize("heading", ["改造农村危房。", "农村危房改造。"])
def test_a_run_in_heading_names_what_is_counted(heading: str) -> None:
    found = _rows(f"石桥县2024年民生实事完成情况通报\n2025年1月8日\n一、进展\n（一）{heading}计划60户，完成57户。\n")
    assert {(kind, value) for kind, year, name, value in found if "农村危房" in name and year == 2024} == {
        ("target", "60"),
        ("actual", "57"),
    }


def test_a_plan_changed_in_mid_year_holds_goals() -> None:
    found = _rows(
        "关于调整平湖区2025年部分计划指标的报告\n2025年8月2日\n一、指标调整\n出口总额由年初计划的30亿元调整为26亿元。\n"
    )
    assert ("target", 2025, "出口总额", "26") in found


def test_years_are_dealt_out_to_figures_in_order() -> None:
    found = _rows("平湖区路灯改造实施方案\n2025年3月1日\n一、目标\n2025年至2027年分别更换路灯300盏、400盏、500盏。\n")
    assert {(year, value) for _, year, name, value in found if "路灯" in name} == {
        (2025, "300"), (2026, "400"), (2027, "500"),
    }  # fmt: skip


def test_a_reply_is_of_the_day_that_it_is_signed() -> None:
    found = _rows(
        "对东山县第三届人民代表大会第二次会议第12号建议的答复\n李代表：\n一、已开展的工作\n2024年新建公交站台40座。\n"
        "二、下一步打算\n2025年计划新建公交站台25座。\n东山县交通运输局\n2025年6月3日\n"
    )
    assert {("actual", 2024, "新建公交站台", "40"), ("target", 2025, "新建公交站台", "25")} <= found
