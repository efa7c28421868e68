"""The ledger as HTML: the table, one row with its sentence. Everything from a document is escaped here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from index.rows import UNDATED, LedgerRow, around
from rag.types import Citation
from ui.ledger import Listed
from ui.status import MAX_NOTE, STATES, Mark
from ui.subjects import subject_name
from ui.web.sources import Reader, source_panel
from ui.web.texts import Texts

COLUMNS = ("indicator", "value", "year", "kind", "state", "section", "document")
"""Also the names of the words for them in :class:`ui.web.texts.Texts`."""
STEP = 100
"""Rows drawn at a time: what a browser lays out without a noticeable wait."""


@dataclass(frozen=True, slots=True)
class View:
    """How the rows are shown; what a click changes."""

    order: str = ""
    """A key of :data:`ui.ledger.ORDERS`, or empty for the order of the documents."""
    falling: bool = False
    shown: int = STEP


Marks = Mapping[int, Mark] | None
"""What staff filled in, by row; None where it is not shown."""


def table(t: Texts, chosen: Sequence[Listed], view: View, marks: Marks, *, with_document: bool) -> str:
    """The first rows of a sorted ledger; each opens its sentence, each heading sorts. On a phone, rows are cards.

    The roles say what CSS takes away where it lays the table out as cards.
    """
    if not chosen:
        return f'<p class="count" role="status">{t.no_rows}</p>'
    hidden = {name for name, shown in (("document", with_document), ("state", marks is not None)) if not shown}
    names = [name for name in COLUMNS if name not in hidden]
    head = "".join(_heading(t, name, view) for name in names)
    body = "".join(_table_row(t, listed, names, (marks or {}).get(listed.number)) for listed in chosen[: view.shown])
    return (
        f'{count(t, len(chosen), view, t.rows)}<div class="rows" tabindex="0" role="region" aria-label="{t.ledger}">'
        f'<table role="table"><thead role="rowgroup"><tr role="row" data-words="{t.order_by}">{head}</tr></thead><tbody role="rowgroup">{body}</tbody></table>'
        f"</div>{more(t, len(chosen), view)}"
    )


def count(t: Texts, total: int, view: View, what: str) -> str:
    """How many there are, and how many of them are shown."""
    part = t.first_rows.format(n=view.shown) if total > view.shown else ""
    return f'<p class="count" role="status">{what.format(n=total)}{part}</p>'


def more(t: Texts, total: int, view: View) -> str:
    """The button that shows more of them, where there are more."""
    if total <= view.shown:
        return ""
    return (
        f'<button type="button" class="more" data-act="more">{t.more.format(n=min(STEP, total - view.shown))}</button>'
    )


def _heading(t: Texts, name: str, view: View) -> str:
    if name == "state":
        return f'<th scope="col" role="columnheader" class="still">{t.state}</th>'
    sorted_by, arrow = "none", ""
    if name == view.order:
        sorted_by, arrow = ("descending", " ▼") if view.falling else ("ascending", " ▲")
    return (
        f'<th scope="col" role="columnheader" aria-sort="{sorted_by}"><button type="button" data-act="sort" data-value="{name}">'
        f'{getattr(t, name)}<span aria-hidden="true">{arrow}</span></button></th>'
    )


def _table_row(t: Texts, listed: Listed, names: Sequence[str], mark: Mark | None) -> str:
    row = listed.row
    until = f'<span class="bound">{escape(t.deadline.format(words=row.deadline))}</span>' if row.deadline else ""
    cells = {
        "indicator": f'<th scope="row" role="rowheader">{opener(listed, escape(row.indicator), chinese(t))}</th>',
        "value": f'<td role="cell" class="value"{chinese(t) if row.type == "figure" else ""}>{figure(t, row)}</td>',
        "year": f'<td role="cell" class="year">{years(t, row)}{until}</td>',
        "kind": f'<td role="cell" class="kind"><span class="scope {row.kind}">{kind_word(t, row)}</span></td>',
        "state": f'<td role="cell" class="state">{_state(t, mark)}</td>',
        "section": f'<td role="cell" class="where"{chinese(t)}>{escape(" › ".join(filter(None, (*row.section[-1:], row.topic))))}</td>',
        "document": f'<td role="cell" class="where"{chinese(t)}>{escape(listed.document.title)}</td>',
    }
    opened = f'<tr role="row" data-act="open" data-value="{escape(listed.key)}">'
    return f"{opened}{''.join(cells[name] for name in names)}</tr>"


def opener(listed: Listed, label: str, said: str = "") -> str:
    """The button that opens a row; ``said`` is :func:`chinese` where its label is the document's."""
    return (
        f'<button type="button" class="opener" data-act="open" data-value="{escape(listed.key)}"{said}>{label}</button>'
    )


def chinese(t: Texts) -> str:
    """The attribute of an element that holds the document's words, for readers of a page in another language."""
    return ' lang="zh-Hans"' if t.language == "en" else ""


def figure(t: Texts, row: LedgerRow) -> str:
    """The figure between its bounds: 约 3.05万套 以上; of a deed, that it is one."""
    if row.type == "action":
        return f'<span class="bound">{t.action}</span>'
    before, said, behind = map(escape, around(row))
    bounds = [f'<span class="bound">{bound}</span>' if bound else "" for bound in (before, behind)]
    return " ".join(filter(None, (bounds[0], f"<b>{said}</b>", bounds[1])))


def years(t: Texts, row: LedgerRow) -> str:
    """The year or years that a row speaks of."""
    if row.year == UNDATED:
        return ""
    span = f"{row.first_year}—{row.year}" if row.first_year else str(row.year)
    return escape(t.one_year.format(years=span, period=row.period).strip())


def sentence_of(reader: Reader, listed: Listed, most: int = 110) -> str:
    """A row's sentence with its clause in bold; of a long one what stands around the clause."""
    document = reader.catalog.document(listed.document_id)
    sentence, row = document.sentences[listed.row.sentence], listed.row
    room = max(0, most - (row.end - row.start)) // 2
    start = sentence.start if row.end - sentence.start <= most else max(sentence.start, row.start - room)
    end = sentence.end if sentence.end - start <= most else min(sentence.end, max(row.end, start + most))
    before, clause, after = (
        document.text[start : row.start],
        document.text[row.start : row.end],
        document.text[row.end : end],
    )
    cut = "…" * (start > sentence.start), "…" * (end < sentence.end)
    return f"{cut[0]}{escape(before)}<b>{escape(clause)}</b>{escape(after)}{cut[1]}"


def kind_word(t: Texts, row: LedgerRow) -> str:
    """Target or result."""
    return t.target if row.kind == "target" else t.actual


def state_words(t: Texts) -> dict[str, str]:
    """What the states are called."""
    return {"done": t.done, "under_way": t.under_way, "not_told": t.not_told}


def _state(t: Texts, mark: Mark | None) -> str:
    if mark is None or not (mark.state or mark.note):
        return ""
    word = f'<span class="state {mark.state}">{state_words(t)[mark.state]}</span>' if mark.state else ""
    return f"{word} {escape(mark.note)}"


# --- one row -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Around:
    """What is shown beside a row."""

    series: Sequence[Listed]
    """Its indicator through the years."""
    result: Listed | None
    """What a later document reports of it."""
    subjects: Sequence[str]
    mark: Mark | None
    """What staff filled in; None where that is not shown."""
    staff: bool
    """Whether the reader may fill it in."""


def row_panel(reader: Reader, listed: Listed, around: Around) -> str:
    """The row's sentence marked in its paragraph, what later documents tell, and its indicator in other years."""
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
        f'<p class="opened"><span>{escape(row.indicator)}</span> {figure(t, row)}</p>{_facts(t, row, around)}'
        f"{_status(t, listed, around)}{source_panel(reader, document, citation)}{_result(reader, around.result)}"
        f"{_series(t, listed, around.series)}</section>"
    )


def _facts(t: Texts, row: LedgerRow, around: Around) -> str:
    names = (", " if t.language == "en" else "、").join(subject_name(key, t.language) for key in around.subjects)
    facts = [
        t.deadline.format(words=row.deadline) if row.deadline else "",
        t.responsible.format(words=row.responsible) if row.responsible else "",
        t.subjects.format(words=names),
    ]
    return f'<p class="facts">{" · ".join(escape(fact) for fact in facts if fact)}</p>'


def _status(t: Texts, listed: Listed, around: Around) -> str:
    """What staff filled in; for staff, as a form."""
    mark = around.mark or Mark()
    if not around.staff:
        shown = _state(t, mark)
        return f'<p class="facts">{t.state} {shown}</p>' if shown else ""
    words = {"": t.unfilled, **state_words(t)}
    choices = "".join(
        f'<label class="choice"><input type="radio" name="state" value="{state}"{" checked" if state == mark.state else ""}>'
        f"<span>{words[state]}</span></label>"
        for state in ("", *STATES)
    )
    day = f'<span class="hint">{t.noted_on.format(day=escape(mark.day))}</span>' if mark.day else ""
    return (
        f'<form class="status-form" data-key="{escape(listed.key)}"><fieldset><legend>{t.state}</legend>{choices}</fieldset>'
        f'<label class="field"><span>{t.remark}</span><textarea name="note" rows="2" maxlength="{MAX_NOTE}">{escape(mark.note)}</textarea></label>'
        f'<p class="doors"><button type="submit" class="button">{t.keep_it}</button><span role="status"></span>{day}</p></form>'
    )


def _result(reader: Reader, result: Listed | None) -> str:
    if result is None:
        return ""
    t = reader.texts
    label = f"{years(t, result.row)} {escape(result.row.indicator)} {figure(t, result.row)}"
    return (
        f'<h3>{t.told_later}</h3>{opener(result, label)}<p class="near"{chinese(t)}>{sentence_of(reader, result)}</p>'
        f'<p class="where">{escape(result.document.title)}</p>'
    )


def _series(t: Texts, opened: Listed, series: Sequence[Listed]) -> str:
    if len({listed.row.year for listed in series}) < 2:
        return ""
    rows = "".join(
        f"<tr{' aria-current=true' if listed.number == opened.number else ''}><td>{years(t, listed.row)}</td>"
        f'<td><span class="scope {listed.row.kind}">{kind_word(t, listed.row)}</span></td>'
        f"<td>{opener(listed, figure(t, listed.row))}</td>"
        f'<td class="where">{escape(listed.row.indicator)}<br>{escape(listed.document.title)}</td></tr>'
        for listed in series
    )
    heads = "".join(f'<th scope="col">{name}</th>' for name in (t.year, t.kind, t.value, t.series_of))
    return f'<h3>{t.series}</h3><table class="series"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
