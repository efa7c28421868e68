"""Which rows of the ledger belong together: target and actual of one indicator, in one plan or two, and its series through the years."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from index.likeness import ALIKE, Key, key_of, likeness, one_name
from index.rows import UNDATED, LedgerRow
from index.units import SHARES, normalized

_FALLS = re.compile("下降|降低|减少|回落|下滑|压缩|压减|缩短|精简|收窄|下调|下跌|^降|低于|少于")
_SAME_YEAR, _NEXT_YEAR, _FAR, _FARTHEST = 1.6, 2.6, 3.0, 10.0
"""How many times one value may be the other: where the names differ by a word, where one is told as added and the other just so, at all."""


def _compares(row: LedgerRow) -> bool:
    """Whether a row has a value for a whole year or span of years."""
    return row.type == "figure" and not row.period and row.year != UNDATED


def alike(one: LedgerRow, other: LedgerRow) -> bool:
    """Whether two rows are of one indicator: same dimension, way of counting years, and name."""
    return likeness(key_of(one), key_of(other)) > ALIKE


def pair_rows(rows: Iterable[LedgerRow]) -> list[tuple[LedgerRow, LedgerRow]]:
    """Each target with the actual of the same indicator; no row in two pairs. ``rows`` are those of one document."""
    keyed = [_Keyed(row, key_of(row)) for row in rows if _compares(row)]
    actuals: dict[object, list[_Keyed]] = {}
    for one in keyed:
        if one.row.kind == "actual":
            actuals.setdefault(one.key.dimension, []).append(one)
    scored = [
        (-score, actual.row.start, target.row.start, actual.row, target.row)
        for target in keyed
        if target.row.kind == "target"
        for actual in actuals.get(target.key.dimension, ())
        if actual.row.year < target.row.year and (score := _met(actual, target, _NEXT_YEAR)) > ALIKE
    ]
    taken: set[tuple[str, int, str, int]] = set()
    pairs = []
    for *_, actual, target in sorted(scored, key=lambda s: s[:3]):
        marks = {(row.kind, row.start, row.value, row.year) for row in (actual, target)}
        if not marks & taken:
            taken |= marks
            pairs.append((actual, target))
    return sorted(pairs, key=lambda pair: pair[1].start)


@dataclass(frozen=True, slots=True)
class _Keyed:
    row: LedgerRow
    key: Key


def _met(actual: _Keyed, target: _Keyed, close: float) -> float:
    """As :func:`likeness`, also by how and how much is told: no stock for an increment, little difference where the names differ."""
    a, b = actual.key, target.key
    score = likeness(a, b)
    named, growth = one_name(a, b), a.dimension[1]
    if score <= ALIKE or (named and a.dimension[0] in SHARES):
        return score
    if growth or {a.flow, b.flow} == {"more", "all"}:
        return 0.0
    far = close if not named else _FARTHEST if _alike_told(a, b) else _FAR
    return score if _times(actual.row, target.row) <= far else 0.0


def _times(one: LedgerRow, other: LedgerRow) -> float:
    """How many times the value of one row is the other's; of ranges, their nearest ends."""
    (a, b), (c, d) = (
        sorted((normalized(r.value_min, r.unit)[0], normalized(r.value_max, r.unit)[0])) for r in (one, other)
    )
    return max(a / d if d else 1.0, c / b if b else 1.0, 1.0)


def certain(actual: LedgerRow, target: LedgerRow) -> bool:
    """Whether two rows of a pair have one name and are told alike, so that one less the other means something."""
    a, b = key_of(actual), key_of(target)
    return one_name(a, b) and (a.dimension[0] in SHARES or _alike_told(a, b))


def _alike_told(a: Key, b: Key) -> bool:
    """Whether both say what is added or both what there is; 危房改造 says it as 改造危房 does."""
    return a.flow == b.flow or any(x.deed and x.deed in y.core for x, y in ((a, b), (b, a)))


@dataclass(frozen=True, slots=True)
class Entry:
    """A row and the document it stands in."""

    document_id: str
    row: LedgerRow


AnEntry = TypeVar("AnEntry", bound=Entry)
_ONE_SERIES = 0.78
"""Likeness above which rows are one series: stricter than a pair, which is guarded by being one to one."""


def find_series(seed: AnEntry, entries: Iterable[AnEntry]) -> tuple[AnEntry, ...]:
    """The seed's indicator through the years: of each document, year and kind the row most alike, in the order of time.

    ``entries`` are those of one region. Where no other year has the indicator, the seed stands alone.
    """
    key = key_of(seed.row)
    best: dict[tuple[str, int, str], tuple[float, AnEntry]] = {_cell(seed): (float("inf"), seed)}
    for entry in filter(lambda entry: _compares(entry.row), entries):
        score = likeness(key, key_of(entry.row))
        if score > best.get(_cell(entry), (_ONE_SERIES,))[0]:
            best[_cell(entry)] = (score, entry)
    return tuple(sorted((entry for _, entry in best.values()), key=lambda e: (e.row.year, e.row.kind, e.document_id)))


_SAME_PROMISE = 0.74
"""Likeness above which a result is told of a target; each is taken once."""


def _cell(entry: Entry) -> tuple[str, int, str]:
    return entry.document_id, entry.row.year, entry.row.kind


def all_series(seeds: Iterable[AnEntry], entries: Sequence[AnEntry]) -> list[tuple[AnEntry, ...]]:
    """The series that the seeds belong to and that reach over more than one year; no row in two of them."""
    alike: dict[object, list[AnEntry]] = {}
    for entry in filter(lambda entry: _compares(entry.row), entries):
        alike.setdefault(key_of(entry.row).dimension, []).append(entry)
    taken: set[int] = set()
    found = []
    for seed in seeds:
        if id(seed.row) in taken or not _compares(seed.row):
            continue
        free = [entry for entry in alike.get(key_of(seed.row).dimension, []) if id(entry.row) not in taken]
        series = find_series(seed, free)
        if len({entry.row.year for entry in series}) > 1:
            found.append(series)
            taken |= {id(entry.row) for entry in series}
    return found


def follow_up(entries: Iterable[AnEntry]) -> list[tuple[AnEntry, AnEntry]]:
    """Result and target of one indicator and the same years, the result told by another document than the one that set the target.

    ``entries`` are those of one region. Of one document's targets none is in two pairs, nor is a result twice beside them.
    """
    targets: dict[str, list[tuple[AnEntry, _Keyed]]] = {}
    results: dict[object, list[tuple[AnEntry, _Keyed]]] = {}
    for entry in filter(lambda entry: _compares(entry.row), entries):
        keyed = _Keyed(entry.row, key_of(entry.row))
        if entry.row.kind == "target":
            targets.setdefault(entry.document_id, []).append((entry, keyed))
        else:
            results.setdefault(_told(keyed), []).append((entry, keyed))
    return [pair for own in targets.values() for pair in _followed(own, results)]


def _told(one: _Keyed) -> object:
    """What a result must share with a target to be compared with it; a level told of five years is that of the last."""
    row = one.row
    return one.key.dimension, "年均" in row.change, row.year, None if one.key.stands else row.first_year


def _followed(
    targets: Sequence[tuple[AnEntry, _Keyed]], results: Mapping[object, Sequence[tuple[AnEntry, _Keyed]]]
) -> list[tuple[AnEntry, AnEntry]]:
    scored = [
        (-score, target.row.start, result.document_id, result.row.start, result, target)
        for target, wanted in targets
        for result, told in results.get(_told(wanted), ())
        if result.document_id != target.document_id and (score := _met(told, wanted, _SAME_YEAR)) > _SAME_PROMISE
    ]
    taken: set[int] = set()
    pairs = []
    for *_, result, target in sorted(scored, key=lambda s: s[:4]):
        marks = {id(result.row), id(target.row)}
        if not marks & taken:
            taken |= marks
            pairs.append((result, target))
    return sorted(pairs, key=lambda pair: pair[1].row.start)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two rows in one unit; a range has different ends, a fall counts below zero."""

    actual: tuple[float, float]
    target: tuple[float, float]
    unit: str


def compare(actual: LedgerRow, target: LedgerRow) -> Comparison | None:
    """Both in the unit both are written in, else in the base unit; None where the units measure different things."""
    if key_of(actual).dimension != key_of(target).dimension:
        return None
    before, after, unit = _signed(actual), _signed(target), target.unit
    if actual.unit != target.unit:
        (low, high), (least, most) = before, after
        before = normalized(low, actual.unit)[0], normalized(high, actual.unit)[0]
        after = normalized(least, target.unit)[0], normalized(most, target.unit)[0]
        unit = normalized(0.0, target.unit)[1]
    return Comparison(before, after, unit)


def difference(actual: LedgerRow, target: LedgerRow) -> tuple[float, str] | None:
    """Target less actual, in the unit of :func:`compare`; shares differ by 个百分点. None where a value is a range."""
    both = compare(actual, target)
    if both is None or both.actual[0] != both.actual[1] or both.target[0] != both.target[1]:
        return None
    return round(both.target[0] - both.actual[0], 6), "个百分点" if both.unit in _PER_CENT else both.unit


_PER_CENT = frozenset({"%", "％"})


def _signed(row: LedgerRow) -> tuple[float, float]:
    """A fall counts below zero."""
    falls = row.unit in SHARES and _FALLS.search(row.change)
    return (-row.value_max, -row.value_min) if falls else (row.value_min, row.value_max)
