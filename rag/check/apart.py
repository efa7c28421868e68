"""What parts a clause from a sentence that has its very figures: the ledger gives them to another thing, or they count more than the clause names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.deeds import split_deed
from index.rows import LedgerRow
from index.units import normalized
from index.words import tagged
from rag.check.evidence import Evidence
from rag.llm.checks.deeds import NEW, opens_with_deed
from rag.llm.checks.figures import same_value
from rag.llm.checks.numbers import BOUND_CLASS, RATES, THINGS
from rag.llm.checks.objects import ALL, likeness
from rag.llm.checks.places import KIND
from rag.llm.checks.reading import LIST, Amount, Clause
from rag.llm.checks.regions import without_region
from rag.llm.checks.wording import backed, nouns, weighty

_PER = re.compile("每(?:\\d+|[十百千万]+)[^\\d,;。]{1,2}")
"""Of how many a figure tells (每千人, 每5所)."""
_ET_CETERA = re.compile("等(?=[\\d#“一-鿿])")


def parted_from(evidence: Evidence, clause: Clause) -> bool:
    """Whether a clause's figures are a sentence's, but told of something else."""
    said = evidence.held.said.text
    if any(per.group() not in said for per in _PER.finditer(clause.text)):
        return True
    checks = (_another_row, _part_of, _elsewhere, _growth, _not_the_sum)
    return any(check(told, clause, evidence) for told in clause.amounts for check in checks)


# --- the ledger ----------------------------------------------------------------------------------------------------


def rows_of(told: Amount, evidence: Evidence) -> list[LedgerRow]:
    """The ledger's rows of a sentence, of the time it is read as of, that have a figure told."""
    return [row for row in _rows(evidence) if _value(row) == told.low and _one_unit(told, row)]


def _rows(evidence: Evidence) -> Iterator[LedgerRow]:
    return (r for r in evidence.sentence.rows if r.type == "figure" and evidence.scope in (None, r.scope))


def _value(row: LedgerRow) -> float:
    return normalized(row.value_min, row.unit)[0]


def _unit(row: LedgerRow) -> str:
    return normalized(row.value_min, row.unit)[1]


def _one_unit(told: Amount, row: LedgerRow) -> bool:
    unit = _unit(row)
    return unit == told.unit or (unit in THINGS and told.unit in THINGS)


def _way(row: LedgerRow) -> str:
    new = NEW.match(row.indicator)
    change = row.change or (new.group() if new else "")
    return "down" if re.search("[降减低少缩]", change) else "up" if change else "level"


def _another_row(told: Amount, clause: Clause, evidence: Evidence) -> bool:
    """Whether the ledger gives a figure to another of the things that the sentence counts alike (分别增长9.7%、15.3%)."""
    mine = [row for row in rows_of(told, evidence) if _way(row) == told.trend]
    mentioned = {a.low for a in clause.amounts}
    others = [r for r in _rows(evidence) if _one_unit(told, r) and _way(r) == told.trend and _value(r) not in mentioned]
    own = told.own if nouns(told.own) else f"{told.own} {told.topic}"
    return bool(mine) and all(any(_rather(own, told.own, other, row) for other in others) for row in mine)


def _rather(own: str, beside: str, other: LedgerRow, row: LedgerRow) -> bool:
    """Whether words name what another row alone has, and not all that the row has of its own; ``beside`` are those right at the figure."""
    if other.indicator in beside and not (other.indicator in row.indicator or row.indicator in beside):
        return True
    theirs = [w for w in nouns(other.indicator) if not backed(w, row.indicator)]
    mine = [w for w in nouns(row.indicator) if not backed(w, other.indicator)]
    return bool(theirs and mine) and all(backed(w, own) for w in theirs) and not all(backed(w, own) for w in mine)


def told_by_rows(evidence: Evidence, clause: Clause) -> bool:
    """Whether the ledger has each figure of a clause, with bound and way, for what the clause gives it for."""
    return bool(clause.amounts) and all(
        any(_named(told, clause, row, evidence) for row in rows_of(told, evidence)) for told in clause.amounts
    )


def _named(told: Amount, clause: Clause, row: LedgerRow, evidence: Evidence) -> bool:
    bounds = frozenset({BOUND_CLASS.get(row.bound, row.bound)} if row.bound else ())
    if told.bounds != bounds or _way(row) != told.trend or told.rank:
        return False
    own = without_region(told.own, evidence.source.region)
    alike = [other for other in _alike(row, evidence) if other is not row]
    deeds = {split_deed(name)[0] for name in (own, row.indicator)} - {""}
    if len(deeds) > 1:  # 引进执业医师 of 新增执业医师
        return False
    names = nouns(own) or nouns(told.carried)
    very = row.indicator in own and not any(other.indicator in own for other in alike)  # 死亡人数 of 事故起数、死亡人数
    known = evidence.held.known if very else row.indicator if alike else f"{row.indicator} {row.quote}"
    if not (names or very) or not all(backed(word, known) for word in names):
        return False
    text = f"{clause.text} {told.carried} {told.topic}"
    if very or not all(backed(word, text) for word in nouns(row.indicator)):
        return very
    like = likeness(own, row.indicator)
    return all(
        _summed_up(row.quote) == _summed_up(clause.text) != _summed_up(other.quote)
        if other.indicator == row.indicator
        else likeness(own, other.indicator) < like
        for other in alike
    )


def _summed_up(text: str) -> bool:
    """Whether a text tells what there is by now (累计64项) and not what came to be."""
    return "累计" in text


def _alike(row: LedgerRow, evidence: Evidence) -> list[LedgerRow]:
    """The rows of a sentence that have figures of one unit and way."""
    like = (_unit(row), _way(row))
    return [r for r in _rows(evidence) if (_unit(r), _way(r)) == like and (r is row or _value(r) != _value(row))]


def gainsaid(clause: Clause, home: Evidence, found: Sequence[Evidence]) -> Evidence | None:
    """A sentence of the same time whose ledger gives the very thing that a clause names another figure, where ``home`` names it otherwise."""
    for told in clause.amounts:
        own, rows = _bare(without_region(told.own, home.source.region)), rows_of(told, home)
        if len(nouns(told.own)) < 2 or not rows or any(_bare(row.indicator) == own for row in rows):
            continue
        for evidence in found:
            beside = evidence.scope == home.scope and evidence.source.region == home.source.region
            if beside and any(_another_figure(told, own, row) for row in _rows(evidence)):
                return evidence
    return None


def _another_figure(told: Amount, own: str, row: LedgerRow) -> bool:
    """Whether a row of the very name ``own`` has another figure of the unit and way told."""
    alike = bool(told.trend) and (_unit(row), _way(row)) == (told.unit, told.trend)
    return alike and _value(row) != told.low and _bare(row.indicator) == own


def _bare(name: str) -> str:
    return "".join(word for word, _ in weighty(name))


# --- more than is named --------------------------------------------------------------------------------------------


def _part_of(told: Amount, clause: Clause, evidence: Evidence) -> bool:
    """Whether a sentence counts several things together of which a clause names some (农民合作社、家庭农场总量)."""
    if told.unit in RATES or told.rank:
        return False
    same = _same(told, evidence)
    text = f"{told.own} {told.carried} {clause.text}"
    return bool(same) and not _ET_CETERA.search(clause.text) and all(_names_some(a, text) for a in same)


def _names_some(said: Amount, text: str) -> bool:
    head = said.own.partition("#")[0]
    parts = [part for part in LIST.split(head) if part.strip()]
    if (
        len(parts) < 2
        or said.each
        or ALL.search(head)
        or "等" in head
        or any(opens_with_deed(part) for part in parts[1:])
    ):
        return False
    names = [nouns(part) for part in parts]
    if not all(names):
        return False
    each = [*names[:-1], names[-1][:1]]  # what the last one ends with is the head of all
    named = [any(backed(word, text) for word in words) for words in each]
    return any(named) and not all(named)


def _elsewhere(told: Amount, clause: Clause, evidence: Evidence) -> bool:
    """Whether a clause names a place that is not the figure's: its own clause has another, or none, nor what stands before and above it."""
    places = _places(without_region(told.own, evidence.source.region))
    same = _same(told, evidence)
    for place in places:
        homes = [evidence.held.said.clauses[a.clause] for a in same]
        above = evidence.held.context
        if homes and all(
            place not in c.text and (_places(c.text) or place not in f"{c.carried} {above}") for c in homes
        ):
            return True
    return False


def _growth(told: Amount, clause: Clause, evidence: Evidence) -> bool:
    """Whether a clause tells as what there is by how much it grew (开行868列、净增100列)."""
    same = _same(told, evidence)
    if told.trend != "level" or told.unit in RATES or not same or re.search("[新净增]", clause.text):
        return False
    levels = [(a.clause, a.unit) for a in evidence.held.said.amounts if a.trend == "level" and not same_value(told, a)]
    return all(a.trend == "up" and "净增" in a.own and (a.clause, a.unit) in levels for a in same)


def _not_the_sum(told: Amount, clause: Clause, evidence: Evidence) -> bool:
    """Whether a clause sums up what a sentence has another sum of (2002年4025亿元,5年共计12319亿元)."""
    same = _same(told, evidence)
    others = [a for a in evidence.held.said.amounts if a.unit == told.unit and a not in same]
    return bool(
        same
        and SUM.search(told.own)
        and not any(SUM.search(a.own) for a in same)
        and any(SUM.search(a.own) for a in others)
    )


SUM = re.compile("(?:合计|总计|共计|一共|总共|累计)[^#]{0,4}#")


def _same(told: Amount, evidence: Evidence) -> list[Amount]:
    """A sentence's figures that are the one told."""
    return [a for a in evidence.held.said.amounts if same_value(told, a)]


def _places(text: str) -> list[str]:
    return [word for word, flag in tagged(text) if flag == "ns" and len(word) > 1 and not KIND.fullmatch(word)]
