"""Goals that a report measures its results by: 完成年度目标5000人的104%, 未完成2.5%的年度目标."""

from __future__ import annotations

import re

from index.deeds import DEED, NOT_NOUN

_GOAL = "(?:[省市区县国]?(?:下达|年度|全年|年初|预期|既定|计划|规划|确定|定|增长|控制|目标|任务)的?)*(?:目标|任务|计划)(?:任务|目标|数|值)?"
MEASURED = re.compile(
    "(?:仍|还|已|均|也|尚)*(?:超额|提前|全面|未能?|没有)*(?:完成|达到?|实现|超过?|超出|高于|低于|少于|[为是占])了?(?:[国省市区县](?:里|委|级|政府)?(?:下达|要求|确定|规定|定)的?)?"
)
GOAL_AHEAD = re.compile(f"(?:^|[,，;；:：。！!(（])(?:{MEASURED.pattern})?{_GOAL}(?P<of>的)?[为是]?$")
"""完成年度目标5000人, 占全年任务的105%."""
GOAL_BEHIND = re.compile(f"(?:以上|以内|左右)?的?{_GOAL}(?!的?\\d)")
ENSURES = re.compile("(?:确保|力争|保证|推动)(?:全年|年度|年初)?的?")
"""确保全年500张任务完成."""
_MEANT = re.compile(
    f"(?<![按超投总])(?:年初|年度|全年|原)?(?:计划|承诺|预定|实际)(?=(?:完成|实现)(?![率情额度])|(?:{DEED}){NOT_NOUN})"
    "|^(?:[去今前]年|当年|本年|年初|年度|全年)*(?:原|年度)?(?:计划|承诺|预定|原定|实际)$|至少"
)


def without_intent(text: str) -> str:
    """What stands ahead of a figure without whether it was meant or done: 农村公路|计划|新改建110公里,|实际|完成126公里."""
    return _MEANT.sub("", text)


_WHEN = "(?:年初|年度|全年|原|当年|本年|[去今前上]年|20\\d\\d年)*"
_INTENTS = "(?:计划(?!生育|单列|[内外])|拟|原定|预定|承诺)"
INTENDED = re.compile(
    f"(?:^|[,，;；:：。！!]){_WHEN}{_INTENTS}(?![^,，;；。]*(?:完成|实现|的|任务|目标))[\u4e00-\u9fff]{{0,10}}$"
)
"""计划更换3.2万户 in a review, where what was done follows."""
_SET_MID = re.compile(
    f"(?:{_INTENTS}[\u4e00-\u9fff]{{0,14}}|(?:任务|目标)(?:[是为]|[是为]?(?:完成|建成|覆盖|实现|达到)[\u4e00-\u9fff]{{0,8}})?)$"
)
_DONE_BEHIND = re.compile(
    "[,，;；][^;；。]{0,20}?(?:实际|仅|只|目前|全部|(?<!未)完成(?!率)|超额|已|建成|投[用放]|年内|实有|达到)"
)
_DONE_IN_FRONT = re.compile("[按超随]$|实际|已|完成(?:了|率)?[^,，]*$")


def set_beside_result(text: str, start: int, end: int) -> bool:
    """Whether the figure ``text[start:end]`` is what was intended, and what came of it follows: 危桥改造任务9座,已全部完工; 枢纽站计划完成投资
    8000万元,实际完成5150万元."""
    clause = re.split("[,，;；:：。！!]", text[:start])[-1]
    intent = _SET_MID.search(clause)
    if intent is None or _DONE_IN_FRONT.search(clause[: intent.start()]):
        return False
    return bool(_DONE_BEHIND.match(text, re.compile("[^,，;；。]*").match(text, end).end()))  # type: ignore[union-attr]
