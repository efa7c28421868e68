"""Text to tree: sections, topic paragraphs and sentences, each with exact offsets and its scope.

Plans print a topic's name in bold at the head of its text. Where the format keeps bold, the marks say so. In plain text the bold is lost;
what is left is a short sentence ("市场活力显著增强。") or, where even the full stop was bold and lost, nothing at all
("经济指标回稳向好地区生产总值达…"). Both are recovered here from the way officials write: see :func:`_is_topic` and :func:`_unmarked_topic`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise

from index.document import Paragraph, Scope, Section, Sentence
from index.reading.headings import MAX_HEADING, heading_mark, is_heading
from index.reading.source import Source, Span
from index.scope import DocumentTime, opens_review, section_scope, sentence_scope
from index.words import tagged

_SENTENCE = re.compile(r"[^。！？!?]*[。！？!?]+[”’》）)】]*|[^。！？!?]+$")
_SERIES = re.compile("(?<=[：:])(?=一是)|(?<=[；;])(?=[二三四五六七八九十]是)")
"""Where the items of one sentence begin (抓好三件事：一是…；二是…)."""
_LIST_ITEM = re.compile(r"[—－-]{2,}")
_CAPTION = re.compile(r"(?:专栏|表)\s*[\d一二三四五六七八九十]+")
_MAX_CAPTION = 40
_BOLD_LEVEL = 7
"""A heading that has no number but its bold type stands below all numbered ones."""


@dataclass(frozen=True, slots=True)
class Structure:
    sections: tuple[Section, ...]
    paragraphs: tuple[Paragraph, ...]
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class _Block:
    """A line below a heading, or a table with its caption. ``spans`` are its sentences."""

    start: int
    end: int
    section: int | None
    spans: tuple[Span, ...]
    topics: tuple[Span, ...] = ()
    """Run-in headings that the format marks."""
    table: bool = False


def parse_structure(source: Source, body_start: int, time: DocumentTime) -> Structure:
    """Parse ``source.text`` from ``body_start`` (after title and page furniture)."""
    text, marks = source.text, _Marks(source)
    sections: list[Section] = []
    blocks: list[_Block] = []
    open_section: int | None = None
    lines = _without_signature(text, _without_contents(text, _lines(text, body_start)))
    for start, end in lines:
        if marks.is_row(start):
            _add_row(text, blocks, start, end, open_section, marks)
            continue
        level, heading_end = _heading(text, start, end, marks)
        if heading_end:
            while open_section is not None and sections[open_section].level >= level:
                open_section = sections[open_section].parent
            inherited = sections[open_section].scope if open_section is not None else None
            before = next((s.scope for s in reversed(sections) if s.level == level and s.scope), None)
            title = text[start:heading_end].rstrip("。:： \u3000")
            scope = section_scope(title, inherited, before, time, top=open_section is None)
            sections.append(Section(title, level, start, end, open_section, scope))
            open_section = len(sections) - 1
            start = heading_end
            while start < end and text[start] in " \u3000":
                start += 1
        if start < end:
            topics = marks.run_in_headings(start, end)
            spans = _sentence_spans(text, start, end, [b for _, b in topics])
            blocks.append(_Block(start, end, open_section, tuple(spans), tuple(topics)))
    closed = _close(sections, len(text.rstrip()))
    return Structure(tuple(closed), *_paragraphs(text, blocks, closed, time))


def _paragraphs(
    text: str, blocks: list[_Block], sections: list[Section], time: DocumentTime
) -> tuple[tuple[Paragraph, ...], tuple[Sentence, ...]]:
    paragraphs: list[Paragraph] = []
    sentences: list[Sentence] = []
    known = _known_topics(text, blocks)
    review: Scope | None = None
    last_section: int | None = None
    blocks_below = Counter(block.section for block in blocks)
    for block in blocks:
        packed = blocks_below[block.section] == 1 and block.end - block.start >= _PACKED
        base = sections[block.section].scope if block.section is not None else None
        review = review if block.section == last_section else None
        last_section = block.section
        lead = sentence_scope(text[block.start : block.start + 40], review or base, time)
        review = review if lead == review else None
        if block.table:
            groups = [(_caption(text, block), list(block.spans))]
        elif block.topics:
            groups = _marked_topics(text, block)
        else:
            groups = _topics(text, list(block.spans), known, packed=packed)
        for topic, members in groups:
            paragraphs.append(Paragraph(members[0][0], members[-1][1], block.section, topic))
            for a, b in members:
                scope = sentence_scope(text[a:b], review or lead or base, time)
                if scope != review:
                    review = scope if opens_review(text[a:b], scope, base) else None
                sentences.append(Sentence(a, b, len(paragraphs) - 1, scope))
    return tuple(paragraphs), tuple(sentences)


class _Marks:
    """What the reader saw, asked by offset."""

    def __init__(self, source: Source) -> None:
        self._text = source.text
        self._rows = frozenset(start for start, _ in source.rows)
        self._bold = source.bold
        self._starts = [start for start, _ in source.bold]

    def is_row(self, start: int) -> bool:
        return start in self._rows

    def bold_in(self, start: int, end: int) -> tuple[Span, ...]:
        first = bisect_left(self._starts, start)
        return tuple((a, b) for a, b in self._bold[first : bisect_left(self._starts, end)] if b <= end)

    def bold_head(self, start: int, end: int) -> int | None:
        """Where the bold type ends that the line opens with, a full stop or colon behind it included."""
        found = self.bold_in(start, end)
        if not found or found[0][0] != start:
            return None
        stop = found[0][1]
        return stop + 1 if stop < end and self._text[stop] in "。:：" else stop

    def run_in_headings(self, start: int, end: int) -> list[Span]:
        """Bold stretches that open a sentence within a line, with more text behind them."""
        found = []
        for a, b in self.bold_in(start, end):
            opens = (
                a == start
                or self._text[a - 1] in "。！？；;” \u3000"
                or bool(_LIST_ITEM.fullmatch(self._text[start:a]))
            )
            if b < end and self._text[b] in "。:：":
                b += 1
            if opens and _BOLD_MIN <= b - a <= _BOLD_MAX and b < end:
                found.append((a, b))
        return found


_BOLD_MIN, _BOLD_MAX = 3, 45


def _lines(text: str, position: int) -> list[Span]:
    """Spans of the non-blank lines, without the blanks at either side."""
    spans = []
    for match in re.finditer(r"[^\n]+", text[position:]):
        line = match.group()
        left = len(line) - len(line.lstrip())
        if line.strip():
            start = position + match.start() + left
            spans.append((start, start + len(line.strip())))
    return spans


def _without_contents(text: str, lines: list[Span]) -> list[Span]:
    """Without a table of contents: entries led by dots to a page number, and what stands between 目录 and its first entry's return."""
    bare = [_ENTRY_END.sub("", text[a:b]) for a, b in lines]
    bare = ["".join(line.split()) for line in bare]
    head = next((i for i, line in enumerate(bare[:20]) if line in {"目录", "目次"}), None)
    if head is not None and head + 1 < len(lines):
        again = next((i for i in range(head + 2, len(lines)) if bare[i] == bare[head + 1]), None)
        lines = lines[:head] + lines[head + 1 if again is None else again :]
    return [(a, b) for a, b in lines if not _LEADER.search(text, a, b)]


_ENTRY_END = re.compile(r"[\s.…·．]*\d*$")
_LEADER = re.compile(r"(?:\.{4,}|…{2,}|·{4,}|．{4,})\s*[-—]?\d{1,4}[-—]?$")


def _without_signature(text: str, lines: list[Span]) -> list[Span]:
    """Without what stands below the last paragraph: who signed when, (此件公开发布)."""
    while len(lines) > 1 and _SIGNATURE.fullmatch(text, *lines[-1]):
        lines = lines[:-1]
    return lines


_SIGNATURE = re.compile(
    "(?:[\u4e00-\u9fff]{2,20}(?:人民政府|委员会|办公室|办公厅|[局厅部委])|[〇○零一二三四五六七八九\\d]{4}年[一二三四五六七八九十\\d]{1,3}月[一二三四五六七八九十\\d]{1,3}日|"
    "[（(]此件.{0,12}[）)]|抄送[:：].*|[^。]{2,30}办公(?:室|厅).{0,4}\\d{4}年\\d{1,2}月\\d{1,2}日印发)"
)


def _add_row(text: str, blocks: list[_Block], start: int, end: int, section: int | None, marks: _Marks) -> None:
    """Add a table's row to the table it goes on, or open one with the short lines above it as caption."""
    open_table = blocks[-1] if blocks and blocks[-1].section == section else None
    if open_table and open_table.table and not text[open_table.end : start].strip():
        blocks[-1] = replace(open_table, end=end, spans=(*open_table.spans, (start, end)))
        return
    spans: list[Span] = [(start, end)]
    for _ in range(2):
        above = blocks[-1] if blocks and blocks[-1].section == section and not blocks[-1].table else None
        if above is None or above.end - above.start > _MAX_CAPTION or "。" in text[above.start : above.end]:
            break
        blocks.pop()
        spans.insert(0, (above.start, above.end))
    blocks.append(_Block(spans[0][0], end, section, tuple(spans), table=True))


def _caption(text: str, block: _Block) -> str:
    """The table's name: the first line above its rows that says more than the unit."""
    above = [text[a:b] for a, b in block.spans if not re.search("[:：].*[;；]|^[（(]?单位", text[a:b])]
    return above[0] if above and len(above[0]) <= _MAX_CAPTION else ""


def _heading(text: str, start: int, end: int, marks: _Marks) -> tuple[int, int | None]:
    """Level of the heading a line opens with, and where it ends: the whole line, its bold head, or its first short sentence."""
    line = text[start:end]
    mark = heading_mark(line)
    bold = marks.bold_head(start, end)
    if mark is None:
        whole = (
            bold == end and end - start <= _MAX_CAPTION and not _CAPTION.match(line) and not line.endswith(("；", "，"))
        )
        return _BOLD_LEVEL, end if whole else None
    if is_heading(line):
        return mark.level, end
    if bold and start + mark.end < bold <= start + MAX_HEADING:
        return mark.level, bold
    stop = line.find("。")
    if 0 < stop < MAX_HEADING - 10 and not re.search(r"\d", line[mark.end : stop]):
        return mark.level, start + stop + 1
    return mark.level, None


def _close(sections: list[Section], text_end: int) -> list[Section]:
    """A section ends where the next one of its own or a higher level begins."""
    closed = []
    for i, section in enumerate(sections):
        after = next((s.start for s in sections[i + 1 :] if s.level <= section.level), text_end)
        closed.append(replace(section, end=after))
    return closed


def _sentence_spans(text: str, start: int, end: int, cuts: list[int]) -> list[Span]:
    """Sentences of a block, cut at ``cuts`` too (where bold run-in headings end) and where the items of a series begin."""
    stops = {start, end, *cuts}
    stops.update(match.end() for match in _SENTENCE.finditer(text, start, end))
    stops.update(match.start() for match in _SERIES.finditer(text, start, end))
    spans = []
    for a, b in pairwise(sorted(stops)):
        while a < b and text[a].isspace():
            a += 1
        while b > a and text[b - 1].isspace():
            b -= 1
        if a < b:
            spans.append((a, b))
    return spans


# --- run-in topics -------------------------------------------------------------------------------------------------

_TOPIC_MIN, _TOPIC_MAX = 6, 20
_PACKED = 300
"""Characters: the only block below its heading, and longer than this, holds several topics one after the other."""
_NOT_IN_TOPIC = re.compile(r"[\d,，、;；:：%％]")
_EVENT = re.compile(
    "揭牌|启用|成立|开工|入选|获评|获批|荣获|落地$|完工|投用|投运|开业|上线|印发|出台|挂牌|签约|通车|竣工|会议|谢谢|代表|请予|审议"
)
"""A short sentence with one of these tells an event: it is text, not the name of a topic."""
_OPENS_TEXT = re.compile("我们|今年|去年|同时|这|在|完成|新增|建成|新建|做好|对|以|把|要|各")
"""A sentence that opens so goes on with the text above it."""
_PREDICATE = re.compile(
    "(?:回稳|稳中|持续|不断|稳步|有序|扎实|全速|纵深|深入|加快|加速|显著|日益|全面|明显|逐步|进一步|成效|活力|成色|精准|繁荣|协同)"
    "(?:向好|推进|深化|提升|增强|完善|发展|显现|凸显|改善|优化|拓展|壮大|夯实|见效|扩大|释放|迸发|有力|高效|显著|更足|提速|加快|向优)"
)
"""The four-character predicate that closes a topic in a report of work done: 显著增强, 回稳向好, 纵深推进."""
_LEAD = re.compile(
    "(?:提速提效|全力|积极|持续|全面|不断|加快|加速|大力|深入|深化|着力|高标准|高水平|高质量|高效率|高起点|优化|提升|塑造|织密|推进|推动|"
    "发展|打造|完善|加强|强化|夯实|健全|筑牢|做强|做优|激发|培育|扩大|坚持|构建|创新|聚力|聚焦|统筹|巩固|扎实|稳步)"
)
"""What opens a topic in a list of work to do: 提升医疗卫生实力, 全面提升城区建设品质."""
_PIVOT = re.compile("^(?:推动|确保|力争|促进|支持|鼓励|引导|帮助|推进|争取|加快推动|积极推动)")
"""These take a clause as object (推动…中心完成…), so a second verb after them opens no new sentence."""
_BODY_VERB = re.compile(
    "(?:深入推进|推进落实|新增|建成|完成|发布|新改扩建|实施|启动|推动|开展|推进|落实|引进|新建|国家|全市|全国|全省)"
)


_SERIES_ITEM = re.compile("[一二三四五六七八九十]是")
_ITEM_TOPIC = re.compile(r"[一二三四五六七八九十]是([^\d。；;]{6,40})。")
"""一是大力发展粮食生产，保障农产品供给。 with text behind it."""


def _is_topic(sentence: str) -> bool:
    """Whether a whole sentence is a run-in heading: short, closed by a full stop, no figure, no list, no event."""
    body = sentence.rstrip("。")
    return (
        sentence.endswith("。")
        and _TOPIC_MIN <= len(body) <= _TOPIC_MAX
        and not _NOT_IN_TOPIC.search(body)
        and not _EVENT.search(body)
        and "等" not in body
        and not _OPENS_TEXT.match(body)
    )


def _known_topics(text: str, blocks: list[_Block]) -> frozenset[str]:
    """Noun phrases that open a marked topic somewhere in the document (重点片区开发, 医疗卫生体系)."""
    found = set()
    for block in blocks:
        for a, b in block.spans:
            match = _PREDICATE.search(text, a, min(b, a + _TOPIC_MAX))
            if match and match.start() - a >= 4:
                found.add(text[a : match.start()])
    return frozenset(found)


def _unmarked_topic(sentence: str, known: frozenset[str]) -> int | None:
    """Length of a topic that runs into its text with no mark between, or None.

    Three signs, each within the first clause: a closing predicate with more text behind it (经济指标回稳向好|地区生产总值…); an opening
    verb phrase followed by a second verb (提升…品质|新增…); a noun phrase that is a topic's subject elsewhere (…重点片区开发|北站…).
    """
    clause = re.split("[,，、;；:：。“]", sentence, maxsplit=1)[0]
    match = _PREDICATE.search(clause)
    if match and 8 <= match.end() <= 14:
        rest = clause[match.end() :]
        if len(rest) >= 4 and not rest.startswith(("的", "和", "与", "及", "到", "至", "达", "了", "为")):
            return match.end()
    if _LEAD.match(clause) and not _PIVOT.match(clause):
        match = _BODY_VERB.search(clause, 7)
        if match and match.start() <= 13 and _ends_in_noun(clause[: match.start()]):
            return match.start()
        for phrase in known:
            at = clause.find(phrase)
            if 0 < at <= 6 and at + len(phrase) + 4 <= len(clause):
                return at + len(phrase)
    return None


def _ends_in_noun(phrase: str) -> bool:
    """Whether jieba tags the last word as a noun (or a verb used as one); a topic's object ends so."""
    words = tagged(phrase)
    return len(words) >= 2 and words[-1][1].startswith(("n", "vn", "l")) and len(words[-1][0]) >= 2


def _marked_topics(text: str, block: _Block) -> list[tuple[str, list[Span]]]:
    """Group a block's sentences by the run-in headings its format marks."""
    names = {a: text[a:b].lstrip("—－- ").rstrip("。:： ") for a, b in block.topics}
    groups: list[tuple[str, list[Span]]] = [("", [])]
    for a, b in block.spans:
        name = next((name for start, name in names.items() if a <= start < b and not text[a:start].strip("—－- ")), "")
        if name:
            groups.append((name, []))
        groups[-1][1].append((a, b))
    return [(topic, members) for topic, members in groups if members]


def _topics(text: str, spans: list[Span], known: frozenset[str], *, packed: bool) -> list[tuple[str, list[Span]]]:
    """Group a block's sentences by the run-in heading above them: [(topic, spans)], the heading's own span included.

    Only a ``packed`` block (one that holds all of its section's topics) has topics past its first sentence.
    """
    groups: list[tuple[str, list[Span]]] = [("", [])]
    dash = bool(spans) and bool(_LIST_ITEM.match(text, spans[0][0]))
    for i, (a, b) in enumerate(spans):
        sentence = text[a:b]
        body = _LIST_ITEM.sub("", sentence, count=1) if dash and i == 0 else sentence
        cut = _unmarked_topic(sentence, known) if packed else None
        item = _ITEM_TOPIC.fullmatch(sentence)
        if item and i + 1 < len(spans) and not _SERIES_ITEM.match(text, spans[i + 1][0]):
            groups.append((item.group(1), [(a, b)]))
            continue
        has_body = i + 1 < len(spans) and not _is_topic(text[slice(*spans[i + 1])])
        if _is_topic(body) and has_body and not cut and (packed or i == 0):
            groups.append((body.rstrip("。"), [(a, b)]))
            continue
        follows_topic = groups[-1][0] and len(groups[-1][1]) == 1
        if cut and not follows_topic:
            groups.append((sentence[:cut], [(a, a + cut), (a + cut, b)]))
            continue
        groups[-1][1].append((a, b))
    return [(topic, members) for topic, members in groups if members]
