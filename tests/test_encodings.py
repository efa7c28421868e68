"""Damaged bytes, odd encodings and odd line ends cost the place where they stand, and nothing else."""

from __future__ import annotations

import io

import docx
import pytest

from index.parsing import parse_source
from index.reading import UnreadableFile, read_bytes, read_text
from index.reading.encodings import LOST, decode

TITLE = "测试市安平区2031年国民经济和社会发展计划执行情况与2032年计划"
LINES = (
    TITLE,
    "一、2031年执行情况",
    "全年新增学位1200个,空气质量优良率91%,城镇登记失业率控制在3%以内。",
    "二、2032年主要目标",
    "全年新增学位1500个,新增床位300张,改造老旧小区二十七个。",
)
TEXT = "\n".join(LINES) + "\n"
TRADITIONAL = (
    "測試市安平區2032年國民經濟和社會發展計劃\n二、2032年主要目標\n全年新增學位1500個,新增床位300張,改造老舊小區。\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_every_encoding_gives_the_same_text(encoding: str) -> None:
    assert decode(TEXT.encode(encoding)) == TEXT


@pytest.mark.parametrize("encoding", ["big5", "utf-16-le", "utf-16-be", "utf-8"])
def test_traditional_text_in_its_encodings(encoding: str) -> None:
    assert decode(TRADITIONAL.encode(encoding)) == TRADITIONAL


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("way", ["added", "taken", "changed", "cut"])
def test_a_bad_byte_costs_one_place(encoding: str, way: str) -> None:
    data = bytearray(TEXT.encode(encoding))
    at = bytes(data).index("城镇登记".encode(encoding)) + (3 if encoding == "utf-8" else 2)
    if way == "added":
        data.insert(at, 0xFF)
    elif way == "taken":
        del data[at]
    elif way == "changed":
        data[at] = 0xFF
    else:
        data = data[: len(data) - 2]
    text = read_text(bytes(data))
    assert text.count(LOST) == 1
    lost = set(TEXT) - set(text)
    assert len(lost) <= 3
    for kept in ("新增学位1200个", "优良率91%", "失业率控制在3%以内", "新增床位300张"):
        assert kept in text


def test_bytes_that_are_no_text_are_refused() -> None:
    for data in (bytes(range(256)) * 40, b"\x89PNG\r\n\x1a\n" + bytes(range(200, 256)) * 90, b"\x00" * 500):
        with pytest.raises(UnreadableFile):
            read_text(data)


@pytest.mark.parametrize(
    "end", ["\r\n", "\r", "\x85", "\u2028", "\u2029", "\f", "\v", "\\r\\n", "\\n", "\r\n\\r\\n", "\f\n"]
)
def test_every_line_end_ends_a_line(end: str) -> None:
    document = parse_source(read_bytes(end.join(LINES).encode(), ".txt"), "plan.txt")
    assert [section.title for section in document.sections] == [LINES[1], LINES[3]]
    assert len(document.sentences) == 2


def test_a_page_that_ends_in_mid_sentence_cuts_nothing() -> None:
    text = TEXT.replace("新增床位", "新增\f床位")
    assert "新增床位300张" in read_text(text.encode())
    assert "\n二、" in read_text(TEXT.replace("以内。\n二、", "以内。\f二、").encode())


def test_heads_and_numbers_of_pages_part_no_sentence() -> None:
    pages = [
        "一、工作安排\n\n新建绿道12公里，改造公厕8座，新增床",
        "位300张，建成驿站5处。\n\n改造管网",
        "90公里，清淤河道40\n公里。",
    ]
    whole = "\f".join(f"某区年度计划报告\n\n{page}\n\n        — {n} —\n" for n, page in enumerate(pages, 1))
    text = read_text(whole.encode())
    assert "新增床位300张，建成驿站5处。" in text
    assert "改造管网90公里，清淤河道40公里。" in text
    assert "某区年度计划报告" not in text
    assert "—" not in text


@pytest.mark.parametrize("ahead", ["\n", "        ", "\n\n      "])
def test_a_head_below_blanks_takes_no_page_with_it(ahead: str) -> None:
    pages = ["新建绿道12公里，新增床", "位300张，建成驿站5处。", "改造管网90公里。"]
    text = read_text(
        "\f".join(f"{ahead}某区年度计划报告\n\n{page}\n\n    — {n} —\n" for n, page in enumerate(pages, 1)).encode()
    )
    assert "新增床位300张，建成驿站5处。" in text
    assert "改造管网90公里。" in text
    assert "某区年度计划报告" not in text


def test_what_an_export_escaped_is_read_as_what_it_stands_for() -> None:
    text = read_text("完成投资<U+00A0>300亿元,&nbsp;新增学位&ldquo;1200&rdquo;个。A&B公司&copy;".encode())
    assert text == "完成投资 300亿元, 新增学位“1200”个。A&B公司©"


def _word(*paragraphs: str) -> bytes:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)  # \n becomes a soft break
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_a_figure_opens_no_line() -> None:
    assert "改建农村公路140公里，新增车位26个。" in read_text("改建农村公路\n140公里，新增车位26个。\n".encode())
    assert "\n2024年，" in read_text("改建农村公路\n2024年，新增车位26个。\n".encode())


def test_soft_breaks_in_word_end_lines_but_no_sentences() -> None:
    broken = "\n".join(LINES).replace("优良率91%,", "优良率91%,\n")
    document = parse_source(read_bytes(_word(broken), ".docx"), "plan.docx")
    assert [section.title for section in document.sections] == [LINES[1], LINES[3]]
    assert [document.quote(s) for s in document.sentences] == [LINES[2], LINES[4]]


def test_a_page_break_costs_no_more_in_a_long_line() -> None:
    """Looking back over the line from every place in it would take hours here."""
    line = "增长1%," * 100_000
    assert read_text(f"{line}\f{line}。\n".encode()) == f"{line}{line}。\n"
