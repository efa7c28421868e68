"""Sums of money, and classes of any measure, that say how large the things are that a figure counts (亿元以上产业项目50个)."""

from __future__ import annotations

import re

from rag.llm.checks.deeds import opens_with_deed
from rag.llm.checks.numbers import THINGS

_SIZE = re.compile(
    "级?(?:以上|以下)?的?(?P<things>[\u4e00-\u9fff]{0,4}(?:项目|企业|园区|平台|产业|集群)[^、,和及与]{0,6})|级?(?:以上|以下)?的(?:至少)?"
)
"""What stands between a sum of money and a count of things of that size (亿元以上产业项目50个)."""


def is_size(text: str, match: re.Match[str], counting: re.Match[str]) -> bool:
    between = _SIZE.fullmatch(text[match.end() : counting.start()])
    if between is None or not _measures(text, match):
        return False
    if between["things"] is None:
        return "以" in between.group() or text[: match.start()].endswith(("超", "过", "突破"))
    return not deed_first(between["things"])


def sizes_behind(text: str, counting: re.Match[str], match: re.Match[str]) -> bool:
    """Whether a sum of money behind a count says of how large things (71个5亿元以上的项目)."""
    between = text[counting.end() : match.start()]
    if counting["unit"] not in THINGS or not _measures(text, match):
        return False
    if not between:
        return _SIZE.match(text, match.end()) is not None
    bounded = "以[上下]的" if not between.endswith(("超", "过", "突破")) else "的"
    return bool(re.fullmatch("[^、,和及与]{1,8}", between) and re.match(bounded, text[match.end() :]))


def _measures(text: str, match: re.Match[str]) -> bool:
    """Whether a figure tells how large one thing is: a sum of money, or a class of any measure (10万千瓦级)."""
    return match.group().endswith("元") or text.startswith("级", match.end())


def deed_first(text: str) -> bool:
    return bool(text) and not text.startswith(("的", "、")) and opens_with_deed(text)
