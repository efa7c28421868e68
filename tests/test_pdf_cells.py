"""The lines of a PDF table's cells: parted on purpose, or wrapped where the cell was full."""

from __future__ import annotations

import pytest

from index.reading import read_bytes
from tests.test_formats import ruled_pdf


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
