"""What a claim says besides its facts: leads, what the documents leave open, how two of its figures compare, one thing told of several."""

from __future__ import annotations

import re

from rag.llm.checks.families import LEVELS
from rag.llm.checks.numbers import numbers_in, value_of
from rag.llm.checks.reading import LIST, Amount, Clause, Reading
from rag.llm.checks.text import cut
from rag.llm.checks.times import promise_in
from rag.llm.checks.wording import backed, nouns, weighty

# --- leads ---------------------------------------------------------------------------------------------------------

_LEAD = re.compile(
    "(?:是的?|对|有的?|没错|可以|会的?|此外|另外|同时|其中|[总整具简][的体单](?:来|上)?[看说讲]?|具体而言|总体来看|换句话说|相比之下)|如果.*|若您.*|对于.*|作为.*|就.{1,10}(?:而言|来说)"
    "|.{1,12}(?:方面|领域|上|来看|来说|而言|层面|情况|部分)|(?:到)?\\d{4}(?:[-—–~至]\\d{4})?年(?:度|期间|里|间)?|(?:根据|按照|据)?(?:该|本|这份)?(?:文件|报告|规划|资料|原文)中?(?:提出|指出|显示|明确|提到)?"
)
_LABEL = 12
"""Characters of the longest label in front of a colon."""


def is_lead(clause: Clause) -> bool:
    """Whether a clause but leads to the next (是的, 教育方面, 如果您做外贸, 住房:)."""
    if clause.amounts or promise_in(clause.text):
        return False
    return bool(_LEAD.fullmatch(clause.text)) or (clause.mark == ":" and len(clause.text) <= _LABEL)


def says_something(clause: Clause) -> bool:
    """Whether a clause has a figure, a word of weight, a name or a number."""
    return bool(clause.amounts or weighty(clause.bare) or re.search("[A-Za-z]|第", clause.bare))


# --- two figures compared ------------------------------------------------------------------------------------------

_ABOVE, _BELOW = "高于|多于|大于|快于|超过|超出|强于|好于", "低于|少于|小于|慢于|不及|不如"
_COMPARES = re.compile(
    f"(?P<lead>[,，]?)(?:略|稍|明显|也|均|都|要|将|大幅)*(?:(?P<above>{_ABOVE})|(?P<below>{_BELOW}))(?=(?:上年|去年|(?:19|20)\\d\\d年)[^,;。]*\\d)"
)


def compared_right(flat: str) -> str:
    """A claim without the words that compare a figure with one of another year told before it, where they compare as it says (…34.8公里,少于2022年的47.3公里)."""
    for match in reversed(list(_COMPARES.finditer(flat))):
        end = next((i for i in range(match.end(), len(flat)) if flat[i] in ",;。"), len(flat))
        start = max(flat.rfind(mark, 0, match.start()) for mark in ";。") + 1
        before, behind = numbers_in(flat[start : match.start()]), numbers_in(flat[match.end() : end])
        if not before or len(behind) != 1:
            continue
        (first, _, unit), (second, _, other) = value_of(before[-1]), value_of(behind[0])
        if unit == other and (first > second if match["above"] else first < second):
            flat = f"{flat[: match.start()]},{flat[match.end() :]}"
    return flat


# --- one thing told of several -------------------------------------------------------------------------------------

_ALL = re.compile("(?:全部|全|均|都|皆|各自|分别)(?![市省国区县会江匀道城])")


def spread(clause: Clause) -> tuple[str, ...]:
    """A clause that tells one thing of several (甲、乙和丙都在2022年动工) as one clause for each; empty where it does not."""
    found = _ALL.search(clause.text)
    if not found:
        return ()
    names, rest = clause.text[: found.start()], clause.text[found.end() :]
    parts = [part for part in LIST.split(names) if part.strip()]
    dealt = found.group() == "分别" and "、" in rest
    return tuple(f"{part}{rest}" for part in parts) if len(parts) > 1 and not dealt else ()


def counts_its_own(clause: Clause, told: Reading) -> frozenset[int]:
    """Where the figures of a clause begin that count but what the claim itself lists: 甲、乙两条城际, 有两项:甲和乙."""
    behind = told.text.partition(f"{clause.text}:")[2].partition("。")[0].replace(",", "、")

    def lists(amount: Amount) -> bool:
        known = amount.unit in _COUNTERS and 1 < amount.low <= _MOST and not amount.bounds and not amount.rank
        listed = (LIST.split(text) for text in (clause.text[: amount.start], behind)) if known else ()
        return any(sum(bool(part.strip()) for part in parts) == amount.low for parts in listed)

    return frozenset(amount.start for amount in clause.amounts if lists(amount))


_COUNTERS = frozenset("个 条 项 家 所 座 处 件 类 种 点 方面 大".split())
_MOST = 9
"""Things of the longest list that a claim counts by itself."""


def joins(clause: Clause) -> bool:
    """Whether a clause names several things side by side, which several sources may tell."""
    return bool(LIST.search(clause.text) or _ALL.search(clause.text))


# --- one thing turned into another ---------------------------------------------------------------------------------

_CLASS = re.compile("[IVX]{1,3}(?=类)")


def turned_problem(clause: Clause, said: Reading) -> str | None:
    """Two classes (由IV类改善为III类) in an order that no clause of the source has them in."""
    if swapped := _dealt_otherwise(clause.text, said):
        return swapped
    classes = _CLASS.findall(clause.text)
    if len(classes) != 2 or not re.search("[由从]", clause.text):
        return None
    alike = any(
        c.text.find(f"{classes[0]}类") < c.text.rfind(f"{classes[1]}类")
        for c in said.clauses
        if f"{classes[0]}类" in c.text
    )
    return None if alike else clause.text


def unproven(clause: Clause, said: Reading) -> str | None:
    """What is but said to be more or less (2024年的目标更高), with no figure behind to see it by, where the source does not say so."""
    found = _MORE.search(clause.text) if clause.mark in "。;" and not clause.amounts else None
    return found.group() if found and found.group() not in said.text else None


_MORE = re.compile("[更要][高低多少大小快慢]$|一些$|有所[抬放降提][高低升]$")


def _dealt_otherwise(text: str, said: Reading) -> str | None:
    """What 分别 deals out to several names, where the source deals the same out to them in another order."""
    for clause in said.clauses if "分别" in text else ():
        pairs = [[LIST.split(part) for part in t.partition("分别")[::2]] for t in (text, clause.text)]
        (names, things), (theirs, dealt) = pairs
        if len(names) < 2 or len(things) < len(names) or len(theirs) != len(names):
            continue
        order = [next((i for i, n in enumerate(theirs) if name.strip() in n or n in name), -1) for name in names]
        levels, others = (LEVELS.findall("、".join(part)) for part in (things, dealt))
        if len(levels) == len(others) == len(names) and sorted(levels) == sorted(others) and -1 not in order:
            if levels != [others[i] for i in order]:
                return text
    return None


# --- the first of its kind -----------------------------------------------------------------------------------------

_FIRST = re.compile(f"(?P<level>{LEVELS.pattern})(?P<first>首[个家条座批次支创])(?P<what>[^,;。]*)")


_UNTIL = re.compile("[0-9在由已于]")
"""Where the name of a thing ends and when, where or by whom begins."""


def first_problem(text: str, said: str) -> str | None:
    """The first of its kind in one place (全市首个) told of another that only stands beside it in the source."""
    for match in _FIRST.finditer(text):
        things = nouns(_UNTIL.split(match["what"])[0])
        alike = [
            item
            for clause, _ in cut(said)
            for item in clause.split("、")
            if match["first"] in item and match["level"] in item
        ]
        if things and alike and not any(all(backed(word, item) for word in things) for item in alike):
            return match.group()[:12]
    return None
