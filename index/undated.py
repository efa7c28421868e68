"""Figures of a text that nowhere says which year it was written in: done or promised is told, the year is not."""

from __future__ import annotations

import re

from index.document import PlanDocument, Scope, ScopeKind, Sentence
from index.rows import UNDATED
from index.scope import is_review
from index.titles import is_plan


def undated(document: PlanDocument, sentence: Sentence, start: int) -> Scope | None:
    """What is told at ``start`` in a sentence of a document without years: done or promised by the last of its own words in front that
    says so (去年, 今年计划), else promised in a plan outside of what that looks back on. None where nothing tells, or the document has years.
    """
    if document.metadata.years:
        return None
    ahead = document.text[sentence.start : start]
    clause = re.split("[,，;；。]", ahead)[-1]
    if _DONE.search(clause):
        return Scope(UNDATED, "actual")
    told = list(_WORDS.finditer(ahead))
    if told:
        kind: ScopeKind = "actual" if told[-1]["done"] else "target"
        return Scope(UNDATED, kind)
    path = document.heading_path(document.paragraphs[sentence.paragraph].section)
    planned = is_plan(document.metadata.title) and not any(map(is_review, path))
    return Scope(UNDATED, "target") if planned else None


_WORDS = re.compile(
    "(?P<done>去年|上一?年度?|前年|过去一年|一年来|[近几]年来)|今年|本年度?|明年|后年|下一?年度?|下一步|今后|未来"
)
_DONE = re.compile("目前|现有|已(?:经|建|有|完|投|累|开|达)|截至|截止|近[两三几]?年来?")
