"""Figures that a claim works out from quoted ones: a difference of two years, a sum, a count of what it lists. Worked out again, never believed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.llm.checks.figures import matching
from rag.llm.checks.reading import Amount, Reading
from rag.llm.checks.wording import backed, weighty

_MORE = re.compile("(?:增加|增长|提高|提升|上升|上调|扩大|高出?|快|多|增)(?:了|出)?(?:约)?$")
_LESS = re.compile("(?:减少|下降|降低|回落|缩小|低|少|减)(?:了)?(?:约)?$")
_SUMS = re.compile("(?:合计|总计|共计|一共|总共|合共|共)[\u4e00-\u9fff]{0,6}$")


@dataclass(frozen=True, slots=True)
class Quoted:
    """A source's figure and the last year that its source speaks of."""

    amount: Amount
    year: int


def worked_out(figure: Amount, clause: str, told: Reading, quoted: Sequence[tuple[Reading, int]]) -> bool:
    """Whether a figure of the claim is the difference or the sum of figures that the claim quotes right.

    Figures of one unit, trend and object count, a difference only between two years and with the bound of the later, a sum only of exact ones of
    one year.
    """
    before = clause[: figure.start]
    operands = list(_operands(figure, told, quoted))
    if _SUMS.search(before):
        addends = [q for q in operands if q.amount.unit == figure.unit]
        alike = len({q.year for q in addends}) == 1 and len(addends) > 1 and not any(a.amount.bounds for a in addends)
        return alike and not figure.bounds and round(sum(q.amount.low for q in addends), 6) == figure.low
    sign = 1 if _MORE.search(before) else -1 if _LESS.search(before) else 0
    if not sign or _AHEAD.search(before):
        return False
    operands = list(_operands(figure, told, quoted, everywhere=True))
    return any(_differ(figure, later, [*_of_source(later, quoted), *operands], sign) for later in operands)


_ABOVE, _BELOW, _LEVEL = (
    re.compile("高于|多于|大于|快于|超过|超出|[略微有]所?(?:增加|提高|扩大|上升)|[多高快]"),
    re.compile("低于|少于|小于|慢于|不及|[略微有]所?(?:减少|下降|缩小|回落|降低)|[少低慢]"),
    re.compile("持平|相同|一致|相当|一样"),
)


def compared(clause: str, told: Reading, at: int, quoted: Sequence[tuple[Reading, int]]) -> bool:
    """Whether a clause without figures compares (略低于2022年的实际水平) two figures told before it, of two years, as they compare."""
    words = [(p.search(clause), sign) for p, sign in ((_ABOVE, 1), (_BELOW, -1), (_LEVEL, 0))]
    signs = [sign for found, sign in words if found]
    rest = _COMPARISON.sub("", clause)
    before = [a for a in told.amounts if a.clause < at]
    operands = [
        q
        for a in before[-2:]
        for said, year in quoted
        if (m := matching(a, told.clauses[a.clause].bare, said, ""))
        for q in [Quoted(m, year)]
    ]
    if len(signs) != 1 or rest or len(operands) != 2 or operands[0].year == operands[1].year:
        return False
    first, last = (q.amount for q in operands)
    difference = last.low - first.low
    return first.unit == last.unit and (difference > 0) - (difference < 0) == signs[0]


_COMPARISON = re.compile(
    f"[略稍]?(?:微|有)?(?:{_ABOVE.pattern}|{_BELOW.pattern}|{_LEVEL.pattern})|[比较与和同]|\\d{{4}}年?|的|实际|完成|水平|目标|数量|情况|上年|去年|前者|基本|大体|规模|面积|增[速幅]|[增新]增|也|都|则|要|还|明显|数|值|[些得多,。]"
)


def _operands(
    figure: Amount, told: Reading, quoted: Sequence[tuple[Reading, int]], everywhere: bool = False
) -> Iterator[Quoted]:
    """The source's figures that the claim tells before the one worked out, or ``everywhere`` in it."""
    for other in told.amounts:
        if other is figure or (not everywhere and (other.clause, other.start) >= (figure.clause, figure.start)):
            continue
        for said, year in quoted:
            bare = replace(other, bounds=other.bounds - {"base"})
            if amount := next(
                (m for a in (other, bare) if (m := matching(a, told.clauses[a.clause].bare, said, ""))), None
            ):
                yield Quoted(amount, year)
                break


_AHEAD = re.compile("(?:[再新]|计划|力争)[\u4e00-\u9fff]{2}$")
"""In front of a figure that is told by itself, not worked out (再提高19个百分点)."""


def _of_source(later: Quoted, quoted: Sequence[tuple[Reading, int]]) -> Iterator[Quoted]:
    """What the sources compare a figure with (由50个增至80个), or tell of the same object for an earlier year."""
    for said, year in quoted:
        for amount in said.amounts:
            base = year == later.year and amount.bounds == {"base"} and amount.clause == later.amount.clause
            if base or (year < later.year and not amount.bounds and _alike(amount, later.amount)):
                yield Quoted(amount, year if year < later.year else year - 1)


def _differ(figure: Amount, later: Quoted, others: Sequence[Quoted], sign: int) -> bool:
    """Whether the figure is how much more (or less) the later figure is than the one of an earlier year."""
    unit = "个百分点" if later.amount.unit == "%" else later.amount.unit
    return (figure.bounds, figure.unit) == (later.amount.bounds, unit) and any(
        round((later.amount.low - other.amount.low) * sign, 6) == figure.low
        for other in others
        if other.year < later.year and other.amount.unit == later.amount.unit
    )


def _alike(a: Amount, b: Amount) -> bool:
    """Whether two figures count the same object."""
    return all(backed(word, f"{b.own} {b.carried}") for word, naming in weighty(a.own) if naming)
