"""Who is to do what a plan promises: (省财政厅牵头,省大数据局配合), 责任单位:市教育局, 由市水务局负责."""

from __future__ import annotations

import re

_BODY = "(?:[局委办部厅院会行校府司企团心道镇乡区县市组]|部门|单位|集团|中心|街道)"
_DOES = "(?:共同|分工|分别|联合|具体)*(?:牵头|负责)"
_BRACKET = re.compile(
    f"[(（](?P<named>[^()（）,，;；。]{{2,150}}?{_BODY}){_DOES}(?:[,，;；][^()（）。]*|落实|实施)?[)）]"
)
"""The one that leads comes first; who helps (配合) is no more than told."""
_LABEL = re.compile(
    "[(（]?(?:责任单位|牵头单位|牵头部门|责任部门|主办单位|实施主体|牵头领导)[:：]\\s*(?P<named>[^,，;；。()（）\\n]{2,150})[^()（）。\\n]*[)）]?"
)
_BY = re.compile(
    "由(?P<named>[\u4e00-\u9fff、]{2,30}?(?:局|委|办|部|厅|政府|公司|集团|中心|街道|镇|院))(?:牵头|负责|承担|实施|组织)"
)


def without_duties(text: str) -> str:
    """A text with commas where it says who is to do what, every other character in its place."""
    for pattern in (_BRACKET, _LABEL):
        text = pattern.sub(lambda match: "，" * len(match.group()), text)
    return text


def responsible(text: str, behind: str) -> str:
    """The bodies that are to do what ``text`` promises, or empty: as it says itself, else as told first ``behind`` it in its paragraph."""
    own = _BY.search(text)
    if own:
        return own["named"]
    found = [match for pattern in (_BRACKET, _LABEL) if (match := pattern.search(behind))]
    return min(found, key=lambda match: match.start())["named"].strip() if found else ""
