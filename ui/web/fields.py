"""Form fields as HTML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape


def select(name: str, label: str, everything: str, choices: Iterable[tuple[str, str]]) -> str:
    """A choice of ``(value, shown)``, ``everything`` first and chosen."""
    options = "".join(f'<option value="{escape(value)}">{escape(shown)}</option>' for value, shown in choices)
    return f'<label class="field"><span>{label}</span><select name="{name}"><option value="">{everything}</option>{options}</select></label>'


def distinct(values: Iterable[str]) -> Sequence[tuple[str, str]]:
    """Each value that is not empty once, as its own name."""
    return [(value, value) for value in dict.fromkeys(values) if value]
