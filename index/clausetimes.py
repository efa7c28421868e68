"""The time of each clause of a sentence: 今年新增学位3800个,到2028年累计1.6万个 speaks of two years."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from index.clauses import CLAUSE_END, LIST
from index.condensed import condense
from index.document import PlanDocument, Scope
from index.figures import find_figures
from index.times import DocumentTime, TimeWord, time_words
from index.titles import time_in
from index.yearparts import SEASON

_LEADS = re.compile(
    "(?:[\\s—－\\-“”]|力争|争取|确保|预计|预期|计划|力求|其中|同时|并且?|而|但|则|截至|截止|到|至|在|于|自|用|经过|努力|保证|拟|将|"
    "全[市省区县国州]|我[市省区县国州]|[一二三四五六七八九十]+是|[(（]?\\d+[)）.、]|目标|任务|方面|工作|主要|分别|初步|累计|统计|刚刚|过去的?|即将到来的|展望|放眼|着眼|面向|再?到)*"
)
"""What may stand in front of a time that goes for the clauses behind it too."""
_CHANGES = "提高|上升|增加|增长|扩大|提升|下降|降低|减少|缩短|压减|降|升|增|发展|调整|拓展"
_LEVEL_REACHED = re.compile(f"(?:{_CHANGES})?[到至]|{_CHANGES}")
_HAS_FIGURE = re.compile(r"\d[\d.]*\s*(?![\d.\s年月日])|百分之|[一二三四五六七八九两]成|翻[一两]?番")


@dataclass(frozen=True, slots=True)
class ClauseTime:
    """The time of ``text[start:end]``; ``deadline`` is as written (2026年底前), or empty."""

    start: int
    end: int
    scope: Scope | None
    deadline: str = ""


def clause_times(document: PlanDocument, sentence: int) -> tuple[ClauseTime, ...]:
    """The time of each clause of a sentence, in order and without a gap; offsets count in the document's text."""
    found = document.sentences[sentence]
    around = found.around or found.scope
    return tuple(
        replace(c, start=found.start + c.start, end=found.start + c.end)
        for c in times_of_clauses(document.quote(found), around, time_in(document))
    )


def main_scope(text: str, around: Scope | None, time: DocumentTime) -> Scope | None:
    """The time that most figures of a sentence speak of; without a figure, that of its opening."""
    text = condense(text).text
    clauses = times_of_clauses(text, around, time)
    counts: Counter[Scope | None] = Counter()
    for clause in clauses:
        counts[clause.scope] += len(_HAS_FIGURE.findall(_TIMES_OUT.sub("", text[clause.start : clause.end])))
    if +counts:
        return counts.most_common(1)[0][0]
    return clauses[0].scope if clauses and _LEADS.sub("", text[: clauses[0].end], count=1)[:1].isdigit() else around


_TIMES_OUT = re.compile(r"\d{4}\s*[-—–~～至]*\s*(?:\d{4})?\s*年|\d{1,2}\s*[-—–~～至]*\s*(?:\d{1,2})?\s*[月日]|“[^”]*”")


def times_of_clauses(text: str, around: Scope | None, time: DocumentTime) -> tuple[ClauseTime, ...]:
    """The clauses of a text in order and without a gap; one with two times is cut between them."""
    condensed = condense(text)
    flat = condensed.text
    words = _beside_the_year(list(time_words(flat, around, time)), flat)
    if not words:
        return (ClauseTime(0, len(text), around),)
    carry, deadline = around, ""
    led = carry, deadline
    found: list[ClauseTime] = []
    for start, end in _clauses(flat):
        inside = [word for word in words if start <= word.start < end]
        leads = bool(inside) and bool(_LEADS.fullmatch(flat, start, inside[0].start))
        pieces = list(_pieces(flat, start, end, inside, carry, deadline))
        found += pieces
        if leads and not inside[0].left_behind:
            led = carry, deadline = pieces[0].scope, pieces[0].deadline
        elif inside and _is_awaited(flat[start:end], pieces[-1].scope, carry):
            carry, deadline = pieces[-1].scope, pieces[-1].deadline
        if flat[end - 1] in _PART_ENDS:
            carry, deadline = led
    merged = _merged(_dealt(flat, words, found))
    places = [condensed.start(piece.start) for piece in merged[1:]]
    return tuple(
        replace(piece, start=a, end=b) for piece, a, b in zip(merged, [0, *places], [*places, len(text)], strict=True)
    )


def _dealt(flat: str, words: list[TimeWord], pieces: list[ClauseTime]) -> list[ClauseTime]:
    """Clauses with the years that 分别 deals out to as many figures in order: 2022年、2023年,诊疗量分别为186万人次、203万人次; 2025年至2027年分别新建1600个、
    1900个、2300个."""
    scopes, at = _years_listed(flat, words)
    for match in re.finditer("分别", flat[at:]) if len(scopes) > 1 else ():
        end = next((m.start() for m in re.compile("[,，;；。]").finditer(flat, at + match.end())), len(flat))
        figures = [f for f in find_figures(flat) if at + match.end() <= f.start < end]
        listed = all(LIST.fullmatch(flat[a.end : b.start]) for a, b in itertools.pairwise(figures))
        if len(figures) != len(scopes) or not listed:
            continue
        first = next(piece.start for piece in pieces if piece.start <= figures[0].start < piece.end)
        cuts = [max(first, at), *(f.start for f in figures[1:]), end]
        dealt = [ClauseTime(a, b, scope) for (a, b), scope in zip(itertools.pairwise(cuts), scopes, strict=True)]
        pieces = [*_outside(pieces, 0, cuts[0]), *dealt, *_outside(pieces, end, len(flat))]
    return pieces


def _outside(pieces: list[ClauseTime], start: int, end: int) -> list[ClauseTime]:
    """Pieces cut to ``start`` and ``end``."""
    cut = [replace(p, start=max(p.start, start), end=min(p.end, end)) for p in pieces]
    return [piece for piece in cut if piece.start < piece.end]


def _years_listed(flat: str, words: list[TimeWord]) -> tuple[list[Scope], int]:
    """The years that a text lists first (2022年、2023年; 2025年至2027年), and where the list ends; fewer than two where it lists none."""
    years = [word for word in words if word.scope and not (word.period or word.deadline)]
    if years and (span := years[0].scope) and span.first_year and span.year - span.first_year < _MANY:
        return [Scope(y, span.kind) for y in range(span.first_year, span.year + 1)], years[0].end
    run = years[:1]
    for word in years[1:]:
        if not LIST.fullmatch(flat[run[-1].end : word.start].removeprefix("年").strip()):
            break
        run.append(word)
    return [word.scope for word in run if word.scope], run[-1].end if run else 0


_MANY = 10
"""Years: a longer span deals nothing out."""


def _beside_the_year(words: list[TimeWord], flat: str) -> list[TimeWord]:
    """With what is due before a season as a part of the year where the whole year is told too (主汛期前完成14座，全年完成22座)."""
    if "全年" not in flat:
        return words
    return [
        replace(w, period=w.deadline) if w.deadline and not (w.scope or w.whole) and _SEASON.match(w.deadline) else w
        for w in words
    ]


_SEASON = re.compile(SEASON)


def _is_awaited(clause: str, scope: Scope | None, carry: Scope | None) -> bool:
    """Whether a clause tells what must come first, or whose goals come next, in a later year than is spoken of: 新校区2027年启用后,新增学位1200个;
    还展望了到2035年的奋斗目标,人均生产总值翻一番."""
    if scope is None or scope.kind != "target" or scope.first_year:
        return False
    later = carry is None or scope.year > carry.year
    return later and bool(_AWAITS.search(clause))


_AWAITS = re.compile(
    r"后[,，]$|(?<![平同及])时[,，]$|^(?:随着|待(?!遇|业)|等到?)|(?:展望|提出|描绘|擘画|确定)[^,，]*(?:目标|蓝图|愿景)[,，]$"
)
_PART_ENDS = "；;。！!"


def _clauses(flat: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in CLAUSE_END.finditer(flat):
        if not (flat[match.start() - 1 : match.start()].isdigit() and flat[match.end() : match.end() + 1].isdigit()):
            yield start, match.end()
            start = match.end()
    if start < len(flat):
        yield start, len(flat)


def _pieces(
    flat: str, start: int, end: int, words: list[TimeWord], carry: Scope | None, deadline: str
) -> Iterator[ClauseTime]:
    """A clause cut at its times. What stands in front of the first time is of that time too."""
    at, current = start, ClauseTime(start, end, carry, deadline)
    for i, word in enumerate(words):
        if word.left_behind:
            level = _LEVEL_REACHED.search(flat, word.end, end)
            stop = min(level.start() if level else end, words[i + 1].start if i + 1 < len(words) else end)
            if at < word.start:
                yield replace(current, start=at, end=word.start)
            yield ClauseTime(word.start, stop, word.scope)
            at = stop
            continue
        if i and at < word.start and not words[i - 1].left_behind:
            yield replace(current, start=at, end=word.start)
            at = word.start
        current = replace(current, scope=_timed(word, current.scope if i else carry), deadline=word.deadline)
    if at < end:
        yield replace(current, start=at, end=end)


def _timed(word: TimeWord, carry: Scope | None) -> Scope | None:
    """The time around a clause with what its own word says."""
    if word.scope:
        return replace(word.scope, period=word.period)
    if carry is None:
        return None
    return replace(carry, period=word.period)


def _merged(pieces: list[ClauseTime]) -> list[ClauseTime]:
    """Neighbours of one time as one."""
    merged: list[ClauseTime] = []
    for piece in pieces:
        if merged and (merged[-1].scope, merged[-1].deadline) == (piece.scope, piece.deadline):
            merged[-1] = replace(merged[-1], end=piece.end)
        else:
            merged.append(piece)
    return merged
