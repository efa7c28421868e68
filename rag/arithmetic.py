"""What is worked out from two quoted figures: only between two of one indicator, unit and span of time."""

from __future__ import annotations

from dataclasses import dataclass

from index.pairs import alike, difference
from index.rows import LedgerRow, readable
from index.units import normalized
from rag.types import Derived


@dataclass(frozen=True, slots=True)
class Change:
    """From the first figure to the second: ``sign`` is 1, 0 or -1; ``derived`` is None where both are the same."""

    sign: int
    unit: str
    derived: Derived | None
    rough: bool
    """Whether a bound (约, 近, 以上) on either side makes the difference rough."""


def comparable(first: LedgerRow, second: LedgerRow) -> bool:
    """Whether two figures are of one indicator, unit (whatever its magnitude) and way of counting years."""
    units = {normalized(row.value_min, row.unit)[1] for row in (first, second)}
    return len(units) == 1 and alike(first, second)


def work_out(first: LedgerRow, second: LedgerRow) -> Change | None:
    """The second less the first, where both are single numbers that compare."""
    found = difference(first, second) if comparable(first, second) else None
    if found is None:
        return None
    value, unit = found
    rough = any(set(row.bound.split(",")) - {"", "力争"} for row in (first, second))
    if not value:
        return Change(0, unit, None, rough)
    same_unit = first.unit == second.unit
    values = (r.value_min if same_unit else normalized(r.value_min, r.unit)[0] for r in (first, second))
    before, after = (readable(v, first.unit if same_unit else unit) for v in values)
    how = f"{after} - {before}" if value > 0 else f"{before} - {after}"
    return Change(1 if value > 0 else -1, unit, Derived(readable(abs(value), unit), how), rough)
