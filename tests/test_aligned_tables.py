"""Tables without lines: what stands below one another is a column, and nothing else becomes a table."""

from __future__ import annotations

import pytest

from index.reading import read_bytes
from tests.test_formats import drawn

Pdf = list[tuple[float, float, str]]
"""``(x, y, text)``, ``y`` counted downwards from the upper edge."""


def rows_of(data: bytes, suffix: str) -> list[str]:
    source = read_bytes(data, suffix)
    return [source.text[a:b] for a, b in source.rows]


def pdf(*pages: Pdf, turned: bool = False) -> bytes:
    def draw(canvas: object) -> None:
        for page in pages:
            canvas.setFont("STSong-Light", 12)  # type: ignore[attr-defined]
            if turned:
                canvas.setPageRotation(90)  # type: ignore[attr-defined]
                canvas.translate(595, 0)  # type: ignore[attr-defined]
                canvas.rotate(90)  # type: ignore[attr-defined]
            for x, y, text in page:
                canvas.drawString(x, (560 if turned else 800) - y, text)  # type: ignore[attr-defined]
            canvas.showPage()  # type: ignore[attr-defined]

    return drawn(draw)


def placed(top: float, step: float, columns: tuple[int, ...], rows: list[list[str]]) -> Pdf:
    return [
        (x, top + i * step, text) for i, row in enumerate(rows) for x, text in zip(columns, row, strict=True) if text
    ]


COLUMNS = (80, 220, 300, 400)
HEAD = ["建设内容", "计量", "2031年完成", "2032年安排"]
FIRST = [["口袋公园", "处", "14", "2000"], ["城市书房", "座", "—", "6"], ["雨污管网改造", "公里", "36.5", ""]]
REST = [["公共停车位", "个", "1,150", "1,380"], ["充电桩", "台", "240", "310"]]
FIRST_ROWS = [
    "建设内容:口袋公园;计量:处;2031年完成:14;2032年安排:2000",
    "建设内容:城市书房;计量:座;2031年完成:—;2032年安排:6",
    "建设内容:雨污管网改造;计量:公里;2031年完成:36.5",
]
REST_ROWS = [
    "建设内容:公共停车位;计量:个;2031年完成:1,150;2032年安排:1,380",
    "建设内容:充电桩;计量:台;2031年完成:240;2032年安排:310",
]
TITLE: Pdf = [(120, 0, "云泽市2032年城市更新计划"), (100, 24, "云泽市城市管理局  2032年2月3日"), (200, 60, "附表")]


@pytest.mark.parametrize("turned", [False, True])
def test_columns_of_a_pdf_page(turned: bool) -> None:
    table = placed(84, 24, COLUMNS, [HEAD, *FIRST])
    assert (
        rows_of(pdf([*TITLE, *table, (80, 220, "各部门按月报送进度,年底前完成。")], turned=turned), ".pdf")
        == FIRST_ROWS
    )


def test_columns_go_on_over_the_page_with_and_without_their_head() -> None:
    pages = (
        [*TITLE, *placed(84, 24, COLUMNS, [HEAD, *FIRST])],
        placed(20, 24, COLUMNS, REST),
        [(200, 0, "附表(续)"), *placed(24, 24, COLUMNS, [HEAD, *REST])],
    )
    assert rows_of(pdf(*pages), ".pdf") == [*FIRST_ROWS, *REST_ROWS, *REST_ROWS]


@pytest.mark.parametrize("at", [0, 1])
def test_names_that_wrap_stay_in_their_row(at: int) -> None:
    """Figures on the first line of a name, or on its second; a line as far from others as rows are is the name of a group."""
    columns = (80, 300, 400)
    figures = [["", "7.4", "7.1"], ["", "61", "66"]]
    table: Pdf = [*placed(84, 14, columns, [["任务", "2031年", "2032年"], ["", "实际", "计划"]])]
    for i, row in enumerate(figures):
        top = 128 + 50 * i
        table += [
            (80, top, "规模以上工业"),
            (80, top + 14, "单位增加值能耗"[: 7 - i]),
            *placed(top + 14 * at, 0, columns, [row]),
        ]
    table += [*placed(230, 0, columns, [["充电桩(台)", "240", "310"]])]
    table += [(80, 260, "二、民生"), *placed(290, 0, columns, [["托位(个)", "120", "150"]])]
    assert rows_of(pdf([*TITLE, *table]), ".pdf") == [
        "任务:规模以上工业单位增加值能耗;2031年实际:7.4;2032年计划:7.1",
        "任务:规模以上工业单位增加值能;2031年实际:61;2032年计划:66",
        "任务:充电桩(台);2031年实际:240;2032年计划:310",
        "二、民生;任务:托位(个);2031年实际:120;2032年计划:150",
    ]


@pytest.mark.parametrize("shared", [(150, 270), (160, 280)])
def test_what_stands_above_several_columns_is_part_of_each(shared: tuple[int, int]) -> None:
    """Set flush left, or in the middle."""
    columns = (80, 150, 200, 270, 330)
    head: Pdf = [(x, 84, text) for x, text in zip(shared, ("2031年度", "2032年度"), strict=True)]
    head += placed(98, 14, columns, [["任务", "", "", "", ""], ["", "计划", "实际", "计划", "增长%"]])
    table = placed(140, 24, columns, [["绿道(公里)", "3", "4", "5", "25"], ["公园(处)", "2", "2", "3", "50"]])
    assert rows_of(pdf([*TITLE, *head, *table]), ".pdf") == [
        "任务:绿道(公里);2031年度计划:3;2031年度实际:4;2032年度计划:5;2032年度增长%:25",
        "任务:公园(处);2031年度计划:2;2031年度实际:2;2032年度计划:3;2032年度增长%:50",
    ]


@pytest.mark.parametrize(
    "table",
    [
        "建设内容\t计量\t2031年完成\t2032年安排\n口袋公园\t处\t14\t2000\n城市书房\t座\t—\t6\n雨污管网改造\t公里\t36.5\t\n",
        "建设内容        计量      2031年完成    2032年安排\n口袋公园        处            14          2000\n"
        "城市书房        座            —             6\n雨污管网改造    公里          36.5\n",
        "建设内容　　　　计量　　2031年完成　　2032年安排\n\n口袋公园　　　　处　　　14　　　　　　2000\n\n"
        "城市书房　　　　座　　　—　　　　　　6\n\n雨污管网改造　　公里　　36.5\n\n",
    ],
)
def test_columns_of_a_text_file(table: str) -> None:
    text = f"云泽市2032年城市更新计划\n\n附表    计量单位:见表\n{table}二、要求\n各部门按月报送进度,年底前完成。\n"
    assert rows_of(text.encode(), ".txt") == FIRST_ROWS
    assert read_bytes(text.encode(), ".txt").text.endswith("二、要求\n各部门按月报送进度,年底前完成。\n")


def test_lines_of_as_many_pieces_that_do_not_stand_exactly_below_one_another() -> None:
    text = "事项  2031年  2032年\n绿道(公里)   3   4\n社区卫生服务中心标准化建设(处)  12  15\n"
    assert rows_of(text.encode(), ".txt") == [
        "事项:绿道(公里);2031年:3;2032年:4",
        "事项:社区卫生服务中心标准化建设(处);2031年:12;2032年:15",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "主任：  张三  男\n副主任：  李四  王五\n成员：  钱七  孙八\n",
        "目  录\n一、总体要求        1\n二、主要任务        3\n三、保障措施        9\n",
        "联系人  张三    电话  55521234\n传真    无      邮编  350001\n",
        "全年新增学位  1500  个,\n改造危房  310  户,\n建成绿道  36  公里。\n",
        "云泽市人民政府    办公室\n2032年2月3日\n第  12  号\n",
    ],
)
def test_what_has_wide_blanks_and_is_no_table(text: str) -> None:
    assert rows_of(text.encode(), ".txt") == []
    lines = [(90.0, 24.0 * i, line) for i, line in enumerate(text.split("\n"))]
    assert rows_of(pdf([*TITLE, *lines]), ".pdf") == []
