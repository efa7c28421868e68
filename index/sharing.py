"""What several figures of one clause share: the noun behind the last grade (2家国家级、15家省级企业), what the last things do (4家企业、1家平台入选…)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from index.figures import Figure


@dataclass(frozen=True, slots=True)
class NamedFigure:
    """A figure, its indicator, and the span of the clause that says it (all offsets into the same text)."""

    figure: Figure
    indicator: str
    start: int
    end: int


GRADE = re.compile(
    "(?:[省市县区乡镇]、?)*(?:国家|省|市|区|县|乡?镇|乡|部|世界|国际|[一二三四五]星|[2-5]A|[一二三]等)(?:级(?:及?以上)?|重点)"
)
ALONE = "、"
"""For what a figure's things do: it names none, and stands in a list."""


def with_shared_predicates(found: Sequence[NamedFigure], predicates: Sequence[str | None]) -> Sequence[NamedFigure]:
    """4家企业、1家平台入选省级名单: what the last things do, all do."""
    told: list[NamedFigure] = []
    shared: str | None = ""
    whole = ""
    for named, predicate in zip(reversed(found), reversed(predicates), strict=True):
        if predicate is None and len(shared or "") > 2:
            named = replace(named, indicator=f"{shared}的{named.indicator}")
        elif predicate == ALONE:  # 1914户、4377人稳定脱贫
            named = replace(named, indicator=whole or named.indicator)
        else:
            shared, whole = predicate, named.indicator
        told.append(named)
    return told[::-1]


def with_shared_nouns(found: Sequence[NamedFigure]) -> Iterator[NamedFigure]:
    """2家国家级、15家省级专精特新企业: the noun behind the last grade is that of all."""
    noun = ""
    told: list[NamedFigure] = []
    for named in reversed(found):
        grade = _ENDS_IN_GRADE.search(named.indicator)
        if grade and noun:
            named = replace(named, indicator=named.indicator + noun)
        elif whole := _GRADE_AND_NOUN.search(named.indicator):
            noun = whole.group(1)
        else:
            noun = ""
        told.append(named)
    yield from reversed(told)


_ENDS_IN_GRADE = re.compile(f"{GRADE.pattern}$")
_GRADE_AND_NOUN = re.compile(f"{GRADE.pattern}(.+)$")


def of_places(found: Iterable[NamedFigure], before: str) -> Iterator[NamedFigure]:
    """Figures whose names are a place alone (全国粮食产量增长1.2%,全省增长2.6%) with the thing that the figure before tells of another;
    ``before`` is the name of the figure before them."""
    for named in found:
        alone, other = _PLACE_ALONE.fullmatch(named.indicator), _PLACE_AHEAD.match(before)
        if alone and other and other.end() < len(before):
            named = replace(named, indicator=alone["place"] + before[other.end() :])
        before = named.indicator
        yield named


_PLACE_ALONE = re.compile("(?P<place>[全我本该][国省市县区州旗盟镇乡村])[仅则只]?")
_PLACE_AHEAD = re.compile("[全我本该][国省市县区州旗盟镇乡村](?:平均)?")
