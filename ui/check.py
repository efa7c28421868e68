"""Drafts from outside and what was found of them: files read, verdicts as text, JSON and Word with comments."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace
from itertools import groupby
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from docx.enum.text import WD_COLOR_INDEX
from docx.text.paragraph import Paragraph

from index.errors import PlanqaError
from index.reading.encodings import decode
from index.reading.sandbox import Sandbox
from index.reading.source import Source
from index.tabular import is_row
from rag.check import Checked, Verdict
from rag.messages import say
from rag.render import when
from rag.types import Citation, Language
from ui.asked import whole
from ui.word import fit, new_document

MAX_DRAFT = 30_000
"""Characters of a draft."""
MAX_BYTES = 5 * 1024 * 1024
"""Bytes of a draft's file."""
SUFFIXES = (".docx", ".md", ".txt")
MARKS: dict[Verdict, str] = {"agrees": "✓", "differs": "✗", "not_found": "?", "no_claim": " "}
TO_MEND: tuple[Verdict, ...] = ("differs", "not_found")


def passed_over(item: Checked) -> bool:
    """Whether a statement was not checked although it may claim something: its language is not read."""
    return item.verdict == "no_claim" and bool(item.reason)


class BadDraft(PlanqaError):
    """What was given is no draft; the message says why."""


# --- reading -------------------------------------------------------------------------------------------------------


def read_file(path: Path) -> Source:
    """The text of a draft's file; a text file's as it stands, with every line break as ``\\n``.

    Raises:
        BadDraft, UnreadableFile: another format, too large, no text.
        OSError: the file cannot be opened.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise BadDraft(f"稿件应为 {' '.join(SUFFIXES)} 文件，不是 {suffix or path.name} (not a draft's format)")
    if path.stat().st_size > MAX_BYTES:
        raise BadDraft(f"稿件超过 {MAX_BYTES >> 20} MB，请拆分后再核对 (the file is too large)")
    if suffix == ".docx":
        with Sandbox() as sandbox:
            return bounded(sandbox.read(path))
    return bounded(Source(re.sub("\r\n?", "\n", decode(path.read_bytes()).removeprefix("\ufeff"))))


def read_bytes(data: bytes, name: str) -> Source:
    """As :func:`read_file`, of a file's content; what is written to disk for it is removed at once."""
    if len(data) > MAX_BYTES:
        raise BadDraft(f"稿件超过 {MAX_BYTES >> 20} MB，请拆分后再核对 (the file is too large)")
    with NamedTemporaryFile(suffix=Path(name).suffix.lower()) as file:
        file.write(data)
        file.flush()
        return read_file(Path(file.name))


def bounded(draft: Source) -> Source:
    """The draft itself.

    Raises:
        BadDraft: it is empty or too long.
    """
    if not draft.text.strip():
        raise BadDraft("稿件是空的 (the draft is empty)")
    if len(draft.text) > MAX_DRAFT:
        raise BadDraft(f"稿件太长（{len(draft.text)} 字），请缩短到 {MAX_DRAFT} 字以内 (the draft is too long)")
    return replace(draft, text=whole(draft.text))


# --- giving out ----------------------------------------------------------------------------------------------------


def as_rows(checked: Sequence[Checked]) -> list[dict[str, Any]]:
    """Plain values, ready for JSON, in the form promised to other programs."""
    return [asdict(item) for item in checked]


def counted(checked: Sequence[Checked]) -> Counter[Verdict]:
    """How many stretches have which verdict."""
    return Counter(item.verdict for item in checked)


def as_text(checked: Sequence[Checked], language: Language = "zh") -> str:
    """What is to be mended, each with the sentence to mend it by, and how much was looked at."""
    lines = []
    for item in checked:
        if item.verdict in TO_MEND:
            lines += [f"{MARKS[item.verdict]} {' '.join(item.text.split())}", f"    {item.reason}"]
            lines += [f"    {source(citation, language)}" for citation in item.citations]
    return "\n".join([*lines, summary(checked, language), ""])


def summary(checked: Sequence[Checked], language: Language = "zh") -> str:
    """How many statements agree, differ, were not found, and were passed over; of a draft without any, that nothing was checked."""
    found, unread = counted(checked), any(map(passed_over, checked))
    told = []
    if any(item.verdict != "no_claim" for item in checked):
        counts = {"agrees": found["agrees"], "differs": found["differs"], "missing": found["not_found"]}
        told.append(say("check_summary", language, **counts))
    elif not unread:
        told.append(say("check_nothing", language))
    if unread:
        told.append(say("check_unread", language))
    return ("; " if language == "en" else "；").join(told)


def source(citation: Citation, language: Language = "zh") -> str:
    """A cited sentence with its document and time in one line."""
    time = when(citation.scope, language)
    return f"《{citation.title}》{f'（{time}）' if time else ''}“{citation.quote}”"


_COLOURS = {"differs": WD_COLOR_INDEX.YELLOW}
"""Of what else is commented on the colour is grey."""


def as_docx(draft: str, checked: Sequence[Checked], language: Language = "zh") -> bytes:
    """The draft as a Word file, with a comment at everything that is to be mended; rows of a table as a table again."""
    written = _Written(draft, [item for item in checked if item.verdict in TO_MEND or passed_over(item)], language)
    lines = [(m.start(), m.end()) for m in re.finditer("^.*$", draft, re.M)]
    for heads, rows in groupby(lines, key=lambda line: _heads(draft[slice(*line)])):
        if heads:
            written.table(heads, list(rows))
        else:
            for row in rows:
                written.into(written.document.add_paragraph(), *row)
    data = io.BytesIO()
    written.document.save(data)
    return data.getvalue()


def _heads(line: str) -> tuple[str, ...]:
    """The heads of a table's row as a reader writes it (指标:森林覆盖率;2025年:46%); empty of any other line."""
    return tuple(cell.partition(":")[0] for cell in line.split(";")) if is_row(line) else ()


class _Written:
    """A draft on its way into a Word file."""

    def __init__(self, draft: str, to_mend: Sequence[Checked], language: Language) -> None:
        self.document = new_document(12)
        self._draft, self._to_mend, self._language = draft, to_mend, language
        self._told: set[int] = set()

    def into(self, paragraph: Paragraph, start: int, end: int) -> None:
        """Write ``draft[start:end]``, a comment at the first run of each item."""
        at = start
        for item in (i for i in self._to_mend if i.start < end and i.end > start):
            first, last = max(item.start, start), min(item.end, end)
            paragraph.add_run(fit(self._draft[at:first]))
            run = paragraph.add_run(fit(self._draft[first:last]))
            run.font.highlight_color = _COLOURS.get(item.verdict, WD_COLOR_INDEX.GRAY_25)
            if item.start not in self._told:
                self._told.add(item.start)
                told = "\n".join((item.reason, *(source(c, self._language) for c in item.citations)))
                author = say("check_author", self._language)
                self.document.add_comment(run, fit(told), author=author, initials="P")
            at = last
        paragraph.add_run(fit(self._draft[at:end]))

    def table(self, heads: Sequence[str], rows: Sequence[tuple[int, int]]) -> None:
        """Write rows of one table, each ``draft[start:end]``."""
        table = self.document.add_table(rows=1, cols=len(heads), style="Table Grid")
        for cell, head in zip(table.rows[0].cells, heads, strict=True):
            cell.text = fit(head)
        for start, end in rows:
            at = start
            for cell, told in zip(table.add_row().cells, self._draft[start:end].split(";"), strict=True):
                self.into(cell.paragraphs[0], at + len(told.partition(":")[0]) + 1, at + len(told))
                at += len(told) + 1
