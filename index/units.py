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
    "人次 人份 家次 户次 场次 车次 架次 班次 批次 台次 标箱 标准箱 重量箱 个 家 所 座 条 项 件 套 户 名 人 次 "
    "场 处 台 辆 宗 根 张 间 栋 幢 支 只 头 羽 株 棵 艘 架 部 本 册 种 类 门 班 位 对 批 组 块 片 枚 例 起 趟 "
    "列 道 盏 口 眼 孔 床 份 篇 款 桩 单 笔 期刊 格 分"
)
_MEASURES = listed(
    "平方公里 平方千米 平方米 立方米 公顷 亩次 亩 公里 千米 海里 米 标准煤 吨标准煤 吨 公斤 千克 斤 千瓦时 "
    "千瓦 兆瓦时 兆瓦 吉瓦 度 微克/立方米 毫克/立方米 毫克/升 美元 欧元 港元 港币 元人民币 日元 元/平方米 元 "
    "股 升"
)
MAGNITUDES = {
    "万亿": 1e12, "千亿": 1e11, "百亿": 1e10, "亿": 1e8, "千万": 1e7, "百万": 1e6, "万": 1e4, "千": 1e3, "百": 1e2,
}  # fmt: skip
MONEY = frozenset({"元", "美元", "欧元", "港元", "日元", "元人民币"})
UNIT = (
    any_of([*SHARES, *DURATIONS, *COUNTS, *_MEASURES])
    .replace("|人|", "|人(?![口才员民工])|")
    .replace("|个|", "|个(?!体工商)|")
)
MAGNITUDE = any_of(list(MAGNITUDES))
_TO_BASE = {
    "公里": (1000.0, "米"), "千米": (1000.0, "米"), "公顷": (10_000.0, "平方米"),
    "平方公里": (1e6, "平方米"), "平方千米": (1e6, "平方米"), "亩": (10_000 / 15, "平方米"), "千克": (0.001, "吨"),
    "公斤": (0.001, "吨"), "斤": (0.0005, "吨"),
    "千瓦时": (1.0, "度"), "兆瓦": (1000.0, "千瓦"), "吉瓦": (1e6, "千瓦"), "兆瓦时": (1000.0, "度"),
    "成": (10.0, "%"), "‰": (0.1, "%"), "百分点": (1.0, "个百分点"),
    "个小时": (1.0, "小时"),
}  # fmt: skip
"""Units that measure the same thing; 1 亩 is 1/15 公顷."""

_LEADING_MAGNITUDE = re.compile(MAGNITUDE)
_PLAIN = frozenset([*_MEASURES, *_TO_BASE])
"""Units that may open with what looks like a magnitude: 千瓦."""


def normalized(value: float, unit: str) -> tuple[float, str]:
    """The value in the base unit, so that 3万座 equals 30000座 and 0.5亿元 equals 5000万元."""
    unit = unit.translate(FULL_WIDTH)
    while unit not in _PLAIN and (match := _LEADING_MAGNITUDE.match(unit)):
        value *= MAGNITUDES[match.group()]
        unit = unit[match.end() :]
    factor, base = _TO_BASE.get(unit, (1.0, unit))
    return round(value * factor, 6), base
