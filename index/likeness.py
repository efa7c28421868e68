"""How surely two rows of the ledger are of one indicator: the same thing after the same reading, measured and told alike."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Literal

from index.deeds import ADVERBIAL, DEED, LIGHT, split_deed
from index.rows import LedgerRow
from index.units import COUNTS, SHARES, normalized

_SYNONYMS = (
    (re.compile("GDP|(?:国内|地区|地方)生产总值|^经济(?:总量|发展)?$"), "生产总值"),
    (re.compile("规上"), "规模以上"),
    (re.compile("国家(?:级)?高新技术企业|国家高企|国高企业"), "国高企业"),
    (re.compile("研发(?:支出|经费投入|经费支出|经费)|研究与试验发展经费(?:支出|投入)?"), "研发投入"),
    (re.compile("公共住房|保障房|保障性安居工程住房|保障性租赁住房"), "保障性住房"),
    (re.compile("社零(?:总额)?|(?:全社会|社会)消费品零售总?额"), "社会消费品零售"),
    (re.compile("(?<!人均)可支配收入"), "人均可支配收入"),
    (re.compile(r"超过?(?=[\d百千万亿])"), "过"),
    (re.compile("违建"), "违法建筑"),
    (re.compile("占比|比例"), "比重"),
    (re.compile("农民(?=人均)"), "农村居民"),
    (re.compile("营业收入"), "营收"),
    (re.compile("公共财政预算"), "公共预算"),
    (re.compile("总产(?:量|$)"), "产量"),
    (re.compile("^(?:外贸|货物)?进出口(?:贸易)?"), "外贸进出口"),
    (
        re.compile(
            '(?<=投资)额|(?<!生产)总[额值]|[“”‘’"任务]|各级|各类|全[区市县省盟州](?!重点)|全国(?!重点)|我国|全社会|^地方|年末|年(?=营收|销售)|常住|全体(?=居民)|的'
        ),
        "",
    ),
    (re.compile("违法建筑减存量(?:任务)?"), "拆除违法建筑"),
)
"""Names of one thing, written as the second."""
_ADDS = re.compile("新|建|增|改|扩|引|设|组|成立|培育|打造|投放|认定|筹集")
_SUPPLIES = re.compile("供应|供给|出让|投放")
_REMOVES = re.compile("拆|淘汰|关停|取消|压减|退出|削减|减")
_STARTS = re.compile("开工|启动|签约")
_FAMILIES = (_SUPPLIES, _REMOVES, _STARTS, _ADDS)
_IDLE = re.compile(
    rf"(?:{DEED}|{LIGHT}|{ADVERBIAL.pattern}|启动|发展|计划|年度|当年|做[大强优]|今后五年|[第首].?批|[、和及与性])+"
)
"""Words in which two names of one thing may differ."""
_SAYS_LITTLE = 4
"""Characters of a name (项目, 重点项目) that does not tell which of the things named as examples are meant."""
_LONGEST = 12
"""Characters of such words."""
_ONE_NAME, _SUFFIX, _IN_COMMON = 0.95, 0.7, 0.5
ALIKE = 0.66
"""Likeness above which two names are one: 高层次团队 and 高层次医学团队 (0.83), but not 上市企业 and 总部企业 (0.5)."""
_OTHER_DEED, _ONE_DEED, _SAME_DEED = -0.35, -0.05, 0.1
_PARTS = re.compile(
    "总[数量]|存量|城镇|城乡|农村|农民|工业|服务业|人均|国家级|全国|全[省市县]|[省市县区](?=级|[、市县区]*重点)"
)
"""Of a whole: a target for all is not met by a result of one part, nor one part's by another's."""


Flow = Literal["more", "all", "so far", ""]
"""What is added, what there is, what has been added in unsaid years, or the clause does not say."""


@dataclass(frozen=True, slots=True)
class Key:
    """What two rows must or should have in common."""

    dimension: tuple[str, bool, int]
    """What is measured, whether its change is meant, and over how many years."""
    core: str
    deed: str
    family: int | None
    parts: frozenset[str]
    """Which parts of a whole, or its total."""
    quoted: tuple[str, ...]
    """What stands in quotes in the name and narrows it (“高精尖缺”高层次人才)."""
    examples: bool
    """Whether some of what is counted is named ahead (东湖、西湖等4条道路)."""
    flow: Flow
    stands: bool
    """Whether it says how much there is at the end of its years, not what they add up to."""


def key_of(row: LedgerRow) -> Key:
    """What a row's name and clause say of its figure; worth keeping where a row is held against many."""
    name = _read(row.indicator)
    adds = bool(row.change) and row.unit not in SHARES  # 道路里程增加15公里 is 新增道路里程
    deed = name.deed or (row.change if adds else "")
    ahead = row.quote[: row.quote.rfind(row.value)]
    reaches = not deed and _ALL.search(ahead)
    flow: Flow = "so far" if "累计" in row.quote else "all" if reaches else "more" if deed else ""
    stands = not row.change and (row.unit in SHARES or flow == "all")
    # What five years add up to compares with five years only; a level (赤字率3%) or a yearly growth (年均增长7%) with any.
    years = row.year - row.first_year if row.first_year and not stands and "年均" not in row.change else 0
    family = next((i for i, pattern in enumerate(_FAMILIES) if pattern.search(deed)), None) if deed else None
    measured = (dimension(row.unit or row.value), bool(row.change) and row.unit in SHARES, years)
    return Key(measured, name.core, deed, family, name.parts, name.quoted, ahead.endswith("等"), flow, stands)


_ALL = re.compile("(?:达|增[至到]|增加[至到]|升至|提[升高][至到]|稳定在|保持在|[拥共]有)[^,，;；、]{0,9}$")


@dataclass(frozen=True, slots=True)
class _Name:
    deed: str
    core: str
    parts: frozenset[str]
    quoted: tuple[str, ...]


@lru_cache(maxsize=1 << 16)
def _read(indicator: str) -> _Name:
    name = indicator
    for pattern, canonical in _SYNONYMS:
        name = pattern.sub(canonical, name)
    deed, core = split_deed(name)
    quoted = tuple(part for part in _QUOTED.findall(indicator) if part in name)
    return _Name(deed, core or name, frozenset(_PARTS.findall(name)), quoted)


_QUOTED = re.compile("“([^”]+)”")


def dimension(unit: str) -> str:
    """Units whose values compare; all measure words count (个 and 座 of 学位)."""
    _, base = normalized(1.0, unit)
    return "count" if base in COUNTS or not base else base


def likeness(a: Key, b: Key) -> float:
    """How surely two rows of one dimension are one indicator; below :data:`ALIKE` they are not."""
    if a.dimension != b.dimension or a.parts != b.parts or _narrows(a, b) or _narrows(b, a):
        return 0.0
    short, long = sorted((a.core, b.core), key=len)
    if len(short) <= _SAYS_LITTLE and (a.examples or b.examples):
        return 0.0
    if "、" in long and "、" not in short and long.rpartition("、")[2] in (short, a.deed + short, b.deed + short):
        return 0.0  # 5G基站、智能杆 counts another thing besides
    score = _of_names(short, long)
    if not score:
        return 0.0
    if a.family != b.family:
        return score + (_OTHER_DEED if a.deed and b.deed else _ONE_DEED)
    return score + (_SAME_DEED if a.deed and a.deed == b.deed else 0.0)


def one_name(a: Key, b: Key) -> bool:
    """Whether two rows name one thing, whatever is done to it."""
    return _of_names(*sorted((a.core, b.core), key=len)) >= _ONE_NAME


def is_called(row: LedgerRow, name: str) -> bool:
    """Whether a name (经济, 社零, 规上工业增加值) is the one of a row's indicator, as written or in other words."""
    core = _read(name).core
    return bool(name) and _of_names(*sorted((_read(row.indicator).core, core), key=len)) >= _ONE_NAME


@lru_cache(maxsize=1 << 16)
def _of_names(short: str, long: str) -> float:
    """1 where two things have one name; less where one says more; 0 where each has a word that the other has not, or one goes on to another thing."""
    if short == long:
        return 1.0
    both = SequenceMatcher(None, short, long, autojunk=False)
    if both.real_quick_ratio() < _IN_COMMON or both.quick_ratio() < _IN_COMMON:
        return 0.0
    parts = [(short[i:j], long[k:m]) for tag, i, j, k, m in both.get_opcodes() if tag != "equal"]
    parts = [(x, y) for x, y in parts if len(x + y) > _LONGEST or not _IDLE.fullmatch(x + y)]
    if not parts:
        return _ONE_NAME
    goes_on = short[-1] != long[-1] and short.endswith(parts[-1][0]) and long.endswith(parts[-1][1])
    if goes_on or any(x and y for x, y in parts):
        return 0.0
    return max(both.ratio(), _SUFFIX if long.endswith(short) else 0.0)


def _narrows(one: Key, other: Key) -> bool:
    """Whether quotes narrow a name to a kind that the other does not speak of."""
    return any(2 * len(set(part) & set(other.core)) < len(set(part)) for part in one.quoted)
