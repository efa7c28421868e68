"""How a plan names what its figures measure.

Officials name an indicator in a few ways, and each has its rule here: 新增学位3万座 (the name stands in front),
成立3个教育集团 (behind), 5所学校实行集团化办学 (behind, told by what they do), 供应6000套 (the object stands in the
clause before), 同比增长3.1% (the whole subject does), 新增百亿级企业1家、十亿级企业12家 (the verb is shared).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.clauses import clauses, segments
from index.condensed import condense
from index.dealt import again, respectively
from index.deeds import opened
from index.figures import find_figures, in_place
from index.modifiers import measuring
from index.namer import Namer
from index.owners import Owners
from index.reading.headings import heading_mark
from index.sharing import ALONE, NamedFigure, of_places, with_shared_nouns, with_shared_predicates
from index.subjects import last_clause, subject_between, thing_headed, tidy
from index.times import DEADLINE


def name_figures(text: str, spoken: str = "", headed: str = "") -> Iterator[NamedFigure]:
    """The figures of one sentence with their indicators; ``spoken`` is what its paragraph says before it, ``headed`` what it runs in with."""
    condensed = condense(text)
    for named in _name_figures(condensed.text, spoken, headed):
        figure = in_place(named.figure, text, condensed)
        yield NamedFigure(figure, named.indicator, condensed.start(named.start), condensed.end(named.end))


def _name_figures(text: str, spoken: str, headed: str) -> Iterator[NamedFigure]:
    namer, owners = Namer(), Owners(spoken)
    namer.turn_to(thing_headed(headed))
    last = number = _number_of(text)
    last_named = ""
    told: list[str] = []
    """The names of the figures that state a level, in order."""
    for start, end, figures in clauses(text, measuring(find_figures(text), text)):
        start = max(start, number)
        between = subject_between(text[last:start])
        opening = text[start : figures[0].start]
        dealt = respectively(opening, figures, text, between, last_clause(text[last:start]))
        if dealt is None and 1 < len(figures) <= len(told):
            dealt = again(opening, told[-len(figures) :], figures)
        namer.passed = bool(text[last:start].strip())
        if between:
            namer.turn_to(between)
        last = end + 1
        found: list[NamedFigure] = []
        predicates: list[str | None] = []
        """What each figure's things do; None where nothing but the things stands there (4家企业、1家平台入选…)."""
        for i, segment in enumerate(segments(text, start, end, figures)):
            name = (
                tidy(dealt[i])
                if dealt
                else namer.name(segment, spoken, text[:start], text[segment.figure.end : end], text[end + 1 :])
            )
            bare = not dealt and bool(_NO_VERB.fullmatch(segment.before)) and name.endswith(segment.behind)
            alone = not (dealt or segment.behind or told or found) and not opened(segment.before).rest
            beside = segment.open and not segment.behind  # 1449户3138人
            predicates.append(
                None
                if bare
                else ALONE
                if alone and (beside or text.startswith("、", segment.figure.end))
                else namer.predicate
            )
            name = _HANGS.sub("", _DEADLINE.sub("", name))
            if segment.before.endswith("各") and re.search("[、和与]", name):  # 甲项目、乙项目各10个
                name += "（各）"
            if name and not dealt:
                name = owners.made_whole(name, text[: segment.figure.start], text[segment.figure.end :])
            each = _EACH_YEAR.search(text, start, segment.figure.start)
            if name and each and not segment.figure.change and each.group() not in name:
                name = each.group() + name
            left, right = (start, end) if dealt else (segment.start, segment.end)
            while text[left] in "—–- \u3000、，,":
                left += 1
            right = len(text[:right].rstrip())
            found.append(NamedFigure(segment.figure, name or text[left:right], left, right))
        found = list(of_places(with_shared_nouns(with_shared_predicates(found, predicates)), before=last_named))
        last_named = found[-1].indicator if found else last_named
        if not (dealt and dealt[0] in told):
            told += [n.indicator for n in found if not (n.figure.change or text.startswith("的", n.figure.end))]
        yield from found


def _number_of(text: str) -> int:
    """Where the number of a list's item ends; 一、二产业 and 1、2号线 open with none."""
    mark = heading_mark(text)
    return mark.end if mark and not _NUMBERS_THINGS.match(text) else 0


_NUMBERS_THINGS = re.compile(
    "(?:[一二三四五六七八九十]+、){2}|[一二三四五六七八九十]+、[一二三四五六七八九十]|\\d+、\\d"
)
_EACH_YEAR = re.compile("(?<![人户亩])(?:每年|年均|每月|月均|日均)(?!增[长速幅])")
"""每年新增学位500个: no sum of the years of a plan."""
_DEADLINE = re.compile(DEADLINE)
_NO_VERB = re.compile("\\s*(?:在|[全我][国省市区县州])?")
_HANGS = re.compile(
    "^(?:[的或]|即(?![将可使便])|是指|指(?![标数导挥向引定南])|及(?!时|格|其)|以[上下])|(?:或|和|及|同时)$"
)
"""What is left at either side of a name where a clause was cut."""
