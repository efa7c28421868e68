"""The tab 关于: what this is, how answers come about, where they end, and how well they were measured to be."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from ui.web.shell import ASSETS
from ui.web.texts import Texts, traditional

QUALITY = Path(__file__).parent / "quality.json"
"""Written by ``make quality`` and by nothing else; see :mod:`ui.quality`."""


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
        html = traditional(html)
    return html.replace("{quality}", _quality(t, json.loads(QUALITY.read_text(encoding="utf-8"))))


def _quality(t: Texts, measured: Mapping[str, Any]) -> str:
    """A row a question set, and one for all of them."""
    heads = (t.question_set, t.questions, t.right, t.wrongly, t.refused_wrongly, t.refused_rightly, t.faithful)
    sets = [*measured["sets"], {"documents": t.all_sets, **total(measured["sets"])}]
    rows = ""
    for row in sets:
        wrongly = 1 - row["right"] - row["refused_wrongly"]
        shares = (row["right"], wrongly, row["refused_wrongly"], row["refused_rightly"], row["figures_faithful"])
        cells = "".join(f"<td>{share * 100:.0f}%</td>" for share in shares)
        rows += f'<tr><th scope="row" lang="zh">{row["documents"]}</th><td>{row["questions"]}</td>{cells}</tr>'
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{t.quality}"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
        f'<p class="hint">{t.measured.format(date=measured["date"], model=measured["model"])}</p>'
    )


def total(sets: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The sets as one: each share weighed by the questions it was taken over."""
    over = {
        "right": "answerable",
        "refused_wrongly": "answerable",
        "refused_rightly": "unanswerable",
        "figures_faithful": "answered",
    }
    shares = {
        name: sum(row[name] * row[count] for row in sets) / max(1, sum(row[count] for row in sets))
        for name, count in over.items()
    }
    return {"questions": sum(row["questions"] for row in sets), **shares}
