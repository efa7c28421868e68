"""Words that stand for one another's opposite in plans: a figure of the one never answers for the other, and a follow-up may swap them."""

from __future__ import annotations

import itertools

_GROUPS = tuple(
    tuple(line.split())
    for line in """城镇 农村 全国
        进口 出口 外贸
        收入 支出
        中央 地方
        公办 民办
        登记 调查
        名义 实际
        国有 民营
        小学 初中 高中 幼儿园
        铁路 公路
        男性 女性""".splitlines()
)
PAIRS = tuple(pair for group in _GROUPS for pair in itertools.permutations(group, 2))


def contradicts(asked: str, said: str) -> bool:
    """Whether one of a pair is asked and the other said instead (登记失业率 and 调查失业率, 出口 and 进出口)."""
    asked, said = (text.replace("进出口", "外贸") for text in (asked, said))
    return any(one in asked and one not in said and other in said and other not in asked for one, other in PAIRS)
