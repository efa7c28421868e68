"""A draft as HTML with what the documents say of it. Everything from a draft or a document is escaped here."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from rag.check import Checked
from rag.types import Citation
from ui.check import TO_MEND, passed_over, summary
from ui.web.sources import Reader, document_of, source_panel


def checked_draft(reader: Reader, draft: str, checked: Sequence[Checked]) -> str:
    """The draft with its marks beside the list of what is to be mended; each opens its source, which lies ready in a template."""
    t = reader.texts
    templates = "".join(
        f'<template data-panel="{key}">{source_panel(reader, document_of(reader.catalog, citation), citation)}</template>'
        for key, citation in _citations(checked).items()
    )
    mend = "".join(_to_mend(number, item) for number, item in enumerate(checked) if item.verdict in TO_MEND)
    agrees = any(item.verdict == "agrees" for item in checked)
    nothing = t.nothing_to_mend if agrees else t.nothing_checked
    listed = f'<ol class="mend">{mend}</ol>' if mend else f'<p class="hint">{nothing}</p>'
    return (
        f'<p class="count{" notice" if any(map(passed_over, checked)) else ""}" role="status">{escape(summary(checked, t.language))}</p>'
        f'<div class="check-columns"><section class="marked-draft" tabindex="0" aria-label="{t.marked_draft}" lang="zh">'
        f'{_marked(reader, draft, checked)}</section><div class="check-side"><h2>{t.to_mend}</h2>{listed}'
        f'<div class="check-source"><section class="source-panel empty"><p class="hint">{t.check_empty}</p></section></div></div></div>{templates}'
    )


def opened(reader: Reader) -> str:
    """The frame in which a source is shown; ``{body}`` stands for what its template holds."""
    t = reader.texts
    return (
        f'<section class="source-panel" aria-label="{t.panel}" tabindex="-1">'
        f'<button type="button" class="close" data-act="close" aria-label="{t.close}">✕</button>{{body}}</section>'
    )


def _key(citation: Citation) -> str:
    return f"check-{escape(citation.document_id)}-{citation.start}"


def _citations(checked: Sequence[Checked]) -> dict[str, Citation]:
    return {_key(citation): citation for item in checked for citation in item.citations[:1]}


def _opens(number: int, item: Checked) -> str:
    key = _key(item.citations[0]) if item.citations else ""
    return f'data-act="open" data-value="{number}" data-key="{key}"'


def _to_mend(number: int, item: Checked) -> str:
    return (
        f'<li><button type="button" class="opener {item.verdict}" {_opens(number, item)}>'
        f'<span class="told" lang="zh">{escape(" ".join(item.text.split()))}</span>'
        f'<span class="reason">{escape(item.reason)}</span></button></li>'
    )


def _marked(reader: Reader, draft: str, checked: Sequence[Checked]) -> str:
    """The lines of the draft as paragraphs, what claims something in marks."""
    html, at = "", 0
    for number, item in enumerate(checked):
        html += escape(draft[at : item.start])
        html += _mark(reader, number, item) if item.verdict != "no_claim" else _plain(item)
        at = item.end
    html += escape(draft[at:])
    return "".join(f"<p>{line}</p>" for line in html.split("\n") if line.strip())


def _plain(item: Checked) -> str:
    """What claims nothing, or was passed over: then it says so itself."""
    text = escape(item.text)
    return f'<span class="unread" title="{escape(item.reason)}">{text}</span>' if passed_over(item) else text


def _mark(reader: Reader, number: int, item: Checked) -> str:
    verdict = getattr(reader.texts, item.verdict)
    label = f"{verdict}：{item.reason}" if item.reason else verdict
    lines = escape(item.text).split("\n")
    return "\n".join(
        f'<mark class="said {item.verdict}" role="button" tabindex="0" title="{escape(label)}" {_opens(number, item)}>{line}</mark>'
        if line.strip()
        else ""
        for line in lines
    )
