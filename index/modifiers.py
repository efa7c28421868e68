"""Figures that measure nothing of the plan's own, as they only say which things are meant: 超10亿元企业15家, 50万元以下账款, 120万吨乙烯等项目."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.clauses import CLAUSE_END
from index.figures import Figure
from index.units import COUNTS, MAGNITUDES, MONEY, SHARES

_RATINGS = frozenset({"千伏", "kV"})
_THRESHOLD = frozenset({"超", "超过", "以上", "以下", "不足", "不到"})
_GRADES = frozenset({"分", "岁"})
_GRADED = re.compile("(?:及|或)?以[上下]的?[\u4e00-\u9fff]")
_AFTER_BOUND = re.compile("(?:及|或)?以[上下]")
THINGS_MADE = "企业|项目|园区|开发区|断面|事项|业务|街道|集群|合同|贷款|账款|商户|公司|平台|品牌|产品|基金|订单|工程|家庭|群体|单位|商场|综合体|大户|主体"
THINGS = f"{THINGS_MADE}|乡镇|村|镇|县|产业"
_NAMES_THINGS = re.compile(f"的?[\u4e00-\u9fff“”]{{0,6}}?(?:{THINGS})")
_THINGS_ALONE = re.compile(
    rf"{_NAMES_THINGS.pattern}(?:[已共]?(?:达到|达|增至|增加到|突破|超过|超|近|约|为|不少于|不低于|[共有]))*"
)
_LISTED = re.compile(rf"[^,，;；。]*等(?:\d+[个家项座]|[\u4e00-\u9fff]{{0,8}}?)(?:{THINGS})")
_CAPACITY = re.compile("[年日](?:产|处理|加工|生产|供应|屠宰|出栏)[^,，、;；。]{0,4}$")
_NOUN = re.compile("[\u4e00-\u9fff“](?<![以及和或左上、等])")


def measuring(figures: Sequence[Figure], text: str) -> tuple[Figure, ...]:
    """The figures of ``text`` that measure something, those left out that only say which things are meant."""
    kept: list[Figure] = []
    after: Figure | None = None
    dropped = False
    for figure in reversed(figures):
        either = (
            dropped and after is not None and text[figure.end : after.start] in ("或", "、")
        )  # 超100亿元或10亿美元项目
        dropped = either or modifies(figure, after, text)
        if not dropped:
            kept.append(figure)
        after = figure
    return tuple(reversed(kept))


def modifies(figure: Figure, after: Figure | None, text: str) -> bool:
    """Whether a figure of ``text`` only says which things are meant; ``after`` is the one behind it, if any."""
    return (
        _is_threshold(figure, after, text)
        or _is_in_a_list_of_names(figure, text)
        or (figure.unit in _RATINGS and bool(_NOUN.match(text, figure.end)))
    )


def _base(unit: str) -> str:
    return unit.lstrip("".join(MAGNITUDES))


def _is_threshold(figure: Figure, after: Figure | None, text: str) -> bool:
    if figure.unit in _GRADES and _GRADED.match(text, figure.end):  # 600分以上考生
        return True
    bound = _THRESHOLD.intersection(figure.bound.split(",")) or text[: figure.start].endswith(("过", "或"))
    if not bound or _base(figure.unit) not in MONEY:
        return False
    behind = _AFTER_BOUND.match(text, figure.end)
    start = behind.end() if behind else figure.end
    if behind and _NAMES_THINGS.match(text, start):
        return True
    return after is not None and bool(
        _THINGS_ALONE.fullmatch(text, start, after.start) or text[start : after.start] == "的"
    )


def _is_in_a_list_of_names(figure: Figure, text: str) -> bool:
    """中芯二期、南港120万吨乙烯、华为总部等项目加快建设."""
    capacity = _CAPACITY.search(text, max(0, figure.start - 8), figure.start)
    if (
        not _base(figure.unit)
        or figure.unit in SHARES
        or figure.change
        or (_base(figure.unit) in COUNTS and not capacity)
    ):
        return False
    end = CLAUSE_END.search(text, figure.end)
    return bool(_NOUN.match(text, figure.end) and _LISTED.search(text, figure.end, end.start() if end else len(text)))
