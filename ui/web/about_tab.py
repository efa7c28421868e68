"""The tab 关于: what this is, how answers come about, where they end, and how well they were measured to be."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from rag.language import in_language
from ui.licences import attributions
from ui.web.shell import ASSETS
from ui.web.texts import Texts

QUALITY = Path(__file__).parent / "quality.json"
"""Written by ``make quality`` and by nothing else; see :mod:`bench.quality`."""


_ADDRESS = "for (const code of element.querySelectorAll('pre code')) code.textContent = code.textContent.replace('{site}', planqa.site);"
"""The line to embed the widget names the site that it is read on."""


def build_about_tab(texts: Texts) -> None:
    """Add the tab."""
    with gr.Tab(texts.about, id="about", elem_id="tab-about"):
        gr.HTML(about(texts), apply_default_css=False, elem_id="about", js_on_load=_ADDRESS)


def about(t: Texts) -> str:
    """The text in the reader's language, the measured figures filled in."""
    name = "about.en.html" if t.language == "en" else "about.zh.html"
    html = (ASSETS / name).read_text(encoding="utf-8")
    if t.language == "zh-Hant":
        html = in_language(html, "", t.language)
    html = html.replace("</article>", _attributions(t) + "</article>")
    return html.replace("{quality}", _quality(t, json.loads(QUALITY.read_text(encoding="utf-8"))))


def _attributions(t: Texts) -> str:
    """Whose work is inside under a licence that asks to be named; empty where there is none."""
    named = attributions()
    if not named:
        return ""
    works = "".join(
        f'<li><a href="{escape(w.homepage)}" rel="noopener">{escape(w.package)}</a> ({escape(w.licence)})</li>'
        for w in named
    )
    return f"<h2>{t.works}</h2><ul>{works}</ul>"


def _quality(t: Texts, measured: Mapping[str, Any]) -> str:
    """A row for the questions that nobody tuned with, and one for those that were."""
    heads = (
        t.question_set,
        t.questions,
        t.right,
        t.helpful,
        t.wrong_figure,
        t.refused_wrongly,
        t.refused_rightly,
        t.faithful,
    )
    fields = ("score", "useful", "wrong_figure", "refused_wrongly", "refused_rightly", "figures_faithful")
    rows = ""
    for row in measured["sets"]:
        cells = "".join(f"<td>{share(row[field])}</td>" for field in fields)
        name = (t.unread_set if row["name"] == "unread" else t.tuned_set).format(n=row["plans"])
        rows += f'<tr><th scope="row">{name}</th><td>{row["questions"]}</td>{cells}</tr>'
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{t.quality}"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
        f'<p class="hint">{t.measured.format(date=measured["date"], model=measured["model"])}</p>'
    )


def share(value: float | None) -> str:
    """As a percentage; a dash where it was not measured."""
    return "—" if value is None else f"{abs(value) * 100:.1f}%"
