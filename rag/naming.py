"""Documents named in a question: 2016年政府工作报告里…, 《云泽市第十五个五年规划纲要》, the 2021 report, 今年的政府工作报告."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from index.catalog import DocumentSummary
from index.words import frequency, normalise, simplify, usual_tag
from rag.places import NATION, REGIONS, bare, innermost, parts_of, places_named, same_place
from rag.time import time_asked

Documents = tuple[DocumentSummary, ...]
FIVE_YEARS = "五年规划"
_PERIOD = '[“"「]?十[一二三四五六]?五[”"」]?|第十[一二三四五六]?个五年'
_KIND = (
    ("工作报告", "(?:政府)?工作报告"),
    (FIVE_YEARS, f"(?:国民经济和社会发展)?(?:{_PERIOD}|五年)(?:发展)?规划(?:纲要)?(?:和.{{0,12}}远景目标纲要)?|规划纲要"),
    ("计划", "国民经济和社会发展计划(?:执行情况)?(?:的?报告)?(?:草案)?|(?:年度|发展)?计划(?:执行情况)?(?:的?报告|草案|文件)|"
             "(?:年度|发展)?计划(?=里|中[,的提说]|[》:])"),
    ("", "报告(?=里|中|说|讲|提|[》:,的])"),
)  # fmt: skip
"""How each kind of document is called. ``报告`` alone is any kind's, and needs a year in front."""
_WHEN = r"(?:(?:19|20)?\d\d年(?:度|的)?|今年的?|本年度的?|去年的?|上一?年的?|前一年的?|最新一?[份期年]?的?|最近一?[份期年]?的?)"
_WHERE = "(?:国务院的?|全国的?|国家的?|中央的?|[\u3400-\u9fff]{2,9}?(?:省|自治区|市|自治州|新区|区|县|旗)的?)"
_TAIL = "》?(?:里面?|中)?(?:(?:说|讲|写|定|提|提到|提出|说到|安排)的)?[:,]?\\s*"
_HEAD = "(?:按照?|根据|依据|据|在|从|翻到|看)?《?"
_NAMES = re.compile(
    f"{_HEAD}(?P<first>{_WHEN})?(?P<where>{_WHERE})?(?P<second>{_WHEN})?"
    f"(?:{'|'.join(f'(?P<k{i}>{pattern})' for i, (_, pattern) in enumerate(_KIND))}){_TAIL}"
)
_ENGLISH = re.compile(
    r"(?:[Ii]n|[Aa]ccording to|[Bb]y|[Uu]nder|[Ff]rom|[Oo]f)?\s*the ((?:19|20)\d\d) (?:government )?(?:work )?(report|plan)\b,?\s*",
    re.ASCII,
)
_QUOTED = re.compile("《([^《》]{4,80})》(?:里面?|中)?")
_SEVERAL = re.compile("年[和与及、到至—~-]$")
"""Before a name: 2015年和2018年政府工作报告 are two."""
_NARROW = str.maketrans("\uff0c\uff1a\uff08\uff09", ",:()")
_AROUND = " ,:\uff0c\uff1a"
_NATION = frozenset({"国务院", "全国", "国家", "中央"})


@dataclass(frozen=True, slots=True)
class Named:
    """A document named in a question."""

    name: str
    span: tuple[int, int]
    """Where it stands in the question."""
    rest: str
    """The question without the name."""
    documents: tuple[DocumentSummary, ...]
    """Those so called, the newest first; empty where none is held."""


def named_in(question: str, documents: Sequence[DocumentSummary]) -> Named | None:
    """The document that a question names by title, or by year, place and kind; None where it names none.

    A kind alone (政府工作报告里) names no document: any year's may be meant.
    """
    plain = simplify(question).translate(_NARROW)
    for find in (_by_title, _by_year, _in_english):
        if found := find(plain, documents):
            # Simplifying leaves every character in its place, so the rest keeps the writing it was typed in.
            return found if len(plain) != len(question) else replace(found, rest=_without(question, *found.span))
    return None


def kinds_in(question: str) -> frozenset[str]:
    """The kinds of document a question speaks of, one of :data:`index.document.KINDS` each."""
    found: set[str] = set()
    for match in _NAMES.finditer(question):
        found.update(kind for i, (kind, _) in enumerate(_KIND) if kind and match.group(f"k{i}"))
    return frozenset(found)


def of_place(place: str, documents: Sequence[DocumentSummary]) -> tuple[DocumentSummary, ...]:
    """Documents of a place; those of the very place before those of places within it (深圳市 before 深圳市龙华区)."""
    if place in _NATION:
        return tuple(d for d in documents if d.region == NATION)
    within = [d for d in documents if same_place(place, d.region)]
    own = [d for d in within if same_place(place, innermost(d.region))]
    return tuple(own or within)


def named_in_full(text: str, documents: Sequence[DocumentSummary]) -> tuple[DocumentSummary, ...]:
    """Without the documents of places called as another is but for its kind (阜山县 beside 阜山市), where a text names that other in full."""
    called: dict[str, set[str]] = {}
    for region in {d.region for d in documents if d.region}:
        for name in (region, innermost(region)):
            if name in text:
                called.setdefault(name, set()).add(region)
    if not called:
        return tuple(documents)
    meant: set[str] = set()
    for name in sorted(called, key=len, reverse=True):  # 阜山市阜山县 is the county
        if name in text:
            meant |= called[name]
            text = text.replace(name, " ")
    stems = {bare(innermost(region)) for region in meant}
    return tuple(d for d in documents if d.region in meant or bare(innermost(d.region)) not in stems)


def newest(documents: Sequence[DocumentSummary]) -> tuple[DocumentSummary, ...]:
    """The documents of each region that plan its newest year, those in force before others; five-year plans only where there is nothing else."""
    found: list[DocumentSummary] = []
    regions: dict[str, list[DocumentSummary]] = {}
    called: dict[str, list[str]] = {}
    for document in documents:
        alike = called.setdefault(bare(innermost(document.region)), [])
        region = next((r for r in alike if _renamed(r, document.region)), document.region)
        if region not in regions:
            alike.append(region)
        regions.setdefault(region, []).append(document)
    for here in regions.values():
        here = [d for d in here if d.in_force] or here
        here = [d for d in here if d.kind != FIVE_YEARS] or here
        last = max((planned(d) or 0 for d in here), default=0)
        found += [d for d in here if (planned(d) or 0) == last]
    return tuple(found)


def _renamed(one: str, other: str) -> bool:
    """Whether two regions are one place that was called otherwise before: 徐水县, 徐水区 and 保定市徐水区, but not 吉林省 and 吉林市."""
    first, second = innermost(one), innermost(other)
    outer, around = one.removesuffix(first), other.removesuffix(second)
    inner = all(name.endswith(("县", "区")) for name in (first, second))
    return inner and bare(first) == bare(second) and (outer == around or not outer or not around)


def planned(document: DocumentSummary) -> int | None:
    """The year a document plans, by which it is called."""
    return document.years[-1] if document.years else None


_COMMON = 500
"""How often jieba's corpus has a word from which on it is more than a place's name (和平 7998, 龙华 39)."""


@lru_cache(maxsize=REGIONS)
def short_names(region: str) -> tuple[str, ...]:
    """深圳 and 龙华 of 深圳市龙华区; a name that is also a common word (和平, 光明) names a place only in full."""
    return tuple(
        name
        for name in map(bare, parts_of(region))
        if len(name) >= 2
        and (
            (usual_tag(name) or "ns") == "ns"
            or (usual_tag(name).startswith("n") and usual_tag(name) != "n" and frequency(name) < _COMMON)
        )
    )


def short_name(document: DocumentSummary) -> str:
    """What a reader calls a document: its title, or 龙华区2023年计划 where that is long."""
    year = planned(document)
    if len(document.title) <= _SHORT or document.kind not in ("计划", "工作报告") or not document.region:
        own = innermost(document.region)
        unsaid = document.kind == "工作报告" and own not in document.title and bare(own) in document.title
        return f"《{document.title}》（{own}）" if unsaid else f"《{document.title}》"
    if year is None or f"{year}年" not in document.title:
        return f"《{document.title}》"
    return f"{innermost(document.region)}{year}年{'政府' if document.kind == '工作报告' else ''}{document.kind}"


_SHORT = 18


def _by_title(question: str, documents: Sequence[DocumentSummary]) -> Named | None:
    for match in _QUOTED.finditer(question):
        wanted = _bare(match.group(1))
        found = [d for d in documents if wanted in _bare(d.title) or _bare(d.title) in wanted]
        if len(found) == 1:
            return _named(question, match.span(), match.group(), found)
    for document in documents:
        if len(document.title) >= _TITLE and document.title in question and _says_whose(document):
            start = question.index(document.title)
            end = start + len(document.title)
            tail = re.match(_TAIL, question[end:])
            return _named(question, (start, end + (tail.end() if tail else 0)), document.title, [document])
    return _by_core(question, documents)


def _says_whose(document: DocumentSummary) -> bool:
    """Whether a title names its place: one that does not (2024年政府工作报告) any question about another place's may hold."""
    whose = (bare(part) for part in parts_of(document.region))
    return document.kind != "工作报告" or "国务院" in document.title or any(name in document.title for name in whose)


def _by_core(question: str, documents: Sequence[DocumentSummary]) -> Named | None:
    """A document by its title without the years and what stands in brackets: 智慧健康养老产业发展行动计划, 数字山东行动方案."""
    bare_question = _YEARS_OF_TITLE.sub(lambda m: " " * len(m.group()), question)
    for document in (d for d in documents if d.kind == "其他"):
        core = _YEARS_OF_TITLE.sub("", simplify(document.title).translate(_NARROW))
        match = re.search(rf"{re.escape(core)}[ ]*", bare_question) if len(core) >= _TITLE else None
        if match:
            return _named(question, match.span(), document.title, [document])
    return None


_YEARS_OF_TITLE = re.compile(r"\([^()]*\)|(?:19|20)\d\d(?: ?[-—–~至到] ?(?:19|20)\d\d)?年?")


_TITLE = 8


def _by_year(question: str, documents: Sequence[DocumentSummary]) -> Named | None:
    for match in _NAMES.finditer(question):
        when = match.group("first") or match.group("second")
        kind = next(kind for i, (kind, _) in enumerate(_KIND) if match.group(f"k{i}"))
        period = time_asked(match.group()).spans if kind == FIVE_YEARS else ()
        if not (when or period) or _SEVERAL.search(question, 0, match.start()):
            continue
        found = [d for d in documents if kind in ("", d.kind) and (kind or "报告" in d.title)]
        found = _of_place_before(question, match, found)
        if not when:
            found = [d for d in found if planned(d) == period[-1][1]]
            return _named(question, match.span(), _called(match), found) if found else None
        year = _year_meant(when, found)
        found = [d for d in found if planned(d) == year or (kind == FIVE_YEARS and year in range(*_span(d)))]
        return _named(question, match.span(), _called(match), found)
    return None


def _span(document: DocumentSummary) -> tuple[int, int]:
    """First and one past the last year of a five-year plan."""
    return (document.years[0] + 1, document.years[-1] + 1) if document.years else (0, 0)


def _of_place_before(
    question: str, match: re.Match[str], documents: Sequence[DocumentSummary]
) -> list[DocumentSummary]:
    """Documents of the place in the name or right before it (深圳2016年…), of every place where none stands there."""
    where = (match.group("where") or "").removesuffix("的")
    found = list(documents)
    for place in (where,) if where in _NATION else places_named(question[max(0, match.start() - _NEAR) : match.end()]):
        found = list(of_place(place, found))
    return list(named_in_full(question, found))


_NEAR = 6


def _year_meant(when: str, documents: Sequence[DocumentSummary]) -> int | None:
    """The year that words in front of a name say; 今年 and 最新 are those of the newest document."""
    asked = time_asked(when)
    last = max((planned(d) or 0 for d in newest(documents)), default=0)
    return asked.years[0] if asked.years else last + sum(asked.offsets) if last else None


def _in_english(question: str, documents: Sequence[DocumentSummary]) -> Named | None:
    match = _ENGLISH.search(question)
    if match is None:
        return None
    year, kinds = int(match.group(1)), ("工作报告", "计划") if match.group(2) == "report" else ("计划", FIVE_YEARS)
    found = [d for d in documents if planned(d) == year and d.kind in kinds]
    for place in places_named(question):
        found = list(of_place(place, found)) or found
    return _named(question, match.span(), match.group(), found) if found else None


def _called(match: re.Match[str]) -> str:
    """The name without what leads to it and what goes on from it."""
    last = next(i for i in range(len(_KIND)) if match.group(f"k{i}"))
    return re.sub(f"^{_HEAD}", "", match.string[match.start() : match.end(f"k{last}")])


def _named(question: str, span: tuple[int, int], name: str, documents: Sequence[DocumentSummary]) -> Named:
    ordered = sorted(documents, key=lambda d: (not d.in_force, -(planned(d) or 0)))
    return Named(name.strip(_AROUND), span, _without(question, *span), tuple(ordered))


def _without(question: str, start: int, end: int) -> str:
    left, right = question[:start].strip(_AROUND), question[end:].strip(_AROUND)
    return f"{left}{' ' if left[-1:].isascii() and right[:1].isascii() else ''}{right}".strip()


def _bare(title: str) -> str:
    """A title without blanks and punctuation, for comparing."""
    return re.sub(r"[^\w]", "", normalise(title))
