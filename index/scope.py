"""Which year a passage speaks of, and whether it reports or promises: read from title and headings, never assumed."""

from __future__ import annotations

import re
from dataclasses import replace

from index.clausetimes import main_scope
from index.document import Scope, ScopeKind
from index.times import PERIOD, YEAR, DocumentTime, in_digits, plan_of
from index.titles import REVIEW
from index.yearparts import PART, months_of

_REACHED = re.compile("取得.{0,6}(?:成就|成效)")
"""A review by itself; below a heading that has a time it says how that time went or is to go."""
_INTENT = re.compile("打算|思路|展望|(?:工作|任务|目标)(?:安排|计划)$")
_TROUBLES = re.compile("(?:困难|问题|不足|短板|差距)$|存在的?(?:主要|突出)*(?:困难|问题|不足|短板)")
"""What did not go well in the time looked back on."""
_OUTER = re.compile("发展环境|面临的?(?:形势|机遇|挑战)|发展形势|形势(?:分析|研判)")
"""What a plan meets: neither done nor promised."""
_PROMISE = re.compile("目标|任务|计划|安排|思路|要求|部署|建议|重点工作|工作重点|举措|展望|指导思想")
_FIVE_YEARS = re.compile("(?:过去|这|近|本届政府).{0,4}五年|五年(?:来|工作)")
_COMING_YEARS = re.compile("(?:今后|未来)(?:的)?五年")
_CLAUSE_YEAR = re.compile(r"^(?:到|截至|至|展望|放眼|着眼|面向|(?:刚刚)?过去的)?((?:19|20)\d\d)年(?!度?以来|代)")

_LAST_YEARS = re.compile("(?:最?近|过去|这)([两三四五六七八九十])年(?![前级])")


def section_scope(
    title: str, inherited: Scope | None, before: Scope | None, time: DocumentTime, *, top: bool
) -> Scope | None:
    """Scope of a heading: see :func:`_section_scope`. In a report on a part of a year, the part reviewed or the rest of the year."""
    scope = _section_scope(title, inherited, before, time, top=top)
    if not time.within_a_year:
        return scope
    ahead = _is_ahead(_REST.search(title), time)
    if scope is None and time.planned and (ahead or _PART_DONE.search(title)):
        scope = Scope(time.planned, "target" if ahead else "actual")
    return _of_part(scope, time)


def _of_part(scope: Scope | None, time: DocumentTime) -> Scope | None:
    """What a report on a part of a year says of that year as a whole, as said of the part."""
    done = scope is not None and (scope.year, scope.kind, scope.first_year) == (time.reviewed, "actual", None)
    return replace(scope, period=time.part) if scope and done and not scope.period else scope


def _is_ahead(match: re.Match[str] | None, time: DocumentTime) -> bool:
    """Whether words that match :data:`_REST` mean what comes behind the part of the year that a document reviews."""
    named, reviewed = months_of(match["rest"]) if match else None, months_of(time.part)
    return match is not None and not (named and reviewed and named[0] <= reviewed[1])


_PART_DONE = re.compile(f"^[^，。]{{0,12}}(?:{PART}|今年以来)")
_REST = re.compile("(?P<rest>下半年|[二三四]季度|后[一二三四五六七八九]个月|下一?(?:步|阶段|季度)|剩余)")


def _section_scope(  # noqa: C901 (a list of cases in reading order)
    title: str, inherited: Scope | None, before: Scope | None, time: DocumentTime, *, top: bool
) -> Scope | None:
    """Scope of a heading: its own words, else its parent's, else (a top heading after the review) the planned year."""
    title = _LAST_YEAR.sub(f"{time.last_year}年" if time.last_year else r"\g<0>", in_digits(title))
    years = [int(y) for y in YEAR.findall(title)]
    review, promise = REVIEW.search(title), _PROMISE.search(title)
    if time.planned is None and time.reviewed and not (years or review):
        if _AHEAD.search(title) or _INTENT.search(title):
            return Scope(time.reviewed + 1, "target")
    if inherited and not years and review and not promise:
        if inherited.kind == "actual" or not REVIEW.search(_REACHED.sub("", title)):
            if not PERIOD.search(title):
                return inherited
    if not (years or review or promise) and _OUTER.search(title):
        return None
    periods = [plan_of(match) for match in PERIOD.finditer(title)]
    if review and _FIVE_YEARS.search(title) and time.reviewed:
        return Scope(time.reviewed, "actual", time.reviewed - 4)
    if _COMING_YEARS.search(title) and time.reviewed:
        return Scope(time.reviewed + 5, "target", time.reviewed + 1)
    if years and periods and review and not promise and time.reviewed in years and YEAR.search(title, 0, _at(title)):
        return Scope(years[0], "actual")  # 2025年和“十四五”时期工作回顾 opens with the year
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
    if years and time.reviewed and max(years) <= time.reviewed:
        return Scope(years[-1], "actual")
    if inherited:
        return inherited
    if top and before and before.kind == "actual" and _TROUBLES.search(title):
        return before
    if top and before and time.planned:
        return Scope(time.planned, "target")
    return None


_LAST_YEAR = re.compile("(?:上一?年|去年)度?(?![末底级])")


def _at(title: str) -> int:
    """Where a title names a five-year plan, or its end."""
    match = PERIOD.search(title)
    return match.start() if match else len(title)


def heads_a_time(line: str) -> bool:
    """Whether a line that stands alone names a time and what was done or is to do in it (2023年工作回顾, 今后五年工作任务)."""
    line = in_digits(_HEADING_MARK.sub("", line))
    named = YEAR.search(line) or PERIOD.search(line) or _NAMED_TIME.search(line)
    says = REVIEW.search(line) or _PROMISE.search(line) or _WORK.search(line)
    return bool(named and says) and len(line) <= _LONGEST and not _NO_HEADING.search(line)


_HEADING_MARK = re.compile("^(?:[一二三四五六七八九十]+、|第[一二三四五六七八九十]+[章部分篇]+)\\s*")
_NAMED_TIME = re.compile("(?:过去|今后|未来)(?:的)?(?:五|一)年|[今去]年|“十[一二三四五]?五”")
_WORK = re.compile("工作")
_LONGEST = 32
_NO_HEADING = re.compile("[。；;！!？?,，:：]|报告|通知|公报|会议|日")


def is_review(title: str) -> bool:
    """Whether a heading opens what was done, or what a plan meets."""
    return is_outer(title) or bool(REVIEW.search(title) and not _PROMISE.search(title))


def is_outer(title: str) -> bool:
    """Whether a heading opens what a plan meets (发展环境, 面临的形势), which is neither done nor promised."""
    return bool(_OUTER.search(title)) and not (
        YEAR.search(in_digits(title)) or REVIEW.search(title) or _PROMISE.search(title)
    )


def turn_of(sentence: str, time: DocumentTime) -> Scope | None:
    """The time that a text turns to with a sentence, where no heading says it: 一年来,我们…; 今年经济社会发展的主要预期目标是….

    None where the text goes on as it was.
    """
    opening = in_digits(_ADDRESS.sub("", sentence))[:40]
    if time.within_a_year and time.planned:
        if _is_ahead(_OPENS_REST.match(opening), time):
            return Scope(time.planned, "target")
        done = re.match(f"(?:{time.planned}年)?(?:{re.escape(time.part)}|今年以来)", opening) if time.part else None
        return _of_part(Scope(time.planned, "actual"), time) if done else None
    if time.planned is None and time.reviewed and _AHEAD.match(opening):
        return Scope(time.reviewed + 1, "target")
    if time.now:  # told before the year it plans
        opening = opening.replace("今年", "去年").replace("明年", "今年")
    if time.planned and (_TURNS_TO_PLAN.match(opening) or re.match(f"{time.planned}年(?![12]?\\d月)", opening)):
        return Scope(time.planned, "target")
    if time.reviewed and (_TURNS_BACK.match(opening) or re.match(f"(?:刚刚过去的)?{time.reviewed}年", opening)):
        return Scope(time.reviewed, "actual")
    return None


_AHEAD = re.compile("下一?步|下一?阶段|接下来|今后|明年|来年|新的一年")
"""What a report says of the year after the one that it reports on."""
_OPENS_REST = re.compile(f"(?:20\\d\\d年|今年)?(?:{_REST.pattern})")
_ADDRESS = re.compile("^[—\\s]*(?:各位代表|同志们)?[！!，,：:、\\s]*(?:现在|下面)?")
_TURNS_BACK = re.compile("(?:刚刚)?过去的?一年|一年来|回[顾望首](?:过去|一年|20)|去年|过去五年|五年来|本届政府")
_TURNS_TO_PLAN = re.compile(
    "(?:(?:关于|做好|建议|围绕|实现|按照)?今年(?:是|的?政府工作|的?主要|全[市省县区州]|经济社会|工作|各项工作|要|我们|将|重点|，|,)|"
    "(?:全[市省县区州])?(?:今年)?(?:政府工作的?)?(?:国民)?(?:经济(?:和|与)?社会发展)?的?(?:总体要求|总体思路|指导思想|(?:主要)?预期目标|主要目标)(?:是|为|建议|[:：])|"
    "新的一年|展望(?:今年|新的)|重点(?:做好|抓好|推进)(?:以下|[一二三四五六七八九十]+个?方面))"
)


def sentence_scope(sentence: str, base: Scope | None, time: DocumentTime) -> Scope | None:
    """The time that most of a sentence's figures speak of; see :func:`opening_scope` for one that has none or tells none."""
    return main_scope(sentence, opening_scope(sentence, base, time), time)


def opening_scope(sentence: str, base: Scope | None, time: DocumentTime) -> Scope | None:
    """``base`` unless the sentence opens with a time of its own (到2025年, 去年, 今年, 过去五年, “十四五”时期)."""
    opening = _STAGE.sub("", sentence.lstrip("—－- \u3000“"))[:24]
    match = _YEARS_SPANNED.match(opening)
    if match and time.reviewed is not None and int(match.group(1)) < int(match.group(2)):
        first, last = int(match.group(1)), int(match.group(2))
        return Scope(last, "target" if last > time.reviewed else "actual", first)
    match = _CLAUSE_YEAR.match(opening)
    if match:
        year = int(match.group(1))
        return Scope(year, time.kind_of(year, base) if time.reviewed is not None else "actual")
    if re.match("过去五年|五年来|这五年", opening) and time.reviewed:
        spans = base is not None and base.kind == "actual" and base.first_year is not None
        return base if spans else Scope(time.reviewed, "actual", time.reviewed - 4)
    match = _LAST_YEARS.match(opening)
    if match and time.reviewed and base and base.kind == "actual":
        return Scope(time.reviewed, "actual", time.reviewed - "一两三四五六七八九十".index(match.group(1)))
    if re.match("去年|过去一年|一年来", opening) and time.last_year:
        return Scope(time.last_year, "actual")
    if re.match("(?:今后|未来)五年", opening) and time.reviewed:
        return Scope(time.reviewed + 5, "target", time.reviewed + 1)
    if re.match("今年|今后一年", opening) and time.this_year:
        return Scope(time.this_year, time.kind_of(time.this_year, base))
    match = PERIOD.match(sentence.lstrip("—－- \u3000")[:24])
    if match:
        first = plan_of(match)
        kind: ScopeKind = "target" if time.planned is not None and first + 4 >= time.planned else "actual"
        return Scope(first + 4, kind, first)
    return base


_STAGE = re.compile("^第[一二三四五](?:步|阶段)[，,：:]")
_YEARS_SPANNED = re.compile(r"\s*((?:19|20)\d\d)\s*年?\s*[到至—–~-]+\s*((?:19|20)\d\d)\s*年")


def opens_review(sentence: str, scope: Scope | None, base: Scope | None, time: DocumentTime) -> Scope | None:
    """The time that a sentence of a review announces, from here on meant until another is (刚刚过去的2025年是极不平凡的一年; 过去五年,成就举世瞩目).

    One that gives a figure itself (五年来新增学位5万座) speaks for itself alone.
    """
    if base is None or base.kind != "actual" or time.reviewed is None:
        return None
    if presented := _PRESENTED.search(in_digits(sentence)):
        return _presented(presented, time.reviewed)
    if scope is None or not scope.first_year or base.first_year or re.search(r"\d", sentence):
        return None
    return scope if scope.kind == "actual" and scope.year == base.year and scope.year - scope.first_year >= 4 else None


_PRESENTED = re.compile(
    f"(?:(?:刚刚)?过去的?(?:(?P<year>20\\d\\d)年|[一五]年)|(?P<named>20\\d\\d)年|(?:{PERIOD.pattern})|这[一五]年|[—－-]\\s*这)"
    "[,，]?\\s*是[^。；;]*(?P<span>[一五]年|之年)(?:[。！!,，]|$)"
)


def _presented(match: re.Match[str], reviewed: int) -> Scope | None:
    """The time of a match of :data:`_PRESENTED`; None for one that is not over."""
    if match["span"] == "五年":
        plan = PERIOD.search(match.group())
        last = plan_of(plan) + 4 if plan else reviewed
        return Scope(last, "actual", last - 4) if last <= reviewed else None
    year = int(match["year"] or match["named"] or reviewed)
    return Scope(year, "actual") if year <= reviewed else None
