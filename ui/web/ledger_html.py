"""The ledger as HTML: table, pairs as bars, one row with its sentence. Everything from a document is escaped here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from index.pairs import compare, difference
from index.rows import LedgerRow, written
from rag.types import Citation
from ui.ledger import Listed
from ui.web.sources import Reader, source_panel
from ui.web.texts import Texts

COLUMNS = ("indicator", "value", "year", "kind", "section", "document")
"""Also the names of the words for them in :class:`ui.web.texts.Texts`."""
STEP = 100
"""Rows drawn at a time: what a browser lays out without a noticeable wait."""
_BEHIND = re.compile("以上|以下|以内|之内|左右|上下|余|多")


@dataclass(frozen=True, slots=True)
class View:
    """How the rows are shown; what a click changes."""

    order: str = ""
    """A key of :data:`ui.ledger.ORDERS`, or empty for the order of the documents."""
    falling: bool = False
    shown: int = STEP


def table(t: Texts, chosen: Sequence[Listed], view: View, *, with_document: bool) -> str:
    """The first rows of a sorted ledger; each opens its sentence, each heading sorts."""
    if not chosen:
        return f'<p class="count" role="status">{t.no_rows}</p>'
    names = [name for name in COLUMNS if with_document or name != "document"]
    head = "".join(_heading(t, name, view) for name in names)
    body = "".join(_table_row(t, listed, names) for listed in chosen[: view.shown])
    return (
        f'{_count(t, len(chosen), view, t.rows)}<div class="rows" tabindex="0" role="region" aria-label="{t.ledger}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{_more(t, len(chosen), view)}"
    )


def _count(t: Texts, total: int, view: View, what: str) -> str:
    part = t.first_rows.format(n=view.shown) if total > view.shown else ""
    return f'<p class="count" role="status">{what.format(n=total)}{part}</p>'


def _more(t: Texts, total: int, view: View) -> str:
    if total <= view.shown:
        return ""
    return f'<button type="button" class="more" data-act="more">{t.more}</button>'


def _heading(t: Texts, name: str, view: View) -> str:
    sorted_by, arrow = "none", ""
    if name == view.order:
        sorted_by, arrow = ("descending", " ▼") if view.falling else ("ascending", " ▲")
    return (
        f'<th scope="col" aria-sort="{sorted_by}"><button type="button" data-act="sort" data-value="{name}">'
        f'{getattr(t, name)}<span aria-hidden="true">{arrow}</span></button></th>'
    )


def _table_row(t: Texts, listed: Listed, names: Sequence[str]) -> str:
    row = listed.row
    cells = {
        "indicator": f'<th scope="row">{_opener(listed, escape(row.indicator))}</th>',
        "value": f'<td class="value">{_figure(row)}</td>',
        "year": f"<td>{row.years}</td>",
        "kind": f"<td>{_kind(t, row)}</td>",
        "section": f'<td class="where">{escape(" › ".join(filter(None, (*row.section[-1:], row.topic))))}</td>',
        "document": f'<td class="where">{escape(listed.document.title)}</td>',
    }
    return f'<tr data-act="open" data-value="{escape(listed.key)}">{"".join(cells[name] for name in names)}</tr>'


def _opener(listed: Listed, label: str) -> str:
    return f'<button type="button" class="opener" data-act="open" data-value="{escape(listed.key)}">{label}</button>'


def _figure(row: LedgerRow) -> str:
    """The figure between its bounds: 约 3.05万套 以上."""
    bounds = row.bound.split(",") if row.bound else []
    words = [f'<span class="bound">{escape(bound)}</span>' for bound in bounds if not _BEHIND.fullmatch(bound)]
    words.append(f"<b>{escape(written(row.change, row.value, row.unit))}</b>")
    words += [f'<span class="bound">{escape(bound)}</span>' for bound in bounds if _BEHIND.fullmatch(bound)]
    return " ".join(words)


def _kind(t: Texts, row: LedgerRow) -> str:
    return f'<span class="scope {row.kind}">{_kind_word(t, row)}</span>'


def _kind_word(t: Texts, row: LedgerRow) -> str:
    return t.target if row.kind == "target" else t.actual


# --- pairs as bars -------------------------------------------------------------------------------------------------


def plot(t: Texts, pairs: Sequence[tuple[Listed, Listed]], view: View, *, with_document: bool) -> str:
    """Actual against target, a bar each on the pair's own scale; the words beside them say all that the bars do."""
    if not pairs:
        return f'<p class="count" role="status">{t.no_pairs}</p>'
    items, title = [], ""
    for actual, target in pairs[: view.shown]:
        if with_document and target.document.title != title:
            title = target.document.title
            items.append(f'<li class="of"><h2>{escape(title)}</h2></li>')
        items.append(_pair(t, actual, target))
    count = _count(t, len(pairs), view, t.pairs)
    return f'{count}<ul class="pairs" aria-label="{t.as_plot}">{"".join(items)}</ul>{_more(t, len(pairs), view)}'


def _pair(t: Texts, actual: Listed, target: Listed) -> str:
    both = compare(actual.row, target.row)
    lines = ""
    for listed, span in ((actual, both and both.actual), (target, both and both.target)):
        bar = _bar(span, (*both.actual, *both.target), listed.row.kind) if both and span else ""
        label = f"{listed.row.years}{_kind_word(t, listed.row)} {_figure(listed.row)}"
        lines += f'<div class="measure">{_opener(listed, label)}<div class="track" aria-hidden="true">{bar}</div></div>'
    return f"<li><h3>{escape(target.row.indicator)}</h3>{lines}{_gap(t, actual.row, target.row)}</li>"


def _bar(span: tuple[float, float], values: Sequence[float], kind: str) -> str:
    """Solid from zero to the value; of a range, the part that is left open is paler."""
    low, high = min(0.0, *values), max(0.0, *values)
    width = (high - low) or 1.0

    def piece(start: float, end: float, style: str) -> str:
        left, right = sorted((start, end))
        return f'<span class="bar {style}" style="left:{100 * (left - low) / width:.1f}%;width:{100 * (right - left) / width:.1f}%"></span>'

    near, far = sorted(span, key=abs)
    return piece(0.0, near, kind) + (piece(near, far, f"{kind} open") if near != far else "")


def _gap(t: Texts, actual: LedgerRow, target: LedgerRow) -> str:
    gap = difference(actual, target)
    if gap is None:
        return ""
    value, unit = gap
    roughly = "约" if actual.bound or target.bound else ""
    words = t.same if not value else (t.higher if value > 0 else t.lower)
    number = f"{abs(value):.6f}".rstrip("0").rstrip(".")
    return f'<p class="gap">{words.format(gap=f"{roughly}{number}{escape(unit)}")}</p>'


# --- one row -------------------------------------------------------------------------------------------------------


def row_panel(reader: Reader, listed: Listed, series: Sequence[Listed]) -> str:
    """The row's sentence marked in its paragraph, and its indicator in other years where plans have them."""
    t, row = reader.texts, listed.row
    document = reader.catalog.document(listed.document_id)
    sentence, m = document.sentences[row.sentence], document.metadata
    citation = Citation(
        1, listed.document_id, m.title, m.issuer, m.published, row.section, row.topic,
        row.scope.label,
        document.quote(sentence), sentence.start, sentence.end, document.page(sentence.start),
    )  # fmt: skip
    return (
        f'<section class="source-panel" aria-label="{t.panel}" tabindex="-1">'
        f'<button type="button" class="close" data-act="close" aria-label="{t.close}">✕</button>'
        f'<p class="opened"><span>{escape(row.indicator)}</span> {_figure(row)}</p>'
        f"{source_panel(reader, document, citation)}{_series(t, listed, series)}</section>"
    )


def _series(t: Texts, opened: Listed, series: Sequence[Listed]) -> str:
    if len({listed.row.year for listed in series}) < 2:
        return ""
    rows = "".join(
        f"<tr{' aria-current=true' if listed.number == opened.number else ''}><td>{listed.row.years}</td><td>{_kind(t, listed.row)}</td>"
        f"<td>{_opener(listed, _figure(listed.row))}</td>"
        f'<td class="where">{escape(listed.row.indicator)}<br>{escape(listed.document.title)}</td></tr>'
        for listed in series
    )
    heads = "".join(f'<th scope="col">{name}</th>' for name in (t.year, t.kind, t.value, t.series_of))
    return f'<h3>{t.series}</h3><table class="series"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
