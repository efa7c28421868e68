"""Values told in words: 跻身全国第13位, 行政村5G全覆盖, 财政收入正增长. No number with a unit, but what a person would write into a table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.times import DEADLINE

_AMONG = "(?:在)?(?:全国|全省|全市|全区|全州|全县|世界|全球|国内|省内|西部|中部|东北|长三角|珠三角|同类[\u4e00-\u9fff]{1,6}|全国[\u4e00-\u9fff]{2,6}?|(?:(?![列居位排])[\u4e00-\u9fff]){2,6}(?:城市|地区))(?:中)?"
_VERB = "(?:提升至|提升到|提高到|上升到|上升至|稳居|位居|位列|排名|跻身|升至|跃居|名列|列|居|排在|排|位|上升到|上升至|保持|综合排名)?"
_RANK = re.compile(
    rf"(?P<name>(?:“[^”]*”|[^,，;；。：:、“”]){{0,24}}?)(?:连续[一二三四五六七八九十\d]+个?(?:年|月|季度))?{_VERB}"
    rf"(?P<value>{_AMONG}(?:第[一二三四五六七八九十百\d]+(?:位|名|(?=[,，;；。、）)]|$))|首位|榜首))"
)
_COVER = re.compile(
    r"(?P<name>[^,，;；。：:]{2,40}?)(?:基本|已|全面|实现|达到)*(?P<value>全覆盖)(?![的率]|行动|计划|工程)"
)
_SIGN = re.compile(r"(?P<name>[^,，;；。：:]{2,24}?)(?:保持|实现|出现|由负转正|恢复)*(?P<value>[正零负]增长)")
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九十")}


@dataclass(frozen=True, slots=True)
class WordValue:
    """``text[start:end]`` says it; ``name`` is empty where the clause leaves it unsaid; ``value`` as written; ``number`` is the rank, 100 for 全覆盖, 0 for a sign."""

    name: str
    value: str
    number: float
    start: int
    end: int


def find_word_values(text: str) -> Iterator[WordValue]:
    """The values told in words in a sentence, in order of their kind."""
    for pattern in (_RANK, _COVER, _SIGN):
        for match in pattern.finditer(text):
            if match["name"].count("“") > match["name"].count("”"):  # “两个全覆盖”目标 is a name
                continue
            start = match.start()
            if text[start - 1 : start] == "、" and _ALL_OF_THEM.search(match["name"]):  # 利润总额、收益率均居首位
                start = max(text.rfind(mark, 0, start) for mark in ",，;；。：:") + 1
            name = text[start : match.end("name")]
            name = _TRAILS.sub("", _LEADS.sub("", name).strip(" 的"))
            name, left = _LEFT_BEHIND.sub("", name), bool(_LEFT_BEHIND.search(text[start : match.end("name")]))
            reached = _REACHED.match(text, match.end()) if left else None
            if left and not reached:
                continue
            if reached:  # 从全国第15位升至第5位
                yield WordValue(name, reached["value"], _number(reached["value"]), start, reached.end())
            elif not re.search(r"\d", name):
                yield WordValue(name, match["value"], _number(match["value"]), start, match.end())


_LEFT_BEHIND = re.compile("[从由以](?:居|位居|排名|排)?$")
"""What stands in front of a rank that was left behind, or that is told by the way (以全国第二名获选…)."""
_REACHED = re.compile(
    "(?:上升|提升|跃升|升|提高|前移|攀升|跃居|跃)[至到居](?P<value>第[一二三四五六七八九十百\\d]+(?:位|名)?)"
)
_ALL_OF_THEM = re.compile("(?:均|都|分别|双双)$")
_LEADS = re.compile(
    f"^(?:{DEADLINE}|[\\s—－\\-]|并|其中|实现了?|推动|推进|确保|力争|继续|持续|全面|加快|完成|年均|全市|全县|全区|全省)+"
)


_TRAILS = re.compile(
    "(?:均|都|分别|获得|取得|历史性|在全[省市国县区]率先|跃[升居]|上升|提升|居(?=中$)|实现|出现|达到|蝉联|稳居|位居|位列|居|列|排名|排|保持|综合|连续.*)+$"
)


def _number(value: str) -> float:
    if "覆盖" in value:
        return 100.0
    if "增长" in value:
        return 0.0
    rank = re.sub("^.*第|[位名]", "", value)
    if rank.isdigit():
        return float(rank)
    if "首" in rank or "榜" in rank:
        return 1.0
    tens, found, ones = rank.partition("十")
    return float((_DIGITS.get(tens, 1) * 10 if found else 0) + _DIGITS.get(ones if found else tens, 0))
