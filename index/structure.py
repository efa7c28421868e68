"""Text to tree: sections, topic paragraphs and sentences, each with exact offsets and its scope.

Plans print a topic's name in bold at the head of its text and the bold is lost in plain text. What is left is a short
sentence ("市场活力显著增强。") or, where even the full stop was bold and lost, nothing at all ("经济指标回稳向好地区生产总值达…").
Both are recovered here from the way officials write: see :func:`_is_topic` and :func:`_unmarked_topic`.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace

from index.document import Paragraph, Scope, Section, Sentence
from index.reading.headings import MAX_HEADING, heading_mark, is_heading
from index.scope import DocumentTime, opens_review, section_scope, sentence_scope

_SENTENCE = re.compile(r"[^。！？!?]*[。！？!?]+[”’》）)】]*|[^。！？!?]+$")
_LIST_ITEM = re.compile(r"[—－-]{2,}")


@dataclass(frozen=True, slots=True)
class Structure:
    sections: tuple[Section, ...]
    paragraphs: tuple[Paragraph, ...]
    sentences: tuple[Sentence, ...]


def parse_structure(text: str, body_start: int, time: DocumentTime) -> Structure:
    """Parse ``text`` from ``body_start`` (after title and page furniture)."""
    sections: list[Section] = []
    blocks: list[tuple[int, int, int | None]] = []
    open_section: int | None = None
    for start, end in _lines(text, body_start):
        mark = heading_mark(text[start:end])
        heading_end = _heading_end(text, start, end) if mark else None
        if mark and heading_end:
            while open_section is not None and sections[open_section].level >= mark.level:
                open_section = sections[open_section].parent
            inherited = sections[open_section].scope if open_section is not None else None
            before = next((s.scope for s in reversed(sections) if s.level == mark.level and s.scope), None)
            title = text[start:heading_end].rstrip("。 \u3000")
            scope = section_scope(title, inherited, before, time, top=open_section is None)
            sections.append(Section(title, mark.level, start, end, open_section, scope))
            open_section = len(sections) - 1
            start = heading_end
            while start < end and text[start] in " \u3000":
                start += 1
        if start < end:
            blocks.append((start, end, open_section))
    sections = _close(sections, len(text.rstrip()))

    paragraphs: list[Paragraph] = []
    sentences: list[Sentence] = []
    known = _known_topics(text, blocks)
    lead: Scope | None = None
    review: Scope | None = None
    last_section: int | None = None
    blocks_below = Counter(section for *_, section in blocks)
    for start, end, section in blocks:
        spans = _sentence_spans(text, start, end)
        packed = blocks_below[section] == 1 and end - start >= _PACKED
        base = sections[section].scope if section is not None else None
        review = review if section == last_section else None
        last_section = section
        lead = sentence_scope(text[start : start + 40], review or base, time) if spans else lead
        review = review if lead == review else None
        for topic, members in _topics(text, spans, known, packed=packed):
            paragraphs.append(Paragraph(members[0][0], members[-1][1], section, topic))
            for a, b in members:
                scope = sentence_scope(text[a:b], review or lead or base, time)
                if scope != review:
                    review = scope if opens_review(text[a:b], scope, base) else None
                sentences.append(Sentence(a, b, len(paragraphs) - 1, scope))
    return Structure(tuple(sections), tuple(paragraphs), tuple(sentences))


def _lines(text: str, position: int) -> list[tuple[int, int]]:
    """Spans of the non-blank lines, without the blanks at either side."""
    spans = []
    for match in re.finditer(r"[^\n]+", text[position:]):
        line = match.group()
        left = len(line) - len(line.lstrip())
        if line.strip():
            start = position + match.start() + left
            spans.append((start, start + len(line.strip())))
    return spans


def _heading_end(text: str, start: int, end: int) -> int | None:
    """Where the heading in a numbered line ends: the whole line, or its first short sentence with text behind it."""
    line = text[start:end]
    if is_heading(line):
        return end
    stop = line.find("。")
    if 0 < stop < MAX_HEADING - 10 and not re.search(r"\d", line[heading_mark(line).end : stop]):  # type: ignore[union-attr]
        return start + stop + 1
    return None


def _close(sections: list[Section], text_end: int) -> list[Section]:
    """A section ends where the next one of its own or a higher level begins."""
    closed = []
    for i, section in enumerate(sections):
        after = next((s.start for s in sections[i + 1 :] if s.level <= section.level), text_end)
        closed.append(replace(section, end=after))
    return closed


def _sentence_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    spans = []
    for match in _SENTENCE.finditer(text, start, end):
        a, b = match.span()
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


def _known_topics(text: str, blocks: list[tuple[int, int, int | None]]) -> frozenset[str]:
    """Noun phrases that open a marked topic somewhere in the document (重点片区开发, 医疗卫生体系)."""
    found = set()
    for start, end, _ in blocks:
        for a, b in _sentence_spans(text, start, end):
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
    import jieba.posseg  # a word tagger is a slow import, needed while building only

    words = list(jieba.posseg.cut(phrase))
    return len(words) >= 2 and words[-1].flag.startswith(("n", "vn", "l")) and len(words[-1].word) >= 2


def _topics(
    text: str, spans: list[tuple[int, int]], known: frozenset[str], *, packed: bool
) -> list[tuple[str, list[tuple[int, int]]]]:
    """Group a block's sentences by the run-in heading above them: [(topic, spans)], the heading's own span included.

    Only a ``packed`` block (one that holds all of its section's topics) has topics past its first sentence.
    """
    groups: list[tuple[str, list[tuple[int, int]]]] = [("", [])]
    dash = bool(spans) and bool(_LIST_ITEM.match(text, spans[0][0]))
    for i, (a, b) in enumerate(spans):
        sentence = text[a:b]
        body = _LIST_ITEM.sub("", sentence, count=1) if dash and i == 0 else sentence
        cut = _unmarked_topic(sentence, known) if packed else None
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
