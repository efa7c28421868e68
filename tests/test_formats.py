"""One plan in five formats is one document; hostile and damaged files are refused with a reason and harm nothing else."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from index.build import build_index
from index.document import PlanDocument
from index.embedding import SentenceTransformerEmbeddings
from index.parsing import parse_file, parse_source
from index.reading import Source, UnreadableFile, ocr, read_bytes
from index.reading.sandbox import Sandbox
from index.reading.tables import Cell, table_lines
from tests.conftest import write_plan
from tests.formats import as_docx, as_html, as_pdf
from tests.test_structure import assert_tiles

Shape = tuple[list[object], list[object]]


def shape(document: PlanDocument) -> Shape:
    """Everything that answers depend on, offsets aside."""
    return (
        [(document.heading_path(p.section), p.topic, document.quote(p)) for p in document.paragraphs],
        [(s.scope, document.quote(s)) for s in document.sentences],
    )


def without_blanks(found: Shape) -> str:
    return repr(found).replace(" ", "")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_web_page_gives_the_same_document(plan: PlanDocument, encoding: str) -> None:
    page = parse_source(read_bytes(as_html(plan, encoding), ".html"), "page.html")
    assert shape(page) == shape(plan)
    m = page.metadata
    assert (m.title, m.issuer, m.published, m.status, m.region, m.years, m.kind) == (
        plan.metadata.title, "龙华区发展和改革局", "2023-07-03", "文件已失效", "深圳市龙华区", (2022, 2023), "计划",
    )  # fmt: skip
    for furniture in ("机构职能", "脚本里", "附件", "上一篇", "版权所有", "当前位置", "打印", "搜索"):
        assert furniture not in page.text


def test_a_word_file_gives_the_same_document(plan: PlanDocument) -> None:
    document = parse_source(read_bytes(as_docx(plan), ".docx"), "plan.docx")
    assert shape(document) == shape(plan)
    assert "文件" not in document.text[: document.paragraphs[0].start], "the running header is no text"


def test_a_pdf_gives_the_same_document_but_for_blanks_between_characters(plan: PlanDocument) -> None:
    document = parse_source(read_bytes(as_pdf(plan), ".pdf"), "plan.pdf")
    assert without_blanks(shape(document)) == without_blanks(shape(plan))
    differing = [a for a, b in zip(shape(document)[1], shape(plan)[1], strict=True) if a != b]
    assert len(differing) <= 2, "PDF keeps no blanks"
    assert "深圳市龙华区发展和改革局" not in document.text, "the running header is no text"
    assert len(document.pages) == 26
    assert document.page(document.paragraphs[0].start) == 1
    assert document.page(document.paragraphs[-1].start) == 26
    pages = [document.page(s.start) or 0 for s in document.sentences]
    assert pages == sorted(pages)


def test_markdown_headings_bold_topics_and_tables_are_marks() -> None:
    text = (
        "---\ntitle: x\n---\n# 测试市安平区2032年国民经济和社会发展计划\n\n## 一、主要目标\n\n"
        "**经济增长。**地区生产总值增长6%左右。\n**就业稳定**城镇新增就业1.2万人。\n\n"
        "| 指标 | 2031年 | 2032年 |\n|---|---:|---:|\n| 新增学位(个) | 1200 | 1500 |\n| 新增床位(张) | 200 | 300 |\n\n"
        "1. 第一项任务\n\n见[附件](http://x)与`代码`。\n"
    )
    document = parse_source(read_bytes(text.encode(), ".md"), "plan.md")
    assert_tiles(document)
    assert [s.title for s in document.sections] == ["一、主要目标", "1. 第一项任务"]
    assert [p.topic for p in document.paragraphs] == ["经济增长", "就业稳定", "", ""]
    assert [document.quote(s) for s in document.sentences][4:] == [
        "指标:新增学位(个);2031年:1200;2032年:1500",
        "指标:新增床位(张);2031年:200;2032年:300",
        "见附件与代码。",
    ]


def test_merged_cells_headers_in_two_rows_and_group_rows_stand_in_every_row() -> None:
    rows = [
        [Cell("“十五五”主要指标", columns=4)],
        [Cell("指标", rows=2), Cell("2030年", columns=2), Cell("属性", rows=2)],
        [Cell("目标"), Cell("年均")],
        [Cell("经济发展", columns=4)],
        [Cell("地区生产总值(亿元)"), Cell("500"), Cell("6%"), Cell("预期性", rows=2)],
        [Cell("研发投入强度(%)"), Cell("3.2"), Cell("")],
    ]
    assert table_lines(rows) == [
        ("“十五五”主要指标", False),
        ("经济发展;指标:地区生产总值(亿元);2030年目标:500;2030年年均:6%;属性:预期性", True),
        ("经济发展;指标:研发投入强度(%);2030年目标:3.2;属性:预期性", True),
    ]


def test_ruled_tables_in_a_pdf_are_rows() -> None:
    source = read_bytes(ruled_pdf(), ".pdf")
    rows = [source.text[a:b] for a, b in source.rows]
    assert rows == ["指标:新增学位(个);2031年:1200;2032年:1500", "指标:新增床位(张);2031年:200;2032年:300"]


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        (".txt", "新建公路128[1]公里,新增托位940②个,改造危房310〔3〕户。"),
        (".md", "新建公路128[^1]公里,新增托位940<sup>2</sup>个,改造危房310<sup>(3)</sup>户。"),
        (".html", "<body><p>新建公路128<sup>注1</sup>公里,新增托位940<span style='vertical-align: super'>2</span>个,改造危房310<sup>*</sup>户。</p></body>"),
    ],
)  # fmt: skip
def test_marks_of_notes_are_no_part_of_figures(suffix: str, text: str) -> None:
    assert read_bytes(text.encode(), suffix).text.strip() == "新建公路128公里,新增托位940个,改造危房310户。"


@pytest.mark.parametrize("space", [0.0, 1.5, 4.0, 6.0])
def test_letters_set_apart_are_no_words(space: float) -> None:
    def draw(canvas: object) -> None:
        for i, line in enumerate(("云泽市2032年国民经济和社会发展计划", "到2032年新增学位1500个,新增床位300张。")):
            text = canvas.beginText(60, 780 - 30 * i)  # type: ignore[attr-defined]
            text.setCharSpace(space)
            text.textLine(line)
            canvas.drawText(text)  # type: ignore[attr-defined]

    assert "到2032年新增学位1500个,新增床位300张。" in read_bytes(drawn(draw), ".pdf").text


def test_a_sentence_goes_on_over_the_page_though_its_last_line_is_short() -> None:
    def draw(canvas: object) -> None:
        for i, line in enumerate(("新增托位不少于940个,新建农村公路128公里,各部门要抓好落实,", "其中公办托位")):
            canvas.drawString(60, 780 - 22 * i, line)  # type: ignore[attr-defined]
        canvas.showPage()  # type: ignore[attr-defined]
        canvas.setFont("STSong-Light", 12)  # type: ignore[attr-defined]
        canvas.drawString(60, 780, "620个,改造危房310户。")  # type: ignore[attr-defined]

    assert "其中公办托位620个" in read_bytes(drawn(draw), ".pdf").text


def test_word_counts_its_own_numbers() -> None:
    source = read_bytes(numbered_docx(), ".docx")
    assert source.text.split("\n")[:4] == ["一、主要目标", "(一)经济增长", "(二)民生改善", "二、主要任务"]


# --- hostile and damaged --------------------------------------------------------------------------------------------


def test_a_build_survives_hostile_files_and_names_each(
    tmp_path: Path, embeddings: SentenceTransformerEmbeddings
) -> None:
    docs = tmp_path / "docs"
    write_plan(docs, "good.txt", "测试市2032年国民经济和社会发展计划", "一、主要目标", "新增学位1500个,新增床位300张。")
    pdf = ruled_pdf()
    hostile = {
        "bomb.docx": (zip_bomb(), "解压后超过"),
        "cut.docx": (numbered_docx()[:3000], "Word 文件已损坏"),
        "locked.docx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "密码"),
        "cut.pdf": (pdf[: len(pdf) // 3], "PDF 已损坏"),
        "locked.pdf": (encrypted_pdf(), "密码"),
        "scan.pdf": (scanned_pdf(), ""),
        "huge.html": (b"<p>" + "新增学位。".encode() * (50 * 1024 * 1024 // 15), "超过"),
        "deep.html": (b"<div>" * 200_000, ""),
        "empty.html": (b"", "空"),
        "empty.pdf": (b"", "损坏"),
        "empty.docx": (b"", "损坏"),
        "fake.docx": ("不是压缩包。".encode(), "损坏"),
    }
    for name, (data, _) in hostile.items():
        (docs / name).write_bytes(data)
    summary = build_index(docs, tmp_path / "index", embeddings)
    reasons = {s.file: s.reason for s in summary.skipped}
    assert summary.documents == 1
    assert set(reasons) == set(hostile)
    for name, (_, word) in hostile.items():
        assert word in reasons[name], name


def test_a_scanned_pdf_without_the_extra_says_what_it_needs() -> None:
    with pytest.raises(UnreadableFile, match="OCR") as raised:
        read_bytes(scanned_pdf(), ".pdf")
    assert "planqa[ocr]" in str(raised.value)


def test_a_slow_file_is_given_up_and_the_next_is_read(tmp_path: Path) -> None:
    slow, good = tmp_path / "slow.html", tmp_path / "good.html"
    os.mkfifo(slow)
    held_open = os.open(slow, os.O_RDWR)  # a file whose end never comes
    good.write_text("<p>新增学位1500个,新增床位300张。</p>", encoding="utf-8")
    with Sandbox(seconds=10.0) as sandbox:
        with pytest.raises(UnreadableFile, match="10 秒"):
            sandbox.read(slow)
        assert "新增学位" in sandbox.read(good).text
    os.close(held_open)


def test_a_hungry_file_is_given_up_and_the_next_is_read(tmp_path: Path) -> None:
    hungry, good = tmp_path / "hungry.html", tmp_path / "good.html"
    hungry.write_bytes(b"<br>x" * 4_000_000)
    good.write_text("<p>新增学位1500个,新增床位300张。</p>", encoding="utf-8")
    with Sandbox(memory_bytes=300 << 20) as sandbox:
        with pytest.raises(UnreadableFile):
            sandbox.read(hungry)
        assert "新增学位" in sandbox.read(good).text


def test_a_scanned_plan_is_read_where_the_extra_is_installed(tmp_path: Path, plan: PlanDocument) -> None:
    if not ocr.available():
        pytest.skip("the extra planqa[ocr] is not installed")
    path = tmp_path / "scan.pdf"
    path.write_bytes(pictures_of(as_pdf(plan), 2))
    with Sandbox() as sandbox:
        document = parse_file(path, tmp_path, read=sandbox.read)
    assert document.metadata.title == plan.metadata.title
    assert document.metadata.recognised
    assert document.page(document.sentences[-1].start) == 2
    said = plan.text.replace(" ", "").replace("，", ",")
    read = [document.quote(s).replace(" ", "").replace("，", ",") for s in document.sentences]
    assert sum(sentence in said for sentence in read) >= 0.8 * len(read)


def test_reading_in_the_child_gives_what_reading_here_gives(tmp_path: Path, plan: PlanDocument) -> None:
    path = tmp_path / "plan.pdf"
    path.write_bytes(as_pdf(plan))
    with Sandbox() as sandbox:
        assert sandbox.read(path) == read_bytes(path.read_bytes(), ".pdf")
        document = parse_file(path, tmp_path, read=sandbox.read)
    assert_tiles(document)


# --- files made here ------------------------------------------------------------------------------------------------


def drawn(draw: Callable[..., None], **options: object) -> bytes:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out, **options)
    canvas.setFont("STSong-Light", 12)
    draw(canvas)
    canvas.save()
    return out.getvalue()


RULED = [["指标", "2031年", "2032年"], ["新增学位(个)", "1200", "1500"], ["新增床位(张)", "200", "300"]]


def ruled_pdf(cells: list[list[str]] = RULED, widths: float | Sequence[float] = 120) -> bytes:
    from reportlab.platypus import Table, TableStyle

    def draw(canvas: object) -> None:
        canvas.drawString(100, 780, "测试市2032年国民经济和社会发展计划")  # type: ignore[attr-defined]
        style = [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("FONT", (0, 0), (-1, -1), "STSong-Light", 12)]
        table = Table(cells, colWidths=widths, style=TableStyle(style))
        table.wrapOn(canvas, 400, 400)
        table.drawOn(canvas, 100, 600)
        canvas.drawString(100, 560, "新增学位和床位按计划推进,年底前完成。")  # type: ignore[attr-defined]

    return drawn(draw)


def encrypted_pdf() -> bytes:
    return drawn(lambda canvas: canvas.drawString(100, 700, "新增学位。"), encrypt="secret")


def scanned_pdf() -> bytes:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    picture = ImageReader(Image.effect_noise((200, 300), 80).convert("RGB"))
    return drawn(lambda canvas: canvas.drawImage(picture, 0, 0, 595, 842))


def pictures_of(pdf: bytes, pages: int) -> bytes:
    import pypdfium2
    from reportlab.lib.utils import ImageReader

    def draw(canvas: object) -> None:
        for i in range(pages):
            picture = ImageReader(pypdfium2.PdfDocument(pdf)[i].render(scale=200 / 72).to_pil().convert("L"))
            canvas.drawImage(picture, 0, 0, 595.27, 841.89)  # type: ignore[attr-defined]
            canvas.showPage()  # type: ignore[attr-defined]

    return drawn(draw)


def zip_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("word/document.xml", "w") as member:
            for _ in range(400):
                member.write(b" " * (1 << 20))
    return out.getvalue()


def numbered_docx() -> bytes:
    """Headings numbered by Word: 一、 and (一), which stand nowhere in the text."""
    import docx
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    document = docx.Document()
    numbering = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="{text}"/></w:lvl>'
        for i, text in enumerate(("%1、", "(%2)"))
    )
    numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{levels}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    for level, text in ((0, "主要目标"), (1, "经济增长"), (1, "民生改善"), (0, "主要任务")):
        properties = document.add_paragraph(text)._p.get_or_add_pPr()
        properties.append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>')
        )
    document.add_paragraph("新增学位1500个,新增床位300张。")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_source_of_plain_text_has_no_marks() -> None:
    assert read_bytes("新增学位1500个。".encode(), ".txt") == Source("新增学位1500个。")


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("word/document.xml", b"w:body>", b"w:t>"),
        ("word/document.xml", b"w:document", b"w:tbl"),
        ("word/_rels/document.xml.rels", b"Relationships", b"Relations"),
    ],
)
def test_a_word_file_whose_parts_are_others_is_damaged(part: str, old: bytes, new: bytes) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(numbered_docx())) as archive, zipfile.ZipFile(out, "w") as changed:
        for name in archive.namelist():
            content = archive.read(name)
            changed.writestr(name, content.replace(old, new) if name == part else content)
    with pytest.raises(UnreadableFile, match=r"损坏|没有文字"):
        read_bytes(out.getvalue(), ".docx")
