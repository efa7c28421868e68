"""Example questions drawn from the documents at hand: figures that they promise, asked back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, zip_longest

from index.catalog import Catalog, DocumentSummary
from index.deeds import split_deed
from index.rows import LedgerRow
from rag.followups import Suggestion
from rag.indicators import question_on
from rag.messages import say
from rag.types import Language

MOST = 4
TRIED = 3 * MOST
"""Looked at before there are as many that are answered."""
_EACH = 3
"""Proposed of a document at most."""


def example_questions(catalog: Catalog, language: Language) -> Iterator[Suggestion]:
    """Questions in the reader's language, the newest documents taking turns; more than are shown, as some may not be answered."""
    documents = sorted(catalog.documents(), key=lambda d: d.published, reverse=True)[: 2 * MOST]
    several = len({d.region for d in documents}) > 1
    lists = [_of(_promises(catalog, d), d.region if several else "", language) for d in documents]
    lists = [
        one[i % len(one) :] + one[: i % len(one)] for i, one in enumerate(filter(None, lists))
    ]  # of various things
    found = {s.question: s for s in chain.from_iterable(zip_longest(*lists)) if s}
    if len(documents) == 1 and documents[0].issuer:
        issuer = Suggestion(say("ask_issuer", language))
        found = dict([*list(found.items())[: MOST - 1], (issuer.question, issuer)])
    yield from found.values()
    yield from (Suggestion(say(name, language)) for name in ("ask_targets", "ask_schools"))


def _promises(catalog: Catalog, document: DocumentSummary) -> list[LedgerRow]:
    """Rows of the planned year: what is made for people first, the first of each topic before others."""
    rows = [row for _, row in catalog.ledger(document.document_id, kind="target") if row.first_year is None]
    seen: dict[tuple[str, ...], int] = {}
    ranked = []
    for position, row in enumerate(rows):
        place = (*row.section, row.topic)
        seen[place] = seen.get(place, 0) + 1
        ranked.append((not split_deed(row.indicator)[0], seen[place], position, row))
    return [row for *_, row in sorted(ranked, key=lambda item: item[:3])]


def _of(rows: Sequence[LedgerRow], region: str, language: Language) -> list[Suggestion]:
    found: dict[str, Suggestion] = {}
    for row in rows:
        question = question_on(row, region, language)
        if question and len(found) < _EACH:
            found.setdefault(question, Suggestion(question, (row.value,)))
    return list(found.values())
