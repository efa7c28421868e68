"""One thing in two years, or as target and result, over several documents of one place: each side in the document that tells it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.catalog import DocumentSummary
from index.document import ScopeKind
from rag.naming import FIVE_YEARS, Documents, newest, of_place, planned
from rag.question import Question
from rag.several import of_one_side
from rag.time import TimeAsked, asks_fulfilment, base_of


@dataclass(frozen=True, slots=True)
class Side:
    """What is asked of one year: what was to be, or what came of it."""

    year: int
    kind: ScopeKind

    def told_by(self, document: DocumentSummary) -> bool:
        """Whether a document plans that year, or reports on it."""
        ahead = self.kind == "actual"
        return document.kind != FIVE_YEARS and planned(document) == self.year + ahead


def sides(asked: Question, documents: Sequence[DocumentSummary]) -> tuple[Side, ...]:
    """The two or more sides of a question that documents of one place tell; empty where it has but one, or no two documents are needed."""
    time, base = asked.time, base_of(asked.plain)
    if len(documents) < 2 or time.spans or time.period or len({d.region for d in documents}) > 1:
        return ()
    last = max((planned(d) or 0 for d in newest(documents) if d.kind != FIVE_YEARS), default=0)
    if not last:
        return ()
    named = (*time.years, *base.years) if time.kind == "target" else time.years
    offsets = (*time.offsets, *base.offsets) if time.kind == "target" else time.offsets
    if (named and not time.years) or (offsets and not time.offsets):  # 比去年, of this year
        offsets = (*offsets, 0)
    years = sorted({*named, *(last + offset for offset in offsets)})
    if asks_fulfilment(asked.plain) and len(years) < 2:
        year = years[0] if years else last - 1
        found = [Side(year, "target"), Side(year, "actual")]
    elif len(years) > 1 and (time.kind or not time.offsets):
        found = [Side(year, time.kind or _told(year, documents)) for year in years]
    else:
        return ()
    homes = {d.document_id for side in found for d in documents if side.told_by(d)}
    return tuple(found) if len(homes) > 1 else ()


def _told(year: int, documents: Sequence[DocumentSummary]) -> ScopeKind:
    """What is told of a year where neither is asked for: its result, if a document reports it."""
    return "actual" if any(Side(year, "actual").told_by(d) for d in documents) else "target"


def parts(asked: Question, documents: Sequence[DocumentSummary]) -> tuple[Question, ...]:
    """The question about each of its :func:`sides` alone, or about each of several places."""
    return tuple(_about(asked, side) for side in sides(asked, documents)) or _of_places(asked, tuple(documents))


def _of_places(asked: Question, documents: Documents) -> tuple[Question, ...]:
    """The question about each of three or more places that it names in a row (湖北、河南、安徽); empty where it names fewer."""
    held = {own: place for place in asked.places if (own := of_place(place, documents))}
    if len(held) < SEVERAL:
        return ()
    names = "|".join(map(re.escape, asked.places))
    row = re.compile(f"(?:(?:{names})(?:自治[区州县]|[省市州区县旗])?(?:[、,和与及跟以 ]|and )*){{{SEVERAL},}}")
    texts = [(place, row.sub(f"{place} " if place.isascii() else place, asked.plain)) for place in held.values()]
    return tuple(
        replace(asked, plain=text, read=text, resolved=text, places=(place,))
        for place, text in texts
        if text != asked.plain
    )


SEVERAL = 3
"""Places from which on each is asked about by itself."""


def _about(asked: Question, side: Side) -> Question:
    time = TimeAsked((side.year,), kind=side.kind, kind_only=True)
    bare = _FULFILLED.sub("", of_one_side(asked.plain))
    if asked.language == "en":
        return replace(asked, read=f"{bare} {side.year} {side.kind}?", time=time)
    goal = "" if "目标" in bare or side.kind == "actual" else "目标"
    bare = re.sub("目标|预期|计划", "", bare) if side.kind == "actual" else bare
    return replace(asked, read=f"{side.year}年{bare}{goal}是多少", time=time)


_FULFILLED = re.compile(
    r"[,，、]?(?:和|与|跟|以及)?(?:实际|最后|到底|最终)?(?:完成|实现|达到|达成|兑现|达标|做到)了?(?:情况|没有?|吗|多少|增长|如何|怎么?样)*[吗呢]?|是?多少|[,，]"
)
