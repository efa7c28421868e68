"""Two figures of one indicator side by side as HTML: result and target of one plan, or a target and what a later document reports of it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Literal

from index.pairs import certain, compare, difference
from index.rows import LedgerRow, readable
from ui.ledger import Kept, Listed
from ui.web.ledger_html import View, chinese, count, figure, kind_word, more, opener, sentence_of, years
from ui.web.sources import Reader
from ui.web.texts import Texts

Look = Literal["plot", "kept"]
_PERCENT = "个百分点"


def plot(reader: Reader, pairs: Sequence[tuple[Listed, Listed]], view: View, *, with_document: bool) -> str:
    """Last year's result against this year's target, a bar each on the pair's own scale; the words beside them say all that the bars do."""
    t = reader.texts
    note = f'<p class="hint told">{t.plot_note}</p>'
    if not pairs:
        return f'<p class="count" role="status">{t.no_pairs}</p>{note}'
    items, title = [], ""
    for actual, target in pairs[: view.shown]:
        if with_document and target.document.title != title:
            title = target.document.title
            items.append(f'<li class="of"><h2{chinese(t)}>{escape(title)}</h2></li>')
        items.append(_pair(reader, actual, target, "plot"))
    return f"{count(t, len(pairs), view, t.pairs)}{note}{_list(t.as_plot, items)}{more(t, len(pairs), view)}"


def kept(reader: Reader, documents: Sequence[Kept], view: View) -> str:
    """Each document's targets beside what a later one reports, with both sentences; those without a figure in a list that opens."""
    t = reader.texts
    note = f'<p class="hint told">{t.kept_note}</p>'
    total = sum(len(one.told) for one in documents)
    if not documents:
        return f'<p class="count" role="status">{t.no_kept}</p>{note}'
    html, left = "", view.shown
    for one in documents:
        if left <= 0:
            break
        shown, left = one.told[:left], left - len(one.told)
        due = t.kept_count.format(all=len(one.told) + len(one.untold), n=len(one.told))
        html += f'<section class="kept"><h2{chinese(t)}>{escape(one.document.title)}</h2><p class="hint">{due}</p>'
        if shown:
            html += _list(one.document.title, [_pair(reader, result, target, "kept") for result, target in shown])
        html += (_untold(t, one.untold) if left >= 0 else "") + "</section>"
    return f"{count(t, total, view, t.pairs)}{note}{html}{more(t, total, view)}"


def _untold(t: Texts, targets: Sequence[Listed]) -> str:
    if not targets:
        return ""
    items = "".join(
        f"<li>{opener(listed, f'{escape(listed.row.indicator)} {figure(t, listed.row)}', chinese(t))}</li>"
        for listed in targets
    )
    return f'<details class="untold"><summary>{t.untold.format(n=len(targets))}</summary><ul>{items}</ul></details>'


def _list(label: str, items: Sequence[str]) -> str:
    return f'<ul class="pairs" aria-label="{escape(label)}">{"".join(items)}</ul>'


def _pair(reader: Reader, actual: Listed, target: Listed, look: Look) -> str:
    t, both = reader.texts, compare(actual.row, target.row)
    sides = [(actual, both and both.actual), (target, both and both.target)]
    lines = ""
    for listed, span in sides if look == "plot" else reversed(sides):
        bar = _bar(span, (*both.actual, *both.target), listed.row.kind) if both and span else ""
        word = t.result if look == "kept" and listed is actual else kind_word(t, listed.row)
        label = f"{years(t, listed.row)}{' ' if t.language == 'en' else ''}{word} {figure(t, listed.row)}"
        said = f"<q{chinese(t)}>{sentence_of(reader, listed)}</q>" if look == "kept" else ""
        lines += (
            f'<div class="measure">{opener(listed, label)}<div class="track" aria-hidden="true">{bar}</div>{said}</div>'
        )
    told = f'<p class="where">{t.told_by.format(title=escape(actual.document.title))}</p>' if look == "kept" else ""
    return f"<li><h3{chinese(t)}>{escape(target.row.indicator)}</h3>{lines}{_gap(t, actual.row, target.row, look)}{told}</li>"


def _bar(span: tuple[float, float], values: Sequence[float], kind: str) -> str:
    """Solid from zero to the value; of a range, the part that is left open is paler."""
    low, high = min(0.0, *values), max(0.0, *values)
    width = (high - low) or 1.0

    def piece(start: float, end: float, style: str) -> str:
        left, right = sorted((start, end))
        return f'<span class="bar {style}" style="left:{100 * (left - low) / width:.1f}%;width:{100 * (right - left) / width:.1f}%"></span>'

    near, far = sorted(span, key=abs)
    return piece(0.0, near, kind) + (piece(near, far, f"{kind} open") if near != far else "")


def _gap(t: Texts, actual: LedgerRow, target: LedgerRow, look: Look) -> str:
    """By how much one is above the other, where both are surely told of one thing; of two falls, which is the deeper."""
    gap, both = difference(actual, target) if certain(actual, target) else None, compare(actual, target)
    if gap is None or both is None:
        return ""
    value, unit = gap
    if not value and actual.bound != target.bound:  # 超过100家 is not 100家
        return ""
    if look == "kept":
        value = -value
    falls = max(both.actual[1], both.target[1]) < 0
    up, down, same = {
        ("plot", False): (t.higher, t.lower, t.same),
        ("plot", True): (t.flatter, t.deeper, t.same),
        ("kept", False): (t.result_higher, t.result_lower, t.result_same),
        ("kept", True): (t.result_flatter, t.result_deeper, t.result_same),
    }[look, falls]
    words = same if not value else up if value > 0 else down
    number = readable(abs(value), unit)
    roughly = t.roughly if actual.bound or target.bound else ""
    return (
        f'<p class="gap">{words.format(gap=f"{roughly}{number}{t.points if unit == _PERCENT else escape(unit)}")}</p>'
    )
