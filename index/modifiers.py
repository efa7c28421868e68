"""Figures that measure nothing of the plan's own, as they only say which things are meant: 超10亿元企业15家, 50万元以下账款, 120万吨乙烯等项目."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.clauses import CLAUSE_END
from index.deeds import DEED, LIGHT, opened, tags_of
from index.figures import Figure
from index.units import COUNTS, MAGNITUDES, MONEY, SHARES, any_of

_RATINGS = frozenset({"千伏", "kV"})
_THRESHOLD = frozenset({"超", "超过", "突破", "以上", "以下", "不足", "不到"})
_COUNTED = frozenset({*COUNTS, *SHARES, *MONEY})
_GRADES = frozenset({"分", "岁"})
_GRADED = re.compile("(?:及|或)?以[上下]的?[\u4e00-\u9fff]")
_SIZE_CLASS = re.compile("(?:及以[上下]|以下)的?(?![,，、;；。]|[和及与])[\u4e00-\u9fff]{2}")
_AFTER_BOUND = re.compile("(?:及|或)?以[上下]")
THINGS_MADE = "企业|项目|园区|开发区|断面|事项|业务|街道|集群|合同|贷款|账款|商户|公司|平台|品牌|产品|基金|订单|工程|家庭|群体|单位|商场|综合体|大户|主体"
THINGS = f"{THINGS_MADE}|乡镇|村|镇|县|产业"
_NAMES_THINGS = re.compile(f"的?[\u4e00-\u9fff“”]{{0,6}}?(?:{THINGS})")
_THINGS_ALONE = re.compile(
    rf"{_NAMES_THINGS.pattern}(?:[已共]?(?:达到|达|增至|增加到|突破|超过|超|近|约|为|不少于|不低于|分别|[共有]))*"
)
_LISTED = re.compile(rf"[^,，;；。]*等(?P<counted>\d+[个家项座])?[\u4e00-\u9fff]{{0,12}}?(?:{THINGS})")
_CAPACITY = re.compile("[年日](?:产|处理|加工|生产|供应|屠宰|出栏)[^,，、;；。]{0,4}$")
_MADE_BY_IT = re.compile("[\\w（）()、]{1,16}?(?:项目|工程|生产线|厂|设施|基地|装置)")
_POWER_TO = re.compile("能力|产能|规模|产量")
_MEANT = re.compile("以[上下]的[^,，;；。\\d]{1,12}(?:进行|给予|实行|实施|开展|予以)")
_AND_SO = re.compile("(?:以[上下])?[且或并][^,，;；。]{0,8}")
_PEOPLE = re.compile(
    "[\u4e00-\u9fff]{0,5}?(?:人口(?:大[国省市县]|的(?:发展中)?(?:国家|大国|大省|大市|大县))|人民|儿女|同胞|父老|干部群众|干群|群众(?:的|对))"
)
"""全市65万人民: who is spoken of, or to."""
_NOUN = re.compile("[\u4e00-\u9fff“](?<![以及和或左上、等])")


_ONE_OF = re.compile("[\u4e00-\u9fff]{0,6}之[一后]")
_BECOMES, _THE_ONE = re.compile("(?:成为|跻身)[^,，;；。]*$"), re.compile("的(?:城市|省份|地区|县|市|区)")
"""成为全国9个城市之一, 成为经济总量突破2万亿的城市."""
_STANDS_ON = re.compile(
    f"(?:^|[,，;；。：:])(?:紧紧|牢牢|全力|充分|深入|积极|坚持)*(?:紧盯|聚焦|依托|围绕|立足|抢抓|对标|借助)(?:(?!{DEED}|{LIGHT}|形成|推进|谋划|布局|攻克|突破|征集)[^,，;；。：:]){{0,24}}$"
)
"""紧盯省47条政策: what is there to work with."""
_GLOSS = re.compile("[”》][(（][^()（）,，;；。其]{0,6}$")
"""“1+N”(1个省级平台): what a name means."""
_LISTED_WITH = ("或", "、", "和")
_IS_CLASS = re.compile("级?(?:企业|集团|产业|项目|园区|集群|品牌)")


def measuring(figures: Sequence[Figure], text: str) -> tuple[Figure, ...]:
    """The figures of ``text`` that measure something, those left out that only say which things are meant."""
    kept: list[Figure] = []
    after: Figure | None = None
    dropped = False
    for figure in reversed(figures):
        either = (
            dropped
            and after is not None
            and (
                (
                    (_base(figure.unit) in MONEY or "亿" in figure.unit)
                    and text[figure.end : after.start].rstrip("过超") in _LISTED_WITH
                )
                or bool(_AND_SO.fullmatch(text, figure.end, after.start))
            )
        )  # 超100亿元或10亿美元项目
        dropped = either or modifies(figure, after, text) or _is_capacity(figure, after if dropped else None, text)
        if not dropped:
            kept.append(figure)
        after = figure
    return tuple(reversed(kept))


def modifies(figure: Figure, after: Figure | None, text: str) -> bool:
    """Whether a figure of ``text`` only says which things are meant; ``after`` is the one behind it, if any."""
    return (
        _is_threshold(figure, after, text)
        or _is_in_a_list_of_names(figure, text)
        or (_base(figure.unit) == "" and bool(_PEOPLE.match(text, figure.end)))
        or bool(
            _ONE_OF.match(text, figure.end)
            or (_BECOMES.search(text, 0, figure.start) and _THE_ONE.match(text, figure.end))
        )
        or _is_ground(figure, text)
        or bool(_RANGE.match(text, figure.end))
        or (figure.unit == "类" and bool(_CLASS.match(text, figure.end)))
        or bool(_GLOSS.search(text, max(0, figure.start - 30), figure.start))
        or text[: figure.start].endswith(("×", "✕"))  # 2×70万千瓦机组
        or (figure.unit in _RATINGS and bool(_NOUN.match(text, figure.end)))
    )


def _is_ground(figure: Figure, text: str) -> bool:
    """Whether a figure counts what a deed stands on (紧盯省47条政策)."""
    stands = _STANDS_ON.search(text, max(0, figure.start - 30), figure.start)
    return bool(stands and _base(figure.unit) in COUNTS and _NOUN.match(text, figure.end))


_CLASS = re.compile("(?:创新|新|中|生物)药|医疗器械|科目")
"""1类创新药: its class."""
_RANGE = re.compile("(?:范围|半径)|(?<=[米里])[以之]?内(?=[\u4e00-\u9fff])")
"""两岸1000米范围内, 站点50米内: where."""


def _is_capacity(figure: Figure, listed: Figure | None, text: str) -> bool:
    """Whether a figure is what works are built for: 甲公司|15万吨|甲醇项目投产, 日处理|500吨|的垃圾焚烧项目; ``listed`` is the one behind it that is."""
    told = _CAPACITY.search(text, max(0, figure.start - 8), figure.start)
    if not told:
        lead = opened(re.split(f"{CLAUSE_END.pattern}|、", text[: figure.start])[-1])
        done = lead.acts and not lead.rest  # 新增30万千瓦光伏项目
        base = _base(figure.unit)
        made = base in _BUILT_FOR or (base in _MADE and base != figure.unit)  # 10万片衬底项目
        if done or not made or figure.change or text.startswith("的", figure.end):
            return False
        between = text[figure.end : listed.start] if listed else ""
        if "、" in between and not CLAUSE_END.search(between):
            return True
    works = _MADE_BY_IT.match(text, figure.end) if told or _NAMED.match(text, figure.end) else None
    return works is not None and not _POWER_TO.search(works.group())


_NAMED = re.compile(f"[A-Za-z]|{_NOUN.pattern}")
_BUILT_FOR = frozenset({"吨", "瓦", "兆瓦", "立方米"})
_MADE = frozenset("片只辆头羽台件支块枚瓶盒袋箱颗")


def _base(unit: str) -> str:
    return unit.lstrip("".join(MAGNITUDES))


def _is_threshold(figure: Figure, after: Figure | None, text: str) -> bool:
    if figure.unit in _GRADES and _GRADED.match(text, figure.end):  # 600分以上考生
        return True
    base = _base(figure.unit)
    if "亿" in figure.unit and not base and _IS_CLASS.match(text, figure.end):  # 打造50亿企业集团
        return True
    if _MEANT.match(text, figure.end):  # 对销售额2万元以上的经营主体进行补助
        return True
    if _SIZE_CLASS.match(text, figure.end) and base and base not in _COUNTED:  # 35蒸吨及以下锅炉
        return True
    behind = _AFTER_BOUND.match(text, figure.end)
    start = behind.end() if behind else figure.end
    described = (text.startswith("的", start) if base in MONEY else behind) and _NOUN.match(text, start)
    if described and base and base not in COUNTS and _COUNTED_SO.search(text, 0, figure.start):
        return True
    if base not in MONEY:
        return False
    bound = _THRESHOLD.intersection(figure.bound.split(",")) or text[: figure.start].endswith(("过", "或"))
    counts = after is not None and _base(after.unit) in COUNTS
    between = text[figure.end : after.start] if after and figure.end < after.start else ""
    if counts and _THINGS_ALONE.fullmatch(between) and between[:1] != "的" and not _acts(_NAMES_THINGS.match(between)):
        return True  # 20亿元项目不少于12个
    if not bound:
        return False
    named = _NAMES_THINGS.match(text, start)
    if named and (behind or not _acts(named)):  # 产值超十亿元乡镇
        return True
    return after is not None and bool(
        _THINGS_ALONE.fullmatch(text, start, after.start) or text[start : after.start] == "的"
    )


_COUNTED_SO = re.compile(f"\\d[余多]?(?:{any_of(COUNTS)})[\u4e00-\u9fff]{{0,10}}$")
"""64个|预增产值过10亿元的工业增长点."""


def _acts(named: re.Match[str] | None) -> bool:
    """Whether a verb stands in front of the things: 支持企业."""
    return named is not None and any(flag in ("v", "p", "d", "vd") for _, flag in tags_of(named.group().lstrip("的")))


def _is_in_a_list_of_names(figure: Figure, text: str) -> bool:
    """中芯二期、南港120万吨乙烯、华为总部等项目加快建设."""
    capacity = _CAPACITY.search(text, max(0, figure.start - 8), figure.start)
    if (
        not _base(figure.unit)
        or figure.unit in SHARES
        or figure.change
        or (_base(figure.unit) in COUNTS and not capacity)
    ):
        return False
    end = CLAUSE_END.search(text, figure.end)
    listed = _LISTED.search(text, figure.end, end.start() if end else len(text))
    money = _base(figure.unit) in MONEY  # 投资3.7亿元的甲项目等8个项目: a figure of its own
    return bool(_NOUN.match(text, figure.end) and listed and not (money and listed["counted"]))
