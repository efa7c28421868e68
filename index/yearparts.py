"""Parts of a year as texts write them: months, quarters, halves, and the seasons before which something is due."""

from __future__ import annotations

import re

SMALL = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
A_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
A_DASH = "[-－—–~～至到]+"
_NUMERAL = "[一二三四两1-4]"
_QUARTER = re.compile(rf"(?:首季度?|第?(?P<one>{_NUMERAL})个?季度|前(?P<many>{_NUMERAL})个?季度)")
_SO_MANY_MONTHS = re.compile(r"[前首]([一二三四五六七八九十两\d]+)个?月")
_FROM_TO = re.compile(rf"({A_MONTH})\s*(?:月份?)?\s*{A_DASH}\s*({A_MONTH})\s*月份?")
_ONE_MONTH = re.compile(rf"({A_MONTH})\s*月\s*(?:末|底|份|当月|中旬|下旬|上旬)")
PART = (
    rf"{A_MONTH}\s*(?:月份?)?\s*{A_DASH}\s*{A_MONTH}\s*月份?|[上下]半年|前?[一二三四两1-4]个?季度|第[一二三四1-4]季度|首季度?|首[两三]月|前[一二三四五六七八九十\d]+个月"
    rf"|{A_MONTH}\s*月\s*(?:末|底|份|当月|中旬|下旬|上旬)|年中(?=[,，。、;；的时前后完实已达累]|$)|年初(?!确定|制定|提出|既定|下达|预[算定期]|计划|设定|人代会|以来|的|目标|部署|安排)"
)
_WHOLE_PART = re.compile(
    r"全年|年[末底]|1[2]\s*月\s*(?:末|底)|十二月\s*(?:末|底)|(?:1|一)\s*月?\s*[-－—–~～至到]+\s*(?:12|十二)\s*月份?"
)


def months_of(part: str) -> tuple[int, int] | None:
    """The first and last months of a part of a year as a text writes it (上半年, 前三季度, 1—9月, 9月末); None for what is no such part."""
    if match := re.fullmatch("([上下])半年", part):
        return (1, 6) if match.group(1) == "上" else (7, 12)
    if match := _QUARTER.fullmatch(part):
        last = 3 * _number_of(match["one"] or match["many"] or "一")
        return (1 if match["many"] else last - 2), last
    if match := _SO_MANY_MONTHS.fullmatch(part):
        return 1, _number_of(match.group(1))
    if match := _FROM_TO.fullmatch(part):
        return _number_of(match.group(1)), _number_of(match.group(2))
    match = _ONE_MONTH.fullmatch(part)
    return (_number_of(match.group(1)),) * 2 if match else None


def _number_of(numeral: str) -> int:
    if numeral.isdigit():
        return int(numeral)
    tens, ten, ones = numeral.rpartition("十")
    return 10 * bool(ten) * (SMALL[tens] if tens else 1) + (SMALL[ones] if ones else 0)


def is_whole_year(part: str) -> bool:
    """Whether words of the kind of 1—9月 mean the year as a whole (1—12月, 12月末, 年底)."""
    return bool(_WHOLE_PART.fullmatch(part))


def part_named(column: str) -> str:
    """The part of a year that a table's column names (2025年上半年完成, 1—9月), as written; empty for a whole year."""
    match = _PART_OF_COLUMN.search(column)
    return "" if match is None or is_whole_year(match.group()) else match.group()


_PART_OF_COLUMN = re.compile(rf"(?<!\d)(?!年初)(?:{PART})")

SEASON = "(?:主?汛期?|雨季|入[汛冬夏]|冬季|春节|国庆节?|中秋节?|开学|[春秋]季开学|[采供取]暖[期季]|供热季)"
"""What comes round in a year, before which something is due: a pattern without groups."""
