"""Word files that say what counts by a style, in a box of text or in a table inside a table."""

from __future__ import annotations

import io

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from index.reading import read_bytes

_STYLES = (
    '<w:style {ns} w:type="character" w:styleId="Gone"><w:name w:val="作废"/><w:rPr><w:strike/></w:rPr></w:style>',
    '<w:style {ns} w:type="character" w:styleId="GoneRed"><w:name w:val="作废红"/><w:basedOn w:val="Gone"/></w:style>',
    '<w:style {ns} w:type="paragraph" w:styleId="Old"><w:name w:val="旧稿"/><w:rPr><w:dstrike/></w:rPr></w:style>',
    '<w:style {ns} w:type="character" w:styleId="Note"><w:name w:val="注"/>'
    '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>',
)
_NAMESPACES = (
    f'{nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


def lines_of(*body: str) -> list[str]:
    """The lines that are read of a Word file with these elements in its body."""
    document = docx.Document()
    for style in _STYLES:
        document.styles.element.append(parse_xml(style.format(ns=nsdecls("w"))))
    for part in body:
        inside = parse_xml(f"<w:body {_NAMESPACES}>{part}</w:body>")
        for element in list(inside):
            document.element.body.insert(len(document.element.body) - 1, element)
    out = io.BytesIO()
    document.save(out)
    return read_bytes(out.getvalue(), ".docx").text.split("\n")[:-1]


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def paragraph(*runs: str, style: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{"".join(runs)}</w:p>'


def table(*rows: tuple[str, ...]) -> str:
    """Cells of text, or of elements."""
    cells = [[c if c.startswith("<") else paragraph(run(c)) for c in row] for row in rows]
    return (
        f"<w:tbl>{''.join('<w:tr>' + ''.join(f'<w:tc>{c}</w:tc>' for c in row) + '</w:tr>' for row in cells)}</w:tbl>"
    )


def box(text: str) -> str:
    return f"<w:txbxContent>{paragraph(run(text))}</w:txbxContent>"


def test_what_a_style_strikes_out_is_not_read() -> None:
    gone, red = '<w:rStyle w:val="Gone"/>', '<w:rStyle w:val="GoneRed"/>'
    assert lines_of(
        paragraph(run("新增绿地"), run("30", gone), run("42公顷。")),
        paragraph(run("新增公交线路"), run("5条，", red), run("7条。")),
        paragraph(run("新建驿站9座。"), style="Old"),
        paragraph(run("新建书屋6座。", '<w:dstrike w:val="0"/>'), style="Old"),
        paragraph(run("新建碧道8公里。", f'{gone}<w:strike w:val="false"/>')),
    ) == ["新增绿地42公顷。", "新增公交线路7条。", "新建书屋6座。", "新建碧道8公里。"]


def test_a_cell_leaves_out_what_a_style_strikes_out() -> None:
    struck = paragraph(run("12", '<w:rStyle w:val="Gone"/>'), run("15"))
    assert lines_of(table(("指标", "2025年目标"), ("新建泵站(座)", struck))) == ["指标:新建泵站(座);2025年目标:15"]


def test_a_note_that_a_style_raises_is_no_part_of_a_figure() -> None:
    assert lines_of(paragraph(run("建成充电桩360"), run("2", '<w:rStyle w:val="Note"/>'), run("个，竣工验收。"))) == [
        "建成充电桩360个，竣工验收。"
    ]


def test_a_box_of_text_is_read_once_behind_its_paragraph() -> None:
    new = f'<mc:Choice Requires="wps"><wps:txbx>{box("修复湿地14公顷。")}</wps:txbx></mc:Choice>'
    old = f"<mc:Fallback><w:pict><v:textbox>{box('修复湿地14公顷。')}</v:textbox></w:pict></mc:Fallback>"
    shape = f"<w:r><mc:AlternateContent>{new}{old}</mc:AlternateContent></w:r>"
    alone = f"<w:r><w:pict><v:textbox>{box('疏浚河道23公里。')}</v:textbox></w:pict></w:r>"
    deleted = f'<w:del w:id="1" w:author="x">{alone}</w:del>'
    assert lines_of(
        paragraph(run("造林5万亩"), shape, run("，"), run("抚育3万亩。")), paragraph(alone), paragraph(deleted)
    ) == [
        "造林5万亩，抚育3万亩。",
        "修复湿地14公顷。",
        "疏浚河道23公里。",
    ]


def test_a_box_in_a_cell_is_read_once() -> None:
    new = f'<mc:Choice Requires="wps"><wps:txbx>{box("41")}</wps:txbx></mc:Choice>'
    old = f"<mc:Fallback><w:pict><v:textbox>{box('41')}</v:textbox></w:pict></mc:Fallback>"
    cell = f"<w:p><w:r><mc:AlternateContent>{new}{old}</mc:AlternateContent></w:r></w:p>"
    assert lines_of(table(("指标", "2025年目标"), ("新增车位(个)", cell))) == ["指标:新增车位(个);2025年目标:41"]


def test_a_table_inside_a_table_has_rows_of_its_own() -> None:
    deepest = table(("指标", "2024年", "2025年"), ("新增学位(座)", "900", "1200"))
    inner = table(("项目", "2025年目标"), ("新建公厕(座)", "11"), ("校舍", deepest + paragraph()))
    outer = table(("领域", "任务"), ("城建", inner + paragraph(run("见左。"))), ("水务", "铺设管网26公里。"))
    assert lines_of(outer) == [
        "领域:城建;任务:见左。",
        "领域:水务;任务:铺设管网26公里。",
        "项目:新建公厕(座);2025年目标:11",
        "项目:校舍",
        "指标:新增学位(座);2024年:900;2025年:1200",
    ]
