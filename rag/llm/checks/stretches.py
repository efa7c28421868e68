"""Which part of a clause each of its figures has for its own, and which of them but say how large the things are that another counts."""

from __future__ import annotations

import re

from index.words import tagged
from rag.llm.checks.deeds import NEW, opens_with_deed
from rag.llm.checks.families import STAGES
from rag.llm.checks.numbers import AFTER, THINGS

LIST = re.compile("、|以及|并(?=[^\u0000]{2})|[和及与]")
_SIZE = re.compile(
    "(?:以上|以下|级)?的?(?P<things>[\u4e00-\u9fff]{0,4}(?:项目|企业|园区|平台|产业|集群)[^、,和及与]{0,6})"
)
"""What stands between a sum of money and a count of things of that size (亿元以上产业项目50个)."""


def is_size(text: str, match: re.Match[str], counting: re.Match[str]) -> bool:
    between = _SIZE.fullmatch(text[match.end() : counting.start()])
    return between is not None and match.group().endswith("元") and not _deed_first(between["things"])


def sizes_behind(text: str, counting: re.Match[str], match: re.Match[str]) -> bool:
    """Whether a sum of money behind a count says of how large things (71个5亿元以上的项目)."""
    between = text[counting.end() : match.start()]
    if counting["unit"] not in THINGS or not match.group().endswith("元"):
        return False
    if not between:
        return _SIZE.match(text, match.end()) is not None
    return bool(re.fullmatch("[^、,和及与]{1,8}", between) and re.match("以[上下]的", text[match.end() :]))


def stretches(text: str, matches: list[re.Match[str]]) -> list[tuple[int, int]]:
    """Where the stretch of each figure begins and ends: cut at the 、 or 和 between two of them, or in front of the next one's verb (投资3亿元|新建
    道路5公里); what nothing divides they share."""
    found: list[tuple[int, int]] = []
    start = 0
    for i, match in enumerate(matches):
        if i + 1 == len(matches):
            more = text.find("、", match.end()) if found or text[match.end() : match.end() + 1] == "、" else -1
            return [*found, (start, len(text) if more < 0 else more)]
        between = text[match.end() : matches[i + 1].start()]
        if _ROSE_TO.fullmatch(between) and re.search("[从由]", text[start : match.start()]):
            found.append((start, match.end()))
            continue
        after = AFTER.match(between)
        rest = after.end() if after else 0
        parted = LIST.match(between, rest) or (
            None
            if _deed_first(between[rest:]) and (match["unit"] not in THINGS or _STARTS.match(between, rest))
            else re.compile("、").search(between, rest) or LIST.search(between, rest)
        )
        if parted:
            found.append((start, match.end() + parted.start()))
            start = match.end() + parted.end()
        else:
            counted = match["unit"] in THINGS and not _STARTS.match(between, rest)
            verb = not counted and _deed_first(between[rest:])
            at = rest if verb else _predicate(between)
            found.append((start, match.end() + at))
            start = match.end() + (at if at < len(between) else 0)
    return found


_STARTS = re.compile(f"“|{NEW.pattern}|{'|'.join(family.pattern for family in STAGES)}")
"""What another deed begins with behind a count of things (3所|新建医院2家), where any other verb is part of what is counted."""
_ROSE_TO = re.compile("[\u4e00-\u9fff]{0,5}[到至为]")
"""Between two figures of one thing (从33%提升到52%)."""


def _predicate(text: str) -> int:
    """Where in what lies between two figures the things that the first one counts end: at a time (17个项目|年内投资3亿元)."""
    at = _WHEN.search(text)
    if at:
        return at.start()
    found = 0
    for word, flag in tagged(text):
        if flag == "v" and found and len(word) > 1:
            return found
        found += len(word)
    return len(text)


_WHEN = re.compile("(?:19|20)\\d\\d年|年内|全年|当年")


def _deed_first(text: str) -> bool:
    return bool(text) and not text.startswith(("的", "、")) and opens_with_deed(text)
