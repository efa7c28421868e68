"""What passes between the steps of an answer, and out of the room. An answer is data; :mod:`rag.render` makes text of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from index.catalog import DocumentSummary
from index.rows import LedgerRow
from rag.language import Language as Language

Mode = Literal["extractive", "llm"]
Outcome = Literal["answer", "related", "refuse"]
Level = Literal["statement", "item", "heading", "note"]


@dataclass(frozen=True, slots=True)
class Filters:
    """Narrow the search to one document, region or year; empty means all."""

    document_id: str = ""
    region: str = ""
    year: int | None = None


def within(documents: Iterable[DocumentSummary], filters: Filters) -> tuple[DocumentSummary, ...]:
    """The documents that filters let pass; a region is named by any part of it (龙华 of 深圳市龙华区)."""
    return tuple(
        d
        for d in documents
        if filters.document_id in ("", d.document_id)
        and filters.region in d.region
        and (filters.year is None or d.covers(filters.year))
    )


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of the way to an answer; an ablation takes one out to show what it is worth."""

    dense: bool = True
    lexical: bool = True
    headings: bool = True
    """The context line of each sentence, in dense search and before the reader."""
    scope: bool = True
    """The vetoes of time and place."""
    reader: bool = True
    """The learned reader; without it the order of the search decides, and everything found is answered."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim piece of a document: ``quote == text[start:end]`` of ``document_id``."""

    n: int
    document_id: str
    title: str
    issuer: str
    published: str
    section: tuple[str, ...]
    topic: str
    scope: str | None
    quote: str
    start: int
    end: int
    page: int | None = None
    """Of the file, counted from 1, where its format has pages."""
    focus: tuple[int, int] | None = None
    """The clauses of the quote that say most to the question, in the document's offsets; None where nothing was read for that."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in a line: ``text[start:end]`` holds it with its bound."""

    value: str
    unit: str
    bound: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Line:
    """One statement of an answer. ``cites`` are numbers of the answer's citations; a heading or note may have none."""

    text: str
    cites: tuple[int, ...] = ()
    figures: tuple[Figure, ...] = ()
    scope: str | None = None
    """The time it speaks of and whether it reports or promises, as in a citation."""
    document_id: str = ""
    level: Level = "statement"
    lead: str = ""
    """The figure that answers, as the plan writes it with its bound; shown large. Empty where no single figure is asked."""
    things: tuple[str, ...] = ()
    """What each figure of the lead is of, where figures of several things lead the answer."""
    gloss: str = ""
    """The lead in English, for a reader of English; empty where the plan's digits need no words."""


@dataclass(frozen=True, slots=True)
class Derived:
    """A figure worked out from quoted ones, and how."""

    value: str
    how: str


@dataclass(frozen=True, slots=True)
class LLMUse:
    """What the LLM did for an answer and what it cost. Tokens are None where the server does not count them."""

    model: str
    calls: int
    prompt_tokens: int | None
    completion_tokens: int | None
    ms: float
    """Until its last sentence was checked, all calls and pauses included."""
    cached: bool
    kept: int
    """Sentences that passed the checks."""
    dropped: int


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer in the form promised to other programs."""

    question: str
    resolved_question: str
    outcome: Outcome
    status: str
    """A stable word for what happened: ``answered``, ``digest``, ``not_said``, ``other_place``, ``other_year``, ``greeting``, …"""
    lines: tuple[Line, ...] = ()
    reason: str | None = None
    mode: Mode = "extractive"
    confidence: float | None = None
    """The calibrated chance that the answer is right; None where a rule is certain."""
    notices: tuple[str, ...] = ()
    routine: tuple[str, ...] = ()
    """Those of the notices that tell how it is to be read or how to ask on, and warn of nothing; inside use only."""
    citations: tuple[Citation, ...] = ()
    related: tuple[Citation, ...] = ()
    derived: tuple[Derived, ...] = ()
    language: Language = "zh"
    timings_ms: Mapping[str, float] | None = None
    llm: LLMUse | None = None
    """None where no LLM was asked."""
    explain: Mapping[str, Any] | None = None
    """How it came about, where that was asked for."""
    rows: tuple[LedgerRow, ...] = field(default=(), repr=False)
    """The figures given, as the ledger has them; inside use only."""

    @property
    def refused(self) -> bool:
        """Whether no answer is given."""
        return self.outcome != "answer"

    @property
    def answer(self) -> str:
        """The lines as Markdown with markers, or why there are none."""
        from rag.render import markdown

        return markdown(self.lines, self.language) if self.lines else self.reason or ""

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON, in the form promised to other programs."""
        values = {name: value for name, value in asdict(self).items() if name not in ("rows", "routine")}
        return {**values, "answer": self.answer, "refused": self.refused}
