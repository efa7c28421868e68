"""Names dealt out to several figures in order: 甲和乙分别增长8.4%和11.4%."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from index.bounds import CHANGE, EXCEEDS, LEVEL, without_bounds
from index.clauses import LIST
from index.deeds import ADVERBIAL, joined, opened, tags_of
from index.figures import Figure
from index.goals import GOAL_AHEAD
from index.predicates import BARE_NOUN
from index.subjects import tidy
from index.words import finer

MEASURE_TAIL = re.compile(
    "(?:[率量额数价]|能力|产能|面积|规模|收入|支出|比重|比例|里程|产值|总值|强度|年限|寿命|价格|余额|进出口)$"
)
SIZE = re.compile("(?:年度)?(?:总|计划|估算|概算|建设)?(?:投资额?|建筑面积|占地面积|占地|面积|规模|里程)|全长|总长")
"""A size that says nothing without the thing that has it."""
OWN_SIZE = re.compile("(?P<of>[^、]{4,}?)(?:总投资额?|总?建筑面积|占地面积?|[全总]长)")
_MEASURES = "增加值|销售额|销售收入|营业收入|主营收入|营收|产值|产量?|销量|利润|利税|税收|投资额?|授信金额|金额|资金|交易额|成交额|销售量|产销量?|收入|(?:播种|种植|建筑)面积|装机(?:容量)?"
OF_THINGS = re.compile(
    f"(?:工业增加值|(?:年|总|涉及|到位|计划|协议|合同)*(?:{_MEASURES}))(?:占[^，,]{{2,12}}比[重例])?"
)
OUTPUT = re.compile("增加值|销售|营收|收入|产值|产量|产销|利润|利税|税收|销量")
"""What a branch of the economy is measured by."""
MEASURE_OF = re.compile(
    f"(?:全球)?(?:(?:年|总|涉及|到位|计划|协议|合同)*(?:{_MEASURES})|总量|总数|人数|并网)$".replace("产量?", "产量")
)
"""A bare measure behind things counted is theirs: 重点产业链12条,增加值占比79.8%."""
LEVEL_TIME = re.compile(r"(?<=[到至])(?:(?:\d{4}年|去年|今年)[底末初]?|每人每年|每人每月|每月)的?$")
"""提高到每人每年240元."""
_PER_UNIT = re.compile("每.{1,4}(?:产值|GDP|地区生产总值)|(?:单位|万元)(?:GDP|国内生产总值|地区生产总值|产值)|人均")
"""What 分别 deals out to every name behind it."""


def again(opening: str, named: Sequence[str], figures: Sequence[Figure]) -> list[str] | None:
    """The names of the figures told last, where a clause says more of each and names none (…,分别增长8.7%、9.8%; …,是“十二五”末的1.4倍、1.5倍)."""
    bare = _COMPARED_TO.sub("", without_bounds(opening)[0].strip())
    shared = len({figure.change for figure in figures}) == 1
    if _BASES.fullmatch(bare) or (CHANGE.fullmatch(bare) and shared):  # …人数50万人、收入3亿元,增长70%、78%
        return list(named)
    word = bare.find("分别")
    measure = opened(bare[: max(word, 0)]).rest
    bare_rate = len(measure) <= SHORT + 2 and measure.endswith(("率", "额", "量"))
    if word > 0 and (bare_rate or SIZE.fullmatch(measure)):  # 34个省重点、300个市重点项目,完成年度投资分别达到…
        return [name + measure for name in named]
    if word < 0 or not _AGAIN.fullmatch(bare[: word + 2]):
        return None
    if goal := GOAL_AHEAD.search("," + bare[word + 2 :]):
        return [name + ("目标完成率" if goal["of"] else "") for name in named]
    thing = _dealt_thing(bare[word + 2 :])
    thing += "比重" if thing.startswith("占") else ""
    return [name + (thing if not CHANGE.search(bare) else "") for name in named]


def respectively(before: str, figures: Sequence[Figure], text: str, subject: str, passed: str) -> list[str] | None:
    """The names that 分别 deals out, where there are as many as figures; those of ``subject``, or of the clause ``passed``, where none stand in front of it.

    甲和乙增长8.4%和11.4% deals too: nothing but 和 stands between the figures, and one verb before them.
    """
    names, word, dealt = before.partition("分别")
    if word and not _COMPARED.sub("", names):
        names = passed if len(LIST.split(opened(passed).rest)) == len(figures) else subject
    if not word:
        together = all(LIST.fullmatch(text[a.end : b.start]) for a, b in itertools.pairwise(figures))
        bare = without_bounds(before)[0]
        cut = CHANGE.search(bare) if figures[0].change else LEVEL.search(LEVEL_TIME.sub("", bare))
        names = "" if not together else bare[: cut.start()] if cut else "" if figures[0].change else bare
    names = _SINCE.sub("", _PER_BASE.sub("", _FROM.sub("", names))).replace("”“", "”、“")
    lead = opened(names)
    parts = LIST.split(re.sub(r"^.*\d{4}年", "", lead.rest))
    parts = parts if len(parts) == len(figures) else lead.rest.split("、")
    if len(parts) == 1 and len(figures) == 2:
        parts = next(
            ([parts[0].replace(pair, one) for one in ones] for pair, ones in _PAIRED.items() if pair in parts[0]), parts
        )
    if not len(parts) == len(figures) > 1 or not all(parts):
        return None
    if not word and not figures[0].change and lead.deed:
        return [joined(lead.deed, part) for part in parts]
    if word and (thing := _dealt_thing(dealt)):
        return [part + thing for part in parts]
    if word and not figures[0].change and (done := opened(without_bounds(dealt)[0])).deed and not done.rest:
        return [joined(done.deed, part) for part in parts]  # 甲企业、乙企业分别新增10家、8家
    if sized := _sized_things(parts):
        return sized
    if all(_GRADE.fullmatch(part) for part in parts[:-1]) and (grade := _GRADE.match(parts[-1])):  # 省、市重点项目
        return [part + parts[-1][grade.end() :] for part in parts[:-1]] + parts[-1:]
    if _ORDINALS.fullmatch("、".join(parts[:-1])) and (tail := _LAST_ORDINAL.fullmatch(parts[-1])):  # 一、二、三产
        first = "第" if parts[0].startswith("第") or tail.group(1).startswith("产业") else ""
        return [
            first + part.removeprefix("第") + tail.group(1) for part in [*parts[:-1], parts[-1].removeprefix("第")[0]]
        ]
    per = _PER_UNIT.match(parts[0])
    if per:
        return [part if i == 0 else per.group() + part for i, part in enumerate(parts)]
    if share := _SHARE.search(parts[-1]):
        return [part if _SHARE.search(part) or part[-1] in "率比度" else part + share.group() for part in parts]
    tail = _SHARED_MEASURE.search(parts[-1])
    measured = any(MEASURE_TAIL.search(part) or _MEASURE.search(part) for part in parts[:-1])
    branch = tail and tail.group().startswith(("产业", "行业"))
    alike = tail and all(part[-1] == parts[-1][: tail.start()][-1:] for part in parts[:-1])  # 一产、二产增加值
    long = not measured and any(len(part) > BARE_NOUN for part in parts[:-1])
    if tail and (alike or long or (branch and not measured)):
        return [part + tail.group(1 if part.endswith("业") else 0) for part in parts[:-1]] + parts[-1:]
    words = [word for word, _ in finer(parts[-1])]
    if not measured and parts[-1].startswith(parts[0]):  # 工业、制造业、工业技改|投资
        return [part + words[-1] for part in parts[:-1]] + parts[-1:]
    if MEASURE_TAIL.search(parts[-1]) and not any(
        _MEASURE.search(part) or len(part) > BARE_NOUN for part in parts[:-1]
    ):
        shared = "".join(words[1:] if len(words[0]) > 1 else words[-2:])
        return [part + shared for part in parts[:-1]] + parts[-1:]  # 小麦、稻谷|最低收购价
    if not measured and (behind := _same_behind(parts)):
        return [part + behind for part in parts[:-1]] + parts[-1:]
    if len(parts) == 2 and _BARE_SUM.fullmatch(parts[1]) and len(own := tags_of(parts[0])) > 1:  # 农产品零售额、出口额
        return [parts[0], own[0][0] + parts[1]]
    if len(parts) == 2 and len(parts[1]) <= SHORT and len(own := tags_of(parts[0])) > 1:  # 旅游业创汇、创收
        return [parts[0], "".join(one for one, _ in own[:-1]) + parts[1]]
    return parts


SHORT = 2
_BARE_SUM = re.compile("(?:出口|进口|销售|零售|货运|客运|交易|成交|营业)[额量值]")


def _same_behind(parts: Sequence[str]) -> str:
    """What stands behind the last of several things and is told of all: 重点污染企业和工业企业|污染治理达标率, 汽车、家电产品|以旧换新."""
    last = parts[-1]
    kind = tags_of(parts[0])[-1][0][-2:]
    if len(kind) > 1 and kind in last[:-1]:
        return last[last.rfind(kind) + len(kind) :]
    words = tags_of(last)
    told = list(itertools.takewhile(lambda word: word[1][:1] in _TOLD, reversed(words)))
    noun = tags_of(parts[0])[-1][1][:1] not in _TOLD
    return "".join(word for word, _ in reversed(told)) if noun and len(told) < len(words) else ""


_TOLD = frozenset("vli")
"""Tags of verbs and sayings."""


_FROM = re.compile(r"[由从]\d[^，,]*$")
"""最高支付限额由2300元分别提高到…"""


_GRADE = re.compile("(?:国家|[省市县区])级?")
_ORDINALS = re.compile("第?[一二三](?:、第?[一二三])*")
_LAST_ORDINAL = re.compile("第?[二三](产.*)")
_SIZED = re.compile(r"(?P<than>.*?)(?P<size>[\d.]+[百千万亿]*元(?:以上)?)(?P<things>\D*)")


def _sized_things(parts: Sequence[str]) -> list[str] | None:
    """营收过100亿元、50亿元企业: what the sizes are those of stands before the first, the things behind the last."""
    sizes = [_SIZED.fullmatch(part) for part in parts]
    first, last = sizes[0], sizes[-1]
    if not first or not last or first["things"] or not last["things"]:
        return None
    return [
        (first["than"] if not size["than"] else size["than"]) + size["size"] + last["things"] for size in sizes if size
    ]


_SHARE = re.compile(
    "(?:(?:增加值|产值|收入|支出|投资)?占[^，,、]{2,12})?(?:占比|比重|增速|增幅|降幅|覆盖率|达标率|完成率|满意率)$"
)
_SHARED_MEASURE = re.compile(
    "(?:行业|产业)?(人均可支配收入|人均纯收入|可支配收入|人均收入|总产值|产值|增加值|投资额?|产量|销量|销售额|零售额|进出口额?|营业收入|收入)$"
)
"""What the last of several names measures and the ones before it too (新能源、输变电装备产业产值分别增长)."""


def _dealt_thing(dealt: str) -> str:
    """The noun behind 分别: 甲、乙分别实现税收2亿元、1亿元."""
    bare = without_bounds(dealt)[0]
    if CHANGE.search(bare) or EXCEEDS.search(bare):
        return ""
    level = LEVEL.search(bare)
    return tidy(opened(bare[: level.start()] if level else bare).rest)


_SINCE_WHEN = "(?:比|较)[^，,]{1,8}[年初末底期]"
_SINCE = re.compile("(?<=..)(?:比(?![例重])|较)[^，,、]{1,8}$")
"""甲县、乙县较一季度分别上升…"""
_COMPARED = re.compile("^[比较][^,，、]{1,8}$")
"""比上年分别下降: no name stands in front."""
_COMPARED_TO = re.compile("^(?:比|较)[^，,、]{1,5}(?=增|提|上|下|减|降)")
_PER_BASE = re.compile(r"(?:平均)?每\d*[^\d，,、]{1,3}$")
"""最低收购价平均每50公斤."""
_MEASURE = re.compile("[耗率量额数价值度收入出比资产次金]$")
_AGAIN = re.compile(f"(?:{ADVERBIAL.pattern}|{_SINCE_WHEN})*分别")
_BASES = re.compile("(?:分别)?(?:是|为|相当于)[^，,、]{2,14}的")
_PAIRED = {
    "城乡居民": ("城镇居民", "农村居民"),
    "城乡": ("城市", "农村"),
    "存贷款": ("存款", "贷款"),
    "进出口": ("进口", "出口"),
    "产销量": ("产量", "销量"),
    "内外资": ("内资", "外资"),
    "城镇和农村居民": ("城镇居民", "农村居民"),
}
"""Two things in one word: 城乡低保标准分别提高到…"""
