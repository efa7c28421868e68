"""Which year a passage speaks of, and whether it reports or promises: read from title and headings, never assumed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.document import Scope, ScopeKind

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=年)")
_WRITTEN_YEAR = re.compile("[一二][〇○零Ｏ九][〇○零Ｏ一二三四五六七八九]{2}(?=年)")
_WRITTEN_DIGIT = {ord(c): d for c, d in zip("〇○零Ｏ一二三四五六七八九", "0000123456789", strict=True)}
_SPAN = re.compile(r"((?:19|20)\d\d)年?\s*[-－—–~～至]+\s*((?:19|20)\d\d)年?")
_OUTLOOK = re.compile(r"(?:和|及|与)?20\d\d年?远景")
PLAN_PERIODS = {"十": 2001, "十一": 2006, "十二": 2011, "十三": 2016, "十四": 2021, "十五": 2026, "十六": 2031}
PERIOD = re.compile('(?:[“"「]?|第)(十[一二三四五六]?)(?:五[”"」]?(?:时期|规划|期间|以来)|个五年)')
_NAMED_PERIOD = re.compile(f'{PERIOD.pattern}|[“"「](十[一二三四五六]?)五[”"」]')
_REVIEW = re.compile(
    "回顾|执行情况|完成情况|发展成就|主要成就|主要成效|取得.{0,6}(?:成就|成效)|过去|工作情况|发展情况|工作总结|发展基础|现状"
)
_REACHED = re.compile("取得.{0,6}(?:成就|成效)")
"""A review by itself; below a heading that has a time it says how that time went or is to go."""
_OUTER = re.compile("发展环境|面临的?(?:形势|机遇|挑战)|发展形势|形势(?:分析|研判)")
"""What a plan meets: neither done nor promised."""
_PROMISE = re.compile("目标|任务|计划|安排|思路|要求|部署|建议|重点工作|工作重点|举措|展望|指导思想")
_FIVE_YEARS = re.compile("(?:过去|这|近|本届政府).{0,4}五年|五年(?:来|工作)")
_CLAUSE_YEAR = re.compile(r"^(?:到|截至|至|(?:刚刚)?过去的)?((?:19|20)\d\d)年(?!度?以来|代)")

_LAST_YEARS = re.compile("(?:最?近|过去|这)([两三四五六七八九十])年(?![前级])")


@dataclass(frozen=True, slots=True)
class DocumentTime:
    """The years a document turns on. ``reviewed`` and ``planned`` are None where the title and date tell neither."""

    reviewed: int | None
    planned: int | None


def document_time(title: str, published: str) -> DocumentTime:
    """Years from the title, else from the date of publication.

    "X年…执行情况与Y年计划" names both; "Y年政府工作报告" is delivered at the start of the year it plans.
    """
    title = _OUTLOOK.sub("", _in_digits(title))
    years = [int(y) for y in _YEAR.findall(title)]
    period, span = PERIOD.search(title), _SPAN.search(title)
    if span and "计划执行" not in title:
        return DocumentTime(int(span.group(1)) - 1, int(span.group(2)))
    if period and not years:
        first = PLAN_PERIODS[period.group(1)]
        return DocumentTime(first - 1, first + 4)
    if not years and published:
        years = [int(published[:4])]
    if not years:
        return DocumentTime(None, None)
    if len(set(years)) > 1:
        return DocumentTime(min(years), max(years))
    if _REVIEW.search(title) and "计划" not in _REVIEW.sub("", title).split("计划执行")[-1]:
        return DocumentTime(years[0], years[0] + 1 if "报告" in title else None)
    return DocumentTime(years[0] - 1, years[0])


def periods_in(text: str) -> tuple[tuple[int, int], ...]:
    """The first and last years of the five-year plans that a text names (“十四五”时期, 第十五个五年规划)."""
    names = [a or b for a, b in _NAMED_PERIOD.findall(text)]
    return tuple((first, first + 4) for first in (PLAN_PERIODS[name] for name in names))


def time_of_years(years: tuple[int, ...]) -> DocumentTime | None:
    """The years a manifest gives: the last is planned, the first reviewed; one alone is planned after the year before it."""
    if not years:
        return None
    return DocumentTime(min(years) if len(years) > 1 else years[0] - 1, max(years))


def _in_digits(title: str) -> str:
    """二〇二三年 as 2023年."""
    return _WRITTEN_YEAR.sub(lambda m: m.group().translate(_WRITTEN_DIGIT), title)


def section_scope(
    title: str, inherited: Scope | None, before: Scope | None, time: DocumentTime, *, top: bool
) -> Scope | None:
    """Scope of a heading: its own words, else its parent's, else (a top heading after the review) the planned year."""
    title = _in_digits(title)
    years = [int(y) for y in _YEAR.findall(title)]
    review, promise = _REVIEW.search(title), _PROMISE.search(title)
    if inherited and not years and review and not promise:
        if inherited.kind == "actual" or not _REVIEW.search(_REACHED.sub("", title)):
            if not PERIOD.search(title):
                return inherited
    if not (years or review or promise) and _OUTER.search(title):
        return None
    periods = [PLAN_PERIODS[p] for p in PERIOD.findall(title)]
    if review and _FIVE_YEARS.search(title) and time.reviewed:
        return Scope(time.reviewed, "actual", time.reviewed - 4)
    if periods and (review or promise):
        if review and not promise:
            return Scope(periods[0] + 4, "actual", periods[0])
        return Scope(periods[-1] + 4, "target", periods[-1])
    if review and not (promise and years and time.planned in years and time.reviewed not in years):
        year = years[0] if years else time.reviewed
        if not promise or "执行情况" in title or "完成情况" in title or (years and years[0] == time.reviewed):
            return Scope(year, "actual") if year else None
    if promise or (years and time.planned in years):
        year = years[-1] if years else (inherited.year if inherited else time.planned)
        if inherited and not years:
            return inherited
        return Scope(year, "target") if year else None
    if inherited:
        return inherited
    if top and before and time.planned:
        return Scope(time.planned, "target")
    return None


def sentence_scope(sentence: str, base: Scope | None, time: DocumentTime) -> Scope | None:
    """``base`` unless the sentence opens with a time of its own (到2025年, 去年, 今年, 过去五年, “十四五”时期)."""
    opening = sentence.lstrip("—－- \u3000“")[:24]
    match = _YEARS_SPANNED.match(opening)
    if match and time.reviewed is not None and int(match.group(1)) < int(match.group(2)):
        first, last = int(match.group(1)), int(match.group(2))
        return Scope(last, "target" if last > time.reviewed else "actual", first)
    match = _CLAUSE_YEAR.match(opening)
    if match:
        year = int(match.group(1))
        if time.reviewed is not None and year > time.reviewed:
            return Scope(year, "target")
        return Scope(year, "actual")
    if re.match("过去五年|五年来|这五年", opening) and time.reviewed:
        spans = base is not None and base.kind == "actual" and base.first_year is not None
        return base if spans else Scope(time.reviewed, "actual", time.reviewed - 4)
    match = _LAST_YEARS.match(opening)
    if match and time.reviewed and base and base.kind == "actual":
        return Scope(time.reviewed, "actual", time.reviewed - "一两三四五六七八九十".index(match.group(1)))
    if re.match("去年|过去一年|一年来", opening) and time.reviewed:
        return Scope(time.reviewed, "actual")
    if re.match("(?:今后|未来)五年", opening) and time.reviewed:
        return Scope(time.reviewed + 5, "target", time.reviewed + 1)
    if re.match("今年|今后一年", opening) and time.planned:
        return Scope(time.planned, "target")
    match = PERIOD.match(opening)
    if match:
        first = PLAN_PERIODS[match.group(1)]
        kind: ScopeKind = "target" if time.planned is not None and first + 4 >= time.planned else "actual"
        return Scope(first + 4, kind, first)
    return base


_YEARS_SPANNED = re.compile(r"\s*((?:19|20)\d\d)\s*年?\s*[到至—–~-]+\s*((?:19|20)\d\d)\s*年")


def opens_review(sentence: str, scope: Scope | None, base: Scope | None) -> bool:
    """Whether a sentence in the review of one year announces that from here on five years are meant (过去五年,成就举世瞩目).

    One that gives a figure itself (五年来新增学位5万座) speaks for itself alone.
    """
    if scope is None or base is None or not scope.first_year or base.first_year:
        return False
    reviews = (scope.kind, scope.year) == (base.kind, base.year) == ("actual", base.year)
    return reviews and scope.year - scope.first_year >= 4 and not re.search(r"\d", sentence)
