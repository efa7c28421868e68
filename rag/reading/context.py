"""What the reader is told about a sentence besides its words. Training and answering read the same line."""

from __future__ import annotations

from collections.abc import Sequence

from index.document import PlanDocument, Scope
from index.passages import context_line
from index.titles import document_time, time_of
from index.words import simplify


def reading_context(document: PlanDocument, sentence_index: int, of: Scope | None = None) -> str:
    """``龙华区 今年 2023年目标 民生幸福标杆城区 发展优质均衡教育`` for one of ``document.sentences``, or for what it says ``of`` a time.

    今年 and 去年 stand where the sentence speaks of the very year the document plans or reviews. Raises IndexError for no such sentence.
    """
    sentence = document.sentences[sentence_index]
    scope = of or sentence.scope
    line = context_line(document, sentence.paragraph, scope)
    relative = _relative_year(document, scope)
    region = document.metadata.region
    if not relative:
        return simplify(line)
    return simplify(f"{region} {relative}{line[len(region) :]}" if region else f"{relative} {line}")


def question_text(question: str, history: Sequence[str] = ()) -> str:
    """What the reader reads of a conversation: the question before the last one, then the last, in simplified characters."""
    return simplify(" ".join((*history[-1:], question)).strip())


def _relative_year(document: PlanDocument, scope: Scope | None) -> str:
    if scope is None or scope.first_year not in (None, scope.year):
        return ""
    metadata = document.metadata
    time = document_time(simplify(metadata.title), metadata.published)
    if time.planned is None:
        time = time_of(metadata)
    if time.planned is None or time.reviewed not in (time.planned, time.planned - 1):
        return ""
    words = [(time.last_year, "去年"), (time.this_year, "今年"), (time.planned, "明年")]
    return next((word for year, word in words if year == scope.year), "")
