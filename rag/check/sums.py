"""Sums and differences that a draft works out itself: worked out again from the documents' figures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from rag.check.evidence import Evidence
from rag.check.explain import Difference
from rag.llm.checks.numbers import THINGS, YEAR
from rag.llm.checks.reading import Amount, Clause, Reading
from rag.llm.checks.text import written
from rag.llm.checks.wording import backed, nouns, weighty

_TOTAL = re.compile("合计|总计|共计|一共|总共|合共|共(?!有|建|享|治|同|产|和|青|办)|[两三四2-9]年(?:来|间)?累计|加起来")
_YEARS = re.compile("(?<!\\d)([两三四五2345])年")
_COUNTS = {"两": 2, "三": 3, "四": 4, "五": 5}


def summed(clause: Clause, told: Reading, found: Sequence[Evidence]) -> Evidence | Difference | None:
    """The sentence that a sum or difference rests on where it is right, where it is wrong what it should be, None where none is told."""
    for amount in clause.amounts:
        if evidence := _compared(amount, clause, told, found):
            return evidence
        if not _TOTAL.search(clause.text[: amount.start]) or amount.bounds:
            continue
        possible: list[Total] = [
            *_in_one(amount, clause, found),
            *_over_years(amount, clause, told, found),
        ]
        if right := next((e for total, _, e in possible if total == amount.low), None):
            return right
        if possible:
            _, how, evidence = possible[0]
            return Difference("sum", evidence, how)
    return None


Total = tuple[float, str, Evidence]


def _total(amounts: Sequence[Amount], evidence: Evidence) -> Total:
    value = round(sum(a.low for a in amounts), 6)
    how = "+".join(_short(a) for a in amounts)
    return value, f"{how}={_like(value, amounts[-1])}", evidence


def _short(amount: Amount) -> str:
    found = re.search(r"\d.*", amount.written)
    return found.group() if found else amount.written


def _like(value: float, amount: Amount) -> str:
    """A number in the base unit written as the amount is (91亿元)."""
    match = re.match(r"([\d.]+)(.*)", _short(amount))
    assert match
    return written(value * float(match[1]) / amount.low) + match[2] if amount.low else written(value)


def _same_kind(a: str, b: str) -> bool:
    """Whether two units count alike; people are counted with people alone."""
    return a == b or (a in THINGS and b in THINGS and (a in _PEOPLE) == (b in _PEOPLE))


_PEOPLE = frozenset({"人", "名", "位"})


def _in_one(amount: Amount, clause: Clause, found: Sequence[Evidence]) -> Iterator[Total]:
    """The figures of one sentence for the things that the clause names together."""
    for evidence in found:
        addends = [
            a
            for a in evidence.held.said.amounts
            if _same_kind(a.unit, amount.unit) and not a.bounds and a.trend == amount.trend and _named(a, clause)
        ]
        if len(addends) > 1:
            yield _total(addends, evidence)


def _named(amount: Amount, clause: Clause) -> bool:
    words = nouns(amount.own)
    return bool(words) and all(backed(word, clause.text) for word in words)


def _over_years(amount: Amount, clause: Clause, told: Reading, found: Sequence[Evidence]) -> Iterator[Total]:
    """The figures of several years for what the clause names."""
    match = _YEARS.search(clause.text)
    named = {int(year) for year in YEAR.findall(told.text)}
    count = len(named) if len(named) > 1 else match and (_COUNTS.get(match[1]) or int(match[1]))
    if not count or count < 2:
        return
    by_year: dict[int, tuple[Amount, Evidence]] = {}
    for year, a, evidence in _of_indicator(amount, clause, found):
        by_year.setdefault(year, (a, evidence))
    years = sorted(y for y in by_year if len(named) < 2 or y in named)
    for chosen in sorted(combinations(years, count), key=lambda c: c[-1] - c[0]):
        if all(b - a == 1 for a, b in pairwise(chosen)):
            yield _total([by_year[y][0] for y in chosen], by_year[chosen[-1]][1])


def _of_indicator(amount: Amount, clause: Clause, found: Sequence[Evidence]) -> Iterator[tuple[int, Amount, Evidence]]:
    bare = _TOTAL.sub("", _YEARS.sub("", clause.bare))
    bare = bare if weighty(bare) else clause.carried
    for evidence in found:
        words = [word for word, naming in weighty(bare) if naming and word not in evidence.source.region]
        if evidence.scope is None or evidence.scope.first_year or not words:
            continue
        for a in evidence.held.said.amounts:
            if a.unit == amount.unit and not a.bounds and all(backed(word, f"{a.own} {a.carried}") for word in words):
                yield evidence.scope.year, a, evidence


_THAN = re.compile(r"[比较](?P<year>(?:19|20)\d\d)年")


def _compared(amount: Amount, clause: Clause, told: Reading, found: Sequence[Evidence]) -> Evidence | None:
    """The later sentence of two whose figures differ by what the clause says (比2024年多2.9万人)."""
    match = _THAN.search(clause.text, 0, amount.start)
    if match is None:
        return None
    earlier = int(match["year"])
    later = next((int(y) for y in YEAR.findall(told.text) if int(y) != earlier), earlier + 1)
    sign = -1 if re.search("少|减|降|低", clause.text[match.end() : amount.start]) else 1
    rows = list(_of_indicator(amount, clause, found))
    for year, a, evidence in rows:
        for other, b, _ in rows:
            if (year, other) == (later, earlier) and round((a.low - b.low) * sign, 6) == amount.low:
                return evidence
    return None
