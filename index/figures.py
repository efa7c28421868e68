"""Every figure of a text: number, unit, bound and change, with exact offsets; names that only look like one left out.

A number counts as a figure only with a unit behind it. That alone leaves out most names (12+4产业集群,
红山6979, 22号线); the tables below hold the rules for the rest. Numerals in words need a context of
counting besides, because officials number their slogans with them (两个毫不动摇, 九个方面).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from index.bounds import (
    AFTER_BOUND,
    AHEAD_BOUND,
    CHANGE,
    CHANGE_VERB,
    ENDS,
    RANK,
    SHARE_OF,
    change_of,
    clause_before,
    whole_clause_before,
    without_bounds,
)
from index.condensed import Condensed, condense
from index.units import DURATIONS, MAGNITUDE, SHARES, UNIT, any_of, magnitude_of, normalized
from index.wordfigures import find_worded


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


# --- numbers -------------------------------------------------------------------------------------------------------

_DIGITS = r"\d+(?:\.\d+)?"
_POWER_OF_TEN = r"(?:[×xX*]10(?P<power>[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}|\^\d{1,2}))?"
_IN_FULL = r"(?P<rest>(?:(?:[百千万]?亿|[百千]?万|[百千])(?:\d{1,4}(?:\.\d+)?(?=[余多]?(?:[百万亿]|千(?![瓦伏克米])))|\d{3,4}(?:\.\d+)?(?![\d年月日岁])))*)"
"""What goes on behind the first number of 1亿5000万元, 2万5千公里, 3万2000亩; the magnitude of the last is that of the unit."""
_RANGE = (
    rf"(?:(?P<low_unit>(?:{MAGNITUDE})?(?:{UNIT})?)"
    rf"(?P<sep>[-—–－~～]{{1,2}}|(?<!百分点)(?:至|到))(?P<high>{_DIGITS}))?"
)
_NO_RANGE = "(?P<low_unit>(?!))?(?P<sep>(?!))?(?P<high>(?!))?"


def _digits_pattern(upper_end: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?<![A-Za-z\d.+/第·〔\[-])(?P<low>{_DIGITS}){_POWER_OF_TEN}{_IN_FULL}{upper_end}(?P<more>余|多|几)?"
        rf"(?P<unit>(?:{MAGNITUDE})*(?P<more2>余|多)?(?:{MAGNITUDE})?(?:{UNIT})"
        rf"|(?:{MAGNITUDE})+(?P<more3>余|多)?(?:{MAGNITUDE})?(?!千?[瓦伏克]))(?![+级线型])"
    )


_IN_DIGITS, _SINGLE = _digits_pattern(_RANGE), _digits_pattern(_NO_RANGE)
_QUOTED = re.compile(r"[“\"「『《〈][^”\"」』》〉\n]{0,30}[”\"」』》〉]")
_JOINS = frozenset({"、", "和", "与", "及"})
"""All that stands between two figures of one verb: 分别下降8.2%、4.8%."""
_PLAIN_YEAR = re.compile(r"(?:19|20)\d\d")


def _number(digits: str) -> float:
    return float(digits.replace(",", ""))


# --- what is no figure though it has a unit ------------------------------------------------------------------------

_SAME_POINTS = re.compile(r"[、和及与]\d[\d.]*个百分点")
"""高于全国12.7个、12个百分点."""
_NEW_RULES = re.compile("(?<![更创翻])新$")
"""新36条 is what a policy is called."""
_RATED = re.compile("(?:吨|千瓦|伏|平方米|亩|人)级")
"""30万吨级码头."""
_PER = re.compile(f"每(?:{CHANGE_VERB})?$")
_LIVE_SPAN = re.compile(
    "达到|达|为|至|到|缩短|压缩|延长|减少|增加|提高|提升|连续|超过|超|近|约|平均|压减|再|满|不少于|不超过|控制在"
)
_COUNTS_TIME = re.compile("(?:天数|时长|工期|寿命|年限|年龄|时间)(?:累计|共|为)?$")
_SPAN_IS_TIME = re.compile("[前后来内间里底初期度]|以[来前后内]|之[内前后]|时间|周年|过渡|期限")
_RECORD = re.compile("(?:来|内)?(?:的)?(?:最|新[高低]|同期)")
"""创近5年新高."""
_SPAN_NAME = re.compile("[^,，。;；、]{0,5}圈|服务|行动|计划|规划|自助|在线|值守|营业|制|期")
_BASE_OF_CHANGE = re.compile("(?:从|由|现行|原定)[^,，;；。到至]*$")
_DATED_BASE = re.compile(r"(?:从|由)(?:(?:19|20)\d\d年|[“”十一二三四五六七八九]+五[”]?(?:期间|时期|末))的?$")
"""由1985年的12%: what was left behind is a figure too, of its own year."""
_BASE_FOLLOWS = re.compile(
    "[^,，;；。]{0,6}(?:提高|增加|增长|上升|扩大|提升|下降|降低|降|减少|缩短|压缩|压减|增|升|调整|拓展)?[到至]|"
    "(?:整合|合并|归并|精简|优化|调整|压减)[为成]"
)


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
    if unit == "岁" and not ENDS.match(behind):
        return True
    bare, bounds = without_bounds(prefix)
    if unit == "年" and bounds == ["近"] and (not bare or _RECORD.match(behind)):  # 近3年提升21个百分点
        return True
    return not (bounds or _LIVE_SPAN.search(prefix[-4:]) or CHANGE.search(bare) or _COUNTS_TIME.search(bare))


def _digit_matches(flat: str) -> Iterator[re.Match[str]]:
    """Numbers with a unit. 增加100家至500家 is two of them, no range (提高25%到40% is one)."""
    position = 0
    while match := _IN_DIGITS.search(flat, position):
        from_to = match["low_unit"] and match["low_unit"] not in SHARES and match["sep"] in ("至", "到")
        if from_to and CHANGE.search(clause_before(flat, match.start())):
            match = _SINGLE.match(flat, match.start()) or match
        yield match
        position = match.end()


def _digit_figures(flat: str, quoted: list[tuple[int, int]]) -> Iterator[Figure]:
    for match in _digit_matches(flat):
        start, end = match.span()
        prefix = clause_before(flat, start)
        more = match["more"] or match["more2"] or match["more3"] or ""
        written = match["unit"].translate({ord("余"): None, ord("多"): None})
        unit = re.sub(f"^(?:{MAGNITUDE})+(?={any_of(list(DURATIONS))})", "", written)
        if _in_quotes(quoted, start, end) or RANK.search(prefix) or _PER.search(prefix):
            continue
        if _RATED.match(flat, end):
            continue
        if unit in DURATIONS and _is_time(match, unit, flat, prefix):
            continue
        if (unit == "度" and written == unit) or (unit == "分" and flat[end : end + 1] in "之别为布钟解批类组"):
            continue
        behind = flat[end : end + 14]
        if unit == "个" and _SAME_POINTS.match(behind):
            unit, written = "个百分点", written + "百分点"
        if unit == "条" and _NEW_RULES.search(prefix):
            continue
        if behind.startswith(("的部分", "规模的")):  # 所得额不到100万元的部分: a threshold
            continue
        bare, bounds = without_bounds(prefix)
        if _BASE_OF_CHANGE.search(bare) and _BASE_FOLLOWS.match(behind) and not _DATED_BASE.search(bare):
            continue
        if unit == "%" and (whole := SHARE_OF.search(bare)) and whole["bound"]:
            bounds.append(whole["bound"])
        if more:
            bounds.append(more)
        after = AFTER_BOUND.match(flat, end)
        if after:
            bounds.append(after.group(1))
        bounds[:0] = AHEAD_BOUND.findall(whole_clause_before(flat, start))
        low = _number(match["low"])
        high = _number(match["high"]) if match["high"] else low
        value = flat[start : max(match.end(part) for part in ("low", "power", "rest", "high"))]
        if match["power"]:
            factor = 10.0 ** int(match["power"].translate(_POWER_DIGITS).lstrip("^"))
            low, high = low * factor, high * factor
        if match["rest"]:
            low, written, magnitude = _in_full(match, written)
            high = high if match["high"] else low
            value += magnitude
        low_in_unit = low if match["rest"] else _same_unit(low, match["low_unit"] or "", written)
        if match["high"] and match["low_unit"] and not match["rest"]:
            value = flat[start : match.end("low")] + flat[match.start("sep") : match.end("high")]
        if high < low_in_unit:  # 2022-5个: no range
            continue
        stands_alone = unit in SHARES or ENDS.match(behind)  # 提高6000万农村人口供水水平 changes no number
        change = change_of(bare, written) if stands_alone else ""
        figure = Figure(start, end, value, low_in_unit, high, written, ",".join(dict.fromkeys(bounds)), change)
        yield from _without_unit(figure, flat)
        yield figure


def _without_unit(figure: Figure, flat: str) -> Iterator[Figure]:
    """The numbers that 分别 tells ahead of the one with the unit (分别高于全省1.7和4.9个百分点)."""
    clause = whole_clause_before(flat, figure.start)
    listed = _NO_UNIT.search(clause) if "分别" in clause else None
    if listed:
        at = figure.start - len(listed.group())
        bare, bounds = without_bounds(clause[: listed.start()])
        for number in re.finditer(_DIGITS, listed.group()):
            value = float(number.group())
            told = replace(figure, start=at + number.start(), end=at + number.end(), value_min=value, value_max=value)
            change = figure.change or change_of(bare, figure.unit)
            yield replace(told, value=number.group(), change=change, bound=",".join(bounds) or figure.bound)


_NO_UNIT = re.compile(rf"(?<![\d.—~第])(?:{_DIGITS}[、和与及])+$")


def _in_full(match: re.Match[str], unit: str) -> tuple[float, str, str]:
    """The lower end, the unit and the last magnitude, where the number goes on behind its first magnitude (2万5千公里, 1亿5000万元).

    A range (2万5千—3万公里) keeps the ``unit`` of its upper end.
    """
    last = (match["low_unit"] or "") if match["high"] else unit
    magnitude = last.removesuffix(magnitude_of(last)[1])
    total = section = 0.0
    for digits, written in re.findall(rf"({_DIGITS})(\D*)", match["low"] + match["rest"] + magnitude):
        section += _number(digits) * magnitude_of(written.rstrip("万亿"))[0]
        if written.endswith(("万", "亿")):  # ends what 1千2百万 counts
            total, section = total + section * magnitude_of(written.lstrip("百千"))[0], 0.0
    total += section
    if match["high"]:
        return total / magnitude_of(unit)[0], unit, ""
    return total, unit.removeprefix(magnitude), magnitude


_POWER_DIGITS = {ord(power): str(digit) for digit, power in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")}


def _same_unit(low: float, low_unit: str, unit: str) -> float:
    """The lower end of a range in the unit of the upper (5000万元—1亿元)."""
    if not low_unit or low_unit == unit:
        return low
    value, base = normalized(low, low_unit)
    one, same = normalized(1.0, unit)
    return value / one if base == same else low


def _word_figures(flat: str, quoted: list[tuple[int, int]]) -> Iterator[Figure]:
    for worded in find_worded(flat):
        start, end = worded.start, worded.end
        if _in_quotes(quoted, start, end):
            continue
        prefix, bounds = without_bounds(clause_before(flat, start))
        if worded.more:
            bounds.append(worded.more)
        after = AFTER_BOUND.match(flat, end)
        if after:
            bounds.append(after.group(1))
        bounds[:0] = AHEAD_BOUND.findall(whole_clause_before(flat, start))
        change = "翻番" if worded.numeral.startswith("翻") else change_of(prefix, worded.unit)
        joined = ",".join(dict.fromkeys(bounds))
        yield Figure(start, end, worded.numeral, worded.value, worded.value, worded.unit, joined, change)


def find_figures(text: str) -> tuple[Figure, ...]:
    """All figures of a text in order; no two overlap."""
    condensed = condense(text)
    flat = condensed.text
    return tuple(in_place(figure, text, condensed) for figure in _find(flat))


def in_place(figure: Figure, text: str, condensed: Condensed) -> Figure:
    """A figure of the condensed text, told in the text as it stands."""
    start, end = condensed.start(figure.start), condensed.end(figure.end)
    if len(figure.value) and condensed.text[figure.start :].startswith(figure.value):
        value = text[start : condensed.end(figure.start + len(figure.value))]
    else:
        value = figure.value
    return replace(figure, start=start, end=end, value=value)


def _find(flat: str) -> tuple[Figure, ...]:
    quoted = [m.span() for m in _QUOTED.finditer(flat)]
    found: list[Figure] = []
    candidates = [*_digit_figures(flat, quoted), *_word_figures(flat, quoted)]
    for figure in sorted(candidates, key=lambda f: (f.start, -f.end)):
        if found and figure.start < found[-1].end:
            continue
        between = AFTER_BOUND.sub("", flat[found[-1].end : figure.start]) if found else ""
        shares_verb = found and between in _JOINS and figure.unit == found[-1].unit
        found.append(replace(figure, change=found[-1].change) if shares_verb and found[-1].change else figure)
    return tuple(_with_last_bounds(found, flat))


def _with_last_bounds(found: list[Figure], flat: str) -> list[Figure]:
    """分别达到80%、85%以上: what stands behind the last figure of a list goes for all that are dealt out."""
    told: list[Figure] = []
    for figure in reversed(found):
        listed = told and flat[figure.end : told[-1].start] in _JOINS and figure.unit == told[-1].unit
        behind = _LAST_BOUND.search(told[-1].bound) if told and listed else None
        dealt = behind and not figure.bound and "分别" in whole_clause_before(flat, figure.start)
        told.append(replace(figure, bound=behind.group()) if dealt and behind else figure)
    return told[::-1]


_LAST_BOUND = re.compile("(?:以上|以下|以内|之内|左右|上下)$")
