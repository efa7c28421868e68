"""PDF pages whose running heads and notes stand in the middle of a sentence that goes on over the page."""

from __future__ import annotations

import io

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from index.reading import read_bytes

Placed = tuple[int, int, str]
"""Points from the page's upper edge, size of the letters, text."""

_PROSE = "全面落实各项决策部署，坚持稳中求进，统筹发展和安全，完整准确全面贯彻新发展理念"
_OPENS = [(100 + 22 * i, 14, _PROSE[:30]) for i in range(4)]


def text_of(*pages: list[Placed]) -> str:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    for page in pages:
        for top, size, text in page:
            canvas.setFont("STSong-Light", size)
            canvas.drawString(70, 842 - top - size, text)
        canvas.showPage()
    canvas.save()
    return read_bytes(out.getvalue(), ".pdf").text


def test_a_head_that_stands_once_does_not_part_a_sentence() -> None:
    note = [(740, 9, "①驿站指户外劳动者服务点。"), (800, 9, "- 1 -")]
    text = text_of(
        [*_OPENS, (188, 14, "全年计划新建绿道，加固山塘，清淤河道86"), *note],
        [(34, 10, "某区年度计划报告"), (78, 14, "公里，新建劳动者驿站24座。"), (800, 9, "- 2 -")],
    )
    assert "清淤河道86公里，新建劳动者驿站24座。" in text
    assert "某区年度计划报告" not in text
    assert "①" not in text


def test_a_head_in_the_letters_of_the_text_is_known_by_its_repetition() -> None:
    text = text_of(
        [*_OPENS, (188, 14, "全年计划新建书屋15")],
        [(34, 14, "某区年度计划"), (78, 14, f"家，{_PROSE[:24]}，新增床位3")],
        [(34, 14, "某区年度计划"), (78, 14, "10张，新增车位670个。")],
    )
    assert "新建书屋15家，" in text
    assert "新增床位310张，新增车位670个。" in text
    assert "某区年度计划" not in text


def test_a_foot_that_stands_once_does_not_part_a_sentence() -> None:
    text = text_of(
        [*_OPENS, (188, 14, "全年计划植树造林，改造公厕37"), (780, 9, "某区发展和改革局")],
        [(78, 14, "座，新建垃圾分类亭52个。")],
    )
    assert "改造公厕37座，新建垃圾分类亭52个。" in text


def test_what_opens_a_page_and_is_no_head_is_kept() -> None:
    text = text_of(
        [(40, 9, "某发〔2025〕3号"), (70, 20, "某区2025年计划"), *_OPENS, (188, 14, "新建书屋15家。")],
        [(34, 14, "二、保障措施"), (78, 14, "新增学位2400座。"), (130, 10, "附件另发")],
    )
    assert all(kept in text for kept in ("某发〔2025〕3号", "二、保障措施", "附件另发"))
