"""What passes between the steps of an answer, and out of the room."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from index.catalog import DocumentSummary
from index.ledger import LedgerRow

Mode = Literal["extractive", "llm"]


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
    """Headings and topics above a sentence, in embedding, BM25 and coverage."""
    scope: bool = True
    """The question's year and tense matched against the sentence's."""
    reranking: bool = True


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
    answer: str
    refused: bool
    reason: str | None
    mode: Mode
    confidence: float
    notices: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    related: tuple[Citation, ...] = ()
    derived: tuple[Derived, ...] = ()
    timings_ms: Mapping[str, float] | None = None
    llm: LLMUse | None = None
    """None where no LLM was asked."""
    rows: tuple[LedgerRow, ...] = field(default=(), repr=False)
    """The figures given, as the ledger has them; inside use only."""

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON, in the form promised to other programs."""
        return {name: value for name, value in asdict(self).items() if name != "rows"}
