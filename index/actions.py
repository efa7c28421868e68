"""Commitments without a figure: 开工建设轨道22号线, 完成敬老院改造并投入使用."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.bounds import STRIVE
from index.clauses import CLAUSE_END
from index.subjects import without_notes
from index.times import DEADLINE

_ADVERBS = re.compile(
    f"(?:{DEADLINE}|[\\s—－\\-、]|[一二三四五六七八九十]+是|[(（]?\\d{{1,2}}[)）.、]|要|将|拟|我们|同时|并|继续|全力|力争|争取|确保|加快|积极|大力|深入|全面|扎实|"
    "高标准|高质量|高水平|高效|有序|稳步|持续|统筹|今年|年内|全年|尽快|率先|抓好|做好|切实|进一步|推动|推进|加快推进|促进|大规模|认真|抓紧|"
    "初步|基本|实现|组织(?=开展|实施)|研究(?=制定|出台)|探索(?=建立|开展)|谋划(?=建设|实施))*"
)
_DEED = (
    "开工建设|启动建设|启动实施|规划建设|改造提升|建成投用|建成|新建|改扩建|扩建|改建|建设|完成|启动|新?开工|组建|成立|设立|建立|健全完善|出台|制定|编制|"
    "修订|发布|推出|发放|举办|承办|申报|创建|争创|打通|开通|开放|引进|打造|改造|修复|整治|实施|开展|推行|试点(?!示范|项目|工程|城市|单位)|上线|竣工|投用|取消"
)
_OPENS = re.compile(f"(?P<deed>{_DEED})(?P<object>[^,，;；。：:]{{4,40}})$")
_CLOSING = "开工建设|开工|建成投用|建成投产|建成通车|建成使用|建成|投入使用|投入运营|投用|投产|竣工通车|通车|竣工|完工|开园|开业|封顶|贯通|落地应用|落地|上线运行|上线"
_CLOSES = re.compile(
    f"(?P<object>[^,，;；。：:]{{4,36}}?)(?:全面|正式|如期|基本|主体|早日)*(?P<deed>{_CLOSING})$"
    "|(?!加强|深化|强化|支持|搞好|突出|促进)(?P<linked>[^,，;；。：:]{0,24}(?:平台|系统|证照|数据)[^,，;；。：:]{0,12}?)的?(?:对接|互联互通|互认互通|贯通)$"
)
_UNSAID = re.compile(f"(?:20\\d\\d年|[\\d一二三四五六七八九十]+月份?|[上下]半年)*(?P<deed>{_CLOSING})$")
"""上半年开工建设: of what, the clause before or the heading says."""
_BUILDS = re.compile(
    "(?P<object>(?!.*(?:推进|加快))[^,，;；。：:]{2,34}(?:项目|工程|基地|中心|高速|铁路|公路|机场|电站|水库|医院|学校|[小中]学|幼儿园|平台|系统|产业园|枢纽|大桥|隧道|管网|场馆|[谷港])”?)(?P<deed>建设)$"
)
"""推进纳赫高速建设; 推进生态文明建设 names nothing that is built."""
_NO_OBJECT = re.compile(
    "^(?:的|了|和|与|为|以|在|好|更|美丽|中国式|社会主义|现代化(?!产业园)|新时代|法治|高质量|一支|目标|任务|工作|本|这)|[、]$|(?:之|关键|开局|收官)年$"
)
_DONE_AND = re.compile("(?:(?<=开工建设)|(?<=建成|投产|投用|通车|开工|竣工|完工|开业))、")
"""甲路开工建设、乙路建成通车: two deeds."""
_ENCOURAGED = re.compile(
    "(?:鼓励|引导|倡导|支持)[^,，]*(?:企业|机构|单位|高校|院校|社会|个人|主体|资本|力量|各地|各市|各县)"
)
"""鼓励企业合作,建立平台: the plan does not build it."""


@dataclass(frozen=True, slots=True)
class Action:
    """What ``text[start:end]`` promises: ``deed`` and ``object`` as written, ``name`` the clause without its adverbs."""

    name: str
    deed: str
    object: str
    start: int
    end: int
    bound: str = ""
    """力争 where it is only striven for."""


def find_actions(text: str, known: str = "") -> Iterator[Action]:
    """The clauses of a sentence that promise a deed done to a named thing; those with figures in them included.

    ``known`` is the thing that its paragraph speaks of, which a clause may leave unsaid.
    """
    start, others = 0, False
    for stop, mark in [*((m.start(), m.end()) for m in _ends(text)), (len(text), len(text))]:
        adverbs = _ADVERBS.match(text, start, stop)
        others = others or bool(adverbs and _ENCOURAGED.match(text, adverbs.end(), stop))
        action = None if others else _action(text, start, stop, known)
        if action:
            known = action.object
            yield action
        others = others and text[stop : stop + 1] in tuple(",，")
        start = mark


def _ends(text: str) -> list[re.Match[str]]:
    return sorted([*CLAUSE_END.finditer(text), *_DONE_AND.finditer(text)], key=lambda match: match.start())


def _action(text: str, start: int, stop: int, known: str) -> Action | None:
    adverbs = _ADVERBS.match(text, start, stop)
    begin = adverbs.end() if adverbs else start
    clause = text[begin:stop].rstrip()
    match = _OPENS.match(clause) or _CLOSES.match(clause)
    if match is None and adverbs and re.search("推[进动]|加快", adverbs.group()):
        match = _BUILDS.match(clause)
    unsaid = _UNSAID.match(clause)
    end = begin + len(clause)
    bound = "力争" if STRIVE.search(text, start, begin) else ""
    if unsaid:
        name = known.removesuffix("建设") + unsaid["deed"]
        return Action(name, unsaid["deed"], known, begin, end, bound) if known else None
    if match is None or clause.count("“") != clause.count("”"):
        return None
    told = match.groupdict()
    thing = told["object"] or told["linked"]
    if _NO_OBJECT.search(thing):
        return None
    return Action(without_notes(clause), told["deed"] or "实现", thing, begin, end, bound)
