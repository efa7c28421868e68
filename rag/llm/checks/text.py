"""Text in the form in which claims and sources are compared: one script, one width, every numeral in digits, cut into clauses."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from index.times import in_digits
from index.units import MAGNITUDE, UNIT, listed
from index.words import simplify

_FOOTNOTE = re.compile(r"\[\d{1,3}\]")
_ZERO = re.compile(r"(?<=[年月])0(?=\d[月日])")
_APART = re.compile(r"(?<=\d) (?=\d(?!\d)|\. ?\d)|(?<=\d\.) (?=\d)")
"""What scans leave between the digits of a number (2 5 0万亩)."""
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """NFKC, simplified characters, no footnote marks, no white space between Chinese characters."""
    flat = simplify(unicodedata.normalize("NFKC", text)).replace("∶", ":")
    flat = re.sub(r"(?<![A-Za-z0-9])\s+|\s+(?![A-Za-z0-9])", "", flat)
    return _ZERO.sub("", _APART.sub("", _FOOTNOTE.sub("", flat)))


# --- numerals ------------------------------------------------------------------------------------------------------

_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_POWER = {"十": 10, "百": 100, "千": 1000}
_GREAT = {"万": 10_000, "亿": 100_000_000}
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_FORMAL_RUN = re.compile(
    rf"(?<![队大内登着收])[壹贰叁肆伍陆柒捌玖拾佰仟]+(?=[万亿零〇]|(?:{UNIT})|成|分之|$)|(?<=[之第])[壹贰叁肆伍陆柒捌玖拾佰仟]+"
)
_CLIPPED = tuple(
    pair.split("=")
    for pair in listed(
        "廿=二十 卅=三十 仨=三个 俩=两个 社零总额=社零 社消零=社零 社零=社会消费品零售总额 低保=最低生活保障 固投=固定资产投资 利用外资=使用外资 "
        "规上=规模以上 限上=限额以上 存贷款=存款、贷款 战新=战略性新兴 号线=线 细颗粒物=PM2.5 PM_2.5=PM2.5 亿大关=亿元 国高企业=国家高新技术企业"
    )
)
"""Numerals and names that are clipped, and the whole."""
_TOLD = tuple(
    (re.compile(pattern), word)
    for pattern, word in (
        ("一半|半数", "50%"),
        ("过半(?=[,;。的]|$)", "超过50%"),
        ("(?<=[省市区县])级(?=以上)|(?<=[高低快慢])了(?=约?\\d)", ""),
        ("降价(?:幅度)?(?=[达为近约超]*\\d|[超不高低])", "降幅"),
        ("高达(?=约?\\d)", "达"),
        ("大约|大概|大致(?=\\d)|差不多(?=\\d)", "约"),
        ("几乎(?=\\d)|接近|将近", "近"),
        ("起码", "至少"),
        ("跑赢(?![了\\d])", "高于"),
        ("(?:迈|跨|越|站|冲)[过上破](?=\\d)", "突破"),
        ("(至少|最少|最多|至多)([^\\d,;。]{1,14})(?=\\d)", r"\2\1"),
        ("(?<![提上跃])升(?=[到至]约?\\d)|[增涨](?=[到至]约?\\d)", "上升"),
        ("(?<![下缩调压削精裁])[降减压](?=[到至]约?\\d)", "下降"),
        ("(?<![很许众诸最余\\d百千万亿])多(?:出|增|了|收|支出|生产)?了?(?=约?\\d)", "增加"),
        (
            "少(?=[交付收占用跑花排][^,;。\\d]{0,10}\\d)|[砍压减省削][掉下](?=\\d)|(?<![减至最缺不])少(?:了|掉)?(?=约?\\d)",
            "减少",
        ),
        ("上涨|涨了|(?<![增成生])长了?(?=\\d[\\d.]*(?:%|倍))", "增长"),
        ("(?<![新再又增])添了?(?=\\d)|增设|增开|加开|增添|[新再又]添", "新增"),
        ("(?<=[升跃降退滑列进居][至到在])(?=\\d{1,3}位)|(?<=全[国省市])(?=\\d{1,3}位)", "第"),
        ("头[一1][回次]|第1次", "首次"),
        ("头[一1](?=[个家只支座条批所项])|第1(?=[个家条座款支所])", "首"),
        ("独1(?=[家个])|仅此1[家个例]", "唯一"),
        ("拔得头筹|拔头筹|头把交椅|(?<=居)首(?!位)|之首|首位|榜首|头名|第1名", "第1位"),
        ("次席", "第2位"),
        ("(?:没有?|未)(?:再)?(?:发生|出现)过?|(?:没|没有)出(?=过)|(?<=[年])无(?=[较重])", "未发生"),
        ("保证(?![金书人期])", "确保"),
        ("(全[国省市区县州])(?:范围)?[中里内]?(?:排[到在名]?|位?居|位列|名列)(?=第\\d|前)", r"\1"),
        ("上[一1]年(?!级)", "上年"),
        ("(?<![不超通经路])过了?(?=\\d+(?:\\.\\d+)?(?:[百千]?[万亿]*元|%))|不止(?=\\d)", "超"),
        ("不突破|不高[过于]|没有?超过", "不超过"),
        (r"(\d+)金(\d+)银(?:(\d+)铜)?", r"\1枚金牌、\2枚银牌、\3枚铜牌"),
        ("新建[、和及与]?(?:改造|改?建?[、和]?扩建|改建)", "新改建"),
        ("(?<=[%倍])(?:还多|有余|强)", "多"),
        ("(不低于|不少于|不超过|超过|不到|不足|至少|近|约|超)([\u4e00-\u9fff]{1,10}的)(?=\\d[\\d.]*%)", r"\2\1"),
        ("((?:^|[;。])(?:\\d{4}年)?[\u4e00-\u9fff]{2,8}(?:方面|领域))(?![的,:;。都也均、])", r"\1,"),
    )
)
"""One way of telling for several, in claims and sources alike: bounds stand in front of their number, a change is told as one."""
_N = "[零〇○一二两三四五六七八九十百千万亿]"
NUMERAL = re.compile(f"{_N}+")
_POINT = "(?:点[零〇一二三四五六七八九]+)?"
_SHARE = re.compile(
    rf"(?P<below>百|千|万|{_N}+)分之(?P<above>{_N}+{_POINT}|\d+(?:\.\d+)?)(?:(?P<join>[到至])(?P<to>{_N}+{_POINT}))?"
)
_FRACTION = re.compile(r"(?<=[\u4e00-\u9fff])(?P<above>[1-9])/(?P<below>[2-9])(?![\d/+])")
_TENTHS = re.compile(
    r"(?<![一二三四五六七八九十百千建完达变形生构组])(?P<tenths>[一二两三四五六七八九\d])成(?P<half>半|[一二三四五六七八九])?(?![立员为果效功长熟绩本交就品色型套])"
)
_UNITLESS = re.compile(rf"(?<![\d.A-Za-z第])(\d+(?:\.\d+)?)(?=[、和]\d+(?:\.\d+)?({UNIT}))")
"""The first of two figures that have but one unit between them (分别是2.7和2.4倍)."""
_DOUBLED = re.compile("翻了?(?P<times>[一两二三四]?)番")
_COUNTED = re.compile(
    rf"(?<![每数几第零一二两三四五六七八九十百千万亿余多\d])(?<![\d十百千万]来)(?<![上成](?=[百千万]))(?!百分[点之比])(?P<n>{_N}+{_POINT})(?=[余多来]?(?:{MAGNITUDE})*[余多]?(?:{UNIT})(?![级大线]))"
)
_RANKED = re.compile(f"(?<=第)(?P<n>{_N}+)(?!产业)|(?<=前)(?P<m>[二三四五六七八九十]+)(?![后期端沿])")
_ORDINALS = re.compile(
    "第(?P<each>[一二三四五六七八九十]+(?:(?:[、和及与]|以及)第?[一二三四五六七八九十]+)+)(?P<head>产业|季度|阶段|梯队|批次?|届|期|轮|标段)"
)
_BARE_RANK = re.compile(r"(?<=第)(\d+)(?=[,;。、!?)的升跃降提]|$)")
"""居全省第三 is 居全省第3位."""
_STRICT = re.compile("(?:个|家|所|座|名|户|套|间|处|台|项|条(?!龙))(?![人体性])")
"""Behind a lone 一 only these count things: 一家医院, but 一批, 一起, 一个人."""


def number_of(numeral: str) -> float | None:
    """A Chinese numeral as a number; None where it is none (七八十, 万千).

    >>> number_of("五千五百五十亿")
    555000000000.0
    """
    whole, _, part = numeral.partition("点")
    total = section = digit = 0
    last = ""
    for c in whole:
        if c in _DIGIT:
            if last in _DIGIT and digit:
                return None
            digit = _DIGIT[c]
        elif c in _POWER:
            section += (digit or 1) * _POWER[c]
            digit = 0
        else:
            total = (
                ((total + section + digit) or 1) * _GREAT[c]
                if c == "亿"
                else total + ((section + digit) or 1) * _GREAT[c]
            )
            section = digit = 0
        last = c
    if not all(c in _DIGIT for c in part):
        return None
    return float(f"{total + section + digit}.{''.join(str(_DIGIT[c]) for c in part) or 0}")


def written(value: float) -> str:
    """A number in the shortest digits."""
    return f"{value:.4f}".rstrip("0").rstrip(".")


@lru_cache(maxsize=4096)
def digits(text: str) -> str:
    """Plain text with its numerals in digits: 叁拾, 卅, 仨, 百分之三, 三成, 一半 and 翻番 too; slogans (三大, 五育) stay as they are.

    >>> digits("近五成,一百零九家,翻番")
    '近50%,109家,增长1倍'
    """
    for word, plainer in _CLIPPED:
        text = text.replace(word, plainer)
    text = _THOUSANDS.sub("", _FORMAL_RUN.sub(lambda m: m.group().translate(_FORMAL), text))
    text = in_digits(text)
    text = _DOUBLED.sub(lambda m: f"增长{2 ** (_DIGIT.get(m['times'], 1)) - 1}倍", text)
    text = _ORDINALS.sub(
        lambda m: re.sub("第?([一二三四五六七八九十]+)", lambda n: f"第{n[1]}{m['head']}", m["each"]), text
    )
    text = _UNITLESS.sub(r"\1\2", text) if "分别" in text else text
    text = _TENTHS.sub(_tenths, _FRACTION.sub(_share, _SHARE.sub(_share, text)))
    text = _BARE_RANK.sub(r"\1位", _RANKED.sub(_counted, _COUNTED.sub(_counted, text)))
    for pattern, word in _TOLD:
        text = pattern.sub(word, text)
    return text


def _value(numeral: str) -> float | None:
    return float(numeral) if numeral[0].isdigit() else number_of(numeral)


def _share(match: re.Match[str]) -> str:
    below, above = _value(match["below"]), _value(match["above"])
    if not below or above is None:
        return match.group()
    share = written(100 * above / below) + "%"
    to = _value(match["to"]) if match.re is _SHARE and match["to"] else None
    return share if to is None else f"{share}{match['join']}{written(100 * to / below)}%"


def _tenths(match: re.Match[str]) -> str:
    tenth = _value(match["tenths"]) or 0.0
    return written(10 * tenth + _DIGIT.get(match["half"], 5 * bool(match["half"]))) + "%"


def _counted(match: re.Match[str]) -> str:
    numeral = next(group for group in match.groups() if group)
    if numeral == "一" and match.re is _COUNTED and not _STRICT.match(match.string, match.end()):
        return numeral
    value = number_of(numeral)
    return numeral if value is None else written(value)


# --- clauses -------------------------------------------------------------------------------------------------------

_OPEN, _CLOSE = "“《「(『", "”》」)』"


def cut(text: str) -> list[tuple[str, str]]:
    """Clauses with the mark that ends each; marks inside quotation marks and brackets end none."""
    balanced = sum(text.count(c) for c in _OPEN) == sum(text.count(c) for c in _CLOSE)
    found: list[tuple[str, str]] = []
    depth, start = 0, 0
    for i, c in enumerate(text):
        depth += (c in _OPEN) - (c in _CLOSE) if balanced else 0
        between_digits = text[i - 1 : i].isdigit() and text[i + 1 : i + 2].isdigit() and c == ":"
        if c in ",;:。!?\n" and depth <= 0 and not between_digits:
            found.append((text[start:i], c))
            start = i + 1
    found.append((text[start:], ""))
    return [(clause, end) for clause, end in found if clause.strip("—-· ")]
