"""Numbers as they stand in a clause: where they are, how much they say, and whether that is a level, a change or a rank."""

from __future__ import annotations

import re

from index.bounds import CHANGE, EXCEEDS, LEVEL
from index.units import MAGNITUDE, UNIT, normalized
from rag.llm.checks.deeds import NEW
from rag.llm.checks.families import SPAN

# --- bounds and trends ---------------------------------------------------------------------------------------------

_BOUNDS = (
    ("about", "约 左右 上下 大约 大概 几乎"),
    ("nearly", "近 接近 将近"),
    ("over", "超 超过 突破 逾 高于 大于 多于 余 多 来"),
    ("at least", "以上 不低于 不少于 至少 起码"),
    ("at most", "以下 以内 之内 内 不超过 不超 不高于 最多 至多"),
    ("under", "低于 少于 小于 不到 不足"),
)
"""Bounds of one meaning. 超 and 以上 are not one: 以上 holds the number itself."""
BOUND_CLASS = {word: name for name, words in _BOUNDS for word in words.split()}
_FALL = re.compile("减排|下降|降低|减少|回落|下滑|压缩|压减|缩短|精简|收窄|下调|下跌|降|低于|少于|慢于|低|少")
_RATE_NOUN = re.compile("(?P<up>增速|增幅|涨幅|增长(?:率|目标|预期))|(?P<down>降幅|跌幅|下降率)")
_RATE_BEHIND = re.compile(
    "(?:的|来|同比)*(?:(?<=的)[^,;。、的]{0,8})?(?:(?P<up>增长|增幅|增速|涨幅|提升)|(?P<down>下降|降幅|降低))(?![点极动])"
)
_SINCE = re.compile(
    "^[比较](?:[上去前]|年初(?!目标|计划|预期)|此前|以[前往]|原|开|(?:19|20)\\d\\d年|“?[一二三四五六七八九十]+五)"
)
"""What is more than at a time has grown; what is more than another thing has not."""
_POLITE_LEVEL = re.compile(
    "(?:增加|增长|提升|提高|扩大|上升|下降|降低|减少|缩短|压缩|降|减|升|增)(?:了)?(?:到|至|为)了?(?:(?:原[来先]|[上去]年|[上前]一年)的)?$"
)

_REACH = 30
"""Characters in front of a figure in which a word of change is the figure's."""
_IS = re.compile("(?:达到?|为|是)了?")
"""Between a change and its figure these say no level: 新增人数为9人."""

# --- numbers -------------------------------------------------------------------------------------------------------

_NUMBER = r"\d+(?:\.\d+)?"
AMOUNT = re.compile(
    rf"(?P<sign>(?<![\dA-Za-z])[-−+±]|(?<![减担胜背])负)?(?<![A-Za-z\d.])(?P<low>{_NUMBER})(?:(?P<high_of>亿)(?P<thousands>{_NUMBER})(?P<man>千?万))?"
    rf"(?:(?P<low_unit>(?:{MAGNITUDE})?(?:{UNIT})?)(?:[-—―–~]{{1,2}}|(?<!百分点)[至到])(?P<high>{_NUMBER}))?"
    rf"(?P<more>余|多|来|几)?(?P<unit>(?:{MAGNITUDE})*(?P<more2>余|多|来)?(?:{MAGNITUDE})?(?:{UNIT})|(?:{MAGNITUDE})+(?P<more3>余|多)?)"
)
YEAR = re.compile(
    r"(?<![\d.])(?:19|20)\d\d(?![\d.])(?![多余万亿千百个家所座条项名套户人元%亩公平立米吨辆台件张处间次只株棵斤度床起盏艘架])"
)
RANK = re.compile("(?:第|(?<![目之提以])前|top)$", re.I)
_SAME_UNIT = {"批次": "批", "名": "人", "位": "人", "百分点": "个百分点", "户": "家", "元人民币": "元", "人民币": "元"}
THINGS = frozenset("个 座 家 所 间 处 项 条 片 块 名 位 人 户 件 台 场 支 门".split())
"""Measure words for which 个 may stand."""
PLACES = frozenset("个 座 间 处".split())
"""Measure words of what is built, of which each may stand for another."""
RATES = ("%", "个百分点", "倍")
_MENDS = re.compile("(?<!名)(?<!次)(?:提升|提高|改善)")
_MENDED_BY = THINGS | {"平方米", "米"}
_MENDED = re.compile("(?:改造|整治|巩固|建设)(?:提升|提高)了?$")
"""In front of things, not a change of their number (公厕提升6座), but of a rank (排名提升7位)."""
_QUOTED = re.compile("“[^”]{1,12}”(?=[^,;。])")
"""A name, whatever it counts (“三类500强”企业)."""


def numbers_in(text: str) -> list[re.Match[str]]:
    """Numbers with a unit that are no year, no span of time and no part of a name."""
    spans = [m.span() for pattern in (YEAR, SPAN, _QUOTED) for m in pattern.finditer(text)]
    found = []
    for match in AMOUNT.finditer(text):
        inside = any(a <= match.start("low") < b for a, b in spans)
        if not inside:
            found.append(match)
    return found


def value_of(match: re.Match[str]) -> tuple[float, float, str]:
    unit = re.sub("[余多来](?=.)|[余多]$", "", match["unit"])
    low = float(match["low"])
    if match["thousands"]:
        low = low * 10_000 + float(match["thousands"]) * (1000 if match["man"] == "千万" else 1)
        unit = "万" + unit
    low *= -1 if match["sign"] and match["sign"] in "-−负" else 1
    high = float(match["high"]) if match["high"] else low
    low_value, base = normalized(low, match["low_unit"] if match["high"] and match["low_unit"] else unit)
    high_value, base_high = normalized(high, unit)
    if match["high"] and match["low_unit"] and base not in (base_high, ""):
        base_high = f"{base}-{base_high}"
    return low_value, high_value, _SAME_UNIT.get(base_high, base_high)


_OF_YEAR = re.compile(r"(?<=[到至])(?:(?:19|20)\d\d年|[今去明]年)[底末]?的?$")
"""The year of a level that is reached: 增加到2002年的."""


def trend_of(head: str, behind: str, unit: str) -> str:
    """What the figure says: how much more (up) or less (down), how much above or below another, or how much there is (level)."""
    head = _OF_YEAR.sub("", head)
    if unit == "次" or _POLITE_LEVEL.search(head) or (unit not in RATES and _MENDED.search(head)):
        return "level"
    change = CHANGE.search(head)
    if change and not (unit in _MENDED_BY and _MENDS.search(head, change.start("change"))):
        return "down" if _FALL.search(change["change"]) else "up"
    behind_it = _RATE_BEHIND.match(behind)
    exceeds = EXCEEDS.search(head)
    if exceeds and unit in ("个百分点", "%") and not behind_it and exceeds["change"] not in ("高", "低", "快"):
        falls = _FALL.search(exceeds["change"] or exceeds["than"])
        since = _SINCE.search(exceeds.group())
        return ("down" if falls else "up") if since else "below" if falls else "above"
    rate = behind_it or _RATE_NOUN.search(head)
    if rate and unit in ("%", "个百分点", "倍"):
        return rate.lastgroup or "up"
    level = LEVEL.search(head)
    stands = level and not _IS.fullmatch(level.group())
    new = NEW.match(behind) or (None if stands else next(reversed(list(NEW.finditer(head[-_REACH:]))), None))
    if new:
        return "down" if _FALL.search(new.group()) else "up"
    return "level"


def rank_of(before: str) -> str:
    match = RANK.search(before)
    return "" if not match else "前" if match.group() == "前" else "第"
