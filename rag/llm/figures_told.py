"""Whether a claim tells its source's figures as they are: number, unit, bound, change, and what they measure."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from index.document import Scope
from index.figures import Figure, find_figures
from index.indicators import name_figures
from index.units import UNIT, normalized

_SAME_UNIT = {"名": "人", "位": "人", "百分点": "个百分点", "户": "家", "元人民币": "元"}
_BOUNDS = (
    ("about", ("约", "左右", "上下")),
    ("nearly", ("近", "接近", "将近")),
    ("over", ("超", "超过", "突破", "逾", "高于", "大于", "多于", "余", "多", "高达")),
    ("at least", ("以上", "不低于", "不少于", "至少")),
    ("at most", ("以下", "以内", "之内", "不超过", "不超", "不高于", "最多")),
    ("under", ("低于", "少于", "小于", "不到", "不足")),
)
"""Bounds of one meaning. 超 and 以上 are not one: 以上 holds the number itself."""
_CLASS = {word: name for name, words in _BOUNDS for word in words}
_FALL = re.compile("下降|降低|减少|回落|下滑|压缩|压减|缩短|精简|收窄|下调|下跌|降|低于|少于|慢于|低|少")
_RISE_NOUN = re.compile("增速|增幅|涨幅|增长(?:率|目标|预期)")
_FALL_NOUN = re.compile("降幅|跌幅|下降率")
_CLAUSE_END = re.compile("[,，、;；:：。（）()]")
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMERAL = "[一二三四五六七八九十百千万亿两零〇]"
_WORDED = re.compile(
    rf"第{_NUMERAL}+|{_NUMERAL}+(?:个|{UNIT}|分之{_NUMERAL}+)|[数几]{_NUMERAL}?(?=[个家项条所座万千百])|翻{_NUMERAL}?番|过?半数?(?=的|以上)"
)
_LEAD = 0.2
"""How much more a claim's words must resemble those around another figure of the source before its own is held to be misplaced."""


def figure_problem(claim: str, said: str, context: str, scope: Scope | None) -> str | None:
    """The first figure or number of the claim that its source does not hold, or holds otherwise. Texts are in plain form."""
    theirs = find_figures(said)
    covered: list[tuple[int, int]] = []
    told: list[tuple[Figure, Figure]] = []
    for figure in find_figures(claim):
        written = claim[figure.start : figure.end]
        same = [other for other in theirs if same_value(figure, other)]
        if not same:
            if re.search(
                rf"(?<![\d.]){re.escape(written)}", said
            ):  # no figure of the ledger, but the very words: 每3天, 22号线
                covered.append((figure.start, figure.end))
                continue
            return written
        agreeing = [o for o in same if _bounds(figure) == _bounds(o) and _trend(figure, claim) == _trend(o, said)]
        owned = [other for other in agreeing if _belongs(figure, claim, other, said, theirs)]
        if not owned:
            return written
        told += [(figure, owned[0])] if len(owned) == 1 else []
        covered.append((figure.start, figure.end))
    if turned := next((b for a, b in pairwise(told) if b[1].start < a[1].start and _joined(said, b[1], a[1])), None):
        return claim[turned[0].start : turned[0].end]
    return _loose_number(claim, said, context, scope, covered)


def _joined(said: str, left: Figure, right: Figure) -> bool:
    """Whether two figures share one verb, so that only their order tells which is whose (分别提高5%和8%)."""
    return bool(re.fullmatch("(?:以上|以下|左右|以内)?[、和与及](?:约|近|超)?", said[left.end : right.start]))


def same_value(a: Figure, b: Figure) -> bool:
    low_a, unit_a = normalized(a.value_min, a.unit)
    low_b, unit_b = normalized(b.value_min, b.unit)
    high_a, high_b = normalized(a.value_max, a.unit)[0], normalized(b.value_max, b.unit)[0]
    return _SAME_UNIT.get(unit_a, unit_a) == _SAME_UNIT.get(unit_b, unit_b) and low_a == low_b and high_a == high_b


def _bounds(figure: Figure) -> frozenset[str]:
    return frozenset(_CLASS.get(word, word) for word in figure.bound.split(",") if word not in ("", "力争"))


def _trend(figure: Figure, text: str) -> str:
    """``up`` or ``down`` for a figure that states a change, ``level`` for one that does not."""
    if figure.change:
        return "down" if _FALL.search(figure.change) else "up"
    before = _CLAUSE_END.split(text[: figure.start])[-1]
    if _FALL_NOUN.search(before):
        return "down"
    return "up" if _RISE_NOUN.search(before) else "level"


def _belongs(figure: Figure, claim: str, match: Figure, said: str, theirs: tuple[Figure, ...]) -> bool:
    """Whether the claim gives the figure to what the source gives it to, and not to what another of its figures measures."""
    here = _surroundings(claim, figure)
    if not here:
        return True
    own = _likeness(here, _surroundings(said, match))
    others = (
        _likeness(here, _surroundings(said, other))
        for other in theirs
        if other is not match and not same_value(other, match)
    )
    return max(others, default=0.0) < own + _LEAD


def _surroundings(text: str, figure: Figure) -> Counter[str]:
    """Pairs of characters of the indicator's name and of the words next to the figure."""
    named = next((n for n in name_figures(text) if n.figure.start == figure.start), None)
    before = _CLAUSE_END.split(text[: figure.start])[-1][-10:]
    behind = _CLAUSE_END.split(text[figure.end :])[0][:8]
    words = f"{named.indicator if named else ''} {re.sub(r'[0-9.]+', ' ', before)} {re.sub(r'[0-9.]+', ' ', behind)}"
    return Counter(a + b for a, b in pairwise(words) if " " not in (a, b))


def _likeness(a: Counter[str], b: Counter[str]) -> float:
    """Dice coefficient of two sets of pairs, 0 to 1."""
    size = len(a) + len(b)
    return 2 * len(a.keys() & b.keys()) / size if size else 0.0


def _loose_number(
    claim: str, said: str, context: str, scope: Scope | None, covered: list[tuple[int, int]]
) -> str | None:
    """A number that is no figure (a rank, a route, a code, a numeral in words) and does not stand in the source.

    Years are left to the check of time.
    """
    known = set(_NUMBER.findall(f"{said} {context}"))
    bare = {normalized(f.value_min, f.unit) for f in find_figures(said)}
    for match in _NUMBER.finditer(claim):
        if any(a <= match.start() < b for a, b in covered) or _YEAR.fullmatch(match.group()):
            continue
        if (float(match.group().replace(",", "")), "") in bare:  # 5575万 written out
            continue
        around = claim[max(0, match.start() - 1) : match.end() + 1]
        if match.group() not in known or not _same_neighbour(around, said + context):
            return match.group()
        if (bounded := _bounded(claim, match)) not in said + context:
            return bounded
    for match in _WORDED.finditer(claim):
        if any(a <= match.start() < b for a, b in covered) or match.group() in said or match.group() in context:
            continue
        return match.group()
    return None


def _bounded(claim: str, match: re.Match[str]) -> str:
    """The number with the bound words next to it (连续5年以内, 不到3天), which are a figure's business but not only a figure's."""
    before = re.search("(?:不低于|不少于|不超过|不到|不足|超过|超|至少|最多|近|约)?$", claim[: match.start()])
    behind = re.match("[年月日天岁个小时分钟周]{0,3}(?:以上|以下|以内|之内|左右)", claim[match.end() :])
    return f"{before.group() if before else ''}{match.group()}{behind.group() if behind else ''}"


def _same_neighbour(around: str, text: str) -> bool:
    """Whether the number stands with the same character behind it (第3 and 3号 are not 3万)."""
    number = _NUMBER.search(around)
    if number is None:
        return False
    behind = around[number.end() :]
    return number.group() + behind in text if re.fullmatch("[\u4e00-\u9fff%‰]", behind) else number.group() in text
