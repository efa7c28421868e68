"""A claim or a source read: its clauses, in them the figures, each with bound, trend, stage and the words it belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from index.bounds import AFTER_BOUND, without_bounds
from index.words import tagged
from rag.llm.checks.deeds import deed_of, opening, opens_with_deed, without_deed
from rag.llm.checks.families import stages_in, without_stages
from rag.llm.checks.numbers import (
    AMOUNT,
    BOUND_CLASS,
    RATES,
    THINGS,
    numbers_in,
    rank_of,
    trend_of,
    value_of,
)
from rag.llm.checks.sizes import deed_first, is_size, sizes_behind
from rag.llm.checks.text import cut, digits, plain
from rag.llm.checks.wording import weighty

_BASE = re.compile("(?<![占同环])[比较由从](?:上1?年|去年|前年|(?:19|20)\\d\\d年)?[底末初]?的?(?:[约近超]|第)?$")
"""In front of a figure, that another one is but compared with it (比上年190天增加19天, 由50%上升到80%)."""
_EACH = re.compile("各(?:达到?|为|有)?$")
AIMED = re.compile("目标|预期|要求|安排|增速|增幅|^[^\u4e00-\u9fff]*(?:为|是|达到?)了?#")
"""In front of a figure that says nothing else, that it is told in the way of the one before (增长9.7%,2024年的目标是7%)."""
_REACHES = re.compile("(?:达到|达|至|到|突破)$")
ALL = re.compile("(?:全部|全|均|都|皆|各自|分别)(?![市省国区县会江匀道城])")
"""What tells the same of each of several things."""
LIST = re.compile("、|以及|并(?=[^\u0000]{2})|[和及与]")


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure of a clause. ``low`` and ``high`` are in the base ``unit``; ``own`` is its stretch of the clause without the figures;
    ``carried`` are the words that earlier clauses lend it, and ``stages`` and ``trend`` (up, down, above, below, level) may be lent too."""

    start: int
    end: int
    written: str
    low: float
    high: float
    unit: str
    bounds: frozenset[str]
    trend: str
    own: str
    deed: str
    """The verbs that an enumeration shares."""
    carried: str
    topic: str
    """What it speaks of where its own stretch names nothing: the nearest words before it that do."""
    stages: frozenset[str]
    bound_stages: frozenset[str]
    """Those of its own clause: a figure of one is not told without it."""
    rank: str
    """第 or 前 in front of the number, or empty."""
    each: bool
    clause: int


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch between two marks. ``bare`` is its text without figures; ``mark`` ends it; ``carried`` is its subject where an earlier
    clause names it."""

    text: str
    mark: str
    bare: str
    amounts: tuple[Amount, ...]
    stages: frozenset[str]
    carried: str
    first: bool
    sizes: tuple[Amount, ...] = ()
    listed: frozenset[int] = frozenset()
    """Where its figures begin that but count what the claim itself lists."""
    """Of how large things its figures count so many (亿元以上产业项目50个): none of its own, but the same for the same count."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole text in digits, and its clauses."""

    text: str
    clauses: tuple[Clause, ...]

    @property
    def amounts(self) -> tuple[Amount, ...]:
        return tuple(a for clause in self.clauses for a in clause.amounts)


@lru_cache(maxsize=2048)
def read(text: str) -> Reading:
    """Read a text as it was written."""
    flat = digits(plain(text))
    clauses: list[Clause] = []
    for number, (clause, mark) in enumerate(cut(flat)):
        clauses.append(_clause(clause, mark, number, clauses))
    return Reading(flat, tuple(clauses))


def _clause(text: str, mark: str, number: int, earlier: list[Clause]) -> Clause:
    found = numbers_in(text)
    sized = {m: counting.start() for m, counting in pairwise(found) if is_size(text, m, counting)}
    sized |= {m: len(text) for counting, m in pairwise(found) if m not in sized and sizes_behind(text, counting, m)}
    matches = [m for m in found if m not in sized]
    bare = AMOUNT.sub("#", text) if matches else text
    stages = frozenset(f.name for f, _, _ in stages_in(bare))
    subject = _subject(text, earlier)
    amounts: list[Amount] = []
    for match, (start, end) in zip(matches, _stretches(text, matches), strict=True):
        amounts.append(_amount(text, match, start, end, number, amounts, earlier, subject))
    amounts = _dealt(text, amounts, [a for clause in earlier for a in clause.amounts])
    since = {m: before.end() for before, m in pairwise(found)}
    sizes = tuple(_amount(text, m, since.get(m, 0), end, number, [], earlier, subject) for m, end in sized.items())
    return Clause(text, mark, bare, tuple(amounts), stages, subject, not earlier, sizes)


def _stretches(text: str, matches: list[re.Match[str]]) -> list[tuple[int, int]]:
    """Where the stretch of each figure begins and ends: cut at the 、 or 和 between two of them, or in front of the next one's verb (投资3亿元|新建
    道路5公里); what nothing divides they share."""
    found: list[tuple[int, int]] = []
    start = 0
    for match, following in pairwise(matches):
        between = text[match.end() : following.start()]
        verb = deed_first(between)
        if parted := LIST.match(between) or (None if verb else LIST.search(between)):
            at, start_next = parted.span()
        else:
            at = 0 if verb else _predicate(between)
            start_next = at if at < len(between) else 0
        found.append((start, match.end() + at))
        start = match.end() + start_next
    for last in matches[-1:]:
        more = text.find("、", last.end()) if found or text.startswith("、", last.end()) else -1
        found.append((start, len(text) if more < 0 else more))
    return found


def _predicate(text: str) -> int:
    """Where in what lies between two figures the things that the first one counts end: at a verb."""
    found = 0
    for word, flag in tagged(text):
        if flag == "v" and found:
            return found
        found += len(word)
    return len(text)


def _dealt(text: str, amounts: list[Amount], earlier: list[Amount]) -> list[Amount]:
    """The figures with the names that 分别 deals out to them, where there are as many: those in front, or those of as many figures before;
    a bare list of figures behind as many names is dealt out without it."""
    names, word, _ = text.partition("分别")
    since = next((i for i, a in enumerate(amounts) if a.start > len(names)), 0) if word else _listed(text, amounts)
    dealt = amounts[since:]
    if len(dealt) < 2:
        return amounts
    names = names if word else text[: dealt[0].start]
    parts = [part for part in LIST.split(names) if part]
    if "城乡" in names:
        parts = [names.replace("城乡", place) for place in ("城镇", "农村")]
        names = ""
    if len(parts) == len(dealt):
        first = tagged(parts[0])
        last = 2 if len(first) > 2 and len(first[-1][0]) == 1 else 1
        head = "".join(w for w, _ in first[:-last])
        lent = head if names and head and _nouns(head) and "分别" in text else ""
        owns = [
            _whole(parts[0], parts[-1]),
            *(lent + _whole(part, parts[-1]) for part in parts[1:-1]),
            lent + parts[-1],
        ]
        carried = [dealt[0].carried, *(head for _ in dealt[1:])]
        predicate = text[text.find(word) + len(word) : dealt[0].start] if word else ""
        bounds = dealt[0].bounds if word else frozenset[str]()  # 分别突破30亿元、40亿元
        named = [
            replace(a, own=f"{o}{predicate}#", carried=c, topic="", bounds=a.bounds or bounds)
            for a, o, c in zip(dealt, owns, carried, strict=True)
        ]
        return amounts[:since] + named
    before = earlier[-len(dealt) :]
    if not (word or not _nouns(names)) or len(before) < len(dealt):
        return amounts
    return amounts[:since] + [replace(a, own=f"{b.deed}{b.own}", topic="") for a, b in zip(dealt, before, strict=True)]


def _whole(name: str, last: str) -> str:
    """One of several names with what the last one ends with for all of them (新开工、新竣工产业项目; 城镇、农村居民收入)."""
    for head in (name[-2:], "级"):
        if name.endswith(head) and head in last:
            return name + last.partition(head)[2]
    if not _nouns(name):
        return name + without_deed(last)
    words = tagged(last)
    return name + (last[len(name) :] if len(name) <= len(last) else words[-1][0] if len(words) > 1 else "")


def _listed(text: str, amounts: list[Amount]) -> int:
    """Where the figures of one unit begin that end a clause with nothing but 、 or 和 between them (公厕、转运站23座、7座)."""
    first = len(amounts) - 1
    while first > 0 and amounts[first - 1].unit == amounts[first].unit:
        if not re.fullmatch("、|[和及与]|以及", text[amounts[first - 1].end : amounts[first].start]):
            break
        first -= 1
    return max(first, 0)


def _subject(text: str, earlier: list[Clause]) -> str:
    """The words of the clause before that this one still speaks of."""
    if not earlier:
        return ""
    before = earlier[-1]
    if before.mark in ("。", ";", "!", "?"):
        return ""
    if opens_with_deed(before.text):
        ended = len(before.amounts) > 1 or (opens_with_deed(text) and not before.amounts)
        return before.carried if ended else f"{before.bare} {before.carried}"
    return f"{opening(before.bare) if opens_with_deed(text) else before.bare} {before.carried}"


def _amount(
    text: str, match: re.Match[str], start: int, end: int, number: int, same: list[Amount], earlier: list[Clause], subject: str
) -> Amount:  # fmt: skip
    before, behind = text[start : match.start()], text[match.end() : end]
    head, bounds = without_bounds(before)
    after = AFTER_BOUND.match(behind)
    if after:
        bounds.append(after.group(1))
        behind = behind[after.end() :]
    bounds += ["base"] if _BASE.search(before) else []
    bounds += [word for name in ("more", "more2", "more3") if (word := match[name])]
    low, high, unit = value_of(match)
    own = f"{head}#{behind}"
    stages = own_stages = frozenset(f.name for f, _, _ in stages_in(own))
    trend = trend_of(head, behind, unit)
    lender = (
        same[-1]
        if same
        else (earlier[-1].amounts[-1] if earlier and earlier[-1].amounts and earlier[-1].mark == "," else None)
    )
    nouns = _nouns(own)
    if lender and not stages and trend == "level" and not (head and (_REACHES.search(head) or opens_with_deed(head))):
        bare = not re.search("[\u4e00-\u9fff]", head)
        told_of = not same and any(flag in ("v", "a", "d") and len(word) > 1 for word, flag in tagged(head))
        if not bare or (same and (lender.unit == unit or {lender.unit, unit} <= THINGS)):
            own_stages, stages = (lender.bound_stages if same else own_stages), stages if told_of else lender.stages
            changed = lender.trend in ("up", "down") and not told_of
            trend = lender.trend if changed and ((same and bare) or not {lender.unit, unit} & {*RATES}) else trend
    trend = "level" if rank_of(before) else _aimed(trend, own, unit, _of_sentence(earlier, same))
    topic = ""
    if not nouns:
        topic = (same[-1].own if _nouns(same[-1].own) else same[-1].topic) if same else _topic(earlier)
    if same and not nouns:
        carried = f"{same[-1].own} {same[-1].carried} {subject}"
    else:
        carried = subject if nouns else f"{_before(earlier)} {subject}"
    return Amount(
        match.start(), match.end(), f"{before[-4:] if bounds else ''}{match.group()}{after.group() if after else ''}", low, high, unit,
        frozenset(BOUND_CLASS.get(b, b) for b in bounds), trend, own, deed_of(same[0].own) if same else "", carried, topic, stages, own_stages, rank_of(before), bool(_EACH.search(head)), number,
    )  # fmt: skip


def _aimed(trend: str, own: str, unit: str, before: Iterator[Amount]) -> str:
    """The trend of a figure, or for a goal that says nothing else that of the one before."""
    reached = unit not in RATES and ("达#" in own or "达到#" in own)  # 增加50亿斤,达到3700亿斤
    if trend != "level" or reached or _nouns(own) or not AIMED.search(own):
        return trend
    return next((a.trend for a in before if a.unit == unit), trend)


def _of_sentence(earlier: list[Clause], same: list[Amount]) -> Iterator[Amount]:
    """The figures before one in its sentence, the nearest first."""
    yield from reversed(same)
    for clause in reversed(earlier):
        if clause.mark == "。":
            return
        yield from reversed(clause.amounts)


def _topic(earlier: list[Clause]) -> str:
    """The nearest clause of the sentence that names something."""
    for clause in reversed(earlier):
        if clause.mark in ("。", "!", "?"):
            break
        if _nouns(clause.bare):
            return clause.bare
    return ""


def _before(earlier: list[Clause]) -> str:
    """What a figure without a noun of its own may speak of: the clauses before it, back to the nearest with a figure."""
    found: list[str] = []
    for clause in reversed(earlier):
        if clause.mark in ("。", ";", "!", "?"):
            break
        found.append(f"{clause.bare} {clause.carried}")
        if clause.amounts:
            break
    return " ".join(found)


def _nouns(text: str) -> bool:
    return any(naming for _, naming in weighty(without_stages(text)))
