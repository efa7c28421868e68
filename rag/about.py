"""Questions about the document itself: who issued it, when, is it in force, which years, what it contains."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from index.document import Metadata, PlanDocument, Section
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
    review, plan = _part_of("actual", m.years[0], document), _part_of("target", m.years[-1], document)
    since = review.scope.first_year if review and review.scope else None
    reviewed = (
        f"过去{_COUNTED[m.years[0] - since + 1]}年({since}—{m.years[0]}年)"
        if since not in (None, m.years[0])
        else f"{m.years[0]}年"
    )
    text = f"回顾**{reviewed}**的执行情况,安排**{m.years[-1]}年**的工作"
    title = document.text[slice(*m.title_span)]
    if all(str(year) in title for year in m.years):
        return AboutAnswer(f"{text}:《{m.title}》{{n}}。", (m.title_span,))
    if not review or not plan:
        return None
    spans = tuple((part.start, part.start + len(part.title)) for part in (review, plan))
    return AboutAnswer(f"{text}{{n}}。", spans)


def _part_of(kind: str, year: int, document: PlanDocument) -> Section | None:
    """The outermost part that reviews or plans a year, else the first that reviews or plans at all."""
    parts = [s for s in document.sections if s.parent is None and s.scope and s.scope.kind == kind]
    very = (s for s in parts if s.scope and s.scope.year == year and s.scope.first_year in (None, year))
    return next(very, parts[0] if parts else None)


def _title(m: Metadata, document: PlanDocument) -> AboutAnswer | None:
    return AboutAnswer(f"文件全称:**《{m.title}》**{{n}}。", (m.title_span,)) if m.title_span else None


def _occasion(m: Metadata, document: PlanDocument) -> AboutAnswer | None:
    """When and before whom a report was given: ——2021年3月5日在第十三届全国人民代表大会第四次会议上."""
    given = _GIVEN.search(document.text[:_HEAD])
    return AboutAnswer(f"**{given.group(1)}**{{n}}。", (given.span(1),)) if given else None


_GIVEN = re.compile(
    r"[—–-]*\s*((?:\d{4}|[一二〇○零][一二三四五六七八九〇○零]{3})年[^\n。]{2,8}日在[^\n。]{4,40}会议?上)"
)


def _part(number: int, inner: int | None, document: PlanDocument) -> AboutAnswer | None:
    """The heading of one of the outermost parts, or of one of the sections in it, counted from 1."""
    parts = [i for i, s in enumerate(document.sections) if s.parent is None]
    if not 1 <= number <= len(parts):
        return None
    asked, name = document.sections[parts[number - 1]], f"第{_COUNTED[number]}部分"
    if inner is not None:
        within = [s for s in document.sections if s.parent == parts[number - 1]]
        if not 1 <= inner <= len(within):
            return None
        asked, name = within[inner - 1], f"{name}第{_COUNTED[inner]}节"
    return AboutAnswer(f"{name}:**{asked.title}**{{n}}。", ((asked.start, asked.start + len(asked.title)),))


def _which_part(question: str, document: PlanDocument) -> AboutAnswer | None:
    """Which of the outermost parts bears the heading that the question gives."""
    for number, part in enumerate((s for s in document.sections if s.parent is None), 1):
        bare = re.sub("^[一二三四五六七八九十]+[、.]\\s*", "", part.title)
        if bare in question and number <= MAX_PARTS:
            return AboutAnswer(
                f"**第{_COUNTED[number]}部分**:{part.title}{{n}}。", ((part.start, part.start + len(part.title)),)
            )
    return None


def _number(numeral: str) -> int:
    return "零一二三四五六七八九十".index(numeral)


_WHICH_PART = re.compile("(?:第几|哪个?)大?(?:部分|章)")
_INNER_ASKED = re.compile("第?[(（]?([一二三四五六七八九十])[)）]?(?:个方面|条|点|节|项|部分)")
_PART_ASKED = re.compile("第([一二三四五六七八九十])大?(?:部分|章)")


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
    (re.compile("回顾|覆盖|涵盖"), _years),
    (re.compile("哪天|哪一?日|什么时候|何时|日期|时间|when|date"), _published),
    (re.compile("[几哪][几两二三四五六七]?个?大?部分|目录|章节|结构|contents|sections"), _contents),
    (re.compile("会议|大会|什么会|场合"), _occasion),
    (re.compile("总理|省长|市长|区长|县长|州长|主席|报告人"), _speaker),
    (re.compile("谁|who "), _author),
    (re.compile("部门|单位|机构|机关|来源|哪家|by"), _issuer),
    (re.compile("哪一?年|年份|哪几年|哪两年|which year"), _years),
    (re.compile("标题|全称|题目|名称|title|叫什么"), _title),
)


def answer_about(question: str, document: PlanDocument) -> AboutAnswer | None:
    """The line of the page that answers, or None where the page does not say."""
    lowered = question.lower()
    part = _PART_ASKED.search(lowered)
    if part:
        inner = _INNER_ASKED.search(lowered, part.end())
        return _part(_number(part.group(1)), _number(inner.group(1)) if inner else None, document)
    if _WHICH_PART.search(lowered):
        return _which_part(lowered, document)
    for pattern, make in _ASKED:
        if pattern.search(lowered):
            return make(document.metadata, document)
    return None
