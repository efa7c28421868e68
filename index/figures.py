"""Every figure of a text: number, unit, bound and change, with exact offsets; names that only look like one left out.

A number counts as a figure only with a unit behind it. That alone leaves out most names (12+4产业集群,
红山6979, 22号线); the tables below hold the rules for the rest. Numerals in words need a context of
counting besides, because officials number their slogans with them (两个毫不动摇, 九个方面).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from index.units import DURATIONS, FULL_WIDTH, MAGNITUDE, MONEY, SHARES, UNIT, any_of, listed
from index.units import normalized as normalized


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. ``value`` is the number as written; ``value_min`` and ``value_max`` are in the written ``unit``."""

    start: int
    end: int
    value: str
    value_min: float
    value_max: float
    unit: str
    bound: str = ""
    """约, 超, 以上, ...; several are joined by a comma in the order of the text."""
    change: str = ""
    """The verb by which the figure states a change rather than a level (同比增长), or empty."""


# --- what stands before and behind a figure ------------------------------------------------------------------------

_CLAUSE = re.compile(r"[,，、;；:：。！？!?\n()（）]")
_BEFORE_BOUND = re.compile(
    "(不低于|不少于|不高于|不超过|不超|不到|不足|低于|高于|少于|多于|大于|小于|超过|突破|至少|最多|高达|将近|"
    "接近|(?<![最附邻])近|(?<![签节集契预])约|超|逾)(?:了|达|达到)?$"
)
_AFTER_BOUND = re.compile("(?:及|或)?(以上|以下|以内|之内|左右|上下|余|多)")
_STRIVE = re.compile("力争")
CHANGE_VERB = (
    "(?:增长|下降|提升|提高|上升|降低|减少|增加|回落|下滑|压缩|压减|缩短|精简|收窄|扩大|下调|上调|上涨|下跌|降|涨|"
    "(?<!新)增|高于|低于|快于|优于|多于|少于)"
)
_CHANGE_HOW = "(?:同比|环比|同口径|可比口径|年均|累计|实际|名义|平均)"
CHANGE = re.compile(f"(?P<change>{_CHANGE_HOW}*{CHANGE_VERB})(?:了|约|近|超过|超|达到|达|为|再)*$")
EXCEEDS = re.compile(
    "(?:(?P<change>高于|低于|快于|高出|高|低|快)[^,，、;；。达至到]{1,14}"
    "|(?:比|较)[^,，、;；。]{1,12}(?P<than>高|低|快|多|少)出?)$"
)
LEVEL = re.compile(
    f"(?:(?:{CHANGE_VERB}|调整|压减|拓展|推广|发展|[东南西北]?拓|占)(?:达到|达|至|到|为)"
    "|(?:控制|保持|稳定|维持|设定)[在为]"
    "|稳定达到|达到|达|(?<!行)为|至|到|是)$"
)
"""Ahead of a level rather than a change: 提升至89%."""


def without_bounds(prefix: str) -> tuple[str, list[str]]:
    """What is left of the text in front once its bound words are taken off, and these words."""
    bounds: list[str] = []
    while match := _BEFORE_BOUND.search(prefix):
        bounds.insert(0, match.group(1))
        prefix = prefix[: match.start()]
    return prefix, bounds


def _change(prefix: str, unit: str) -> str:
    """The change that the text in front of a figure (its bounds taken off) states."""
    match = CHANGE.search(prefix)
    if not match and unit.endswith("百分点"):
        match = EXCEEDS.search(prefix)
        return match["change"] or match["than"] if match else ""
    return match["change"] if match else ""


# --- numbers -------------------------------------------------------------------------------------------------------

_DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?![\d])|\d+)(?:\.\d+)?"
_WORDS = "[一二三四五六七八九十百千万亿两]+"
_RANGE = (
    rf"(?:(?P<low_unit>(?:{MAGNITUDE})?(?:{UNIT})?)"
    rf"(?P<sep>[-—–－~～]{{1,2}}|(?<!百分点)(?:至|到))(?P<high>{_DIGITS}))?"
)
_NO_RANGE = "(?P<low_unit>(?!))?(?P<sep>(?!))?(?P<high>(?!))?"


def _digits_pattern(upper_end: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?<![A-Za-z\d.+/第·〔\[-])(?P<low>{_DIGITS})(?:[万亿](?P<thousands>\d)千)?{upper_end}(?P<more>余|多|几)?"
        rf"(?P<unit>(?:{MAGNITUDE})*(?P<more2>余|多)?(?:{MAGNITUDE})?(?:{UNIT})"
        rf"|(?:{MAGNITUDE})+(?P<more3>余|多)?)(?![+级线])"
    )


_IN_DIGITS, _SINGLE = _digits_pattern(_RANGE), _digits_pattern(_NO_RANGE)
_IN_WORDS = re.compile(
    rf"(?<![第每一二三四五六七八九十百千万亿两几数.\d])(?P<low>{_WORDS}?)(?P<more>余|多)?(?P<mag>万亿|亿|万)?"
    rf"(?P<unit>{UNIT})(?![级大])"
)
_SHARE_IN_WORDS = re.compile(
    r"百分之(?P<percent>[一二三四五六七八九十百]+)|"
    r"(?P<below>[二三四五六七八九十百]+)分之(?P<above>[一二三四五六七八九十]+)|"
    r"(?<=[\u4e00-\u9fff])(?P<parts>[1-9])/(?P<whole>[2-9])(?![\d/+])|翻(?P<doubled>[一两二三四]?)番|(?P<half>一半)|"
    r"(?<![一二三四五六七八九十百千])(?P<tenths>[一二三四五六七八九])成"
    r"(?P<fives>半|五)?(?![立员为果效功长熟绩本交就品色型套])"
)
_QUOTED = re.compile(r"[“\"「『《〈][^”\"」』》〉\n]{0,30}[”\"」』》〉]")
_JOINS = frozenset({"、", "和", "与", "及"})
"""All that stands between two figures of one verb: 分别下降8.2%、4.8%."""
_PLAIN_YEAR = re.compile(r"(?:19|20)\d\d")


def _number(digits: str) -> float:
    return float(digits.replace(",", ""))


@lru_cache(maxsize=4096)
def _chinese(numeral: str) -> float | None:
    """A numeral in words as a number; None where it is none (千百, 万千)."""
    import cn2an  # imports a data table: needed while building only

    if numeral[0] in "百千万亿":
        numeral = "一" + numeral
    try:
        return float(cn2an.cn2an(numeral, "smart"))
    except (ValueError, KeyError):
        return None


# --- what is no figure though it has a unit ------------------------------------------------------------------------

_RANK = re.compile("(?:第|(?<![目之提以])前|位列|位居|排名|(?<!安)排)$")
_NEW_RULES = re.compile("(?<![更创翻])新$")
"""新36条 is what a policy is called."""
_PER = re.compile(f"每(?:{CHANGE_VERB})?$")
_LIVE_SPAN = re.compile(
    "达到|达|为|至|到|缩短|压缩|延长|减少|增加|提高|提升|连续|超过|超|近|约|平均|压减|再|满|不少于|不超过|控制在"
)
_SPAN_IS_TIME = re.compile("[前后来内间里底初期度]|以[来前后内]|之[内前后]|时间|周年|过渡|期限")
_SPAN_NAME = re.compile("[^,，。;；、]{0,5}圈|服务|行动|计划|规划|自助|在线|值守|营业|制|期")
_ENDS = re.compile(r"(?:以上|以下|以内|左右|多|余|之内)?(?:[,，、;；。！!?？:：\n)）和及与]|$)")
_BASE_OF_CHANGE = re.compile("(?:从|由|现行|原定)[^,，;；。到至]*$")
_BASE_FOLLOWS = re.compile(
    "[^,，;；。]{0,6}(?:提高|增加|增长|上升|扩大|提升|下降|降低|降|减少|缩短|压缩|压减|增|升|调整|拓展)?[到至]"
)
_COUNTS_IN_WORDS = re.compile(
    "(?:新增|建成|新建|成立|建设|完成|设立|引进|创建|组建|打造|获|新开|开通|投用|启用|改造|落户|开展|举办|培育|"
    "认定|实施|推出|等|达到|达|共有|共|超过|超|近|约|突破)$"
)
"""In front of a numeral in words: things are counted, so 建成三个 is a figure and 分两个阶段 is not."""
_ABSTRACT = re.compile(
    "方面|层面|维度|环节|阶段|时期|结合|转变|统筹|坚持|一|百年|大局|问题|积极性|市场|原则|意识|自信|维护|必须|"
    "更加|重点|关键|工程|计划|行动|战略|体系|机制|制度|区$|目标"
)
_COUNT_WORD_UNITS = frozenset(
    listed("倍 个 家 所 座 条 项 件 套 户 名 场 处 台 辆 宗 间 张 公里 平方公里 家次 人次 场次 亩 人")
)
_LANDMARK = re.compile(
    rf"(?P<low>[一二三四五六七八九两十百千万]+?)(?P<mag>万亿|亿|万)(?P<unit>{any_of(list(MONEY))})?(?=大关|台阶)"
)
"""千亿大关: money even where no 元 is written."""


def _in_quotes(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    return any(a < start and end < b for a, b in spans)


def _is_time(match: re.Match[str], unit: str, text: str, prefix: str) -> bool:
    """Whether a duration is a date, a deadline or part of a name; 连续3年 and 提高到11.3年 are figures."""
    low = match["low"]
    if unit == "日" or (unit == "年" and _PLAIN_YEAR.fullmatch(low)):
        return True
    behind = text[match.end() : match.end() + 10]
    if _SPAN_IS_TIME.match(behind) or _SPAN_NAME.match(behind):
        return True
    if unit == "岁" and not _ENDS.match(behind):
        return True
    bare, bounds = without_bounds(prefix)
    return not (bounds or _LIVE_SPAN.search(prefix[-4:]) or CHANGE.search(bare))


def _digit_matches(flat: str) -> Iterator[re.Match[str]]:
    """Numbers with a unit. 增加100家至500家 is two of them, no range."""
    position = 0
    while match := _IN_DIGITS.search(flat, position):
        if match["low_unit"] and match["sep"] in ("至", "到") and CHANGE.search(_prefix(flat, match.start())):
            match = _SINGLE.match(flat, match.start()) or match
        yield match
        position = match.end()


def _digit_figures(text: str, flat: str, quoted: list[tuple[int, int]]) -> Iterator[Figure]:
    for match in _digit_matches(flat):
        start, end = match.span()
        prefix = _prefix(flat, start)
        more = match["more"] or match["more2"] or match["more3"] or ""
        written = match["unit"].translate({ord("余"): None, ord("多"): None})
        unit = re.sub(f"^(?:{MAGNITUDE})+(?={any_of(list(DURATIONS))})", "", written)
        if _in_quotes(quoted, start, end) or _RANK.search(prefix) or _PER.search(prefix):
            continue
        if unit in DURATIONS and _is_time(match, unit, flat, prefix):
            continue
        if unit == "度" or (unit == "分" and flat[end : end + 1] in "之别为布钟解批类组"):
            continue
        behind = flat[end : end + 14]
        if unit == "条" and _NEW_RULES.search(prefix):
            continue
        if behind.startswith("的部分"):  # 所得额不到100万元的部分: a threshold
            continue
        bare, bounds = without_bounds(prefix)
        if _BASE_OF_CHANGE.search(bare) and _BASE_FOLLOWS.match(behind):
            continue
        if more:
            bounds.append(more)
        after = _AFTER_BOUND.match(flat, end)
        if after:
            bounds.append(after.group(1))
        if _STRIVE.search(_sentence_clause(flat, start)):
            bounds.insert(0, "力争")
        low = _number(match["low"])
        high = _number(match["high"]) if match["high"] else low
        if match["thousands"]:  # 2万5千公里, 1亿3千万
            low = high = low * 10_000 + _number(match["thousands"]) * 1000
        low_in_unit = _same_unit(low, match["low_unit"] or "", written)
        value = text[start : match.end("high") if match["high"] else max(match.end("low"), match.end("thousands") + 1)]
        if match["high"] and match["low_unit"]:
            value = text[start : match.end("low")] + text[match.start("sep") : match.end("high")]
        if high < low_in_unit:  # 2022-5个: no range
            continue
        stands_alone = unit in SHARES or _ENDS.match(behind)  # 提高6000万农村人口供水水平 changes no number
        change = _change(bare, written) if stands_alone else ""
        yield Figure(start, end, value, low_in_unit, high, written, ",".join(dict.fromkeys(bounds)), change)


def _same_unit(low: float, low_unit: str, unit: str) -> float:
    """The lower end of a range in the unit of the upper (5000万元—1亿元)."""
    if not low_unit or low_unit == unit:
        return low
    value, base = normalized(low, low_unit)
    one, same = normalized(1.0, unit)
    return value / one if base == same else low


def _prefix(flat: str, start: int) -> str:
    """The clause in front of a position (a 、 ends it too)."""
    head = flat[max(0, start - 40) : start]
    return _CLAUSE.split(head)[-1]


def _sentence_clause(flat: str, start: int) -> str:
    """As :func:`_prefix` but over the 、 of an enumeration."""
    return re.split(r"[,，;；:：。！？!?\n—]", flat[max(0, start - 60) : start])[-1]


def _word_figures(text: str, flat: str, quoted: list[tuple[int, int]]) -> Iterator[Figure]:
    """Figures whose number is written in characters: 近六成, 翻番, 三个, 百余家, 近万家次, 千亿大关."""
    for match in _SHARE_IN_WORDS.finditer(flat):
        yield from _shared(match, text, flat, quoted)
    for match in [*_LANDMARK.finditer(flat), *_IN_WORDS.finditer(flat)]:
        value = _chinese(match["low"])
        landmark = match.re is _LANDMARK
        if value is not None and (landmark or _counts_things(match, flat)):
            unit = (match["mag"] or "") + (match["unit"] or "元")
            yield from _worded(match, value, unit, match["low"], text, flat, quoted, "" if landmark else match["more"])


def _counts_things(match: re.Match[str], flat: str) -> bool:
    """Whether a numeral in words with a measure word counts something rather than numbers a slogan."""
    numeral, unit, more = match["low"], match["unit"], match["more"]
    if (numeral == "一" and not match["mag"]) or unit not in _COUNT_WORD_UNITS | MONEY:
        return False
    prefix, bounds = without_bounds(_prefix(flat, match.start()))
    behind = flat[match.end() : match.end() + 8]
    if _ABSTRACT.match(behind) or _RANK.search(prefix):
        return False
    if bounds or more:
        return True
    if numeral[0] in "百千万亿":
        return False
    closes = bool(prefix) and not prefix.endswith("的") and bool(_ENDS.match(behind))
    return closes or unit == "倍" or unit in MONEY or bool(_COUNTS_IN_WORDS.search(prefix))


def _shared(match: re.Match[str], text: str, flat: str, quoted: list[tuple[int, int]]) -> Iterator[Figure]:
    """百分之X, X分之Y and 一半 become per cent, 六成 keeps its unit, 翻番 is two times."""
    numeral, unit = match.group(), "%"
    if match["percent"]:
        value = _chinese(match["percent"])
    elif match["below"]:
        below, above = _chinese(match["below"]), _chinese(match["above"])
        value = round(100 * above / below, 4) if above and below else None
    elif match["parts"]:
        value = round(100 * int(match["parts"]) / int(match["whole"]), 4)
    elif match["half"]:
        value = 50.0
    elif match["tenths"]:
        digit = _chinese(match["tenths"])
        value = digit + 0.5 * bool(match["fives"]) if digit else None
        unit, numeral = "成", numeral.replace("成", "", 1)
    else:
        times = _chinese(match["doubled"] or "一") or 1.0
        value, unit = 2.0**times, "倍"
    if value is not None:
        yield from _worded(match, value, unit, numeral, text, flat, quoted)


def _worded(
    match: re.Match[str], value: float, unit: str, numeral: str, text: str, flat: str,
    quoted: list[tuple[int, int]], more: str | None = None,
) -> Iterator[Figure]:  # fmt: skip
    start, end = match.span()
    if _in_quotes(quoted, start, end):
        return
    prefix, bounds = without_bounds(_prefix(flat, start))
    if more:
        bounds.append(more)
    after = _AFTER_BOUND.match(flat, end)
    if after:
        bounds.append(after.group(1))
    if _STRIVE.search(_sentence_clause(flat, start)):
        bounds.insert(0, "力争")
    change = "翻番" if match.group().startswith("翻") else _change(prefix, unit)
    yield Figure(start, end, numeral, value, value, unit, ",".join(dict.fromkeys(bounds)), change)


def find_figures(text: str) -> tuple[Figure, ...]:
    """All figures of a text in order; no two overlap."""
    flat = text.translate(FULL_WIDTH)
    quoted = [m.span() for m in _QUOTED.finditer(flat)]
    found: list[Figure] = []
    candidates = [*_digit_figures(text, flat, quoted), *_word_figures(text, flat, quoted)]
    for figure in sorted(candidates, key=lambda f: (f.start, -f.end)):
        if found and figure.start < found[-1].end:
            continue
        between = _AFTER_BOUND.sub("", flat[found[-1].end : figure.start]) if found else ""
        shares_verb = found and between in _JOINS and figure.unit == found[-1].unit
        found.append(replace(figure, change=found[-1].change) if shares_verb and not figure.change else figure)
    return tuple(found)
