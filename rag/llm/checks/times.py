"""Whether a claim's clauses speak of their source's time, and tell a promise as a promise and a result as a result."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from index.document import Scope
from rag.llm.checks.families import (
    DONE,
    EVENTS,
    FINISH,
    FORECAST,
    NOMINAL,
    PROMISE,
    SPAN,
    TIMED,
    compiled,
)
from rag.llm.checks.numbers import YEAR
from rag.llm.checks.reading import Reading
from rag.llm.checks.text import number_of

_PROMISE, _DONE = compiled(PROMISE), compiled(DONE)
_INTENDED = re.compile(f"(?:{_PROMISE.pattern})$")
_NOW, _BEFORE = re.compile("今年|本年度?"), re.compile("去年|上年|上一年")
_LAST_YEAR = re.compile(f"(?<![比较同])(?:{_BEFORE.pattern})")
_COMPARED = re.compile("(?:(?<![占同环免配之])比|[较与和同是为]|相当于|相比|相较于?|对比)$")
_COMPARED_BEHIND = re.compile(
    "年(?:度)?(?:全年|同期|底|末)?(?:相比|同期)?[^,;。]{0,4}(?:多|少|增|减|高|低|提|升|降|翻|相比|\\d[\\d.]*倍)"
)


@dataclass(frozen=True, slots=True)
class Frame:
    """The time a clause is told in. ``years`` are those it names or carries on; ``against`` those it compares with."""

    years: tuple[int, ...]
    against: tuple[int, ...]
    promised: bool
    promise: str
    done: str
    named: str = ""
    """The clause that names the years."""
    ahead: bool = False
    """Whether it looks ahead to a year (到2025年, 未来5年)."""
    reported: bool = False
    """Whether a label in front (2022年完成情况:) tells all behind it as done."""


def frames(told: Reading, said: str = "") -> Iterator[Frame]:
    """The frame of each clause; what a clause leaves unsaid it has from the one before, a promise as long as the year stays. ``said`` is what
    is cited, whose names (招生计划) promise nothing."""
    years: tuple[int, ...] = ()
    promised = ahead = reported = False
    naming = dated = before = ""
    for clause, behind in zip_longest(told.clauses, told.clauses[1:]):
        named, against = _years(clause.text)
        naming = clause.text if named else naming
        dated = "今" if _NOW.search(clause.text) else "去" if _LAST_YEAR.search(clause.text) else dated
        if (named and named != years) or dated != before:
            years, promised, ahead = named or years, False, False
        elif SPAN.search(clause.text):
            years = named  # 5年累计… sums up more than the year before it
        before = dated
        ahead = ahead or bool(_AHEAD.search(clause.text))
        promise = promise_in(clause.text, said)
        done = next((m for m in _DONE.finditer(clause.text) if not _is_ahead(clause.text, m)), None)
        promised = promised or bool(promise)
        if clause.mark == ":":
            promised = promised or clause.text.endswith(_GOALS)
            reported = clause.text.endswith(_RESULTS)

        leads = clause.mark == "," and not done and behind is not None and bool(promise_in(behind.text))
        anew = behind is not None and bool(_years(behind.text)[0] or _NOW.search(behind.text))
        led = leads and not (years or anew or clause.stages & EVENTS)
        sooner = ahead or (leads and not (anew and (named or _LAST_YEAR.search(clause.text))))
        yield Frame(years, against, promised or led, promise, done.group() if done else "", naming, sooner, reported)


def _is_ahead(text: str, done: re.Match[str]) -> bool:
    """Whether a word of completion is yet to come (要落实, 力争如期建成, but not 计划完成)."""
    intended = _INTENDED.search(text[: done.start()])
    return intended is not None and intended.group() not in _NAMES and done.group()[0] != "已"


def _years(text: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    named: list[int] = []
    against: list[int] = []
    for match in YEAR.finditer(re.sub("[“《].*?[”》]", lambda m: "*" * len(m.group()), text)):
        compared = _COMPARED.search(text[: match.start()]) and _COMPARED_BEHIND.match(text, match.end())
        (against if compared else named).append(int(match.group()))
    return tuple(named), tuple(against)


_GOALS, _RESULTS = ("目标", "任务", "计划", "安排"), ("完成情况", "执行情况", "进展情况")
"""How a label in front of a colon ends that tells of what kind all behind it is."""
_NAMES = frozenset(("计划", "部署", "准备", "安排", "目标"))
"""Words of promise that end names too (招生计划)."""
_AHEAD = re.compile(
    "[到至](?:19|20)\\d\\d年(?![底末])|(?:未来|今后)\\d{1,2}年|目标(?!实现|完成)|任务|要求|安排|谋划|瞄准|想|定[为在]|[设放]在|继续|再(?![创获次度就])|还(?![是款])"
)


def promise_in(text: str, said: str = "") -> str:
    """The first word of promise that is no part of a name (规划的床位, 行动计划, 计划完成,)."""
    for match in _PROMISE.finditer(text):
        behind = text[match.end() :]
        name = text[max(0, match.start() - 2) : match.end()]
        if match.group() in _NAMES and len(name) > len(match.group()) + 1 and name in said:
            continue
        if not NOMINAL.match(behind) and behind.strip("。"):
            return match.group()
    named = _NAMED_GOAL.search(text)
    return named.group() if named else ""


_NAMED_GOAL = re.compile("(?:是|为|属于?|列入)(?:年度|预期|规划|当年|工作)*(?:目标|计划|任务|安排|要求|预期)[。]?$")
"""Behind what is told, that it is but a goal (…2.3万套是目标)."""


def years_of(scope: Scope | None) -> frozenset[int]:
    """The years a claim may give as its time; of a span, its first and last."""
    return frozenset() if scope is None else frozenset({scope.year, scope.first_year or scope.year})


def time_problem(text: str, frame: Frame, known: str, scope: Scope | None) -> str | None:
    """A year or a word of time that is neither the source's scope nor in its words."""
    own = years_of(scope)
    lent = frame.named != text and len(frame.years) > 1 and own & {*frame.years}  # 2002年的…推迟到2003年出台,…
    for year in () if lent else frame.years:
        if year not in own and not _stands_alike(str(year), frame.named, known):
            return str(year)
    for year in frame.against:
        if not re.search(f"(?:比|较|与|和|同|是|为){year}", known):
            return f"against {year}"
    for pattern, kind in ((_NOW, "target"), (_BEFORE, "actual")):
        said = pattern.search(text)
        if said and not pattern.search(known):
            if scope is None or scope.kind != kind or scope.first_year not in (None, scope.year):
                return said.group()
    return _span_problem(text, known, scope) or _words_problem(text, known, scope)


def _stands_alike(year: str, text: str, known: str) -> bool:
    """Whether the source has the year with the same character before it (比2020年, 到2025年) or opens with it."""
    at = text.find(year)
    before = _led(text[at - 1 : at] if at > 0 else "")
    alike = (
        _led(known[max(0, m.start() - 1) : m.start()]) == before or m.start() == 0 for m in re.finditer(year, known)
    )
    return any(alike) or bool(re.search(f"[到至]{year}年的", known))


def _led(before: str) -> str:
    """The character before a year, or those that make the same of it: up to when, since when, with what compared, which it is."""
    return next((alike for alike in ("到至", "由从自", "比较与和同", ":为是") if before and before in alike), before)


def _span_problem(text: str, known: str, scope: Scope | None) -> str | None:
    """未来5年 or 5年来 of a span that is not the source's."""
    length = scope.year - (scope.first_year or scope.year) + 1 if scope else 0
    since = {str(int(b) - int(a)) for a, b in _FROM_TO.findall(known)}  # 由1997年的123公里增加到2002年的176公里
    for match in SPAN.finditer(text):
        years = _length(match)
        if years in since:
            continue
        if not re.search(rf"(?<!\d){years}年", known) and not 1 < length == int(years):
            return match.group()
    return None


_FROM_TO = re.compile("[由从比](\\d{4})年[^;。]{0,60}?[到至](\\d{4})年")


def _length(span: re.Match[str]) -> str:
    return next(found for found in span.groups() if found)


def _words_problem(text: str, known: str, scope: Scope | None) -> str | None:
    first, last = (scope.first_year or scope.year, scope.year) if scope else (0, 0)
    number = (first - 1951) // 5
    period = (
        f"十{'一二三四五六七八九'[number - 11]}五" if last - first == 4 and first % 5 == 1 and 11 < number <= 19 else ""
    )
    for match in TIMED.finditer(text):
        word = match.group().strip("“”")
        plan = f"第{number_of(word[:-1]):g}个5年" if re.fullmatch("十[一二三四五]五", word) else word
        if word not in known and word != period and plan not in known:
            return word
    return None


def tense_problem(
    text: str, frame: Frame, said: str, scope: Scope | None, forecast: bool | None, factual: bool = True
) -> str | None:
    """A promise told as done or a result told as promised. ``factual``: a figure or a stage is told, so that a promise needs a word that
    says so. ``forecast``: the source but foresees (预计); None where it may."""
    done = frame.done if frame.done and not _in_place(frame.done, text, said) else "完成情况" if frame.reported else ""
    if scope is None and not promise_in(said) and not FORECAST.search(said) and not _finished(text, frame, said):
        done = next((m.group() for m in _DONE.finditer(text) if m.group() not in ("已", "已经", "了")), "")
    if scope is not None and scope.kind == "target":
        return (
            done
            or _finished(text, frame, said)
            or ("" if frame.promised or frame.ahead or not factual else "no word of plan")
            or None
        )
    if scope is None:
        return done if done and done not in said else None
    as_said = frame.reported and _in_place(frame.promise, text, said)  # 将312万名职工纳入保险
    if frame.promised and forecast is False and not as_said:
        return frame.promise or "promised"
    if forecast and not frame.promised:
        return "no word of forecast"
    return None


def _in_place(word: str, text: str, said: str) -> bool:
    """Whether the source has a word with the same character before or behind it."""
    at = text.find(word)
    start, end = at, at + len(word)
    return text[max(0, start - 1) : end] in said or (end < len(text) and text[start : end + 1] in said)


_BEGUN = re.compile("开工|动工|启动|开建")


def _finished(text: str, frame: Frame, said: str) -> str:
    """A word of completion that the source of a promise does not have; 计划实现 and 计划达到 promise no more than 计划."""
    for match in FINISH.finditer(text):
        if match.group() in said or _is_ahead(text, match):
            continue
        led = (
            promise_in(text[: match.start()] + "#") or (frame.promised and not frame.promise) or frame.ahead
        ) and text[match.end() :].strip("。")
        begun = match.group() == "完成" and _BEGUN.search(said) and not FINISH.search(said)
        if match.group() in ("实现", "达到", "完成") and led and not begun and not text.rstrip("。").endswith("任务"):
            continue
        return match.group()
    return ""


def foresees(said: Reading) -> list[bool | None]:
    """For each clause of a report whether it is but foreseen (预计,全市地区生产总值增长6.8%左右); None where an earlier one of its sentence is."""
    found: list[bool | None] = []
    follows = False
    for clause in said.clauses:
        here = bool(FORECAST.search(clause.text))
        found.append(True if here else None if follows else False)
        follows = (follows or here) and clause.mark != "。"
    return found
