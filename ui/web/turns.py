"""Turns of a conversation as HTML. What a person typed is escaped here, what a document says in :mod:`ui.web.sources`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from rag.followups import LookedFor, looked_for
from rag.types import Answer, Filters
from ui.web.report import as_text
from ui.web.sources import Reader, source_line, status_badge
from ui.web.texts import Texts

_BOLD = re.compile(r"\*\*(.+?)\*\*")
_MARKER = re.compile(r"\[(\d+)\]")
_LEAD = re.compile(
    r"\*\*(?P<figure>.{1,40}?)\*\*\s?(?:[((](?P<when>[^))]{1,30})[))])?\s?[::]\s?(?P<rest>.+)", re.DOTALL
)
"""A line that leads with its figure: **3万座**(2023年目标):…"""
_KIND = re.compile("目标|目標|target")
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
    notices = "".join(f'<p class="notice"><b>{t.notice}</b> {escape(n)}</p>' for n in answer.notices)
    derived = "".join(
        f'<p class="derived">{t.derived.format(value=escape(d.value), how=escape(d.how))}</p>' for d in answer.derived
    )
    written_by = f'<p class="hint">{t.by_llm}</p>' if answer.mode == "llm" else ""
    sources = "".join(source_line(reader, f"{number}-{c.n}", c) for c in answer.citations)
    after = (
        f"{_tools(t, answer)}{_questions(t.follow_ups, next_questions)}"
        if whole
        else f'<p class="waiting">{t.writing}</p>'
    )
    said = escape(t.answered + _plain(answer.answer), quote=True)
    return (
        f'{_asked(t, answer.question)}<div class="card answer" data-said="{said}">{notices}'
        f'<div class="words">{answer_text(t, answer.answer, number)}</div>{derived}{written_by}'
        f'<h3 class="label">{t.sources}</h3><ol class="sources">{sources}</ol>{after}</div>'
    )


def answer_text(t: Texts, text: str, number: str) -> str:
    """The answer's words: a leading figure large on its own line, each marker a button that opens its source."""
    return "".join(_line(t, line, number) for line in text.split("\n") if line)


def _line(t: Texts, line: str, number: str) -> str:
    lead = _LEAD.fullmatch(line)
    if not lead:
        return f"<p>{_inline(t, line, number)}</p>"
    when = lead["when"] or ""
    kind = "target" if _KIND.search(when) else "actual"
    badge = f' <span class="scope {kind}">{escape(when)}</span>' if when else ""
    return f'<p class="figure"><strong>{escape(lead["figure"])}</strong>{badge}</p><p>{_inline(t, lead["rest"], number)}</p>'


def _inline(t: Texts, text: str, number: str) -> str:
    html = _BOLD.sub(r"<strong>\1</strong>", escape(text))

    def marker(found: re.Match[str]) -> str:
        n = found[1]
        label = t.source.format(n=n)
        return f'<button type="button" class="marker" data-source="{number}-{n}" aria-controls="source" aria-label="{label}">[{n}]</button>'

    return _MARKER.sub(marker, html)


def _plain(text: str) -> str:
    return _MARKER.sub("", text.replace("**", ""))


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
    """Why there is no answer, what was looked for and where, what stands nearest (and is no answer), how to ask otherwise."""
    t, looked = reader.texts, looked_for(answer)
    reason = answer.reason or answer.answer
    near = ""
    if answer.related:
        lines = "".join(source_line(reader, f"{number}-r{c.n}", c, hidden=True) for c in answer.related)
        near = (
            f'<h3 class="label">{t.related} <span class="status expired">{t.not_answer}</span></h3>'
            f'<ol class="sources related">{lines}</ol>'
        )
    tips = "".join(f"<li>{tip}</li>" for tip in _tips(reader, looked, filters))
    return (
        f'<div class="card refused" data-said="{escape(t.refused + ":" + reason, quote=True)}"><h3>{t.refused}</h3><p>{escape(reason)}</p>'
        f'<dl class="looked">{_looked(reader, answer, looked, filters)}</dl>{near}'
        f'<h3 class="label">{t.otherwise}</h3><ul class="tips">{tips}</ul>{_questions(t.in_these_words, next_questions)}{_tools(t, answer)}</div>'
    )


def _looked(reader: Reader, answer: Answer, looked: LookedFor, filters: Filters) -> str:
    t = reader.texts
    kinds = {"target": t.target, "actual": t.actual, None: ""}
    content = looked.content.strip("?,。 ")
    places = [place for place in looked.places[:1] if place not in content]
    parts = [*places, t.years(looked.years), kinds[looked.kind], content]
    facts = [(t.looked_for, " · ".join(part for part in parts if part))]
    if answer.resolved_question != answer.question and t.language != "zh-Hant":
        facts.append((t.read_as, answer.resolved_question))
    facts.append((t.looked_in, " · ".join(filter_words(reader, filters)) or t.all_documents))
    return "".join(f"<div><dt>{name}</dt><dd>{escape(value)}</dd></div>" for name, value in facts if value)


def filter_words(reader: Reader, filters: Filters) -> list[str]:
    """The filters that are set, in words."""
    titles = {d.document_id: d.title for d in reader.catalog.documents()}
    year = str(filters.year) if filters.year else ""
    return [word for word in (titles.get(filters.document_id, ""), filters.region, year) if word]


def _tips(reader: Reader, looked: LookedFor, filters: Filters) -> list[str]:
    t = reader.texts
    tips = []
    if filters != Filters():
        tips.append(f'<button type="button" class="link" data-act="no-filters">{t.tip_filter}</button>')
    covered = sorted({year for d in reader.catalog.documents() for year in d.years})
    if covered and not set(looked.years) & set(covered):
        tips.append(t.tip_year.format(years=t.years(covered[-8:])))
    tips.append(t.tip_words)
    tips.append(f'<button type="button" class="link" data-tab="ledger">{t.tip_ledger}</button>')
    return tips


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
