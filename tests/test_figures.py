"""Figures of a text: numbers, units, bounds and changes; and what only looks like a figure."""

from __future__ import annotations

import itertools

import pytest

from index.document import PlanDocument
from index.figures import find_figures, normalized

FIGURES = [
    # text, value as written, least, most, unit, bound, change
    ("建设保障性住房3.05万套以上", "3.05", 3.05, 3.05, "万套", "以上", ""),
    ("惠及群众12,600人", "12,600", 12600, 12600, "人", "", ""),
    ("服务１２家企业", "１２", 12, 12, "家", "", ""),
    ("税收增长８．５％", "８．５", 8.5, 8.5, "%", "", "增长"),
    ("办结2300余件", "2300", 2300, 2300, "件", "余", ""),
    ("新增4万多亿元", "4", 4, 4, "万亿元", "多", ""),
    ("里程增加到2万5千公里", "2万5千", 25000, 25000, "公里", "", ""),
    ("创建1-2个示范园", "1-2", 1, 2, "个", "", ""),
    ("创建3至5个示范园", "3至5", 3, 5, "个", "", ""),
    ("经济增长6.5%—7%", "6.5—7", 6.5, 7, "%", "", "增长"),
    ("投资5000万元—1亿元", "5000—1", 0.5, 1, "亿元", "", ""),
    ("新签约50个项目", "50", 50, 50, "个", "", ""),
    ("力争新增步道约20公里以上", "20", 20, 20, "公里", "力争,约,以上", ""),
    ("浓度低于17.4微克/立方米", "17.4", 17.4, 17.4, "微克/立方米", "低于", ""),
    ("税收同比增长3.1%", "3.1", 3.1, 3.1, "%", "", "同比增长"),
    ("覆盖率提升至89%以上", "89", 89, 89, "%", "以上", ""),
    ("占比提升2个百分点", "2", 2, 2, "个百分点", "", "提升"),
    ("增速高于全省8.3个百分点", "8.3", 8.3, 8.3, "个百分点", "", "高于"),
    ("专利授权量增长近六成", "六", 6, 6, "成", "近", "增长"),
    ("占全国近五分之一", "五分之一", 20, 20, "%", "近", ""),
    ("审批事项减少1/3以上", "1/3", 33.3333, 33.3333, "%", "以上", "减少"),
    ("达到百分之九十五", "百分之九十五", 95, 95, "%", "", ""),
    ("集团规模翻番", "翻番", 2, 2, "倍", "", "翻番"),
    ("产值翻两番", "翻两番", 4, 4, "倍", "", "翻番"),
    ("建成航线两条", "两", 2, 2, "条", "", ""),
    ("新建三个书房", "三", 3, 3, "个", "", ""),
    ("累计培训企业百余家", "百", 100, 100, "家", "余", ""),
    ("惠及市场主体近万家", "万", 10000, 10000, "家", "近", ""),
    ("投资额突破千亿元", "千", 1000, 1000, "亿元", "突破", ""),
    ("营收迈上千亿台阶", "千", 1000, 1000, "亿元", "", ""),
    ("考核连续3年全市第一", "3", 3, 3, "年", "", ""),
    ("人均预期寿命提高到83.7岁", "83.7", 83.7, 83.7, "岁", "", ""),
    ("落实24条特别措施", "24", 24, 24, "条", "", ""),
]

NO_FIGURES = [
    "2022年7月3日", "到2025年底", "制定“12+4”产业集群行动", "构建1+3+5+N格局", "打造“1256”体系", "建设5G网络",
    "降低PM2.5浓度", "A股市场", "地铁22号线", "轨道22、25、27线", "“十四五”规划", "跻身全国第13位",
    "争创第十二届模范城", "第三代核电", "三大园区", "深入实施“三名工程”", "红山6979商业中心", "使用700兆赫兹频段",
    "(一)总体要求", "抓好以下九个方面工作", "打造一批街区", "一站式平台", "一体化发展", "政务“一网通办”",
    "三级联动体系", "建设“两廊一园”", "实现零的突破", "三年行动计划", "百家争鸣", "千方百计", "每万人拥有量",
    "国产C919客机", "排名前10位", "协同发展的15分钟生活圈", "建成24小时自助图书馆", "设立5年过渡期",
    "国内生产总值每增长1个百分点的增量", "充分发挥两个积极性", "培育百亿级企业", "四是推进改革", "超额完成任务",
    "改革开放40周年", "名列全省前3名",
]  # fmt: skip


@pytest.mark.parametrize(("text", "value", "least", "most", "unit", "bound", "change"), FIGURES)
def test_finds_figure(text: str, value: str, least: float, most: float, unit: str, bound: str, change: str) -> None:
    figures = find_figures(text)
    assert len(figures) == 1
    figure = figures[0]
    assert (figure.value, figure.unit, figure.bound, figure.change) == (value, unit, bound, change)
    assert (figure.value_min, figure.value_max) == pytest.approx((least, most))


@pytest.mark.parametrize("text", NO_FIGURES)
def test_name_is_no_figure(text: str) -> None:
    assert find_figures(text) == ()


def test_figure_left_behind_is_none() -> None:
    """Of a change from one level to another only the new level is a figure of the plan."""
    assert [f.value for f in find_figures("补助标准由每人每年380元提高到420元")] == ["420"]
    assert [f.value for f in find_figures("占比提高1.2个百分点至55.3%")] == ["1.2", "55.3"]


def test_verb_is_shared() -> None:
    assert [f.change for f in find_figures("能耗、水耗分别下降8.2%、4.8%")] == ["下降", "下降"]


def test_offsets_cover_number_and_unit(plan: PlanDocument) -> None:
    figures = find_figures(plan.text)
    assert len(figures) > 150
    for before, after in itertools.pairwise(figures):
        assert before.end <= after.start
    for figure in figures:
        covered = plan.text[figure.start : figure.end]
        assert covered.startswith(figure.value[0])
        assert figure.value_min <= figure.value_max


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (3, "万座", (30000, "座")),
        (0.5, "亿元", (50_000_000, "元")),
        (5000, "万元", (50_000_000, "元")),
        (67.7, "万亿元", (67.7e12, "元")),
        (8, "平方公里", (8e6, "平方米")),
        (100, "公顷", (1e6, "平方米")),
        (5, "千瓦", (5, "千瓦")),
        (6, "成", (60, "%")),
        (7, "％", (7, "%")),
    ],
)
def test_normalized(value: float, unit: str, expected: tuple[float, str]) -> None:
    number, base = normalized(value, unit)
    assert number == pytest.approx(expected[0])
    assert base == expected[1]
