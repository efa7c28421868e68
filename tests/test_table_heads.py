"""Heads of tables nobody listed: rows of places, projects and times, measures in columns, sums and changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.build import build_index
from index.embedding import SentenceTransformerEmbeddings
from index.ledger import extract_rows
from index.parsing import parse_file
from index.store import PassageStore
from index.versions import current_version
from rag.answer import Assistant

PLAN = """# 柳泉市2032年重点工程建设计划

柳泉市发展和改革委员会 2032年2月11日

## 一、年度安排

2032年安排重点工程如下。

| 序号 | 工程名称 | 建设内容 | 建设年限 | 总投资（亿元） | 截至2031年底累计完成投资（亿元） | 2032年投资计划（亿元） | 牵头单位 |
|---|---|---|---|---|---|---|---|
| 1 | 滨河北路隧道 | 隧道长2.6公里 | 2030-2033 | 18.5 | 7.2 | 5.3 | 市住建局 |
| 2 | 第三水厂 | 日供水15万吨 | 2032-2034 | 6.8 | — | 1.9 | 市水务集团 |
| | 总计 | | | 25.3 | 7.2 | **7.2** | |

## 二、分县区任务

表2 各县区2032年高标准农田建设任务（单位：万亩）

| 县区 | 2031年完成 | 2032年任务 | 备注 |
|---|---|---|---|
| 东岭县 | 3.1 | 4.6 | |
| 西坪区 | 1.2 | 2 | 含结转 |
| 全市合计 | 4.3 | 6.6 | |

## 三、其他

| 单位 | 招商引资任务（亿元） | 新签约项目 | 联系电话 |
|---|---|---|---|
| 高新区 | 30 | 15个 | 13800001111 |

重点泵站投资表（单位：亿元）

| 项目名称 | 2032年计划投资 | 责任单位 |
|---|---|---|
| 城东泵站 | 3.7 | 市住建局 |
| 城西泵站 | 1.7 | 市水务局 |

| 年份 | 城镇化率（%） | 受益户数 |
|---|---|---|
| 2031（实际） | 61.2 | 800 |
| 2032（预期） | 62 | 950 |

| 任务 | 单位 | 2030年 | 2031年 | 2032年 | 三年合计 |
|---|---|---|---|---|---|
| 植树造林 | 亩 | 900 | 1100 | 1200 | 3200 |

| 指标名称 | 计量单位 | 上年（实际） | 本年（计划） | 较上年增减 |
|---|---|---|---|---|
| 公交线路 | 条 | 80 | 92 | +12 |
| 客运量 | 万人次 | 500 | 530 | 6 |
"""


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("heads") / "docs" / "plan.md"
    file.parent.mkdir()
    file.write_text(PLAN, encoding="utf-8")
    return file


def test_rows_of_any_heads(plan: Path) -> None:
    rows = extract_rows(parse_file(plan, plan.parent))
    told = {(r.indicator, r.value, r.unit, r.kind, r.years, r.change) for r in rows}
    assert told >= {
        ("滨河北路隧道总投资", "18.5", "亿元", "target", "2032年", ""),
        ("城西泵站投资", "1.7", "亿元", "target", "2032年", ""),
        ("滨河北路隧道投资", "7.2", "亿元", "actual", "2031年", ""),
        ("滨河北路隧道投资", "5.3", "亿元", "target", "2032年", ""),
        ("滨河北路隧道隧道长", "2.6", "公里", "target", "2032年", ""),
        ("投资", "7.2", "亿元", "target", "2032年", ""),
        ("东岭县高标准农田建设", "3.1", "万亩", "actual", "2031年", ""),
        ("全市高标准农田建设", "6.6", "万亩", "target", "2032年", ""),
        ("高新区招商引资", "30", "亿元", "target", "2032年", ""),
        ("高新区新签约项目", "15", "个", "target", "2032年", ""),
        ("城镇化率", "61.2", "%", "actual", "2031年", ""),
        ("受益户数", "950", "户", "target", "2032年", ""),
        ("植树造林", "3200", "亩", "target", "2030—2032年", ""),
        ("公交线路", "92", "条", "target", "2032年", ""),
        ("公交线路", "12", "条", "target", "2032年", "增长"),
        ("客运量", "6", "%", "target", "2032年", "增长"),
    }
    assert not {"13800001111", "2030", "2033", "2034"} & {r.value for r in rows}
    assert all(r.quote == PLAN[r.start : r.end] or r.value in r.quote for r in rows)


@pytest.fixture(scope="module")
def assistant(plan: Path, embeddings: SentenceTransformerEmbeddings) -> Assistant:
    build_index(plan.parent, plan.parent.parent / "index", embeddings)
    return Assistant(PassageStore(current_version(plan.parent.parent / "index"), embeddings))


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("滨河北路隧道2032年计划投资多少?", "5.3亿元"),
        ("滨河北路隧道总投资多少亿元?", "18.5亿元"),
        ("2032年东岭县高标准农田建设任务多少万亩?", "4.6万亩"),
        ("2031年西坪区建成高标准农田多少万亩?", "1.2万亩"),
        ("2032年高新区招商引资任务多少?", "30亿元"),
        ("2031年城镇化率是多少?", "61.2%"),
        ("三年一共植树造林多少亩?", "3200亩"),
    ],
)
def test_the_cell_asked_for_leads(assistant: Assistant, question: str, said: str) -> None:
    assert assistant.ask(question).answer.startswith(f"**{said}**")
