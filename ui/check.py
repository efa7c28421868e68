"""Drafts from outside and what was found of them: files read, verdicts as text, JSON and Word with comments."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from docx.enum.text import WD_COLOR_INDEX

from index.errors import PlanqaError
from index.reading.encodings import decode
from index.reading.sandbox import Sandbox
from index.reading.source import Source
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
    """How many statements agree, differ, were not found."""
    found = counted(checked)
    return say("check_summary", language, agrees=found["agrees"], differs=found["differs"], missing=found["not_found"])


def source(citation: Citation, language: Language = "zh") -> str:
    """A cited sentence with its document and time in one line."""
    time = when(citation.scope, language)
    return f"《{citation.title}》{f'（{time}）' if time else ''}“{citation.quote}”"


_COLOURS = {"differs": WD_COLOR_INDEX.YELLOW, "not_found": WD_COLOR_INDEX.GRAY_25}


def as_docx(draft: str, checked: Sequence[Checked], language: Language = "zh") -> bytes:
    """The draft as a Word file, with a comment at everything that is to be mended."""
    document = new_document(12)
    to_mend = [item for item in checked if item.verdict in TO_MEND]
    start = 0
    for line in draft.split("\n"):
        end = start + len(line)
        paragraph = document.add_paragraph()
        at = start
        for item in (i for i in to_mend if i.start < end and i.end > start):
            first, last = max(item.start, start), min(item.end, end)
            paragraph.add_run(fit(draft[at:first]))
            run = paragraph.add_run(fit(draft[first:last]))
            run.font.highlight_color = _COLOURS[item.verdict]
            if first == item.start:
                told = "\n".join((item.reason, *(source(c, language) for c in item.citations)))
                document.add_comment(run, fit(told), author=say("check_author", language), initials="P")
            at = last
        paragraph.add_run(fit(draft[at:end]))
        start = end + 1
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()
