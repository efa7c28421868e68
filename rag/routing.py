"""Which of many documents a question is put to: those it names, else those of its place, kind and time, else those talked of before.

One document is asked every question as it stands. Of many, each asked answers for itself (:mod:`rag.several`), so that a plan in a large
index says what it says alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from index.catalog import Catalog, DocumentSummary
from index.document import Scope, ScopeKind
from index.scope import periods_in
from rag.cues import years_named
from rag.naming import NATIONAL, Named, innermost, kinds_in, named_in, newest, of_place, planned, short_names
from rag.phrases import phrases
from rag.question import Question, readings
from rag.types import Filters, within

Documents = tuple[DocumentSummary, ...]
Nearness = tuple[bool, int, bool, bool]
"""Of another place, how far in time, of another level of government, of another series than the document talked of; less is nearer."""
REMEMBERED = 6
"""Earlier questions that still tell which document is meant."""


@dataclass(frozen=True, slots=True)
class Step:
    """A question as it is put to some documents, each for itself."""

    asked: Question
    documents: Documents
    pinned: bool
    """Whether the reader said which document, so that the answer need not."""
    name: str = ""
    """How the reader called the document, where the name is not in ``asked``."""


@dataclass(frozen=True, slots=True)
class Route:
    """Rounds of steps: the surest answer of the first round that has one is given."""

    rounds: tuple[tuple[Step, ...], ...]
    reason: str = ""
    """Why none can answer, where the documents held tell so without a search."""


class Router:
    """Knows the documents of one index. Safe to share between threads."""

    def __init__(self, catalog: Catalog) -> None:
        self.documents = catalog.documents()
        self._short_names = frozenset(name for d in self.documents for name in short_names(d.region))
        self._scopes = catalog.scopes()
        self.scopes = frozenset(scope for found in self._scopes.values() for scope in found)

    def route(self, question: str, history: Sequence[str] = (), filters: Filters = Filters()) -> Route:
        """The way of a question, given the conversation's earlier ones.

        Raises:
            BadQuestion: the question is empty or too long.
        """
        documents = within(self.documents, filters)
        history = tuple(history)[-REMEMBERED:]
        if len(documents) == 1:
            return Route((tuple(Step(asked, documents, pinned=True) for asked in readings(question, history)),))
        if not documents:
            asked = readings(question, history)[0]
            return Route((), phrases(asked.language).no_document(filters))
        return self._among(question, history, documents)

    def _among(self, question: str, history: tuple[str, ...], documents: Documents) -> Route:
        """The route where several documents could answer."""
        named = named_in(question, documents)
        before = [n.rest or h for h in history for n in [named_in(h, documents) or Named("", (0, 0), h, ())]]
        if named and named.rest:
            return self._by_name(question, named, before, documents)
        asks = readings(question, before)
        focus = self._focus(history, documents)
        rounds: list[tuple[Step, ...]] = []
        if focus and all(_may_mean(asked, focus) for asked in asks):
            rounds = [tuple(Step(asked, focus, pinned=False) for asked in asks)]
        tiers = zip_longest(*(self._general(asked, documents, focus) for asked in asks))
        rounds += [tuple(step for step in tier if step) for tier in tiers]
        if asks[0].form == "about" and (not rounds or len(rounds[0][0].documents) > ABOUT_EACH):
            return Route((), phrases(asks[0].language).which_document(documents))
        return Route(tuple(rounds), self.reason(asks[0], documents))

    def _by_name(self, question: str, named: Named, before: list[str], documents: Documents) -> Route:
        asks = readings(named.rest, before)
        if not named.documents:
            return Route(
                (),
                phrases(asks[0].language).no_such_document(
                    named.name, tuple(d for d in documents if d.kind in kinds_in(question)) or documents
                ),
            )
        rounds = [asks]
        if named.year and not any(_years(asked) or asked.relative for asked in asks):
            if asks[0].kind == "target" and asks[0].form in ("figure", "compare"):
                # 2016年政府工作报告的GDP目标: the year of the name comes first, though others stand in the report too.
                rounds.insert(0, tuple(replace(asked, years=(named.year,)) for asked in asks))
            if named.span[0]:  # the name is woven into the sentence, which lacks something without it
                rounds.append(readings(question, before))
        return Route(tuple(tuple(Step(a, named.documents, True, named.name) for a in several) for several in rounds))

    def _focus(self, history: tuple[str, ...], documents: Documents) -> Documents:
        """The documents that the question before was put to; empty where it was put to all."""
        if not history or not history[-1].strip():
            return ()
        before = self._among(history[-1][:MAX_HISTORY], history[:-1], documents).rounds
        return before[0][0].documents if before and len(before[0][0].documents) < len(documents) else ()

    def nearest(self, asked: Question, documents: Documents) -> Documents:
        """The documents that a question is put to first."""
        return next((step.documents for step in self._general(asked, documents, ())), ())

    def narrowed(self, asked: Question, documents: Documents) -> Documents:
        """The documents of the places and of the kind that a question names, of all times; all where none is held."""
        found = documents
        if not asked.places and _NATION.search(asked.resolved):
            found = tuple(d for d in documents if d.region == NATIONAL)
        of_kind, periods = kinds_in(asked.resolved), periods_in(asked.resolved)
        ends = {last for _, last in periods}
        # “十四五”规划 is no other period's plan, but a work report may tell its goals.
        found = tuple(d for d in found if d.kind in of_kind and (not ends or planned(d) in ends)) or found
        return _of_places(asked.places, found)

    def _general(self, asked: Question, documents: Documents, focus: Documents) -> Iterator[Step]:
        """Documents of the question's place and kind, then the others, in tiers: the nearer their time, the earlier asked."""
        asked = self.with_places(asked)
        there = set(self.narrowed(asked, documents))
        # What speaks of another place is asked too, as it may name this one; the nation's own figures stand nowhere else.
        found = documents if asked.places else tuple(d for d in documents if d in there)
        years = _years(asked)
        # 过去五年 is any document's that looks back on five years, not the newest's alone.
        spans = periods_in(asked.resolved) or _FIVE_YEARS_PAST.search(asked.resolved)
        if not years and not spans and (asked.relative or _RELATIVE.search(asked.resolved)):
            found = newest(tuple(d for d in found if d.kind != FIVE_YEARS) or found)
        if years and asked.form in ("figure", "compare"):
            # Beside the year of another document a figure is a base of comparison (比2010年翻一番), no answer.
            found = tuple(d for d in found if any(self._time_rank_of(y, d) < _MENTIONS for y in years))
        level = _LEVEL.search(asked.resolved)
        suffix = level.group(1) or level.group(2) if level else ""
        alike = {(d.region, d.kind) for d in focus}

        def nearness(document: DocumentSummary) -> Nearness:
            return (
                document not in there,
                self._time_rank(asked, document),
                not innermost(document.region).endswith(suffix),
                bool(alike) and (document.region, document.kind) not in alike,
            )

        for tier in _tiers(found, nearness):
            in_force = tuple(d for d in tier if not _replaced(d, tier))
            yield Step(asked, in_force, pinned=False)
            if replaced := tuple(d for d in tier if d not in in_force):
                yield Step(asked, replaced, pinned=False)

    def with_places(self, asked: Question) -> Question:
        """With the places of the documents held that are named without suffix (龙华)."""
        short = [name for name in self._short_names if name in asked.resolved]
        fresh = [name for name in short if not any(name in place for place in asked.places)]
        fresh.sort(key=asked.resolved.index)
        return replace(asked, places=(*asked.places, *fresh))

    def _time_rank(self, asked: Question, document: DocumentSummary) -> int:
        """0 where the document is of the time asked for, 1 and 2 where it speaks of it, 3 where it can only mention it."""
        scopes = self._scopes.get(document.document_id, {})
        if years := _years(asked):
            kind = asked.kind
            if asked.form == "compare" and len(years) == 1:  # the other side is told without its year, beside this one
                kind = side(asked.resolved) or side(beside(asked.resolved, years[0]))
            return max(_year_rank(year, kind, document, scopes) for year in years)
        periods = periods_in(asked.resolved)
        if periods:
            spans = [s for s in scopes if (s.first_year, s.year) in periods]
        elif _FIVE_YEARS_PAST.search(asked.resolved):
            spans = [s for s in scopes if s.kind == "actual" and s.first_year == s.year - 4]
        else:
            return 0
        return 0 if any(asked.kind in (None, s.kind) for s in spans) else 1 if spans else 2

    def reason(self, asked: Question, documents: Documents) -> str:
        """Why the documents cannot answer, where place or year tell so."""
        asked, words = self.with_places(asked), phrases(asked.language)
        foreign = [place for place in asked.places if not of_place(place, documents)]
        if foreign:
            return words.other_place(foreign[0], documents)
        found = _of_places(asked.places, documents)
        outside = [y for y in _years(asked) if all(self._time_rank_of(y, d) >= _MENTIONS for d in found)]
        if outside:
            return words.other_year(outside[0], sorted({y for d in found for y in d.years}))
        return ""

    def _time_rank_of(self, year: int, document: DocumentSummary) -> int:
        return _year_rank(year, None, document, self._scopes.get(document.document_id, {}))


FIVE_YEARS = "五年规划"
_FIVE_YEARS_PAST = re.compile("(?:过去|这|近|五年来|五年一共).{0,2}五年|五年[来间]|五年一共")
ABOUT_EACH = 5
"""Documents that a question about the document itself may be answered of, one by one."""
MAX_HISTORY = 2000
_MENTIONS = 3
_RELATIVE = re.compile("今年|本年|去年|上一?年|前一年|(?:this|last|previous) year")
_LEVEL = re.compile("(?:全|我|本)(省|市|区|县)|(省|市|区|县)(?:政府|委)")
_NATION = re.compile(
    "(?<![占居在列于])全国(?!什么|最|第|首|前|排|性|文明|先进|模范|示范|优秀|百|十|领先|一流|人大|两会|政协|统一|各)|我国|国务院|咱们?国家"
)


def side(text: str) -> ScopeKind | None:
    """Whether a question speaks of promises only or of results only; None where it names both sides, or neither."""
    lowered = text.lower()
    promised, done = bool(_PROMISED.search(lowered)), bool(_DONE.search(lowered))
    return None if promised == done else "target" if promised else "actual"


def beside(text: str, year: int) -> str:
    """The clause that names a year: 2018年整体通关还要再压多少."""
    return next((clause for clause in _CLAUSE_END.split(text) if str(year) in clause), "")


_CLAUSE_END = re.compile("[,。;?!，；？！]")
_PROMISED = re.compile("目标|计划(?!执行)|安排|预期|打算|任务|要(?!素|闻)|target|plan|goal|aim")
_DONE = re.compile(
    "实际|完成|实现|达到|做到|了(?=多少|几|[,。?？]|$)|(?:打|干|建|修)了|actual|achieved|did |was |were |built"
)


def _years(asked: Question) -> tuple[int, ...]:
    """The years named, those of one side of a comparison included."""
    return asked.years or tuple(years_named(asked.resolved))


def _of_places(places: Sequence[str], documents: Documents) -> Documents:
    """Documents of every one of the places, else of any; all where none is held, or none named."""
    found = [set(of_place(place, documents)) for place in places] or [set(documents)]
    both, any_of = set.intersection(*found), set.union(*found)
    return tuple(d for d in documents if d in (both or any_of)) or documents


def _year_rank(year: int, kind: ScopeKind | None, document: DocumentSummary, scopes: Mapping[Scope, int]) -> int:
    reviewed, plans = (document.years[0], planned(document)) if document.years else (None, None)
    if (kind != "actual" and year == plans) or (kind != "target" and year == reviewed):
        return 0
    spoken = {s.kind for s in scopes if s.year == year}
    return _MENTIONS if not spoken else 1 if kind is None or kind in spoken else 2


def _may_mean(asked: Question, focus: Documents) -> bool:
    """Whether a question can be about the documents talked of before: it names no other time and no other place."""
    years = {year for d in focus for year in d.years}
    return set(_years(asked)) <= years and all(of_place(place, focus) for place in asked.places)


def _replaced(document: DocumentSummary, others: Documents) -> bool:
    """Whether a document no longer in force has one of its region, kind and year beside it that is, or its successor."""
    if document.in_force:
        return False
    return any(
        d.title == document.superseded_by
        or (d.in_force and (d.region, d.kind, planned(d)) == (document.region, document.kind, planned(document)))
        for d in others
    )


def _tiers(documents: Documents, nearness: Callable[[DocumentSummary], Nearness]) -> Iterator[Documents]:
    """Documents in groups of the same nearness, the nearest first."""
    groups: dict[Nearness, list[DocumentSummary]] = {}
    for document in documents:
        groups.setdefault(nearness(document), []).append(document)
    for key in sorted(groups):
        yield tuple(groups[key])
