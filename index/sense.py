"""Whether a name says what its figure measures. A row whose name does not is left out: no row is better than a false one."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from index.bounds import without_bounds
from index.clauses import CLAUSE_END, LIST
from index.dealt import SIZE
from index.deeds import split_deed, tags_of
from index.document import Scope
from index.goals import GOAL_AHEAD, GOAL_BEHIND
from index.sharing import NamedFigure
from index.units import COUNTS, MONEY, normalized

_NAMELESS = frozenset("pdcrtmfukyv")
"""Tags of words of which no name is made, unless a verb ends it (就业, 当年完成投资)."""
_SHARE = re.compile(
    "[率比占度例]|覆盖|系数|天数|[份金总]额|[增降涨跌]幅|[增提]速|贡献|水平|完成|指数|[压缩消削]减|减轻|减少|降低|提高|增长|经济|(?<![方层表地全])面$"
)
_RATE = re.compile("(?:率|比重|占比|比例|[增降涨]幅|增速)$")
_HOW = re.compile("比(?!例|重)|较|由|凭|按(?![时期揭劳])")
_HOW_MANY_GOALS = re.compile("(?:细化|提出|设[定置]|主要|核心|重点|约束性|预期性|发展|具体|量化)*(?:指标|目标)")
"""A plan that counts its indicators measures nothing."""
_LONGEST = 30
"""Characters: longer names come of texts that lost their full stops."""
_BARE = frozenset(
    "投入 资金 项目 企业 贷款 金额 面积 规模 补助 安排 用工 支出 收入 产量 产值 利润 税收 投资 出口量 增量 总量 总额 年度 预期 目标 任务 完成 实现 消除 创收 指标 措施 事项 问题 产品 人员 工程 单位 机构 全省 全市 全县 全区 上升 下降 增加 降低 提高 方面 数额 重返 坚持".split()
)
"""Nouns of any plan's: each needs more to say what was measured."""


def sensible(found: Sequence[NamedFigure], text: str, times: Sequence[Scope | None]) -> Iterator[NamedFigure]:
    """The figures of a sentence whose names say something that they can measure; ``times`` are theirs."""
    muddled = set(_muddled(found, text, times))
    yield from (named for i, named in enumerate(found) if i not in muddled and _says(named, text))


def _says(named: NamedFigure, text: str) -> bool:
    name, figure = named.indicator, named.figure
    base = normalized(1.0, figure.unit)[1]
    bare = name in _BARE or split_deed(name)[1] in _BARE or SIZE.fullmatch(name)
    if (
        bare
        or (base in COUNTS and _HOW_MANY_GOALS.fullmatch(name))
        or not 1 < len(name) <= _LONGEST
        or any(name.count(mark) != name.count(end) for mark, end in ("（）", "“”"))
        or text[figure.start : figure.end] in name
        or _HOW.match(name)
        or not names_something(name)
    ):
        return False
    if _RATE.search(name) and (base in COUNTS or base in MONEY):
        return False
    goal = GOAL_BEHIND.match(text, figure.end) or GOAL_AHEAD.search(without_bounds(text[: figure.start])[0])
    share = base == "%" and not figure.change and not goal
    return not share or bool(_SHARE.search(name)) or _part_of(named, text)


def _part_of(named: NamedFigure, text: str) -> bool:
    """Whether a share stands in front of the things it is one of (80%以上证明材料免提交)."""
    end = CLAUSE_END.search(text, named.figure.end)
    return named.indicator[-2:] in text[named.figure.end : end.start() if end else len(text)]


def names_something(indicator: str) -> bool:
    """Whether a name has a noun or a deed in it: 由过去, 未能如期 and 者 name nothing that a figure could measure."""
    words = tags_of(indicator)
    if not words or not {flag[:1] for _, flag in words} <= _NAMELESS:
        return True
    last, flag = words[-1]
    return (flag[:1] == "v" and len(last) > 1) or (last[-1] in "率比" and len(indicator) > 1)


def _muddled(found: Sequence[NamedFigure], text: str, times: Sequence[Scope | None]) -> Iterator[int]:
    """Figures of one list with one name (产销量分别增长5%、7%): which is which, the name does not say."""
    for i, (one, other) in enumerate(itertools.pairwise(found)):
        a, b = one.figure, other.figure
        listed = times[i] == times[i + 1] and a.unit and a.value != b.value and LIST.fullmatch(text[a.end : b.start])
        if listed and (one.indicator, a.unit, a.change) == (other.indicator, b.unit, b.change):
            yield from (i, i + 1)
