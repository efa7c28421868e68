"""The years of a document by its title, its day and its text, and whether it promises or only reports."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import Protocol

from index.document import PlanDocument, Scope
from index.times import SPAN, YEAR, DocumentTime, in_digits, periods_in, time_of_years
from index.words import simplify
from index.yearparts import PART, months_of

REVIEW = re.compile(
    "回顾|执行情况|运行情况|完成情况|发展成就|主要成就|主要成效|取得.{0,6}(?:成就|成效)|过去|工作情况|发展情况|工作总结|(?<![\u4e00-\u9fff])发展基础|现状"
)
"""What is done, as titles and headings say it."""
_OUTLOOK = re.compile(r"(?:和|及|与)?20\d\d年?远景")
_IS_PLAN = re.compile(
    "规划|计划|方案|要点|意见|纲要|行动|任务|目标|清单|实事|安排|(?:下达|分解|做好|抓好|开展|推进|实施|落实|组织).*通知"
)
_STATE = "(?<!安排)(?<!分解)(?<!下达)(?<!部署)(?<!计划)(?<!预算)(?<!编制)(?<!制定)情况"
"""How matters stand, not what was arranged (计划安排情况)."""
_IS_REPORT = re.compile(f"报告|{_STATE}|公报|总结|通报|公示|表彰|考核|结果")
_REPORTED = re.compile(f"{_STATE}|总结|公报|通报|[简快月季年]报|综述|述评|回顾|成效|成就|决算|分析|盘点")
_NOT_REPORTED = re.compile(
    "计划|规划|方案|要点|安排|打算|思路|目标|任务|部署|意见|展望|建议|预测|清单|实事|行动|草案|办法|细则|制度|标准|通知|下一?步|明年"
)
_LETTER = re.compile("的?(?:答复|复函|批复|汇报|说明)(?:意见|函|稿)?$")
_OF_A_REPORT = re.compile("情况的?(?:自查)?报告|总结报告")
_QUOTED = re.compile("《[^》]*》")


def reports(title: str) -> bool:
    """Whether a title names a year and what it was like, and nothing to come (2024年经济运行情况, 2024年工作总结, 2024年统计公报)."""
    title = in_digits(_QUOTED.sub("", title))
    told = [match.end() for match in _REPORTED.finditer(title)]
    return bool(told and len(set(_ANY_YEAR.findall(title))) == 1) and not _NOT_REPORTED.search(title, told[-1])


def says_what_it_is(line: str) -> bool:
    """Whether a line has a word by which plans, reports and letters are called."""
    return bool(_REPORTED.search(line) or _IS_PLAN.search(line) or _LETTER.search(line))


_ANY_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


def document_time(title: str, published: str) -> DocumentTime:
    """Years from the title, else from the date of publication.

    "X年…执行情况与Y年计划" names both; "Y年政府工作报告" is delivered at the start of the year it plans. A report on a part of
    a year (Y年上半年…执行情况) plans the rest of it; one on a year (Y年统计公报) plans nothing.
    """
    return _at_its_day(_years(_OUTLOOK.sub("", in_digits(title)), published), published)


def _years(title: str, published: str) -> DocumentTime:  # noqa: C901 (a list of cases in reading order)
    years = [int(y) for y in YEAR.findall(title)]
    periods, span = periods_in(title), SPAN.search(title)
    if span and "计划执行" not in title:
        return DocumentTime(int(span.group(1)) - 1, int(span.group(2)))
    if periods and not years:
        return DocumentTime(periods[0][0] - 1, periods[0][1])
    if not years:
        years = [int(year) for year in _ANY_YEAR.findall(title)]
    if not years and published:
        years = [int(published[:4])]
    if not years:
        return DocumentTime(None, None)
    if len(set(years)) > 1:
        return DocumentTime(min(years), max(years))
    if part := _part_reviewed(title):
        return DocumentTime(years[0], years[0], part)
    if reports(title) and not _OF_A_REPORT.search(title):
        return DocumentTime(years[0], None)
    if REVIEW.search(title) and "计划" not in REVIEW.sub("", title).split("计划执行")[-1]:
        return DocumentTime(years[0], years[0] + 1 if "报告" in title else None)
    if reports(title):
        return DocumentTime(years[0], years[0] + 1)
    return DocumentTime(years[0] - 1, years[0])


def _part_reviewed(title: str) -> str:
    """The part of a year short of its end that a title reviews (2025年上半年…执行情况), as written; empty where there is none."""
    match = _PART_OF_A_YEAR.search(title)
    months = months_of(match[1]) if match and REVIEW.search(title, match.end()) else None
    return match[1] if match and months and months[1] < _DECEMBER else ""


_PART_OF_A_YEAR = re.compile(rf"20\d\d年度?\s*({PART})")
_DECEMBER = 12


def _at_its_day(time: DocumentTime, published: str) -> DocumentTime:
    """With what the document calls 今年 where its day tells: one given before the year it plans calls that 明年; a plan of years, its day's."""
    if time.planned is None or time.reviewed is None or time.within_a_year or not published:
        return time
    given = int(published[:4])
    if time.reviewed == time.planned - 1:
        return replace(time, now=given) if given == time.reviewed else time
    return replace(time, now=given) if time.reviewed <= given <= time.planned else time


def time_of_text(text: str) -> DocumentTime:
    """The years of a plan whose title and date tell none: from before the first to the last by which it sets itself something to reach."""
    years = [int(year) for year in re.findall(r"到((?:19|20)\d\d)年", in_digits(text))]
    return DocumentTime(min(years) - 1, max(years)) if years else DocumentTime(None, None)


def time_of_signature(title: str, text: str) -> DocumentTime | None:
    """The years of a plan, or a letter, whose day stands only below its text, on a line of its own; None where it stands nowhere."""
    days = _DAY_ALONE.findall(in_digits(text))
    return document_time(title, days[-1]) if days else None


_DAY_ALONE = re.compile(r"^[ \t\u3000]*((?:19|20)\d\d)\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日[ \t\u3000]*$", re.M)


def time_of_headings(text: str, time: DocumentTime) -> DocumentTime:
    """The time of a yearly report as its headings have it where they look back on the year that its title seems to plan (2024年卫生健康工作报告
    with 一、2024年工作情况 and 二、2025年工作安排)."""
    headed = {int(m["year"]): bool(m["back"]) for m in _HEADED.finditer(in_digits(text))}
    year = time.planned
    if year is None or time.reviewed != year - 1 or set(headed) != {year, year + 1}:
        return time
    return DocumentTime(year, year + 1) if headed[year] and not headed[year + 1] else time


_HEADED = re.compile(
    r"^[ \t\u3000#*]*[一二三四五六七八九十]+、[ \u3000]*(?P<year>20\d\d)年[^,，。；;\n\d]{0,14}?(?:(?P<back>回顾|情况|总结|成效)|安排|计划|打算|任务|思路|目标|重点)"
    r"[ \t*]*$",
    re.M,
)


class Dated(Protocol):
    """What a document's metadata and its line of the catalog both tell."""

    @property
    def title(self) -> str: ...
    @property
    def published(self) -> str: ...
    @property
    def years(self) -> tuple[int, ...]: ...


def time_of(document: Dated) -> DocumentTime:
    """The years a document turns on, as its metadata has them; unknown ones where it has none."""
    return _time_of(document.title, document.published, document.years)


@lru_cache(maxsize=256)
def _time_of(title: str, published: str, years: tuple[int, ...]) -> DocumentTime:
    if len(years) == 1 and document_time(simplify(title), published).planned is None:
        return DocumentTime(years[0], None)
    return _at_its_day(time_of_years(years) or DocumentTime(None, None), published)


def time_in(document: PlanDocument) -> DocumentTime:
    """:func:`time_of` with the stages that the document's text gives years to."""
    return replace(time_of(document.metadata), stages=stages_in(document.text))


def text_scope(title: str, time: DocumentTime) -> Scope | None:
    """The time of a text where no heading tells another: of a plan's, and of one that only reports; None for what does both."""
    if time.reviewed and not time.within_a_year and reports(title):
        return Scope(time.reviewed, "actual")
    return Scope(time.planned, "target") if time.planned is not None and is_plan(title) else None


def is_plan(title: str) -> bool:
    """Whether a title is that of a plan and not of a report, unless that tells how a plan is changed."""
    bare = _QUOTED.sub("", title)  # 《政府工作报告》重点任务分工方案 is no report
    title = bare if _IS_PLAN.search(bare) else title
    return bool(_IS_PLAN.search(title)) and bool(_CHANGES_A_PLAN.search(title) or not _IS_REPORT.search(title))


_CHANGES_A_PLAN = re.compile(
    "(?:调整|变更|修订|修改)[^,，]*(?:计划|规划|指标|目标|任务|预算)|(?:计划|规划|指标|目标|任务|预算)(?:中期)?(?:调整|变更|修订)"
)


_STAGE = re.compile(
    r"(近期|中期|远期|远景)(?:目标|规划|期限|年限|水平)*年?[为至到是指:：（(\s]*(?:(?:19|20)\d\d\s*年?\s*[-－—–~～至到]+\s*)?"
    r"((?:19|20)\d\d)\s*年"
)


@lru_cache(maxsize=4)
def stages_in(text: str) -> tuple[tuple[str, int], ...]:
    """The stages that a plan gives years to (近期至2025年，远期至2035年), each with its last; empty where it does so for fewer than two."""
    found: dict[str, int] = {}
    for match in _STAGE.finditer(in_digits(text)):
        found.setdefault(match[1], int(match[2]))
    return tuple(found.items()) if len(found) > 1 else ()


def without_stages(text: str, time: DocumentTime) -> str:
    """A text with the stages of its plan as any time word of their length: they are no part of what is measured."""
    for name, _ in time.stages:
        text = text.replace(name, "今年")
    return text
