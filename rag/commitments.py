"""Every figure that a plan gives on a topic, out of the ledger: 列出2023年所有住房方面的承诺."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from index.document import PlanDocument, ScopeKind
from index.ledger import LedgerRow
from rag.clauses import with_subject
from rag.content import Content, content_of, content_text
from rag.coverage import Coverage
from rag.question import Question

ABOUT = 0.7
"""Share of the topic that a row's clause, with the headings above it, says at least."""
MEANT = 0.9
"""Where no row says the topic: the share of it that a row says in words of like meaning at least."""
MOST = 20
"""Rows given in one answer; the ledger has all."""


def topic_of(question: Question) -> Content | None:
    """What every figure is asked about, without concepts where all topics are meant; None where a question asks no such thing."""
    asked = _EVERY.search(question.plain)
    if asked is None:
        return None
    on = _ON.search(question.plain)
    topic = on.group(1) if on else _WORDS.sub(" ", question.plain)
    for place in question.places:
        topic = topic.replace(place, " ")
    return content_of(content_text(topic), question.language)


def kind_of(question: Question) -> ScopeKind:
    """Whether promises or results are asked for."""
    return question.kind or ("actual" if _RESULTS.search(question.plain) else "target")


def rows_about(
    topic: Content, rows: Iterable[LedgerRow], document: PlanDocument, coverage: Coverage
) -> tuple[LedgerRow, ...]:
    """The rows on a topic, in the order of the text."""
    ordered = sorted(rows, key=lambda row: row.start)
    if not topic.concepts:
        return tuple(ordered)
    told = {row: _says(row, document) for row in ordered}
    found = tuple(row for row in ordered if coverage.said(topic, told[row]) >= ABOUT)
    return found or tuple(row for row in ordered if coverage.meant(topic, told[row])[0] >= MEANT)


def in_time(rows: Iterable[LedgerRow], years: Sequence[int], kind: ScopeKind) -> tuple[LedgerRow, ...]:
    """The rows of a kind, and of the years where some are asked for."""
    return tuple(row for row in rows if row.kind == kind and (not years or row.year in years))


def _says(row: LedgerRow, document: PlanDocument) -> str:
    """The row's name and clause, with what the clause leans on and the headings above it."""
    sentence = document.sentences[row.sentence]
    text = document.quote(sentence)
    first, last = with_subject(text, row.start - sentence.start, row.end - sentence.start)
    return " ".join((row.indicator, text[first:last], row.topic, *row.section[-2:]))


_NAMED = "承诺|目标|指标|任务|数字|数据|完成情况|成果|成绩"
_EVERY = re.compile(
    f"(?:列出|列举|罗列|所有|全部|每一?[项个条]).*(?:{_NAMED})|"
    r"\b(?:list|all|every|each)\b.*\b(?:commitments?|targets?|goals?|promises|figures?|results?)\b"
)
_WORDS = re.compile(
    f"列出来?|列举|罗列|[注标写附]明?上?(?=数|出|来|原)|所有|全部|每一?[项个条]|{_NAMED}|方面|领域|相关|有关|涉及|关于|具体|及其?|出处|来源|位置|在哪里?|都"
)
_ON = re.compile(r"\b(?:on|about|for|regarding|concerning|in the field of) (?:the )?((?!(?:19|20)\d\d\b)[a-z][a-z -]+)")
_RESULTS = re.compile("完成情况|成果|成绩|results?\\b")
