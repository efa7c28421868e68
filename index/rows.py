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


def written(change: str, value: str, unit: str) -> str:
    """Change and figure as people write them: 增长7%, 3.05万套, 翻番."""
    return ("" if value.startswith("翻") else change) + value + ("" if _WHOLE.search(value) else unit)


_WHOLE = re.compile("番|分之|一半|/|第|首位|榜首|覆盖|增长")
"""Values that hold their unit already."""
