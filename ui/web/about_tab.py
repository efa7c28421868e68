"""The tab 关于: what this is, how answers come about, where they end, and how well they were measured to be."""

from __future__ import annotations

import json
from collections.abc import Mapping
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
    """A row a question set: how many, and the shares that were right, cited, rightly refused."""
    heads = "".join(
        f'<th scope="col">{name}</th>'
        for name in (t.question_set, t.questions, t.right, t.cited, t.refused_rightly, t.faithful)
    )
    rows = "".join(
        f'<tr><th scope="row" lang="zh">{row["documents"]}</th><td>{row["questions"]}</td>'
        + "".join(
            f"<td>{_percent(row.get(field))}</td>"
            for field in ("right", "cited", "refused_rightly", "figures_faithful")
        )
        + "</tr>"
        for row in measured["sets"]
    )
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{t.quality}"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
        f'<p class="hint">{t.measured.format(date=measured["date"], model=measured["model"])}</p>'
    )


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{100 * share:.0f}%"
