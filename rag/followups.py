"""What to ask next: questions that the documents answer with a figure near the ones just shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.rows import LedgerRow
from rag.indicators import comparison_of, question_on
from rag.types import Answer, Citation

Rows = Callable[[str], Mapping[int, Sequence[LedgerRow]]]
"""A document's ledger rows by the number of their sentence."""
Pairs = Callable[[str], Mapping[LedgerRow, LedgerRow]]
"""A document's rows that have a counterpart in its other year, both ways."""
Place = Callable[[str], str]
"""The place a document speaks of, where documents of several are at hand; else empty."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question to ask."""

    question: str
    figures: tuple[str, ...] = ()
    """What its answer must hold to be one."""


def next_questions(answer: Answer, rows: Rows, pairs: Pairs, place: Place, most: int = 6) -> tuple[Suggestion, ...]:
    """Up to ``most`` questions in the language of the one asked, the nearest first.

    After an answer: the same indicator in the other year, the two compared, other figures of the same paragraph, none that stands in what
    was quoted. After a refusal: what the nearest passages do say.
    """
    asked = {_bare(answer.question), _bare(answer.resolved_question)}
    found: dict[str, Suggestion] = {}
    for citation in answer.citations or answer.related:
        here = place(citation.document_id)
        near = list(_near(citation, rows(citation.document_id)))
        if len(answer.citations) == 1 and answer.rows:
            for suggestion in _in_other_year(answer, pairs(citation.document_id), here):
                found.setdefault(_bare(suggestion.question), suggestion)
        fresh = [row for row in near if answer.refused or not _quoted(row, answer.citations)]
        suggested = [Suggestion(question_on(row, here, answer.language), (row.value,)) for row in fresh]
        for suggestion in [s for s in suggested if s.question][: 2 if answer.refused else most]:
            found.setdefault(_bare(suggestion.question), suggestion)
    return tuple(s for bare, s in found.items() if bare and bare not in asked)[:most]


def _in_other_year(answer: Answer, pairs: Mapping[LedgerRow, LedgerRow], place: str) -> Iterator[Suggestion]:
    """The figure that answered in the document's other year, and both."""
    row = next((row for row in answer.rows if row in pairs), None)
    if row:
        other = pairs[row]
        first, second = sorted((row, other), key=lambda one: one.year)
        yield Suggestion(question_on(other, place, answer.language), (other.value,))
        yield Suggestion(comparison_of(first, second, place, answer.language), (first.value, second.value))


def _near(citation: Citation, by_sentence: Mapping[int, Sequence[LedgerRow]]) -> list[LedgerRow]:
    """The quoted sentence's rows, then those below the same heading: of the same topic first, the nearest first."""
    rows = [row for found in by_sentence.values() for row in found if row.section == citation.section]
    quoted = [row for row in rows if citation.start <= row.start < citation.end]
    around = [row for row in rows if row not in quoted]
    return quoted + sorted(around, key=lambda row: (row.topic != citation.topic, abs(row.start - citation.start)))


def _quoted(row: LedgerRow, citations: Sequence[Citation]) -> bool:
    return any(citation.start <= row.start < citation.end for citation in citations)


def _bare(question: str) -> str:
    return re.sub(r"\W", "", question)
