"""Example questions drawn from the documents at hand: promised figures, asked back."""

from __future__ import annotations

import re

from index.catalog import Catalog
from index.document import PlanDocument

_ASKABLE = re.compile(
    r"^(新增[\u4e00-\u9fff]{2,8}?|完成[\u4e00-\u9fff]{4,8}?)(\d[\d.]*)(万?[\u4e00-\u9fff]{1,3})(?:以上|左右)?$"
)
"""A clause that is verb, object, figure and unit: 新增床位6000张."""
_COUNTED = re.compile("^(?:亿元|万?[张个座套家名所户条]|公里|平方公里|公顷|万?平方米)$")


def example_questions(catalog: Catalog, most: int = 4) -> list[str]:
    """Up to ``most`` questions, the documents taking turns."""
    lists = [_of_document(catalog.document(d.document_id)) for d in catalog.documents()[:most]]
    turns = [
        question for row in zip(*[_padded(questions, most) for questions in lists], strict=True) for question in row
    ]
    return [question for question in turns if question][:most]


def _padded(questions: list[str], length: int) -> list[str]:
    return (questions + [""] * length)[:length]


def _of_document(document: PlanDocument) -> list[str]:
    found: dict[str, str] = {}
    for sentence in document.sentences:
        if sentence.scope is None or sentence.scope.kind != "target":
            continue
        topic = document.paragraphs[sentence.paragraph].section
        for clause in re.split("[,，、;；。]", document.quote(sentence)):
            match = _ASKABLE.match(clause)
            if match and _COUNTED.match(match.group(3)) and str(topic) not in found:
                found[str(topic)] = f"{sentence.scope.year}年要{match.group(1)}多少{match.group(3).lstrip('万')}?"
    questions = list(found.values())
    if document.metadata.status or document.metadata.issuer:
        questions.insert(2, "这份文件是哪个部门发布的?")
    return questions
