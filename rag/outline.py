"""A document's parts: how many there are, which comes where, and which of them speaks of a subject."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from index.document import PlanDocument, Section, Sentence
from index.reading.headings import heading_mark

Nearness = Callable[[str], Sequence[tuple[int, float]]]
"""Where the document's sentences nearest to a subject begin, each with a weight."""
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, within ``text[start:end]`` of the document; ``number`` counts from 1, as the document itself counts where it does."""

    title: str
    start: int
    end: int
    number: int
    below: int
    """Where what stands below it ends."""
    section: int | None = None
    """In ``PlanDocument.sections``."""

    @property
    def bare(self) -> str:
        """The title without its numeral, and without what runs on behind it."""
        mark = heading_mark(self.title)
        return re.split(r"[ \u3000]{2,}", self.title[mark.end if mark else 0 :].strip())[0]


def outermost(document: PlanDocument) -> tuple[Part, ...]:
    """The parts a document is made of."""
    tops = [i for i, s in enumerate(document.sections) if s.parent is None]
    levels = Counter(document.sections[i].level for i in tops if heading_mark(document.sections[i].title))
    if levels:  # a line in bold type between numbered parts is none of them
        usual = max(levels, key=lambda level: (levels[level], -level))
        tops = [i for i in tops if document.sections[i].level == usual]
    return _parts(document, tops)


def beneath(document: PlanDocument, part: Part) -> tuple[Part, ...]:
    """The parts of a part."""
    return _parts(document, [i for i, s in enumerate(document.sections) if s.parent == part.section])


def chapters(document: PlanDocument, unit: str) -> tuple[Part, ...]:
    """The parts called 章, 篇, 编 or 节, those too that their text runs on from."""
    found: dict[int, Part] = {}
    for match in _chapter(unit).finditer(document.text):
        number = counted(match["number"])
        section = next((i for i, s in enumerate(document.sections) if _in_title(s, match.start())), None)
        if number and (number not in found or (section is not None and found[number].section is None)):
            start, end = match.span() if section is None else _title_span(document.sections[section])
            found[number] = Part(match.group(), start, end, number, len(document.text), section)
    parts = sorted(found.values(), key=lambda part: part.start)
    ends = [part.start for part in parts[1:]] + [len(document.text)]
    return tuple(replace(part, below=end) for part, end in zip(parts, ends, strict=True))


def of_kind(document: PlanDocument, kind: str) -> Part | None:
    """The part that reviews (``actual``) or plans (``target``) the document's own year: of several the one with most parts of its own."""
    year = (document.metadata.years or (0,))[0 if kind == "actual" else -1]

    def rank(part: Part) -> tuple[bool, int]:
        scope = _section(document, part).scope
        return bool(scope and scope.year == year and scope.first_year in (None, year)), len(beneath(document, part))

    able = [p for p in outermost(document) if (scope := _section(document, p).scope) and scope.kind == kind]
    return max(able, key=rank, default=None)


def announced(document: PlanDocument, part: Part | None) -> tuple[int, Span, Span] | None:
    """(number, clause, sentence) by which a part says how many aspects it has (抓好以下九个方面工作), or a report how many parts.

    The clause stands in front of the part's own parts, of which there are as many, or in the report's opening.
    """
    inner = beneath(document, part) if part else ()
    start, end = (part.start, part.below) if part else (0, _OPENING)
    end = inner[0].start if inner else end
    pattern = _ASPECTS if part else _PARTS
    for sentence in reversed(document.sentences):
        if start <= sentence.start < end:
            for match in pattern.finditer(document.text, sentence.start, sentence.end):
                number = counted(match["number"])
                if number > 1 and len(inner) in (0, number):
                    return number, _clause(document.text, match, sentence), (sentence.start, sentence.end)
    return None


def speaking_of(subject: str, parts: Sequence[Part], near: Nearness) -> tuple[Part, float] | None:
    """The part in which most sentences near to a subject stand, or whose heading has its words, with a score: a share of up to one for each."""
    weights = [(offset, weight) for offset, weight in near(subject) if any(_holds(p, offset) for p in parts)]
    total = sum(weight for _, weight in weights) or 1.0

    def score(part: Part) -> float:
        held = sum(weight for offset, weight in weights if _holds(part, offset))
        return held / total + shared(subject, part.bare)

    best = max(parts, key=score, default=None)
    return (best, score(best)) if best else None


def shared(subject: str, title: str) -> float:
    """The share of a subject's pairs of characters that a title has, of its characters where it is one."""
    width = min(2, len(subject))
    pairs = {subject[i : i + width] for i in range(len(subject) - width + 1)}
    return sum(pair in title for pair in pairs) / len(pairs)


def counted(numeral: str) -> int:
    """The number a numeral writes: 二十三, 9; 0 where it is none."""
    if numeral.isdecimal():
        return int(numeral)
    hundreds, _, rest = numeral.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    digits = [_DIGITS.get(hundreds, 0), _DIGITS.get(tens, 1 if ten else 0), _DIGITS.get(ones.lstrip("零"), 0)]
    return digits[0] * 100 + digits[1] * 10 + digits[2]


_NUMERALS = "零一二三四五六七八九"
_DIGITS = {c: i for i, c in enumerate(_NUMERALS)} | {"两": 2}
_OPENING = 1_500


def _parts(document: PlanDocument, sections: Sequence[int]) -> tuple[Part, ...]:
    """Each title once, where most stands below it (a contents list repeats them), numbered by its numeral, else by its place."""
    longest: dict[str, int] = {}
    for i in sections:
        title = document.sections[i].title
        if title not in longest or _length(document.sections[longest[title]]) < _length(document.sections[i]):
            longest[title] = i
    found = []
    for place, i in enumerate(longest.values(), 1):
        s = document.sections[i]
        found.append(Part(s.title, *_title_span(s), _own_number(s.title) or place, s.end, i))
    return tuple(found)


def _title_span(section: Section) -> Span:
    return section.start, section.start + len(section.title)


def _in_title(section: Section, offset: int) -> bool:
    start, end = _title_span(section)
    return start <= offset < end


def _holds(part: Part, offset: int) -> bool:
    return part.start <= offset < part.below


def _length(section: Section) -> int:
    return section.end - section.start


def _section(document: PlanDocument, part: Part) -> Section:
    assert part.section is not None
    return document.sections[part.section]


def _own_number(title: str) -> int:
    mark = heading_mark(title)
    numeral = re.search(r"[一二三四五六七八九十百]+|\d+", title[: mark.end]) if mark else None
    return counted(numeral.group()) if numeral else 0


@lru_cache(maxsize=8)
def _chapter(unit: str) -> re.Pattern[str]:
    return re.compile(
        rf"第(?P<number>[一二三四五六七八九十百]+){unit}[ \u3000]*[^\s。，,;；第]{{2,30}}(?=\s|第|$)", re.M
    )


def _clause(text: str, match: re.Match[str], sentence: Sentence) -> Span:
    start = max((m.end() for m in _STOP.finditer(text, sentence.start, match.start())), default=sentence.start)
    stop = _STOP.search(text, match.end(), sentence.end)
    return start, stop.start() if stop else sentence.end


_STOP = re.compile("[，,；;：:。！]")
_NUMERAL = r"(?P<number>[一二两三四五六七八九十百]+|\d+)个?"
_ASPECTS = re.compile(rf"{_NUMERAL}(?:大?方面|项|件|大?(?:重点)?任务|大?(?:重点)?工作|大?行动)")
_PARTS = re.compile(rf"分[为成]?{_NUMERAL}大?(?:部分|章|篇|方面)")
