"""A true claim made false, by rule: each way, and all that apply to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from index.figures import find_figures
from rag.llm.checks.text import plain
from rag.llm.claims import Claim
from rag.llm.sources import Source


@dataclass(frozen=True, slots=True)
class Told:
    """A claim with the sentence it rests on; ``kind`` says how it was made (``quote``, ``clause``, ``wrong figure``, ...)."""

    kind: str
    claim: Claim
    source: Source


Corrupt = Callable[[Told, Sequence[Told], Random], str | None]

_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?=年|—|\D|$)")
_UNITS = {
    "亿元": "万元", "万元": "亿元", "公里": "米", "%": "个百分点", "个百分点": "%", "万套": "套", "万座": "座", "万人": "人", "万平方米": "平方米",
    "平方米": "平方公里", "公顷": "平方公里", "平方公里": "公顷", "万亿元": "亿元", "家": "亩", "所": "家", "套": "间", "个": "家", "张": "万张",
    "座": "万座", "条": "公里", "项": "家", "亩": "公顷", "美元": "元", "万亩": "亩", "万户": "户", "万个": "个",
}  # fmt: skip
_BOUND_WORDS = (
    "超过",
    "超",
    "突破",
    "近",
    "约",
    "不低于",
    "不超过",
    "至少",
    "以上",
    "左右",
    "以内",
    "以下",
    "余",
    "多",
)
_OTHER_BOUND = {
    "超过": "不到", "超": "不足", "突破": "接近", "近": "超", "约": "超过", "不低于": "不超过", "不超过": "不低于", "至少": "最多", "以上": "以下",
    "左右": "以上", "以内": "以上", "以下": "以上",
}  # fmt: skip
_NAMES = (
    "华兴科技公司", "龙湖实验学校", "东方明珠大厦", "中科院", "腾讯", "清华大学", "王建国", "南山区", "广州市", "滨河医院", "云海产业园", "星河计划",
    "世界银行", "华为", "欧盟", "宝安中心", "雄安新区", "青山湖公园", "海天集团", "李明",
)  # fmt: skip
_UP_DOWN = (
    ("增长", "下降"), ("提高", "降低"), ("增加", "减少"), ("提升", "下降"), ("上升", "下降"), ("扩大", "缩小"), ("新增", "减少"), ("建成", "拆除"),
    ("新建", "拆除"), ("支持", "限制"), ("鼓励", "禁止"), ("推动", "阻止"), ("加快", "放缓"), ("加强", "削弱"), ("推进", "停止"), ("上涨", "下跌"),
)  # fmt: skip
_VERBS = re.compile(
    "新增|建成|完成|实现|推动|推进|开展|建设|增长|提高|提升|支持|加强|加快|达到|引进|改造|举办|设立|实施|新建|供应|覆盖|降低|减少|成立|发布|打造|落实|完善"
)
_PLAN_WORDS = re.compile("目标:|计划|力争|将|拟|确保|争取|目标")


def _other_number(told: Told, others: Sequence[Told], rng: Random) -> str | None:
    text = told.claim.text
    figures = [f for f in find_figures(text) if _DIGITS.fullmatch(f.value)]
    if not figures:
        return None
    figure = rng.choice(figures)
    value = float(figure.value)
    digits = figure.value.split(".")[0]
    choices = [
        f"{value * 10:g}", f"{value + 1:g}", f"{value * 1.1:.1f}", f"{value / 10:g}", f"{max(0.0, value - 1):g}",
        "".join(reversed(digits)), str(rng.randint(2, 999)), f"{digits}.5", f"1{digits}",
    ]  # fmt: skip
    new = rng.choice([c for c in choices if "e" not in c and float(c) != value] or ["12345"])
    return text[: figure.start] + text[figure.start : figure.end].replace(figure.value, new, 1) + text[figure.end :]


def _borrowed_number(told: Told, others: Sequence[Told], rng: Random) -> str | None:
    """Another sentence's figure of the same unit in this one's place: the other year's, the neighbour's."""
    text = told.claim.text
    figures = [f for f in find_figures(text) if _DIGITS.fullmatch(f.value)]
    if not figures:
        return None
    figure = rng.choice(figures)
    own = {f.value for f in find_figures(plain(told.source.text))}
    found = [
        f.value
        for other in others
        for f in find_figures(other.claim.text)
        if f.unit == figure.unit and _DIGITS.fullmatch(f.value) and f.value not in own
    ]
    if not found:
        return None
    return (
        text[: figure.start]
        + text[figure.start : figure.end].replace(figure.value, rng.choice(found), 1)
        + text[figure.end :]
    )


def _exchanged_numbers(told: Told, others: Sequence[Told], rng: Random) -> str | None:
    """Two figures of one sentence in each other's place."""
    text = told.claim.text
    figures = [f for f in find_figures(text) if _DIGITS.fullmatch(f.value)]
    pairs = [(a, b) for a in figures for b in figures if a.start < b.start and a.unit == b.unit and a.value != b.value]
    if not pairs:
        return None
    a, b = rng.choice(pairs)
    first, second = (text[f.start : f.end] for f in (a, b))
    first, second = first.replace(a.value, b.value, 1), second.replace(b.value, a.value, 1)
    return text[: a.start] + first + text[a.end : b.start] + second + text[b.end :]


def _other_unit(told: Told, others: Sequence[Told], rng: Random) -> str | None:
    text = told.claim.text
    figures = [f for f in find_figures(text) if f.unit in _UNITS and text[f.start : f.end].endswith(f.unit)]
    if not figures:
        return None
    figure = rng.choice(figures)
    return text[: figure.end - len(figure.unit)] + _UNITS[figure.unit] + text[figure.end :]


def _bound_at(told: Told, rng: Random) -> tuple[int, int, str] | None:
    text = told.claim.text
    found = []
    for figure in find_figures(text):
        for word in _BOUND_WORDS:
            if word in figure.bound.split(","):
                at = text.find(word, max(0, figure.start - 6), figure.end + 4)
                if at >= 0:
                    found.append((at, at + len(word), word))
    return rng.choice(found) if found else None


def _no_bound(told: Told, others: Sequence[Told], rng: Random) -> str | None:
    found = _bound_at(told, rng)
    return told.claim.text[: found[0]] + told.claim.text[found[1] :] if found else None


def _other_bound(told: Told, others: Sequence[Told], rng: Random) -> str | None:
    found = _bound_at(told, rng)
    if not found or found[2] not in _OTHER_BOUND:
        return None
    return told.claim.text[: found[0]] + _OTHER_BOUND[found[2]] + told.claim.text[found[1] :]


def _new_bound(told: Told, others: Sequence[Told], rng: Random) -> str | None:
    figures = [f for f in find_figures(told.claim.text) if not f.bound and _DIGITS.fullmatch(f.value)]
    if not figures:
        return None
    figure, text = rng.choice(figures), told.claim.text
    if rng.random() < 0.5:
        return text[: figure.start] + rng.choice(("超过", "近", "约", "不低于")) + text[figure.start :]
    return text[: figure.end] + rng.choice(("以上", "左右", "以内")) + text[figure.end :]


def _other_year(told: Told, others: Sequence[Told], rng: Random) -> str | None:
    text, scope = told.claim.text, told.source.scope
    years = list(_YEAR.finditer(text))
    if not years or scope is None:
        return None
    match = rng.choice(years)
    year = int(match.group())
    taken = set(_YEAR.findall(plain(told.source.text))) | {str(scope.year), str(scope.first_year or scope.year)}
    free = [str(y) for y in (year - 1, year + 1, year - 5, year + 2) if str(y) not in taken]
    return text[: match.start()] + rng.choice(free) + text[match.end() :] if free else None


def _other_tense(told: Told, others: Sequence[Told], rng: Random) -> str | None:
    text, scope = told.claim.text, told.source.scope
    if scope is None:
        return None
    years = f"{scope.first_year}—{scope.year}年" if scope.first_year not in (None, scope.year) else f"{scope.year}年"
    body = text.removeprefix(f"{years}目标:").removeprefix(f"{years}完成情况:")
    if scope.kind == "target":
        verb = _VERBS.search(body)
        done = [f"{years}完成情况:{_PLAN_WORDS.sub('', body)}"]
        if verb:
            bare = _PLAN_WORDS.sub("", body)
            done += [
                _VERBS.sub(lambda m: "已" + m.group(), bare, count=1),
                _VERBS.sub(lambda m: m.group() + "了", bare, count=1),
            ]
        return rng.choice(done)
    return f"{years}{rng.choice(('目标:', '计划', '将'))}{body}"


def _invented_name(told: Told, others: Sequence[Told], rng: Random) -> str | None:
    text = told.claim.text
    name = rng.choice([n for n in _NAMES if n not in told.source.text and n not in told.source.context])
    nouns = list(
        re.finditer("[\u4e00-\u9fff]{2,6}(?:企业|学校|医院|公园|项目|公司|中心|大学|工程|园区|平台|区|市)", text)
    )
    if nouns and rng.random() < 0.5:
        match = rng.choice(nouns)
        return text[: match.start()] + name + text[match.end() :]
    head, mark, rest = text.partition(":")
    front = head + mark if mark and len(head) < 16 else ""
    body = rest if front else text
    return rng.choice(
        (f"{front}{name}{body}", f"{front}由{name}牵头,{body}", f"{front}{body.rstrip('。')},其中包括{name}。")
    )


def _negated(told: Told, others: Sequence[Told], rng: Random) -> str | None:
    verbs = list(_VERBS.finditer(told.claim.text))
    verbs = [m for m in verbs if told.claim.text[m.start() : m.start() + 4] != "完成情况"]
    if not verbs:
        return None
    match = rng.choice(verbs)
    return (
        told.claim.text[: match.start()]
        + rng.choice(("未", "没有", "不再", "未能", "不"))
        + told.claim.text[match.start() :]
    )


def _turned(told: Told, others: Sequence[Told], rng: Random) -> str | None:
    text = told.claim.text
    found = [(a, b) for up, down in _UP_DOWN for a, b in ((up, down), (down, up)) if a in text]
    if not found:
        return None
    a, b = rng.choice(found)
    return text.replace(a, b, 1)


def _added(told: Told, others: Sequence[Told], rng: Random) -> str | None:
    more = (
        "并新建学校12所", "惠及居民35万人", "总投资约80亿元", "由市政府负责实施", "居全国第一", "位居全省首位", "比上年增长15%", "获得国务院通报表扬",
        "市民可免费申请补贴", "确保全部按期完工", "预计带动就业2000人", "为历史最高水平",
    )  # fmt: skip
    return f"{told.claim.text.rstrip('。')},{rng.choice(more)}。"


CORRUPTIONS: dict[str, Corrupt] = {
    "wrong figure": _other_number,
    "another sentence's figure": _borrowed_number,
    "figures exchanged": _exchanged_numbers,
    "unit changed": _other_unit,
    "bound dropped": _no_bound,
    "bound changed": _other_bound,
    "bound added": _new_bound,
    "wrong year": _other_year,
    "tense changed": _other_tense,
    "invented name": _invented_name,
    "negated": _negated,
    "direction turned": _turned,
    "invented addition": _added,
}


def corrupted(told: Told, others: Sequence[Told], rng: Random) -> Iterator[Told]:
    """The claim made false in every way that applies to it, and once with its citation moved to another sentence."""
    for kind, corrupt in CORRUPTIONS.items():
        text = corrupt(told, others, rng)
        if text and plain(text) != plain(told.claim.text):
            yield Told(kind, replace(told.claim, text=text), told.source)
    strangers = [other.source for other in others if plain(other.source.text) not in plain(told.claim.text)
                 and plain(told.source.text) not in plain(other.source.text)]  # fmt: skip
    if strangers:
        yield Told("citation swapped", told.claim, rng.choice(strangers))
