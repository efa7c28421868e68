"""Questions that only several documents together answer: years or places compared, an indicator through the years, which documents say
something, which documents there are."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from index.catalog import DocumentSummary
from index.document import ScopeKind
from index.units import normalized
from rag.cues import years_named
from rag.extract import work_out
from rag.naming import named_in, of_place, planned, short_name
from rag.phrases import phrases
from rag.question import Question, readings
from rag.routing import FIVE_YEARS, Documents, Router, beside, side
from rag.several import Found, comparable, joined, refusal, renumbered
from rag.types import Answer


@dataclass(frozen=True, slots=True)
class OneByOne:
    """How single documents are asked."""

    ask: Callable[[Question, DocumentSummary], Answer]
    """One document's own answer."""
    mention: Callable[[Question, DocumentSummary], Answer]
    """The sentence in which it speaks of something, or a refusal."""
    title: Callable[[Question, DocumentSummary], Answer]
    """The line that is its title, or a refusal where no line is."""
    shortlist: Callable[[Question, Documents, int], Documents]
    """Of some documents those whose sentences come nearest to a question, at most so many."""


HELD = 20
"""Documents listed where it is asked which there are."""
MOST = 12
"""Documents asked for one answer."""
_SERIES = re.compile(
    "历年来?的?|逐年的?|历次的?|历届的?|各年度?的?|(?:这|近|最近)(?:些|几)年来?的?|(?:的|是)?(?:怎么|如何|有什么|有何)?变化(?:趋势|情况)?|走势|趋势|"
    r"\b(?:over the years|each year|year by year|trend(?: of| in)?|through the years)\b"
)
_SPAN = re.compile(r"((?:19|20)\d\d)年?(?:到|至|—|-|~|–|－)((?:19|20)\d\d)年?(?:间|期间|之间)?(?:的|,)?")
_EXTREME = re.compile(
    "(?:是)?哪一?年(?!以来|起)的?(?P<what>[^,。?？]{0,16}?)(?:是)?最(?:高|低|多|少|大|小|快|慢)|最(?:高|低|多|少|大|小|快|慢)的?(?:是|在)?哪一?年(?!以来|起)"
)
_TARGETS = re.compile("目标|target")
_LEAST = re.compile("最[低少小慢]")
_WHICH = re.compile(
    "(?:在|从)?(?:哪些|哪几个?|哪几?份|哪一?[份个]|有多少[份个]|几份)(?:年份?|年度|地区|地方|城市|区县)?(?:的)?(?:政府工作报告|工作报告|报告|文件|计划|规划)(?:里面?|中)?(?:都|曾|明确|专门)*"
    "(?:提到|提及|提出|谈到|讲到?|说到?|写到?|涉及|包含|安排|部署|要求)(?:过|了)?|"
    "哪(?:些|几)年份?(?:的(?:政府工作)?报告|的文件|的计划)?(?:里面?|中)?(?:都|曾|明确|专门)*(?:提到|提及|提出|谈到|讲到?|说到?|写到?|涉及)(?:过|了)?|"
    r"[Ww]hich (?:documents?|reports?|years?|plans?) (?:mention|speak of|talk about|say)s?"
)
_HELD = re.compile(
    "(?:有|收录|收了|收集|包括|包含|现有|能查|可以查|查得到|掌握|知道)(?:了|到)?(?:哪些|哪几[份年个]|什么|多少[份个]?|几[份个])(?:年份?|年度|地区|地方|城市)?的?(?:政府工作报告|工作报告|文件|报告|计划|规划|资料|文档)(?:可以?查|能查|可问)?[?？。]?$|"
    "(?:哪些|哪几个?)(?:年份?|年度|地区)的?(?:政府工作报告|工作报告|文件|报告|计划|规划)(?:可以?查|能查|可问|有)?[?？。]?$|"
    r"[Ww]hich (?:documents|reports|plans) (?:are|do you|have you)|[Ww]hat documents"
)
_COMPARING = re.compile(
    "(?:相比|对比|比较|比一比|差多少|差距|分别|各(?:是|为)?|哪个更?|谁更?|更?(?:高|低|多|少)(?:多少)?|还是|之间|两年|versus|vs\\.?|compare)"
)


@dataclass(frozen=True, slots=True)
class _Asker:
    """What the forms below share."""

    router: Router
    documents: Documents
    asked: Question
    """The whole question."""
    one: OneByOne

    def best(self, text: str, documents: Documents | None = None, **fields: object) -> Found | None:
        """The surest answer to a part of the question, of the documents nearest to it."""
        part = replace(readings(text)[0], language=self.asked.language, form="figure")
        part = replace(part, **{"relative": None, **fields})  # type: ignore[arg-type]
        nearest = self.router.nearest(part, documents or self.documents)
        found = [Found(d, self.one.ask(part, d)) for d in self.one.shortlist(part, nearest, MOST)]
        return max((f for f in found if not f.answer.refused), key=lambda f: f.answer.confidence, default=None)


def across(
    router: Router, one: OneByOne, question: str, history: Sequence[str], documents: Documents
) -> tuple[Question, Answer] | None:
    """The question understood and the answer of several documents together, or None where it asks for none.

    Raises:
        BadQuestion: the question is empty or too long.
    """
    if len(documents) < 2 or named_in(question, documents):
        return None
    asked = readings(question, history)[0]
    asker = _Asker(router, documents, router.with_places(asked), one)
    answer = _together(asker, history)
    return (asker.asked, answer) if answer else None


def year_by_year(
    router: Router, one: OneByOne, question: str, history: Sequence[str], documents: Documents
) -> Answer | None:
    """A comparison of years, each asked of the document that tells of it; None where not all of them are told.

    For what one document was expected to compare by itself and of which it tells one side only.
    """
    asked = readings(question, history)[0]
    years = sorted(set(years_named(asked.resolved)))
    if len(years) < 2 or len(documents) < 2:
        return None
    answer = _years(_Asker(router, documents, router.with_places(asked), one), years)
    return answer if not answer.refused and len(answer.citations) >= len(years) else None


def _together(asker: _Asker, history: Sequence[str]) -> Answer | None:
    asked, documents = asker.asked, asker.documents
    if _HELD.search(asked.resolved):
        return _held(asker)
    if _WHICH.search(asked.resolved):
        return _which(asker)
    if asked.form == "about":
        return None
    if _EXTREME.search(asked.resolved) or _SERIES.search(asked.resolved) or _SPAN.search(asked.resolved):
        return _series(asker)
    years = sorted(set(years_named(asked.resolved)))
    if len(years) == 1 and history and asked.form == "compare":  # 和2018年相比呢? of a question about 2015
        years = sorted({*years, *years_named(history[-1])[:1]})
    together = _side_of_all(asked.resolved, years)
    if len(years) >= 2 and not any(
        d.kind != FIVE_YEARS and set(years) <= set(d.years) for d in documents if not together
    ):
        return _years(asker, years)
    places = _places_apart(asker)
    return _places(asker, places) if len(places) >= 2 else None


# years and places compared -----------------------------------------------------------------------------------------


def _years(asker: _Asker, years: Sequence[int]) -> Answer:
    """The same asked of each year, of the document that plans it or reports on it."""
    text = asker.asked.resolved
    kind = _side_of_all(text, years)
    texts = [
        _COMPARING.sub("", _without(text, [str(other) for other in years if other != year], "年?(?:度|的)?"))
        for year in years
    ]
    found: list[Found | None] = []
    for tried in (kind,) if kind else ("actual", None):  # what was comes before what was planned
        found = [asker.best(t, years=(year,), kind=tried) for t, year in zip(texts, years, strict=True)]
        if all(found):
            break
    return _side_by_side(asker, found, named=False)


def _side_of_all(text: str, years: Sequence[int]) -> ScopeKind | None:
    """Whether promises or results of all years are asked for; None where the years have clauses that tell different sides."""
    sides = {side(beside(text, year)) for year in years}
    return side(text) if len(sides) <= 1 else None


def _places_apart(asker: _Asker) -> list[str]:
    """The places named that have documents of their own."""
    found: dict[Documents, str] = {}
    for place in asker.asked.places:
        documents = of_place(place, asker.documents)
        if documents and not any(set(documents) & set(other) for other in found):
            found[documents] = place
    return list(found.values())


def _places(asker: _Asker, places: Sequence[str]) -> Answer:
    """The same asked of each place; in the newest document of each where no year is named."""
    text, told = asker.asked.resolved, side(asker.asked.resolved)
    years = tuple(years_named(text))
    part = _COMPARING.sub("", _without(text, places, "的?"))
    found: list[Found | None] = []
    for kind in (told,) if told else ("actual", "target"):
        asked = {"kind": kind, "years": years, "relative": None if years else kind}
        found = [asker.best(part, of_place(place, asker.documents), places=(place,), **asked) for place in places]
        if all(found):
            break
    return _side_by_side(asker, found, named=True)


def _without(text: str, names: Sequence[str], after: str) -> str:
    """A text without some of the years or places that it lists."""
    for name in names:
        text = re.sub(
            f"{_AND}{re.escape(name)}{after}|{re.escape(name)}{after}{_AND}|{re.escape(name)}{after}", "", text, count=1
        )
    return text


_AND = r"\s*(?:和|与|、|及|以及|同|跟|比|相比于?|[Vv][Ss]\.?|and|,)\s*"


def _side_by_side(asker: _Asker, sides: Sequence[Found | None], *, named: bool) -> Answer:
    words = phrases(asker.asked.language)
    found = [f for f in sides if f]
    if not found:
        return refusal(
            asker.asked.text, asker.router.reason(asker.asked, asker.documents) or words.not_said(asker.asked)
        )
    notices = [] if len(found) == len(sides) else [words.one_place() if named else words.one_side()]
    if named and len({citation.scope for f in found for citation in f.answer.citations[:1]}) > 1:
        notices.append(words.other_times())
    rows = [f.answer.rows[:1] for f in found]
    change = work_out(rows[0][0], rows[1][0]) if len(rows) == 2 and all(rows) else None
    lines = _lines(found, named=named)
    if change:
        lines.append(words.difference(change))
    answer = _joined(found, lines, tuple(notices))
    return replace(answer, derived=(change.derived,) if change and change.derived else ())


# through the years -------------------------------------------------------------------------------------------------


def _series(asker: _Asker) -> Answer:
    """One indicator of each year's document, the earliest first."""
    text, words = asker.asked.resolved, phrases(asker.asked.language)
    span, extreme = _SPAN.search(text), _EXTREME.search(text)
    stripped = _COMPARING.sub("", _SERIES.sub("", _SPAN.sub("", _EXTREME.sub(lambda m: m.group("what") or "", text))))
    if not span:  # a follow-up made whole brings the year of the question before
        stripped = re.sub(r"(?:19|20)\d\d年?|今年|去年", "", stripped)
    stripped = stripped.strip(" 的,?？")
    first, last = (int(span.group(1)), int(span.group(2))) if span else (0, 9999)
    found: list[Found] = []
    told = "target" if _TARGETS.search(text) else side(text)
    for kind in (told,) if told else ("actual", "target"):
        by_year: dict[int, Found] = {}
        for document in _of_series(asker.router.narrowed(asker.asked, asker.documents)):
            year = planned(document) if kind == "target" else document.years[0]
            if year and first <= year <= last:
                one = asker.best(stripped, (document,), years=(year,), kind=kind)
                sums = one and one.answer.rows and one.answer.rows[0].first_year not in (None, year)
                if (
                    one
                    and not sums
                    and one.answer.confidence > (by_year[year].answer.confidence if year in by_year else 0.0)
                ):
                    by_year[year] = one
        alike = comparable(list(by_year.values()), weaker=1.0) if by_year else []
        found = sorted(alike, key=lambda f: next(year for year, one in by_year.items() if one is f))
        if len(found) >= 2:
            break
    if not found:
        return refusal(asker.asked.text, words.not_said(asker.asked))
    several = len({f.document.region for f in found}) > 1
    lines = _lines(found, named=several)
    if extreme and len(found) >= 2 and all(f.answer.rows for f in found):
        value = [normalized(f.answer.rows[0].value_min, f.answer.rows[0].unit)[0] for f in found]
        least = bool(_LEAST.search(extreme.group()))
        at = value.index(min(value) if least else max(value))
        lines.insert(0, words.extreme(found[at].answer.rows[0], at + 1, len(found), least=least))
    return _joined(found, lines, ())


def _of_series(documents: Documents) -> Documents:
    """Documents of single years that follow one another in a region, the earliest first; of the newest at most ``MOST``."""
    yearly = [d for d in documents if d.kind != FIVE_YEARS and d.years]
    regions = [d.region for d in yearly]
    followed = [d for d in yearly if regions.count(d.region) > 1] or yearly
    return tuple(sorted(followed, key=lambda d: d.years)[-MOST:])


# which documents ---------------------------------------------------------------------------------------------------


def _which(asker: _Asker) -> Answer:
    """The documents that speak of something, the newest first, each with its sentence."""
    words = phrases(asker.asked.language)
    text = _WHICH.sub("", asker.asked.resolved)
    topic = replace(
        readings(text or asker.asked.resolved)[0],
        form="fact",
        kind=None,
        language=asker.asked.language,
    )
    narrowed = asker.router.narrowed(asker.asked, asker.documents)
    documents = asker.one.shortlist(topic, narrowed, MOST)
    found = [f for f in (Found(d, asker.one.mention(topic, d)) for d in documents) if not f.answer.refused]
    if not found:
        return refusal(asker.asked.text, words.not_said(topic))
    found.sort(key=lambda f: -(planned(f.document) or 0))
    notices = (words.some_documents(len(documents)),) if len(documents) < len(narrowed) else ()
    return _joined(found, _lines(found, named=True, whole=True), notices)


def _held(asker: _Asker) -> Answer:
    """The documents there are, of the places and of the kind named, each with the line that is its title."""
    words = phrases(asker.asked.language)
    documents = asker.router.narrowed(asker.asked, asker.documents)
    found = [f for f in (Found(d, asker.one.title(asker.asked, d)) for d in documents[:HELD]) if not f.answer.refused]
    if not found:
        return refusal(asker.asked.text, words.which_document(documents))
    lines = [f"{n}. {f.document.title}({words.years(f.document.years)})[{n}]" for n, f in enumerate(found, 1)]
    notices = (words.more_held(len(documents) - len(found)),) if len(documents) > len(found) else ()
    return _joined(found, lines, notices)


# lines -------------------------------------------------------------------------------------------------------------


def _lines(found: Sequence[Found], *, named: bool, whole: bool = False) -> list[str]:
    """A line a document; of more than ``WHOLE`` only the figures."""
    lines, before = [], 0
    for f in found:
        text = renumbered(f.answer, before)
        lead = _LEAD.match(text)
        if lead and len(found) > WHOLE and not whole:
            text = f"{lead.group(1)}[{before + 1}]。"
        lines.append(f"{short_name(f.document)}:{text}" if named else text)
        before += len(f.answer.citations)
    return lines


WHOLE = 3
_LEAD = re.compile(r"(\*\*.+?\*\*(?: ?\([^()]*\))?)")


def _joined(found: Sequence[Found], lines: Sequence[str], notices: tuple[str, ...]) -> Answer:
    told = dict.fromkeys(notice for f in found for notice in f.answer.notices)
    answer = joined(found, "\n".join(lines), (*told, *notices))
    return replace(answer, confidence=min(f.answer.confidence for f in found))
