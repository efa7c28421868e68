"""A plan's figure for a reader of English: 超5200亿元 is over 520 billion yuan."""

from __future__ import annotations

from decimal import Decimal

from index.rows import LedgerRow
from index.units import COUNTS, magnitude_of
from rag.types import Derived

_BOUNDS = (
    ("at least", "以上 不低于 不少于 不小于 至少 ≥ ≧ ⩾"),
    ("at most", "以下 以内 之内 不高于 不超过 不超 不大于 最多 ≤ ≦ ⩽"),
    ("over", "超过 超 突破 逾 高于 多于 大于 余 多 > ＞"),
    ("below", "低于 少于 小于 不到 不足 < ＜"),
    ("nearly", "将近 接近 近"),
    ("about", "约 左右 上下"),
)
_UNITS = {
    "元": "yuan", "元人民币": "yuan", "美元": "US dollars", "港元": "Hong Kong dollars", "欧元": "euros", "日元": "yen",
    "%": "%", "倍": "times", "个百分点": "percentage points", "百分点": "percentage points",
    "公里": "km", "千米": "km", "米": "m", "平方公里": "sq km", "平方千米": "sq km", "平方米": "sq m", "立方米": "cubic metres",
    "公顷": "hectares", "亩": "mu (a fifteenth of a hectare)", "吨": "tonnes", "公斤": "kg", "斤": "kg",
    "千瓦": "kW", "千瓦时": "kWh", "兆瓦": "MW", "微克/立方米": "µg per cubic metre",
    "年": "years", "个月": "months", "天": "days", "小时": "hours", "个小时": "hours", "分钟": "minutes",
    "人": "people", "名": "people", "户": "households", "人次": "", "标准箱": "TEU", "标箱": "TEU", "辆": "vehicles", "列": "trains",
}  # fmt: skip
_SIZES = (("trillion", Decimal(10) ** 12), ("billion", Decimal(10) ** 9), ("million", Decimal(10) ** 6))


def in_english(row: LedgerRow) -> str:
    """A row's figure with bound, size and unit in English; empty where English lacks one of them, or the plan's own digits say it all."""
    factor, unit = magnitude_of(row.unit)
    if not row.value or not (unit in _UNITS or unit in COUNTS):
        return ""
    ends = " to ".join(_ends(row))
    name = _UNITS.get(unit, "")
    bound = next((word for word, chinese in _BOUNDS if set(row.bound.split(",")) & set(chinese.split())), "")
    if factor == 1 and not bound and name in ("", "%"):
        return ""
    return f"{bound} {ends}{name if name == '%' else ' ' + name}".strip()


def converted(row: LedgerRow) -> tuple[Derived, ...]:
    """What :func:`in_english` worked out: each end of the figure whose digits are not the plan's."""
    if not in_english(row):
        return ()
    return tuple(Derived(said, f"{row.value}{row.unit}") for said in _ends(row) if said.replace(",", "") != row.value)


def _ends(row: LedgerRow) -> list[str]:
    """Both ends of a figure in English, or the one that there is."""
    return [_sized(Decimal(str(v)) * _times(row.unit)) for v in dict.fromkeys((row.value_min, row.value_max))]


def _times(unit: str) -> Decimal:
    """What an English figure is of a plan's in this unit: 10,000 for 万元, half as many kg for 斤."""
    factor, base = magnitude_of(unit)
    return Decimal(int(factor)) / (2 if base == "斤" else 1)


def _sized(value: Decimal) -> str:
    name, size = next(((n, s) for n, s in _SIZES if abs(value) >= s), ("", Decimal(1)))
    return f"{(value / size).normalize():,f}" + (f" {name}" if name else "")
