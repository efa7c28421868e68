"""Tables of indicators: each cell a row of the ledger, of the year that heads its column, and an answer that holds to it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from index.build import build_index
from index.document import Scope
from index.embedding import SentenceTransformerEmbeddings
from index.ledger import extract_rows
from index.parsing import parse_file
from index.store import PassageStore
from index.tabular import cell_figures
from index.versions import current_version
from rag.answer import Assistant

PLANS = Path(__file__).parent / "data" / "plans"
YUNZE = PLANS / "云泽市第十五个五年规划纲要.html"
PLAN = Scope(2030, "target", 2026)


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        # indicator, year, kind, first year, value, unit, bound, change
        ("类别:绿色生态;指标:森林覆盖率（%）;2025年:46.2;2030年目标值:47;属性:约束性",
         [("森林覆盖率", 2025, "actual", None, "46.2", "%", "", ""), ("森林覆盖率", 2030, "target", None, "47", "%", "", "")]),
        ("指标:地区生产总值;单位:亿元;2025年实际:2380;2030年:3100;2030年年均:5.5%左右",
         [("地区生产总值", 2025, "actual", None, "2380", "亿元", "", ""), ("地区生产总值", 2030, "target", None, "3100", "亿元", "", ""),
          ("地区生产总值", 2030, "target", 2026, "5.5", "%", "左右", "年均增长")]),
        ("指标:单位地区生产总值能耗降低（%）;2025年:——;2030年年均:〔13〕",
         [("单位地区生产总值能耗降低", 2030, "target", 2026, "13", "%", "", "累计")]),
        ("项目:外贸进出口;2029年实绩（亿元）:191;2030年预期（亿元）:210;预期增长（%）:9.9",
         [("外贸进出口", 2029, "actual", None, "191", "亿元", "", ""), ("外贸进出口", 2030, "target", None, "210", "亿元", "", ""),
          ("外贸进出口", 2030, "target", None, "9.9", "%", "", "增长")]),
        ("项目:教育支出;单位:万元;2029年预算数:704;2029年执行数:711;为预算%:101;比上年增减%:-6.3",
         [("教育支出", 2029, "target", None, "704", "万元", "", ""), ("教育支出", 2029, "actual", None, "711", "万元", "", ""),
          ("教育支出完成率", 2029, "actual", None, "101", "%", "", ""), ("教育支出", 2029, "actual", None, "-6.3", "%", "", "增长")]),
        ("指标:接待游客;单位:增长%;2030年目标:9.8", [("接待游客", 2030, "target", None, "9.8", "%", "", "增长")]),
        ("指标:农村居民人均可支配收入;单位:元;2025年:31 260;2030年:38，500左右",
         [("农村居民人均可支配收入", 2025, "actual", None, "31260", "元", "", ""), ("农村居民人均可支配收入", 2030, "target", None, "38500", "元", "左右", "")]),
        ("指标:规上工业总产值;单位:万元;2025年:2 417 300.5;2030年:3’100’000",
         [("规上工业总产值", 2025, "actual", None, "2417300.5", "万元", "", ""), ("规上工业总产值", 2030, "target", None, "3100000", "万元", "", "")]),
        ("项目:造林（亩）;2030年年度任务:900;2030年实绩:955;2030年预计完成:940",
         [("造林", 2030, "target", None, "900", "亩", "", ""), ("造林", 2030, "actual", None, "955", "亩", "", ""),
          ("造林", 2030, "target", None, "940", "亩", "", "")]),
        ("项目:管网改造;安排数/公里:41;完成值/公里:39",
         [("管网改造", 2030, "target", None, "41", "公里", "", ""), ("管网改造", 2030, "actual", None, "39", "公里", "", "")]),
        ("指标:亩均税收;2025年／万元:14;2030年/万元:19;增速/%:6.3",
         [("亩均税收", 2025, "actual", None, "14", "万元", "", ""), ("亩均税收", 2030, "target", None, "19", "万元", "", ""),
          ("亩均税收", 2030, "target", None, "6.3", "%", "", "增长")]),
        ("重点工作:旧城改造;年度任务:改造小区20个;责任单位:住建局", []),
        ("项目:跨江大桥;一季度:开工;二季度:桩基完成30%", []),
        ("名称:水质;2025年:优良;2030年:持续改善", []),
        ("新增学位4.8万个,新建学校64所。", []),
    ],
)  # fmt: skip
def test_cells(row: str, cells: list[tuple[object, ...]]) -> None:
    found = cell_figures(row, PLAN)
    assert [
        (c.indicator, c.scope.year, c.scope.kind, c.scope.first_year, c.figure.value, c.figure.unit, c.figure.bound, c.figure.change)
        for c in found
    ] == cells  # fmt: skip
    for cell in found:
        assert cell.figure.value in re.sub("[ ，’]", "", row[cell.figure.start : cell.figure.end])
        assert row[cell.start : cell.end].startswith(
            (str(cell.scope.year), "预期增长", "安排数", "完成值", "增速", "为预算", "比上年")
        )


@pytest.mark.parametrize(
    ("row", "scopes"),
    [
        ("指标:工业投资;单位:亿元;2030年全年计划:58;2030年1—9月实际:31.5;同比增长（%）:4", ["2030 target", "2030 1—9月 actual", "2030 1—9月 actual"]),
        ("指标:旅客;单位:万人;一季度完成:3;前三季度:11;全年:15", ["2030 一季度 actual", "2030 前三季度 target", "2030 target"]),
        ("指标:贷款余额;单位:亿元;2029年12月末:210;2030年6月末:233", ["2029 actual", "2030 6月末 target"]),
    ],
)  # fmt: skip
def test_columns_of_parts_of_a_year(row: str, scopes: list[str]) -> None:
    assert [cell.scope.label for cell in cell_figures(row, Scope(2030, "target"))] == scopes


def test_rows_of_a_published_table() -> None:
    document = parse_file(YUNZE, PLANS)
    rows = [row for row in extract_rows(document) if "指标:" in document.quote(document.sentences[row.sentence])]
    assert ("全员劳动生产率", 2025, "actual", "18.6", "万元/人") in {
        (r.indicator, r.year, r.kind, r.value, r.unit) for r in rows
    }
    assert all(row.quote == document.text[row.start : row.end] for row in rows)
    assert len(rows) == 12


@pytest.fixture(scope="module")
def yunze(tmp_path_factory: pytest.TempPathFactory, embeddings: SentenceTransformerEmbeddings) -> Assistant:
    folder = tmp_path_factory.mktemp("tables")
    (folder / "docs").mkdir()
    (folder / "docs" / YUNZE.name).write_bytes(YUNZE.read_bytes())
    build_index(folder / "docs", folder / "index", embeddings)
    return Assistant(PassageStore(current_version(folder / "index"), embeddings))


@pytest.mark.parametrize(
    ("question", "said", "scope"),
    [
        ("2030年森林覆盖率目标是多少？", "**47%**", "2030 target"),
        ("2025年森林覆盖率达到多少?", "**46.2%**", "2025 actual"),
        ("全员劳动生产率2030年要达到多少?", "**24万元/人**", "2030 target"),
    ],
)
def test_answers_come_from_the_column_asked_for(yunze: Assistant, question: str, said: str, scope: str) -> None:
    answer = yunze.ask(question)
    assert said in answer.answer
    assert answer.lines[0].scope == scope


PLAN_TITLE = "云泽市2031年国民经济和社会发展计划执行情况与2032年计划"
TABLES = """# {title}

来源:云泽市发展和改革局 发布时间:2032-02-18

## 一、2031年计划执行情况

2031年,全市经济运行总体平稳,规模以上工业增加值1—6月增长5.1%。

全年规模以上工业增加值增长6.3%;新增就业5200人,完成年度目标5000人的104%。

## 二、2032年目标任务

一季度新开工项目20个,全年新开工项目75个。建成公园7个,明年再建9个。

| 指标 | 单位 | 2029 | 2030 | 2031年计划 | 2031年完成 | 2032年计划 | 预期增长(%) |
|---|---|---|---|---|---|---|---|
| 粮食总产量 | 万吨 | 37.5 | 38.2 | 38.5 | 38.9 | 39 | 0.3 |
| 其中:小麦 | 万吨 | 14 | 14.8 | 15 | 15.2 | 15.3 | 0.7 |
| 新增托位 | 个 | 410 | 520 | 600 | 700 | 940 | 34.3 |
| 工业投资<br>工业项目 | 亿元<br>个 | 70<br>90 | 75<br>95 | 88<br>101 | 81<br>99 | 95<br>120 | 17.3<br>21.2 |
"""


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory, embeddings: SentenceTransformerEmbeddings) -> Assistant:
    folder = tmp_path_factory.mktemp("table")
    (folder / "docs").mkdir()
    (folder / "docs" / "plan.md").write_text(TABLES.format(title=PLAN_TITLE), encoding="utf-8")
    build_index(folder / "docs", folder / "index", embeddings)
    return Assistant(PassageStore(current_version(folder / "index"), embeddings))


@pytest.mark.parametrize(
    ("question", "said", "scope"),
    [
        ("2031年新增托位完成了多少个?", "700个", "2031 actual"),
        ("2031年新增托位计划是多少个?", "600个", "2031 target"),
        ("2031年新增托位多少个?", "700个", "2031 actual"),
        ("2032年新增托位计划多少个?", "940个", "2032 target"),
        ("2029年新增托位多少个?", "410个", "2029 actual"),
        ("2030年粮食总产量是多少？", "38.2万吨", "2030 actual"),
        ("2032年小麦产量计划多少?", "15.3万吨", "2032 target"),
        ("2031年工业投资实际完成多少?", "81亿元", "2031 actual"),
        ("2032年工业投资计划多少?", "95亿元", "2032 target"),
        ("2031年上半年规模以上工业增加值增长多少?", "5.1%", "2031 1—6月 actual"),
        ("2031年规模以上工业增加值增长多少?", "6.3%", "2031 actual"),
        ("2032年一季度新开工项目多少个?", "20个", "2032 一季度 target"),
        ("2032年新开工项目多少个?", "75个", "2032 target"),
        ("2031年新增就业的目标是多少？", "5000人", "2031 target"),
        ("2031年新增就业多少人?", "5200人", "2031 actual"),
        ("2033年建公园多少个?", "9个", "2033 target"),
    ],
)
def test_the_cell_and_the_clause_asked_for_lead(table: Assistant, question: str, said: str, scope: str) -> None:
    answer = table.ask(question)
    assert answer.answer.startswith(f"**{said}**"), answer.answer
    assert answer.lines[0].scope == scope


@pytest.mark.parametrize("question", ["2031年二季度规模以上工业增加值增长多少?", "2027年新增托位多少个?"])
def test_another_part_or_year_is_not_told(table: Assistant, question: str) -> None:
    assert table.ask(question).refused


HALF_YEAR = """# 云泽市2031年上半年国民经济和社会发展计划执行情况

来源:云泽市发展和改革局 发布时间:2031-07-22

## 一、上半年计划执行情况

主要指标完成情况如下。

| 指标 | 2031年任务数 | 2031年1—6月实绩 |
|---|---|---|
| 农村劳动力转移就业（人） | 12 600 | 7 150 |
| 货物运输量/万吨 | 1’340 | 655 |
| 其中：铁路/万吨 | 310 | 148 |
| 固定资产投资（万元） | 2，080，000 | 996，500 |

## 二、下半年工作安排

加快项目建设。
"""


@pytest.fixture(scope="module")
def half_year(tmp_path_factory: pytest.TempPathFactory, embeddings: SentenceTransformerEmbeddings) -> Assistant:
    folder = tmp_path_factory.mktemp("half")
    (folder / "docs").mkdir()
    (folder / "docs" / "plan.md").write_text(HALF_YEAR, encoding="utf-8")
    build_index(folder / "docs", folder / "index", embeddings)
    return Assistant(PassageStore(current_version(folder / "index"), embeddings))


@pytest.mark.parametrize(
    ("question", "said", "scope"),
    [
        ("2031年农村劳动力转移就业任务是多少人?", "12600人", "2031 target"),
        ("2031年上半年农村劳动力转移就业完成多少人?", "7150人", "2031 1—6月 actual"),
        ("2031年货物运输量目标多少万吨?", "1340万吨", "2031 target"),
        ("2031年铁路货物运输量目标多少万吨?", "310万吨", "2031 target"),
        ("2031年上半年固定资产投资完成多少?", "996500万元", "2031 1—6月 actual"),
    ],
)
def test_one_cell_answers(half_year: Assistant, question: str, said: str, scope: str) -> None:
    answer = half_year.ask(question)
    assert answer.answer.startswith(f"**{said}**"), answer.answer
    assert [line.scope for line in answer.lines] == [scope]
