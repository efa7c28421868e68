"""The words by which a text says when: years, spans of years, parts of a year, deadlines. The one place that knows them.

A year that is only compared with (比2020年), counted from (2020年以来) or part of a name (《…2021—2025年》) is no time of its clause.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.document import Scope, ScopeKind
from index.yearparts import A_DASH, A_MONTH, PART, SEASON, SMALL, is_whole_year

YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=\s*年)")
SPAN = re.compile(r"((?:19|20)\d\d)\s*年?\s*[-－—–~～至]+\s*((?:19|20)\d\d)\s*年?")
PLAN_PERIODS = {
    "一": 1953, "二": 1958, "三": 1966, "四": 1971, "五": 1976, "六": 1981, "七": 1986, "八": 1991, "九": 1996,
    "十": 2001, "十一": 2006, "十二": 2011, "十三": 2016, "十四": 2021, "十五": 2026, "十六": 2031,
}  # fmt: skip
"""The first year of each five-year plan."""
_ORDINAL = "十[一二三四五六]?"
_ANY_ORDINAL = f"{_ORDINAL}|[一二三四五六七八九]"
PERIOD = re.compile(
    f'[“"「]({_ANY_ORDINAL})五[”"」](?:时期|规划|计划|期间|以来)|第({_ANY_ORDINAL})个五年|({_ORDINAL})五(?:时期|规划|计划|期间|以来)'
)
"""A five-year plan as a time; see :func:`plan_of`."""
_NAMED_PERIOD = re.compile(f'{PERIOD.pattern}|[“"「]({_ANY_ORDINAL})五[”"」]')
_WRITTEN_YEAR = re.compile("[一二][〇○零Ｏ九][〇○零Ｏ一二三四五六七八九]{2}(?=年)")
_WRITTEN_DIGIT = {ord(c): d for c, d in zip("〇○零Ｏ一二三四五六七八九", "0000123456789", strict=True)}


@dataclass(frozen=True, slots=True)
class DocumentTime:
    """The years a document turns on. ``reviewed`` and ``planned`` are None where the title and date tell neither.

    They are one year where a document reviews a part of a year and plans the rest of it; ``planned`` is None where it only reports.
    """

    reviewed: int | None
    planned: int | None
    part: str = ""
    """The part of the year that is reviewed, as the title writes it (上半年, 1—9月); empty for whole years."""
    now: int | None = None
    """What the document calls 今年, where its day tells it to be another than its other years do."""
    stages: tuple[tuple[str, int], ...] = ()
    """The stages that the document gives years to (近期 is 2025), each with its last year."""

    @property
    def within_a_year(self) -> bool:
        return self.reviewed is not None and self.reviewed == self.planned

    @property
    def this_year(self) -> int | None:
        """What the document calls 今年: the first year that it plans, else the last one that it reports on."""
        if self.now or self.reviewed is None:
            return self.now or self.planned
        return self.reviewed if self.planned in (None, self.reviewed) else self.reviewed + 1

    @property
    def last_year(self) -> int | None:
        """What the document calls 去年."""
        return self.this_year - 1 if self.this_year is not None else None

    def kind_of(self, year: int, base: Scope | None) -> ScopeKind:
        """Whether a year is reported or promised in this document; ``base`` is the time around it."""
        if self.within_a_year and base is not None and year == base.year == self.planned:
            return base.kind
        if self.reviewed is not None:
            return "target" if year > self.reviewed else "actual"
        if base is None or year == base.year:
            return base.kind if base else "actual"
        return "target" if year > base.year else "actual"


@dataclass(frozen=True, slots=True)
class TimeWord:
    """One expression of time. ``scope`` is None where it only names a part of the year around it (``period``)."""

    start: int
    end: int
    scope: Scope | None
    period: str = ""
    """As written; empty for a whole year."""
    deadline: str = ""
    """As written: 2026年底前."""
    left_behind: bool = False
    """由1985年的12%提高到…: the time of the figure right behind it alone."""
    whole: bool = False
    """全年, 年末: the year as a whole again."""


def in_digits(text: str) -> str:
    """二〇二三年 as 2023年, each character in its place."""
    return _WRITTEN_YEAR.sub(lambda m: m.group().translate(_WRITTEN_DIGIT), text)


def in_characters(year: int) -> tuple[str, ...]:
    """A year as it may be written: 2023 and 二〇二三, its noughts in every sign that :func:`in_digits` reads."""
    characters = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(year))
    return tuple(dict.fromkeys((str(year), *(characters.replace("〇", nought) for nought in "〇○零Ｏ"))))


def plan_of(match: re.Match[str]) -> int:
    """The first year of the plan that a match of :data:`PERIOD` names."""
    return PLAN_PERIODS[next(name for name in match.groups() if name)]


def periods_in(text: str) -> tuple[tuple[int, int], ...]:
    """The first and last years of the five-year plans that a text names (“十四五”时期, 第十五个五年规划)."""
    return tuple((first, first + 4) for first in map(plan_of, _NAMED_PERIOD.finditer(text)))


def time_of_years(years: tuple[int, ...]) -> DocumentTime | None:
    """The years a manifest gives: the last is planned, the first reviewed; one alone is planned after the year before it."""
    if not years:
        return None
    return DocumentTime(min(years) if len(years) > 1 else years[0] - 1, max(years))


_SEASON_OF_YEARS = re.compile(rf"\s*(?:年?度)?(?:{SEASON}(?P<before>[之以]?前)?|学年|[榨雪]季)")
_TIME = re.compile(
    rf"(?P<some>近[两二三四]年(?=累计|来))|(?P<first>(?:19|20)\d\d)\s*年?\s*{A_DASH}\s*(?P<last>(?:19|20)\d\d)\s*(?:年|(?=学年))"
    rf"|(?:(?<!\d)(?P<year>(?:19|20)\d\d)\s*年度?|(?P<named>今年|本年度?|去年|上年度?|上一年|明年|(?:(?<=[到在])|(?<![\u4e00-\u9fff]))[来后]年(?![度均])|前年))(?P<part_of_year>\s*(?:{PART}))?(?P<end>[末底])?"
    rf"|(?P<date>(?<!\d){A_MONTH}\s*月\s*[0-3]?\d\s*[日号])"
    rf"|(?P<part>{PART})"
    r"|(?P<whole>全年|年[末底])"
    rf"|(?:{_NAMED_PERIOD.pattern})(?P<plan_end>末|期末)?"
    rf"|(?P<season>(?:{SEASON})[之以]?前)"
    r"|(?P<coming>(?:今后|未来)五年)|(?P<past>过去五年|五年来|这五年|近五年)"
)
_BEFORE = re.compile(rf"{A_MONTH}?\s*月?\s*(?:[0-3]?\d\s*日)?\s*(?:末|底|中旬)?\s*(?:之?前|以前)(?![列茅沿述])")
DEADLINE = (
    rf"[在于]?(?:(?:(?:19|20)\d\d|[今明本])\s*年?\s*(?:[末底]|{A_MONTH}\s*月\s*(?:[0-3]?\d\s*日|[末底]|中旬)?)?|年[末底]|{A_MONTH}\s*月\s*(?:[0-3]?\d\s*日|[末底]|中旬)?)之?前"
    r"|到(?:(?:19|20)\d\d|[今明])\s*年[末底]?"
)
"""By when something is to be done, as it opens a clause: a pattern without groups."""
_NOT_A_TIME_BEHIND = re.compile(
    "度?以来|年?代|起|以后|之后|的?(?:基础|水平)|的?同期(?!为|是|数|的?\\d)|(?:年度)?(?:预期)?目标任务完成|版|级|款|[^,，。;；]{0,6}[》”]"
)
_BEGUN_BEHIND = re.compile(
    r"(?:启动|开工|动工|立项|开建)(?:建设|实施)?的[^,，。;；\d]*(?:交付|完成|建成|竣工|完工|投[产用]|通车|入住)"
)
"""前年启动的安置房交付180套: begun then, finished in the time around."""
_COMPARED_BEFORE = re.compile("(?:(?<!占)比|较|超过?|高于|低于|相当于|自)$")
_COMPARED_BEHIND = re.compile("相比|持平|的?基础上|的?[一两二三四五六七八九十\\d.]+倍")
_THAN_BEFORE, _BASE_BEHIND = re.compile("(?<!占)比$|较$"), re.compile(r"的\d")
"""比1985年的397元增长41.1%."""
_AS_OF = re.compile("截[至止][到至]?$")
"""截至2022年底 in a paper given in a later year tells what was reached, whatever the years of its plan."""
_LEVEL_BEHIND = re.compile(r"的?\d")
_FROM_BEFORE = re.compile("(?:由|从)(?:(?:19|20)\\d\\d\\s*年[^,，;；。]*[、和])?$")
_QUOTED = re.compile("《[^》]*》|〔[^〕]*〕|[(（][^()（）]{0,40}[)）]")
_NAMED_YEARS = {"今": 0, "本": 0, "去": -1, "上": -1, "明": 1, "来": 1, "后": 2, "前": -2}


def time_words(text: str, base: Scope | None, time: DocumentTime) -> Iterator[TimeWord]:
    """The expressions of time in a text in order; ``base`` is the time around it."""
    flat = in_digits(text)
    masked = _QUOTED.sub(lambda m: "〇" * len(m.group()), flat)
    found = filter(
        None, (_seasonal(m, masked, base, time) or _word(m, masked, base, time) for m in _TIME.finditer(masked))
    )
    yield from heapq.merge(found, _stages(masked, base, time), key=lambda word: word.start)


def _stages(text: str, base: Scope | None, time: DocumentTime) -> Iterator[TimeWord]:
    """The stages of a plan that a text speaks of by the names that the plan gives years to (近期, 远期)."""
    years = dict(time.stages)
    for match in re.finditer("|".join(map(re.escape, years)), text) if years else ():
        if not _NO_STAGE_BEHIND.match(text, match.end()):
            year = years[match.group()]
            yield TimeWord(match.start(), match.end(), Scope(year, time.kind_of(year, base)))


_NO_STAGE_BEHIND = re.compile("[内来]|规划|建设规划|目标年|[为至到]?\\s*[（(]?(?:19|20)\\d\\d")
"""近期内, 近期建设规划; 近期至2025年 tells the year itself."""


def _seasonal(match: re.Match[str], text: str, base: Scope | None, time: DocumentTime) -> TimeWord | None:
    """A season as a time: what is due before it, and one that goes from year to year (2024—2025年采暖季, in a plan of 2025 no goal)."""
    if match["season"]:
        return TimeWord(match.start(), match.end(), None, deadline=match.group())
    years = _SEASON_OF_YEARS.match(text, match.end()) if match["first"] else None
    first, last = (int(match["first"]), int(match["last"])) if years else (0, 0)
    if years is None or last != first + 1:
        return None
    begun = Scope(first, time.kind_of(first, base))
    if years["before"]:
        return TimeWord(match.start(), years.end(), begun, deadline=text[match.start() : years.end()], whole=True)
    return TimeWord(match.start(), match.end(), Scope(last, begun.kind, first), whole=True)


def _word(match: re.Match[str], text: str, base: Scope | None, time: DocumentTime) -> TimeWord | None:
    start, end = match.span()
    before, behind = text[:start].rstrip(), text[end : end + 12]
    dated = match["year"] or match["named"] or match["first"]
    if match["year"] and _THAN_BEFORE.search(before) and _BASE_BEHIND.match(behind):
        return TimeWord(start, end, _scope(match, base, time), left_behind=True)
    if dated and (_is_compared(before, behind) or _NOT_A_TIME_BEHIND.match(behind) or _BEGUN_BEHIND.match(text, end)):
        return None
    scope = _scope(match, base, time)
    if match["year"] and base and scope and scope.year > base.year and _TAKES_UP.search(before):
        return None
    if (
        scope
        and not dated
        and (_is_compared(before, behind) or _in_a_name(match, before, behind) or _DRAWN_UP.search(before))
    ):  # 较“十三五”增长16.3%
        return None
    part = (match["part_of_year"] or match["part"] or "").strip()
    if not (part or match["date"] or match["whole"] or scope):
        return None
    limit = _BEFORE.match(behind)
    whole = bool(match["whole"] or (part and is_whole_year(part)))
    promised = scope is not None and scope.kind == "target" and not scope.first_year
    if limit or (promised and before.endswith("到") and not part):  # 年底前, 到2025年
        stop = end + limit.end() if limit else end
        return TimeWord(start, stop, scope, deadline=text[start:stop], whole=whole or bool(dated and not part))
    if whole:
        return TimeWord(start, end, scope, whole=True)
    if match["date"]:
        return None
    if part and (_COMPARED_BEFORE.search(before) or (match["part"] and _part_of_a_date(before, part + behind))):
        return None
    left = (scope is not None or bool(_LEVEL_BEHIND.match(behind))) and bool(_FROM_BEFORE.search(before))
    return TimeWord(start, end, scope, period=part, left_behind=left, whole=bool(dated and not part))


def _is_compared(before: str, behind: str) -> bool:
    """Whether a year is only what another is measured by."""
    return bool(_COMPARED_BEFORE.search(before) or _COMPARED_BEHIND.match(behind))


def _in_a_name(match: re.Match[str], before: str, behind: str) -> bool:
    """Whether “十四五” by itself is part of what something is called (某酒厂“十四五”技改一期)."""
    bare = match.group()[-1] in '”"」' and not match["plan_end"]
    return (
        bare and bool(_HAN.search(before[-1:])) and not before.endswith(_AHEAD_OF_A_PERIOD) and bool(_HAN.match(behind))
    )


_DRAWN_UP = re.compile("(?:编制|出台|印发|制定|编印)[^,，;；。]*[\u4e00-\u9fff]$")
"""编制东西部协作“十四五”规划 in a review: a plan was drawn up, no time is told."""
_TAKES_UP = re.compile("(?:列入|入选|纳入|入围|储备|申报|上报|下达|争取|获批|谋划|包装)了?$")
"""储备2021年债券项目38个 in a review of 2020: the year is the thing's."""
_HAN = re.compile("[\u4e00-\u9fff]")
_AHEAD_OF_A_PERIOD = (
    "在",
    "到",
    "至",
    "于",
    "和",
    "与",
    "整个",
    "全市",
    "全省",
    "全县",
    "全区",
    "我市",
    "我省",
    "我县",
    "我区",
    "我国",
    "全国",
)


def _part_of_a_date(before: str, part: str) -> bool:
    return bool(re.search(r"\d\s*年?$", before) or re.match(r".*月\d", part))


def _scope(match: re.Match[str], base: Scope | None, time: DocumentTime) -> Scope | None:
    """The years that a match of :data:`_TIME` names, done or promised; None where it names a part of a year alone."""
    if match["first"]:
        first, last = int(match["first"]), int(match["last"])
        return Scope(last, time.kind_of(last, base), first) if first < last else None
    if match["year"]:
        year = int(match["year"])
        over = time.now and year < time.now and _AS_OF.search(match.string, 0, match.start())
        return Scope(year, "actual" if over else time.kind_of(year, base))
    if match["named"]:
        if time.this_year is None:
            return None
        year = time.this_year + _NAMED_YEARS[match["named"][0]]
        if match["named"][0] == "本" and base and base.kind == "actual" and not base.first_year:  # in a review
            year = base.year
        return Scope(year, time.kind_of(year, base))
    if match["some"]:
        spans = base is not None and base.kind == "actual" and not base.first_year and not base.period
        return Scope(base.year, "actual", base.year + 1 - SMALL[match["some"][1]]) if base and spans else None
    if match["coming"] or match["past"]:
        return _five_years(match, base, time)
    if name := next((name for name in match.groups()[-8:] if name in PLAN_PERIODS), None):
        first = PLAN_PERIODS[name]
        if match.group()[-1] in '”"」' and time.reviewed and first + _LONG_PAST < time.reviewed:  # “七五”普法
            return None
        kind = time.kind_of(first + 4, base)
        return Scope(first + 4, kind) if match["plan_end"] else Scope(first + 4, kind, first)
    return None


_LONG_PAST = 15
"""Years: what a plan begun before them is called by is no time of a text."""


def _five_years(match: re.Match[str], base: Scope | None, time: DocumentTime) -> Scope | None:
    if time.reviewed is None:
        return None
    if match["coming"]:
        return Scope(time.reviewed + 5, "target", time.reviewed + 1)
    spans = base is not None and base.kind == "actual" and base.first_year is not None
    return base if spans else Scope(time.reviewed, "actual", time.reviewed - 4)
