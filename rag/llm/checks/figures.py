"""Whether a claim tells its source's figures as they are: number, unit, bound, trend, stage, and what they measure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from rag.llm.checks.families import FINISH, SPAN, STAGES, TIMED, stages_in
from rag.llm.checks.numbers import PLACES, RANK, RATES, THINGS, YEAR
from rag.llm.checks.objects import object_problem
from rag.llm.checks.reading import LIST, Amount, Clause, Reading
from rag.llm.checks.wording import nouns

_ANY_STAGE = "|".join(family.pattern for family in STAGES)
_JOINT = re.compile(f"(?P<one>{_ANY_STAGE})(?:[、和及与]|(?<=新建))(?P<other>{_ANY_STAGE})")
"""Two deeds that share one figure (新建、修复47公里): neither has it alone."""
_BINDING = frozenset({"begun", "demolished", "applied for", "cleared"})


def same_value(told: Amount, said: Amount) -> bool:
    """Whether a figure told is the same number of the same unit (30000座 for 3万座), where 个 may stand for any thing's own measure word."""
    units = (
        told.unit == said.unit or (told.unit in ("个", "") and said.unit in THINGS) or {told.unit, said.unit} <= PLACES
    )
    units = units or (not said.unit and said.low >= _MANY and told.unit in THINGS)
    return units and (_shown(told, said), told.high) in ((said.low, said.high), (said.low, told.low))


def _shown(told: Amount, said: Amount) -> float:
    """A share told as a fraction of small numbers (三分之一, 33.3333%) as the percentage that it is nearly."""
    return said.low if told.low == told.high != round(told.low, 2) and abs(told.low - said.low) < _HALF else told.low


_HALF = 0.5
_MANY = 10_000
"""A figure from here on may stand without a measure word (450万沼气用户)."""


def _ways(told: Amount, said: Amount, before: Amount | None) -> tuple[Amount, ...]:
    """A figure of the source as it may be told too: what grew by 2.3倍 or by 20% is 3.3倍 or 1.2倍 of what it was, what came to 176公里
    from 123公里 (``before``) grew by 53公里."""
    if before and "base" in before.bounds and before.unit == said.unit and before.low > 0 and not said.bounds:
        return (said, *_changes(told, said, before.low))
    if said.unit not in ("倍", "%") or said.trend != "up":
        return (said,)
    times = said.low / (100 if said.unit == "%" else 1)
    whole = round(times + 1, 6)
    return (said, replace(said, low=whole, high=whole, unit="倍", trend="level"))


def _changes(told: Amount, said: Amount, base: float) -> Iterator[Amount]:
    """By how much a figure is more or less than the one it is compared with, as exact as it is told."""
    more, digits = abs(said.low - base), len(told.written.partition(".")[2].rstrip("%倍多余个百分点"))
    trend = "up" if said.low > base else "down"
    for value, unit in ((more, _POINTS.get(said.unit, said.unit)), (100 * more / base, "%"), (more / base, "倍")):
        exact = value if told.bounds or unit == said.unit else round(value, digits)
        yield replace(said, low=round(exact, 6), high=round(exact, 6), unit=unit, trend=trend)


_POINTS = {"%": "个百分点"}


def rounds(told: Amount, said: Amount) -> bool:
    """Whether a figure told with a bound is the source's exact one rounded to it (近九成 for 88%, 七成多 for 73%, 超7万户 for 70209户)."""
    bounds = told.bounds - {"base"}
    if told.unit != said.unit or told.rank or len(bounds) != 1 or said.bounds - {"base"} or told.low <= 0:
        return False
    off = (said.low - told.low) / (_step(told) * (_NEARER if "nearly" in bounds and told.unit != "%" else 1))
    return told.low == told.high and said.low == said.high and off != 0 and within(off, min(bounds))


def within(off: float, bound: str) -> bool:
    """Whether a figure that is so many steps from a round one may be told by that with a bound."""
    least, most = _ROUNDS.get(bound, (0.0, 0.0))
    return least <= off <= most


def _step(told: Amount) -> float:
    """What the last digit of a rounded figure counts: a tenth of the whole (七成), of fractions a twentieth; a small part of anything that is no share."""
    if told.unit != "%":
        return (_TIMES if told.unit == "倍" else _CLOSE) * told.low
    if told.low < _SMALL and "about" in told.bounds:
        return 1.0
    return 10.0 if told.low % 10 == 0 else 5.0 if told.low % 5 == 0 or told.low % 1 else 1.0


_CLOSE, _TIMES, _SMALL = 0.03, 0.2, 20
_NEARER = 3
"""How many times as far a figure may lie below one that it is nearly (近10万人 for 9.6万人)."""
_ROUNDS = {
    "over": (0.0, 1.0),
    "at least": (0.0, 1.0),
    "nearly": (-0.5, 0.0),
    "under": (-1.0, 0.0),
    "about": (-0.5, 0.5),
}
"""How many steps the source's figure may be off."""


def amount_problem(told: Amount, clause: str, said: Reading, context: str, place: tuple[str, ...] = ()) -> str | None:
    """Why no figure of the source is the one the claim tells in a clause; None where one is. ``place`` holds the names of the plan's own
    region, which say nothing of a figure."""
    ways = [
        way for before, a in zip((None, *said.amounts), said.amounts, strict=False) for way in _ways(told, a, before)
    ]
    same = [a for a in ways if same_value(told, a)] or [a for a in ways if rounds(told, a)]
    same = same or [a for c in said.clauses for a in c.sizes if same_value(told, a) and not told.stages]
    if not same and told.low == 1 and told.unit in THINGS and not told.bounds | {a.unit for a in said.amounts} & THINGS:
        return None  # 一个, which counts nothing
    if not same:
        return f"figure: {told.written}"
    problems = [_mismatch(told, clause, a, said, context, place) for a in same]
    return None if None in problems else problems[0]


def narrowed_problem(clause: Clause, said: Reading) -> str | None:
    """A figure that counts what another one narrows (纳税超1亿元的企业4家), where no clause of the source has both."""
    pairs = [(a, b) for a, b in pairwise(clause.amounts) if clause.text[: a.start].endswith("连续")]
    for size in clause.sizes:
        behind = [a for a in clause.amounts if a.start > size.start]
        pairs += [(size, (behind or clause.amounts)[0 if behind else -1])] if clause.amounts else []
    for narrowing, counting in pairs:
        if not any(
            same_value(counting, a) and same_value(narrowing, b) and narrowing.bounds == b.bounds
            for c in said.clauses
            for a in c.amounts
            for b in (*c.amounts, *c.sizes)
        ):
            return f"object: {counting.written} of {narrowing.written}"
    return None


def standing_problem(told: Amount, claim: Reading, said: Reading) -> str | None:
    """A rank told behind a figure (增长6.8%,居全省第3) that is not the one which stands beside the figure in the source."""
    before = [
        a for a in claim.amounts if (a.clause, a.start) < (told.clause, told.start) and a.clause >= told.clause - 1
    ]
    if told.rank != "第" or not before or before[-1].rank or nouns(told.own):
        return None
    homes = [i for i, a in enumerate(said.amounts) if same_value(before[-1], a) and not a.rank]
    beside = {rank.low for i in homes for rank in _ranks_behind(said.amounts[i + 1 :])}
    return f"rank: {told.written}" if beside and told.low not in beside else None


def _ranks_behind(amounts: tuple[Amount, ...]) -> Iterator[Amount]:
    """The ranks before the next figure that names a thing of its own."""
    for amount in amounts:
        if not amount.rank and nouns(amount.own):
            return
        if amount.rank:
            yield amount


def matching(told: Amount, clause: str, said: Reading, context: str) -> Amount | None:
    """The source's figure that the claim tells."""
    return next(
        (a for a in said.amounts if same_value(told, a) and _mismatch(told, clause, a, said, context) is None), None
    )


_AT_LEAST, _OVER = frozenset({"at least"}), frozenset({"over"})
"""A share of 超过60% is 60%以上 too, if not the other way round."""


def _newly(amount: Amount) -> bool:
    """Whether a figure tells how many came to be: 新增, or 新 with a verb (新引进, 新用上)."""
    return amount.unit not in RATES and (amount.trend == "up" or bool(_NEWLY.search(f"{amount.deed}{amount.own}")))


def _alike_new(told: Amount, said: Amount) -> bool:
    """Whether both tell how many came to be: what the source calls new may be told so in any way (又铺了, 4名新院士)."""
    loose = said.unit not in RATES and (
        _AGAIN.search(told.own) if said.trend == "up" else told.trend == "up" and said.each and "新增" in said.own
    )
    return bool(loose) or (_newly(told) and _newly(said))


_NEWLY = re.compile("新(?=[引用开设登办接培招创认纳注入获发投])")
_AGAIN = re.compile("#新|新(?![区能型材时经建设兴中生华疆乡闻改])|迎来|又(?![称名])|再(?![生就造次])|另[增添]")


def _mismatch(
    told: Amount, clause: str, said: Amount, source: Reading, context: str, place: tuple[str, ...] = ()
) -> str | None:
    share = (told.unit, told.bounds, said.bounds) == ("%", _AT_LEAST, _OVER)
    if not (share or rounds(told, said) or told.bounds == said.bounds):
        return f"bound: {told.written}"
    if told.rank != said.rank:
        return f"rank: {told.written}"
    if told.each != said.each and (told.each or LIST.search(told.own)):
        return f"each: {told.written}"
    if (
        told.trend != said.trend
        and not (told.trend == "up" and "newly built" in said.stages and told.unit not in RATES)
        and not _alike_new(told, said)
    ):
        return f"trend: {told.written} ({told.trend}, {said.trend})"
    return _stage_problem(told, said, source) or object_problem(told, clause, said, source, context, place)


def _stage_problem(told: Amount, said: Amount, source: Reading) -> str | None:
    """A stage told that is not the figure's, or one left out that a figure may not be told without."""
    whole = (
        said.trend == "level"
        and not said.stages - {"accumulated", "total"}
        and _REACHED.search(f"{said.own} {said.written}")
    )
    counted = (
        {"total"} if whole or (told.bound_stages & said.stages and "共有" in told.own) else set()
    )  # how many there are
    if strange := told.bound_stages - said.stages - _relative(told, said, source) - counted:
        return f"stage: {told.written} {min(strange)}"
    if joint := next((m.group() for m in _JOINT.finditer(said.own) if _half(m, told.own)), None):
        return f"stage: {told.written} of {joint}"
    left = (said.bound_stages & _BINDING) - told.stages
    if (
        "accumulated" in said.bound_stages - told.stages
        and "total" not in told.stages
        and _ONE_YEAR.search(f"{told.carried} {told.own}")
        and not _ONE_YEAR.search(source.text)
    ):
        return f"stage: {told.written} without accumulated"
    untold = left and not told.rank and (not told.stages or FINISH.search(told.own))
    return f"stage: {told.written} without {min(left)}" if untold else None


_REACHED = re.compile("(?:达到?|[增升][至到]|为|共计?|合计)#|突破|超过")


_ONE_YEAR = re.compile(
    "(?<!截[至止])(?<!截[至止]到)(?<!到)(?<!\\d)(?:\\d{4}|[1一])年(?!底|末)|当年|全年|年内|年度|本年|今年"
)


def _relative(told: Amount, said: Amount, source: Reading) -> set[str]:
    """The stages told in a relative clause (出台的政策减负2.7亿元, 建成后新增学位900个) that a clause of the source has: not the figure's, but its
    subject's; and those that end the source's clause, for all its figures (完成4个小区9.2万平方米改造)."""
    everywhere = {stage for clause in source.clauses for stage in clause.stages}
    home = source.clauses[said.clause].bare
    return {
        f.name for f, _, end in stages_in(told.own) if told.own[end : end + 1] in ("的", "后", "能", "可")
    } & everywhere | {f.name for f, _, end in stages_in(home) if end == len(home)}


def _half(joint: re.Match[str], told: str) -> bool:
    told_of = [joint[n].lstrip("新") in told or (joint[n] == "新建" and "建" in told) for n in ("one", "other")]
    return told_of.count(True) == 1


_LOOSE = re.compile(r"(?<![A-Za-z\d.])\d+(?:\.\d+)?")
_NUMERAL = re.compile(
    "[第数几上][一二三四五六七八九十百千万]+|[一二三四五六七八九十]+(?=[期级等类号])|[一二三四五六七八九十两百千万亿]{2,}|[两三四五六七八九十]大|[数几]十?(?=[个家项条所座])|半"
)


def loose_problem(clause: Clause, covered: Iterable[Amount], known: str) -> str | None:
    """A number without a unit (a rank, a route, a code, a date) or a numeral that stands otherwise in the source. Years are left out."""
    spans = [(a.start, a.end) for a in (*covered, *clause.sizes)] + [(at, at + 1) for at in clause.listed]
    spans += [m.span() for pattern in (YEAR, SPAN, TIMED) for m in pattern.finditer(clause.text)]
    for pattern in (_LOOSE, _NUMERAL):
        for match in pattern.finditer(clause.text):
            if any(a <= match.start() < b for a, b in spans):
                continue
            rank = RANK.search(clause.text[: match.start()])
            before = rank.group() if rank else clause.text[max(0, match.start() - 1) : match.start()]
            before = before if rank or before.isascii() else ""
            behind = clause.text[match.end() : match.end() + 1]
            behind = re.escape(behind) if re.fullmatch("[\u4e00-\u9fff%‰+-]", behind) else ""
            alone = "" if before else r"(?<![\d.])"
            if not re.search(rf"{alone}{re.escape(before + match.group())}(?!\.?\d){behind}", known, re.I):
                return clause.text[match.start() - len(before) : match.end() + 1]
    return None
