"""The lines of a PDF table's cells: parted on purpose, or wrapped where the cell was full."""

from __future__ import annotations

import pytest

from index.reading import read_bytes
from tests.test_formats import drawn, ruled_pdf


@pytest.mark.parametrize(
    ("widths", "cells", "rows"),
    [
        # a level above its growth, in a column too narrow for both units
        ((90, 36, 70, 70), ["高新技术\n产业增加值", "万元\n增速%", "8300\n5.1", "8900\n7.2"],
         ["指标:高新技术产业增加值;单位:万元;2031年:8300;2032年:8900", "指标:高新技术产业增加值;单位:增速%;2031年:5.1;2032年:7.2"]),
        # two things in one row
        ((110, 60, 70, 70), ["农村公路\n危桥改造", "公里\n座", "31\n4", "36\n—"],
         ["指标:农村公路;单位:公里;2031年:31;2032年:36", "指标:危桥改造;单位:座;2031年:4;2032年:—"]),
        # one thing whose name and number fill their lines
        ((84, 40, 40, 70), ["城镇居民人均\n可支配收入", "元", "123456\n789", "92"],
         ["指标:城镇居民人均可支配收入;单位:元;2031年:123456789;2032年:92"]),
    ],
)  # fmt: skip
def test_lines_of_a_cell_in_a_pdf(widths: tuple[int, ...], cells: list[str], rows: list[str]) -> None:
    source = read_bytes(ruled_pdf([["指标", "单位", "2031年", "2032年"], cells], widths), ".pdf")
    assert [source.text[a:b] for a, b in source.rows] == rows


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("placed", [(0, 0), (-30, 45)])
def test_a_table_drawn_as_one_path_in_a_form(placed: tuple[int, int], turned: bool) -> None:
    def draw(canvas: object) -> None:
        canvas.drawString(100, 780, "云泽市2032年园林绿化计划。")  # type: ignore[attr-defined]
        canvas.showPage()  # type: ignore[attr-defined]
        canvas.beginForm("table")  # type: ignore[attr-defined]
        canvas.setFont("STSong-Light", 12)  # type: ignore[attr-defined]
        path = canvas.beginPath()  # type: ignore[attr-defined]
        for i in range(4):
            path.moveTo(100, 600 + 24 * i)
            path.lineTo(400, 600 + 24 * i)
            path.moveTo(100 + 100 * i, 600)
            path.lineTo(100 + 100 * i, 672)
        canvas.drawPath(path)  # type: ignore[attr-defined]
        rows = (("项目", "2031年实际", "2032年计划"), ("口袋公园(处)", "14", "19"), ("绿道(公里)", "36.5", "41"))
        for i, row in enumerate(rows):
            for j, text in enumerate(row):
                canvas.drawString(106 + 100 * j, 656 - 24 * i, text)  # type: ignore[attr-defined]
        canvas.endForm()  # type: ignore[attr-defined]
        if turned:
            canvas.setPageRotation(90)  # type: ignore[attr-defined]
            canvas.translate(600, 0)  # type: ignore[attr-defined]
            canvas.rotate(90)  # type: ignore[attr-defined]
            canvas.translate(0, -300)  # type: ignore[attr-defined]
        canvas.translate(*placed)  # type: ignore[attr-defined]
        canvas.doForm("table")  # type: ignore[attr-defined]

    source = read_bytes(drawn(draw), ".pdf")
    assert [source.text[a:b] for a, b in source.rows] == [
        "项目:口袋公园(处);2031年实际:14;2032年计划:19",
        "项目:绿道(公里);2031年实际:36.5;2032年计划:41",
    ]
