"""Commitments without a figure: 开工建设轨道22号线, 完成敬老院改造并投入使用; and who is to do what a text promises."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.clauses import CLAUSE_END

_ADVERBS = re.compile(
    "(?:[\\s—－\\-、]|[一二三四五六七八九十]+是|[(（]?\\d{1,2}[)）.、]|要|将|拟|我们|同时|并|继续|全力|力争|争取|确保|加快|积极|大力|深入|全面|扎实|"
    "高标准|高质量|高水平|高效|有序|稳步|持续|统筹|今年|年内|年底前|全年|尽快|率先|抓好|做好|切实|进一步|推动|推进|加快推进|促进)*"
)
_DEED = (
    "开工建设|启动建设|启动实施|规划建设|改造提升|建成投用|建成|新建|改扩建|扩建|改建|建设|完成|启动|开工|组建|成立|设立|建立|出台|制定|编制|"
    "修订|发布|举办|承办|申报|创建|打通|开通|开放|引进|打造|改造|修复|整治|实施|开展|推行|试点|上线|竣工|投用"
)
_OPENS = re.compile(f"(?P<deed>{_DEED})(?P<object>[^,，;；。：:]{{4,40}})$")
_CLOSES = re.compile(
    "(?P<object>[^,，;；。：:]{4,36}?)(?:全面|正式|如期|基本|主体)*(?P<deed>开工建设|开工|建成投用|建成投产|建成通车|建成使用|建成|投入使用|投入运营|投用|投产|"
    "通车|竣工|完工|开园|开业|封顶|落地|上线运行|上线)$"
)
_NO_OBJECT = re.compile(
    "^(?:的|了|和|与|为|以|在|好|更|美丽|中国式|社会主义|现代化(?!产业园)|新时代|法治|高质量|一支|目标|任务|工作)|[、]$"
)
_RESPONSIBLE = re.compile(
    "[（(]?(?:责任单位|牵头单位|牵头部门|责任部门|主办单位|实施主体|牵头领导)[:：]\\s*(?P<named>[^;；。）)\\n]{2,60})"
    "|由(?P<by>[\u4e00-\u9fff、]{2,30}?(?:局|委|办|部|厅|政府|公司|集团|中心|街道|镇|院))(?:牵头|负责|承担|实施|组织)"
)


@dataclass(frozen=True, slots=True)
class Action:
    """What ``text[start:end]`` promises: ``deed`` and ``object`` as written, ``name`` the clause without its adverbs."""

    name: str
    deed: str
    object: str
    start: int
    end: int


def find_actions(text: str) -> Iterator[Action]:
    """The clauses of a sentence that promise a deed done to a named thing; those with figures in them included."""
    start = 0
    for stop in [*(match.start() for match in CLAUSE_END.finditer(text)), len(text)]:
        if action := _action(text, start, stop):
            yield action
        start = stop + 1


def _action(text: str, start: int, stop: int) -> Action | None:
    adverbs = _ADVERBS.match(text, start, stop)
    begin = adverbs.end() if adverbs else start
    clause = text[begin:stop].rstrip()
    match = _OPENS.match(clause) or _CLOSES.match(clause)
    if match is None or _NO_OBJECT.search(match["object"]):
        return None
    return Action(clause, match["deed"], match["object"], begin, begin + len(clause))


def responsible(text: str) -> str:
    """The bodies that a text names as responsible (责任单位:…, 由…牵头), or empty."""
    match = _RESPONSIBLE.search(text)
    return (match["named"] or match["by"]).strip() if match else ""
