"""What stands before and behind a figure: bounds, the verb of a change, whether a level follows."""

from __future__ import annotations

import re

_CLAUSE = re.compile(r"[,，、;；:：。！？!?\n()（）]")
_BEFORE_BOUND = re.compile(
    "(不低于|不少于|不高于|不超过|不小于|不大于|不超|不到|不足|低于|高于|少于|多于|大于|小于|超过|突破|至少|最多|高达|将近|"
    "接近|(?<![最附邻])近|大?(?<![签节集契预])约|超|逾|[≥≤≧≦⩾⩽><＞＜])(?:了|达|达到|为|(?<=约)有)?$"
)
SHARE_OF = re.compile(
    "(?:占比?)?(?:达到|(?P<bound>不低于|不少于|不高于|不超过|低于|高于|超过))(?P<whole>[^,，、]{2,14})的$"
)
"""Ahead of a share of a whole: 绩效占比不低于工资总量的70%."""
AFTER_BOUND = re.compile("(?:及|或)?(以上|以下|以内|之内|左右|上下|余|多)")
STRIVE = re.compile("力争")
AHEAD_BOUND = re.compile("力争|至少")
"""Bounds in front of the verb: 至少建成2个."""
CHANGE_VERB = (
    "(?:增长|递增|下降|提升|提高|上升|降低|减少|增加|回落|下滑|压缩|压减|缩短|精简|收窄|扩大|下调|上调|上涨|下跌|改善|压降|降|涨|"
    "(?<![新净])增|前移|前进|跃升|高于|低于|快于|优于|多于|少于)"
)
_CHANGE_HOW = "(?:分别|净(?=增[长加]|减少)|同比|环比|同口径|可比口径|可比|年均|(?<=保持)年|累计|实际|名义|平均)"
CHANGE = re.compile(f"(?P<change>{_CHANGE_HOW}*{CHANGE_VERB})(?:了|约|近|超过|超|达到|达|为|再)*$")
EXCEEDS = re.compile(
    "(?:(?P<change>高于|低于|快于|大于|小于|高出|高|低|快)[^,，、;；。达至到]{1,14}"
    "|(?:比|较)[^,，、;；。]{1,12}(?P<than>高|低|快|多|少)出?)$"
)
LEVEL = re.compile(
    f"(?:(?:{CHANGE_VERB}|调整|压减|拓展|推广|发展|[东南西北]?拓|占)(?:达到|达|至|到|为)"
    "|(?:控制|保持|稳定|维持|设定|拟定|预定|确定|核定|(?<![认规核指固鉴评法约])定)[在为]"
    "|稳定达到|达到|(?<![雷通抵直发])达|(?<!行)为|至|到|是|保持)了?$"
)
"""Ahead of a level rather than a change: 提升至89%."""
RANK = re.compile("(?:第|(?<![目之提以底末日])前|位列|位居|排名|(?<!安)排)$")
"""Ahead of a rank, which is no figure."""
ENDS = re.compile(r"(?:以上|以下|以内|左右|多|余|之内)?(?:[,，、;；。！!?？:：\n)）和及与]|$)")
"""Behind a figure that stands alone."""


def without_bounds(prefix: str) -> tuple[str, list[str]]:
    """What is left of the text in front once its bound words are taken off, and these words."""
    bounds: list[str] = []
    while match := _BEFORE_BOUND.search(prefix):
        bounds.insert(0, match.group(1).replace("大约", "约"))
        prefix = prefix[: match.start()]
    return prefix, bounds


def change_of(prefix: str, unit: str) -> str:
    """The change that the text in front of a figure (its bounds taken off) states."""
    match = CHANGE.search(prefix)
    if not match and unit.endswith("百分点"):
        match = EXCEEDS.search(prefix)
        return match["change"] or match["than"] if match else ""
    return match["change"].replace("分别", "") if match else ""


def clause_before(flat: str, start: int) -> str:
    """The clause in front of a position (a 、 ends it too)."""
    head = flat[max(0, start - 40) : start]
    return _CLAUSE.split(head)[-1]


def whole_clause_before(flat: str, start: int) -> str:
    """As :func:`clause_before` but over the 、 of an enumeration."""
    return re.split(r"[,，;；:：。！？!?\n—]", flat[max(0, start - 60) : start])[-1]
