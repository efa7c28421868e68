"""Text to tree: sections, topic paragraphs and sentences, each with exact offsets and its scope.

Headings are numbered, bold, or stand alone on their line (2023年工作回顾); see :mod:`index.heads`, and :mod:`index.topics` for those that run into their text. What
stands below no heading with a time has that of the words by which a report turns from what was done to what is to come.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.document import Paragraph, Scope, Section, Sentence
from index.furniture import without_furniture
from index.heads import MAX_CAPTION, Marks, headings, tells_a_figure
from index.reading.source import Source, Span
from index.scope import is_outer, opening_scope, opens_review, section_scope, sentence_scope, turn_of
from index.sentences import sentence_spans
from index.times import DocumentTime
from index.titles import text_scope
from index.topics import PACKED, known_topics, marked_topics, topics


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
    rows: int | None = None
    """Where the rows of a table begin, below its caption."""
    turns: tuple[Scope | None, ...] = ()
    """For each span the time that the text has turned to, where no heading above tells one."""


def parse_structure(source: Source, body_start: int, time: DocumentTime, title: str = "") -> Structure:  # noqa: C901 (a list of cases in reading order)
    """Parse ``source.text`` from ``body_start`` (after title and page furniture); ``title`` tells a plan from a report."""
    text, marks = source.text, Marks(source)
    sections: list[Section] = []
    blocks: list[_Block] = []
    open_section: int | None = None
    turn = text_scope(title, time)
    turned: set[int | None] = {None}
    """Sections that have their time from a turn of the text."""
    lines = without_furniture(text, _lines(text, body_start), marks.is_row)
    heads = headings(text, lines, marks)
    for start, end in lines:
        if marks.is_row(start):
            turned_to = (turn,) if open_section in turned else ()
            _add_row(text, blocks, start, end, open_section, turned_to)
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
            start = start if tells_a_figure(name) else heading_end
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
        opens = text[block.start : min(block.start + 40, block.end if block.rows is None else block.rows)]
        lead = opening_scope(opens, review or base, time)
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


def _add_row(
    text: str, blocks: list[_Block], start: int, end: int, section: int | None, turned: tuple[Scope | None, ...]
) -> None:
    """Add a table's row to the table it goes on, or open one with the short lines above it as caption."""
    open_table = blocks[-1] if blocks and blocks[-1].section == section else None
    if open_table and open_table.table and not text[open_table.end : start].strip():
        turns = (*open_table.turns, *turned)
        blocks[-1] = replace(open_table, end=end, spans=(*open_table.spans, (start, end)), turns=turns)
        return
    spans: list[Span] = [(start, end)]
    for _ in range(2):
        above = blocks[-1] if blocks and blocks[-1].section == section and not blocks[-1].table else None
        if above is None or above.end - above.start > MAX_CAPTION or "。" in text[above.start : above.end]:
            break
        blocks.pop()
        spans.insert(0, (above.start, above.end))
    blocks.append(_Block(spans[0][0], end, section, tuple(spans), table=True, turns=turned * len(spans), rows=start))


def _caption(text: str, block: _Block) -> str:
    """The table's name: the first line above its rows that says more than the unit."""
    above = [text[a:b] for a, b in block.spans if not re.search("[:：].*[;；]|^[（(]?单位", text[a:b])]
    return above[0] if above and len(above[0]) <= MAX_CAPTION else ""


def _close(sections: list[Section], text_end: int) -> list[Section]:
    """A section ends where the next one of its own or a higher level begins."""
    closed = []
    for i, section in enumerate(sections):
        after = next((s.start for s in sections[i + 1 :] if s.level <= section.level), text_end)
        closed.append(replace(section, end=after))
    return closed
