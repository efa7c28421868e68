"""What a claim says besides its facts: leads, what the documents leave open, how two of its figures compare, one thing told of several."""

from __future__ import annotations

import re

from rag.llm.checks.reading import ALL, LIST, Amount, Clause, Reading
from rag.llm.checks.times import promise_in
from rag.llm.checks.wording import weighty

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
    return bool(clause.amounts or weighty(clause.bare))


# --- one thing told of several -------------------------------------------------------------------------------------


def spread(text: str) -> tuple[str, ...]:
    """What tells one thing of several (甲、乙和丙都在2022年动工) as one text for each; empty where it does not."""
    found = ALL.search(text)
    if not found:
        return ()
    names, rest = text[: found.start()], text[found.end() :]
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
    return bool(LIST.search(clause.text) or ALL.search(clause.text))


# --- what no figure shows ------------------------------------------------------------------------------------------


def unproven(clause: Clause, said: Reading) -> str | None:
    """What is but said to be more or less (2024年的目标更高), with no figure behind to see it by, where the source does not say so."""
    found = _MORE.search(clause.text) if clause.mark in "。;" and not clause.amounts else None
    return found.group() if found and found.group() not in said.text else None


_MORE = re.compile("[更要][高低多少大小快慢]$|一些$|有所[抬放降提][高低升]$")
