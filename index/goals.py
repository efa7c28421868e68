"""Goals that a report measures its results by: 完成年度目标5000人的104%, 未完成2.5%的年度目标."""

from __future__ import annotations

import re

_GOAL = "(?:[省市区县国]?(?:下达|年度|全年|年初|预期|既定|计划|规划|确定|定|增长|控制|目标|任务)的?)*(?:目标|任务|计划)(?:任务|目标|数|值)?"
MEASURED = re.compile("(?:超额|提前|全面|未能?|没有)*(?:完成|达到?|实现|超过?|超出|高于|低于|少于|[为是占])了?")
GOAL_AHEAD = re.compile(f"(?:^|[,，;；:：。！!(（])(?:{MEASURED.pattern})?{_GOAL}(?P<of>的)?[为是]?$")
"""完成年度目标5000人, 占全年任务的105%."""
GOAL_BEHIND = re.compile(f"(?:以上|以内|左右)?的?{_GOAL}(?!的?\\d)")
INTENDED = re.compile(
    "(?:^|[,，;；:：。！!])(?:年初|年度|全年|原)*(?:计划(?!生育|单列|[内外])|拟|原定|预定)(?![^,，;；。]*(?:完成|实现|的|任务|目标))[\u4e00-\u9fff]{0,10}$"
)
"""计划更换3.2万户 in a review, where what was done follows."""
