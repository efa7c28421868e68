"""Commitments without a figure, by when and by whom they are to be done, and what is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.ledger import extract_actions, extract_rows
from index.parsing import parse_file
from index.rows import LedgerRow
from tests.conftest import write_plan

TITLE = "云泽市2032年政府工作报告"


def actions(folder: Path, *lines: str) -> list[LedgerRow]:
    """The action rows of a plan with these paragraphs below 2032年主要任务."""
    file = write_plan(folder, "a.txt", TITLE, "二、2032年主要任务", *lines)
    return list(extract_actions(parse_file(file, folder)))


def figures(folder: Path, *lines: str) -> list[LedgerRow]:
    file = write_plan(folder, "a.txt", TITLE, "二、2032年主要任务", *lines)
    return list(extract_rows(parse_file(file, folder)))


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("初步建成全市水资源监测平台。", ["建成全市水资源监测平台"]),
        ("健全完善市县两级应急指挥体系。", ["健全完善市县两级应急指挥体系"]),
        ("组织开展数据治理专项行动。", ["开展数据治理专项行动"]),
        ("大规模开展河道清淤整治。", ["开展河道清淤整治"]),
        ("抓紧研究制定人才引进办法。", ["制定人才引进办法"]),
        ("争创国家园林城市。", ["争创国家园林城市"]),
        ("加快推进云宁高速建设。", ["云宁高速建设"]),
        ("推进生态文明建设。", []),
        ("实现电子病历互认互通，电子证照互认互通。", ["电子证照互认互通"]),
        ("加强银企对接。", []),
        ("东外环路开工建设、西外环路建成通车。", ["东外环路开工建设", "西外环路建成通车"]),
        ("制定本实施方案。", []),
        ("2032年是实施五年规划的关键之年。", []),
        ("鼓励龙头企业与高校合作，建立成果转化平台。", []),
        ("鼓励创新创业，建立成果转化平台。", ["建立成果转化平台"]),
        ("启动“三馆一中心”[16]建设项目。", ["启动“三馆一中心”建设项目"]),
    ],
)
def test_what_is_promised_and_what_is_not(tmp_path: Path, line: str, names: list[str]) -> None:
    assert [row.indicator for row in actions(tmp_path, line)] == names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("建设“西外环”。启动国道改扩建项目一期“西外环”建设，拉大城市框架。", ["启动国道改扩建项目一期“西外环”建设"]),
        ("改造老城区。实施南街、北街老城区改造。", ["实施南街、北街老城区改造"]),
        ("实施制造业焕新跨越行动。推动企业做大做强。", ["实施制造业焕新跨越行动"]),
    ],
)
def test_a_heading_that_runs_in_is_no_second_promise(tmp_path: Path, line: str, names: list[str]) -> None:
    assert [row.indicator for row in actions(tmp_path, "（一）建好城市", line)] == names


def test_what_a_clause_leaves_unsaid_stands_before_it(tmp_path: Path) -> None:
    rows = actions(tmp_path, "启动市体育中心综合体项目，补齐短板。推进前期工作，上半年开工建设。")
    assert [(row.indicator, row.period) for row in rows] == [
        ("启动市体育中心综合体项目", ""),
        ("市体育中心综合体项目开工建设", "上半年"),
    ]


def test_what_is_striven_for_says_so(tmp_path: Path) -> None:
    (row,) = actions(tmp_path, "力争建成市数据交易中心。")
    assert (row.indicator, row.bound) == ("建成市数据交易中心", "力争")


@pytest.mark.parametrize(
    ("line", "name", "deadline"),
    [
        ("年底前建成市档案馆新馆。", "建成市档案馆新馆", "年底前"),
        ("6月底前，出台数据管理办法。", "出台数据管理办法", "6月底前"),
        ("2033年底前，建成云宁高速公路。", "建成云宁高速公路", "2033年底前"),
        ("到2035年，建成全国重要的算力枢纽。", "建成全国重要的算力枢纽", "2035年"),
        ("建成市档案馆新馆。", "建成市档案馆新馆", ""),
    ],
)
def test_a_deadline_has_its_field(tmp_path: Path, line: str, name: str, deadline: str) -> None:
    assert [(row.indicator, row.deadline) for row in actions(tmp_path, line)] == [(name, deadline)]


@pytest.mark.parametrize(
    ("line", "responsible"),
    [
        ("建设城市数据平台（市大数据局、市公安局牵头，各有关部门配合）。", "市大数据局、市公安局"),
        ("建设城市数据平台（各区县政府分工负责）。", "各区县政府"),
        ("建设城市数据平台，方便群众办事。（责任单位：市大数据局、市公安局）", "市大数据局、市公安局"),
        ("建设城市数据平台。完善制度（牵头单位：市大数据局，参加单位：市公安局）。", "市大数据局"),
        ("建设城市数据平台（含市公安局的部分）。", ""),
    ],
)
def test_who_is_to_do_it_has_its_field_and_no_place_in_the_name(tmp_path: Path, line: str, responsible: str) -> None:
    row = actions(tmp_path, line)[0]
    assert row.responsible == responsible
    assert responsible == "" or row.indicator == "建设城市数据平台"


def test_figures_have_both_fields_too(tmp_path: Path) -> None:
    (row,) = figures(tmp_path, "年底前，新增学位500个（市教育局牵头）。")
    assert (row.indicator, row.deadline, row.responsible) == ("新增学位", "年底前", "市教育局")


def test_what_reaches_everywhere_is_named(tmp_path: Path) -> None:
    rows = figures(
        tmp_path, "扩大公共数据开放范围，年底前实现政府部门全覆盖。加大良种补贴力度，实现水稻、小麦、玉米全覆盖。"
    )
    assert [row.indicator for row in rows] == ["公共数据开放政府部门", "良种补贴水稻、小麦、玉米"]


def test_a_note_on_a_word_promises_nothing(tmp_path: Path) -> None:
    notes = ("[1]独角兽企业：指估值超过10亿美元的创新企业。", "[2]“两翼”：即建设东部产业带和西部生态带。")
    assert [*figures(tmp_path, *notes), *actions(tmp_path, *notes)] == []


def test_what_stands_behind_the_last_goes_for_all_that_are_dealt_out(tmp_path: Path) -> None:
    rows = figures(tmp_path, "粪污利用率、秸秆利用率分别稳定在80%、85%以上。")
    assert [row.bound for row in rows] == ["以上", "以上"]


def test_a_sum_of_some_years_says_which(tmp_path: Path) -> None:
    file = write_plan(tmp_path, "a.txt", TITLE, "一、2031年工作回顾", "近三年累计，单位能耗下降10%。")
    assert [row.years for row in extract_rows(parse_file(file, tmp_path))] == ["2029—2031年"]
