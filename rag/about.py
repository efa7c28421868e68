"""Questions about the document itself: who gave or issued it, when, is it in force, which years, its parts, and its introduction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from index.document import PlanDocument, Section
from index.page import Facet, PageLine, page_lines, spans_of_years
from index.rows import LedgerRow
from rag.asked import Asked, PartAsked
from rag.citing import citation, notices
from rag.messages import counting, say
from rag.outline import Nearness, Part, announced, beneath, chapters, of_kind, outermost, shared, speaking_of
from rag.types import Answer, Language, Line

Span = tuple[int, int]
Rows = Mapping[int, Sequence[LedgerRow]]
"""A document's figures by the number of their sentence."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing the page says: the message it is told with, its words, and the spans of the text's own lines that say it."""

    name: str
    what: str
    spans: tuple[Span, ...]
    values: tuple[tuple[str, str], ...] = ()
    counted: tuple[tuple[str, int], ...] = ()
    """Values told as words for numbers."""
    items: tuple[str, ...] = ()
    """One a span where the fact is a list."""


def facts(asked: Asked, document: PlanDocument, rows: Rows, near: Nearness) -> tuple[Fact, ...]:
    """What the page says to each thing asked; empty where it says none of them."""
    if asked.whole:
        return introduction(document, rows)
    lines = page_lines(document)
    found = list(_told(asked.facets, lines, document))
    found += [fact for name in asked.others if (fact := _OTHERS[name](document))]
    if asked.holds and document.metadata.in_force:
        found.append(_unmarked(document))
    found += [fact for part in asked.parts for fact in _of_parts(part, document, near)]
    return tuple(dict.fromkeys(found))[:_AT_ONCE]


_AT_ONCE = 4
"""Facts told at once."""

# --- the page's lines ----------------------------------------------------------------------------------------------


def _told(wanted: Sequence[tuple[Facet, ...]], lines: Sequence[PageLine], document: PlanDocument) -> Iterator[Fact]:
    """The fewest lines that tell everything wanted."""
    telling = (next((f for f in ways if any(f in line.told for line in lines)), None) for ways in wanted)
    open_facets = list(dict.fromkeys(facet for facet in telling if facet))
    chosen: list[tuple[PageLine, list[Facet]]] = []
    while open_facets:
        best = max(lines, key=partial(_worth, wanted=open_facets))
        chosen.append((best, [f for f in open_facets if f in best.told]))
        open_facets = [f for f in open_facets if f not in best.told]
    for line, told in sorted(chosen, key=lambda pair: pair[0].start):
        span = (line.start, line.end)
        if "occasion" in line.told:  # one sentence tells date, place and often the speaker
            yield Fact("as_written", _clean(line.told["occasion"]), (span,))
        else:
            for facet in told:
                yield Fact(facet, _clean(line.told[facet]), (span,))


def _worth(line: PageLine, wanted: Sequence[Facet]) -> tuple[int, int]:
    """A line that tells more comes first, then the shorter one."""
    return sum(f in line.told for f in wanted), line.start - line.end


def _clean(words: str) -> str:
    return " ".join(words.split()).lstrip("—–-－― ")


# --- what the document is ------------------------------------------------------------------------------------------


def _unmarked(document: PlanDocument) -> Fact:
    """That the page does not say whether it is in force, and up to when the document plans where title or text tell that."""
    m = document.metadata
    first, last = (m.years[0], m.years[-1]) if m.years else (0, 0)
    years = spans_of_years(document)
    planned = m.kind in _YEARLY or last - first > 1 or str(last) in m.title  # else the year is that of its number
    name = "unmarked" if not (last and planned) else "unmarked_past" if last < date.today().year else "unmarked_until"
    span = years[1] if years else m.title_span
    return Fact(name, m.title, (span,) if span else (), (("year", str(last)),))


def _status(document: PlanDocument) -> Fact | None:
    m = document.metadata
    if not m.status_span:
        return None
    first = m.source_span[0] if m.source_span and m.source_span[0] < m.status_span[0] else m.status_span[0]
    return Fact("status", m.status, ((first, m.status_span[1]),))


def _title(document: PlanDocument) -> Fact | None:
    m = document.metadata
    return Fact("title", m.title, (m.title_span,)) if m.title_span else None


def _years(document: PlanDocument) -> Fact | None:
    """By the title if it names both years, else by the headings that do; of a plan for several years by where it gives them."""
    m = document.metadata
    if not m.years:
        return None
    if m.kind not in _YEARLY and m.years[-1] - m.years[0] > 1:
        span = spans_of_years(document)
        return Fact("period", document.text[slice(*span[0])], (span[1],)) if span else _title(document)
    review, plan = _part_of("actual", m.years[0], document), _part_of("target", m.years[-1], document)
    since = review.scope.first_year if review and review.scope else None
    first = f"{since}—{m.years[0]}年" if since not in (None, m.years[0]) else f"{m.years[0]}年"
    values = (("first", first), ("last", f"{m.years[-1]}年"))
    if m.title_span and all(str(year) in document.text[slice(*m.title_span)] for year in m.years):
        return Fact("years", "", (m.title_span,), values)
    parts = tuple(part for part in (review, plan) if part)
    if parts:
        spans = tuple((part.start, part.start + len(part.title)) for part in parts)
        return Fact("years", "", spans, values, items=tuple(part.title for part in parts))
    return Fact("years", "", (m.title_span,), values) if m.title_span else None


_YEARLY = ("计划", "工作报告")
_OTHERS = {"status": _status, "title": _title, "years": _years}


def _part_of(kind: str, year: int, document: PlanDocument) -> Section | None:
    """The outermost part that reviews or plans a year, else the first that reviews or plans at all."""
    parts = [s for s in document.sections if s.parent is None and s.scope and s.scope.kind == kind]
    very = (s for s in parts if s.scope and s.scope.year == year and s.scope.first_year in (None, year))
    return next(very, parts[0] if parts else None)


# --- its parts -----------------------------------------------------------------------------------------------------


def _of_parts(asked: PartAsked, document: PlanDocument, near: Nearness) -> list[Fact]:
    whole = of_kind(document, asked.kind)
    parts = chapters(document, asked.unit) if asked.level == "named" else ()
    if asked.level == "inner":
        parts = beneath(document, whole) if whole else ()
    parts = parts or outermost(document)
    if asked.many:
        return _how_many(asked, document, whole if asked.level == "inner" else None, parts)
    if asked.subject:
        return _speaking(asked, document, parts, near)
    part = _nth(parts, asked.number)
    if part and asked.inner:
        part = _nth(beneath(document, part), asked.inner)
    return [_heading(part, asked.unit)] if part else []


def _nth(parts: Sequence[Part], number: int) -> Part | None:
    if number < 0:
        return parts[number] if -number <= len(parts) else None
    return next((part for part in parts if part.number == number), None)


def _how_many(asked: PartAsked, document: PlanDocument, whole: Part | None, parts: Sequence[Part]) -> list[Fact]:
    """As the document itself says it, else by its headings."""
    values = (("unit", f"个{asked.unit}" if len(asked.unit) > 1 else asked.unit),)
    if said := announced(document, whole):
        number, clause, sentence = said
        return [Fact("announced", document.text[slice(*clause)].strip(), (sentence,), values, (("count", number),))]
    if not 1 < len(parts) <= _MAX_PARTS:
        return []
    spans = tuple((part.start, part.end) for part in parts)
    return [Fact("contents", "", spans, values, (("count", len(parts)),), tuple(part.title for part in parts))]


def _speaking(asked: PartAsked, document: PlanDocument, parts: Sequence[Part], near: Nearness) -> list[Fact]:
    """The part that speaks of a subject, and the part of it whose heading names it more plainly."""
    best = speaking_of(asked.subject, parts, near)
    if not best or best[1] < _PLAIN:
        return []
    found, part = [_heading(best[0], asked.unit)], best[0]
    inner = max(beneath(document, part), key=lambda p: shared(asked.subject, p.bare), default=None)
    if (
        inner
        and asked.level == "outer"
        and shared(asked.subject, inner.bare) > max(_PLAIN, shared(asked.subject, part.bare))
    ):
        found.append(Fact("as_written", inner.title, ((inner.start, inner.end),)))
    return found


def _heading(part: Part, unit: str) -> Fact:
    return Fact("part", part.bare, ((part.start, part.end),), (("unit", unit),), (("number", part.number),))


_MAX_PARTS = 20
_PLAIN = 0.3
"""Score of :func:`rag.outline.speaking_of` from which a part speaks of a subject."""

# --- its introduction ----------------------------------------------------------------------------------------------


def introduction(document: PlanDocument, rows: Rows) -> tuple[Fact, ...]:
    """Title, issuer or speaker, date or occasion, status, the main results and targets, and the parts."""
    made = [
        _title(document),
        *_told((("speaker", "issuer"), ("published", "occasion")), page_lines(document), document),
        _status(document),
        _main("results", "actual", document, rows),
        _main("targets", "target", document, rows),
        *_how_many(PartAsked("outer", "部分", many=True), document, None, outermost(document)),
    ]
    return tuple(dict.fromkeys(fact for fact in made if fact))


def _main(name: str, kind: str, document: PlanDocument, rows: Rows) -> Fact | None:
    """The sentences that tell most results or targets at once, in the order of the text."""
    told = {n: sum(row.kind == kind for row in found) for n, found in rows.items()}
    richest = sorted((n for n in told if told[n]), key=lambda n: (-told[n], n))[:_MAIN]
    sentences = [document.sentences[n] for n in sorted(richest)]
    if not sentences:
        return None
    spans = tuple((s.start, s.end) for s in sentences)
    return Fact(name, "", spans, items=tuple(document.quote(s) for s in sentences))


_MAIN = 3
"""Sentences with the main results, and with the main targets, of an introduction."""

# --- the answer ----------------------------------------------------------------------------------------------------


def tell(question: str, resolved: str, found: tuple[Fact, ...], document: PlanDocument, language: Language) -> Answer:
    """The answer made of facts, each with the page's own lines."""
    numbers = {span: n for n, span in enumerate(dict.fromkeys(s for fact in found for s in fact.spans), 1)}
    lines = [line for fact in found for line in _lines(fact, numbers, document, language)]
    return Answer(
        question, resolved, "answer", "about_document", tuple(lines), notices=notices([document], language),
        citations=tuple(citation(n, document, *span) for span, n in numbers.items()), language=language,
    )  # fmt: skip


def _lines(fact: Fact, numbers: Mapping[Span, int], document: PlanDocument, language: Language) -> Iterator[Line]:
    counted = {name: counting(number, language, of_things=name == "count") for name, number in fact.counted}
    text = say(fact.name, language, what=fact.what, **dict(fact.values), **counted)
    cited = [numbers[span] for span in fact.spans]
    if fact.items:
        yield Line(text, document_id=document.document_id, level="heading")
    else:
        yield Line(text, tuple(cited), document_id=document.document_id)
    for item, n in zip(fact.items, cited, strict=False):
        yield Line(" ".join(item.split()), (n,), document_id=document.document_id, level="item")
