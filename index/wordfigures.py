"""Figures whose number is written in characters: 近六成, 翻番, 三个, 百余家, 三亿二千万元, 千亿大关.

Officials number their slogans with such numerals too (两个毫不动摇, 九个方面), so they need a context of counting besides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from index.bounds import ENDS, RANK, clause_before, without_bounds
from index.units import MONEY, UNIT, any_of, listed


@dataclass(frozen=True, slots=True)
class Worded:
    """A number in characters with its unit, ``text[start:end]``; ``more`` is 余 or 多 between them."""

    start: int
    end: int
    numeral: str
    value: float
    unit: str
    more: str = ""


_WORDS = "[零〇○一二三四五六七八九十百千万亿两]+?(?:[点·][零〇○一二三四五六七八九]+)?"
_IN_WORDS = re.compile(
    rf"(?<![第每零〇○一二三四五六七八九十百千万亿两几数点·.\d])(?P<low>{_WORDS})(?P<more>余|多)?(?P<mag>万亿|亿|万)?"
    rf"(?P<unit>{UNIT})(?![级大])"
)
_SHARE_IN_WORDS = re.compile(
    r"(?P<of>百|千|万)分之(?P<percent>[零〇○一二三四五六七八九十百]+(?:[点·][零〇○一二三四五六七八九]+)?)|"
    r"(?P<below>[二三四五六七八九十百]+)分之(?P<above>[一二三四五六七八九十]+)|"
    r"(?<=[\u4e00-\u9fff])(?P<parts>[1-9])/(?P<whole>[2-9])(?![\d/+])|(?<!个)翻(?P<doubled>[一两二三四]?)番(?!行动|计划|工程)|(?P<half>一半)|"
    r"(?<![一二三四五六七八九十百千])(?P<tenths>[一二三四五六七八九])成"
    r"(?P<more>半|[一二三四五六七八九](?![十百千万个家项成]))?(?![立员为果效功长熟绩本交就品色型套])"
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
    listed(
        "倍 个 家 所 座 条 项 件 套 户 名 场 处 台 辆 宗 间 张 公里 平方公里 家次 人次 场次 亩 人 吨 公斤 公顷 米 平方米 立方米 千瓦 千瓦时"
    )
)
_LANDMARK = re.compile(
    rf"(?<!个)(?P<low>[一二三四五六七八九两十百千万]+?)(?P<mag>万亿|亿|万)(?P<unit>{any_of(list(MONEY))})?(?=大关|台阶)"
)
"""千亿大关: money even where no 元 is written. Where it is counted itself (再上一个千亿台阶), it is a step and no level."""


def find_worded(flat: str) -> Iterator[Worded]:
    """Figures whose number is written in characters: 近六成, 翻番, 三个, 百余家, 近万家次, 千亿大关."""
    for match in _SHARE_IN_WORDS.finditer(flat):
        yield from _shared(match)
    for match in [*_LANDMARK.finditer(flat), *_IN_WORDS.finditer(flat)]:
        numeral, magnitude = match["low"], match["mag"] or ""
        if magnitude and set("万亿") & set(numeral):  # 三亿二千万元 is one number of 元
            numeral, magnitude = numeral + magnitude, ""
        value = _chinese(numeral)
        landmark = match.re is _LANDMARK
        if value is not None and (landmark or _counts_things(match, flat)):
            unit = magnitude + (match["unit"] or "元")
            yield Worded(match.start(), match.end(), numeral, value, unit, "" if landmark else match["more"] or "")


def _counts_things(match: re.Match[str], flat: str) -> bool:
    """Whether a numeral in words with a measure word counts something rather than numbers a slogan."""
    numeral, unit, more = match["low"], match["unit"], match["more"]
    if "点" in numeral or "·" in numeral:
        return True
    if (numeral == "一" and not match["mag"]) or unit not in _COUNT_WORD_UNITS | MONEY:
        return False
    prefix, bounds = without_bounds(clause_before(flat, match.start()))
    behind = flat[match.end() : match.end() + 8]
    if _ABSTRACT.match(behind) or RANK.search(prefix):
        return False
    if bounds or more:
        return True
    if numeral[0] in "百千万亿":
        return False
    closes = bool(prefix) and not prefix.endswith("的") and bool(ENDS.match(behind))
    return (
        closes
        or unit == "倍"
        or (unit in MONEY and bool(match["mag"] or len(numeral) > 1))
        or bool(_COUNTS_IN_WORDS.search(prefix))
    )


def _shared(match: re.Match[str]) -> Iterator[Worded]:
    """百分之X, X分之Y, 一半 and 六成五 become per cent, 六成 keeps its unit, 翻番 is two times."""
    numeral, unit = match.group(), "%"
    if match["percent"]:
        value, unit = _chinese(match["percent"]), {"百": "%", "千": "‰", "万": "‱"}[match["of"]]
    elif match["below"]:
        below, above = _chinese(match["below"]), _chinese(match["above"])
        value = round(100 * above / below, 4) if above and below else None
    elif match["parts"]:
        value = round(100 * int(match["parts"]) / int(match["whole"]), 4)
    elif match["half"]:
        value = 50.0
    elif match["tenths"]:
        value = _chinese(match["tenths"])
        if match["more"]:
            value = 10 * value + (_chinese(match["more"].replace("半", "五")) or 0.0) if value else None
        else:
            unit, numeral = "成", match["tenths"]
    else:
        times = _chinese(match["doubled"] or "一") or 1.0
        value, unit = 2.0**times, "倍"
    if value is not None:
        yield Worded(match.start(), match.end(), numeral, value, unit)


_OLD_FORMS = {ord("○"): "〇", ord("·"): "点"}


@lru_cache(maxsize=4096)
def _chinese(numeral: str) -> float | None:
    """A numeral in words as a number; None where it is none (千百, 万千)."""
    import cn2an  # imports a data table: needed while building only

    numeral = numeral.translate(_OLD_FORMS)
    if numeral[0] in "百千万亿":
        numeral = "一" + numeral
    try:
        return float(cn2an.cn2an(numeral, "smart"))
    except (ValueError, KeyError):
        return None
