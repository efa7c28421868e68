"""The figures of a table's row: 指标:森林覆盖率（%）;2025年:46.2;2030年目标值:47 holds two, each of the year that heads its column.

Each cell has a role, by its head (:mod:`index.columns`) and by what stands in it: one names the row (a thing, a place, a project, a time), one
may tell its unit, some are notes, and the figures are of the row, of their column's measure, or of both (乡镇:黑石乡;人工造林:1700). 〔13〕 is a sum
over the years of a plan and 年均 a yearly growth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from index.columns import Head, measure_of_caption, read_head, split_unit
from index.condensed import condense
from index.document import Scope, ScopeKind
from index.figures import Figure, find_figures
from index.roles import NUMBER, YEAR_COLUMN, Role, role_of
from index.times import DocumentTime


@dataclass(frozen=True, slots=True)
class CellFigure:
    """The figure of one cell. ``figure`` counts its offsets in the row, ``start`` and ``end`` those of the cell with its column's name."""

    indicator: str
    figure: Figure
    scope: Scope
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Caption:
    """What stands above a table: its name, and the unit of cells that tell none of their own (单位:亿元)."""

    name: str = ""
    unit: str = ""
    rows: str = ""
    """The rows above this one, line by line, where they matter: see :func:`sums_years`."""


@dataclass(frozen=True, slots=True)
class _Cell:
    column: str
    value: str
    start: int
    at: int
    """Where the value begins."""
    end: int
    head: Head
    role: Role


@dataclass(frozen=True, slots=True)
class _Row:
    """A row as read. ``name`` is empty for a total and where a time (``time``) heads the row; ``whose`` is the head of its name."""

    cells: tuple[_Cell, ...]
    name: str
    unit: str
    time: Head
    total: bool
    part: bool
    whose: str


def is_row(text: str) -> bool:
    """Whether a sentence is a table's row with a cell for a figure, and knows of what."""
    return _row(text) is not None


def row_name(text: str) -> tuple[str, bool]:
    """What a row is of, empty where no cell names it, and whether that is a part of the row above (其中:铁路)."""
    row = _row(text)
    return (row.name, row.part) if row else ("", False)


def sums_places(text: str) -> bool:
    """Whether a row is the total of rows headed by places."""
    row = _row(text)
    return (
        row is not None
        and row.total
        and not row.name
        and bool(_PLACES.search(row.whose))
        and not _PART_SUM.search(text)
    )


def sums_years(text: str) -> bool:
    """Whether a row is the total of rows headed by years."""
    row = _row(text)
    return row is not None and row.total and bool(YEAR_COLUMN.fullmatch(row.whose))


def cell_figures(
    text: str, scope: Scope | None, time: DocumentTime = DocumentTime(None, None), caption: Caption = Caption()
) -> tuple[CellFigure, ...]:
    """The figures of a row in order. A cell without a number (——, 持续提高) has none.

    ``scope`` is the time of the text around the table.
    """
    row = _row(text)
    if row is None:
        return ()
    if caption.rows and sums_years(text):
        years = [y for line in caption.rows.split("\n") if (above := _row(line)) and (y := above.time.year)]
        if years:
            row = replace(row, time=Head(year=max(years), first_year=min(years)))
    return tuple(_figures(row, scope, time, caption))


def _figures(row: _Row, scope: Scope | None, time: DocumentTime, caption: Caption) -> Iterator[CellFigure]:
    told: list[CellFigure] = []
    years = sorted({c.head.year for c in row.cells if c.head.year and c.role == "figure"})
    for cell in row.cells:
        cell = replace(cell, head=_of_all_years(cell.head, years, scope))
        if cell.role == "words":
            yield from _in_words(cell, row, scope)
        if cell.role != "figure":
            continue
        of = _scope(cell, row.time, scope, time, told)
        figure = _figure(cell, _unit(cell, row, caption, told))
        indicator = _indicator(cell, row, caption)
        if not indicator and cell.head.growth and told and "%" not in told[-1].figure.unit:
            indicator = told[-1].indicator  # 地区生产总值（亿元）:329;增长（%）:6
        if figure is None or of is None or not indicator:
            continue
        grows = cell.head.growth or ("增长" if _GROWTH_UNIT.search(row.unit) else "")
        change = "累计" if _SUM.search(cell.value) else grows
        found = CellFigure(indicator, replace(figure, change=change), of, cell.start, cell.end)
        told.append(found)
        yield found


def _of_all_years(head: Head, years: list[int], scope: Scope | None) -> Head:
    """A head that sums up years (合计, 三年合计) with the years it sums: those of the columns, or that many up to the last."""
    if head.span and (years or scope):
        last = years[-1] if years else scope.year if scope else 0
        return replace(head, year=last, first_year=last - head.span + 1)
    if len(years) > 1 and _TOTAL.fullmatch(head.measure):
        return replace(head, measure="", year=years[-1], first_year=years[0])
    return head


def _indicator(cell: _Cell, row: _Row, caption: Caption) -> str:
    """What a cell's figure measures: its row, its column, or its column in its row."""
    name = row.name
    if cell.head.measure:
        return name + cell.head.measure
    if row.total:
        return name + measure_of_caption(caption.name) + ("" if name else "合计")
    return name + (measure_of_caption(caption.name) if _PLACES.search(row.whose) else "")


def _in_words(cell: _Cell, row: _Row, scope: Scope | None) -> Iterator[CellFigure]:
    """The figures of a cell of words (建设规模:一级公路23.4公里), of the thing in front of them."""
    at = 0
    for figure in find_figures(cell.value):
        thing = re.split("[,，、。()（）]", cell.value[at : figure.start])[-1].strip()
        at = figure.end
        if scope and figure.unit and not row.total:
            start, end = cell.at + figure.start, cell.at + figure.end
            told = replace(figure, start=start, end=end)
            yield CellFigure(row.name + thing, told, scope, cell.start, cell.end)


@lru_cache(maxsize=4096)
def _row(text: str) -> _Row | None:
    cells = list(_cells(text))
    if len(cells) < 2:
        return None
    naming = _naming(cells)
    if naming is None:
        return None
    value = naming.value
    within = _WITHIN.match(value)
    name, own = split_unit(_ITEM.sub("", value[within.end() :] if within else value))
    total = _TOTAL.fullmatch(name)
    time = read_head(value) if naming.role == "time" else Head()
    if total or naming.role == "time":
        name = (total["of"] or total["all"] or "") if total else ""
    column = next((cell.value for cell in cells if cell.role == "unit"), "")
    kept = tuple(cell for cell in cells if cell is not naming)
    if not any(cell.role == "figure" for cell in kept):
        return None
    return _Row(kept, name, own or column, time, bool(total), within is not None, naming.column)


def _cells(text: str) -> Iterator[_Cell]:
    for match in _CELL.finditer(text):
        column, written = match["column"].strip(), match["value"]
        value = written.strip(_AROUND)
        at = match.start("value") + (written.index(value) if value else 0)
        head = read_head(column)
        role = role_of(column, value, head)
        yield _Cell(column, value, match.start(), at, match.end(), head, role)


def _naming(cells: list[_Cell]) -> _Cell | None:
    """The cell that heads a row: a time, the cell of a column called 指标 or the like, else the first of words, in front of the figures."""
    worded = [cell for cell in cells if _WORDS.search(cell.value)]
    called = [cell for cell in cells if cell.role == "name" and cell in worded]
    if called:
        return called[-1] if all(cell.value == called[0].value for cell in called) else called[0]
    if cells[0].role == "time" or YEAR_COLUMN.fullmatch(cells[0].column):
        return cells[0]
    first = next((at for at, cell in enumerate(cells) if cell.role == "figure"), len(cells))
    ahead = [cell for cell in worded if cell in cells[:first]]
    for roles in (("words",), ("group",), ("party",)):
        found = next((cell for cell in ahead if cell.role in roles), None)
        if found:
            return found
    return None


def _unit(cell: _Cell, row: _Row, caption: Caption, told: list[CellFigure]) -> str:
    """The unit of a cell: its column's, its row's, that of the caption; of a growth none but its own, or what the figures ahead show."""
    if cell.head.unit:
        return cell.head.unit
    if cell.head.growth and not _SUM.search(cell.value):
        return _unit_of_change(cell, row.unit, told)
    return "" if cell.head.measure == "完成率" else row.unit or caption.unit


def _unit_of_change(cell: _Cell, unit: str, told: list[CellFigure]) -> str:
    """The unit of a change without one, by the two levels in front of it: +60 behind 3240 and 3300 is no share."""
    figure = _figure(cell, "")
    levels = [t.figure for t in told if not t.figure.change][-2:]
    if figure is None or figure.unit or len(levels) < _BOTH or not levels[0].value_min:
        return ""
    more = levels[1].value_min - levels[0].value_min
    if abs(abs(more) - abs(figure.value_min)) <= _ROUNDED * abs(more):
        return unit
    share = 100 * more / levels[0].value_min
    return "%" if abs(share - figure.value_min) <= _ROUNDED * max(abs(share), 1) else ""


_BOTH = 2
_ROUNDED = 0.06
"""How far a change may be from the difference of the figures it is of, as a part of it."""


def _figure(cell: _Cell, unit: str) -> Figure | None:
    value = condense(cell.value, cell=True).text
    number = NUMBER.search(value)
    if number is None:
        return None
    own = number["unit"] or re.sub("^(?:同比)?(?:增长|增速|下降|提高)(?=.)", "", unit)
    found = find_figures(f"{number['value']}{own}")
    start, end = cell.at, cell.at + len(cell.value)
    if found:
        of = own if own.startswith(found[0].unit) and re.search("[/／]", own) else found[0].unit  # 万吨/年
        return replace(found[0], start=start, end=end, unit=of, bound=number["bound"] or "", change="")
    amount = float(number["low"].replace(",", ""))
    return Figure(start, end, number["low"], amount, amount, own, number["bound"] or "")


def _scope(cell: _Cell, above: Head, scope: Scope | None, time: DocumentTime, told: list[CellFigure]) -> Scope | None:
    """A cell's time, by its column, else its row, else what stands around the table; a change, or a share of
    what was planned, has that of the figure ahead of it where it stands alone."""
    head = cell.head
    dated = head if head.dated else above
    before = told[-1].scope if told else None
    beside = head.growth == "增长" or head.measure.endswith("完成率")
    if before and beside and not dated.dated and not head.period:
        return replace(before, kind=head.kind or before.kind)
    year = _year(dated, scope, time)
    if year is None:
        return None
    same = before is not None and before.year == year and head.growth
    kind = head.kind or above.kind or (before.kind if same and before else _kind(year, scope, time))
    if head.growth == "年均增长" or _SUM.search(cell.value):
        of_plan = scope is not None and year == scope.year and scope.first_year
        since = scope.first_year if scope and of_plan else year - 4 if year % 5 == 0 else None
        return Scope(year, kind, dated.first_year or since)
    around = scope.first_year if scope and not head.staged else None
    return Scope(year, kind, dated.first_year if dated.dated else around, head.period or above.period)


def _year(dated: Head, scope: Scope | None, time: DocumentTime) -> int | None:
    if dated.year is not None:
        return dated.year
    if dated.relative is not None:
        base = (time.planned or time.this_year) if dated.relative >= 0 else replace(time, now=None).last_year
        return None if base is None else base + max(dated.relative, 0)
    return scope.year if scope else None


def _kind(year: int, scope: Scope | None, time: DocumentTime) -> ScopeKind:
    """Whether a year that a head leaves unsaid is done or planned: a year before a plan's first is done, one behind a review's last planned."""
    if scope is None:
        return time.kind_of(year, None)
    if scope.kind == "target":
        first = scope.year if time.reviewed is None else min(scope.year, time.reviewed + 1)
        return "target" if year >= (scope.first_year or first) else "actual"
    return "target" if year > scope.year else "actual"


_CELL = re.compile(r"(?:^|(?<=[;；]))(?P<column>[^:：;；]{1,40})[:：](?P<value>[^;；]*)")
_AROUND = " \t\u3000\xa0*_"
"""Blanks, and marks of bold type."""
_WORDS = re.compile("[\u4e00-\u9fff]{2}")
_PLACES = re.compile("乡镇|镇街|[县区市州乡镇]$|街道|地区|区域|园区|单位|部门|学校|企业|辖区|[(（]市、区")
_TOTAL = re.compile(
    "(?P<of>(?:全|本)[国省市州县区旗镇乡]|)(?:[两三四五六七八九十]年)?(?:合计|总计|小计|共计|总和|总数|累计)|(?P<all>全[省市州县区旗])"
)
_PART_SUM = re.compile("小计")
_WITHIN = re.compile("^(?:其中|#|[-—－]+)[:：]?\\s*")
_ITEM = re.compile(r"^(?:[(（]?(?:[一二三四五六七八九十]{1,2}|\d{1,2})(?:[)）]|[、.．](?!\d)))\s*")
_SUM = re.compile(r"[〔\[【](?=[\d.]+)|累计")
_GROWTH_UNIT = re.compile("增速|增长率?|增幅|同比")
