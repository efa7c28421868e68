"""Kinds that exclude each other: what is said of one is said of no other (公办 and 民办, 进口 and 出口, 一期 and 三期)."""

from __future__ import annotations

import re

from index.words import simplify
from rag.outline import counted

Kinds = tuple[tuple[str, ...], ...]
"""The words for each of some kinds that exclude each other."""


def _rows(*rows: str) -> tuple[Kinds, ...]:
    """Each row's kinds are parted by blanks, the words for one kind by a stroke."""
    return tuple(tuple(tuple(kind.split("|")) for kind in row.split()) for row in rows)


KINDS = _rows(
    "公办|公立 民办|私立", "城镇|城市 农村|乡村", "男性|男生 女性|女生", "国有|国企 民营|民企|私营 外资|外企 集体", "内资 外资",
    "幼儿园 小学 初中 高中 中职", "一产|第一产业 二产|第二产业 三产|第三产业", "出口 进口", "专科 本科 硕士 博士", "门诊 住院", "存款 贷款",
    "产量|生产|产出 销量|销售|卖", "高铁|高速铁路 地铁|轨道交通|轻轨",
)  # fmt: skip
_NUMBER = "(?:[一二三四五六七八九十]{1,3}|[1-9][0-9]?)"
_LISTED = f"{_NUMBER}(?:[、和及与至到—–~-]{_NUMBER})*"
_NUMBERED = re.compile(
    f"第({_LISTED})(期|批|轮|届|标段|[\u4e00-\u9fff]{{2}})|(?<![\\d.])({_LISTED})(期|标段|号[\u4e00-\u9fff]?|A级)(?![间末初])"
)
"""The ones of several that numbers name: 第三小学, 一、二期, 2号变电站."""


_STOCK = re.compile(
    "总[数量]|总里程|总面积|总规模|总人口|保有量|存量|现[在有]?(?:[总一]共)?有|现有|目前(?:[总一]共)?有|累计|达到"
)
_NEW = re.compile("新[增建登注添开改认]|净增|增加|增长")
"""What there is of a thing in all, and what has come to it."""


def excluded(asked: str, told: str) -> bool:
    """Whether a question names kinds of something, and what is told names others of them and none of these; or all there is of it is asked for,
    and what has come to it is told."""
    if _STOCK.search(asked) and not _NEW.search(asked) and _NEW.search(told) and not _STOCK.search(told):
        return True
    both = ((_said(kinds, asked), _said(kinds, told)) for kinds in KINDS)
    return any(ours and theirs and not ours & theirs for ours, theirs in both)


def other_one(asked: str, told: str) -> bool:
    """Whether a question names one of several by its number, and what is told (in any characters) names others of them and not this one."""
    ours = _numbered(asked)
    theirs = _numbered(simplify(told)) if ours else {}
    return any(noun in theirs and not numbers & theirs[noun] for noun, numbers in ours.items())


def _numbered(text: str) -> dict[str, set[int]]:
    """The numbers that stand with each noun."""
    found: dict[str, set[int]] = {}
    for first, noun, number, unit in _NUMBERED.findall(text):
        found.setdefault(noun or unit, set()).update(map(counted, re.findall(_NUMBER, first or number)))
    return found


def _said(kinds: Kinds, text: str) -> set[tuple[str, ...]]:
    return {kind for kind in kinds if any(word in text for word in kind)}
