"""What the head of a table's column, or of its row, says: of what time, planned or done, in what unit, and what it measures.

2025年计划投资（万元） is a target of 2025 in 万元 and measures 投资; 2024年（实际） tells a time alone; 责任单位 heads no figures. Words of time and of
planned or done are taken from both ends of a head; what is left is the measure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from index.document import ScopeKind
from index.times import SPAN, periods_in
from index.units import MAGNITUDE, UNIT
from index.yearparts import PART, part_named


@dataclass(frozen=True, slots=True)
class Head:
    """A head as read. ``growth`` is 增长 or 年均增长 where the head says nothing else."""

    measure: str = ""
    unit: str = ""
    year: int | None = None
    first_year: int | None = None
    relative: int | None = None
    """Years from the one that the document calls 今年 (上年: -1)."""
    span: int = 0
    """Of how many years its figures are the sum (三年合计), where it does not say which."""
    period: str = ""
    kind: ScopeKind | None = None
    growth: str = ""
    staged: bool = False
    """Whether words of time, or of planned or done, stand in it."""

    @property
    def dated(self) -> bool:
        return self.year is not None or self.relative is not None


@lru_cache(maxsize=4096)
def read_head(text: str) -> Head:
    """Read a head (or the time that a row's first cell tells) in simplified characters."""
    words, unit = split_unit(text)
    words = _TASK_OF.sub("", _COMPARED.sub("同比", _BLANKS.sub("", words)))
    for match in _BRACKETED.finditer(words):
        if _left(match.group(1)) == "" or match.end() == len(words):
            told = match.group(1) if _left(match.group(1)) == "" else ""
            words = words.replace(match.group(), told)
    span = _SPAN_OF.fullmatch(words)
    measure = "" if span else _left(words)
    growth = _GROWTH.fullmatch(measure)
    if growth or _GENERIC.fullmatch(measure):
        measure = ""
    if unit[:1] in ("%", "％") and (of_plan := _OF_PLAN.search(words)):
        measure = f"{_left(words[: of_plan.start()])}完成率"
    first, last = _years(words)
    return Head(
        measure=measure,
        unit=unit or _counted(measure),
        year=last,
        first_year=first,
        relative=next((years for pattern, years in _RELATIVE if pattern.search(words)), None),
        span=_NUMERALS.index(span.group(1)) + 1 if span else 0,
        period=part_named(words),
        kind="actual" if _RATE.search(measure) else _kind(words.replace(measure, "", 1)),
        growth=("年均增长" if "年均" in words else "增长") if growth else "",
        staged=bool(span or growth) or _left(words) != words,
    )


def split_unit(name: str) -> tuple[str, str]:
    """A name and the unit behind it, in brackets or behind a slash: 森林覆盖率（%）, 水果产量/万吨. What else stands in brackets stays."""
    name = name.strip()
    for pattern in (_BRACKETS, _BEHIND_SLASH, _SIGN):
        found = pattern.search(name)
        if found and (pattern is not _BRACKETS or is_unit(found.group(1))):
            return (name[: found.start()] + name[found.end() :]).strip(), found.group(1).strip()
    return name, ""


def is_unit(text: str) -> bool:
    """Whether a short text is a unit (万元, 元/平方米, 增长%), and no note (实际, 常住人口, 按可比价)."""
    text = _BLANKS.sub("", text).removeprefix("单位")
    if _UNITS.fullmatch(text) or "%" in text or "％" in text:
        return True
    short = len(text) <= _SHORT and not _NO_UNIT.search(text) and _left(text) != ""
    return short and bool(_UNIT_AT_AN_END.search(text) or re.fullmatch("[A-Za-zμ/³²·]+", text))


def measure_of_caption(caption: str) -> str:
    """What the figures of a table measure, as its caption says (粮食播种面积 of 表2 各乡镇2025年粮食播种面积任务分解表)."""
    words = _BLANKS.sub("", _BRACKETED.sub("", _NUMBERED.sub("", caption)))
    words = _TABLE.sub("", words)
    years = list(re.finditer(r"(?:19|20)\d\d年度?", words))
    return _left(_EACH.sub("", words[years[-1].end() :] if years else words))


def _left(words: str) -> str:
    """Words without those of time, and of planned or done, at either end."""
    while True:
        opens = _OPENS.match(words)
        words = words[opens.end() :] if opens else words
        closes = _CLOSES.search(words)
        words = words[: closes.start()] if closes else words
        if not opens and not closes:
            return words


def _years(words: str) -> tuple[int | None, int | None]:
    """The first year, where several are meant, and the last."""
    span = SPAN.search(words)
    if span and int(span.group(1)) < int(span.group(2)):
        return int(span.group(1)), int(span.group(2))
    year = _YEAR.search(words)
    if year:
        return None, int(year.group(1))
    for first, last in periods_in(words):
        return (None if "末" in words else first), last
    return None, None


def _kind(words: str) -> ScopeKind | None:
    words = _FIXED.sub("", words)
    if _REACHED.search(_TO_BE_REACHED.sub("", words)):
        return "actual"
    return "target" if _PROMISED.search(words) else None


def _counted(measure: str) -> str:
    """The unit that a measure names: 户 of 受益户数, a share of …率."""
    match = _COUNT.search(measure)
    return match.group(1) if match else ""


_BLANKS = re.compile(r"\s+")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_RELATIVE = ((re.compile("上年|去年|上一年"), -1), (re.compile("本年|今年|当年"), 0), (re.compile("明年|下年"), 1))
_BRACKETED = re.compile("[(（\\[〔【]([^()（）\\[\\]〔〕【】]*)[)）\\]〕】]")
_BRACKETS = re.compile("\\s*[(（]([^()（）]{1,12})[)）](?=\\s*(?:$|[(（\\[〔]))")
_MEASURE = f"(?:{MAGNITUDE})*(?:{UNIT})"
_UNITS = re.compile(rf"(?:{_MEASURE}|{MAGNITUDE})(?:[/／、]?(?:每)?{_MEASURE})*|[%％‰]")
_UNIT_AT_AN_END = re.compile(rf"^{_MEASURE}|{_MEASURE}$")
_BEHIND_SLASH = re.compile(rf"(?:[/／]|\s(?=\S*[/／]))\s*({_MEASURE}(?:[/／]{_MEASURE})?|[%％])$")
_SIGN = re.compile("([%％‰])$")
_SHORT = 5
"""Characters of a unit that is not listed (当量人)."""
_NO_UNIT = re.compile("^[含按其自包注]|不含|价|口径|[以]上|[人户]口|修正|个人|以下|新增|累计|等")
_COUNT = re.compile(rf"(?<!指)((?:{UNIT}))数$")
_STAGE = "计划|目标|预期|预计|任务|下达|安排|预算|[拟应须]|实际|实绩|完成|执行|实现|达到|现状|基期|基数|决算|控制"
_TIME = (
    rf"(?:19|20)\d\d年?[-－—–~～至]+(?:19|20)\d\d年?|(?<!\d)(?:19|20)\d\d年?度?[末底]?|(?<!\d)(?:{PART})|上年度?|去年|上一年|[本下]年度?|[今明]年|当年"
    '|全年|年度|年[末底初]|截[至止]|[“"「]?十[一二三四五六]?五[”"」]?(?:时期|期间|规划)?(?:期?末)?|期末|累计|1[0-2]月[末底]?'
)
_BEHIND_STAGE = "(?:数值?|值|数量|情况|指标[值数]?|[额量](?![^的]))?"
_TOLD = f"(?:(?:{_TIME})|(?:{_STAGE})(?!率|比|进度){_BEHIND_STAGE}|规划(?:目标|数|值|$))"
_FIXED = re.compile("实际(?=利用|使用|到位)")
"""实际利用外资 is a name."""
_OPENS = re.compile(f"(?:(?!{_FIXED.pattern})(?:{_TOLD})[的:：]?)+")
_CLOSES = re.compile(f"(?:{_TOLD})+$")
_GENERIC = re.compile("[数值年]|数值|数据|水平|情况|绝对[值数]|指标[值数量]?|数量|总?量|金额|规划")
_GROWTH = re.compile(
    "(?:同比|年度|年均|年平均|平均|可比)*(?:增速|增长率?|增幅|同比|增减|增减幅|变化|年均)(?:情况|幅度|率|速度|[±])?(?:年均)?"
)
_SPAN_OF = re.compile("([一二三四五六七八九十])年(?:累计|合计|总计|共计|总数|累计数|合计数)?")
_NUMERALS = "一二三四五六七八九十"
_COMPARED = re.compile(
    r"[比较](?:上年|去年|前一年|(?:19|20)\d\d年)(?:同期|末|底)?(?:(?:预算|决算|执行|完成|实际|计划)数?)?"
)
_TASK_OF = re.compile(
    "(?<=[\u4e00-\u9fff]{2})(?<!目标|年度|全年|下达|分解)任务(?!完成|书|单|清单)(?=[\u4e00-\u9fff]{2,}$)"
)
"""改造任务 above 户数 in a head of two rows: 改造户数."""
_RATE = re.compile("(?:完成|执行|实现|支出)(?:率|比例|进度)$")
_OF_PLAN = re.compile("(?:完成|占|为|达)(?:年度|全年|年初|调整)*(?:计划|目标|任务|预算)数?的?$")
_PROMISED = re.compile(
    "目标|规划|预期|计划|任务|下达|指标[数量]|预算|控制|安排(?:[数值量额]|$|[^置])|[拟应须](?:完成|实现)"
)
_REACHED = re.compile("实际|实绩|现状|完成|执行|实现|基期|基数|决算")
_TO_BE_REACHED = re.compile("(?:预[计期]|[拟应须])(?:完成|实现|执行)|计划(?:完成|实现)(?![数值量情率])")
"""Planned to be reached, not reached; of 预计完成 alone the year decides."""
_NUMBERED = re.compile("^\\s*(?:附?[表件图]|专栏)\\s*[\\d一二三四五六七八九十—－-]*[:：.、]?\\s*")
_TABLE = re.compile("(?:分解|完成|安排|下达|执行|汇总|统计|情况|进度|分配|一览|明细|计划|任务|目标)*表?$")
_EACH = re.compile("^(?:全[省市县区]|分|各)+(?:乡镇|镇街|乡|镇|街道|县|市|区|[(（、)）]|部门|单位|地区|园区|学校)*")
