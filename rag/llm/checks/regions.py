"""What a plan's region and its headings are called."""

from __future__ import annotations

import re

from index.units import any_of


def without_region(text: str, region: str) -> str:
    """A text without the name of the place whose plan it is held against."""
    return re.sub(any_of(names_of(region)), "", text) if region else text


def bare_region(region: str) -> str:
    if "自治" in region[3:]:
        return region[:2]
    return region[:-1] if len(region) > 2 and region[-1] in "省市区县州" else region


def names_of(region: str) -> tuple[str, ...]:
    """A region and its last part, each with and without what kind of region it is (深圳市龙华区, 龙华区, 龙华)."""
    if region == "全国":
        return ("中国", "全国")
    last = re.split("(?<=[省市])(?=.)", region)[-1]
    short = f"{last[:2]}{last[-1]}" if "自治" in last[3:] else ""
    return tuple(name for name in dict.fromkeys((region, short, bare_region(region), last, bare_region(last))) if name)
