"""Turns of a conversation as HTML. What a person typed is escaped here, what a document says in :mod:`ui.web.sources`."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from index.catalog import DocumentSummary
from index.words import simplify
from rag.naming import of_place
from rag.places import place_words
from rag.render import quoted, when
from rag.time import time_asked
from rag.types import Answer, Filters, Line, within
from ui.web.report import as_text
from ui.web.sources import Reader, scope_badge, source_line, status_badge
from ui.web.texts import Texts

SOURCES = 3
"""Sources of an answer in sight at once, so that a list of ten does not push what follows off a phone."""
REASONS = ("figure", "time", "source", "beside", "missing", "other")
"""Why an answer is called wrong; the page's words for each are ``Texts.reason_*``."""


def waiting(t: Texts, question: str, loading: bool) -> str:
    """A question that is being looked up."""
    words = t.loading if loading else t.searching
    return f'{_asked(t, question)}<div class="card waiting">{words}</div>'


def failed(t: Texts, question: str, message: str) -> str:
    """A question that could not be answered for a reason outside the documents."""
    return (
        f'{_asked(t, question)}<div class="card failed" data-said="{t.failed}"><h3>{t.failed}</h3><p>{escape(message)}</p>'
        f'<p class="tools"><button type="button" class="button" data-ask="{escape(question)}">{t.again}</button></p></div>'
    )


def turn(
    reader: Reader, number: str, answer: Answer, filters: Filters, next_questions: Sequence[str], whole: bool
) -> str:
    """A question and its answer or refusal; ``whole`` is false while more of the answer is on its way."""
    if answer.refused:
        return _asked(reader.texts, answer.question) + _refusal(reader, number, answer, filters, next_questions)
    t = reader.texts
    warnings = [n for n in answer.notices if n not in answer.routine]
    notices = "".join(f'<p class="notice"><b>{t.notice}</b> {escape(n)}</p>' for n in warnings)
    routine = "".join(f'<p class="hint routine">{escape(n)}</p>' for n in answer.routine)
    derived = "".join(
        f'<p class="derived">{t.derived.format(value=escape(d.value), how=escape(d.how))}</p>'
        for d in answer.derived
        if not any(d.value in line.gloss for line in answer.lines)
    )
    written_by = f'<p class="hint">{t.by_llm}</p>' if answer.mode == "llm" else ""
    after = (
        f"{_tools(t, answer)}{_questions(t.follow_ups, next_questions)}"
        if whole
        else f'<p class="waiting">{t.writing}</p>'
    )
    said = escape(t.answered + _spoken(answer), quote=True)
    return (
        f'{_asked(t, answer.question)}<div class="card answer" data-said="{said}">{notices}'
        f'<div class="words">{answer_text(reader, answer, number)}</div>{derived}{routine}{written_by}'
        f"{_sources(reader, number, answer)}{after}</div>"
    )


def _sources(reader: Reader, number: str, answer: Answer) -> str:
    """The cited sentences; those of a long list folded away behind its first ones."""
    if not answer.citations:
        return ""
    lines = [source_line(reader, f"{number}-{c.n}", c) for c in answer.citations]
    shown = len(lines) if len(lines) <= SOURCES + 1 else SOURCES
    html = f'<h3 class="label">{reader.texts.sources}</h3><ol class="sources">{"".join(lines[:shown])}</ol>'
    if rest := lines[shown:]:
        summary = reader.texts.more_sources.format(n=len(rest))
        html += f'<details class="more"><summary>{summary}</summary><ol class="sources" start="{shown + 1}">{"".join(rest)}</ol></details>'
    return html


def answer_text(reader: Reader, answer: Answer, number: str) -> str:
    """The answer's lines: the document named above, a leading figure large on its own line, items as a list, each marker a button that
    opens its source."""
    html, items = "", ""
    for line in answer.lines:
        if line.level == "item":
            items += f"<li>{escape(line.text)}{_markers(reader.texts, line, number)}</li>"
            continue
        html += _listed(items) + _line(reader.texts, line, number)
        items = ""
    return html + _listed(items)


def _listed(items: str) -> str:
    return f'<ul class="items">{items}</ul>' if items else ""


def _line(t: Texts, line: Line, number: str) -> str:
    marks = _markers(t, line, number)
    if line.level == "heading":
        return f'<p class="of" lang="zh">{escape(line.text)}</p>'
    badge, text = scope_badge(t, line.scope), quoted(line.text, t.language)
    if line.lead:
        gloss = f' <span class="gloss">{escape(line.gloss)}</span>' if line.gloss else ""
        figure = f'<p class="figure">{_lead(t, line)}{gloss} {badge}</p>'
        return f"{figure}<p>{escape(text)}{marks}</p>"
    return f"<p>{badge} {escape(text)}{marks}</p>" if badge else f"<p>{escape(text)}{marks}</p>"


def _lead(t: Texts, line: Line) -> str:
    """The figures that lead, each behind the name of its thing where several things have one."""
    figures = line.lead.split("、")
    if not line.things or len(figures) < len(line.things):
        return f"<strong>{escape(line.lead)}</strong>"
    named = zip(figures, (*line.things, *[""] * len(figures)), strict=False)
    return " ".join(
        (f'<span class="thing"{_chinese(t, thing)}>{escape(thing)}</span> ' if thing else "")
        + f"<strong>{escape(figure)}</strong>"
        for figure, thing in named
    )


def _chinese(t: Texts, words: str) -> str:
    """The attribute of the document's own words on a page in another language."""
    return ' lang="zh-Hans"' if t.language != "zh" and not words.isascii() else ""


def _markers(t: Texts, line: Line, number: str) -> str:
    return "".join(
        f'<button type="button" class="marker" data-source="{number}-{n}" aria-controls="source" aria-label="{t.source.format(n=n)}">[{n}]</button>'
        for n in line.cites
    )


def _spoken(answer: Answer) -> str:
    """The answer as a screen reader says it: no markers."""
    parts = [
        f"{' '.join(line.things)} {line.lead} {line.gloss} {when(line.scope, answer.language)} {line.text}"
        if line.lead
        else line.text
        for line in answer.lines
    ]
    return "\n".join(" ".join(part.split()) for part in parts)


def _asked(t: Texts, question: str) -> str:
    return f'<h2 class="asked"><span class="unseen">{t.you}</span>{escape(question)}</h2>'


def _questions(label: str, questions: Sequence[str]) -> str:
    if not questions:
        return ""
    buttons = "".join(
        f'<li><button type="button" class="suggestion" data-ask="{escape(q)}">{escape(q)}</button></li>'
        for q in questions
    )
    return f'<h3 class="label">{label}</h3><ul class="suggestions">{buttons}</ul>'


def _tools(t: Texts, answer: Answer) -> str:
    """Copy, and what people think of the answer. The text to copy lies ready, with ``{site}`` where the site's address goes."""
    reasons = "".join(
        f'<label class="choice"><input type="radio" name="reason" value="{reason}"> {getattr(t, f"reason_{reason}")}</label>'
        for reason in REASONS
    )
    return (
        f"<template data-copy>{escape(as_text(t, answer, '{site}'))}</template>"
        f'<p class="tools"><button type="button" class="button" data-act="copy" title="{t.copy_hint}">{t.copy}</button>'
        f'<button type="button" class="button" data-act="useful" aria-pressed="false">{t.useful}</button>'
        f'<button type="button" class="button" data-act="wrong" aria-pressed="false" aria-expanded="false">{t.wrong}</button></p>'
        f'<form class="complaint" hidden><fieldset><legend>{t.what_is_wrong}</legend>{reasons}</fieldset>'
        f'<label class="field"><span>{t.note}</span><textarea name="note" rows="2" maxlength="200"></textarea></label>'
        f'<p class="tools"><button type="submit" class="button primary">{t.send}</button>'
        f'<button type="button" class="button" data-act="cancel">{t.cancel}</button></p></form>'
    )


# --- refusals ------------------------------------------------------------------------------------------------------


def _refusal(reader: Reader, number: str, answer: Answer, filters: Filters, next_questions: Sequence[str]) -> str:
    """Why there is no answer, what stands nearest, where was looked, how to ask otherwise."""
    t = reader.texts
    reason, title = answer.reason or "", t.nearest if answer.outcome == "related" else _title(t, answer)
    near = ""
    if answer.related:
        lines = "".join(source_line(reader, f"{number}-r{c.n}", c, hidden=True) for c in answer.related)
        near = f'<ol class="sources related">{lines}</ol>'
    tips = "".join(f"<li>{tip}</li>" for tip in _tips(reader, answer, filters))
    return (
        f'<div class="card refused {answer.outcome}" data-said="{escape(title + ":" + reason, quote=True)}"><h3>{title}</h3>'
        f'<p>{escape(reason)}</p>{near}<dl class="looked">{_looked(reader, answer, filters)}</dl>'
        f'<h3 class="label">{t.otherwise}</h3><ul class="tips">{tips}</ul>{_questions(t.in_these_words, next_questions)}{_tools(t, answer)}</div>'
    )


def _title(t: Texts, answer: Answer) -> str:
    """The documents do not say it, or it is none of their business."""
    return t.not_here if answer.status in _NOT_HERE else t.refused


_NOT_HERE = frozenset({"not_a_question", "injection", "which_document", "no_document", "no_such_document"})


def _looked(reader: Reader, answer: Answer, filters: Filters) -> str:
    t = reader.texts
    facts = (
        [(t.read_as, answer.resolved_question)]
        if answer.resolved_question != answer.question and answer.language == "zh"
        else []
    )
    facts.append((t.looked_in, " · ".join(filter_words(reader, filters)) or t.all_documents))
    return "".join(f"<div><dt>{name}</dt><dd>{escape(value)}</dd></div>" for name, value in facts if value)


def filter_words(reader: Reader, filters: Filters) -> list[str]:
    """The filters that are set, in words."""
    titles = {d.document_id: d.title for d in reader.catalog.documents()}
    year = str(filters.year) if filters.year else ""
    return [word for word in (titles.get(filters.document_id, ""), filters.region, year) if word]


def _tips(reader: Reader, answer: Answer, filters: Filters) -> list[str]:
    t = reader.texts
    tips = []
    if filters != Filters():
        tips.append(f'<button type="button" class="link" data-act="no-filters">{t.tip_filter}</button>')
    held = within(reader.catalog.documents(), filters)
    covered = {year for d in _of_places(answer, held) for year in d.years}
    said = set(time_asked(simplify(answer.resolved_question)).years)
    if covered and not said & covered:
        tips.append((t.tip_covered if said else t.tip_year).format(years=t.runs_of(covered)))
    tips.append(t.tip_words)
    tips.append(f'<button type="button" class="link" data-tab="ledger">{t.tip_ledger}</button>')
    return tips


def _of_places(answer: Answer, documents: Sequence[DocumentSummary]) -> Sequence[DocumentSummary]:
    """The documents of the places that a question names; all where it names none that has any."""
    places = place_words(simplify(answer.resolved_question))
    return [d for place in places for d in of_place(place, documents)] or documents


# --- before the first question -------------------------------------------------------------------------------------


def welcome(reader: Reader, examples: Sequence[str]) -> str:
    """What the page is for, questions to try, and the documents it speaks of."""
    t = reader.texts
    documents = reader.catalog.documents()
    rows = "".join(
        f'<li><a href="{escape(reader.root)}document?doc={escape(d.document_id)}">{escape(d.title)}</a> '
        f"{status_badge(t, d.standing) if d.standing else ''}</li>"
        for d in documents[:3]
    )
    more = (
        f'<li><button type="button" class="link" data-tab="documents">{t.and_more}</button></li>'
        if len(documents) > 3
        else ""
    )
    return (
        f'<div class="welcome"><h2>{t.welcome}</h2><p>{t.welcome_more}</p>{_questions(t.examples, examples)}'
        f'<h3 class="label">{t.on_hand.format(n=len(documents))}</h3><ul class="at-hand">{rows}{more}</ul></div>'
    )
