"""Documents that only report on a year, and times told by another name than a year's: seasons, stages, relative years."""

from __future__ import annotations

import pytest

from index.document import PlanDocument
from index.ledger import extract_rows
from index.parsing import parse_text
from index.times import DocumentTime
from index.titles import document_time, reports


def rows_of(document: PlanDocument) -> list[tuple[str, str, int, str]]:
    """Value, kind, year and part of the year of each row."""
    return [(row.value, row.kind, row.year, row.period) for row in extract_rows(document)]


def parsed(*lines: str) -> PlanDocument:
    return parse_text("\n".join(lines), "doc.txt")


@pytest.mark.parametrize(
    ("title", "only"),
    [
        ("云山县2031年国民经济和社会发展统计公报", True),
        ("云山县2031年度社会保险基金收支情况", True),
        ("云山县民政局2031年工作总结", True),
        ("关于云山县2031年重点任务落实情况的通报", True),
        ("云山县2031年财政预算安排情况", False),
        ("云山县2031年工作总结及下一步打算", False),
        ("云山县2031年工作总结和2032年工作计划", False),
        ("关于做好2031年工作总结的通知", False),
        ("云山县2031年重点项目安排", False),
        ("2031年云山县政府工作报告", False),
    ],
)
def test_a_title_tells_whether_a_document_only_reports(title: str, only: bool) -> None:
    assert reports(title) is only


def test_a_report_has_no_year_to_plan() -> None:
    assert document_time("云山县2031年水资源情况简报", "2032-02-01") == DocumentTime(2031, None)
    assert document_time("云山县2031年水资源情况的报告", "2032-02-01") == DocumentTime(2031, 2032)


def test_all_of_a_report_speaks_of_its_year_but_what_looks_ahead() -> None:
    document = parsed(
        "云山县2031年邮政业发展情况",
        "云山县邮政管理局",
        "2032年2月3日",
        "一、业务规模",
        "全年快递业务量1.82亿件，比上年增长12.6%；其中一季度3900万件。",
        "原计划新建村级驿站60个，实际建成72个。",
        "二、下一步打算",
        "新建分拨中心2处。2032年快递业务量预计达到2亿件。",
    )
    assert document.metadata.title == "云山县2031年邮政业发展情况"
    assert rows_of(document) == [
        ("1.82", "actual", 2031, ""),
        ("12.6", "actual", 2031, ""),
        ("3900", "actual", 2031, "一季度"),
        ("60", "target", 2031, ""),
        ("72", "actual", 2031, ""),
        ("2", "target", 2032, ""),
        ("2", "target", 2032, ""),
    ]


def test_a_plan_in_words_that_few_titles_have_is_promised() -> None:
    document = parsed("云山县2031年水利建设项目安排", "云山县水利局", "2031年1月9日", "新建泵站5座，总投资1.2亿元。")
    assert rows_of(document) == [("5", "target", 2031, ""), ("1.2", "target", 2031, "")]


def test_a_summary_given_in_its_own_year_calls_it_this_year() -> None:
    document = parsed(
        "云山县交通运输局2031年工作总结和2032年工作思路",
        "2031年12月20日",
        "一、工作总结",
        "今年新改建农村公路86公里，去年同期为70公里。去年启动的客运站改造完工3座。",
        "二、工作思路",
        "明年计划新改建农村公路95公里，后年新改建农村公路60公里。",
    )
    assert rows_of(document) == [
        ("86", "actual", 2031, ""),
        ("70", "actual", 2030, ""),
        ("3", "actual", 2031, ""),
        ("95", "target", 2032, ""),
        ("60", "target", 2033, ""),
    ]


def test_this_year_in_a_plan_of_years_is_that_of_its_day() -> None:
    document = parsed(
        "云山县充电设施三年行动方案（2031—2033年）",
        "2031年4月2日",
        "一、工作目标",
        "公共桩占比2031年达到40%，2032年达到45%。今年新建充电站12座，明年新建15座。",
    )
    assert [row[0::2] for row in rows_of(document)] == [("40", 2031), ("45", 2032), ("12", 2031), ("15", 2032)]


def test_stages_that_a_plan_gives_years_to_are_times() -> None:
    document = parsed(
        "云山县排水专项规划（2031—2045年）",
        "2031年9月1日",
        "一、规划期限",
        "近期到2035年，远期到2045年。",
        "二、规划目标",
        "污水处理率近期达到95%，远期达到99%。",
    )
    rows = [(row.indicator, row.value, row.year) for row in extract_rows(document)]
    assert rows == [("污水处理率", "95", 2035), ("污水处理率", "99", 2045)]


def test_seasons() -> None:
    document = parsed(
        "云山县2031年民生保障工作要点",
        "2031年3月1日",
        "一、重点工作",
        "2030—2031年供暖季，集中供热面积900万平方米。",
        "2031—2032年供暖季前，改造供热管网30公里。",
        "汛期前加固堤防8公里，全年加固20公里。",
    )
    assert rows_of(document) == [
        ("900", "actual", 2031, ""),
        ("30", "target", 2031, ""),
        ("8", "target", 2031, "汛期前"),
        ("20", "target", 2031, ""),
    ]


def test_what_heads_a_time_below_the_title_heads_the_text() -> None:
    document = parsed(
        "云山县2031年住房工作情况和2032年计划",
        "2032-01-10",
        "2031年完成情况",
        "筹集保障房800套。",
        "2032年计划",
        "筹集保障房900套。",
    )
    assert rows_of(document) == [("800", "actual", 2031, ""), ("900", "target", 2032, "")]


def test_what_stood_at_the_end_of_a_year_before_its_day_is_reached() -> None:
    document = parsed(
        "云山县“十六五”水利发展规划中期评估报告",
        "2034-03-05",
        "一、进展",
        "截至2033年底，建成农村水厂45座。到2035年，建成农村水厂60座。",
    )
    assert rows_of(document) == [("45", "actual", 2033, ""), ("60", "target", 2035, "")]


def test_the_rows_of_a_table_right_below_the_title_are_text() -> None:
    row = "指标:新建水厂;单位:座;2031年计划:4;2031年完成:5"
    document = parsed("云山县水利局2031年度绩效完成情况", "2032年1月3日", row, "少建泵站1座。")
    assert any("新建水厂" in document.text[s.start : s.end] for s in document.sentences)
