"""Whether a claim tells its source's figures as they are: number, unit, bound, trend, stage, and what they measure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from index.units import any_of
from rag.llm.checks.deeds import opens_with_deed
from rag.llm.checks.families import (
    CALIBRE,
    FINISH,
    GENERIC_HEADS,
    GLUE,
    LEVELS,
    SPAN,
    STAGES,
    Family,
    stages_in,
    without_stages,
)
from rag.llm.checks.numbers import BOUND_CLASS, RANK, RATES, THINGS, YEAR
from rag.llm.checks.reading import LIST, Amount, Clause, Reading
from rag.llm.checks.wording import backed, shortens, weighty

_ANY_STAGE = "|".join(family.pattern for family in STAGES)
_JOINT = re.compile(f"(?P<one>{_ANY_STAGE})[、和及与](?P<other>{_ANY_STAGE})")
"""Two deeds that share one figure (新建、修复47公里): neither has it alone."""
_BINDING = frozenset(
    {"begun", "collected", "supplied", "signed", "striven for", "demolished", "applied for", "cleared"}
)


def same_value(told: Amount, said: Amount) -> bool:
    """Whether a figure told is the same number of the same unit (30000座 for 3万座), where 个 may stand for any thing's own measure word."""
    units = told.unit == said.unit or (told.unit in ("个", "") and said.unit in THINGS)
    return units and told.low == said.low and told.high == said.high


def amount_problem(told: Amount, clause: str, said: Reading, context: str, place: tuple[str, ...] = ()) -> str | None:
    """Why no figure of the source is the one the claim tells in a clause; None where one is. ``place`` holds the names of the plan's own
    region, which say nothing of a figure."""
    same = [a for a in said.amounts if same_value(told, a)]
    if told.rank == "第" and (
        f"第{told.written}" in context or (told.unit in "届次" and f"第{told.written}" in said.text)
    ):
        return None  # the number of a heading or of a meeting, which is a name
    if not same:
        return f"figure: {told.written}"
    problems = [_mismatch(told, clause, a, said, context, place) for a in same]
    return None if None in problems else problems[0]


_ALL = re.compile("(?:均|都|皆|各自)")
_BEFORE_NAMES = re.compile("^.*(?:包括|有|是|为|:)")


def shared_out(told: Amount) -> tuple[Amount, ...]:
    """A figure told of several things at once (甲、乙和丙均增长7%) as one figure for each."""
    names, word, rest = told.own.partition(found.group()) if (found := _ALL.search(told.own)) else (told.own, "", "")
    parts = [part for part in LIST.split(_BEFORE_NAMES.sub("", names)) if part.strip()] if word else []
    return tuple(replace(told, own=f"{part}{rest}") for part in parts) or (told,)


def narrowed_problem(clause: Clause, said: Reading) -> str | None:
    """A figure that counts what another one narrows (纳税超1亿元的企业4家), where no clause of the source has both."""
    pairs = [
        (a, b)
        for a, b in pairwise(clause.amounts)
        if _NARROWS.fullmatch(clause.text[a.end : b.start]) or clause.text[: a.start].endswith("连续")
    ]
    for size in clause.sizes:
        behind = [a for a in clause.amounts if a.start > size.start]
        pairs += [(size, (behind or clause.amounts)[0 if behind else -1])] if clause.amounts else []
    for narrowing, counting in pairs:
        if not any(
            any(same_value(counting, a) for a in c.amounts)
            and any(same_value(narrowing, a) and narrowing.bounds == a.bounds for a in (*c.amounts, *c.sizes))
            for c in said.clauses
        ):
            return f"object: {counting.written} of {narrowing.written}"
    return None


def part_problem(told: Amount, claim: Reading, said: Reading) -> str | None:
    """A figure of a part (其中10亿元以上项目60个、总投资2054亿元) in a claim that does not say of which."""
    same = [a for a in said.amounts if same_value(told, a)]
    others = [a for c in claim.clauses for a in (*c.amounts, *c.sizes)]
    for amount in same:
        clause = said.clauses[amount.clause]
        part = [a for a in (*clause.amounts, *clause.sizes) if -1 < clause.text.find("其中") < a.start < amount.start]
        if not part or any(same_value(other, a) for other in others for a in part):
            return None
    return f"object: {told.written} of a part" if same else None


_NARROWS = re.compile(f"(?:以上|以下)?的?(?:{any_of(GENERIC_HEADS)})[^、,和及与]{{0,6}}")


def matching(told: Amount, clause: str, said: Reading, context: str) -> Amount | None:
    """The source's figure that the claim tells."""
    return next(
        (a for a in said.amounts if same_value(told, a) and _mismatch(told, clause, a, said, context) is None), None
    )


_STEADY = re.compile("(?P<up>增长|上升|提高|上涨|增加)|(?P<down>下降|降低|减少|回落)")
_STEADY_AS = {"up": re.compile("[增升涨长高]"), "down": re.compile("[降减落低少]")}
"""What goes on over years one after the other (连续8年增长)."""
_WEAKER = {(frozenset({"at least"}), frozenset({"over"})), (frozenset({"at most"}), frozenset({"under"}))}
"""Bounds that may be told for another: what is more than a number is no less."""


def _newly(amount: Amount) -> bool:
    """Whether a figure tells how many came to be: 新增, or 新 with a verb (新引进, 新用上)."""
    return amount.unit not in RATES and (amount.trend == "up" or bool(_NEWLY.search(f"{amount.deed}{amount.own}")))


def _alike_new(told: Amount, said: Amount) -> bool:
    """Whether both tell how many came to be; what the source calls new may be told so in any way (又铺了, 4名新院士)."""
    loose = said.trend == "up" and said.unit not in RATES and _AGAIN.search(told.own)
    return bool(loose) or (_newly(told) and _newly(said))


_NEWLY = re.compile("新(?=[引用开设登办接培招创认纳注入获发投])")
_AGAIN = re.compile("#新|新(?![区能型材时经建设兴中生华疆乡闻改])|迎来|又(?![称名])|再(?![生就造次])|另[增添]")


def _mismatch(
    told: Amount, clause: str, said: Amount, source: Reading, context: str, place: tuple[str, ...] = ()
) -> str | None:
    if told.bounds != said.bounds and (told.bounds, said.bounds) not in _WEAKER:
        return f"bound: {told.written}"
    if told.rank != said.rank:
        return f"rank: {told.written}"
    if told.rank and (among := _levels(said.own)) and not _levels(told.own) <= among:
        return f"place: {told.written}"
    if told.each != said.each and (told.each or LIST.search(told.own)):
        return f"each: {told.written}"
    if told.trend != said.trend and not (
        told.trend == "up" and "newly built" in said.stages and told.unit not in RATES
    ) and not _alike_new(told, said):
        return f"trend: {told.written} ({told.trend}, {said.trend})"
    if "连续" in told.own and (way := _STEADY.search(told.own)) and not _STEADY_AS[way.lastgroup or ""].search(source.clauses[said.clause].text):
        return f"trend: {told.written} {way.group()}"
    return _stage_problem(told, said, source) or _object_problem(told, clause, said, source, context, place)


def _stage_problem(told: Amount, said: Amount, source: Reading) -> str | None:
    """A stage told that is not the figure's, or one left out that a figure may not be told without."""
    if strange := told.bound_stages - said.stages - _relative(told, source):
        return f"stage: {told.written} {min(strange)}"
    if joint := next((m.group() for m in _JOINT.finditer(said.own) if _half(m, told.own)), None):
        return f"stage: {told.written} of {joint}"
    left = (said.bound_stages & _BINDING) - told.stages
    if not told.stages and any(a.unit == said.unit and a.low > said.low and "accumulated" in a.stages - said.stages for a in source.amounts):
        left |= said.bound_stages
    if "accumulated" in said.bound_stages - told.stages and (
        told.bound_stages - said.bound_stages or _ONE_YEAR.search(told.own)
    ):
        return f"stage: {told.written} without accumulated"
    untold = left and not told.rank and (not told.stages or FINISH.search(told.own))
    return f"stage: {told.written} without {min(left)}" if untold else None


_ONE_YEAR = re.compile("[1一]年|当年|全年|年内|年度|本年")


def _levels(text: str) -> set[str]:
    """Among whom a rank is (全省第2): the levels of place that a text names."""
    return {re.sub("[全内我本]", "", m.group()) for m in LEVELS.finditer(text)}


def _relative(told: Amount, source: Reading) -> set[str]:
    """The stages told in a relative clause (出台的政策减负2.7亿元) that a clause of the source has: not the figure's, but its subject's."""
    said = {stage for clause in source.clauses for stage in clause.stages}
    return {f.name for f, _, end in stages_in(told.own) if told.own[end : end + 1] == "的"} & said


def _half(joint: re.Match[str], told: str) -> bool:
    return sum(joint[name].lstrip("新") in told or (joint[name] == "新建" and "建" in told) for name in ("one", "other")) == 1


def _object_problem(
    told: Amount, clause: str, said: Amount, source: Reading, context: str, place: tuple[str, ...]
) -> str | None:
    """Words beside the figure that belong to another figure, or that nothing lends it; a head or calibre that is not the source's."""
    own = told.own if weighty(clause) else f"{told.own} {without_stages(told.topic)}"
    own = re.sub(any_of(place), "", own) if place else own
    if "其中" in told.own and "其中" not in source.text and not _of_whole(told, source.clauses[said.clause]):
        return f"object: {told.written} 其中"
    counted = _COUNTED.match(source.clauses[said.clause].text, said.end)
    beside = f"{said.deed} {said.own} {counted.group() if counted else ''}"
    shared = _ALL.search(said.own) and said.clause
    lent = f"{beside} {said.carried} {source.clauses[said.clause - 1].text if shared or _leads(source, said) else ''} {_follows(source, said)}"
    rivals = " ".join(
        a.own
        for a in source.amounts
        if (a.unit == said.unit or {a.unit, said.unit} <= THINGS) and a.rank == said.rank and (a.low, a.high) != (said.low, said.high)
    )
    others = " ".join(a.own for a in source.amounts if a is not said and a.own not in lent)
    means = _MEANS.search(own)
    figureless = " ".join(c.text for c in source.clauses if not c.amounts) if means else ""
    names = [[word for word, naming in weighty(without_stages(text)) if naming] for text in (own, beside)]
    if all(names) and not any(backed(a, beside) for a in names[0]) and not any(shortens(own[s:e], beside) for _, s, e in stages_in(own)) and not any(backed(b, own) for b in names[1]):
        return f"object: {told.written} {names[0][0]}"
    if code := next((c for c in _CODE.findall(own) if c not in lent and c in others), None):
        return f"object: {told.written} {code}"
    verbs = weighty(told.own)
    for word, naming in weighty(own):
        if word in _SUMS or (not naming and (word, naming) not in verbs):
            continue
        if backed(word, beside) or (means and own.find(word) > means.start() and backed(word, figureless)):
            continue
        if weighty(without_stages(beside)) and backed(word, rivals):
            return f"object: {told.written} {word}"
        if not backed(word, lent) and (backed(word, others) or (naming and not backed(word, context))):
            return f"object: {told.written} {word}"
    if _of_the_whole(own, told, said, source):
        return f"object: {told.written} of {said.own}"
    return (
        _calibre_problem(own, told, said, lent) or _head_problem(own, told, said) or _rival_problem(told, said, source)
    )


def _of_whole(told: Amount, said: Clause) -> bool:
    """Whether a rate is told of a part (其中跨境电商进出口) that has a word of the whole told before it, or but of a year of a span; or what is
    new is told of what there is by now (累计8000处,其中新增1000处)."""
    if told.trend == "up" and told.unit not in RATES:
        return any("accumulated" in a.stages and a.unit == told.unit for a in said.amounts)
    if told.unit not in RATES:
        return False
    words = [word for word, naming in weighty(told.own.partition("其中")[2]) if naming]
    return any(backed(word, told.carried) or any(w in word for w, _ in weighty(told.carried)) for word in words) or (
        not words and bool(YEAR.search(told.own))
    )


def _rival_problem(told: Amount, said: Amount, source: Reading) -> str | None:
    """Whether the words beside the figure are liker those beside another of the same unit."""
    if not weighty(without_stages(said.own)):
        return None
    words = told.own if weighty(told.own) or likeness(told.own, said.own) else f"{told.own} {told.topic}"
    like = likeness(words, said.own)
    for other in source.amounts:
        if (
            other.unit == said.unit
            and (other.low, other.high) != (said.low, said.high)
            and likeness(words, other.own) > like + _LEAD
        ):
            return f"object: {told.written} of {other.own}"
    return None


def _of_the_whole(own: str, told: Amount, said: Amount, source: Reading) -> bool:
    """Whether the claim names just what another figure is of, of which its own figure is but a part (进出口 for 跨境电商进出口)."""
    names, theirs = ([w for w, naming in weighty(without_stages(text)) if naming] for text in (own, said.own))
    more = [word for word in theirs if not backed(word, f"{own} {told.carried}")]
    return bool(names and more) and any(
        others
        and all(backed(w, other.own) for w in names)
        and all(backed(w, own) for w in others)
        for other in source.amounts
        if other is not said and (other.unit, other.low) != (said.unit, said.low)
        for others in [[w for w, naming in weighty(without_stages(other.own)) if naming]]
    )


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
        (m.group() for m in LEVELS.finditer(own) if m.group()[-1] in "级属" and not _counted_over(m.group(), lent)),
        None,
    ):
        return f"calibre: {told.written} {level}"
    own = told.own if YEAR.search(told.own) else own
    for word in CALIBRE:
        here, there = re.search(word, own), re.search(word, said.own)
        here = here or (re.search(f"(?:的|{LEVELS.pattern})(?:{_ANY_BOUND})?#", own) if word == "占|比重" else None)
        if word == "占|比重" and told.unit != "%":
            continue
        if here and not _counted_over(word, lent):
            return f"calibre: {told.written} {word}"
        if there and not here and not re.search(word, told.carried):
            return f"calibre: {told.written} without {word}"
    return None


def _leads(source: Reading, said: Amount) -> bool:
    """Whether the clause before a figure but says what it is part of (有序开展城市更新,确保供应土地20公顷)."""
    before = source.clauses[said.clause - 1] if said.clause else None
    return before is not None and before.mark == "," and not before.amounts and not before.stages


def _follows(source: Reading, said: Amount) -> str:
    """The clause behind a figure where it but says more of it (达44个,居全市领先水平)."""
    here, behind = source.clauses[said.clause], source.clauses[said.clause + 1 : said.clause + 2]
    goes_on = here.mark == "," and here.amounts[-1] is said and behind and not behind[0].amounts
    return behind[0].text if goes_on and LEVELS.search(behind[0].text) and opens_with_deed(behind[0].text) else ""


_ANY_BOUND = any_of(sorted(BOUND_CLASS))


def _counted_over(word: str, text: str) -> bool:
    """Whether a text names a calibre; 国家高新技术企业 are of 国家级 too."""
    return bool(re.search(word, text)) or (word == "国家级" and "国家" in text)


def _head_problem(own: str, told: Amount, said: Amount) -> str | None:
    """A head that names too much by itself where the source narrows it (企业 for 国高企业)."""
    own = without_stages(own)
    words = [word for word, _ in weighty(own)]
    theirs = [word for word, naming in weighty(without_stages(said.own)) if naming]
    more = _HEADS.sub("", re.sub("[^\u4e00-\u9fff]", "", own))
    if (
        words
        and theirs
        and len(more) < _TELLING
        and all(word in GENERIC_HEADS for word in words)
        and not set(theirs) <= set(words)
    ):
        return f"object: {told.written} of {''.join(theirs)}"
    return None


_SUMS = ("累计", "共有", "现有")
"""Stages that are held by themselves."""
_CODE = re.compile("[A-Za-z]+")
_COUNTED = re.compile("[\u4e00-\u9fff]{0,4}")
"""What stands behind a figure and names what it counts, whatever comes next."""
_MEANS = re.compile("通过|依托|借助|围绕|结合|随着|借")
"""What follows is how a thing is done, which the source may say in a clause of its own."""
_HEADS = re.compile(any_of([*GENERIC_HEADS, *GLUE, "每万人", "每", "均"]))
_TELLING = 2
"""Characters besides general ones that narrow a head."""
_LOOSE = re.compile(r"(?<![A-Za-z\d.])\d+(?:\.\d+)?")
_NUMERAL = re.compile(
    "[第数几上][一二三四五六七八九十百千万]+|[一二三四五六七八九十]+(?=[期级等类号])|[一二三四五六七八九十两百千万亿]{2,}|[两三四五六七八九十]大|[数几]十?(?=[个家项条所座])|半"
)
_NO_NUMERAL = re.compile("万一|千万(?=[别要])|十分|百姓|万众|千方百计|一一")


def loose_problem(clause: Clause, covered: Iterable[Amount], known: str) -> str | None:
    """A number without a unit (a rank, a route, a code, a date) or a numeral that stands otherwise in the source. Years are left out."""
    spans = [(a.start, a.end) for a in (*covered, *clause.sizes)] + [(at, at + 1) for at in clause.listed]
    spans += [m.span() for pattern in (YEAR, SPAN) for m in pattern.finditer(clause.text)]
    for pattern in (_LOOSE, _NUMERAL):
        for match in pattern.finditer(clause.text):
            if any(a <= match.start() < b for a, b in spans) or (
                pattern is _NUMERAL and _NO_NUMERAL.match(clause.text, match.start())
            ):
                continue
            rank = RANK.search(clause.text[: match.start()])
            before = rank.group() if rank else clause.text[max(0, match.start() - 1) : match.start()]
            before = before if rank or before in ("-", "+") or before.isascii() else ""
            behind = clause.text[match.end() : match.end() + 1]
            behind = re.escape(behind) if re.fullmatch("[\u4e00-\u9fff%‰+-]", behind) and behind not in "的都也均和" else ""
            alone = "" if before else r"(?<![\d.])"
            if not re.search(rf"{alone}{re.escape(before + match.group())}(?![\d.]){behind}", known, re.I):
                return clause.text[match.start() - len(before) : match.end() + 1]
    return None


def stage_problem(clause: Clause, said: Reading, context: str) -> str | None:
    """A stage (建成, 开工, 供应) that the source does not give to what the claim gives it to: to what follows it, or else to what precedes."""
    found = list(stages_in(clause.bare))
    for i, (family, start, end) in enumerate(found):
        until = found[i + 1][1] if i + 1 < len(found) else len(clause.bare)
        since = found[i - 1][2] if i else 0
        behind, before = weighty(clause.bare[end:until])[:2], weighty(clause.bare[since:start])[-2:]
        objects = before if before and (not behind or clause.bare[end : end + 1] in "、和及与并的而") else behind
        places = [f"{c.bare} {_lends(c, family)} {context}" for c in said.clauses if family.name in c.stages]
        if not any(all(backed(word, place) for word, _ in objects) for place in places):
            return clause.bare[start:until][:12]
    return None


def _lends(clause: Clause, family: Family) -> str:
    """What earlier clauses lend a clause that a stage is told in, where nothing of its own comes before the stage."""
    start = next(at for found, at, _ in stages_in(clause.bare) if found.name == family.name)
    return "" if any(naming for _, naming in weighty(clause.bare[:start])) else clause.carried


def scattered(told: str, said: Reading) -> str | None:
    """A name told with others that no clause of the source has beside them, where the claim does not list them."""
    names = [word for word, naming in weighty(told) if naming and backed(word, said.text)]
    if LIST.search(told) or len(names) < 2:
        return None
    apart = [[word for word in names if not backed(word, f"{c.text} {c.carried if opens_with_deed(c.text) else ''}")] for c in said.clauses]
    return None if [] in apart else min(apart, key=len)[0]


def subject_problem(told: str, said: Reading) -> str | None:
    """What a clause is about, where its source says the rest of it of something else (甲开园,乙获奖 told as 甲获奖)."""
    words = [word for word, _ in weighty(told)]
    homes = [c for c in said.clauses if words and backed(words[-1], c.text)]
    if len(homes) != 1 or any(all(backed(word, c.text) for word in words) for c in said.clauses):
        return None
    home = homes[0].text
    strange = [word for word in words if not backed(word, home)]
    rest = min((at for word in words if (at := home.find(word)) >= 0), default=0)
    subject = [word for word, naming in weighty(home[:rest]) if naming]
    others = [c for c in said.clauses if c is not homes[0] and not opens_with_deed(c.text)]
    narrowed = any(re.search(word, home[:rest]) and not re.search(word, told) for word in CALIBRE)
    if not subject or not (narrowed or not any(backed(word, told) for word in subject)):
        return None
    predicate = min(told.find(word) for word in words if word not in strange)
    for word in strange:
        at = told.find(word)
        if at < predicate and not LIST.search(told[at:predicate]) and any(backed(word, c.text) for c in others):
            return word
    return None
