"""The figures of a table's row: 指标:森林覆盖率（%）;2025年:46.2;2030年目标值:47 holds two, each of the year that heads its column.

A column is headed by a year (2024年完成, 2025), a part of one (2025年上半年完成, 1—9月), by what it is of the section's year (计划数,
完成数, 上年实际), or the years stand in the rows (年份:2024年;地区生产总值（亿元）:1280). 〔13〕 is a sum over the years of a plan and 年均 a yearly growth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from index.condensed import condense
from index.document import Scope, ScopeKind
from index.figures import Figure, find_figures
from index.times import DocumentTime
from index.units import MAGNITUDE, UNIT
from index.yearparts import part_named


@dataclass(frozen=True, slots=True)
class CellFigure:
    """The figure of one cell. ``figure`` counts its offsets in the row, ``start`` and ``end`` those of the cell with its column's name."""

    indicator: str
    figure: Figure
    scope: Scope
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Cell:
    column: str
    value: str
    start: int
    at: int
    """Where the value begins."""
    end: int


def is_row(text: str) -> bool:
    """Whether a sentence is a table's row with a cell that a time heads, in its column or its row."""
    cells = list(_cells(text))
    if len(cells) < 2:
        return False
    return _row_year(cells) is not None or (
        _name_cell(cells) is not None and any(_is_timed(cell) for cell in cells[1:])
    )


def cell_figures(
    text: str, scope: Scope | None, time: DocumentTime = DocumentTime(None, None), unit: str = ""
) -> tuple[CellFigure, ...]:
    """The figures of a row in order. A cell without a number (——, 持续提高) has none.

    ``scope`` is the time of the row's section, ``unit`` that of its caption (单位:亿元), for cells that tell none of their own.
    """
    cells = list(_cells(text))
    year = _row_year(cells)
    if year is not None:
        return tuple(_of_year(cells, year, scope, time, unit))
    name = _name_cell(cells)
    if name is None:
        return ()
    indicator, own = _named(_WITHIN.sub("", name.value))
    column = next((cell.value.strip() for cell in cells if _UNIT_COLUMN.fullmatch(cell.column)), "")
    return tuple(_of_indicator(cells, indicator, own or column, scope, time, unit))


def row_name(text: str) -> tuple[str, bool]:
    """What a row is of, empty where no cell names it, and whether that is a part of the row above (其中:铁路)."""
    name = _name_cell(list(_cells(text)))
    if name is None:
        return "", False
    within = _WITHIN.match(name.value)
    return _named(name.value[within.end() if within else 0 :])[0], within is not None


def _of_indicator(
    cells: list[_Cell], indicator: str, own: str, scope: Scope | None, time: DocumentTime, caption: str
) -> Iterator[CellFigure]:
    before: Scope | None = None
    for cell in cells[1:]:
        column, unit = _named(cell.column)
        grows = bool(_GROWTH.search(column) or _GROWTH.search(own))
        if _is_timed(cell):
            of = before = _scope(column, cell.value, scope, time)
        else:  # a growth without a time is that of the column in front of it
            of = before if _GROWTH.fullmatch(column) else None
        figure = _figure(cell, unit or ("" if _GROWTH.search(column) else own or caption))
        if figure is None or of is None:
            continue
        change = "累计" if _SUM.search(cell.value) else "年均增长" if "年均" in column else "增长" if grows else ""
        yield CellFigure(indicator, replace(figure, change=change), of, cell.start, cell.end)


def _of_year(
    cells: list[_Cell], year: str, scope: Scope | None, time: DocumentTime, caption: str
) -> Iterator[CellFigure]:
    of = _scope(year, "", scope, time)
    for cell in cells[1:]:
        indicator, unit = _named(cell.column)
        figure = _figure(cell, unit or caption)
        if figure and of and indicator:
            yield CellFigure(indicator, figure, of, cell.start, cell.end)


def _cells(text: str) -> Iterator[_Cell]:
    for match in _CELL.finditer(text):
        yield _Cell(match["column"].strip(), match["value"].strip(), match.start(), match.start("value"), match.end())


def _name_cell(cells: list[_Cell]) -> _Cell | None:
    """The cell that names the row's indicator: in a column called so, else the first of words."""
    called = next((cell for cell in cells if _NAME_COLUMN.fullmatch(_BLANKS.sub("", cell.column))), None)
    if called:
        return called
    first = cells[0] if cells else None
    worded = first is not None and not _is_timed(first) and not _UNIT_COLUMN.fullmatch(first.column)
    return first if worded and first and re.search("[\u4e00-\u9fff]{2}", first.value) else None


def _row_year(cells: list[_Cell]) -> str | None:
    """The year of a row, where the years of a table stand in its rows."""
    if not cells or _is_timed(cells[0]) or not _YEAR_VALUE.match(cells[0].value):
        return None
    return cells[0].value if _YEAR_COLUMN.fullmatch(cells[0].column) or "年" in cells[0].value else None


def _is_timed(cell: _Cell) -> bool:
    """Whether a time heads a cell. Below 年度任务 or 一季度 words may stand that are no figure and tell their time themselves."""
    column, _ = _named(cell.column)
    if _YEAR.search(column):
        return True
    if _NAME_COLUMN.fullmatch(column):
        return False
    may_head = part_named(column) or _OF_THE_YEAR.search(column)
    return bool(_OF_A_YEAR.search(column) or (may_head and _NUMBER.match(cell.value)))


def _named(name: str) -> tuple[str, str]:
    """An indicator and the unit behind it, in brackets or behind a slash: 森林覆盖率（%）, 水果产量/万吨."""
    found = _BRACKETS.search(name) or _BEHIND_SLASH.search(name)
    return (name[: found.start()].strip(), found.group(1).strip()) if found else (name.strip(), "")


def _figure(cell: _Cell, unit: str) -> Figure | None:
    value = condense(cell.value, cell=True).text
    number = _NUMBER.search(value)
    if number is None:
        return None
    own = number["unit"] or re.sub("^(?:同比)?(?:增长|增速|下降|提高)(?=.)", "", unit)
    found = find_figures(f"{number['value']}{own}")
    start, end = cell.at, cell.at + len(cell.value)
    if found:
        return replace(found[0], start=start, end=end, bound=number["bound"] or "", change="")
    amount = float(number["value"].replace(",", ""))
    return Figure(start, end, number["value"], amount, amount, own, number["bound"] or "")


def _scope(column: str, value: str, scope: Scope | None, time: DocumentTime) -> Scope | None:
    """A column's time: that of the plan for its last year; a year before the plan's first is what was reached."""
    match = _YEAR.search(column)
    year = int(match.group(1)) if match else _year_without_number(column, scope, time)
    if year is None:
        return None
    kind = _kind(column, year, scope, time)
    if not ("年均" in column or _SUM.search(value)):
        return Scope(year, kind, period=part_named(column))
    of_plan = scope is not None and year == scope.year and scope.first_year
    since = scope.first_year if scope and of_plan else year - 4 if year % 5 == 0 else None
    return Scope(year, kind, since)


def _kind(column: str, year: int, scope: Scope | None, time: DocumentTime) -> ScopeKind:
    if _REACHED.search(_TO_BE_REACHED.sub("", column)):
        return "actual"
    if _PROMISED.search(column):
        return "target"
    if scope is None:
        return time.kind_of(year, None)
    first = scope.first_year or scope.year
    return "actual" if year < first and scope.kind == "target" else scope.kind if year >= first else "actual"


def _year_without_number(column: str, scope: Scope | None, time: DocumentTime) -> int | None:
    if _LAST_YEAR.search(column):
        return replace(time, now=None).last_year
    if _THIS_YEAR.search(column):
        return time.planned or time.this_year
    return scope.year if scope else None


_CELL = re.compile(r"(?:^|(?<=[;；]))(?P<column>[^:：;；]{1,40})[:：](?P<value>[^;；]*)")
_BLANKS = re.compile(r"\s+")
_NAME_COLUMN = re.compile("(?:主要|核心|重点)?(?:指标|指标名称|指标内容|项目|项目名称|名称)(?:名称)?")
_UNIT_COLUMN = re.compile("(?:计量)?单位")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_YEAR_COLUMN = re.compile("年份|年度|时间|时期|年")
_YEAR_VALUE = re.compile(r"(?:19|20)\d\d\s*年?\s*(?:$|[（(末底度目计实完预])")
_OF_A_YEAR = re.compile(
    "(?:计划|完成|实际|目标|预期|预计|执行|实绩|实现)(?:数|值|情况|量)?(?:$|[（(])|(?:任务|指标|安排|下达)(?:数|量)$|"
    "^(?:上年|去年|本年|今年|当年)"
)
_OF_THE_YEAR = re.compile("^(?:年度|全年|年)(?:任务|指标|安排)?$")
_LAST_YEAR = re.compile("上年|去年|上一年")
_THIS_YEAR = re.compile("本年|今年|当年")
_BRACKETS = re.compile("\\s*[(（]([^()（）]{1,12})[)）]\\s*$")
_MEASURE = f"(?:{MAGNITUDE})*(?:{UNIT})"
_BEHIND_SLASH = re.compile(rf"(?:[/／]|\s(?=\S*[/／]))\s*({_MEASURE}(?:[/／]{_MEASURE})?|[%％])$")
_WITHIN = re.compile("^(?:其中|#|[-—－]+)[:：]?\\s*")
_NUMBER = re.compile(
    r"(?P<value>-?\d[\d,]*(?:\.\d+)?)\s*(?P<unit>%|％|‰|个百分点|[万亿]?[元人户套个所家张座公里公顷亩吨处项件辆台]+)?(?P<bound>以上|以下|以内|左右)?"
)
_SUM = re.compile(r"[〔\[【](?=[\d.]+)|累计")
_GROWTH = re.compile("(?:计划|预期|预计|目标|实际|同比|比上年|较上年|年度)*(?:增速|增长率?|增幅|同比)")
_PROMISED = re.compile("目标|规划|预期|计划|任务|下达|指标[数量]|安排(?:[数值量]|$)|[拟应须](?:完成|实现)")
_REACHED = re.compile("实际|实绩|现状|完成|执行|实现|基期|基数")
_TO_BE_REACHED = re.compile("(?:预[计期]|[拟应须])(?:完成|实现|执行)|计划(?:完成|实现)(?![数值量情率])")
"""Planned to be reached, not reached; of 预计完成 alone the year decides."""
