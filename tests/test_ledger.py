"""Rows of the ledger: what each figure measures, and which rows belong together."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from index.document import PlanDocument
from index.indicators import name_figures
from index.ledger import LedgerRow, difference, extract_rows, pair_rows
from index.parsing import parse_file

INDICATORS = [
    # a sentence and its rows as (indicator, value)
    ("新增公园15座、游园9处,新增绿道3公里。", [("新增公园", "15"), ("新增游园", "9"), ("新增绿道", "3")]),
    ("全市生产总值达500亿元,同比增长3.1%,高于全国0.5个百分点。",
     [("全市生产总值", "500"), ("全市生产总值", "3.1"), ("全市生产总值", "0.5")]),
    ("筹集公租房2.3万套,供应6000套以上。", [("筹集公租房", "2.3"), ("供应公租房", "6000")]),
    ("新开工人才房1.2万套（间）、竣工8000套（间）。", [("新开工人才房", "1.2"), ("竣工人才房", "8000")]),
    ("完成工业投资358亿元、技改投资82亿元。", [("工业投资", "358"), ("技改投资", "82")]),
    ("成立3个联合体,4家医院通过评审。", [("成立联合体", "3"), ("通过评审的医院", "4")]),
    ("市一医院、市二医院等4家医院主体结构封顶。", [("主体结构封顶的医院", "4")]),
    ("东湖书院等8家单位获评省科普基地。", [("省科普基地", "8")]),
    ("推动超2600家小微企业享受免费投保政策。", [("享受免费投保政策的小微企业", "2600")]),
    ("建成甲馆、乙馆、丙公园等3个文体场馆。", [("建成文体场馆", "3")]),
    ("完成5宗用地出让及3个园区整治提升。", [("用地出让", "5"), ("园区整治提升", "3")]),
    ("社区阵地实现100%全覆盖。", [("社区阵地覆盖", "100")]),
    ("研发支出占GDP比重达4.1%。", [("研发支出占GDP比重", "4.1")]),
    ("新兴产业增加值1420亿元,占GDP比重近五成。", [("新兴产业增加值", "1420"), ("新兴产业增加值占GDP比重", "五")]),
    ("每亿元产值能耗、水耗分别下降8.2%、4.8%。", [("每亿元产值能耗", "8.2"), ("每亿元产值水耗", "4.8")]),
    ("新增科技企业100家以上,总数突破3400家。", [("新增科技企业", "100"), ("科技企业总数", "3400")]),
    ("补助标准由每人每年380元提高到420元。", [("补助标准", "420")]),
    ("财政赤字2.18万亿元，比去年增加5600亿元。", [("财政赤字", "2.18"), ("财政赤字", "5600")]),
    ("固定资产投资完成1200亿元，其中工业投资320亿元、增长15％以上。",
     [("固定资产投资", "1200"), ("工业投资", "320"), ("工业投资", "15")]),
    ("上市公司新增3家。", [("新增上市公司", "3")]),
    ("考核连续3年全市第一。", [("考核连续全市第一", "3")]),
    ("查处环境违法行为56宗。", [("查处环境违法行为", "56")]),
]  # fmt: skip


@pytest.fixture(scope="module")
def rows(plan: PlanDocument) -> tuple[LedgerRow, ...]:
    return extract_rows(plan)


@pytest.mark.parametrize(("sentence", "expected"), INDICATORS)
def test_names_indicator(sentence: str, expected: list[tuple[str, str]]) -> None:
    assert [(named.indicator, named.figure.value) for named in name_figures(sentence)] == expected


def test_ranking_is_no_row() -> None:
    assert list(name_figures("跻身全国百强区第13位,规模全市第一,连续五年位列全省前10名。")) == []


def test_quote_is_verbatim_and_holds_its_figure(plan: PlanDocument, rows: tuple[LedgerRow, ...]) -> None:
    assert len(rows) > 200
    for row in rows:
        sentence = plan.sentences[row.sentence]
        assert row.quote == plan.text[row.start : row.end]
        assert sentence.start <= row.start < row.end <= sentence.end
        assert row.value in row.quote
        assert row.indicator
        assert row.indicator == row.indicator.strip()


def test_rows_carry_scope_and_place(rows: tuple[LedgerRow, ...]) -> None:
    row = next(r for r in rows if r.indicator == "新增基础教育学位")
    assert (row.kind, row.year, row.value, row.unit) == ("target", 2023, "3", "万座")
    assert row.section[-1].startswith("(八)")
    assert row.topic == "发展优质均衡教育"
    assert {(r.kind, r.year) for r in rows} == {("actual", 2022), ("target", 2023)}


def test_sentence_without_scope_has_no_row(plan: PlanDocument) -> None:
    timeless = tuple(replace(sentence, scope=None) for sentence in plan.sentences)
    assert extract_rows(replace(plan, sentences=timeless)) == ()


def test_actual_and_target_are_paired(rows: tuple[LedgerRow, ...]) -> None:
    pairs = {target.indicator: (actual, target) for actual, target in pair_rows(rows)}
    expected = {
        "GDP": ("地区生产总值", (3.9, "个百分点")),
        "新增基础教育学位": ("新增学位", (18240.0, "座")),
        "建设筹集保障性住房": ("建设筹集公共住房", (0.75, "万套")),
        "供应保障性住房": ("供应公共住房", (-11000.0, "套")),
        "空气质量优良率": ("空气质量优良率", (3.5, "个百分点")),
        "新建和修复污水管网": ("新建、修复污水管网", (-12.5, "公里")),
        "新增环城绿道": ("新增绿道", (-3.0, "公里")),
        "新增碧道": ("新增碧道", (-17.0, "公里")),
    }
    for name, (actual_name, gap) in expected.items():
        actual, target = pairs[name]
        assert (actual.indicator, difference(actual, target)) == (actual_name, gap)
    assert "工业投资" not in pairs  # only its growth was reported
    assert len({id(row) for pair in pair_rows(rows) for row in pair}) == 2 * len(pairs)


def test_difference_needs_one_dimension_and_exact_values(rows: tuple[LedgerRow, ...]) -> None:
    row = rows[0]
    assert difference(row, replace(row, unit="公里")) is None
    assert difference(row, replace(row, value_max=row.value_max + 1)) is None
    fall = replace(row, unit="%", change="下降", value_min=4.0, value_max=4.0)
    assert difference(fall, replace(fall, value_min=3.0, value_max=3.0)) == (1.0, "个百分点")


def test_whole_plan_within_a_second(plan: PlanDocument) -> None:
    extract_rows(plan)  # loads the tagger
    start = time.perf_counter()
    pair_rows(extract_rows(plan))
    assert time.perf_counter() - start < 1


def test_gold_sample(rows: tuple[LedgerRow, ...], shared: Callable[[str], Path]) -> None:
    """Of the gold rows 95 % are found, 90 % of these with the exact indicator; 95 % of the rows in digits are gold."""
    lines = shared("questions/ledger_sample.jsonl").read_text(encoding="utf-8").splitlines()
    gold = [json.loads(line) for line in lines]
    parts = {(g["part"] + "、", g["section"]) for g in gold}
    ours = [
        row
        for row in rows
        if re.search(r"\d", row.value)
        and any(row.section[0].startswith(part) and row.section[-1].startswith(section) for part, section in parts)
    ]
    left, named = list(ours), 0
    for g in gold:
        match = next((r for r in left if _same(r, g)), None)
        if match:
            left.remove(match)
            named += match.indicator == g["indicator"]
            assert match.kind == g["kind"]
    found = len(ours) - len(left)
    assert found >= 0.95 * len(gold)
    assert named >= 0.9 * found
    assert found >= 0.95 * len(ours)


def _same(row: LedgerRow, gold: dict[str, str]) -> bool:
    one_region = gold["quote"] in row.quote or row.quote in gold["quote"]
    return one_region and row.value == gold["value"] and row.kind == gold["kind"]


def test_other_plans_keep_the_properties(shared: Callable[[str], Path]) -> None:
    folder = shared("plans")
    for path in sorted(folder.glob("*.txt")):
        plan = parse_file(path, folder)
        rows = extract_rows(plan)
        assert len(rows) > 50, path.name
        assert all(row.quote == plan.text[row.start : row.end] and row.indicator for row in rows)
