"""The figures of a table's row: 指标:森林覆盖率（%）;2025年:46.2;2030年目标值:47 holds two, each of the year that heads its column.

The forms are those of the indicator tables of five-year plans, where 〔13〕 is a sum over the years of the plan and 年均 a yearly growth.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from index.document import Scope, ScopeKind
from index.figures import Figure, find_figures


@dataclass(frozen=True, slots=True)
class CellFigure:
    """The figure of one cell. ``figure`` counts its offsets in the row, ``start`` and ``end`` those of the cell with its column's name."""

    indicator: str
    figure: Figure
    scope: Scope
    start: int
    end: int


def is_row(text: str) -> bool:
    """Whether a sentence is a table's row with an indicator's name and a column for a year."""
    return bool(_NAME.search(text) and _CELL.search(text))


def cell_figures(text: str, scope: Scope) -> tuple[CellFigure, ...]:
    """The figures of a row in order; ``scope`` is that of its section. A cell without a number (——, 持续提高) has none."""
    name = _NAME.search(text)
    if name is None:
        return ()
    indicator, unit = _named(name["value"])
    unit = column.group(1).strip() if (column := _UNIT_COLUMN.search(text)) else unit
    figures = []
    for cell in _CELL.finditer(text):
        if (figure := _figure(cell["value"], unit)) is None:
            continue
        yearly, sums = "年均" in cell["column"], bool(_SUM.search(cell["value"]))
        of = _scope(int(cell["year"]), cell["column"], scope, spans=yearly or sums)
        change = "累计" if sums else "年均增长" if yearly else ""
        figure = replace(figure, start=cell.start("value"), end=cell.end("value"), change=change)
        figures.append(CellFigure(indicator, figure, of, cell.start(), cell.end()))
    return tuple(figures)


def _named(name: str) -> tuple[str, str]:
    """An indicator and the unit in brackets behind it: 森林覆盖率（%）."""
    found = _BRACKETS.search(name)
    return (name[: found.start()].strip(), found.group(1).strip()) if found else (name.strip(), "")


def _figure(value: str, unit: str) -> Figure | None:
    number = _NUMBER.search(value)
    if number is None:
        return None
    own = number["unit"] or unit
    found = find_figures(f"{number['value']}{own}")
    if found:
        return replace(found[0], bound=number["bound"] or "")
    amount = float(number["value"].replace(",", ""))
    return Figure(0, 0, number["value"], amount, amount, own, number["bound"] or "")


def _scope(year: int, column: str, scope: Scope, *, spans: bool) -> Scope:
    """A column's time: that of the plan for its last year; a year before the plan's first is what was reached."""
    first = scope.first_year or scope.year
    kind: ScopeKind = scope.kind
    if _PROMISED.search(column):
        kind = "target"
    elif _REACHED.search(column) or (year < first and scope.kind == "target"):
        kind = "actual"
    since = scope.first_year if year == scope.year and scope.first_year else year - 4 if year % 5 == 0 else None
    return Scope(year, kind, since if spans else None)


_NAME = re.compile("(?:^|;)(?:主要|核心)?(?:指标|指标名称|指标内容|项目|名称)[:：](?P<value>[^;；]+)")
_CELL = re.compile(r"(?<=;)(?P<column>[^:：;；]*?(?P<year>(?:19|20)\d\d)\s*年?[^:：;；]*)[:：](?P<value>[^;；]+)")
_UNIT_COLUMN = re.compile("(?<=;)(?:计量)?单位[:：]([^;；]+)")
_BRACKETS = re.compile("\\s*[(（]([^()（）]{1,12})[)）]\\s*$")
_NUMBER = re.compile(
    r"(?P<value>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>%|％|个百分点|[万亿]?[元人户套个所家张座公里公顷亩吨]+)?(?P<bound>以上|以下|以内|左右)?"
)
_SUM = re.compile(r"[〔\[【](?=[\d.]+)|累计")
_PROMISED = re.compile("目标|规划|预期")
_REACHED = re.compile("实际|现状|完成|基期|基数")
