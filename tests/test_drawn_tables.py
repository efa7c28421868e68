"""Tables drawn with lines of characters, tables that go on, and what is asked of their rows."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest

from index.build import build_index
from index.embedding import SentenceTransformerEmbeddings
from index.reading import read_bytes
from index.store import PassageStore
from index.versions import current_version
from rag.answer import Assistant

SPANNED = """
┏━━━━┳━━━━━━━━━━┳━━━━━━┓
┃指标    ┃      2013年        ┃2014年      ┃
┃        ┣━━━━━┳━━━━┫            ┃
┃        ┃计划      ┃完成    ┃计划        ┃
┣━━━━╋━━━━━╋━━━━╋━━━━━━┫
┃工业产值┃ 32.5亿元 ┃34.1亿元┃  38亿元    ┃
┃改造农村┃ 300户    ┃305户   ┃  280户     ┃
┃危房    ┃          ┃        ┃            ┃
┗━━━━┻━━━━━┻━━━━┻━━━━━━┛
"""
TYPED = """
+----------+------+--------+
| 项目     | 单位 | 2013年 |
+----------+------+--------+
| 通村公路 | 公里 | 45     |
| 水库除险 | 座   | 3      |
+----------+------+--------+
"""


def rows_of(data: bytes, suffix: str) -> list[str]:
    source = read_bytes(data, suffix)
    return [source.text[start:end] for start, end in source.rows]


@pytest.mark.parametrize(
    ("drawn", "rows"),
    [
        (SPANNED, [
            "指标:工业产值;2013年计划:32.5亿元;2013年完成:34.1亿元;2014年计划:38亿元",
            "指标:改造农村危房;2013年计划:300户;2013年完成:305户;2014年计划:280户",
        ]),
        (TYPED, ["项目:通村公路;单位:公里;2013年:45", "项目:水库除险;单位:座;2013年:3"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_tables_drawn_with_characters(drawn: str, rows: list[str], encoding: str) -> None:
    text = f"丰泽县2013年计划执行情况和2014年计划\n一、主要指标\n主要指标见下表。\n{drawn.strip()}\n二、保障措施\n加强督查。\n"
    assert rows_of(text.encode(encoding), ".txt") == rows


HEAD = ("指标", "单位", "2024年完成", "2025年计划")


def word(*parts: str | list[tuple[str, ...]]) -> bytes:
    document = docx.Document()
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        table = document.add_table(0, max(map(len, part)))
        for row in part:
            cells = table.add_row().cells
            if len(row) == 1:
                cells[0].merge(cells[-1]).text = row[0]
            for cell, text in zip(cells, row if len(row) > 1 else (), strict=False):
                cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


FIRST = [HEAD, ("一、生态",), ("造林", "亩", "3100", "3400")]


@pytest.mark.parametrize("between", ["续表2", "表2 主要指标（续）", "（接上表）"])
def test_a_table_without_a_head_goes_on(between: str) -> None:
    rest = [("湿地修复", "亩", "120", "150"), ("二、民生",), ("托位", "个", "430", "510")]
    data = word("青岩县2025年计划", "表2 主要指标", FIRST, between, rest)
    assert rows_of(data, ".docx")[1:] == [
        "一、生态;指标:湿地修复;单位:亩;2024年完成:120;2025年计划:150",
        "二、民生;指标:托位;单位:个;2024年完成:430;2025年计划:510",
    ]


def test_figures_with_units_below_continued_are_no_head() -> None:
    data = word("青岩县2025年计划", FIRST, "续表", [("幼儿园", "所", "12所", "15所"), ("书屋", "个", "7个", "9个")])
    assert rows_of(data, ".docx")[1].endswith("指标:幼儿园;单位:所;2024年完成:12所;2025年计划:15所")


def test_another_table_does_not_go_on() -> None:
    data = word("青岩县2025年计划", FIRST, "各乡镇的道路如下。", [("柳河镇", "公里", "12", "15")])
    assert rows_of(data, ".docx")[1] == "柳河镇;公里;12;15"


def test_a_web_table_goes_on() -> None:
    def table(*rows: tuple[str, ...]) -> str:
        cells = ["".join(f"<td>{c}</td>" for c in row) for row in rows]
        return f"<table>{''.join(f'<tr>{c}</tr>' for c in cells)}</table>"

    prose = "<p>二是稳步推进各项工作，确保全年目标任务如期完成，群众更加满意。</p>" * 3
    more = table(("托位", "个", "430", "510"), ("床位", "张", "60", "75"))
    page = f"<body><h1>青岩县2025年计划</h1>{prose}{table(HEAD, FIRST[2])}<p>续表</p>{more}{prose}</body>"
    assert rows_of(page.encode(), ".html")[1] == "指标:托位;单位:个;2024年完成:430;2025年计划:510"


def test_marks_of_bold_italics() -> None:
    text = read_bytes(
        "# 青岩县2025年计划\n\n新增学位***3200***个，托位___510___个，床位**90**张。\n".encode(), ".md"
    ).text
    assert "新增学位3200个，托位510个，床位90张。" in text


ASKED = """<body><h1>㵲阳镇2025年农村户厕和道路改造方案</h1>
<p>一、总体要求</p><p>坚持因地制宜、分类推进，把户厕改造与村庄建设结合起来，让群众住得更舒心。</p>
<p>二、任务分解</p><p>各村任务见下表。</p>
<table><thead><tr><th rowspan="2">村（社区）、单位</th><th colspan="2">2025年改造任务</th></tr>
<tr><th>厕所数（座）</th><th>农户数（户）</th></tr></thead><tbody>
<tr><td>上坪村</td><td>120</td><td>118</td></tr><tr><td>下坪村</td><td>86</td><td>84</td></tr>
<tr><td>合计</td><td>206</td><td>202</td></tr></tbody></table>
<p>三、责任分工</p><p>分工如下。</p>
<table><tr><td>任务</td><td>数量</td><td>责任科室</td></tr>
<tr><td>村道硬化</td><td>7公里</td><td>镇规划建设科</td></tr><tr><td>路灯安装</td><td>90盏</td><td>镇综合服务科</td></tr></table>
<p>四、经费</p><p>经费见下表。</p>
<table><tr><td>项目</td><td>2024年预算数（万元）</td><td>2024年执行数（万元）</td></tr>
<tr><td>户厕改造支出</td><td>64</td><td>58.3</td></tr><tr><td>道路养护支出</td><td>41</td><td>43.7</td></tr></table>
<p>因雨水多，村道硬化比去年少完成2公里。</p></body>"""


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory, embeddings: SentenceTransformerEmbeddings) -> Assistant:
    folder: Path = tmp_path_factory.mktemp("asked")
    (folder / "docs").mkdir()
    (folder / "docs" / "a.html").write_text(ASKED, encoding="utf-8")
    build_index(folder / "docs", folder / "index", embeddings)
    return Assistant(PassageStore(current_version(folder / "index"), embeddings))


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("2025年全镇一共改造多少座厕所？", "206座"),
        ("上坪村2025年改造涉及多少农户？", "118户"),
        ("村道硬化由谁负责？", "镇规划建设科"),
        ("2024年户厕改造支出实际执行了多少？", "58.3万元"),
        ("2024年道路养护支出的预算数是多少？", "41万元"),
        ("㵲阳镇2025年村道硬化多少公里？", "7公里"),
    ],
)
def test_what_is_asked_of_rows(asked: Assistant, question: str, said: str) -> None:
    answer = asked.ask(question)
    assert not answer.refused
    assert said in (answer.answer if "谁" in question else answer.answer.partition("：")[0])
