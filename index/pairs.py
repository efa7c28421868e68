"""Which rows of the ledger belong together: target and actual of one indicator, in one plan or two, and its series through the years."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TypeVar

from index.deeds import split_deed, tags_of
from index.rows import UNDATED, LedgerRow
from index.units import COUNTS, SHARES, normalized

_SYNONYMS = (
    (re.compile("GDP|国内生产总值"), "地区生产总值"),
    (re.compile("规上"), "规模以上"),
    (re.compile("国家(?:级)?高新技术企业|国家高企|国高企业"), "国高企业"),
    (re.compile("研发(?:支出|经费投入|经费支出|经费)|研究与试验发展经费(?:支出|投入)?"), "研发投入"),
    (re.compile("公共住房|保障房|保障性安居工程住房|保障性租赁住房"), "保障性住房"),
    (re.compile("社零(?:总额)?"), "社会消费品零售总额"),
    (re.compile("违建"), "违法建筑"),
    (re.compile('(?<=投资)额|[“”‘’"任务]|各级|各类|全区|全市|全国|我国|年末'), ""),
    (re.compile("违法建筑减存量(?:任务)?"), "拆除违法建筑"),
)
"""Names of one thing, written as the second."""
_ADDS = re.compile("新|建|增|改|扩|引|设|组|成立|培育|打造|投放|认定|筹集")
_SUPPLIES = re.compile("供应|供给|出让|投放")
_REMOVES = re.compile("拆|淘汰|关停|取消|压减|退出|削减|减")
_FAMILIES = (_SUPPLIES, _REMOVES, _ADDS)
_FALLS = re.compile("下降|降低|减少|回落|下滑|压缩|压减|缩短|精简|收窄|下调|下跌|^降|低于|少于")
_TOTAL = re.compile("总[数量]|存量")
_GENERIC = frozenset(
    {"企业", "项目", "人才", "机构", "单位", "事项", "面积", "投资", "收入", "支出", "比重", "平台", "中心", "学校"}
)
"""Nouns that say too little to be the same thing with any word in front."""
_ALIKE = 0.66
"""Likeness above which two names are one: 高层次团队 and 高层次医学团队 (0.83), but not 上市企业 and 总部企业 (0.5)."""
_OTHER_DEED, _ONE_DEED, _SAME_DEED = -0.35, -0.05, 0.1
_SUFFIX_SCORE = 0.7
_CLOSE = 0.75
"""Names that end in different words need more in common."""


_PARTS = ("城镇", "农村", "工业", "服务业", "国家级", "省级", "市级", "县级")
"""Of a whole: a target for all is not met by a result of one part, nor one part's by another's."""


@dataclass(frozen=True, slots=True)
class _Key:
    """What two rows must or should have in common."""

    dimension: tuple[str, bool, int]
    """What is measured, whether its change is meant, and over how many years."""
    core: str
    deed: str
    family: int | None
    quoted: tuple[str, ...] = ()
    """What stands in quotes in the name and narrows it (“高精尖缺”高层次人才)."""


def _key(row: LedgerRow) -> _Key:
    # What five years add up to compares with five years only; a rate (赤字率3%) or a yearly growth (年均增长7%) with any.
    yearly = "年均" in row.change or (row.unit in SHARES and not row.change)
    years = row.year - row.first_year if row.first_year and not yearly else 0
    return _key_of(row.indicator, row.change, row.unit or row.value, years)


@lru_cache(maxsize=1 << 16)
def _key_of(indicator: str, change: str, unit: str, years: int) -> _Key:
    name = indicator
    for pattern, canonical in _SYNONYMS:
        name = pattern.sub(canonical, name)
    deed, core = split_deed(name)
    if change and unit not in SHARES:  # 道路里程增加15公里 is 新增道路里程
        deed = deed or change
    family = next((i for i, pattern in enumerate(_FAMILIES) if pattern.search(deed)), None) if deed else None
    quoted = tuple(part for part in _QUOTED.findall(indicator) if part in name)
    return _Key((dimension(unit), bool(change) and unit in SHARES, years), core or name, deed, family, quoted)


_QUOTED = re.compile("“([^”]+)”")


def dimension(unit: str) -> str:
    """Units whose values compare; all measure words count (个 and 座 of 学位)."""
    _, base = normalized(1.0, unit)
    return "count" if base in COUNTS or not base else base


def _likeness(a: _Key, b: _Key) -> float:
    """How surely two rows of one dimension are one indicator; below :data:`_ALIKE` they are not."""
    if a.dimension != b.dimension or bool(_TOTAL.search(a.core)) != bool(_TOTAL.search(b.core)):
        return 0.0
    if _narrows(a, b) or _narrows(b, a):
        return 0.0
    short, long = sorted((a.core, b.core), key=len)
    if "、" in long and "、" not in short and long.rpartition("、")[2] in (short, a.deed + short, b.deed + short):
        return 0.0  # 5G基站、智能杆 counts another thing besides
    if short == long:
        score = 1.0
    elif not set(short) & set(long):
        return 0.0
    else:
        score = SequenceMatcher(None, short, long, autojunk=False).ratio()
        if long.endswith(short) and short not in _GENERIC and len(short) > 1:
            score = max(score, _SUFFIX_SCORE)
        elif short[-1] != long[-1] and (score < _CLOSE or (a.dimension[0] == "count" and _names_another(short, long))):
            return 0.0
    if a.family != b.family:
        return score + (_OTHER_DEED if a.deed and b.deed else _ONE_DEED)
    return score + (_SAME_DEED if a.deed and a.deed == b.deed else 0.0)


def _narrows(one: _Key, other: _Key) -> bool:
    """Whether quotes narrow a name to a kind that the other does not speak of."""
    return any(2 * len(set(part) & set(other.core)) < len(set(part)) for part in one.quoted)


def _names_another(short: str, long: str) -> bool:
    """Whether a longer name goes on to another thing: 应用场景 and 应用场景标杆, not 活动 and 活动、赛事."""
    return long.startswith(short) and "、" not in long and tags_of(long[len(short) :])[-1][1][:1] == "n"


def _compares(row: LedgerRow) -> bool:
    """Whether a row has a value for a whole year or span of years."""
    return row.type == "figure" and not row.period and row.year != UNDATED


def alike(one: LedgerRow, other: LedgerRow) -> bool:
    """Whether two rows are of one indicator: same dimension, way of counting years, and name."""
    return _likeness(_key(one), _key(other)) > _ALIKE


def pair_rows(rows: Iterable[LedgerRow]) -> list[tuple[LedgerRow, LedgerRow]]:
    """Each target with the actual of the same indicator; no row in two pairs. ``rows`` are those of one document."""
    keyed = [(row, _key(row)) for row in rows if _compares(row)]
    actuals = [(row, key) for row, key in keyed if row.kind == "actual"]
    targets = [(row, key) for row, key in keyed if row.kind == "target"]
    scored = [
        (-score, actual.start, target.start, actual, target)
        for target, target_key in targets
        for actual, actual_key in actuals
        if actual.year < target.year and (score := _likeness(actual_key, target_key)) > _ALIKE
    ]
    taken: set[tuple[str, int, str, int]] = set()
    pairs = []
    for *_, actual, target in sorted(scored, key=lambda s: s[:3]):
        marks = {(row.kind, row.start, row.value, row.year) for row in (actual, target)}
        if not marks & taken:
            taken |= marks
            pairs.append((actual, target))
    return sorted(pairs, key=lambda pair: pair[1].start)


@dataclass(frozen=True, slots=True)
class Entry:
    """A row and the document it stands in."""

    document_id: str
    row: LedgerRow


AnEntry = TypeVar("AnEntry", bound=Entry)
_ONE_SERIES = 0.78
"""Likeness above which rows are one series: stricter than a pair, which is guarded by being one to one."""


def find_series(seed: AnEntry, entries: Iterable[AnEntry]) -> tuple[AnEntry, ...]:
    """The seed's indicator through the years: of each document, year and kind the row most alike, in the order of time.

    ``entries`` are those of one region. Where no other year has the indicator, the seed stands alone.
    """
    key = _key(seed.row)
    best: dict[tuple[str, int, str], tuple[float, AnEntry]] = {_cell(seed): (float("inf"), seed)}
    for entry in filter(lambda entry: _compares(entry.row), entries):
        likeness = _likeness(key, _key(entry.row))
        if likeness > best.get(_cell(entry), (_ONE_SERIES,))[0]:
            best[_cell(entry)] = (likeness, entry)
    return tuple(sorted((entry for _, entry in best.values()), key=lambda e: (e.row.year, e.row.kind, e.document_id)))


_SAME_PROMISE = 0.74
"""Likeness above which a result is told of a target; each is taken once."""


def _cell(entry: Entry) -> tuple[str, int, str]:
    return entry.document_id, entry.row.year, entry.row.kind


def all_series(seeds: Iterable[AnEntry], entries: Sequence[AnEntry]) -> list[tuple[AnEntry, ...]]:
    """The series that the seeds belong to and that reach over more than one year; no row in two of them."""
    alike: dict[object, list[AnEntry]] = {}
    for entry in filter(lambda entry: _compares(entry.row), entries):
        alike.setdefault(_key(entry.row).dimension, []).append(entry)
    taken: set[int] = set()
    found = []
    for seed in seeds:
        if id(seed.row) in taken or not _compares(seed.row):
            continue
        free = [entry for entry in alike.get(_key(seed.row).dimension, []) if id(entry.row) not in taken]
        series = find_series(seed, free)
        if len({entry.row.year for entry in series}) > 1:
            found.append(series)
            taken |= {id(entry.row) for entry in series}
    return found


def follow_up(entries: Iterable[AnEntry]) -> list[tuple[AnEntry, AnEntry]]:
    """Result and target of one indicator and the same years, the result told by another document than the one that set the target.

    ``entries`` are those of one region. Of one document's targets none is in two pairs, nor is a result twice beside them.
    """
    targets: dict[str, list[AnEntry]] = {}
    results: dict[object, list[AnEntry]] = {}
    for entry in filter(lambda entry: _compares(entry.row), entries):
        if entry.row.kind == "target":
            targets.setdefault(entry.document_id, []).append(entry)
        else:
            results.setdefault(_told(entry.row), []).append(entry)
    return [pair for own in targets.values() for pair in _followed(own, results)]


def _told(row: LedgerRow) -> object:
    """What a result must share with a target to be compared with it."""
    return _key(row).dimension, row.year, row.first_year


def _parts_of(row: LedgerRow) -> frozenset[str]:
    """Which parts of a whole an indicator speaks of."""
    return frozenset(part for part in _PARTS if part in row.indicator)


def _followed(targets: Sequence[AnEntry], results: Mapping[object, Sequence[AnEntry]]) -> list[tuple[AnEntry, AnEntry]]:
    scored = [
        (-likeness, target.row.start, result.document_id, result.row.start, result, target)
        for target in targets
        for result in results.get(_told(target.row), ())
        if result.document_id != target.document_id
        and _parts_of(result.row) == _parts_of(target.row)
        and (likeness := _likeness(_key(result.row), _key(target.row))) > _SAME_PROMISE
    ]
    taken: set[int] = set()
    pairs = []
    for *_, result, target in sorted(scored, key=lambda s: s[:4]):
        marks = {id(result.row), id(target.row)}
        if not marks & taken:
            taken |= marks
            pairs.append((result, target))
    return sorted(pairs, key=lambda pair: pair[1].row.start)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two rows in one unit; a range has different ends, a fall counts below zero."""

    actual: tuple[float, float]
    target: tuple[float, float]
    unit: str


def compare(actual: LedgerRow, target: LedgerRow) -> Comparison | None:
    """Both in the unit both are written in, else in the base unit; None where the units measure different things."""
    if _key(actual).dimension != _key(target).dimension:
        return None
    before, after, unit = _signed(actual), _signed(target), target.unit
    if actual.unit != target.unit:
        (low, high), (least, most) = before, after
        before = normalized(low, actual.unit)[0], normalized(high, actual.unit)[0]
        after = normalized(least, target.unit)[0], normalized(most, target.unit)[0]
        unit = normalized(0.0, target.unit)[1]
    return Comparison(before, after, unit)


def difference(actual: LedgerRow, target: LedgerRow) -> tuple[float, str] | None:
    """Target less actual, in the unit of :func:`compare`; shares differ by 个百分点. None where a value is a range."""
    both = compare(actual, target)
    if both is None or both.actual[0] != both.actual[1] or both.target[0] != both.target[1]:
        return None
    return round(both.target[0] - both.actual[0], 6), "个百分点" if both.unit in _PER_CENT else both.unit


_PER_CENT = frozenset({"%", "％"})


def _signed(row: LedgerRow) -> tuple[float, float]:
    """A fall counts below zero."""
    falls = row.unit in SHARES and _FALLS.search(row.change)
    return (-row.value_max, -row.value_min) if falls else (row.value_min, row.value_max)
