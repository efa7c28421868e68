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
    """Text with ``{n}`` where the citations' markers belong, and the spans of the page's own lines."""

    text: str
    spans: tuple[Span, ...]


def _status(m: Metadata, document: PlanDocument) -> AboutAnswer | None:
    if not m.status_span:
        return None
    first = m.source_span[0] if m.source_span and m.source_span[0] < m.status_span[0] else m.status_span[0]
    return AboutAnswer(
        f"页面标注“**{m.status}**”,即该文件已不再有效,不宜直接作为现行依据{{n}}。", ((first, m.status_span[1]),)
    )


def _issuer(m: Metadata, document: PlanDocument) -> AboutAnswer | None:
    if not m.issuer:
        return None
    span = m.source_span or m.title_span
    if not span or m.issuer not in document.text[slice(*span)]:
        return None
    return AboutAnswer(f"发布单位:**{m.issuer}**{{n}}。", (span,))


_SPEAKER = re.compile(
    r"(?:国务院总理|代?(?:省长|市长|区长|县长|州长|盟长)|自治区(?:代)?主席)[\s\u3000]*[\u4e00-\u9fff·]{2,12}"
)
_HEAD = 400
"""Characters above the body in which a report names who gave it."""


def _speaker(m: Metadata, document: PlanDocument) -> AboutAnswer | None:
    """Who gave a report, where its head names the speaker."""
    spoken = _SPEAKER.search(document.text[:_HEAD])
    return AboutAnswer(f"报告人:**{' '.join(spoken.group().split())}**{{n}}。", (spoken.span(),)) if spoken else None


def _author(m: Metadata, document: PlanDocument) -> AboutAnswer | None:
    return _speaker(m, document) or _issuer(m, document)


def _published(m: Metadata, document: PlanDocument) -> AboutAnswer | None:
    if not m.published or not m.source_span:
        return None
    written = dates_in(document.text[slice(*m.source_span)]).get(m.published)
    if written is None:  # corrected by the manifest: no line of the text says so
        return None
    return AboutAnswer(f"发布日期:**{written}**{{n}}。", (m.source_span,))


def _years(m: Metadata, document: PlanDocument) -> AboutAnswer | None:
    """By the title if it names both years, else by the headings that do."""
    if not m.title_span or not m.years:
        return None
    text = f"回顾**{m.years[0]}年**的执行情况,安排**{m.years[-1]}年**的工作"
    title = document.text[slice(*m.title_span)]
    if all(str(year) in title for year in m.years):
        return AboutAnswer(f"{text}:《{m.title}》{{n}}。", (m.title_span,))
    named = [next((s for s in document.sections if str(year) in s.title), None) for year in (m.years[0], m.years[-1])]
    spans = tuple((s.start, s.start + len(s.title)) for s in named if s)
    if len(spans) < 2:
        return None
    return AboutAnswer(f"{text}{{n}}。", spans)


def _title(m: Metadata, document: PlanDocument) -> AboutAnswer | None:
    return AboutAnswer(f"文件全称:**《{m.title}》**{{n}}。", (m.title_span,)) if m.title_span else None


def _contents(m: Metadata, document: PlanDocument) -> AboutAnswer | None:
    """The outermost headings."""
    parts = [s for s in document.sections if s.parent is None][:MAX_PARTS]
    if not parts:
        return None
    listed = ";".join(f"{part.title}[{n}]" for n, part in enumerate(parts, 1))
    return AboutAnswer(
        f"全文分**{_COUNTED[len(parts)]}个部分**:{listed}。", tuple((p.start, p.start + len(p.title)) for p in parts)
    )


_COUNTED = "零一两三四五六七八九十"
MAX_PARTS = len(_COUNTED) - 1


_ASKED: tuple[tuple[re.Pattern[str], Callable[[Metadata, PlanDocument], AboutAnswer | None]], ...] = (
    (re.compile("有效|失效|废止|作废|依据|valid|expired|in force"), _status),
    (re.compile("哪天|哪一?日|什么时候|何时|日期|时间|when|date"), _published),
    (re.compile("几个部分|几部分|几大部分|目录|章节|结构|contents|sections"), _contents),
    (re.compile("总理|省长|市长|区长|县长|州长|主席|报告人"), _speaker),
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
