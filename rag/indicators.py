"""How people ask for an indicator of the ledger: which names read well inside a question, and what they are called in English."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.deeds import split_deed, tags_of
from index.glosses import stems
from index.rows import UNDATED, LedgerRow
from index.units import COUNTS, MONEY, SHARES, normalized
from index.words import traditional
from rag.messages import say
from rag.places import in_pinyin
from rag.types import Language

_NAME = re.compile("[\u4e00-\u9fffA-Za-z0-9“”]{3,16}")
_LETTERS = re.compile("[A-Z][A-Za-z0-9.]*")
_UNIT = re.compile("(万?亿?)([\u4e00-\u9fff%/]*)")
_EXTENT = ("米", "平方米", "立方米")
_BEFORE_NOUN = "nvajbls"
"""First letters of the tags that words of a name may have: no number, pronoun, adverb, preposition or particle."""
_ENGLISH: tuple[tuple[re.Pattern[str], list[str]], ...] = tuple(
    (re.compile(pattern), names)
    for pattern, *names in (
        ("(?:新增)?(?:中小学|基础教育|义务教育)?学位", "new school places"),
        ("(?:新增)?(?:养老|护理型)床位", "new care-home beds"),
        ("新增(?:医疗|医院)?床位", "new hospital beds"),
        ("新增(?:普惠|婴幼儿)*托位", "new nursery places"),
        ("新增(?:公共)?停车(?:泊)?位", "new parking spaces"),
        ("(?:城镇新增|新增城镇)就业", "new urban jobs"),
        ("(?:全[省市区县])?(?:地区|国内)?生产总值|GDP", "GDP", "GDP growth"),
        ("固定资产投资", "fixed-asset investment", "growth in fixed-asset investment"),
        ("社会消费品零售总额", "retail sales of consumer goods", "growth in retail sales of consumer goods"),
        ("(?:地方)?一般公共预算收入", "general public budget revenue", "growth in general public budget revenue"),
        ("规模?以?上工业增加值", "industrial value added", "growth in industrial value added"),
        ("(?:居民)?人均可支配收入", "disposable income per person", "growth in disposable income per person"),
        ("城镇调查失业率", "the surveyed urban unemployment rate"),
        ("居民消费价格涨幅", "the rise in consumer prices"),
        ("外?贸?进出口总[额值]", "imports and exports", "growth in imports and exports"),
        ("集装箱吞吐量", "container throughput", "growth in container throughput"),
        ("货物吞吐量", "cargo throughput", "growth in cargo throughput"),
        ("(?:新增|新建|建设)(?:公共)?充电桩", "new charging stations"),
        ("粮食总?产量?", "grain output"),
        ("(?:新建|建成|建设)高标准农田", "new high-standard farmland"),
        ("森林覆盖率", "forest cover"),
        ("(?:空气质量)?优良天数(?:比例|率)?|空气质量优良率", "days of good air"),
        ("(?:新建|新增|建设)(?:环城)?绿道", "new greenways"),
        ("(?:新建|新增|建成)(?:各类)?公园", "new parks"),
        ("新改?扩?建幼儿园", "new kindergartens"),
    )
)
"""What plans promise almost everywhere: the indicator, its English name, and that of its change."""


def question_on(row: LedgerRow, place: str, language: Language) -> str:
    """A question that this row answers, in the reader's language, about a ``place`` unless that is empty; empty where its name reads as no
    indicator, or has no name in English."""
    if language == "en":
        return _in_english(row, place)
    deed, thing = split_deed(row.indicator)
    unit = _UNIT.fullmatch(row.unit)
    if row.year == UNDATED or not unit or not row.value[:1].isdigit() or not reads_well(row.indicator):
        return ""
    target = row.kind == "target"
    words = {"place": place, "years": row.years, "indicator": row.indicator, "change": row.change}
    if row.change:
        question = say("ask_change", "zh", will="要" if target else "", **words)
    elif not deed and (unit[2] in COUNTS or normalized(1.0, unit[2])[1] in _EXTENT):
        return ""
    elif deed and unit[2] not in (*SHARES, *MONEY):
        counted = "名" if unit[2] == "人" else unit[2]
        question = say("ask_count", "zh", will="要" if target else "", deed=deed, unit=counted, thing=thing, **words)
    else:
        question = say("ask_figure", "zh", target="的目标" if target else "", **words)
    return traditional(question) if language == "zh-Hant" else question


def comparison_of(earlier: LedgerRow, later: LedgerRow, place: str, language: Language) -> str:
    """A question that a result and its target answer together; empty as in :func:`question_on`."""
    name = english_name(later) if language == "en" else later.indicator if reads_well(later.indicator) else ""
    where = in_pinyin(place) if language == "en" else place
    if not name or (place and not where):
        return ""
    first, second = (str(row.year) if language == "en" else row.years for row in (earlier, later))
    of = f" in {where}" if where else ""
    question = say(
        "ask_comparison",
        "en" if language == "en" else "zh",
        place=where,
        of=of,
        indicator=name,
        first=first,
        second=second,
    )
    return traditional(question) if language == "zh-Hant" else question


def reads_well(name: str) -> bool:
    """Whether a name of the ledger is a noun, with a deed in front or none, that was cut out whole."""
    if not _NAME.fullmatch(_LETTERS.sub("A", name)):
        return False
    tags = tags_of(name)
    last, tag = tags[-1]
    noun = tag[0] == "n" or tag in ("vn", "an", "eng", "j", "l", "i")
    return (
        noun and (len(last) > 1 or last in "率量额数值林") and all(t[0] in _BEFORE_NOUN or t == "eng" for _, t in tags)
    )


def english_name(row: LedgerRow) -> str:
    """What a row's indicator is called in English, that of its change where it has one; empty where it has no such name."""
    for pattern, (level, *change) in _ENGLISH:
        if pattern.fullmatch(row.indicator):
            return level if not row.change else change[0] if change else ""
    return ""


def english_names(indicator: str) -> str:
    """What an indicator of a longer name is of, in English, level and change: GDP of 全市生产总值; empty where that is not known."""
    return next((" ".join(names) for pattern, names in _WITHIN if pattern.search(indicator)), "")


_WITHIN = tuple(
    (re.compile(re.sub(r"^(?:新增|\(\?:新增[^)]*\)(?!\?))", "", p.pattern)), names) for p, names in _ENGLISH
)
"""As :data:`_ENGLISH`, within a longer name and whatever is done."""


def named_in_english(rows: Sequence[LedgerRow], asked: str) -> LedgerRow | None:
    """The one of some rows whose English name of several words a question holds; None where it names none, or several."""
    for said, name in _ALSO:
        asked = said.sub(name, asked)
    words = set(stems(asked))
    named = [row for row in rows if len(own := set(stems(english_name(row))) - _ADDED) > 1 and own <= words]
    return named[0] if len(named) == 1 else None


_ALSO = tuple(
    (re.compile(pattern, re.IGNORECASE), name)
    for pattern, name in (
        (r"\b(?:fiscal|budget|government) revenues?", "general public budget revenue"),
        (r"\bjob creation|\bjobs? (?:created|added)|\b(?:urban )?employment", "new urban jobs"),
        (r"\bunemployment(?: rate)?", "the surveyed urban unemployment rate"),
        (r"\b(?:inflation|CPI|consumer price)\b", "the rise in consumer prices"),
        (r"\bforeign trade", "imports and exports"),
        (r"\beconomic growth|\beconomy grow", "GDP growth"),
        (r"\bretail sales(?! of)", "retail sales of consumer goods"),
    )
)
"""What people call indicators in English besides."""
_ADDED = frozenset(stems("new newly growth rise person"))


def _in_english(row: LedgerRow, place: str) -> str:
    name, where = english_name(row), in_pinyin(place)
    if not name or (place and not where) or row.period or row.first_year or row.year == UNDATED:
        return ""
    of = f" in {where}" if where else ""
    return say("ask_target" if row.kind == "target" else "ask_result", "en", year=row.year, indicator=name, of=of)
