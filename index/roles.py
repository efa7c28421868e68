"""What a cell of a table is, by its column's head and by what stands in it: a name, a time, a unit, a note, a figure, words."""

from __future__ import annotations

import re
from typing import Literal

from index.columns import Head, is_unit, read_head
from index.condensed import condense
from index.units import MAGNITUDE, UNIT

Role = Literal["name", "time", "unit", "note", "party", "group", "figure", "words"]
"""``party``: who is to do it; ``group``: a kind of rows (类别), which names a row only where nothing else does."""


def role_of(column: str, value: str, head: Head) -> Role:
    """The role of a cell below a head, both in simplified characters."""
    bare = _BLANKS.sub("", column)
    if _UNIT_COLUMN.fullmatch(bare) and (is_unit(value) or not _BODY.search(value)):
        return "unit"
    for role, pattern in _ROLES:
        if pattern.search(bare):
            return role
    timed = _is_time(bare, value)
    if _NAME_COLUMN.fullmatch(bare):
        return "time" if timed else "name"
    if timed and YEAR_COLUMN.fullmatch(bare):
        return "time"
    if _heads_figures(head, value):
        return "figure"
    return "time" if timed else "words"


def _is_time(column: str, value: str) -> bool:
    """Whether a cell tells a time alone (2025年, 2024年（实际）, 一季度, 上年完成; 2025 below 年份)."""
    told = read_head(value)
    if told.measure or told.unit or not told.staged:
        return False
    return bool(YEAR_COLUMN.fullmatch(column)) or "年" in value or bool(told.period)


def _heads_figures(head: Head, value: str) -> bool:
    """Whether a column's cells are figures: a year heads them, or a figure stands below a measure, a stage (计划数) or a part of a year."""
    if head.dated and not head.measure:
        return True
    told = bool(_VALUE.fullmatch(condense(value, cell=True).text))
    if head.measure:
        return told
    return told or (head.staged and bool(_DASHES.fullmatch(value)))


_BLANKS = re.compile(r"\s+")
_DASHES = re.compile("[-—－/／]*|无")
_NAME_COLUMN = re.compile(
    "[^\\d]{0,6}名称|(?:主要|核心|重点|约束性|具体|工作|建设|目标|考核|发展|项目|任务|预算|支出|收入)*(?:指标|项目|任务|工程|工作|事项|科目|品种|产品)"
    "|(?:主要|重点|工作|任务|指标|目标|项目)*内容"
)
_UNIT_COLUMN = re.compile("(?:计量|度量)?单位|量纲")
_BODY = re.compile("[局委办院校镇乡县区市部厅府处所社村]$|公司|中心|街道|集团|医院")
YEAR_COLUMN = re.compile(r"[^\d上本去今下]{0,3}(?:年份|年度|时间|时期|年|月份|季度|阶段|期间|时段|月)")
_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("party", re.compile(
        "(?:责任|牵头|主管|配合|实施|建设|承办|主办|协办|协同|业主|监管|参与|联系|分管|包联|完成|落实|主责).{0,4}(?:单位|部门|领导|人|主体|科室|处室|股室)$|责任分工"
    )),
    ("note", re.compile(
        "^(?:序号?|编号|行次|栏次|代码|排名|位次|名次|排序|权重|分值|备注|说明|注|依据|口径|性质)$|电话|邮编|邮箱|传真|文号|地址|地点|位置|属性"
        "|年限|期限|时限|工期|周期|起止|日期|时间节点|(?:开工|竣工|完工|完成|投产|办结|建设|实施)时间|数据来源"
    )),
    ("group", re.compile("^(?:指标|项目|工作|任务)?(?:类别|分类|领域|板块|维度|大类|类型|一级指标)$|^所属")),
)  # fmt: skip
_OWN = rf"%|％|‰|个百分点|(?:{MAGNITUDE})*(?:{UNIT})(?:/(?:{UNIT}))?|[万亿]"
_ONE = r"\d[\d,]*(?:\.\d+)?"
NUMBER = re.compile(
    rf"(?P<value>(?P<low>-?{_ONE})(?!\s*(?:[年月日号](?![度均])|季度))(?:%?[-—–~～至]{_ONE})?)\s*(?P<unit>{_OWN})?(?P<bound>以上|以下|以内|左右)?"
)
_VALUE = re.compile(
    rf"[〔\[【(（]?(?:[≤≥<>＜＞≦≧±+↑↓约近]|不[低少高多]于|不超过|大于|小于|超过?|[高低]于)*(?!0\d){NUMBER.pattern}[〕\]】)）]?(?:[(（][^()（）]*[)）])?"
)
