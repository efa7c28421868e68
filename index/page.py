"""What the lines around a document's body say of it: who gave it, when and before whom, who issued it, its number, where it was taken from.

The lines are those above the body, signatures (an issuer's line with its date below) wherever they stand, and the address by which a
report opens. A line that others run on from is taken as far as it says the one thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from index.document import PlanDocument
from index.times import SPAN, in_digits
from index.words import simplify

Facet = Literal["speaker", "occasion", "day", "published", "issuer", "number", "source", "address", "basis"]
"""``day``: when it was given or signed; ``published``: when the page says that it came out; ``address``: whom the report speaks for and to;
``basis``: why, and according to what, the plan was made."""
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class PageLine:
    """``text[start:end]`` of the document, and what it tells: the words for each facet, as written but for blanks."""

    start: int
    end: int
    told: Mapping[Facet, str]


def page_lines(document: PlanDocument) -> tuple[PageLine, ...]:
    """The lines that tell something of the document, in reading order."""
    text = _readable(document.text)
    head = text[: _head_end(document, text)]
    found: dict[Span, dict[Facet, str]] = {}
    for facet, pieces, match in (*_in_head(head), *_signatures(text)):
        unit = _unit(text, match)
        if unit[1] - unit[0] <= _LONGEST_LINE:
            words = _written(document.text, pieces or (unit,), closed=facet in _CLOSED)
            found.setdefault(unit, {}).setdefault(facet, words)
    formulas: tuple[tuple[Facet, re.Pattern[str]], ...] = (("address", _ADDRESS), ("basis", _BASIS))
    for facet, formula in formulas:
        if said := formula.search(text, 0, _OPENING):
            start = said.start() + len(said.group()) - len(said.group().lstrip())
            told = found.setdefault((start, said.end()), {})
            told[facet] = document.text[start : said.end()]
            if (
                facet == "address"
                and _CONGRESS.search(told[facet])
                and not any("occasion" in t for t in found.values())
            ):
                told["occasion"] = told[facet]
    if issuer := _issuer(document, found.values()):
        found.setdefault(issuer, {})["issuer"] = document.metadata.issuer
    return tuple(PageLine(*span, told) for span, told in sorted(found.items()))


def _written(text: str, pieces: Sequence[Span], closed: bool) -> str:
    """Pieces of a text without the blanks that space them out, or that an encoding lost."""
    words = (" ".join(_LOST_BLANKS.sub(" ", text[a:b]).split()) for a, b in pieces if b > a)
    return " ".join(word.replace(" ", "") if closed else word for word in words)


def spans_of_years(document: PlanDocument) -> tuple[Span, Span] | None:
    """Where a plan for several years names the first and the last of them, and the clause or title that does so."""
    text, m = _readable(document.text), document.metadata
    places = [m.title_span] if m.title_span else []
    for start, end in (*places, (0, _OPENING)):
        for match in SPAN.finditer(text, start, min(end, len(text))):
            if m.years and int(match.group(2)) == m.years[-1]:
                if (start, end) == m.title_span:
                    return match.span(), (start, end)
                before = max(text.rfind(stop, 0, match.start()) for stop in "\n\u3000。，") + 1
                after = min((at for stop in "\n。，" if (at := text.find(stop, match.end())) >= 0), default=len(text))
                return match.span(), (before, after)
    return None


def _issuer(document: PlanDocument, found: Iterable[Mapping[Facet, str]]) -> Span | None:
    """The line, or the title, that names the issuer where no line is marked as doing so."""
    m = document.metadata
    if not m.issuer or any("issuer" in told for told in found):
        return None
    return next((s for s in (m.source_span, m.title_span) if s and m.issuer in document.text[slice(*s)]), None)


def _readable(text: str) -> str:
    """The text with each character in its place: simplified, years in digits, and blanks where an encoding lost them."""
    simple = simplify(text)
    simple = in_digits(simple if len(simple) == len(text) else text)
    return _LOST_BLANKS.sub(lambda match: " " * len(match.group()), simple.translate(_NARROW))


def _head_end(document: PlanDocument, text: str) -> int:
    """Where the body begins: behind the furniture of a page if the report opens with a salutation below it."""
    body = min(part[0].start for part in (document.sections, document.sentences) if part)
    below = document.sections[0].start if document.sections else len(text)
    salutation = _SALUTATION.search(text, 0, min(below, _LONGEST_HEAD))
    return max(body, salutation.start() if salutation else 0)


Told = tuple[Facet, tuple[Span, ...], re.Match[str]]
"""A facet, the pieces of the text that are its words (none: the whole line), and the match that finds its line."""


def _in_head(head: str) -> Iterator[Told]:
    speakers = [m for m in _PERSON.finditer(head) if not _MENU.match(m["name"])]
    for pattern, facet in _LABELS:
        for match in pattern.finditer(head):
            if facet != "speaker" or not speakers:  # a speaker's line that tells the office too says more
                yield facet, (match.span("what"),), match
    given = [m for m in _MEETING.finditer(head) if not _LABEL.match(_line(head, m))]
    for match in given:
        yield "occasion", (), match
    for match in _DATE.finditer(head):
        line = _line(head, match)
        spoken = any(_line(head, m) == line for m in given) or _BRACKETED.fullmatch(line)
        yield "day" if spoken else "published", (match.span(),), match
    for match in speakers:
        office = match.end("office") - len(_BEFORE_OFFICE.split(match["office"])[-1])
        yield "speaker", ((office, match.end("office")), match.span("name")), match
    for occasion in given if not speakers else ():  # a name on a line of its own below the occasion is the speaker's
        for match in _NAME_ALONE.finditer(head, occasion.end(), min(len(head), occasion.end() + _NEAR)):
            yield "speaker", (match.span("office"), match.span("name")), match
    for match in _NUMBER.finditer(head):
        yield "number", (match.span(),), match


def _signatures(text: str) -> Iterator[Told]:
    for match in _SIGNATURE.finditer(text):
        yield "issuer", (match.span("body"),), match
        yield "day", (match.span("below" if match["below"] else "beside"),), match


def _unit(text: str, match: re.Match[str]) -> Span:
    """The line or lines of a match; of lines run together, what lies between the marks where one thing ends and the next begins."""
    start = text.rfind("\n", 0, match.start()) + 1
    end = text.find("\n", match.end() - 1)
    end = len(text) if end < 0 else max(end, match.end())
    for mark in _MARKS.finditer(text, start, end):
        if mark.end() <= match.start():
            start = mark.end()
        elif mark.start() >= match.end() and not mark["title"]:
            end = mark.start()
            break
    while start < match.start() and text[start] in _BLANKS:
        start += 1
    while end > match.end() and text[end - 1] in _BLANKS:
        end -= 1
    return start, end


def _line(text: str, match: re.Match[str]) -> str:
    return text[slice(*_unit(text, match))]


_CLOSED: frozenset[Facet] = frozenset({"day", "published", "number", "speaker"})
"""Facets whose words are told without blanks: 许 喆 as 许喆."""
_BLANKS = " \t\r\u3000"
_NARROW = {ord("０") + i: str(i) for i in range(10)}
_LOST_BLANKS = re.compile(r"[?？]{2,}")
_SALUTATION = re.compile(r"^[ \t\u3000]*各位(?:代表|委员)", re.M)
_LONGEST_HEAD = 3_000
_LONGEST_LINE = 110
"""Characters; longer is prose, or an address."""
_OPENING = 4_000
"""Characters within which a document says by a set formula what it is."""
_NEAR = 60
"""Characters between an occasion and the speaker's name below it."""
_N = r"[一二三四五六七八九十百\d]+"
_HAN = "[\u4e00-\u9fff]"
_B = r"[ \t\u3000]*"
_MARKS = re.compile(
    rf"(?P<title>政{_B}府{_B}工{_B}作{_B}报{_B}告)(?=[\s—－–-]*(?:\d{{4}}年|在))|\.{{3,}}|…+|各位(?:代表|委员)|[。！]"
)
"""Where a line that was run together breaks."""
_D = rf"\d(?:{_B}\d)?"
_DATE = re.compile(
    rf"\d(?:{_B}\d){{3}}[ /]*年[ /]*(?:{_D}[ /]*月[ /]*{_D}{_B}日|[一二三四五六七八九十]{{1,2}}月[一二三四五六七八九十]{{1,3}}日)"
    r"|(?<!\d)(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?![\d/])"
)
_BRACKETED = re.compile(rf"[（(]{_B}(?:{_DATE.pattern}){_B}[)）]")
_MEETING = re.compile(rf"(?:届|次|在)[^\n，。；:：.…]{{0,30}}?(?:大会|会议|全会)(?:\s?第?{_N}次(?:全体)?会议)?")
_OFFICE = rf"(?P<office>{_HAN}{{0,24}}?(?:总理|[省市区县州盟旗镇乡]长|专员|主席|主任|委员长))"
_PERSON = re.compile(
    rf"{_OFFICE}{_B}"
    rf"(?P<name>{_HAN}(?:{_B}{_HAN}){{1,3}}?|{_HAN}{{2,8}}·{_HAN}{{2,8}})(?={_B}(?:$|[)）(（,，。]|各位|在|作|向|同志))",
    re.M,
)
_BEFORE_OFFICE = re.compile("会议上|大会上|会上|[日在]")
_MENU = re.compile("信箱|热线|之窗|专栏|简介|动态|活动|讲话|会议|办公|致辞")
"""A page's menu names offices too (市长信箱)."""
_NAME_ALONE = re.compile(
    rf"^{_B}(?:{_OFFICE}{_B}\n)?{_B}(?P<name>(?!目{_B}录|正{_B}文|[序前]{_B}言){_HAN}(?:{_B}{_HAN}){{1,3}}){_B}$", re.M
)
_NUMBER = re.compile(
    rf"{_HAN}{{1,12}}[〔［\[【(（]{_B}\d{{4}}{_B}[〕］\]】)）]{_B}第?{_B}\d+{_B}号|令?第{_B}\d+{_B}号令?"
)
_BODY = (
    rf"{_HAN}[\u4e00-\u9fff（）()、 \u3000]{{1,40}}?(?:政府|委员会|委|局|[厅部院署]|办公室|中央|法院|领导小组)|国务院"
)
_SIGNATURE = re.compile(
    rf"^{_B}(?P<body>{_BODY}){_B}(?:\n\s*(?P<below>{_DATE.pattern}){_B}$|[ \t\u3000]+(?P<beside>{_DATE.pattern}){_B}印发)",
    re.M,
)
_VALUE = r"[】\]]?\s*[:：]\s*(?P<what>[^\s:：【】|]+(?:://\S+)?)"
_LABELS: tuple[tuple[re.Pattern[str], Facet], ...] = (
    (re.compile(rf"(?:发文单位|发文机关|发布机构|发布单位|制发机关|印发单位){_VALUE}"), "issuer"),
    (re.compile(r"(?:报告人|讲话人)[】\]]?\s*[:：]\s*(?P<what>[^\n:：]+?)(?=\s*$)", re.M), "speaker"),
    (re.compile(rf"来源(?:URL)?{_VALUE}"), "source"),
    (re.compile(rf"(?:发文字号|文\s*号){_VALUE}"), "number"),
)
_LABEL = re.compile(r"[^\n:：]{2,8}[:：]")
_ADDRESS = re.compile("(?<![^。\n])[^。\n]*(?:我.{0,12}代表.{1,24}?(?:报告|汇报)|请.{0,8}审议|提出意见)[^。\n]*。?")
_CONGRESS = re.compile(rf"第{_N}届[^，。]{{2,20}}大会")
_MADE = "(?:规划|计划|纲要|方案|意见|办法|要点)"
_BASIS = re.compile(
    f"(?<![^。\n])[^。\n]*(?:制[定订].{{0,3}}本(?:行动|实施|工作|专项)?{_MADE}|{_MADE}[^。\n]{{0,12}}根据[^。\n]{{4,60}}(?:编制|制[定订]))[^。\n]*。?"
)
