"""In what a question wants its figure (money, a share, a count, a length, a rank; or each of several things by name), and whether a sentence
tells any such figure.

A sentence about the very thing that measures it otherwise (改造老旧小区120万平方米, where 多少个 is asked) is near and no answer.
"""

from __future__ import annotations

import re
from typing import Literal

from index.figures import Figure, find_figures
from index.likeness import dimension
from index.rows import LedgerRow
from index.tabular import is_row
from index.units import MAGNITUDE, MONEY, SHARES, UNIT
from index.words import simplify
from index.wordvalues import find_word_values

Measure = Literal[
    "money", "share", "change", "count", "length", "area", "volume", "mass", "power", "energy", "large", "rank", "names"
]


def measure_asked(question: str) -> Measure | None:
    """What a question (half-width, in simplified characters) wants its figure in; None where it does not say, or says several."""
    text = question.lower()
    found: set[Measure | None] = {measure for measure, pattern in _ASKED if pattern.search(text)}
    for match in (*_COUNTED.finditer(text), *_ENGLISH.finditer(text)):
        unit = match["unit"] or ""
        found.add(_of_unit(_AS_SAID.get(unit, unit)))
    return found.pop() if len(found) == 1 else None  # 增加了多少个: a count will do, and so will a growth


def tells(text: str, measure: Measure) -> bool:
    """Whether a sentence, in any characters, holds a figure of this measure, or one whose measure it leaves unsaid."""
    text = simplify(text)
    if measure == "names":
        return is_row(text) or bool(_NAMED.search(text))
    if is_row(text) or not re.search(
        r"\d", text
    ):  # cells have their unit in the head; numbers in words are not all found
        return True
    if measure == "rank":
        return bool(_RANKED.search(text)) or any(
            value.number and "第" in value.value for value in find_word_values(text)
        )
    return any(fits(figure, measure) for figure in find_figures(text))


def fits(figure: Figure | LedgerRow, measure: Measure) -> bool:
    """Whether a figure is of a measure."""
    told = _of_unit(figure.unit)
    if measure == "change":
        return told == "share" or bool(figure.change)
    if measure == "large":  # 多少亿 of what is not said
        return told == "money" or "亿" in figure.value + figure.unit
    return told == measure or (measure == "count" and not figure.unit)


def _of_unit(unit: str) -> Measure | None:
    base = dimension(unit)
    if base in MONEY or base.startswith("元"):
        return "money"
    if base in (*SHARES, "%", "个百分点"):
        return "share"
    if base not in _BASES and "/" in unit:  # 张/千人
        return _of_unit(unit.split("/")[0])
    return "count" if base == "count" else _BASES.get(base)


_BASES: dict[str, Measure] = {
    "米": "length", "平方米": "area", "立方米": "volume", "吨": "mass", "千瓦": "power", "度": "energy",
}  # fmt: skip
_COUNTED = re.compile(rf"(?P<few>多少)(?:{MAGNITUDE})*(?P<unit>块?钱|块(?=[?,。了]|$)|(?:{UNIT})(?![亿万千百额点群]))")
HOW_MANY = re.compile(rf"(?:多少|几多|几)(?:{MAGNITUDE})*(?:个?点|(?P<unit>{UNIT}))?")
"""A quantity asked for, with its unit."""
_AS_SAID = {
    "钱": "元", "块钱": "元", "块": "元", "kilometre": "公里", "kilometer": "公里", "km": "公里", "mu": "亩", "hectare": "公顷",
    "square": "平方米", "cubic": "立方米", "ton": "吨", "tonne": "吨", "jin": "斤", "percent": "%", "percentage point": "%", "yuan": "元",
    "dollar": "美元", "kilowatt": "千瓦", "megawatt": "千瓦", "pflop": "PF", "hour": "小时", "day": "天", "year": "年", "month": "个月",
    "minute": "分钟",
}  # fmt: skip
_ENGLISH = re.compile(rf"(?P<few>how many)\b(?:(?:[ -][a-z'-]+){{0,4}}?[ (-](?P<unit>{'|'.join(_AS_SAID)})s?\b|)")
_SO_MANY = "[几两二三四五六七八九十\\d]+[个家项条大件类座所处位种方支圈区廊样](?!月|年|季)"
_ASKED: tuple[tuple[Measure, re.Pattern[str]], ...] = (
    ("large", re.compile(f"(?:多少|几)个?[百千万]*亿(?!{UNIT})")),
    ("money", re.compile(r"几[个]?(?:块钱|百块|千块|万块)|how much (?:money|funding)|\bin yuan\b")),
    ("length", re.compile("几(?:百|千|万)?(?:公里|里路)")),
    ("share", re.compile("百分之(?:几|多少)|[几多少]个?百分点|(?<!新)[涨增降跌升鼓]了?(?:多少|几)个?点(?!位)|(?<!汇)率(?:是|有|达到?|要)*多少|占比|比重|how many points|(?:what|which) (?:percentage|share|proportion)")),
    ("change", re.compile(
        "增速|增幅|涨幅|降幅|[增涨]长?[得哪谁边个比较更最]*快|(?:增长|涨|下降|降低|上升|提高)了?(?:多少|几)(?=[?,，。呢啊吗]|$)|growth rate|\\bgr[eo]w\\w* (?:faster|more|slower)\\b|(?:higher|faster|lower) (?:\\w+ )?growth\\b|what (?:is|was|were)\\b.*\\bgrowth\\b"
        r"|how (?:much|fast) (?:did|will|has|have|is|are|does|do)\b.*\b(?:grow|rise|increase|fall|drop|decline)\b"
    )),
    ("names", re.compile(
        f"哪{_SO_MANY}|分别(?:是|叫|指|代表)?(?:什么|啥|哪)|(?:都|具体)(?:是|指|叫)(?:谁|什么|啥|哪)"
        "|(?:which|what are the(?: names of the)?) (?:two|three|four|five|six|seven|eight|nine|ten)\\b"
    )),
    ("rank", re.compile("第几|排名|名次|\\brank")),
)  # fmt: skip
_RANKED = re.compile(r"第[一二三四五六七八九十百\d]|首位|榜首|前[一二三四五六七八九十百\d]|领跑|最[高多大快低少]")
_NAMED = re.compile("[、；;和与及至]|“[^”]*”.*“[^”]*”|[一二三]是|[(（][一二三1-9]")
"""What names several things has more than one."""
