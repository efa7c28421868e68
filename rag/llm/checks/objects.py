"""Whether the words beside a figure of a claim are those of the source's: what it measures, over what it is counted, whether it is a part."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from index.units import any_of
from rag.llm.checks.deeds import opens_with_deed
from rag.llm.checks.families import CALIBRE, GLUE, LEVELS, PROMISE, compiled, without_stages
from rag.llm.checks.numbers import THINGS, YEAR
from rag.llm.checks.reading import AIMED, Amount, Reading
from rag.llm.checks.wording import backed, nouns, weighty


def object_problem(
    told: Amount, clause: str, said: Amount, source: Reading, context: str, place: tuple[str, ...]
) -> str | None:
    """Words beside the figure that belong to another figure, or that nothing lends it; a head or calibre that is not the source's."""
    aimed = AIMED.search(told.own) and not nouns(told.own)
    named = not aimed and (
        weighty(clause) or (not opens_with_deed(told.own) and likeness(told.own, said.own) >= _ALIKE)
    )
    own = told.own if named else f"{told.own} {without_stages(told.topic)}"
    own = re.sub(any_of(place), "", own) if place else own
    counted = _COUNTED.match(source.clauses[said.clause].text, said.end)
    base = _base(said, source)
    beside = f"{said.deed} {base.own if base else ''} {said.own} {counted.group() if counted else ''}"
    lent = f"{beside} {said.carried} {source.clauses[said.clause - 1].text if _leads(source, said) else ''}"
    lent = f"{lent} {_inherited(told, said, source)}"
    rivals = " ".join(
        a.own
        for a in source.amounts
        if a.unit in (said.unit, told.unit) and a.rank == said.rank and (a.low, a.high) != (said.low, said.high)
        if a is not base
    )
    others = " ".join(a.own for a in source.amounts if a is not said and a.own not in lent)
    classes, here = set(_CLASS.findall(told.own)), set(_CLASS.findall(source.clauses[said.clause].text))
    if here and not classes <= here:
        return f"object: {told.written} {min(classes)}"
    counts = told.own.partition("#")[2].lstrip("的")[:2]
    if weighty(f"{counts}") or counts in GLUE:
        if counts not in said.own and any(
            a.own.partition("#")[2].startswith(counts) for a in source.amounts if a.low != said.low
        ):
            return f"object: {told.written} {counts}"
    verbs = weighty(told.own)
    for word, naming in weighty(own):
        if not naming and (word, naming) not in verbs:
            continue
        if backed(word, beside):
            continue
        if weighty(without_stages(beside)) and backed(word, rivals):
            return f"object: {told.written} {word}"
        if not backed(word, lent) and (
            (told.unit in THINGS and backed(word, others)) or (naming and not backed(word, context))
        ):
            return f"object: {told.written} {word}"
    if _of_the_whole(own, told, said, source):
        return f"object: {told.written} of {said.own}"
    said = replace(said, own=EXAMPLES.sub("", said.own))
    return _calibre_problem(own, told, said, lent) or _rival_problem(told, said, source)


def _rival_problem(told: Amount, said: Amount, source: Reading) -> str | None:
    """Whether the words beside the figure are liker those beside another of the same unit."""
    if not weighty(without_stages(said.own)):
        return None
    words = told.own if weighty(told.own) or likeness(told.own, said.own) else f"{told.own} {told.topic}"
    like = likeness(words, said.own)
    for other in source.amounts:
        if (
            other.unit == said.unit
            and other is not _base(said, source)
            and (other.low, other.high) != (said.low, said.high)
            and likeness(words, other.own) > like + _LEAD
        ):
            return f"object: {told.written} of {other.own}"
    return None


def _base(said: Amount, source: Reading) -> Amount | None:
    """The figure that one is but compared with (由第39位升至第21位), told of the same thing."""
    before = [a for a in source.clauses[said.clause].amounts if a.end < said.start]
    return next((a for a in before[-1:] if "base" in a.bounds), None)


def _of_the_whole(own: str, told: Amount, said: Amount, source: Reading) -> bool:
    """Whether the claim names just what another figure is of, of which its own figure is but a part (进出口 for 跨境电商进出口)."""
    names, theirs = (nouns(without_stages(text)) for text in (own, said.own))
    more = [word for word in theirs if not backed(word, f"{own} {told.carried}")]
    return bool(names and more) and any(
        others and all(backed(w, other.own) for w in names) and all(backed(w, own) for w in others)
        for other in source.amounts
        if other is not said and (other.unit, other.low) != (said.unit, said.low)
        for others in [nouns(without_stages(other.own))]
    )


_ALIKE = 0.5
"""How like a claim's words must be to a figure's to name what it is of by themselves."""
_LEAD = 0.1
"""How much liker to another figure's words a claim's must be to be held for that one's."""


def likeness(a: str, b: str) -> float:
    """Dice coefficient of the pairs of characters of two texts, 0 to 1."""
    first, second = ({x + y for x, y in pairwise(re.sub("[^\u4e00-\u9fffA-Za-z]+", "", t))} for t in (a, b))
    size = len(first) + len(second)
    return 2 * len(first & second) / size if size else 0.0


def _calibre_problem(own: str, told: Amount, said: Amount, lent: str) -> str | None:
    """What the indicator is counted over, of which told and source must have the same."""
    if level := next(
        (m.group() for m in LEVELS.finditer(own) if m.group()[-1] in "级属" and m.group() not in lent),
        None,
    ):
        return f"calibre: {told.written} {level}"
    if (per := PER.search(told.own)) and per.group() not in f"{lent} {said.carried}":
        return f"calibre: {told.written} {per.group()}"
    own = told.own if YEAR.search(told.own) else own
    for word in CALIBRE:
        here, there = re.search(word, own), re.search(word, said.own)
        if here and not re.search(word, lent):
            return f"calibre: {told.written} {word}"
        if there and not here and not re.search(word, told.carried):
            return f"calibre: {told.written} without {word}"
    return None


PER = re.compile("每(?:\\d+|[十百千万亿]+)[^\\d,;。]{1,2}")
"""Of how many people or things a figure is one (每千名老人)."""


def _inherited(told: Amount, said: Amount, source: Reading) -> str:
    """What the sentence speaks of before a figure that no deed of its own leads to (大力推进学前教育,…普及率达到80%), where the claim has all its
    own words."""
    clause = source.clauses[said.clause]
    led = _WILL.sub("", clause.text[: said.start])
    if not led or opens_with_deed(led) or not all(backed(word, told.own) for word in nouns(said.own)):
        return ""
    before = source.clauses[: said.clause]
    since = max((i + 1 for i, c in enumerate(before) if c.mark in ("。", ";")), default=0)
    return " ".join(c.text for c in before[since:])


_WILL = compiled(PROMISE)


def _leads(source: Reading, said: Amount) -> bool:
    """Whether the clause before a figure but says what it is part of (有序开展城市更新,确保供应土地20公顷)."""
    before = source.clauses[said.clause - 1] if said.clause else None
    return before is not None and before.mark == "," and not before.amounts and not before.stages


_CLASS = re.compile("[IVX]{1,3}(?=类)")
EXAMPLES = re.compile("^.*(?<![平中高初同均优])等(?=[^#]*#)")
"""Names in front of a count that are but some of what it counts (甲、乙等109家重点企业)."""
_COUNTED = re.compile("[\u4e00-\u9fff]{0,4}")
"""What stands behind a figure and names what it counts, whatever comes next."""
