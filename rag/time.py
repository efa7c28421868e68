"""The time a question asks for, and whether a sentence speaks of it. What a document's own words say of time is :mod:`index.scope`'s."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.document import Scope, ScopeKind
from index.times import PLAN_PERIODS, DocumentTime, in_digits
from index.yearparts import SEASON, is_whole_year, months_of

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class TimeAsked:
    """``years`` named outright, ``spans`` of years (a five-year plan's), ``offsets`` in years from the document's own 今年."""

    years: tuple[int, ...] = ()
    spans: tuple[Span, ...] = ()
    offsets: tuple[int, ...] = ()
    period: str = ""
    """The part of a year that is asked for (上半年), as written; empty for whole years."""
    kind: ScopeKind | None = None
    """Whether what was reached or what was promised is asked for, where the question plainly says one of them."""
    kind_only: bool = False
    """Whether the other of them is no answer, as where two documents tell one each."""

    def __bool__(self) -> bool:
        return bool(self.years or self.spans or self.offsets)

    def wanted(self, document: DocumentTime) -> tuple[Span, ...]:
        """What is asked for in a document's own years, single years as spans of one; empty where any time will do."""
        found = [(year, year) for year in self.years] + list(self.spans)
        if is_yearly(document):
            assert document.planned is not None
            found += [(document.planned + offset,) * 2 for offset in self.offsets]
        return tuple(dict.fromkeys(found))


def is_yearly(document: DocumentTime) -> bool:
    """Whether 今年 means one certain year in a document: one that plans the year after the one it reviews, or its rest."""
    return document.planned is not None and document.reviewed in (document.planned, document.planned - 1)


def time_asked(text: str) -> TimeAsked:
    """The time that a question (in simplified characters) names."""
    text = _NAME.sub(" ", _BASE.sub(" ", _years_in_full(text.lower())))
    spans = [(int(a), int(b)) for a, b in _SPAN.findall(text) if int(a) < int(b)]
    text = _SPAN.sub(" ", text)
    periods = [PLAN_PERIODS["".join(groups)] for groups in _PERIOD.findall(text)]
    periods += [PLAN_PERIODS["十"] + 5 * (int(n) - 10) for n in _PERIOD_ENGLISH.findall(text)]
    years = [int(year) for year in _YEAR.findall(text)]
    if years:  # 十四五末的2025年
        periods = [first for first in periods if not any(first <= year <= first + 4 for year in years)]
    spans += [(first, first + 4) for first in periods]
    offsets = [offset for pattern, offset in _RELATIVE if pattern.search(text)]
    part = next((m.group() for m in _PART_OF_YEAR.finditer(text) if not is_whole_year(m.group())), "")
    return TimeAsked(tuple(dict.fromkeys(years)), tuple(dict.fromkeys(spans)), tuple(offsets), part, _kind(text))


def _years_in_full(text: str) -> str:
    """A question with the years that people say for short in full: 23年, 97年, 24对25, 23完成."""
    return _SHORT_YEAR.sub(lambda m: f"{_in_full(m[1] or m[2])}年", _TWO_YEARS.sub(_in_a_row, text))


def _in_full(short: str) -> int:
    return int(short) + (2000 if int(short) < _CENTURY else 1900)


def _in_a_row(match: re.Match[str]) -> str:
    """Two years one after the other, or from one to another (78到85年); other pairs of numbers (15和20) are left alone."""
    first, last = _in_full(match[1]), _in_full(match[3])
    are_years = last == first + 1 or (first < last and match[2] in "到至-" and match[4])
    return f"{first}年{match[2]}{last}年" if are_years else match.group()


def asks_fulfilment(text: str) -> bool:
    """Whether what was promised is asked for beside what came of it."""
    return all(_kinds(text.lower()))


def base_of(text: str) -> TimeAsked:
    """The time that a question compares with (比去年多还是少), which is not among those it asks for."""
    found = _BASE.search(_years_in_full(text.lower()))
    return time_asked(re.sub("^[^\\d去上前lt]+", "", found.group())) if found else TimeAsked()


def _kind(text: str) -> ScopeKind | None:
    reached, promised = _kinds(text)
    return None if reached == promised else "actual" if reached else "target"


def _kinds(text: str) -> tuple[bool, bool]:
    """Whether a text asks for what was reached, and for what was promised."""
    text = _PLAN_NAME.sub(" ", text)
    return bool(_REACHED.search(text)), bool(_PROMISED.search(text))


def dated(text: str) -> str:
    """A question with the years that people say in numerals in digits (二四年)."""
    return _SAID_YEAR.sub(lambda m: f"2{_NUMERALS.index(m[1].replace('〇', '零'))}年", text)


def when_said(text: str) -> str:
    """The first words of time in a question, as written but for years in full; empty where there are none."""
    text = _years_in_full(text)
    found = (m for pattern in _TIMES if (m := pattern.search(text)))
    return next((m.group() for m in sorted(found, key=lambda m: (m.start(), -m.end()))), "")


def without_time(text: str) -> str:
    """A question without the words that name its time, or the time that it compares with."""
    text = _years_in_full(text)
    for pattern in (_BASE, *_TIMES):
        text = pattern.sub("", text)
    return text


def speaks_of(wanted: tuple[Span, ...], scopes: tuple[Scope, ...], text: str, document: DocumentTime) -> bool:
    """Whether a sentence of ``scopes`` (none where its time is unknown) speaks of a time wanted.

    A span's figures are those of its last year and of the whole span, never of a year inside it. A sentence also speaks of the years it
    names itself, and of 去年 and 今年 as its document means them.
    """
    if not wanted or not scopes:
        return True
    return any(_meets(w, scope) for w in wanted for scope in scopes) or any(
        all(names_year(text, year, document) for year in span) for span in wanted
    )


def whole_or_part(asked: TimeAsked, scopes: tuple[Scope, ...], text: str) -> bool:
    """Whether a sentence speaks of the part of the year asked for, or of the year where the year is asked for."""
    if asked.period:
        return asked.period in text or any(same_part(asked.period, scope.period) for scope in scopes)
    return not asked or not scopes or not all(scope.period for scope in scopes)


def same_part(asked: str, said: str) -> bool:
    """Whether two expressions mean one part of a year (上半年, 1—6月); both as written, empty for the whole year."""
    months, told = months_of(_ENGLISH_PARTS.get(asked, asked)), months_of(said)
    if months and told and said.endswith(("底", "末")):  # 截至6月底 tells the first half
        return months == (1, told[1]) or months == told
    return asked == said or (bool(said) and months == told is not None)


def names_year(text: str, year: int, document: DocumentTime) -> bool:
    """Whether a text names a year itself, other than as what is compared with."""
    said = _BASE.sub(" ", in_digits(text))
    words = [f"{year}年"]
    if is_yearly(document):
        words += [word for word, at in (("去年", document.last_year), ("今年", document.this_year)) if at == year]
    return any(word in said for word in words)


def _meets(wanted: Span, scope: Scope) -> bool:
    first, last = scope.first_year or scope.year, scope.year
    if wanted[0] == wanted[1]:
        return last == wanted[0] or first == wanted[0] == last
    return first <= wanted[1] and wanted[0] <= last


def of_kind(asked: TimeAsked, scopes: tuple[Scope, ...]) -> bool:
    """Whether what ``scopes`` tell of a year asked for is of the only kind that is wanted."""
    return not asked.kind_only or any(
        s.kind == asked.kind and s.year in asked.years and not s.first_year for s in scopes
    )


def kind_of(wanted: Span, document: DocumentTime) -> ScopeKind | None:
    """Whether what is asked of a year is a result or a promise, where the document tells: its reviewed year is done."""
    if not is_yearly(document) or wanted[0] != wanted[1] or (document.within_a_year and wanted[0] == document.planned):
        return None
    return "actual" if wanted[0] <= (document.reviewed or 0) else "target"


_YEAR = re.compile(r"(?<![\d.])((?:19|20)\d\d)(?![\d%.]|\s*[万亿个元所套名人家座条件项公里吨米亩])")
_YEAR_WORDS = re.compile(r"(?<![\d.])(?:19|20)\d\d年?(?:末|底|年底)?")
_SHORT_YEAR = re.compile(
    r"(?<![\dA-Za-z.第前用满近超达共约干过足权国])(?:(\d\d)年(?!来|以|内|的?时间|前|后|级|代|产权)|([0-4]\d)(?=\s+[\u4e00-\u9fff]|实际|目标|完成|计划|预[期计]|建成))"
)
"""23年, and 23 before a blank or 目标 as staff write it."""
_TWO_YEARS = re.compile(
    r"(?<![\dA-Za-z.第前用满近超达共约干过足权国])(\d\d)年?\s*(和|与|跟|同|对|比|到|至|vs\.?|[、/→-])\s*(\d\d)(年?)(?![\d.%]|\s*[万亿个元所套名人家座条件项公里吨米亩年月日级])"
)
_CENTURY = 50
"""Two digits from which the twentieth century is meant."""
_SPAN = re.compile(r"((?:19|20)\d\d)\s*年?\s*(?:到|至|[-—–~～－])\s*((?:19|20)\d\d)\s*年?")
_ORDINAL = "[三四五六七八九]|十[一二三四五六]?"
_PERIOD = re.compile(
    f'第({_ORDINAL})个五年(?:规划|计划)?|[“"]({_ORDINAL})五[”"]|(十[一二三四五六])五|({_ORDINAL})五(?=时期|期间|计划|规划|以来|目标|末)'
)
_PERIOD_ENGLISH = re.compile(r"\b(1\d)th five[- ]year")
_RELATIVE = (
    (re.compile("前年(?!度)|the year before last"), -2),
    (re.compile("去年|上一?年(?!级)|上年度|前一年|旧年|舊年|last year|previous year|the year before(?! last)"), -1),
    (re.compile("今年|本年|这一?年(?![来里中])|this year"), 0),
    (re.compile("明年|(?<![\u4e00-\u9fff])来年(?!均)|下一?年|next year"), 1),
    (re.compile("(?<![以之今])后年(?!度|均)"), 2),
)
"""Years counted from the one a document plans."""
_TIMES = (_SPAN, _PERIOD, _YEAR_WORDS, *(pattern for pattern, _ in _RELATIVE))
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_ENGLISH_PARTS = {
    "first half": "上半年", "second half": "下半年", "first quarter": "一季度", "second quarter": "二季度", "third quarter": "三季度",
    "fourth quarter": "四季度", "first three quarters": "前三季度",
}  # fmt: skip
_PART_OF_YEAR = re.compile(
    f"[上下]半年|第?前?[一二三四1-4]个?季度|首季度?|年中(?=[,，。、;；?？ 的时前后完实已达累为是有]|$)|前[一二三四五六七八九十\\d]+个月"
    rf"|(?<!\d){_MONTH}\s*月?\s*[-－—–~～至到]+\s*{_MONTH}\s*月(?!\s*\d)|(?<!\d){_MONTH}\s*月(?:末|底|份)(?!之?前|以前)"
    f"|{SEASON}[之以]?前|{'|'.join(_ENGLISH_PARTS)}"
)
_REACHED = re.compile(
    "完成|实际|实绩|实现了?|达到了|达标|兑现|(?:没有?|未能?|已|是否)达[到成]|达[到成][^,，]*[吗没]|执行|(?<=[和与跟及、])结果|(?:最终|最后|实际)结果"
    "|actual|achieved|reached|\\bme?et\\b|\\bmiss(?:ed)?\\b|\\bdid\\b[^?]*\\b(?:reach|hit|achieve)\\b|\\b(?:and|versus|vs\\.?|with) (?:the |its )?results?\\b"
)
_PLAN_NAME = re.compile('五年(?:计划|规划)|[- ]year plan|五[”"]?(?:计划|规划)')
_PROMISED = re.compile(
    "目标|预期|计划|安排|拟|年初预算|承诺|(?<!公共)预算(?=[数额]|[是为有多几：:？?，,]|$)|(?:年度|全年|年初|下达的?)任务|任务(?=[数量是为有多几：:？?，,]|$)|target|\\baim(?:ed|ing)?\\b|plan(?:ned)?\\b"
)
_BASE = re.compile(
    "(?:than|exceed(?:s|ed|ing)?) (?:in )?(?:(?:19|20)\\d\\d|last year|the previous year)"
    "|(?:[比较跟同]|高于|低于|多于|少于|超过|compared (?:with|to) |over )(?![^,，]{0,7}(?:各|分别))(?:去年|上一?年|前一年|(?:19|20)\\d\\d年?|last year|the previous year)"
    "(?:同期|底|末)?(?=[^,，。?？和与对差计目]{0,8}(?:多少|几|百分|增|涨|降|减|多|少|高|低|快|慢|翻|提))"
)
"""The year that a change is measured from is not the year asked for."""
_NAME = re.compile(r"[“\"「『《][^”\"」』》]*(?:19|20)\d\d(?!年)[^”\"」』》]*[”\"」』》]|中国制造2025")
"""A number inside a name is no time: “中国制造2025”."""
_NUMERALS = "零一二三四五六七八九"
_SAID_YEAR = re.compile("(?<![一二三四五六七八九十〇零])二([〇零一二三四五六七八九])年(?![前内来以级])")
