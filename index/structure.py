"""Text to tree: sections, topic paragraphs and sentences, each with exact offsets and its scope.

Headings are numbered, bold, or stand alone on their line (2023年工作回顾); see :mod:`index.topics` for those that run into their text. What
stands below no heading with a time has that of the words by which a report turns from what was done to what is to come.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.bounds import ENDS
from index.dialogue import LEVEL, questions
from index.document import Paragraph, Scope, Section, Sentence
from index.figures import find_figures
from index.furniture import without_furniture
from index.reading.headings import MAX_HEADING, heading_mark, is_heading
from index.reading.source import Source, Span
from index.scope import (
    heads_a_time,
    is_outer,
    opening_scope,
    opens_review,
    plan_scope,
    section_scope,
    sentence_scope,
    turn_of,
)  # fmt: skip
from index.sentences import DUTY, sentence_spans
from index.times import DocumentTime
from index.topics import LIST_ITEM, PACKED, known_topics, marked_topics, topics

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
    turns: tuple[Scope | None, ...] = ()
    """For each span the time that the text has turned to, where no heading above tells one."""


def parse_structure(source: Source, body_start: int, time: DocumentTime, title: str = "") -> Structure:  # noqa: C901 (a list of cases in reading order)
    """Parse ``source.text`` from ``body_start`` (after title and page furniture); ``title`` tells a plan from a report."""
    text, marks = source.text, _Marks(source)
    sections: list[Section] = []
    blocks: list[_Block] = []
    open_section: int | None = None
    turn = plan_scope(title, time)
    turned: set[int | None] = {None}
    """Sections that have their time from a turn of the text."""
    lines = without_furniture(text, _lines(text, body_start), marks.is_row)
    heads = _headings(text, lines, marks)
    for start, end in lines:
        if marks.is_row(start):
            _add_row(text, blocks, start, end, open_section)
            continue
        level, heading_end = heads[start]
        if heading_end:
            while open_section is not None and sections[open_section].level >= level:
                open_section = sections[open_section].parent
            told = sections[open_section].scope if open_section not in turned and open_section is not None else None
            before = next((s.scope for s in reversed(sections) if s.level == level and s.scope), None)
            name = text[start:heading_end].rstrip("。:： \u3000")
            scope = section_scope(name, told, before, time, top=open_section is None and turn is None)
            outer = is_outer(name)
            sections.append(Section(name, level, start, end, open_section, scope if scope or outer else turn))
            open_section = len(sections) - 1
            if scope and scope.first_year and time.reviewed and f"{time.reviewed}年" in name:
                turned.add(open_section)  # “十三五”时期和2020年工作回顾: the text says when it turns to the year
                turn = scope
            if scope is None and not outer:
                turned.add(open_section)
            start = heading_end
            while start < end and text[start] in " \u3000":
                start += 1
        if start < end:
            runs_in = marks.run_in_headings(start, end)
            spans = sentence_spans(text, start, end, [b for _, b in runs_in])
            turns = []
            for a, b in spans if open_section in turned else ():
                announced = turn_of(text[a:b], time)
                if announced and not (turn and turn.kind == "target"):  # a look back on the way ahead is one sentence
                    turn = announced
                turns.append(turn)
            blocks.append(_Block(start, end, open_section, tuple(spans), tuple(runs_in), turns=tuple(turns)))
    closed = _close(sections, len(text.rstrip()))
    return Structure(tuple(closed), *_paragraphs(text, blocks, closed, time))


def _paragraphs(
    text: str, blocks: list[_Block], sections: list[Section], time: DocumentTime
) -> tuple[tuple[Paragraph, ...], tuple[Sentence, ...]]:
    paragraphs: list[Paragraph] = []
    sentences: list[Sentence] = []
    known = known_topics(text, (span for block in blocks for span in block.spans))
    review: Scope | None = None
    stage: Scope | None = None
    """The time with which the paragraph above the present items (——…) opens."""
    announced_in: int | None = None
    """The section whose text announced ``review``."""
    last_section: int | None = None
    blocks_below = Counter(block.section for block in blocks)
    for block in blocks:
        packed = blocks_below[block.section] == 1 and block.end - block.start >= PACKED
        base = sections[block.section].scope if block.section is not None else None
        base = block.turns[0] if block.turns else base
        turned = dict(zip((a for a, _ in block.spans), block.turns, strict=False))
        goes_on = block.section == last_section
        review = review if goes_on or _has_its_time(sections, block.section, announced_in) else None
        stage, last_section = stage if goes_on else None, block.section
        lead = opening_scope(text[block.start : block.start + 40], review or base, time)
        if text[block.start] in _DASHES:
            lead = stage if lead == (review or base) and stage else lead
        else:
            stage = lead if lead and lead.kind == "target" else None
        review = review if lead == review else None
        if block.table:
            groups = [(_caption(text, block), list(block.spans))]
        elif block.topics:
            groups = marked_topics(text, block.spans, block.topics)
        else:
            groups = topics(text, list(block.spans), known, packed=packed)
        for topic, members in groups:
            paragraphs.append(Paragraph(members[0][0], members[-1][1], block.section, topic))
            for a, b in members:
                base = turned.get(a, base)
                around = (
                    review or (base if base != block.turns[0] else lead or base)
                    if block.turns
                    else review or lead or base
                )
                scope = sentence_scope(text[a:b], around, time)
                if announced := opens_review(text[a:b], scope, base, time):
                    review, scope, announced_in = announced, announced, block.section
                elif scope != review:
                    if a == block.start and block.turns and scope == base and scope and scope.kind == "actual":
                        lead = base  # behind 过去五年…: 刚刚过去的2025年,…
                    review = None
                sentences.append(Sentence(a, b, len(paragraphs) - 1, scope, around))
    return tuple(paragraphs), tuple(sentences)


def _has_its_time(sections: Sequence[Section], section: int | None, above: int | None) -> bool:
    """Whether a section stands below another and has its time."""
    scope = sections[section].scope if section is not None else None
    at = section
    while at is not None and at != above:
        at = sections[at].parent
    return at is not None and above is not None and scope == sections[above].scope


_DASHES = "—–－-"


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
                or self._text[max(a - 8, 0) : a].rstrip(" \u3000")[-1:] in tuple("。！？；;”")
                or bool(LIST_ITEM.fullmatch(self._text[start:a]))
            )
            if b < end and self._text[b] in "。:：":
                b += 1
            named = sum("\u4e00" <= c <= "\u9fff" for c in self._text[a:b]) >= _BOLD_MIN
            if opens and named and b - a <= _BOLD_MAX and b < end:
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


def _alone(text: str, lines: list[Span], marks: _Marks) -> dict[int, int]:
    """Headings that have no number and no bold type but a line of their own, with their levels.

    One with a time (2023年工作回顾) is known by that. In a document that has those, other short lines in front of prose are headings too.
    """
    timed = [(a, b) for a, b in lines if not marks.is_row(a) and heads_a_time(text[a:b])]
    numbered = any(mark.level <= _TOP_NUMBERED for a, b in timed if (mark := heading_mark(text[a:b])))
    bare = [a for a, b in timed if heading_mark(text[a:b]) is None]
    if numbered or not bare:
        return dict.fromkeys(bare, _BOLD_LEVEL)
    found = dict.fromkeys(bare, _ALONE_LEVEL)
    for (_, before), (a, b), (c, d) in zip(lines, lines[1:], lines[2:], strict=False):
        follows = text[before - 1] in "。！!" and not (marks.is_row(a) or heading_mark(text[a:b]))
        opens = d - c > MAX_HEADING or heading_mark(text[c:d])
        if follows and opens and a > bare[0] and _SHORT_LINE.fullmatch(text, a, b):
            found[a] = _ALONE_LEVEL
    return found


_ALONE_LEVEL = 0
"""Above all numbered headings."""
_TOP_NUMBERED = 3
_SHORT_LINE = re.compile("[\u4e00-\u9fff“”、]{6,24}")


def _add_row(text: str, blocks: list[_Block], start: int, end: int, section: int | None) -> None:
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
    if 0 < stop < MAX_HEADING - 10 and not (find_figures(line[mark.end : stop]) or DUTY.fullmatch(line, stop + 1)):
        return mark.level, start + stop + 1
    return mark.level, None


def _headings(text: str, lines: list[Span], marks: _Marks) -> dict[int, tuple[int, int | None]]:
    """By where each line starts the level of the heading it opens with, and where that ends; no end where it opens with none."""
    alone, asked = _alone(text, lines, marks), questions(text, lines)
    found: dict[int, tuple[int, int | None]] = {}
    below: tuple[int, int | None] = (0, len(text))
    for start, end in reversed(lines):
        head = (alone[start], end) if start in alone else _heading(text, start, end, marks)
        head = (LEVEL, asked[start]) if start in asked and head[1] != end else head
        item = (
            head[1] == end and start not in alone and start not in asked and _is_item(text[start:end], head[0], below)
        )
        found[start] = (head[0], None) if item else head
        below = (0, None) if marks.is_row(start) else head
    return found


def _is_item(line: str, level: int, below: tuple[int, int | None]) -> bool:
    """Whether a line set as a heading is one of a list, each of which says all there is, without a text ``below``: by a figure of its own, or
    in a sentence of clauses (三、本方案自印发之日起施行,由区城管局负责解释。)."""
    mark = heading_mark(line)
    figures = find_figures(line[mark.end :] if mark else line)
    told = line.endswith("。") and bool(re.search("[,，]", line))
    if not (figures or told) or heads_a_time(line):
        return False
    alone = bool(below[1] and below[0] <= level)
    alone = alone or (mark is None and bool(figures) and bool(ENDS.match(line, figures[-1].end)))
    return alone or (bool(figures) and level >= _ITEMS and line.endswith(("。", "；", ";")))


_ITEMS = 5
"""Level of the numbers (1.) that the items of a list have as well as headings."""


def _close(sections: list[Section], text_end: int) -> list[Section]:
    """A section ends where the next one of its own or a higher level begins."""
    closed = []
    for i, section in enumerate(sections):
        after = next((s.start for s in sections[i + 1 :] if s.level <= section.level), text_end)
        closed.append(replace(section, end=after))
    return closed
