"""The units plans measure in, and how their values compare."""

from __future__ import annotations

import re
from collections.abc import Iterable

FULL_WIDTH = str.maketrans("０１２３４５６７８９．％～", "0123456789.%~")


def listed(words: str) -> tuple[str, ...]:
    """A table of words as it reads best: one after the other."""
    return tuple(words.split())


def any_of(words: Iterable[str]) -> str:
    """Alternatives of a pattern, the longest first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


SHARES = ("个百分点", "百分点", "%", "‰", "成", "倍")
"""Relative units: with a change in front of them they say how much something changed, not how much there is."""
DURATIONS = ("个工作日", "个小时", "小时", "个月", "分钟", "天", "年", "岁", "日")
COUNTS = listed(
    "人次 人份 家次 户次 场次 处次 车次 架次 班次 批次 台次 标箱 标准箱 重量箱 个 家 所 座 条 项 件 套 户 名 人 次 "
    "场 处 台 辆 宗 根 张 间 栋 幢 支 只 头 羽 株 棵 艘 架 部 本 册 种 类 门 班 位 对 批 组 块 片 枚 例 起 趟 "
    "列 道 盏 口 眼 孔 床 份 篇 款 桩 单 笔 期刊 格 分 颗 剂次 针次 针 剂 册次 册 把 副 瓶 盒 袋 箱 尾 粒 匹 顶 人天 "
    "学时 课时 期 担"
)
_MEASURES = listed(
    "平方公里 平方千米 平方米 平米 立方米 公顷 亩次 亩 公里 千米 海里 米 标准煤 吨标准煤 吨标煤 载重吨 综合吨 总吨 吨 公斤 千克 斤 千瓦时 "
    "千瓦 兆瓦时 兆瓦 吉瓦 度 微克/立方米 毫克/立方米 毫克/升 美元 欧元 港元 港币 元人民币 日元 元/平方米 元 "
    "个位次 位次 股 升 立方 方 克拉 克 毫克 ㎡ m² m2 M2 km² km2 ㎢ km KM ㎞ m³ m3 ㎥ MW GW kW KW kWh KWh MWh GWh 千伏安 万伏安 千伏 MVA kVA "
    "EFlops PFlops TFlops EFLOPS PFLOPS Eflops Pflops EF PF P TB PB Mbps Gbps dB ℃ μg/m³ ug/m3 微克每立方米 千克标准煤 蒸吨 标方"
)
MAGNITUDES = {
    "万亿": 1e12, "千亿": 1e11, "百亿": 1e10, "亿": 1e8, "千万": 1e7, "百万": 1e6, "万": 1e4, "千": 1e3, "百": 1e2,
}  # fmt: skip
MONEY = frozenset({"元", "美元", "欧元", "港元", "日元", "元人民币"})
UNIT = (
    any_of([*SHARES, *DURATIONS, *COUNTS, *_MEASURES, "度"])
    .replace("|人|", "|人(?![口才员民工制])|")
    .replace("|个|", "|个(?!体工商)|")
    .replace("|项|", "|项(?!目)|")
    .replace("|P|", "|P(?![A-Za-z])|")
    .replace("|期|", "|期(?![间末货望限内中刊项工])|")
    .replace("|台|", "|台(?!阶)|")
    .replace("|方|", "|方(?![面位式案向法针])|")
)
MAGNITUDE = any_of(list(MAGNITUDES))
_TO_BASE = {
    "公里": (1000.0, "米"), "千米": (1000.0, "米"), "公顷": (10_000.0, "平方米"),
    "平方公里": (1e6, "平方米"), "平方千米": (1e6, "平方米"), "亩": (10_000 / 15, "平方米"), "千克": (0.001, "吨"),
    "公斤": (0.001, "吨"), "斤": (0.0005, "吨"),
    "平米": (1.0, "平方米"), "㎡": (1.0, "平方米"), "m²": (1.0, "平方米"), "m2": (1.0, "平方米"), "M2": (1.0, "平方米"), "km²": (1e6, "平方米"),
    "km2": (1e6, "平方米"), "㎢": (1e6, "平方米"), "km": (1000.0, "米"), "KM": (1000.0, "米"), "㎞": (1000.0, "米"),
    "m³": (1.0, "立方米"), "m3": (1.0, "立方米"), "㎥": (1.0, "立方米"), "立方": (1.0, "立方米"), "方": (1.0, "立方米"),
    "kW": (1.0, "千瓦"), "KW": (1.0, "千瓦"), "MW": (1000.0, "千瓦"), "GW": (1e6, "千瓦"), "kWh": (1.0, "度"),
    "KWh": (1.0, "度"), "MWh": (1000.0, "度"), "GWh": (1e6, "度"), "微克每立方米": (1.0, "微克/立方米"),
    "μg/m³": (1.0, "微克/立方米"), "ug/m3": (1.0, "微克/立方米"),
    "千瓦时": (1.0, "度"), "兆瓦": (1000.0, "千瓦"), "吉瓦": (1e6, "千瓦"), "兆瓦时": (1000.0, "度"),
    "成": (10.0, "%"), "‰": (0.1, "%"), "百分点": (1.0, "个百分点"),
    "个小时": (1.0, "小时"),
}  # fmt: skip
"""Units that measure the same thing; 1 亩 is 1/15 公顷."""

_LEADING_MAGNITUDE = re.compile(MAGNITUDE)
_PLAIN = frozenset([*_MEASURES, *_TO_BASE])
"""Units that may open with what looks like a magnitude: 千瓦."""


def magnitude_of(unit: str) -> tuple[float, str]:
    """What ``unit`` multiplies a number by, and the bare unit: 万元 is 1e4 and 元."""
    factor = 1.0
    while unit not in _PLAIN and (match := _LEADING_MAGNITUDE.match(unit)):
        factor *= MAGNITUDES[match.group()]
        unit = unit[match.end() :]
    return factor, unit


def normalized(value: float, unit: str) -> tuple[float, str]:
    """The value in the base unit, so that 3万座 equals 30000座 and 0.5亿元 equals 5000万元."""
    unit = unit.translate(FULL_WIDTH)
    times, unit = magnitude_of(unit)
    factor, base = _TO_BASE.get(unit, (1.0, unit))
    return round(value * times * factor, 6), base
