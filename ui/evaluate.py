"""``planqa eval``: the figures of a question set on the console, and a report page with plots."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from rag.evaluation import Changed, Run
from rag.verdicts import DEPTHS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Table = Sequence[Sequence[str]]
_COLUMNS = (
    "questions", "score", "right", "cited", "citation_precise", "exact", "refused_rightly", "refused_wrongly",
    "wrong_figure", "useful", "figures_faithful", "calibration_error", "recall@1", "recall@3", "recall@5", "recall@10", "mrr", "p50_ms", "p95_ms",
)  # fmt: skip
_COST = ("llm_written", "llm_asked", "llm_cached", "llm_dropped", "prompt_tokens", "completion_tokens", "llm_p50_ms")
"""Shown where an LLM was asked; tokens and time are means and medians per answer."""


def figures_table(groups: Mapping[str, Mapping[str, float]]) -> list[list[str]]:
    """Head and one line a group; a dash where a figure does not apply."""
    columns = [*_COLUMNS, *(c for c in _COST if any(c in figures for figures in groups.values()))]
    return [["", *columns], *([name, *(_shown(figures.get(c)) for c in columns)] for name, figures in groups.items())]


def as_text(table: Table) -> str:
    """Columns and rows turned, since there are more figures than groups."""
    turned = list(zip(*table, strict=True))
    widths = [max(len(cell) for cell in column) for column in zip(*turned, strict=True)]
    return "\n".join("  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() for row in turned)


def changes_text(changed: Sequence[Changed]) -> str:
    if not changed:
        return "与上次相比，没有题目变化 (no question changed)"
    return "\n".join(
        f"{'变差 lost' if c.was_good else '变好 won '} {c.id} {c.question}\n    前 {c.before[:120]}\n    后 {c.after[:120]}"
        for c in changed
    )


def as_json(run: Run, ablations: Mapping[str, Mapping[str, float]], changed: Sequence[Changed]) -> str:
    fields = {
        "figures": run.figures(),
        "kinds": run.by("kind"),
        "languages": run.by("lang"),
        "ablations": dict(ablations),
        "risk_coverage": run.risk_coverage(),
        "reliability": run.reliability(),
        "changed": [{"id": c.id, "question": c.question, "was_good": c.was_good} for c in changed],
    }
    return json.dumps(fields, ensure_ascii=False, indent=2)


def write_report(
    path: Path, run: Run, ablations: Mapping[str, Mapping[str, float]], changed: Sequence[Changed]
) -> None:
    """One HTML file that needs nothing else: tables, plots as inline SVG, and every question that failed."""
    sections = [
        ("总体 Overall", _html_table(figures_table({"all": run.figures()}))),
        ("按类型 By kind", _html_table(figures_table(run.by("kind")))),
        ("按语言 By language", _html_table(figures_table(run.by("lang")))),
    ]
    if ablations:
        sections.append(("去掉一部分 Ablations", _html_table(figures_table(ablations)) + _svg(_recall_plot(ablations))))
    sections.append(("风险与覆盖 Risk and coverage", _svg(_risk_plot(run))))
    sections.append(("可靠性 Reliability", _svg(_reliability_plot(run))))
    if changed:
        sections.append(("变化 Changed", f"<pre>{escape(changes_text(changed))}</pre>"))
    failed = "\n".join(
        f"{r.id} [{r.kind}, {r.lang}] {r.question}\n    {'拒答' if r.refused else r.answer}"
        for r in run.rows
        if not r.good
    )
    sections.append(("未答好的题 Not good", f"<pre>{escape(failed or '无 none')}</pre>"))
    body = "".join(f"<h2>{escape(title)}</h2>{content}" for title, content in sections)
    path.write_text(
        '<!doctype html><html lang="zh"><meta charset="utf-8"><title>planqa eval</title><style>'
        "body{font:15px/1.6 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse}"
        "td,th{border:1px solid #8886;padding:.2rem .5rem;text-align:right}td:first-child,th:first-child{text-align:left}"
        "pre{white-space:pre-wrap}svg{max-width:100%;height:auto}</style>"
        f"<h1>规划问答质量报告 planqa eval</h1>{body}</html>\n",
        encoding="utf-8",
    )


def _shown(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:g}" if value > 1 else f"{value:.3f}"


def _html_table(table: Table) -> str:
    turned = list(zip(*table, strict=True))
    head = "".join(f"<th>{escape(cell)}</th>" for cell in turned[0])
    rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in turned[1:])
    return f"<table><tr>{head}</tr>{rows}</table>"


def _risk_plot(run: Run) -> Figure:
    from matplotlib.figure import Figure

    curve = run.risk_coverage()
    figure = Figure(figsize=(7, 4), layout="constrained")
    axes = figure.add_subplot()
    axes.step([c for _, c, _ in curve], [r for _, _, r in curve], where="post")
    if used := run.operating_point():
        axes.plot(*used, "o", label="as answered")
        axes.legend()
    axes.set(xlabel="coverage: share of questions answered", ylabel="risk: share of answers not exact", ylim=(0, None))
    return figure


def reliability_text(run: Run) -> str:
    """Confidence against what came of it, a line a tenth."""
    rows = [("confidence", "right", "questions"), *((f"{c:.2f}", f"{r:.2f}", str(n)) for c, r, n in run.reliability())]
    return "\n".join("  ".join(cell.rjust(10) for cell in row) for row in rows)


def _reliability_plot(run: Run) -> Figure:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 4), layout="constrained")
    axes = figure.add_subplot()
    table = run.reliability()
    axes.plot([0, 1], [0, 1], linestyle=":", color="grey")
    axes.plot([c for c, _, _ in table], [r for _, r, _ in table], marker="o")
    axes.set(xlabel="confidence", ylabel="share that holds the evidence", xlim=(0, 1), ylim=(0, 1))
    return figure


def _recall_plot(ablations: Mapping[str, Mapping[str, float]]) -> Figure:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 4), layout="constrained")
    axes = figure.add_subplot()
    for name, figures in ablations.items():
        axes.plot(DEPTHS, [figures.get(f"recall@{k}", 0.0) for k in DEPTHS], marker="o", label=name)
    axes.set(xlabel="k", ylabel="recall@k of the evidence", xticks=DEPTHS)
    axes.legend()
    return figure


def _svg(figure: Figure) -> str:
    out = StringIO()
    figure.savefig(out, format="svg")
    return out.getvalue().partition("<svg")[1] + out.getvalue().partition("<svg")[2]
