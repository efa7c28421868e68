"""Kinds that exclude each other: what is said of one is said of no other (公办 and 民办, 进口 and 出口, 一期 and 三期)."""

from __future__ import annotations

import re
from collections.abc import Sequence

KINDS = tuple(
    tuple(kinds.split())
    for kinds in (
        "公办|公立 民办|私立", "城镇|城市 农村|乡村", "男性|男生 女性|女生", "国有|国企 民营|民企|私营 外资|外企 集体", "内资 外资",
        "幼儿园 小学 初中 高中 中职", "一产|第一产业 二产|第二产业 三产|第三产业", "出口 进口", "专科 本科 硕士 博士", "门诊 住院", "存款 贷款",
        "国家级 省级 市级 区级 县级", "新建 改建 扩建 续建", "产量|生产|产出 销量|销售|卖",
    )
)  # fmt: skip
"""Each row's kinds, parted by blanks; words for one kind by a stroke."""
LOOSE = KINDS[-3:-1]
"""Kinds that people do not tell apart where plans do."""
_NUMBERED = re.compile("([一二三四五六七八九十]|[1-9][0-9]?)(期|批|标段)(?!间)")


def rival(word: str, text: str) -> str:
    """The kind that stands in ``text`` and excludes ``word``; empty where there is none, or ``word`` is no kind."""
    for kinds in KINDS:
        if any(word in kind.split("|") for kind in kinds):
            others = (other for kind in kinds if word not in kind.split("|") for other in kind.split("|"))
            if found := next((other for other in others if other in text), ""):
                return found
    return ""


def excluded(asked: str, told: str) -> bool:
    """Whether a question names kinds of something, and what is told names others of them and none of these."""
    numbers = [set(_NUMBERED.findall(text)) for text in (asked, told)]
    units = [{unit for _, unit in found} for found in numbers]
    if units[0] & units[1] and not numbers[0] & numbers[1]:
        return True
    rows = (kinds for kinds in KINDS if kinds not in LOOSE)
    return any(not _said(kinds, asked) & both for kinds in rows if _said(kinds, asked) and (both := _said(kinds, told)))


def _said(kinds: Sequence[str], text: str) -> set[str]:
    return {kind for kind in kinds if any(word in text for word in kind.split("|"))}
