"""What to ask next: questions that the documents answer with a figure near the ones just shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from index.rows import LedgerRow
from rag.messages import say
from rag.types import Answer, Citation, Language

Rows = Callable[[str], Mapping[int, Sequence[LedgerRow]]]
"""A document's ledger rows by the number of their sentence."""
Pairs = Callable[[str], Mapping[LedgerRow, LedgerRow]]
"""A document's rows that have a counterpart in its other year, both ways."""
Place = Callable[[str], str]
"""The place a document speaks of, where documents of several are at hand; else empty."""
_NAME = re.compile(r"[\u4e00-\u9fffA-Za-z][\u4e00-\u9fffA-Za-z0-9“”+-]{2,15}")
"""An indicator that reads well inside a question."""
_PLAIN_UNIT = re.compile(r"[\u4e00-\u9fff%]*")


def next_questions(answer: Answer, rows: Rows, pairs: Pairs, place: Place, most: int = 6) -> tuple[str, ...]:
    """Up to ``most`` questions in the language of the one asked, the nearest first.

    After an answer: the same indicator in the other year, the two compared, other figures of the same paragraph. After a refusal:
    what the nearest passages do say.
    """
    language = answer.language
    found: dict[str, None] = {}
    shown: set[str] = set()
    for citation in answer.citations or answer.related:
        here, near = place(citation.document_id), list(_near(citation, rows(citation.document_id)))
        partners = pairs(citation.document_id)
        answered = [row for row in near if row in answer.rows]
        shown |= {row.indicator for row in answered}
        if len(answer.citations) == 1:
            for row in [row for row in answered[:1] if row in partners]:
                found[ask_figure(partners[row], here, language)] = None
                found[_ask_comparison(row, partners[row], here, language)] = None
        fresh = [row for row in near if row.indicator not in shown and _askable(row)]
        for row in fresh[: 2 if answer.refused else most]:
            found[ask_figure(row, here, language)] = None
            shown.add(row.indicator)
    asked = {_bare(answer.question), _bare(answer.resolved_question)}
    return tuple(question for question in found if _bare(question) not in asked)[:most]


def ask_figure(row: LedgerRow, place: str, language: Language) -> str:
    """A question that this row of the ledger answers."""
    target, change = row.kind == "target", row.change if language != "en" else ""
    return say(
        "ask_change" if change else "ask_figure", language, place=place, of=f" of {place}" if place else "", years=row.years,
        year=row.years.rstrip("年"), indicator=row.indicator, change=change, will="要" if target else "",
        target="的目标" if target else "", was="is" if target else "was",
    )  # fmt: skip


def _ask_comparison(one: LedgerRow, other: LedgerRow, place: str, language: Language) -> str:
    """A question that a result and its target answer together."""
    first, second = sorted((one, other), key=lambda row: row.year)
    of = f" of {place}" if place else ""
    return say(
        "ask_comparison", language, place=place, of=of, indicator=one.indicator, first=first.years, second=second.years
    )


def _near(citation: Citation, by_sentence: Mapping[int, Sequence[LedgerRow]]) -> list[LedgerRow]:
    """The quoted sentence's rows, then those below the same heading: of the same topic first, the nearest first."""
    rows = [row for found in by_sentence.values() for row in found if row.section == citation.section]
    quoted = [row for row in rows if citation.start <= row.start < citation.end]
    around = [row for row in rows if row not in quoted]
    return quoted + sorted(around, key=lambda row: (row.topic != citation.topic, abs(row.start - citation.start)))


def _askable(row: LedgerRow) -> bool:
    return bool(_NAME.fullmatch(row.indicator) and _PLAIN_UNIT.fullmatch(row.unit) and row.value[:1].isdigit())


def _bare(question: str) -> str:
    return re.sub(r"\W", "", question)
