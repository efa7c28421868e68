"""Answers in forms fit for a report: text to paste, Markdown, Word. References follow GB/T 7714-2015 for online sources."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date

from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph

from rag.render import beside, colon, markers
from rag.types import Answer, Citation, Line
from ui.web.sources import document_address
from ui.web.texts import Texts
from ui.word import fit, new_document

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|])")
_WARN = RGBColor(0xA8, 0x23, 0x1C)
_QUIET = RGBColor(0x55, 0x60, 0x6E)


def reference(citation: Citation) -> str:
    """Issuer, title, dates of publication and of access, place in the document."""
    place = " › ".join(part for part in (*citation.section, citation.topic) if part)
    published = f"({citation.published})" if citation.published else ""
    dates = f"{published}[{date.today().isoformat()}]"
    return ". ".join(part for part in (citation.issuer, f"{citation.title}[EB/OL]", dates, place) if part)


def address(citation: Citation, site: str) -> str:
    """Where the sentence can be read, marked, below ``site`` (the page's own address, with a slash at the end)."""
    return site + document_address(citation.document_id, span=(citation.start, citation.end))


def as_text(t: Texts, answer: Answer, site: str) -> str:
    """One answer with its notices before it and its references after it."""
    lines = [
        answer.question,
        "",
        *(f"{t.notice}{colon(answer.language)}{notice}" for notice in answer.notices),
        *(_flat(answer, line) for line in answer.lines),
        *([answer.reason] if answer.refused and answer.reason else []),
    ]
    if cited := _quoted(answer):
        lines += ["", t.nearest if answer.refused else t.sources]
        for citation in cited:
            lines += [f"[{citation.n}] {reference(citation)}. {address(citation, site)}", f"    “{citation.quote}”"]
    return "\n".join(lines) + "\n"


def as_markdown(t: Texts, answers: Sequence[Answer], site: str) -> str:
    """A conversation, one heading a question."""
    lines = [f"# {t.record}", "", date.today().isoformat(), ""]
    for number, answer in enumerate(answers, 1):
        lines += [f"## {number}. {_escaped(answer.question)}", ""]
        for notice in answer.notices:
            lines += [f"> **{t.notice}** {_escaped(notice)}", ""]
        for line in answer.lines:
            lead = f"**{_escaped(line.lead)}**{beside(line, answer.language)}" if line.lead else ""
            lines += [f"{lead}{_escaped(line.text)}{markers(line.cites)}", ""]
        if answer.refused and answer.reason:
            lines += [_escaped(answer.reason), ""]
        for citation in _quoted(answer):
            lines += [f"- [{citation.n}] {_escaped(reference(citation))}. <{address(citation, site)}>", ""]
            lines += [f"  > {_escaped(citation.quote)}", ""]
    return "\n".join(lines).rstrip() + "\n"


def as_docx(t: Texts, answers: Sequence[Answer], site: str) -> bytes:
    """A conversation as a Word file."""
    document = new_document(11)
    document.add_heading(t.record, 0)
    _quiet(document.add_paragraph(date.today().isoformat()))
    for number, answer in enumerate(answers, 1):
        document.add_heading(f"{number}. {fit(answer.question)}", 2)
        for notice in answer.notices:
            paragraph = document.add_paragraph()
            run = paragraph.add_run(fit(f"{t.notice}{colon(answer.language)}{notice}"))
            run.bold, run.font.color.rgb = (False, _QUIET) if notice in answer.routine else (True, _WARN)
        for line in answer.lines:
            paragraph = document.add_paragraph()
            if line.lead:
                paragraph.add_run(fit(line.lead)).bold = True
                paragraph.add_run(fit(beside(line, answer.language)))
            paragraph.add_run(fit(f"{line.text}{markers(line.cites)}")).bold = line.level == "heading"
        if answer.refused and answer.reason:
            document.add_paragraph(fit(answer.reason))
        for citation in _quoted(answer):
            document.add_paragraph(fit(f"[{citation.n}] “{citation.quote}”"), style="Quote")
            _quiet(document.add_paragraph(fit(f"{reference(citation)}. {address(citation, site)}")))
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def _quoted(answer: Answer) -> tuple[Citation, ...]:
    """What is cited; of a refusal, the sentences nearest to what was asked."""
    return answer.citations or answer.related


def _flat(answer: Answer, line: Line) -> str:
    return f"{line.lead}{beside(line, answer.language) if line.lead else ''}{line.text}{markers(line.cites)}"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _quiet(paragraph: Paragraph) -> None:
    for run in paragraph.runs:
        run.font.size, run.font.color.rgb = Pt(9), _QUIET
