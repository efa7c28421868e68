"""What a plan's region and its headings are called."""

from __future__ import annotations

import re

from index.units import any_of

_HEADING = re.compile(r"([一二三四五六七八九十]+)、|\(([一二三四五六七八九十]+)\)")


def numbered(headings: str) -> str:
    """What headings are called by their numbers (三、 is 第三部分, (六) is 第六条)."""
    found = _HEADING.findall(headings)
    return " ".join(f"第{part}{'部分' if part else ''}第{item}条第{item}项第{item}点" for part, item in found)


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
