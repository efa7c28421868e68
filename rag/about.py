"""Questions about the document itself: who issued it, when, is it in force, which years, what it contains."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from index.document import Metadata, PlanDocument
from index.metadata import dates_in

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class AboutAnswer:
    """Text with ``{n}`` where the citation's marker belongs, and the span of the page's own line."""

    text: str
    span: Span


def _status(m: Metadata, document: PlanDocument) -> AboutAnswer | None:
    if not m.status_span:
        return None
    first = m.source_span[0] if m.source_span and m.source_span[0] < m.status_span[0] else m.status_span[0]
    return AboutAnswer(
        f"页面标注“**{m.status}**”,即该文件已不再有效,不宜直接作为现行依据{{n}}。", (first, m.status_span[1])
    )


def _issuer(m: Metadata, document: PlanDocument) -> AboutAnswer | None:
    if not m.issuer:
        return None
    span = m.source_span or m.title_span
    return (
        AboutAnswer(f"发布单位:**{m.issuer}**{{n}}。", span)
        if span and m.issuer in document.text[slice(*span)]
        else None
    )


_SPEAKER = re.compile(
    r"(?:国务院总理|代?(?:省长|市长|区长|县长|州长|盟长)|自治区(?:代)?主席)[\s\u3000]*[\u4e00-\u9fff·]{2,12}"
)
_HEAD = 400
"""Characters above the body in which a report names who gave it."""


def _author(m: Metadata, document: PlanDocument) -> AboutAnswer | None:
    """Who gave a report, where its head names the speaker; else who issued it."""
    spoken = _SPEAKER.search(document.text[:_HEAD])
    if not spoken:
        return _issuer(m, document)
    return AboutAnswer(f"报告人:**{' '.join(spoken.group().split())}**{{n}}。", spoken.span())


def _published(m: Metadata, document: PlanDocument) -> AboutAnswer | None:
    if not m.published or not m.source_span:
        return None
    written = dates_in(document.text[slice(*m.source_span)]).get(m.published)
    if written is None:  # corrected by the manifest: no line of the text says so
        return None
    return AboutAnswer(f"发布日期:**{written}**{{n}}。", m.source_span)


def _years(m: Metadata, document: PlanDocument) -> AboutAnswer | None:
    if not m.title_span or not m.years:
        return None
    reviewed, planned = m.years[0], m.years[-1]
    title = document.text[slice(*m.title_span)]
    if str(reviewed) not in title:
        heading = next((s for s in document.sections if str(reviewed) in s.title), None)
        if heading is None:
            return None
    return AboutAnswer(f"回顾**{reviewed}年**的执行情况,安排**{planned}年**的工作:《{m.title}》{{n}}。", m.title_span)


def _title(m: Metadata, document: PlanDocument) -> AboutAnswer | None:
    return AboutAnswer(f"文件全称:**《{m.title}》**{{n}}。", m.title_span) if m.title_span else None


_ASKED: tuple[tuple[re.Pattern[str], Callable[[Metadata, PlanDocument], AboutAnswer | None]], ...] = (
    (re.compile("有效|失效|废止|作废|依据|valid|expired|in force"), _status),
    (re.compile("哪天|哪一?日|什么时候|何时|日期|时间|when|date"), _published),
    (re.compile("谁|who "), _author),
    (re.compile("部门|单位|机构|机关|来源|哪家|by"), _issuer),
    (re.compile("哪一?年|年份|哪几年|哪两年|回顾|覆盖|涵盖|which year"), _years),
    (re.compile("标题|全称|题目|名称|title|叫什么"), _title),
)


def answer_about(question: str, document: PlanDocument) -> AboutAnswer | None:
    """The line of the page that answers, or None where the page does not say."""
    lowered = question.lower()
    for pattern, make in _ASKED:
        if pattern.search(lowered):
            return make(document.metadata, document)
    return None
