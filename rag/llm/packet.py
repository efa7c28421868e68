"""What the LLM is given to answer from: numbered sentences, each with its heading path and time, the page's own line first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from index.document import PlanDocument, Scope, Section
from index.passages import scope_words
from rag.candidates import Sentence
from rag.citing import citation, cite
from rag.context import Context
from rag.library import Library
from rag.llm.sources import Source
from rag.types import Citation

BEST = 16
"""Sentences offered for a question that asks for certain things."""
MOST = 20
"""With the paragraphs of the first of them."""
BROAD = 48
"""For one that asks for a subject or for the document as a whole."""
LEADING = 2
"""Of the best sentences, those whose whole paragraphs are offered whatever is asked."""
DIGEST = 24
"""Sentences with figures offered from the rest of one plan where it is asked about broadly."""
WHOLE = 24_000
"""Characters up to which a whole plan is offered where the settings allow it; a plan has some 15,000."""


LEAST, LONGEST, ABOVE, HEADINGS = 6, 200, 8, 48
"""Of the lines above the body: Chinese characters that a line has at least, characters offered of it, lines; and headings offered."""
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_Piece = tuple[Citation, str, str]
"""What may be cited, the place and headings above it, and its time in words."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One numbered thing that may be cited."""

    source: Source
    citation: Citation
    """With the offer's number; an answer numbers its citations anew."""
    path: str
    """Place, headings and topic above it."""
    time: str
    """``2023年目标``, or empty."""


@dataclass(frozen=True, slots=True)
class Packet:
    """``whole``: the offers are a plan from its first sentence to its last, the same for every question about it."""

    offers: tuple[Offer, ...]
    whole: bool = False

    def sources(self) -> dict[int, Source]:
        return {offer.source.n: offer.source for offer in self.offers}


def packet(library: Library, context: Context, *, whole_plan: bool) -> Packet:
    """The evidence for a question: each document's own line, then its best sentences in the order of the text."""
    documents = [library.document(d.document_id) for d in context.documents]
    if whole_plan and len(documents) == 1 and len(documents[0].text) <= WHOLE:
        plan = documents[0]
        pieces = _page(plan) + [_piece(plan, number) for number in range(len(plan.sentences))]
        return Packet(_numbered(pieces), whole=True)
    itself = context.form == "about" or (context.answer is not None and context.answer.status == "about_document")
    broad = context.form == "overview" or itself
    chosen = _with_sections(context.open) if broad else _with_paragraphs(context.open[:BEST])
    if broad and len(documents) == 1:
        chosen += _digest(context.open, chosen)
    told = dict.fromkeys([*(s.document.document_id for s in chosen), *(d.document_id for d in documents[:1])])
    pages = [piece for document_id in told for piece in _page(library.document(document_id))]
    if itself and len(documents) == 1:
        pages += _outline(documents[0])
    ordered = sorted(chosen, key=lambda s: (list(told).index(s.document.document_id), s.start))
    return Packet(_numbered([*pages, *(_piece(s.document, s.number) for s in ordered)]))


def _neighbours(
    sentences: Sequence[Sentence], most: int, within: Callable[[PlanDocument, int], int | None]
) -> list[Sentence]:
    """The best sentences with the others of their paragraphs or sections, the best one's first; ``within`` gives a sentence's."""
    found: dict[tuple[str, int], Sentence] = {}
    for best in sentences:
        own = within(best.document, best.number)
        for number in range(len(best.document.sentences)):
            if within(best.document, number) == own:
                found.setdefault((best.document.document_id, number), replace(best, number=number))
        if len(found) >= most:
            break
    return list(found.values())[:most]


def _paragraph(document: PlanDocument, number: int) -> int:
    return document.sentences[number].paragraph


def _section(document: PlanDocument, number: int) -> int | None:
    return document.paragraphs[_paragraph(document, number)].section


def _with_paragraphs(best: Sequence[Sentence]) -> list[Sentence]:
    """The best sentences, the first of them with the others of their paragraphs (all the roads behind the first one)."""
    found = {s.key: s for s in (*best, *_neighbours(best[:LEADING], BEST, _paragraph))}
    return list(found.values())[:MOST]


def _with_sections(best: Sequence[Sentence]) -> list[Sentence]:
    """The best sentences with the others of their paragraphs, then of the first one's section, while there is room."""
    found = {s.key: s for s in (*_neighbours(best, BROAD, _paragraph), *_neighbours(best[:1], BROAD, _section))}
    return list(found.values())[:BROAD]


def _digest(sentences: Sequence[Sentence], offered: Sequence[Sentence]) -> list[Sentence]:
    """What a plan says in figures of the times found and in paragraphs not offered: a paragraph's fullest sentence, its sections in turn."""
    if not sentences:
        return []
    plan, times = sentences[0].document, {s.scope for s in sentences}
    seen = {plan.sentences[s.number].paragraph for s in offered}
    fullest: dict[int, tuple[int, int]] = {}
    for number, sentence in enumerate(plan.sentences):
        figures = len(_FIGURE.findall(plan.quote(sentence)))
        if figures and sentence.scope in times and sentence.paragraph not in seen:
            fullest[sentence.paragraph] = max(fullest.get(sentence.paragraph, (0, 0)), (figures, number))
    turns: Counter[int | None] = Counter()
    ordered = []
    for paragraph, (figures, number) in sorted(fullest.items(), key=lambda item: -item[1][0]):
        section = plan.paragraphs[paragraph].section
        ordered.append((turns[section], -figures, number))
        turns[section] += 1
    return [replace(sentences[0], number=number) for *_, number in sorted(ordered)[:DIGEST]]


def _page(document: PlanDocument) -> list[_Piece]:
    """The lines of the page that name title, issuer and date, and say whether it is in force; then what else stands above the body."""
    m = document.metadata
    spans = sorted({span for span in (m.title_span, m.source_span, m.status_span) if span})
    body = min([s.start for s in document.sections[:1]] + [s.start for s in document.sentences[:1]], default=0)
    for line in re.finditer("[^\n]+", document.text[:body]):
        span = line.span()
        if len(re.findall("[\u4e00-\u9fff]", line.group())) >= LEAST and not any(
            a < span[1] and span[0] < b for a, b in spans
        ):
            spans.append(span)
    return [(citation(0, document, a, min(b, a + LONGEST)), m.region, "") for a, b in spans[:ABOVE]]


def _outline(document: PlanDocument) -> list[_Piece]:
    """The headings of the two highest levels, as they stand in the text."""
    top = min((s.level for s in document.sections), default=0)
    found = [s for s in document.sections if s.level <= top + 1][:HEADINGS]
    return [_heading(document, section) for section in found]


def _heading(document: PlanDocument, section: Section) -> _Piece:
    above = document.heading_path(section.parent) if section.parent is not None else ()
    made = citation(0, document, section.start, section.start + len(section.title))
    path = " › ".join((document.metadata.region, *above))
    scope = section.scope.label if section.scope else None
    return replace(made, section=above, scope=scope), path, scope_words(section.scope)


def _piece(document: PlanDocument, number: int) -> _Piece:
    sentence = document.sentences[number]
    made = cite(0, Sentence(document, number, (), (), 0.0))
    return (
        made,
        " › ".join((document.metadata.region, *made.section, made.topic)).strip(" ›"),
        scope_words(sentence.scope),
    )


def _numbered(pieces: Iterable[_Piece]) -> tuple[Offer, ...]:
    offers = []
    for n, (made, path, time) in enumerate(pieces):
        scope = Scope.parse(made.scope) if made.scope else None
        source = Source(
            n, made.quote, " ".join((made.title, *made.section, made.topic)), scope, path.partition(" › ")[0]
        )
        offers.append(Offer(source, replace(made, n=n), path, time))
    return tuple(offers)
