"""Tables of indicators: each cell a row of the ledger, of the year that heads its column, and an answer that holds to it."""

from __future__ import annotations

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
        assert cell.figure.value in row[cell.figure.start : cell.figure.end]
        assert row[cell.start : cell.end].startswith(str(cell.scope.year))


def test_rows_of_a_published_table() -> None:
    document = parse_file(YUNZE, PLANS)
    rows = [row for row in extract_rows(document) if "指标:" in document.quote(document.sentences[row.sentence])]
    assert ("全员劳动生产率", 2025, "actual", "18.6", "万元") in {
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
        ("2030年森林覆盖率目标是多少?", "**47%**", "2030 target"),
        ("2025年森林覆盖率达到多少?", "**46.2%**", "2025 actual"),
        ("全员劳动生产率2030年要达到多少?", "**24万元**", "2030 target"),
        ("2030年研发经费投入强度?", "**2.8%**", "2030 target"),
    ],
)
def test_answers_come_from_the_column_asked_for(yunze: Assistant, question: str, said: str, scope: str) -> None:
    answer = yunze.ask(question)
    assert said in answer.answer
    assert answer.citations[0].scope == scope
