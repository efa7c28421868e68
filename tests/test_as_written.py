"""What is lost where a plan is not written as most are: items set as headings, radicals for characters, pages in two columns."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from index.document import PlanDocument
from index.ledger import extract_rows
from index.parsing import parse_file
from tests.conftest import write_plan


def rows(document: PlanDocument) -> list[tuple[str, str, str, str, int]]:
    return [(row.indicator, row.value, row.unit, row.kind, row.year) for row in extract_rows(document)]


def plan_of(folder: Path, *lines: str, name: str = "a.txt") -> PlanDocument:
    return parse_file(write_plan(folder, name, "柳溪县2032年水利工作计划", "柳溪县水利局", *lines), folder)


@pytest.mark.parametrize("mark", ["{}.", "{}、", "{}. ", "（{}）"])
@pytest.mark.parametrize("stop", ["。", "；", ""])
def test_an_item_that_tells_a_figure_is_text(tmp_path: Path, mark: str, stop: str) -> None:
    items = ["新建泵站9座", "整治河道46公里,培训水利员1200人次"]
    lines = [mark.format(i + 1) + item + stop for i, item in enumerate(items)]
    document = plan_of(tmp_path, "一、2031年完成情况", *lines, "二、2032年重点任务", *lines)
    assert [section.title for section in document.sections] == ["一、2031年完成情况", "二、2032年重点任务"]
    told = [("新建泵站", "9", "座"), ("整治河道", "46", "公里"), ("培训水利员", "1200", "人次")]
    assert rows(document) == [(*t, "actual", 2031) for t in told] + [(*t, "target", 2032) for t in told]


def test_a_heading_with_a_figure_keeps_its_text(tmp_path: Path) -> None:
    document = plan_of(
        tmp_path,
        "一、2032年10件实事",
        "（一）新增蓄水能力120万立方米",
        "加快三座水库建设，年内完成主体工程。",
        "（二）培育3个示范灌区",
        "在柳城、石桥等镇推广智能灌溉。",
    )
    assert [s.title[:3] for s in document.sections] == ["一、2", "（一）", "（二）"]
    assert rows(document) == [("新增蓄水能力", "120", "万立方米", "target", 2032)], (
        "it tells one, the others name things"
    )


def test_a_year_in_a_heading_that_runs_into_its_text(tmp_path: Path) -> None:
    document = plan_of(
        tmp_path, "一、2031年完成情况。新建泵站8座。", "二、2032年安排。全年新建泵站9座，漏损率≤9.5%，普及率＞98%。"
    )
    assert rows(document) == [
        ("新建泵站", "8", "座", "actual", 2031),
        ("新建泵站", "9", "座", "target", 2032),
        ("漏损率", "9.5", "%", "target", 2032),
        ("普及率", "98", "%", "target", 2032),
    ]
    assert [row.bound for row in extract_rows(document)][-2:] == ["≤", "＞"]


def test_a_page_in_bold_is_not_all_headings(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.write_text(
        "<h1>柳溪县2032年粮食工作计划</h1><p>柳溪县粮食局 2032-03-01</p><b><p>一、2031年完成情况<p>2031年收购粮食12万吨。"
        "<p>二、2032年任务<p>2032年收购粮食13万吨,新建仓容5万吨。<p>轮换储备粮4.5万吨,质量合格率达到99%<p>建成示范点7个"
    )
    told = [(i, v, y) for i, v, _, _, y in rows(parse_file(file, tmp_path))]
    assert told == [
        ("收购粮食", "12", 2031), ("收购粮食", "13", 2032), ("新建仓容", "5", 2032), ("轮换储备粮", "4.5", 2032),
        ("质量合格率", "99", 2032), ("建成示范点", "7", 2032),
    ]  # fmt: skip


def test_the_number_that_word_counts_is_none_of_the_text(tmp_path: Path) -> None:
    file = docx.Document()
    for text in ("柳溪县2032年用电工作计划", "柳溪县供电局", "一、2032年目标"):
        file.add_paragraph(text)
    for text in ("新装配变46台。", "35千伏线路达到120公里。"):
        file.add_paragraph(text, style="List Number")
    file.save(tmp_path / "a.docx")
    document = parse_file(tmp_path / "a.docx", tmp_path)
    assert "2. 35千伏线路" in document.text
    assert [row[1:3] for row in rows(document)] == [("46", "台"), ("120", "公里")]


def test_radicals_and_small_forms_are_read_as_usual(tmp_path: Path) -> None:
    document = plan_of(
        tmp_path, "⼆、2032年⼯作⽬标", "2032年﹐建设⽼年⻝堂35处﹐培育⼈才410⼈﹐⻘年参与率达到14.6﹪。"
    )
    assert rows(document) == [
        ("建设老年食堂", "35", "处", "target", 2032),
        ("培育人才", "410", "人", "target", 2032),
        ("青年参与率", "14.6", "%", "target", 2032),
    ]


def test_a_short_opening_sentence_is_no_masthead(tmp_path: Path) -> None:
    assert rows(plan_of(tmp_path, "2031年,新建泵站8座。", "2032年,新建泵站9座。"))[0] == (
        "新建泵站", "8", "座", "actual", 2031,
    )  # fmt: skip


def pdf(folder: Path, *pages: list[tuple[int, int, int, str]]) -> PlanDocument:
    """A PDF of pages of (left, top, size, text), in points from the upper left corner."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    for page in pages:
        for left, top, size, text in page:
            canvas.setFont("STSong-Light", size)
            canvas.drawString(left, 842 - top - size, text)
        canvas.showPage()
    canvas.save()
    (folder / "a.pdf").write_bytes(out.getvalue())
    return parse_file(folder / "a.pdf", folder)


LEFT = (
    "　　2031年，全县新建泵站八座，改造渠道七十",
    "一公里，清淤山塘46口，加固堤防12.5公里，",
    "培训水利员1200人次，群众满意率百分之九十",
    "八，各项任务按期完成。",
)
RIGHT = (
    "　　2032年，全县新建泵站9座，改造渠道86",
    "公里，清淤山塘52口，加固堤防14.5公里，培",
    "训水利员1300人次，完成投资3.2亿元，农村",
    "自来水普及率达到97%。",
)


@pytest.mark.parametrize("down", [0, 7], ids=["level", "between the lines"])
def test_pages_in_two_columns_are_read_column_by_column(tmp_path: Path, down: int) -> None:
    title = [(170, 40, 18, "柳溪县2032年水利工作计划")]
    left = [(50, 90 + 18 * i, 11, text) for i, text in enumerate(("一、2031年完成情况", *LEFT))]
    right = [(310, 90 + down + 18 * i, 11, text) for i, text in enumerate(("二、2032年工作任务", *RIGHT))]
    document = pdf(tmp_path, [*title, *left, *right])
    told = {(indicator, year): value for indicator, value, _, _, year in rows(document)}
    assert told["清淤山塘", 2031] == "46"
    assert told["加固堤防", 2032] == "14.5"
    assert told["培训水利员", 2032] == "1300"


def test_a_head_close_to_the_text_does_not_part_a_sentence(tmp_path: Path) -> None:
    head = "柳溪县2032年水利工作计划"
    lines = [
        "一、2032年工作任务",
        "　　2032年，全县新建泵站9座，改造渠道86公里，完",
        "成水利投资3.2亿元，培训水利员1300人次，清淤山塘5",
    ]
    first = [(150, 40, 18, head), *((60, 90 + 22 * i, 16, text) for i, text in enumerate(lines))]
    document = pdf(tmp_path, first, [(60, 36, 11, head), (60, 60, 16, "2口，加固堤防14.5公里。")])
    assert ("清淤山塘", "52", "口", "target", 2032) in rows(document)


def test_markdown_as_people_type_it(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text(
        "# 柳溪县2032年体育工作计划\n\n柳溪县体育局\n\n## 一、2032年重点任务\n\n"
        "- [x] 补助资金 1 亿 2000 万元，惠及运动员 3 万 6 千人\n- [ ] 场地面积$3.6\\times10^3$平方米，占比提高到$\\geq 25\\%$\n"
        "+ 更新健身器材~~900~~420件^[含结转]。\n\n"
        "| 项目 | 2031年完成 | 2032年目标 |\n|---|---|---|\n| 体育公园（个） | 4 | **5** |\n"
    )
    assert [(v, u, y) for _, v, u, _, y in rows(parse_file(file, tmp_path))] == [
        ("1 亿 2000 万", "元", 2032), ("3 万 6 千", "人", 2032), ("3.6×10³", "平方米", 2032), ("25", "%", 2032), ("420", "件", 2032),
        ("4", "个", 2031), ("5", "个", 2032),
    ]  # fmt: skip


def test_shares_in_words_and_the_last_year(tmp_path: Path) -> None:
    document = plan_of(
        tmp_path, "一、上年情况", "入住率提高到六成八，受益面达75％以上。", "二、今年目标", "入住率力争达到七成。"
    )
    assert [(row.indicator, row.value, row.unit, row.value_max, row.year) for row in extract_rows(document)] == [
        ("入住率", "六成八", "%", 68, 2031), ("受益面", "75", "%", 75, 2031), ("入住率", "七", "成", 7, 2032),
    ]  # fmt: skip
