"""A row of the ledger."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.document import Scope

UNDATED = 0
"""The year of a figure whose document has none; outside the program it is no year."""


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One figure of the ledger; ``quote`` is the clause ``text[start:end]`` that holds it."""

    indicator: str
    kind: str
    year: int
    value: str
    value_min: float
    value_max: float
    unit: str
    bound: str
    change: str
    section: tuple[str, ...]
    topic: str
    quote: str
    start: int
    end: int
    sentence: int
    """Index into ``PlanDocument.sentences``."""
    first_year: int | None = None
    """Where the figure sums up several years (a five-year review or plan), the first of them."""
    type: str = "figure"
    """``figure``, or ``action`` for a commitment without one."""
    period: str = ""
    """The part of the year that is meant, as written (上半年, 1—9月); empty for the whole year."""
    deadline: str = ""
    """By when, as written (2026年底前), or empty."""
    responsible: str = ""
    """The body that is to do it, where the text names one."""

    @property
    def scope(self) -> Scope:
        """The time it speaks of, and whether it reports or promises."""
        return Scope(self.year, "target" if self.kind == "target" else "actual", self.first_year, self.period)

    @property
    def years(self) -> str:
        """``2023年``, ``2023年上半年``, or ``2016—2020年`` where several are summed up."""
        return f"{self.first_year}—{self.year}年" if self.first_year else f"{self.year}年{self.period}"


_INSIDE = re.compile("余|多|几")
_BEHIND = re.compile("以上|以下|以内|之内|左右|上下")
_LEAST, _MOST = (
    re.compile("以上|余|多|超|逾|突破|不低于|不少于|不小于|高于|多于|大于|至少|力争|[≥≧⩾>＞]"),
    re.compile("以下|以内|之内|不超|不高于|不大于|不到|不足|低于|少于|小于|最多|[≤≦⩽<＜]"),
)


def around(row: LedgerRow) -> tuple[str, str, str]:
    """A row's figure with its bounds where they are written: in front, the figure itself (120多个), behind."""
    bounds = row.bound.split(",") if row.bound else []
    inside = "".join(bound for bound in bounds if _INSIDE.fullmatch(bound))
    behind = "".join(bound for bound in bounds if _BEHIND.fullmatch(bound))
    front = "".join(bound for bound in bounds if not _INSIDE.fullmatch(bound) and not _BEHIND.fullmatch(bound))
    return front, written(row.change, row.value + inside, row.unit), behind


def open_ends(bound: str) -> tuple[bool, bool]:
    """Whether a bound leaves a figure open below, and above (400人以上 has no highest value)."""
    least = any(_LEAST.match(one) and not _MOST.match(one) for one in bound.split(","))
    return bool(_MOST.search(bound)) and not least, least


def readable(number: float, unit: str) -> str:
    """A number worked out, as people write it: 6242.07亿元, 3.5万人, 0.2个百分点."""
    scales = () if _SCALED.match(unit) else ((1e8, "亿"), (1e4, "万"))
    size, name = next(((s, n) for s, n in scales if number >= s), (1.0, ""))
    return f"{number / size:.6f}".rstrip("0").rstrip(".") + name


_SCALED = re.compile("[百千万亿%‰倍]|个百分点")


def written(change: str, value: str, unit: str) -> str:
    """Change and figure as people write them: 增长7%, 3.05万套, 翻番."""
    return ("" if value.startswith("翻") else change) + value + ("" if _WHOLE.search(value) else unit)


_WHOLE = re.compile("番|分之|一半|/|第|首位|榜首|覆盖|增长")
"""Values that hold their unit already."""
